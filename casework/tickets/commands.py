"""The commands on tickets, each carried out by the function that COMMANDS names for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class FileFinding:
    """An inspector files a finding; `photos` are evidence ids."""

    unit: int
    kind: str
    words: str = ""
    photos: tuple[int, ...] = ()
    place: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileComplaint:
    """Anyone complains; `level` is named, confidential or anonymous, no `unit` is "don't know"."""

    kind: str
    level: str
    unit: int | None = None
    words: str = ""
    photos: tuple[int, ...] = ()
    about_head: bool = False
    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class OnTicket:
    """A command on the ticket `number`; `by_receipt` when its receipt code was just shown."""

    number: str
    by_receipt: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Accept(OnTicket):
    pass


@dataclass(frozen=True, slots=True)
class Decline(OnTicket):
    reason: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Assign(OnTicket):
    unit: int
    limit_days: int | None = None


@dataclass(frozen=True, slots=True)
class Reassign(OnTicket):
    """The office gives to another unit what was not taken on, or what nobody can act on."""

    unit: int
    reason: str
    limit_days: int | None = None


@dataclass(frozen=True, slots=True)
class Insist(OnTicket):
    """The office refuses a hand-back: the ticket stays with the unit."""

    reason: str


@dataclass(frozen=True, slots=True)
class Take(OnTicket):
    pass


@dataclass(frozen=True, slots=True)
class HandBack(OnTicket):
    reason: str


@dataclass(frozen=True, slots=True)
class AskTime(OnTicket):
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class RuleOnTime(OnTicket):
    granted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AskReporter(OnTicket):
    question: str


@dataclass(frozen=True, slots=True)
class Supply(OnTicket):
    words: str = ""
    photos: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer(OnTicket):
    cause: str
    measure: str
    responsible: str
    photos: tuple[int, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Excuse(OnTicket):
    """The unit shows that the finding was excused: a leave slip, a summons elsewhere."""

    reason: str
    photos: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SendBack(OnTicket):
    reason: str


@dataclass(frozen=True, slots=True)
class Approve(OnTicket):
    pass


@dataclass(frozen=True, slots=True)
class Rate(OnTicket):
    """The complainant rates the result from 1 to 5; `reopening` says why to deal with it again."""

    score: int
    words: str = ""
    reopening: str = ""


@dataclass(frozen=True, slots=True)
class AskReopening(OnTicket):
    reason: str


@dataclass(frozen=True, slots=True)
class Reopen(OnTicket):
    pass


@dataclass(frozen=True, slots=True)
class Uphold(OnTicket):
    reason: str


@dataclass(frozen=True, slots=True)
class Close(OnTicket):
    pass


@dataclass(frozen=True, slots=True)
class LookBack(OnTicket):
    """The office looks again at a closed ticket; on a relapse a new ticket is opened and linked."""

    result: str
    relapse: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw(OnTicket):
    """The reporter withdraws; an inspector's `reason` goes on the record."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Merge(OnTicket):
    main: str


@dataclass(frozen=True, slots=True)
class Relay(OnTicket):
    """Words between the office and the complainant, either way, without showing an account."""

    words: str


@dataclass(frozen=True, slots=True)
class Supervise(OnTicket):
    """The office lists the ticket (挂牌督办) with demands and the day by which to meet them."""

    demands: str
    until: date


@dataclass(frozen=True, slots=True)
class RefuseSupervision(OnTicket):
    """The office refuses a proposal to list the ticket."""

    reason: str


@dataclass(frozen=True, slots=True)
class LiftSupervision(OnTicket):
    """The office takes the ticket off the list."""

    decision: str


@dataclass(frozen=True, slots=True)
class Reveal(OnTicket):
    """The custodian learns who complained in confidence."""

    reason: str
