"""Say what was queued before in today's sentences: the catalogue knows no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ROWS_AT_ONCE = 1000
ONE_DAY = {"t": "1 working day"}
WECOM = {"t": "WeCom"}
# A sentence as it was, as it is, and the facts that it did not have.
REWORDED: Mapping[str, tuple[str, dict[str, Any]]] = {
    "30 days": ("{days} days", {"days": 30}),
    (
        "Answered in time {rate} ({span}): {part} of {whole} whose limit of 1 working day "
        "ended{left_out}"
    ): (
        "Answered in time {rate} ({span}): {part} of {whole} whose limit of {limit} "
        "ended{left_out}",
        {"limit": ONE_DAY},
    ),
    "Documents filed. The links are for you alone and good for 30 minutes:\n{lines}": (
        "Documents filed. The links are for you alone and good for {minutes} minutes:\n{lines}",
        {"minutes": 30},
    ),
    "Invitation for {name}, good for 7 days and one use: {code}": (
        "Invitation for {name}, good for {days} days and one use: {code}",
        {"days": 7},
    ),
    (
        "Please deal with it at once, answer within 1 working day of this reminder and give the "
        "cause of the delay."
    ): (
        "Please deal with it at once, answer within {limit} of this reminder and give the "
        "cause of the delay.",
        {"limit": ONE_DAY},
    ),
    (
        "Reminder {number} ({rung} warning)\nTo: {unit}\nMatter: {ticket} {kind}\n"
        "Assigned on: {assigned}\nTime limit: {limit}\n{standing}\nDemand: {demand}\n"
        "{bureau}\n{day}"
    ): (
        "Reminder {number} ({level} warning)\nTo: {unit}\nMatter: {ticket} {kind}\n"
        "Assigned on: {assigned}\nTime limit: {limit}\n{standing}\nDemand: {demand}\n"
        "{bureau}\n{day}",
        {},
    ),
    (
        "The roster names a WeCom account as yours, and it was just used: {channel}, {at}. If it "
        "is not yours, tell the administrator: the roster is wrong."
    ): (
        "The roster names a {platform} account as yours, and it was just used: {channel}, {at}. "
        "If it is not yours, tell the administrator: the roster is wrong.",
        {"platform": WECOM},
    ),
    (
        "The roster names this WeCom account as {name}'s. Correct the roster and import it again: "
        "that unbinds the account."
    ): (
        "The roster names this {platform} account as {name}'s. Correct the roster and import it "
        "again: that unbinds the account.",
        {"platform": WECOM},
    ),
    (
        "What do you want to ask the reporter of {number}? The clock stands still for at most 5 "
        "working days."
    ): (
        "What do you want to ask the reporter of {number}? The clock stands still for at most "
        "{limit}.",
        {"limit": {"t": "{days} working days", "f": {"days": 5}}},
    ),
    "Your one-time link, good for 30 minutes. Do not pass it on:\n{url}/enter/{code}": (
        "Your one-time link, good for {minutes} minutes. Do not pass it on:\n{url}/enter/{code}",
        {"minutes": 30},
    ),
    "{slip} {rung}: {ticket} {kind}, {unit}. {standing}": (
        "{slip} {level}: {ticket} {kind}, {unit}. {standing}",
        {},
    ),
    "“{title}” asks for files. WeCom does not pass files on to us. How do you want to send them?": (
        "“{title}” asks for files. {channel} does not pass files on to us. How do you want to "
        "send them?",
        {"channel": WECOM},
    ),
}
FACTS_RENAMED = {"rung": "level"}

OUTBOX = sa.table("outbox", sa.column("id", sa.Integer()), sa.column("payload", sa.JSON()))


def upgrade() -> None:
    """Put today's sentences into every message that says one of the old ones."""
    connection = op.get_bind()
    change = sa.update(OUTBOX).where(OUTBOX.c.id == sa.bindparam("_id"))
    change = change.values(payload=sa.bindparam("_payload"))
    for rows in _in_pieces(connection):
        changed = []
        for row in rows:
            text = row.payload.get("text")
            reworded = _reworded(text)
            if reworded != text:
                changed.append({"_id": row.id, "_payload": {**row.payload, "text": reworded}})
        if changed:
            connection.execute(change, changed)


def _in_pieces(connection: sa.Connection) -> Iterator[list[Any]]:
    last = 0
    listed = sa.select(OUTBOX.c.id, OUTBOX.c.payload).order_by(OUTBOX.c.id).limit(ROWS_AT_ONCE)
    while rows := list(connection.execute(listed.where(OUTBOX.c.id > last))):
        yield rows
        last = rows[-1].id


def _reworded(stored: Any) -> Any:
    """Return a stored message with all that it holds in today's sentences; other facts as is."""
    if isinstance(stored, list):
        return [_reworded(part) for part in stored]
    if not isinstance(stored, dict) or "t" not in stored:
        return stored
    facts = {name: _reworded(fact) for name, fact in stored.get("f", {}).items()}
    sentence = stored["t"]
    if sentence in REWORDED:
        sentence, added = REWORDED[sentence]
        facts = {FACTS_RENAMED.get(name, name): fact for name, fact in facts.items()} | added
    return {"t": sentence, "f": facts} if facts else {"t": sentence}
