"""People set which digests come, when, and how they look."""

from __future__ import annotations

from datetime import time

from casework.desk import Desk
from casework.digests.commands import ScheduleDigest, SetDigestOption
from casework.digests.schedule import COLUMNS
from casework.notices import Receipt
from casework.refusals import NotAllowed, Refused
from casework.reminders.preferences import preferences_of
from locales import Button, Message, _
from pictures.digest_facts import TITLES

SETTINGS = Button(_("Digest settings"), "digestsettings")


class FullOrHalfHour(Refused):
    """Nothing is sent on the full or half hour."""

    field = "at"

    def __init__(self, at: str) -> None:
        super().__init__(
            _(
                "Nothing is sent on the full or half hour. Write for example {time}.",
                time=f"{at[:4]}5",
            )
        )


def schedule_digest(desk: Desk, command: ScheduleDigest) -> Receipt:
    """Set when a digest comes."""
    if not desk.actor.may("read_digest"):
        raise NotAllowed
    if command.at and time.fromisoformat(command.at).minute % 30 == 0:
        raise FullOrHalfHour(command.at)
    preferences = preferences_of(desk)
    setattr(preferences, COLUMNS[command.every], command.at)
    desk.session.add(preferences)
    text = _("{digest}: as the bureau sets.")
    if command.at == "":
        text = _("{digest}: none any more.")
    elif command.at is not None:
        text = _("{digest}: at {time}.", time=command.at)
    return Receipt(text.given(digest=TITLES[command.every]), (SETTINGS,))


_SET: dict[tuple[str, bool], Message] = {
    ("dark", True): _("Digests are drawn for a dark screen."),
    ("dark", False): _("Digests are drawn for a light screen."),
    ("free_days", True): _("The daily digest comes on free days too."),
    ("free_days", False): _("The daily digest comes on working days only."),
}


def set_digest_option(desk: Desk, command: SetDigestOption) -> Receipt:
    """Turn the dark picture, or digests on free days, on or off."""
    if not desk.actor.may("read_digest"):
        raise NotAllowed
    preferences = preferences_of(desk)
    if command.option == "dark":
        preferences.dark = command.on
    else:
        preferences.daily_on_free_days = command.on
    desk.session.add(preferences)
    return Receipt(_SET[command.option, command.on], (SETTINGS,))
