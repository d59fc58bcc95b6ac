"""What somebody changes with SQL, or in the folder of evidence, is seen by `check`.

Whoever does it has the whole database and the folder, and not the key.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from casework.tickets.events import _hash_of
from storage.evidence.abandoned import RETENTION_DAYS, remove_abandoned
from storage.evidence.names import copy_name, original_name
from storage.tables import Instruction
from tests.bot.cli.bureau_with_history import History, live

Change = str | Callable[[History], None]


def _sql(history: History, *statements: str) -> None:
    with closing(sqlite3.connect(history.file)) as hand, hand:
        for statement in statements:
            hand.execute(statement)


def _one(history: History, asked: str) -> str:
    with closing(sqlite3.connect(history.file)) as hand:
        return str(hand.execute(asked).fetchone()[0])


def _cut(history: History) -> None:
    """Cut the last event of a chain off, as if it had never been."""
    _sql(
        history,
        "DELETE FROM events WHERE ticket_id = 1 AND seq = (SELECT events FROM tickets WHERE id = 1)",
        "UPDATE tickets SET events = events - 1 WHERE id = 1",
        "UPDATE tickets SET head = (SELECT hash FROM events WHERE ticket_id = 1 AND seq ="
        " tickets.events), state = (SELECT to_state FROM events WHERE ticket_id = 1 AND seq ="
        " tickets.events) WHERE id = 1",
    )


def _rechain(history: History) -> None:
    """Change the first event and chain all anew, as the program did without a key."""
    with closing(sqlite3.connect(history.file)) as hand, hand:
        hand.row_factory = sqlite3.Row
        hand.execute(
            'UPDATE events SET note = \'{"words":"nothing"}\' WHERE ticket_id = 1 AND seq = 1'
        )
        hand.execute("UPDATE tickets SET words = 'nothing' WHERE id = 1")
        _chain(hand, 1)


def _chain(hand: sqlite3.Connection, ticket: int) -> None:
    """Chain a ticket's events as they were before there was a key."""
    previous, theirs = "0" * 64, "SELECT * FROM events WHERE ticket_id = ? ORDER BY seq"
    for event in hand.execute(theirs, (ticket,)).fetchall():
        row = dict(event)
        row["previous"], row["note"] = previous, json.loads(row["note"])
        row["at"] = datetime.fromisoformat(row["at"]).replace(tzinfo=UTC)
        previous = _hash_of(row, b"")
        hand.execute(
            "UPDATE events SET previous = ?, hash = ?, anchored = NULL WHERE id = ?",
            (row["previous"], previous, row["id"]),
        )
    hand.execute("UPDATE tickets SET head = ? WHERE id = ?", (previous, ticket))


def _add_an_event(history: History) -> None:
    """Append an event by hand that fits the chain of before, with its ticket."""
    _sql(
        history,
        "INSERT INTO events (ticket_id, seq, at, actor, name, from_state, to_state, note, previous,"
        " hash, anchored) SELECT id, events + 1, '2026-03-04 01:00:00.000000', 'office', 'relayed',"
        " state, state, '{}', head, 'x', 0 FROM tickets WHERE id = 1",
        "UPDATE tickets SET events = events + 1, head = 'x' WHERE id = 1",
    )
    with closing(sqlite3.connect(history.file)) as hand, hand:
        hand.row_factory = sqlite3.Row
        _chain(hand, 1)


def _set_back(history: History) -> None:
    shutil.copy(history.folder / "first-night.db", history.file)


def _set_back_a_ticket(history: History) -> None:
    """Put everything of one ticket back to what the first night's copy has, records and all."""
    names = {
        "tickets": "id = 1",
        "events": "ticket_id = 1",
        "records": "kind = 'tickets' AND row = '1'",
    }
    with closing(sqlite3.connect(history.file)) as hand, hand:
        hand.execute("ATTACH ? AS night", (str(history.folder / "first-night.db"),))
        for table, which in names.items():
            hand.execute(f"DELETE FROM main.{table} WHERE {which}")  # noqa: S608
            hand.execute(f"INSERT INTO main.{table} SELECT * FROM night.{table} WHERE {which}")  # noqa: S608


def _begin_anchors_anew(history: History) -> None:
    _sql(
        history,
        "UPDATE tickets SET words = 'nothing' WHERE id = 1",
        "DELETE FROM anchors",
        "DELETE FROM records",
        "UPDATE events SET anchored = 0",
    )


def _file_of(history: History, copy: bool) -> Path:
    if copy:
        return history.folder / "evidence" / copy_name("1/stamped.jpg")
    digest = _one(history, "SELECT original FROM evidence WHERE id = 1")
    return history.folder / "evidence" / original_name(digest)


def _replace(history: History, *, copy: bool) -> None:
    file = _file_of(history, copy)
    file.chmod(0o600)
    file.write_bytes(b"what somebody made of it")


def _delete(history: History, *, copy: bool) -> None:
    _file_of(history, copy).unlink()


def _point_copy_elsewhere(history: History) -> None:
    _sql(history, "UPDATE evidence SET public = '2/public.jpg' WHERE id = 1")


CHANGES: dict[str, Change] = {
    "a finding's words": "UPDATE tickets SET words = 'nobody was late' WHERE id = 1",
    "a complaint's words": "UPDATE tickets SET words = 'all is well' WHERE number = 'TS-2026-0002'",
    "a ticket's kind": "UPDATE tickets SET kind = 'other' WHERE id = 1",
    "a ticket's unit": "UPDATE tickets SET unit_id = 3 WHERE id = 1",
    "a ticket's deadline": "UPDATE tickets SET due_at = '2026-12-01 10:00:00.000000' WHERE id = 1",
    "the words of a deadline": 'UPDATE tickets SET promised = \'{"t":"later"}\' WHERE id = 1',
    "a ticket's time limit": "UPDATE tickets SET limit_days = 30 WHERE id = 1",
    "a rating": "UPDATE tickets SET rating = 5 WHERE number = 'TS-2026-0001'",
    "an answer": "UPDATE tickets SET answer = '{\"cause\":\"none\"}' WHERE number = 'TS-2026-0001'",
    "a ticket's number": "UPDATE tickets SET number = 'DC-2026-0009' WHERE id = 1",
    "a ticket's track": "UPDATE tickets SET track = 'complaint' WHERE id = 1",
    "a ticket's place": "UPDATE tickets SET place = 'elsewhere' WHERE id = 1",
    "when a ticket was filed": "UPDATE tickets SET filed_at = '2026-01-01 00:00:00.000000' WHERE id = 1",
    "when a ticket was taken": "UPDATE tickets SET taken_at = '2026-03-02 02:00:00.000000' WHERE id = 1",
    "who found it": "UPDATE tickets SET inspector_id = 2 WHERE id = 1",
    "a ticket's state": "UPDATE tickets SET state = 'closed' WHERE id = 1",
    "whom a complaint is about": "DELETE FROM accused",
    "that a complaint is about a head": "UPDATE tickets SET about_id = NULL, restricted = 0 WHERE number = 'TS-2026-0004'",
    "that it is supervised": "UPDATE tickets SET supervised = 0 WHERE id = 1",
    "a reporter's level": "UPDATE reporters SET level = 'named' WHERE level = 'confidential'",
    "a reporter's name": "UPDATE reporters SET name = 'somebody' WHERE level = 'named'",
    "a reporter's chat": "UPDATE reporters SET chat_id = 1 WHERE level = 'confidential'",
    "a reporter's code": "UPDATE reporters SET receipt_hash = 'x' WHERE level = 'anonymous'",
    "an extension": "UPDATE extensions SET days = 20",
    "a pause": "UPDATE pauses SET began_at = '2026-01-01 00:00:00.000000'",
    "a supervision": "UPDATE supervisions SET demands = 'none'",
    "two tickets' photos exchanged": "UPDATE evidence SET ticket_id = 3 - ticket_id WHERE id IN (1, 2)",
    "a photo taken away": "UPDATE evidence SET ticket_id = NULL WHERE id = 1",
    "a photo added": "UPDATE evidence SET ticket_id = 2 WHERE id = 5",
    "an original pointed elsewhere": "UPDATE evidence SET original = (SELECT original FROM evidence WHERE id = 2) WHERE id = 1",
    "a copy pointed elsewhere": _point_copy_elsewhere,
    "a photo's state": "UPDATE evidence SET state = 'refused' WHERE id = 1",
    "a row of evidence": "DELETE FROM evidence WHERE id = 1",
    "an original replaced": lambda history: _replace(history, copy=False),
    "an original deleted": lambda history: _delete(history, copy=False),
    "a copy replaced": lambda history: _replace(history, copy=True),
    "a copy deleted": lambda history: _delete(history, copy=True),
    "a filing's content": "UPDATE submissions SET content = replace(content, 'nothing', 'much')",
    "that a filing was late": "UPDATE submissions SET late = 1",
    "a filing taken away": "DELETE FROM submissions WHERE id = 1",
    "a duty's deadline": "UPDATE assignments SET due_at = '2026-12-01 10:00:00.000000' WHERE id = 1",
    "a duty's state": "UPDATE assignments SET state = 'open' WHERE id = 1",
    "a duty's request": "UPDATE duty_requests SET until = '2026-12-01'",
    "a duty's history": "UPDATE duty_events SET note = '{}'",
    "a campaign's file": "UPDATE campaigns SET source = source || ' '",
    "an instruction's words": "UPDATE instructions SET words = 'well done'",
    "an instruction's report": "UPDATE instructions SET report = 'nothing found'",
    "an instruction's day": "UPDATE instructions SET due_at = '2026-12-01 10:00:00.000000'",
    "a person's name": "UPDATE persons SET name = 'x' WHERE id = 1",
    "a person who has left": "UPDATE persons SET active = 0 WHERE id = 1",
    "a role given": "INSERT INTO roles (person_id, role, unit_id) VALUES (1, 'custodian', NULL)",
    "a role changed": "UPDATE roles SET role = 'custodian' WHERE id = 1",
    "a role taken away": "DELETE FROM roles WHERE id = 1",
    "whose a chat is": "UPDATE chats SET person_id = 1 WHERE address = 'parent'",
    "that a chat is somebody else's": "UPDATE chats SET person_id = 1 WHERE address = 'head'",
    "a unit's name": "UPDATE units SET name = 'x' WHERE id = 2",
    "an event's note": "UPDATE events SET note = '{}' WHERE id = 1",
    "an event's moment": "UPDATE events SET at = '2026-01-01 00:00:00.000000' WHERE id = 1",
    "the end of a chain": _cut,
    "events chained anew": _rechain,
    "an event added": _add_an_event,
    "a whole ticket": "DELETE FROM tickets WHERE id = 2",
    "a ticket set back": _set_back_a_ticket,
    "the database set back": _set_back,
    "anchors begun anew": _begin_anchors_anew,
    "an anchor": "UPDATE anchors SET count = count + 1 WHERE day > 1",
    "the last anchor": "DELETE FROM anchors WHERE day = (SELECT max(day) FROM anchors)",
    "a record": "DELETE FROM records WHERE kind = 'persons' AND row = '1'",
    "a number series": "UPDATE numbers SET last = 9 WHERE series = 'DC-2026'",
}


@pytest.fixture(scope="module")
def history(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("history")
    shutil.copy(sqlite_template, folder / "empty.db")
    return live(folder / "bureau")


def test_nothing_is_found_where_nothing_was_changed(history: History) -> None:
    assert history.faults() == []
    assert len(history.heads) == 2


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(history: History, tmp_path: Path, change: str) -> None:
    changed = history.copy(tmp_path / "changed")
    what = CHANGES[change]
    if isinstance(what, str):
        _sql(changed, what)
    else:
        what(changed)
    assert changed.faults() != []


def test_a_column_that_was_altered_makes_no_original_go(history: History, tmp_path: Path) -> None:
    changed = history.copy(tmp_path / "changed")
    _sql(changed, "UPDATE evidence SET ticket_id = NULL, state = 'dropped' WHERE id = 1")
    assert changed.now is not None
    later, database = changed.now + timedelta(days=RETENTION_DAYS + 1), changed.open()
    with database.write() as session:
        assert remove_abandoned(session, changed.store(), later) == 1
        assert remove_abandoned(session, changed.store(), later) == 0
    database.close()
    assert _file_of(changed, copy=False).is_file()
    assert _file_of(changed, copy=True).is_file()


def test_a_database_from_before_gives_no_alarm_and_is_secured_from_then_on(
    history: History, tmp_path: Path
) -> None:
    old = history.copy(tmp_path / "old")
    with closing(sqlite3.connect(old.file)) as hand, hand:
        hand.row_factory = sqlite3.Row
        for (ticket,) in hand.execute("SELECT id FROM tickets").fetchall():
            _chain(hand, ticket)
        for table in ("records", "anchors"):
            hand.execute(f"DELETE FROM {table}")  # noqa: S608
        hand.execute("UPDATE evidence SET public_sha256 = NULL, thumbnail_sha256 = NULL")
    old.heads.clear()
    assert old.faults() == []
    old.anchor()
    assert old.faults() == []
    _sql(old, "UPDATE persons SET name = 'x' WHERE id = 1")
    assert old.faults() == ["person 1 (x): it does not say what the program wrote last"]


@pytest.mark.parametrize(
    ("change", "is_seen"),
    [
        ("UPDATE instructions SET words = 'well done'", True),
        ("UPDATE reporters SET name = 'x'", False),
    ],
    ids=["new", "old"],
)
def test_only_what_is_new_can_be_asked_for(
    history: History, tmp_path: Path, change: str, is_seen: bool
) -> None:
    changed = history.copy(tmp_path / "changed")
    database = changed.open()
    with database.write() as session:
        session.exec(select(Instruction)).one().state = "done"
    database.close()
    changed.anchor()
    newest = int(_one(changed, "SELECT max(day) FROM anchors"))
    assert changed.faults(newest) == []
    _sql(changed, change)
    assert (changed.faults(newest) != []) == is_seen
    assert changed.faults() != []
