"""Importing a roster: all or nothing, again without change, and what is stored taken into account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from bot.channels.wecom.traits import WECOM
from casework.channels import roster_accounts
from casework.roster.load import RosterRefused, import_roster
from casework.roster.read import read_roster
from casework.roster.summary import Count, ImportSummary
from casework.roster.units import new_qr
from locales import translate
from rules.text.unit_search import Grade
from storage.database import Database
from storage.queries.units import holders_of, search_units
from storage.tables import Account, Chat, Invitation, OutboxRow, Person, RoleHeld, Unit

ACCOUNTS = roster_accounts([WECOM])
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
UNITS = "单位名称,类别,上级单位,别名,停用\n"
PERSONS = "\n工号,姓名,单位,角色,手机,企业微信账号,停用\n"
START = (
    f"{UNITS}第一中学,学校,教育局,一中,\n教育局,局机关,,,\n育才小学,学校,教育局,,\n"
    f"{PERSONS}1,张三,第一中学、育才小学,单位负责人,13800000000,zhang,\n2,李四,,督查员、办公室,,li,\n"
)
DEMO = Path(__file__).parents[3] / "bot" / "demo" / "roster.csv"


def bring_in(database: Database, folder: Path, text: str) -> ImportSummary:
    """Import the text as a CSV."""
    (folder / "r.csv").write_text(text, encoding="utf-8")
    with database.write() as session:
        return import_roster(session, read_roster(folder / "r.csv", ACCOUNTS), NOW)


def refused(database: Database, folder: Path, text: str) -> list[str]:
    """Import the text as a CSV, which must be refused and change nothing, and return the faults in
    English.
    """
    before = everything(database)
    with pytest.raises(RosterRefused) as refusal:
        bring_in(database, folder, text)
    assert everything(database) == before
    return [translate(fault, "en") for fault in refusal.value.faults]


def accounts(session: Session) -> dict[str, str]:
    """Return the accounts by the numbers of persons."""
    return dict(session.exec(select(Person.key, Account.account).join(Account)).all())


def everything(database: Database) -> list[str]:
    """Return every row that an import touches."""
    tables: tuple[type[SQLModel], ...] = (Unit, Person, Account, RoleHeld, Invitation)
    with database.read() as session:
        return sorted(repr(row) for table in tables for row in session.exec(select(table)))


def person(session: Session, key: str) -> Person:
    """Return the person with this number."""
    return session.exec(select(Person).where(Person.key == key)).one()


def unit(session: Session, name: str) -> Unit:
    """Return the unit of this name."""
    return session.exec(select(Unit).where(Unit.name == name)).one()


def roles_of(session: Session, person_id: int) -> list[tuple[str, int | None]]:
    held = (
        select(RoleHeld.role, RoleHeld.unit_id)
        .where(RoleHeld.person_id == person_id)
        .order_by(col(RoleHeld.id))
    )
    return list(session.exec(held))


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


def test_who_is_marked_out_of_use_loses_roles_and_open_invitations(
    database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, START)
    with database.write() as session:
        for key, used in (("1", None), ("1", NOW), ("2", None)):
            row = Invitation(
                code_hash=f"{key}{used}",
                person_id=person(session, key).id or 0,
                expires_at=NOW + timedelta(days=7),
                used_at=used,
            )
            session.add(row)
    gone = f"{UNITS}育才小学,学校,,,是\n{PERSONS}1,张三,,,,zhang,是\n8,陌生人,,,,,是\n"
    assert bring_in(database, tmp_path, gone) == ImportSummary(Count(changed=1), Count(changed=1))
    with database.read() as session:
        assert not person(session, "1").active
        assert not unit(session, "育才小学").active
        assert (
            session.exec(
                select(RoleHeld).where(RoleHeld.person_id == person(session, "1").id)
            ).all()
            == []
        )
        ends = {
            each.code_hash: each.expires_at.replace(tzinfo=UTC) > NOW
            for each in session.exec(select(Invitation))
        }
        assert ends == {"1None": False, f"1{NOW}": True, "2None": True}
    assert bring_in(database, tmp_path, gone) == ImportSummary(
        Count(unchanged=1), Count(unchanged=1)
    )
    assert refused(database, tmp_path, f"{PERSONS}9,赵六,育才小学,教职工,,,\n") == [
        "r.csv, row 3, column C 单位: The unit 育才小学 is out of use."
    ]
    bring_in(database, tmp_path, START)
    with database.read() as session:
        assert (person(session, "1").active, unit(session, "育才小学").active) == (True, True)
        assert len(roles_of(session, person(session, "1").id or 0)) == 2


def test_one_fault_anywhere_refuses_everything(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path, START)
    faulty = f"{UNITS}新小学,学校,教育局,,\n{PERSONS}1,张三三,第一中学,单位负责人,,,\n5,钱七,新小学,校长,,,\n"
    (fault,) = refused(database, tmp_path, faulty)
    assert fault.startswith("r.csv, row 6, column D 角色: No such role: 校长.")


def test_what_is_stored_counts_in_checking(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path, START)
    assert refused(database, tmp_path, f"{PERSONS}7,孙八,,督查员,,ZHANG,\n") == [
        "r.csv, row 3, column F 企业微信账号: This WeCom account already belongs to the person "
        "with the number 1."
    ]
    assert refused(database, tmp_path, f"{UNITS}教育局,局机关,第一中学,,\n") == [
        "r.csv, row 2, column C 上级单位: Its parents go in a circle, or over more than 10 levels."
    ]


def test_two_persons_may_exchange_their_accounts(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path, START)
    text = f"{PERSONS}1,张三,第一中学、育才小学,单位负责人,13800000000,li,\n2,李四,,督查员、办公室,,zhang,\n"
    assert bring_in(database, tmp_path, text).persons == Count(changed=2)
    with database.read() as session:
        assert accounts(session) == {"1": "li", "2": "zhang"}


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


def test_a_unit_whose_old_name_is_an_alias_is_renamed(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path, START)
    with database.read() as session:
        before = unit(session, "育才小学")
    text = f"{UNITS}育才实验学校,学校,教育局,育才小学,\n育才分校,学校,育才实验学校,,\n{PERSONS}1,张三,育才实验学校,单位负责人,,,\n"
    assert bring_in(database, tmp_path, text).units == Count(added=1, changed=1)
    with database.read() as session:
        after = unit(session, "育才实验学校")
        assert (after.id, after.qr, after.pinyin) == (
            before.id,
            before.qr,
            "yu cai shi yan xue xiao",
        )
        assert unit(session, "育才分校").parent_id == after.id
    assert bring_in(database, tmp_path, text) == ImportSummary(
        Count(unchanged=2), Count(unchanged=1)
    )


def test_spelling_in_the_file_goes_before_our_own(database: Database, tmp_path: Path) -> None:
    head = "单位名称,类别,拼音,首字母\n"
    bring_in(database, tmp_path, f"{head}长青小学,学校,Zhang Qing Xiao Xue,\n重光中学,学校,,CGZX\n")
    bring_in(database, tmp_path, "单位名称,类别\n长青小学,学校\n")
    with database.read() as session:
        assert (unit(session, "长青小学").pinyin, unit(session, "长青小学").initials) == (
            "zhang qing xiao xue",
            "zqxx",
        )
        assert (unit(session, "重光中学").pinyin, unit(session, "重光中学").initials) == (
            "chong guang zhong xue",
            "cgzx",
        )


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


def test_codes_are_long_and_plain() -> None:
    codes = {new_qr() for _each in range(200)}
    assert len(codes) == 200
    assert all(
        len(code) == 12 and not set(code) & set("0o1li") and code.isalnum() and code.islower()
        for code in codes
    )


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
