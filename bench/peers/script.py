"""What is asked and offered, and where a finished report goes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bench.load import KINDS, UNITS

ASKED = (
    "请发送照片，然后点“完成”。",
    "是哪个单位？点选，或写出名称。",
    "看到了什么？",
    "还有什么要补充的吗？",
    "在什么地方？发送位置或写出地点。",
    "玩手机\n第三中学\n照片：1\n文字：开会期间三名教师在后排玩手机\n地点：行政楼三楼报告厅\n\n确认发送？",
)
OFFERED = (
    ("取消",),
    (*UNITS, "返回"),
    (*KINDS, "返回"),
    ("跳过", "返回"),
    ("跳过", "返回"),
    ("发送", "放弃", "返回"),
)
FIELDS = ("begun", "done", "unit", "kind", "words", "place", "confirm")


class Archive:
    """Where a peer's finished report goes: one row, one durable commit."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(
            "CREATE TABLE reports (id INTEGER PRIMARY KEY, person INTEGER, unit, kind, "
            "words, place, photo)"
        )

    def file(self, person: int, said: dict[str, str]) -> str:
        """Return the number under which the report was filed."""
        row = (person, *(said[key] for key in ("unit", "kind", "words", "place", "photo")))
        number = self._connection.execute(
            "INSERT INTO reports VALUES (NULL, ?, ?, ?, ?, ?, ?)", row
        ).lastrowid
        return f"已登记 DC-2026-{number:04d}：玩手机，第三中学，照片 1 张。"

    def count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM reports").fetchone()[0])
