"""The migrations make what the models say, on both databases."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, MetaData, Table, inspect, text
from sqlmodel import SQLModel, col, select

import storage.tables  # noqa: F401  # the tables refer to each other: none can be used without the rest
from locales.message import message_from_json
from locales.translate import CATALOGUE, read_catalogue, translate
from storage.database import Database, open_database
from storage.migrate import MIGRATIONS, current_is_head, newest_revision, upgrade
from storage.tables import Account, Accused, Chat, Invitation, Person, Reporter, Unit
from tests.databases import SECRET


def _differences(database: Database) -> list[object]:
    with database.writer.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, SQLModel.metadata))


@pytest.mark.parametrize(
    "revision", ["head", newest_revision()], ids=["made at once", "step by step"]
)
def test_from_nothing_to_what_the_models_say(empty_url: str, revision: str) -> None:
    database = open_database(empty_url, SECRET)
    assert _differences(database) != []
    assert not current_is_head(database.writer)
    upgrade(database.writer, revision)
    assert _differences(database) == []
    assert current_is_head(database.writer)
    database.close()


def test_tables_made_at_once_are_those_of_the_migrations(empty_url: str) -> None:
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, newest_revision())
    migrated = _described(database)
    reflected = MetaData()
    reflected.reflect(database.writer)
    reflected.drop_all(database.writer)
    upgrade(database.writer)
    assert _described(database) == migrated
    database.close()


def _described(database: Database) -> dict[str, Any]:
    """Return what is known of every table: but for the order of columns, and names of constraints,
    which SQLite may not keep.
    """
    found, described = inspect(database.writer), {}
    for table in found.get_table_names():
        described[table] = {
            "columns": {
                each["name"]: {**each, "type": repr(each["type"])}
                for each in found.get_columns(table)
            },
            "primary key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": {
                (
                    *each["constrained_columns"],
                    each["referred_table"],
                    *each["referred_columns"],
                    str(each["options"]),
                )
                for each in found.get_foreign_keys(table)
            },
            "unique": {tuple(each["column_names"]) for each in found.get_unique_constraints(table)},
            "indexes": {
                index["name"]: (index["column_names"], index["unique"], _condition_of(index))
                for index in found.get_indexes(table)
            },
            "checks": {each["sqltext"] for each in found.get_check_constraints(table)},
        }
    return described


def _condition_of(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def test_every_revision_follows_from_the_one_before(empty_url: str) -> None:
    database = open_database(empty_url, SECRET)
    revisions = [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
    for revision in revisions:
        assert not current_is_head(database.writer)
        upgrade(database.writer, revision)
    assert newest_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert current_is_head(database.writer)
    assert _differences(database) == []
    database.close()


ONE_MORE = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{newest}"
def upgrade():
    for table in ("units", "tickets", "chats"):
        with op.batch_alter_table(table, recreate="auto") as changed:
            changed.add_column(sa.Column("more", sa.Integer(), nullable=False, server_default="3"))
            changed.alter_column("id", existing_type=sa.Integer(), nullable=False)
"""


TABLES_RENAMED = {
    ("0008", "owed"): "assignments",
    ("0008", "filings"): "submissions",
    ("0008", "nudges"): "reminders",
    ("0008", "wishes"): "preferences",
}
COLUMNS_RENAMED = {
    ("0008", "owed", "ower"): "assignee",
    ("0008", "filings", "owed_id"): "assignment_id",
    ("0008", "duty_requests", "owed_id"): "assignment_id",
    ("0008", "duty_events", "owed_id"): "assignment_id",
    ("0008", "evidence", "filing_id"): "submission_id",
    ("0008", "nudges", "rung"): "level",
    ("0008", "warnings", "rung"): "level",
}
COLUMNS_DROPPED = {("0011", "persons", "wecom_user")}  # it is in the table of accounts


def test_every_step_from_the_previous_revision_keeps_every_row(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    (migrations / "versions" / "9999_one_more.py").write_text(
        ONE_MORE.format(newest=newest_revision())
    )
    monkeypatch.setattr("storage.migrate.MIGRATIONS", migrations)
    database = open_database(empty_url, SECRET)
    kept: dict[str, list[dict[str, Any]]] = {}
    for revision in [each.revision for each in ScriptDirectory(str(migrations)).walk_revisions()][
        ::-1
    ]:
        upgrade(database.writer, revision)
        tables = _tables(database)
        after = _rows_of(database, tables)
        for table, rows in kept.items():
            names = {
                name: COLUMNS_RENAMED.get((revision, table, name), name)
                for name in rows[0]
                if (revision, table, name) not in COLUMNS_DROPPED
            }
            found = after[TABLES_RENAMED.get((revision, table), table)]
            before = [{name: row[name] for name in names} for row in rows]
            assert [{old: row[new] for old, new in names.items()} for row in found] == before, (
                revision,
                table,
            )
        _fill(database, tables)
        kept = _rows_of(database, tables)
    assert set(kept) == set(SQLModel.metadata.tables)
    assert current_is_head(database.writer)
    assert (kept["units"][0]["more"], kept["tickets"][0]["unit_id"]) == (3, 1)
    with database.read() as session:
        assert session.exec(select(Unit.name).where(col(Unit.active))).all() == ["x"]
    database.close()


def test_tables_made_at_once_take_the_next_revision(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(empty_url, SECRET)
    upgrade(database.writer)
    _fill(database)
    before = _rows(database)
    migrations = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    (migrations / "versions" / "9999_one_more.py").write_text(
        ONE_MORE.format(newest=newest_revision())
    )
    monkeypatch.setattr("storage.migrate.MIGRATIONS", migrations)
    upgrade(database.writer)
    after = _rows(database)
    assert {
        table: [{name: row[name] for name in before[table][0]} for row in rows]
        for table, rows in after.items()
    } == before
    assert after["units"][0]["more"] == 3
    database.close()


@pytest.mark.parametrize(
    ("role", "stays_open", "accused"), [("head", True, [(1, 1)]), ("custodian", False, [])]
)
def test_invitations_into_protected_roles_end_and_heads_complained_of_are_named(
    empty_url: str, role: str, stays_open: bool, accused: list[tuple[int, int]]
) -> None:
    """Until then anybody of the office could make such an invitation, and nobody was named."""
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, "0006")
    _fill(database)
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE roles SET role = :role"), {"role": role})
        connection.execute(text("UPDATE invitations SET purpose = 'join', used_at = NULL"))
    upgrade(database.writer)
    with database.read() as session:
        assert (session.exec(select(Invitation.used_at)).one() is None) is stays_open
        assert [
            (each.ticket_id, each.person_id) for each in session.exec(select(Accused))
        ] == accused
    database.close()


LABEL = {"t": "Label"}
COMPLAINT = {
    "t": "Your complaint is filed.\nReceipt code: {code}",
    "f": {"code": "1234 5678 9012 3456"},
}
REMOVED = {"text": {"t": "This message was shown once and has been removed to protect you."}}


OLD_MESSAGES: list[
    tuple[bool, dict[str, Any], tuple[str, str, str], list[dict[str, Any]] | None]
] = [
    (
        False,
        {"text": {"t": "Which?"}, "buttons": [["ans:3:0", LABEL], ["page:3:1", LABEL]]},
        ("question", "", "complain"),
        [{"label": LABEL, "answers": [3, 0]}, {"label": LABEL, "turns": [3, 1]}],
    ),
    (
        False,
        {"text": {"t": "Words?"}, "buttons": [["go:cancel", LABEL]]},
        ("question", "", "complain"),
        [{"label": LABEL, "starts": "cancel"}],
    ),
    (
        True,
        {"text": COMPLAINT, "buttons": [["go:ticket:TS-2026-0001", LABEL]]},
        ("shown_once", "", "complain"),
        [{"label": LABEL, "starts": "ticket", "argument": "TS-2026-0001"}],
    ),
    (
        False,
        {
            "text": {"t": "Digest"},
            "buttons": [["go:digest:unit", LABEL], ["go:instruct:digest:2026-03-02", LABEL]],
        },
        ("notice", "digest:2026-03-02", ""),
        [
            {"label": LABEL, "starts": "digest", "argument": "unit"},
            {"label": LABEL, "starts": "instruct", "argument": "digest:2026-03-02"},
        ],
    ),
    (False, {"text": {"t": "Told"}}, ("notice", "", ""), None),
    (False, REMOVED, ("removed", "", ""), None),
]


def test_messages_say_what_they_are_for_and_their_buttons_are_values(
    empty_url: str,
) -> None:
    """Before, a button was stored as a token and its label, in rows that are sent as well."""
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, "0008")
    _fill(database)
    row = _rows(database)["outbox"][0]
    with database.writer.begin() as connection:
        tables = {table.name: table for table in _tables(database)}
        connection.execute(tables["outbox"].delete())
        for number, (private, payload, _expected, _buttons) in enumerate(OLD_MESSAGES, 1):
            said = {"id": number, "once": f"{number}", "payload": payload, "private": private}
            connection.execute(tables["outbox"].insert(), {**row, **said, "state": "sent"})
        state = {"serial": 3, "stack": [["complain", "", [["what", {}]], {}]]}
        connection.execute(tables["chats"].update().values(state=state))
    upgrade(database.writer, "0009")
    by_id = {row["id"]: row for row in _rows(database)["outbox"]}
    for number, (_private, payload, expected, buttons) in enumerate(OLD_MESSAGES, 1):
        row = by_id[number]
        assert (row["kind"], row["about"], row["conversation"]) == expected
        assert row["payload"].get("buttons") == buttons
        assert row["payload"]["text"] == payload["text"]
    database.close()


def test_what_outlives_a_chats_state_stands_beside_it(empty_url: str) -> None:
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, "0009")
    _fill(database)
    stack = [["complain", "", [], {}], ["receipt", "", [["code", "TS-2026-0001"]], {}]]
    with database.writer.begin() as connection:
        chats = {table.name: table for table in _tables(database)}["chats"]
        state = {"serial": 7, "stack": stack, "left_out": [2, 3]}
        connection.execute(chats.update().values(state=state))
    upgrade(database.writer, "0010")
    chat = _rows(database)["chats"][0]
    assert (chat["state"], chat["serial"], chat["by_receipt"]) == ({"stack": stack}, 7, True)
    assert (chat["left_out_files"], chat["left_out_messages"]) == (2, 3)
    database.close()


RECEIPT = "receipt"  # the conversation


@pytest.mark.parametrize(
    ("begun", "becomes"),
    [
        (
            {
                "stack": [["complain", "", [], {}], [RECEIPT, "", [["code", "TS-1"]], {}]],
                "asked": [3, "way", ["supply", "rate", "ask_reopening", ""], [], "", 3, False],
            },
            {
                "stack": [["complain", "", [], {}], [RECEIPT, "", [["code", "TS-1"]], {}]],
                "asked": [3, "way", ["add", "rate", "reopening", ""], [], "", 3, False],
            },
        ),
        (
            {
                "stack": [
                    [RECEIPT, "", [["way", "supply"]], {"what": {"ids": [2]}}, True],
                    ["dutyfile", "7", [["way", "supply"]], {}],
                ],
                "asked": [4, "way", ["supply"], [], "", 4, False],
            },
            {
                "stack": [
                    [RECEIPT, "", [["way", "add"]], {"what": {"ids": [2]}}, True],
                    ["dutyfile", "7", [["way", "supply"]], {}],
                ],
                "asked": [4, "way", ["supply"], [], "", 4, False],
            },
        ),
        ({"cut_at": 5}, {"cut_at": 5}),
    ],
    ids=["asked", "answered", "nothing begun"],
)
def test_what_was_begun_by_receipt_goes_on(
    empty_url: str, begun: dict[str, Any], becomes: dict[str, Any]
) -> None:
    """Two choices of that conversation have another name now; no other conversation's has."""
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, "0012")
    _fill(database)
    with database.writer.begin() as connection:
        chats = {table.name: table for table in _tables(database)}["chats"]
        connection.execute(chats.update().values(state=begun, by_receipt=True))
    upgrade(database.writer, "0013")
    assert _rows(database)["chats"][0]["state"] == becomes
    database.close()


OLD_WARNING = {
    "t": "{lines}",
    "f": {
        "lines": [
            {"t": "You have {count} tasks to do:", "f": {"count": 2}},
            {
                "t": "{slip} {rung}: {ticket} {kind}, {unit}. {standing}",
                "f": {
                    **{name: name for name in ("slip", "ticket", "kind", "unit", "standing")},
                    "rung": {"t": "yellow"},
                },
            },
        ]
    },
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            {
                "t": "Answered in time {rate} ({span}): {part} of {whole} whose limit of "
                "1 working day ended{left_out}",
                "f": {
                    "rate": "50%",
                    "span": {"t": "30 days"},
                    "part": 1,
                    "whole": 2,
                    "left_out": "",
                },
            },
            "响应率50%（近30日）：1个工作日时限到期2件，按时响应1件",
        ),
        (OLD_WARNING, "您有2项任务待办理：\n〔黄色预警〕slip：ticket kind，unit。standing"),
        ({"t": "Told on {day}", "f": {"day": {"d": "2026-03-02"}}}, "Told on 2026年3月2日"),
        ({"t": "Told"}, "Told"),
    ],
    ids=["digest", "warning", "a day", "no facts"],
)
def test_what_was_queued_is_said_in_sentences_that_the_catalogue_knows(
    empty_url: str, text: dict[str, Any], said: str
) -> None:
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, "0013")
    _fill(database)
    with database.writer.begin() as connection:
        outbox = {table.name: table for table in _tables(database)}["outbox"]
        connection.execute(outbox.update().values(payload={"text": text, "photos": [1]}))
    upgrade(database.writer, "0014")
    payload = _rows(database)["outbox"][0]["payload"]
    assert payload["photos"] == [1]
    assert translate(message_from_json(payload["text"]), "zh_CN") == said
    database.close()


def test_every_sentence_that_took_anothers_place_is_translated() -> None:
    revision = ScriptDirectory(str(MIGRATIONS)).get_revision("0014")
    for sentence, (reworded, facts) in revision.module.REWORDED.items():
        names = set(re.findall(r"\{(\w+)\}", sentence.replace("{rung}", "{level}")))
        assert set(re.findall(r"\{(\w+)\}", reworded)) == names | set(facts)
        assert read_catalogue(CATALOGUE)[reworded]


def test_accounts_of_wecom_are_carried_over(empty_url: str) -> None:
    """Each folded; of two spellings of one account the person in use keeps it."""
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, "0010")
    with database.writer.begin() as connection:
        for key, account, active in [
            ("1", "zhang", False),
            ("2", "Zhang", True),
            ("3", "LI", True),
            ("4", None, True),
        ]:
            connection.execute(
                text(
                    "INSERT INTO persons (key, name, title, phone, wecom_user, active) "
                    "VALUES (:key, '', '', '', :account, :active)"
                ),
                {"key": key, "account": account, "active": active},
            )
    upgrade(database.writer)
    with database.read() as session:
        listed = select(Person.key, Account.channel, Account.account, Account.folded).join(Account)
        assert sorted(session.exec(listed).all()) == [
            ("2", "wecom", "Zhang", "zhang"),
            ("3", "wecom", "LI", "li"),
        ]
    database.close()


def test_the_index_for_archiving_holds_closed_tickets_alone(
    empty_url: str,
) -> None:
    """Also where the tickets were there before; the index in whose place it came is gone."""
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, "0004")
    _fill(database)
    upgrade(database.writer)
    indexes = {each["name"]: each for each in inspect(database.writer).get_indexes("tickets")}
    where = indexes["tickets_to_archive"]["dialect_options"][
        f"{database.writer.dialect.name}_where"
    ]
    assert "closed" in str(where)
    assert "ix_tickets_closed_at" not in indexes
    database.close()


def test_the_daily_jobs_have_indexes_over_the_few_rows_they_look_for(
    empty_url: str,
) -> None:
    """Also where the rows were there before."""
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, "0011")
    _fill(database)
    upgrade(database.writer)
    found = inspect(database.writer)
    conditions = {
        index["name"]: _condition_of(index)
        for table in ("outbox", "chats", "failures", "evidence", "invitations")
        for index in found.get_indexes(table)
    }
    assert "private" in conditions["outbox_private"]
    assert "payload" in conditions["outbox_in_clear"]
    assert "state" in conditions["chats_in_clear"]
    assert "by_receipt" in conditions["chats_by_receipt"]
    assert "seen" in conditions["failures_unseen"]
    assert "filing" in conditions["evidence_incomplete"]
    assert "ticket_id IS NULL" in conditions["evidence_unfiled"]
    assert conditions["ix_invitations_expires_at"] == ""
    database.close()


def _tables(database: Database) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(database.writer)
    return [each for each in metadata.sorted_tables if each.name != "alembic_version"]


def _rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    return _rows_of(database, _tables(database))


def _rows_of(database: Database, tables: list[Table]) -> dict[str, list[dict[str, Any]]]:
    with database.writer.connect() as connection:
        return {
            each.name: [
                {name: _plain(value) for name, value in row.items()}
                for row in connection.execute(each.select()).mappings()
            ]
            for each in tables
        }


def _plain(value: Any) -> Any:
    """Return what a column of bytes holds, which was of JSON or text before."""
    if not isinstance(value, bytes):
        return value
    return orjson.loads(value) if value.startswith(b"{") else value.decode()


def _fill(database: Database, tables: list[Table] | None = None) -> None:
    """Put a row into every table that has none; what points to a row points to the one there is."""
    made: dict[type, Any] = {
        int: 1,
        str: "x",
        bytes: '{"a":["明"]}'.encode(),
        bool: True,
        float: 1.5,
        object: {"a": ["明"]},
        date: date(2026, 3, 2),
        datetime: datetime(2026, 3, 2, 1, tzinfo=UTC),
    }
    with database.writer.begin() as connection:
        for table in tables or _tables(database):
            if connection.execute(table.select()).first() is None:
                row = {
                    each.name: made[each.type.python_type]
                    for each in table.columns
                    if not _points_at_itself(each)
                }
                connection.execute(table.insert(), row)


def _points_at_itself(column: Column[Any]) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)


def test_two_replicas_upgrade_at_once(postgresql_server: object, empty_url: str) -> None:
    first, second = open_database(empty_url, SECRET), open_database(empty_url, SECRET)
    if first.is_sqlite:  # one process to a file
        first.close()
        second.close()
        return
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: upgrade(each.writer), (first, second)))
    assert _differences(first) == []
    first.close()
    second.close()


@pytest.mark.parametrize("owner", [1, None])
def test_complaints_are_whose_their_chats_are_at_the_upgrade(
    empty_url: str, owner: int | None
) -> None:
    """And no chat counts as bound before what was filed so far."""
    database = open_database(empty_url, SECRET)
    upgrade(database.writer, "0014")
    _fill(database)
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE chats SET person_id = :owner"), {"owner": owner})
    before = datetime.now(UTC) - timedelta(seconds=2)
    upgrade(database.writer)
    with database.read() as session:
        [reporter], [chat] = session.exec(select(Reporter)).all(), session.exec(select(Chat)).all()
        assert (reporter.chat_id, reporter.person_id) == (chat.id, owner)
        assert (chat.bound_at is not None and chat.bound_at >= before) is (owner is not None)
    database.close()
