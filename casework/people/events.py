"""What happened to somebody's bindings and roles: kept for the custodian to read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.tables import PersonEvent


def record_about(
    session: Session,
    now: datetime,
    name: str,
    person_id: int,
    actor_id: int | None,
    note: Mapping[str, Any],
) -> None:
    """Write down what happened to this person's bindings or roles, and through whom.

    None of the roster does what is done on the command line, or with a code by whoever holds it.
    """
    kept = {key: value for key, value in note.items() if value is not None}
    session.add(PersonEvent(at=now, name=name, person_id=person_id, actor_id=actor_id, note=kept))


def newest_events(session: Session, limit: int) -> list[PersonEvent]:
    """Return what happened last, the newest first."""
    newest = select(PersonEvent).order_by(col(PersonEvent.id).desc()).limit(limit)
    return list(session.exec(newest))
