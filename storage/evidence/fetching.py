"""What the evidence worker reads and writes: what is to be fetched or stamped, and what became."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, not_, or_, update
from sqlmodel import Session, col, select

from locales import Buttons, Message, _
from pictures import types
from pictures.types import Verified
from storage.evidence.store import Copy
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.queue import hurry, queue
from storage.tables import Chat, Evidence, Origin, Reporter

LEASE = timedelta(seconds=40)  # for which a claimed picture is ours; renewed meanwhile


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed picture, or with a `name` a document.

    It is to be fetched from `source` on `channel`, or to be stamped where `original` is there.
    """

    id: int
    channel: str | None
    source: dict[str, Any]
    attempts: int
    received_at: datetime
    original: str | None
    public: str | None
    stamp: dict[str, Any] | None
    name: str = ""
    chat_id: int | None = None
    is_staff: bool = True


def claim_pictures(
    session: Session,
    now: datetime,
    most: int,
    *,
    most_of_strangers: int | None = None,
    under_way: Collection[int | None] = (),
) -> list[Job]:
    """Return pictures that are due, ours until the lease ends; a fetch counts as an attempt.

    The staff's come first, then the chats take turns, those last that have one `under_way`.
    """
    limit = most if most_of_strangers is None else min(most, most_of_strangers)
    staff = _claim(session, now, most, under_way, is_staff=True)
    limit = min(limit, most - len(staff))
    return staff + (_claim(session, now, limit, under_way, is_staff=False) if limit > 0 else [])


def _claim(
    session: Session,
    now: datetime,
    most: int,
    under_way: Collection[int | None],
    *,
    is_staff: bool,
) -> list[Job]:
    stranger = and_(col(Evidence.state) == "pending", col(Chat.person_id).is_(None))
    busy = case((col(Evidence.chat_id).in_([each for each in under_way if each]), 1), else_=0)
    turn = func.row_number().over(partition_by=col(Evidence.chat_id), order_by=col(Evidence.id))
    due = (
        select(Evidence.id, busy.label("busy"), turn.label("turn"))
        .outerjoin(Chat)
        .where(_is_due(now), not_(stranger) if is_staff else stranger)
        .subquery()
    )
    chosen = select(due.c.id).order_by(due.c.busy, due.c.turn, due.c.id).limit(most)
    query = (
        select(Evidence, Chat.channel)
        .outerjoin(Chat)
        .where(col(Evidence.id).in_(chosen), _is_due(now))
        .order_by(col(Evidence.id))
    )
    rows = session.exec(query.with_for_update(skip_locked=True, of=Evidence)).all()
    for row, _channel in rows:
        row.not_before = now + LEASE
        if row.state == "pending":
            row.attempts += 1
    return [
        Job(
            row.id or 0,
            channel,
            row.source,
            row.attempts,
            row.received_at,
            row.original,
            row.public,
            row.stamp,
            row.name,
            row.chat_id,
            is_staff,
        )
        for row, channel in rows
    ]


def renew_lease(session: Session, job: Job, now: datetime) -> None:
    """Keep the picture ours while it is worked on; one that is settled meanwhile is left alone."""
    state = "kept" if job.original else "pending"
    ours = and_(
        col(Evidence.id) == job.id, col(Evidence.state) == state, col(Evidence.not_before) > now
    )
    session.execute(update(Evidence).where(ours).values(not_before=now + LEASE))


def is_work_waiting(session: Session, now: datetime) -> bool:
    """Tell whether a picture is due, or a sender to be forgotten."""
    due = select(Evidence.id).where(or_(_is_due(now), _is_to_be_forgotten())).limit(1)
    return session.exec(due).first() is not None


def end_leases(session: Session, now: datetime) -> None:
    """Make due at once what a process left when it died; only where there is no other one."""
    session.execute(update(Evidence).where(_is_due(now + LEASE)).values(not_before=now))


def keep(
    session: Session,
    job: Job,
    verified: Verified,
    original: str,
    public: Copy,
    thumbnail: Copy,
    now: datetime,
) -> bool:
    """Record the fetched picture with its origin; False when it is no longer pending."""
    row = _locked(session, job, "pending")
    if row is None:
        _note_files(session, job, original, public.name, thumbnail.name)
        return False
    row.state, row.error, row.not_before = "kept", None, now
    row.original, row.public, row.thumbnail = original, public.name, thumbnail.name
    row.public_sha256, row.thumbnail_sha256 = public.sha256, thumbnail.sha256
    row.bytes, row.media = verified.size, verified.format
    row.width, row.height = verified.width, verified.height
    _record_origin(session, job.id, verified.origin)
    _forget_sender(session, row)
    return True


def keep_document(session: Session, job: Job, media: str, original: str, size: int) -> bool:
    """Record the fetched document, which has no copy; False when it is no longer pending."""
    row = _locked(session, job, "pending")
    if row is None:
        _note_files(session, job, original)
        return False
    row.state, row.error = "kept", None
    row.original, row.media, row.bytes = original, media, size
    return True


@dataclass(frozen=True, slots=True)
class Left:
    """What a draft still holds when one of its pictures is not taken.

    With `buttons` it is the question of its `conversation`, asked again. A question that is `held`
    back under this key is asked after it.
    """

    text: Message
    buttons: Buttons = ()
    held: str = ""
    conversation: str = ""


def refuse(
    session: Session, job: Job, why: Message, now: datetime, left: Left | None = None
) -> bool:
    """Record that the file is refused, and tell its sender with what the draft still holds."""
    told = _("The photo of {time} was not taken. {why}", why=why)
    if job.name:
        told = _("The file “{name}” was not taken. {why}", name=job.name, why=why)
    return _give_up(session, job, "refused", why.text, told, now, left)


def lose(session: Session, job: Job, error: str, now: datetime, left: Left | None = None) -> bool:
    """Record that the picture cannot be had, and ask its sender for it."""
    told = _(
        "The photo of {time} could not be fetched. Please send it again, as a photo "
        "rather than as a file."
    )
    if job.name:
        told = _("The file “{name}” could not be fetched. Please send it again.", name=job.name)
    return _give_up(session, job, "lost", error, told, now, left)


def put_off(session: Session, job: Job, error: str, until: datetime, *, count: bool = True) -> None:
    """Have it tried again later; `count` says that the attempt counts."""
    row = session.get(Evidence, job.id, with_for_update=True)
    if row is not None and row.state in ("pending", "kept"):
        row.error, row.not_before = error, until
        if row.state == "pending" and not count:
            row.attempts -= 1


def mark_stamped(session: Session, job: Job, public: Copy) -> bool:
    """Let the stamped copy take the place of the one without."""
    row = _locked(session, job, "kept")
    if row is None:
        return False
    row.public, row.public_sha256 = public.name, public.sha256
    row.stamped, row.error = True, None
    return True


def forget_senders(session: Session) -> int:
    """Remove from settled pictures of whoever stays unnamed who sent them; return how many."""
    result = session.execute(
        update(Evidence).where(_is_to_be_forgotten()).values(chat_id=None, source={})
    )
    return int(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _is_due(now: datetime) -> Any:
    to_stamp = and_(
        col(Evidence.state) == "kept",
        col(Evidence.stamp).is_not(None),
        col(Evidence.stamped).is_(False),
    )
    return and_(col(Evidence.not_before) <= now, or_(col(Evidence.state) == "pending", to_stamp))


def _is_to_be_forgotten() -> Any:
    unnamed = select(Reporter.ticket_id).where(Reporter.level != "named")
    return and_(
        col(Evidence.state) != "pending",
        col(Evidence.chat_id).is_not(None),
        col(Evidence.ticket_id).in_(unnamed),
    )


def _locked(session: Session, job: Job, state: str) -> Evidence | None:
    row = session.get(Evidence, job.id, with_for_update=True)
    return row if row is not None and row.state == state else None


def _note_files(
    session: Session,
    job: Job,
    original: str,
    public: str | None = None,
    thumbnail: str | None = None,
) -> None:
    """Note the files of a picture dropped meanwhile, so that they are removed with it."""
    row = session.get(Evidence, job.id)
    if row is not None and row.state == "dropped":
        row.original, row.public, row.thumbnail = original, public, thumbnail


def _give_up(
    session: Session,
    job: Job,
    state: str,
    error: str,
    told: Message,
    now: datetime,
    left: Left | None,
) -> bool:
    row = _locked(session, job, "pending")
    if row is None:
        return False
    row.state, row.error = state, error
    if row.chat_id is not None:
        notice = _refusal(told.given(time=row.received_at), left)
        # unfiled, or of somebody who stays unknown: nothing is to tie the chat to the picture
        queue(session, row.chat_id, notice, now, private=_stays_unnamed(session, row))
        if left is not None and left.held:
            hurry(session, row.chat_id, left.held, now)
    _forget_sender(session, row)
    return True


def _refusal(told: Message, left: Left | None) -> Notice:
    """Return what the sender is told: why, and what the draft still holds."""
    if left is None:
        return Notice(told, kind=MessageKind.REPLY)
    text = _("{told}\n{left}", told=told, left=left.text)
    if not left.buttons:
        return Notice(text, kind=MessageKind.REPLY, conversation=left.conversation)
    return Notice(text, left.buttons, kind=MessageKind.QUESTION, conversation=left.conversation)


def _record_origin(session: Session, evidence_id: int, found: types.Origin) -> None:
    session.merge(
        Origin(
            evidence_id=evidence_id,
            taken_at=found.taken_at,
            latitude=found.latitude,
            longitude=found.longitude,
            camera=found.camera,
        )
    )


def _forget_sender(session: Session, row: Evidence) -> None:
    """No account is kept with the case of whoever stays unnamed."""
    if _stays_unnamed(session, row):
        row.chat_id, row.source = None, {}


def _stays_unnamed(session: Session, row: Evidence) -> bool:
    reporter = session.get(Reporter, row.ticket_id) if row.ticket_id is not None else None
    return reporter is not None and reporter.level != "named"
