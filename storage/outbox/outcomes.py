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
    """What became of a row: `state` as in OutboxRow; `gone` ends the whole chat.

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
    alike: dict[tuple[str, bool], list[Outcome]] = {}
    gone = []
    for outcome in outcomes:
        removes_words = outcome.state in ("sent", "dead") and not outcome.keeps_words
        alike.setdefault((outcome.state, removes_words), []).append(outcome)
        if outcome.gone:
            gone.append(outcome)
    for (state, removes_words), some in alike.items():
        _settle_alike(session, state, removes_words, some)
    for outcome in gone:
        _end_chat(session, outcome)


def _settle_alike(
    session: Session, state: str, removes_words: bool, outcomes: list[Outcome]
) -> None:
    rows = [
        {
            "_id": outcome.id,
            "_error": outcome.error,
            "_attempts": outcome.attempts,
            "_not_before": outcome.not_before,
            "_sent_at": outcome.sent_at,
            "_reference": outcome.reference,
        }
        for outcome in outcomes
    ]
    session.connection().execute(_mark(state, removes_words), rows)


@cache
def _mark(state: str, removes_words: bool) -> Update:
    values: dict[str, Any] = {
        "state": state,
        "error": bindparam("_error"),
        "attempts": bindparam("_attempts"),
    }
    if state == "queued":
        values["not_before"] = bindparam("_not_before")
    else:
        values |= {"sent_at": bindparam("_sent_at"), "reference": bindparam("_reference")}
    if removes_words:
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
