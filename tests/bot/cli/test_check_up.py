"""The check-up: whatever was changed behind the program's back, lost or left lying is found and
said in Chinese.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot.cli.check_rows import Course
from bot.cli.check_up import check_up
from casework.tickets import commands as c
from locales import translate
from storage.database import Database, open_database
from storage.evidence.names import original_name
from storage.evidence.store import open_store
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.queries.jobs import CHANNEL as JOBS
from storage.tables import Evidence, Failure, OutboxRow
from tests.casework.stage import Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    """A finding and a complaint are filed, and everybody has been told."""
    return _filed(Stage(database))


def _filed(stage: Stage) -> Stage:
    stage.do("inspector", c.FileFinding(stage.unit(), "late", "三人迟到"))
    stage.do(
        "parent",
        c.FileComplaint("other", "named", stage.unit(), "乱收费", name="张三", contact="1"),
    )
    with stage.database.write() as session:
        for row in session.exec(select(OutboxRow)):
            row.state = "sent"
    return stage


def _change(stage: Stage, statement: str) -> None:
    with stage.database.write() as session:
        session.connection().execute(text(statement))


def _found(stage: Stage, folder: Path) -> list[str]:
    with stage.database.read() as session:
        now = stage.town.clock()
        return [
            translate(each, "zh_CN", said_at=now)
            for each in check_up(Course(session), open_store(f"file:{folder}"), now)
        ]


def test_nothing_is_found_where_nothing_is_wrong(stage: Stage, tmp_path: Path) -> None:
    assert _found(stage, tmp_path) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            'UPDATE events SET note = \'{"words":"无人迟到"}\' WHERE id = 1',
            ["第1条记录已被改动，或与前一条不衔接", "文字内容与办理记录不符"],
        ),
        (
            "UPDATE events SET actor = 'office' WHERE id = 1",
            ["第1条记录已被改动，或与前一条不衔接"],
        ),
        (
            "UPDATE tickets SET head = 'x' WHERE id = 1",
            ["最后一条记录与办件所存不符，记录有缺失或被添加"],
        ),
        ("UPDATE tickets SET state = 'closed' WHERE id = 1", ["办件状态与最后一条记录不符"]),
        ("DELETE FROM events WHERE id = 1", ["最后一条记录与办件所存不符，记录有缺失或被添加"]),
    ],
)
def test_a_chain_that_was_tampered_with(
    stage: Stage, tmp_path: Path, statement: str, said: list[str]
) -> None:
    _change(stage, statement)
    assert _found(stage, tmp_path) == [f"DC-2026-0001：{each}" for each in said]


def test_numbers_that_do_not_add_up(stage: Stage, tmp_path: Path) -> None:
    _change(stage, "UPDATE numbers SET last = 4 WHERE series = 'DC-2026'")
    assert _found(stage, tmp_path) == ["编号 DC-2026：已发出4个，实有1个"]


def test_evidence_that_was_changed_is_missing_or_was_never_had(
    stage: Stage, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"what was sent")
    sealed = open_store(f"file:{tmp_path / 'store'}").seal(photo)
    kept, gone, lost = (stage.photo("inspector") for _each in range(3))
    stage.do("inspector", c.FileFinding(stage.unit(), "late", "", (kept, gone, lost)))
    stage.mail()
    with stage.database.write() as session:
        for id_, state, original in (
            (kept, "kept", sealed.sha256),
            (gone, "kept", "0" * 64),
            (lost, "lost", None),
        ):
            row = session.get_one(Evidence, id_)
            row.state, row.original, row.error = state, original, "404" if state == "lost" else None
    missing, unhad = (
        f"证据{gone}：封存的原件缺失或已被改动",
        f"DC-2026-0002 的证据{lost}未能取得：404",
    )
    assert _found(stage, tmp_path / "store") == [missing, unhad]
    file = tmp_path / "store" / original_name(sealed.sha256)
    file.chmod(0o600)
    file.write_bytes(b"what somebody made of it")
    assert _found(stage, tmp_path / "store") == [
        f"证据{kept}：封存的原件缺失或已被改动",
        missing,
        unhad,
    ]


def test_evidence_that_is_still_waited_for(stage: Stage, tmp_path: Path) -> None:
    asked, forgotten = stage.photo("inspector"), stage.photo("inspector")
    with stage.database.write() as session:
        for id_, error in ((asked, "60020 not allow to access from your ip"), (forgotten, None)):
            row = session.get_one(Evidence, id_)
            row.state, row.error, row.received_at = "pending", error, stage.town.clock()
    assert _found(stage, tmp_path) == []
    stage.town.clock.forward(hours=2)
    waited = "自3月2日 09:00起未取回："
    refused = f"证据{asked}{waited}60020 not allow to access from your ip"
    assert _found(stage, tmp_path) == [refused, f"证据{forgotten}{waited}尚未取回。"]


def test_notices_that_wait_or_cannot_be_delivered(stage: Stage, tmp_path: Path) -> None:
    now = stage.town.clock()
    with stage.database.write() as session:
        first = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).first()
        assert first is not None
        queue(session, first.chat_id, Notice(Notice.from_row(first).text), now)
        first.state, first.error = "dead", "Forbidden: bot was blocked by the user"
    assert _found(stage, tmp_path) == [
        f"通知{first.id}无法送达：Forbidden: bot was blocked by the user"
    ]
    stage.town.clock.forward(hours=2)
    _change(stage, "UPDATE outbox SET state = 'doubtful', error = '超时' WHERE state = 'dead'")
    waits = [each for each in _found(stage, tmp_path) if "自3月2日 09:00起未发出" in each]
    assert len(waits) == 1
    assert waits[0].endswith("已试0次：尚未发送。")
    assert f"通知{first.id}是否送达存疑：超时" in _found(stage, tmp_path)


def test_what_was_written_under_another_secret(
    stage: Stage, database_url: str, tmp_path: Path
) -> None:
    stage.town.play("parent > complain")
    before = _found(stage, tmp_path)
    with closing(open_database(database_url, b"changed")) as changed, changed.read() as session:
        now = stage.town.clock()
        course = Course(session)
        found = [
            translate(each, "zh_CN", said_at=now)
            for each in check_up(course, open_store(f"file:{tmp_path}"), now)
        ]
    assert [line for line in found if line not in before and "程序密钥" in line] == [
        "有1段对话、5条消息是用另一个程序密钥写入的，无法打开。请换回原来的密钥，"
        "否则没填完的内容须重新填写，没发出的消息不再发送。"
    ]


def test_what_failed_in_our_own_code(stage: Stage, tmp_path: Path) -> None:
    at = stage.town.clock() - timedelta(days=90)
    with stage.database.write() as session:
        session.add(
            Failure(at=at, channel="telegram", address="11", key="7.7", error="KeyError('x')")
        )
        session.add(
            Failure(at=at, channel=JOBS, address="digest", key="3", error="ValueError()", tries=2)
        )
        session.add(
            Failure(at=at, channel=JOBS, address="digest", key="4", error="ValueError()", seen=True)
        )
    assert _found(stage, tmp_path) == [
        "telegram 渠道的消息（7.7）2025年12月2日 09:00处理失败，已试1次：KeyError('x')",
        "定时任务 digest（3）2025年12月2日 09:00执行失败，已试2次：ValueError()",
    ]


def test_rows_that_belong_to_nothing(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    """The database forbids them; a hand with another program does not ask it."""
    stage = _filed(Stage(sqlite_database))
    stage.photo("inspector")
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as hand:
        hand.execute("UPDATE events SET ticket_id = 77 WHERE ticket_id = 1")
        hand.execute("UPDATE reporters SET ticket_id = 78")
        hand.execute("UPDATE outbox SET chat_id = 79 WHERE id = 1")
        hand.execute("UPDATE evidence SET ticket_id = 80, state = 'lost', error = '404'")
    hand.close()
    assert _found(stage, tmp_path) == [
        "DC-2026-0001：最后一条记录与办件所存不符，记录有缺失或被添加",
        "反映人信息，办件2：被绕过本程序删除",
        "80 的证据1未能取得：404",
        "记录1没有对应的办件",
        "有反映人信息对应办件78，但该办件不存在",
        "TS-2026-0001 没有反映人信息",
        "通知1没有对应的聊天",
    ]
