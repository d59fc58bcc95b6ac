"""What is left of a message that must not be kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, literal

from locales import _, message_to_json
from storage.tables import OutboxRow

_TABLE = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it

# What a private message says once it is not needed any more; a web chat may still show it.
BLANK: dict[str, Any] = {
    "text": message_to_json(_("This message was shown once and has been removed to protect you."))
}


def blank_if_private() -> Any:
    """Return what an UPDATE of the outbox sets `payload` to, so that private rows no longer say
    what they said.
    """
    return case((_TABLE.c.private, literal(BLANK, _TABLE.c.payload.type)), else_=_TABLE.c.payload)
