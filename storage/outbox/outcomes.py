"""Writing down what became of rows that were to be sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, true, update
from sqlmodel import Session, col

from storage.outbox.removal import REMOVED, removed_if_private
from storage.tables import Chat, OutboxRow

_OUTBOX = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row. `state` as in OutboxRow; `gone` ends the whole chat.

    What a private row said is removed once it is sent or dead, unless `keeps_words`: then the
    channel sees to that.
    """

    id: int
    chat_id: int
    state: str
    error: str | None = None
    sent_at: datetime | None = None
    reference: str = ""
    attempts: int = 0
    not_before: datetime | None = None
    gone: bool = False
    keeps_words: bool = False


def settle(session: Session, outcomes: Iterable[Outcome]) -> None:
    """Write down what became of the rows."""
    by_kind: dict[tuple[str, bool], list[Outcome]] = {}
    for each in outcomes:
        by_kind.setdefault(
            (each.state, each.state in ("sent", "dead") and not each.keeps_words), []
        ).append(each)
    for (state, blank), some in by_kind.items():
        _settle_alike(session, state, blank, some)
    for each in (each for some in by_kind.values() for each in some if each.gone):
        _end_chat(session, each)


def _settle_alike(session: Session, state: str, blank: bool, outcomes: list[Outcome]) -> None:
    rows = [
        {
            "_id": each.id,
            "_error": each.error,
            "_attempts": each.attempts,
            "_not_before": each.not_before,
            "_sent_at": each.sent_at,
            "_reference": each.reference,
        }
        for each in outcomes
    ]
    session.connection().execute(_mark(state, blank), rows)


@cache
def _mark(state: str, blank: bool) -> Update:
    values: dict[str, Any] = {
        "state": state,
        "error": bindparam("_error"),
        "attempts": bindparam("_attempts"),
    }
    if state == "queued":
        values["not_before"] = bindparam("_not_before")
    else:
        values |= {"sent_at": bindparam("_sent_at"), "reference": bindparam("_reference")}
    if blank:
        values |= removed_if_private()
    # What was sent was sent, even if something newer has taken its place meanwhile; a retry must
    # not bring that one back.
    still = true() if state in ("sent", "doubtful") else _OUTBOX.c.state == "queued"
    return update(_OUTBOX).where(_OUTBOX.c.id == bindparam("_id"), still).values(values)


def _end_chat(session: Session, outcome: Outcome) -> None:
    session.execute(update(Chat).where(col(Chat.id) == outcome.chat_id).values(gone=True))
    queued = (col(OutboxRow.chat_id) == outcome.chat_id, col(OutboxRow.state) == "queued")
    session.execute(update(OutboxRow).where(*queued, col(OutboxRow.private)).values(**REMOVED))
    session.execute(update(OutboxRow).where(*queued).values(state="dead", error=outcome.error))
