"""What every end-to-end test plays with: the roster, photos as a phone takes them, and a look
behind the scene at the end.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import piexif
from PIL import Image, ImageDraw
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from storage.database import open_database
from storage.tables import Event, Evidence, OutboxRow, Ticket
from tests.databases import SECRET
from tests.e2e.program import Program

UNITS = """单位名称,类别,上级单位,别名,拼音,首字母
明察示范区教育局,局机关,,区教育局、教育局,ming cha shi fan qu jiao yu ju,mcsfqjyj
启明实验小学,学校,明察示范区教育局,启明小学、实小,qi ming shi yan xiao xue,qmsyxx
清风小学,学校,明察示范区教育局,,qing feng xiao xue,qfxx
长乐路中学,学校,明察示范区教育局,,chang le lu zhong xue,cllzx
"""
PEOPLE = """工号,姓名,单位,职务,角色,手机,企业微信账号
"""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the roster."""

    key: str
    name: str
    unit: str
    role: str
    wecom: str = ""

    @property
    def line(self) -> str:
        return f"{self.key},{self.name},{self.unit},{self.role},{self.role},,{self.wecom}\n"


LIN = Member("D001", "林督行", "明察示范区教育局", "督查员", "LinDuXing")
WU = Member("D004", "吴文秀", "明察示范区教育局", "办公室", "wuwenxiu")
ZHOU = Member("D002", "周启明", "启明实验小学", "单位负责人", "zhou.qiming")


def import_roster(program: Program, *members: Member) -> None:
    """Import the units and these people, as an administrator does: with the command, from a file."""
    done = program.command("import", str(write_roster(program, *members)))
    assert done.returncode == 0, done.stderr


def write_roster(program: Program, *members: Member) -> Path:
    """Write the roster's file and return it."""
    roster = program.folder / "roster.csv"
    roster.write_text(
        f"{UNITS}\n{PEOPLE}{''.join(each.line for each in members)}", encoding="utf-8-sig"
    )
    return roster


def photo(number: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """Return a JPEG as a phone takes it: its own picture, its time and place in EXIF; another
    number is another picture.
    """
    image = Image.new("RGB", size, (40 * number % 256, 90, 160))
    draw = ImageDraw.Draw(image)
    for line in range(0, size[1], 24):
        draw.line(
            (0, line, size[0], (line * (number + 2)) % size[1]),
            fill=(255, 240, line % 256),
            width=3,
        )
    place = {
        piexif.GPSIFD.GPSLatitudeRef: b"N",
        piexif.GPSIFD.GPSLatitude: ((39, 1), (54, 1), (0, 1)),
        piexif.GPSIFD.GPSLongitudeRef: b"E",
        piexif.GPSIFD.GPSLongitude: ((116, 1), (24, 1), (number, 1)),
    }
    taken = {piexif.ExifIFD.DateTimeOriginal: b"2026:03:02 09:15:00"}
    file = BytesIO()
    image.save(file, "JPEG", quality=85, exif=piexif.dump({"Exif": taken, "GPS": place}))
    return file.getvalue()


def open_tickets(program: Program) -> list[Ticket]:
    """Return every ticket, oldest first."""
    with _reading(program) as session:
        return list(session.exec(select(Ticket).order_by(col(Ticket.id))))


def events_of(program: Program, number: str) -> list[str]:
    """Return what happened to the ticket, in order."""
    with _reading(program) as session:
        of_it = (
            select(Event.name)
            .join(Ticket, col(Ticket.id) == col(Event.ticket_id))
            .where(Ticket.number == number)
        )
        return list(session.exec(of_it.order_by(col(Event.seq))))


def is_for_now() -> ColumnElement[bool]:
    """Return which rows of the outbox do not wait for working hours."""
    return col(OutboxRow.not_before) < datetime.now(UTC) + timedelta(minutes=2)


def outbox_states(program: Program) -> dict[str, int]:
    """Return how many rows of the outbox are in which state, without those that wait for working
    hours.
    """
    with _reading(program) as session:
        states = list(session.exec(select(OutboxRow.state).where(is_for_now())))
    return {state: states.count(state) for state in sorted(set(states))}


def pictures_of(program: Program, number: str, role: str) -> list[Evidence]:
    """Return the ticket's pictures of this role, in order."""
    with _reading(program) as session:
        of_it = (
            select(Evidence)
            .join(Ticket, col(Ticket.id) == col(Evidence.ticket_id))
            .where(Ticket.number == number)
        )
        return list(session.exec(of_it.where(Evidence.role == role).order_by(col(Evidence.id))))


def check_pictures(
    program: Program,
    number: str,
    role: str,
    sent: list[bytes],
    *,
    stamped: bool,
    sealed: bool = True,
) -> None:
    """Assert that each photo lies sealed under its SHA-256, with two copies that carry nothing
    else.

    `sealed` says that the bytes arrived as they were sent: what a browser shrinks before it uploads
    does not.
    """
    rows = pictures_of(program, number, role)
    assert [each.state for each in rows] == ["kept"] * len(sent)
    assert [each.stamped for each in rows] == [stamped] * len(sent)
    if sealed:
        assert sorted(each.original or "" for each in rows) == sorted(
            hashlib.sha256(each).hexdigest() for each in sent
        )
    files = _files(program.folder / "evidence")
    for row in rows:
        original = next(
            path
            for name, path in files.items()
            if name.replace("/", "") == f"originals{row.original}"
        )
        assert hashlib.sha256(original.read_bytes()).hexdigest() == row.original
        for name, longest in ((row.public, 2048), (row.thumbnail, 512)):
            with Image.open(files[f"copies/{name}"]) as copy:
                assert copy.format == "JPEG"
                assert max(copy.size) <= longest
                assert not copy.getexif()


def check_up(program: Program) -> None:
    """Assert that `python -m bot check` finds nothing."""
    done = program.command("check")
    assert done.stdout.endswith("faults found: 0\n"), done.stdout + done.stderr
    assert done.returncode == 0


def _files(folder: Path) -> dict[str, Path]:
    return {
        each.relative_to(folder).as_posix(): each for each in folder.rglob("*") if each.is_file()
    }


def _reading(program: Program) -> Session:
    database = open_database(
        program.settings["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1),
        SECRET,
    )
    return _ClosingSession(database.reader, expire_on_commit=False)


class _ClosingSession(Session):
    """A session that closes its connections with itself: the program alone keeps this file open."""

    def close(self) -> None:
        super().close()
        self.get_bind().engine.dispose()
