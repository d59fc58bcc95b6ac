"""The demo bureau: an invented district with its people, each with a phone on the start page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from tempfile import NamedTemporaryFile

from sqlmodel import Session, select

from bot.channels.webchat.traits import WEB_CHAT
from bot.web.entry_pages import DemoPhone
from casework.campaigns.load import load
from casework.desk import Bureau, Desk
from casework.roster.load import import_roster
from casework.roster.read import read_roster
from locales import Button, _
from rules.campaign.file import read_campaign
from rules.time.workdays import Workdays
from storage.database import Database
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.queries.campaigns import find_campaign
from storage.tables import Chat, Person

ROSTER = Path(__file__).with_name("roster.csv")
CAMPAIGN = Path(__file__).with_name("campaign.yaml")


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody of the demo, with the name and part shown above the phone."""

    key: str | None  # the number in the roster; None: somebody unknown
    label: str
    role: str
    unit: str


CAST = (
    Part("D001", "林督行", "督查员", "局机关"),
    Part("D004", "吴文秀", "领导小组办公室", "局办公室"),
    Part("D002", "周启明", "单位负责人", "启明实验小学"),
    Part("D003", "郑基石", "单位负责人", "基础教育股"),
    Part(None, "学生家长", "家长（未登录）", "启明实验小学"),
    Part("D005", "陈明远", "局领导", "局机关"),
    Part("D006", "沈小禾", "教师", "启明实验小学"),
)


def address_of(part: Part) -> str:
    """Return the address of a part's web chat, the same at every start."""
    return hashlib.sha256(f"demo {part.label}".encode()).hexdigest()[:32]


def personas() -> list[DemoPhone]:
    """Return the phones of the start page."""
    return [DemoPhone(part.label, part.role, address_of(part), part.unit) for part in CAST]


def secret(data: Path) -> str:
    """Return the secret kept in the folder, made at the first start."""
    path = data / "demo-secret"
    if not path.is_file():
        data.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=data, delete=False) as made:  # readable by its owner alone
            made.write(token_hex(32))
        Path(made.name).replace(path)
    return path.read_text()


def campaign_from(day: date, calendar: Workdays) -> str:
    """Return the demo's campaign file with the days around `day` filled in."""
    days = {
        "first": day - timedelta(days=7),
        "last": day + timedelta(days=90),
        "middle": day + timedelta(days=30),
        "tomorrow": calendar.add(day, 1),
        "soon": calendar.add(day, 4),
    }
    text = CAMPAIGN.read_text(encoding="utf-8").replace("{year}", str(day.year))
    for name, found in days.items():
        text = text.replace(f"{{{name}}}", found.isoformat())
    return text


def set_the_stage(database: Database, now: datetime, bureau: Bureau) -> None:
    """Import the roster, load a campaign and give every part a bound phone; safe to repeat."""
    with database.write() as session:
        import_roster(session, read_roster(ROSTER, bureau.roster_accounts), now)
        desk = Desk(session, now, bureau)
        if find_campaign(session, "demo") is None:
            source = campaign_from(desk.today, desk.calendar)
            load(desk, read_campaign(source.encode()), source)
        for part in CAST:
            _give_phone(session, part, now)


def _give_phone(session: Session, part: Part, now: datetime) -> None:
    address = address_of(part)
    own = select(Chat).where(Chat.channel == WEB_CHAT.name, Chat.address == address)
    if session.exec(own).first() is not None:
        return
    person = session.exec(select(Person).where(Person.key == part.key)).first()
    chat = Chat(
        channel=WEB_CHAT.name,
        address=address,
        person_id=person.id if person else None,
        bound_at=now if person else None,
        seen_at=now,
        window_at=now,
    )
    session.add(chat)
    session.flush()
    hello = _(
        "This phone is {name}'s: {role}, {unit}.", name=part.label, role=part.role, unit=part.unit
    )
    queue(session, chat.id or 0, Notice(hello, (Button(_("Menu"), "menu"),)), now)
