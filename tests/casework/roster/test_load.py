"""Importing a roster: all or nothing, again without change, and what is stored taken into account."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, col, select

from casework.roster.load import RosterRefused, import_roster
from casework.roster.read import read_roster
from casework.roster.summary import Count, ImportSummary
from locales import translate
from rules.text.unit_search import Grade
from storage.database import Database
from storage.queries.units import holders_of, search_units
from storage.tables import Account, Chat, OutboxRow, Person, RoleHeld, Unit
from tests.casework.roster.imports import (
    ACCOUNTS,
    NOW,
    PERSONS,
    START,
    UNITS,
    accounts,
    bring_in,
    everything,
    person,
    roles_of,
    unit,
)

DEMO = Path(__file__).parents[3] / "bot" / "demo" / "roster.csv"


def test_imports_and_the_same_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    assert bring_in(database, tmp_path, START) == ImportSummary(Count(added=3), Count(added=2))
    with database.read() as session:
        school = unit(session, "第一中学")
        assert (school.kind, school.aliases, school.pinyin, school.initials) == (
            "school",
            ["一中"],
            "di yi zhong xue",
            "dyzx",
        )
        assert school.parent_id == unit(session, "教育局").id
        assert school.id is not None
        assert holders_of(session, "head", school.id) == [person(session, "1").id]
        assert [(role, at) for role, at in roles_of(session, person(session, "2").id or 0)] == [
            ("inspector", None),
            ("office", None),
        ]
        assert person(session, "1").phone == "13800000000"
        assert search_units(session, "dyzx")[0].sure
        codes = {each.qr for each in session.exec(select(Unit))}
    assert len(codes) == 3
    before = everything(database)
    summary = bring_in(database, tmp_path, START)
    assert summary == ImportSummary(Count(unchanged=3), Count(unchanged=2))
    assert everything(database) == before
    words = "Units: 0 added, 0 changed, 3 as before. Persons: 0 added, 0 changed, 2 as before."
    assert translate(summary.as_message(), "en") == words


def test_changes_what_the_file_says_and_leaves_who_is_not_in_it(
    database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, START)
    text = f"单位名称,类别\n育才小学,幼儿园\n{PERSONS}2,李四,第一中学,经办人,,li,\n3,王五,育才小学,教职工,,,\n"
    assert bring_in(database, tmp_path, text) == ImportSummary(
        Count(changed=1), Count(added=1, changed=1)
    )
    with database.read() as session:
        assert (unit(session, "育才小学").kind, unit(session, "育才小学").parent_id) == (
            "kindergarten",
            unit(session, "教育局").id,
        )
        assert roles_of(session, person(session, "2").id or 0) == [
            ("handler", unit(session, "第一中学").id)
        ]
        assert holders_of(session, "head") == [person(session, "1").id]


def test_a_column_that_is_missing_keeps_what_is_stored_and_an_empty_cell_clears_it(
    database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, START)
    bring_in(database, tmp_path, "工号,姓名,角色\n2,李四,督查员\n")
    with database.read() as session:
        assert accounts(session) == {"1": "zhang", "2": "li"}
    bring_in(database, tmp_path, f"{UNITS}第一中学,学校,,,\n{PERSONS}2,李四,,督查员,,,\n")
    with database.read() as session:
        assert accounts(session) == {"1": "zhang"}
        school = unit(session, "第一中学")
        assert (school.aliases, school.parent_id, school.pinyin) == ([], None, "di yi zhong xue")


def bind(session: Session, address: str, key: str, channel: str = "wecom") -> None:
    """Bind a chat with a draft to the person with this number."""
    state = {"stack": [["complain", "", [["words", "饭菜"]], {}]]}
    chat = Chat(
        channel=channel,
        address=address,
        person_id=person(session, key).id,
        state=state,
        serial=4,
        seen_at=NOW,
        window_at=NOW,
    )
    session.add(chat)


def bound(database: Database) -> dict[str, str | None]:
    """Return the number of the person each chat is bound to; those that are nobody's have no draft."""
    with database.read() as session:
        keys = dict(session.exec(select(Person.id, Person.key)).all())
        chats = session.exec(select(Chat).order_by(col(Chat.id))).all()
        assert {chat.serial for chat in chats} <= {4}
        assert [chat.address for chat in chats if chat.person_id is None and chat.state] == []
        return {each.address: keys.get(each.person_id) for each in chats}


def test_a_wecom_chat_that_is_not_theirs_any_more_is_unbound(
    database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, f"{START}3,王五,,督查员,,,\n")
    with database.write() as session:
        for address, key in (
            ("ZHANG", "1"),
            ("li", "2"),
            ("by_code", "3"),
            ("wrong_by_code", "2"),
            ("on_the_web", "1"),
        ):
            bind(session, address, key, "web" if "web" in address else "wecom")
    again = bring_in(database, tmp_path, START)
    assert again.unbound == 1  # the roster names another account as theirs
    words = "Persons: 0 added, 0 changed, 2 as before. WeCom accounts unbound that are no longer theirs: 1."
    assert translate(again.as_message(), "en").endswith(words)
    kept = {"ZHANG": "1", "li": "2", "by_code": "3", "wrong_by_code": None, "on_the_web": "1"}
    assert bound(database) == kept
    assert (
        bring_in(database, tmp_path, "工号,姓名,角色\n2,李四,督查员\n").unbound == 0
    )  # without the column nothing is said of accounts
    assert (
        bring_in(database, tmp_path, f"{PERSONS}1,张三,,,,zhang,是\n").unbound == 0
    )  # may come back
    assert bound(database) == kept
    assert (
        bring_in(
            database, tmp_path, f"{PERSONS}2,李四,,督查员,,,\n4,周七,,督查员,,by_code,\n"
        ).unbound
        == 2
    )
    assert bound(database) == kept | {"li": None, "by_code": None}
    with database.read() as session:
        told = session.exec(select(Chat.address).join(OutboxRow).order_by(col(Chat.id))).all()
    assert told == ["li", "by_code", "wrong_by_code"]


def test_the_demo_roster_imports(database: Database) -> None:
    with database.write() as session:
        summary = import_roster(session, read_roster(DEMO, ACCOUNTS), NOW)
    assert (summary.units.added, summary.persons.added) == (16, 13)
    with database.read() as session:
        for role in (
            "admin",
            "office",
            "inspector",
            "custodian",
            "head",
            "handler",
            "staff",
            "leader",
        ):
            assert holders_of(session, role), role
        for typed in ("一中", "启明", "clxx", "基教股", "十一中", "实小"):
            assert search_units(session, typed)[0].grade < Grade.NEAR, typed
        for each in session.exec(select(Unit).where(Unit.active)):
            assert each.id is not None
            assert holders_of(session, "head", each.id) or holders_of(
                session, "head", each.parent_id
            ), each.name


def mostly(*usual: str, now_and_then: str) -> st.SearchStrategy[str]:
    """Draw one of the usual values, and the odd one a few times in a hundred, so that most files
    are without fault.
    """
    return st.integers(0, 39).flatmap(
        lambda n: st.just(now_and_then) if n == 7 else st.sampled_from(usual)
    )


UNIT_LINES = st.tuples(
    mostly("甲校", "乙校", "丙校", now_and_then=""),
    mostly("学校", "股室", now_and_then="大学"),
    mostly("", "", "甲校", now_and_then="丁校"),
    mostly("", "甲", "乙校", now_and_then="甲 校"),
    mostly("", "", "", "", "是", now_and_then="?"),
)
PERSON_LINES = st.tuples(
    mostly("1", "2", "3", now_and_then=""),
    mostly("张三", "李四", now_and_then=""),
    mostly("甲校", "乙校", now_and_then="丁校"),
    mostly("教职工", "督查员", "单位负责人、办公室", now_and_then="校长"),
    mostly("", "13800000000", now_and_then="1"),
    mostly("", "", "a", "A", "b", now_and_then="!"),
    mostly("", "", "", "是", now_and_then="?"),
)
UNITS_AT_FIRST: list[tuple[str, ...]] = [
    ("甲校", "学校", "", "", ""),
    ("乙校", "学校", "甲校", "", ""),
]
FILES = st.tuples(
    st.lists(UNIT_LINES, min_size=1, max_size=3, unique_by=lambda row: row[0]),
    st.lists(PERSON_LINES, min_size=1, max_size=3, unique_by=lambda row: row[0]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(FILES, min_size=1, max_size=3))
def test_any_rosters_one_after_another_import_or_are_refused(
    sqlite_database: Database,
    tmp_path: Path,
    files: list[tuple[list[tuple[str, ...]], list[tuple[str, ...]]]],
) -> None:
    with sqlite_database.write() as session:
        session.execute(delete(Account))
        for table in (RoleHeld, Person, Unit):
            for row in session.exec(select(table).order_by(table.id.desc())):  # type: ignore[union-attr]
                session.delete(row)
                session.flush()
    start: list[tuple[list[tuple[str, ...]], list[tuple[str, ...]]]] = [(list(UNITS_AT_FIRST), [])]
    for units, persons in start + files:
        text = (
            UNITS
            + "".join(",".join(row) + "\n" for row in units)
            + PERSONS
            + "".join(",".join(row) + "\n" for row in persons)
        )
        before = everything(sqlite_database)
        try:
            bring_in(sqlite_database, tmp_path, text)
        except RosterRefused:
            assert everything(sqlite_database) == before
            continue
        after = everything(sqlite_database)
        again = bring_in(sqlite_database, tmp_path, text)
        assert (
            again.units.added,
            again.units.changed,
            again.persons.added,
            again.persons.changed,
        ) == (0, 0, 0, 0)
        assert everything(sqlite_database) == after
