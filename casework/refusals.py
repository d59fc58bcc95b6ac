"""Why a command is refused: one class per broken rule, with a sentence on what to do next."""

from __future__ import annotations

from locales import Message, _
from rules.lifecycle import StepRefused


class Refused(StepRefused):
    """A rule was broken; nothing was changed."""


class NoSuchTicket(Refused):
    """There is no such ticket, or none that may be seen: the two are not told apart."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _(
                "There is no ticket {number} for you. Please check the number.",
                number=number[:20] or "?",
            )
        )


class NotAllowed(Refused):
    """The person's roles do not allow it."""

    def __init__(self) -> None:
        super().__init__(_("Your role does not allow this. Ask the office if it should."))


class AdministratorNeeded(Refused):
    """It is about somebody with a protected role."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only an administrator invites administrators, custodians and leaders or "
                "unbinds their chats. Please ask one."
            )
        )


class TooLate(Refused):
    """The time in which this could be done is over."""


class AlreadyDone(Refused):
    """This was done before and can be done once."""


class OthersDepend(Refused):
    """Somebody else's report hangs on this one."""


class TooManyPhotos(Refused):
    """The ticket holds as many photos as it may."""

    field = "what"


class NoSuchUnit(Refused):
    """The unit is unknown or no longer active."""

    field = "unit"

    def __init__(self) -> None:
        super().__init__(_("That unit is not known here. Please choose one from the list."))


class NobodyActs(Refused):
    """Nobody on the roster could act on the ticket if it were assigned to the unit."""

    field = "unit"

    def __init__(self, number: str, unit: Message | str) -> None:
        text = _(
            "Nobody on the roster could act on {number} for {unit}. Please choose another "
            "unit, or have a head put there first."
        )
        super().__init__(text.given(number=number, unit=unit))


class WithThemAlready(Refused):
    """The unit has the ticket already."""

    field = "unit"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("{number} is with that unit already. Please choose another one.", number=number)
        )


class NoSuchKind(Refused):
    """The kind of finding or complaint is unknown."""

    field = "kind"

    def __init__(self) -> None:
        super().__init__(_("That kind is not known here. Please choose one from the list."))


class NothingGiven(Refused):
    """Neither words nor photos."""

    field = "words"

    def __init__(self) -> None:
        super().__init__(_("Words or at least one photo are needed."))


class CodeUnknown(Refused):
    """An invitation or receipt code is wrong, used or over."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(
            _("This code is not valid, was used already, or is over. Please ask for a new one.")
        )


class TooEarly(Refused):
    """This can be done later, not yet."""
