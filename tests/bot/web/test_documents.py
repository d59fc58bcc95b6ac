"""A document's way: filed in chat, fetched, proven, sealed, and downloaded by those who may read
it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from bot.channels.webchat.channel import WebChannel
from bot.media.processing import PhotoProcessing
from bot.media.worker import EvidenceWorker
from bot.web.documents import documents_route
from pictures.types import PhotoLimits
from rules.permissions import Role
from storage.database import Database
from storage.evidence.failures import EvidenceMissing, StoreAway
from storage.evidence.store import open_store
from storage.tables import Evidence, RoleHeld
from talk import input as sent
from tests.duties import add_assignment, assignment_row, open_campaign, submissions_of
from tests.town import BUREAU, Phone, Town

PDF = b"%PDF-1.7\n" + bytes(3000)
EXE = b"MZ\x90\0" + bytes(3000)
LIMIT = 20 << 20


class Office:
    """A town whose uploads are fetched, and whose documents are served."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.town = Town(database)
        self.head = self.town.person("周校长", Role.HEAD, unit="第一中学")
        self.other = self.town.person("郑校长", Role.HEAD, unit="第二小学")
        self.clerk = self.town.person("吴办", Role.OFFICE)
        open_campaign(self.town)
        self.assignment = add_assignment(self.town, "lists", unit="第一中学", due="2026-04-10")
        self.channel = WebChannel(folder / "uploads")
        self.store = open_store(f"file:{folder / 'evidence'}")
        channels, zone = {"web": self.channel}, ZoneInfo("Asia/Shanghai")
        processing = PhotoProcessing(
            channels, self.store, self.town.clock, PhotoLimits(LIMIT), None, zone
        )
        self.worker = EvidenceWorker(
            database, processing, self.store, self.town.clock, folder / "scratch"
        )
        web = FastAPI()
        web.include_router(documents_route(database, self.store, BUREAU, self.town.clock))
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(web), base_url=BUREAU.public_url
        )

    def sends(self, data: bytes, name: str = "问题清单.pdf") -> None:
        """Upload a document as the web chat does."""
        self.channel.uploads.mkdir(exist_ok=True)
        file = f"{len(list(self.channel.uploads.iterdir())):032x}"
        (self.channel.uploads / file).write_bytes(data)
        self.town.take(self.head, sent.File({"file": file}, name, len(data)))
        self.head.news()

    async def fetch(self) -> list[Evidence]:
        """Let the worker do its work and return all evidence."""
        running = asyncio.create_task(self.worker.run())
        async with asyncio.timeout(20):
            while any(row.state == "pending" for row in self.evidence()):  # noqa: ASYNC110  # nobody rings
                await asyncio.sleep(0.05)
        self.worker.stop()
        await running
        self.worker._stopping = False
        return self.evidence()

    def evidence(self) -> list[Evidence]:
        with self.town.database.read() as session:
            return list(session.exec(select(Evidence).order_by(col(Evidence.id))))

    def link(self, phone: Phone) -> str:
        """Ask for the documents and return the last link given."""
        self.town.take(phone, sent.Tap(f"go:dutydocs:{self.assignment}"))
        [*_others, link] = re.findall(r"http\S+", " ".join(phone.news()))
        return str(link)


@pytest.fixture
def quick_office(sqlite_database: Database, tmp_path: Path) -> Office:
    """An office for what is no affair of the database's."""
    return Office(sqlite_database, tmp_path)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """An office of its own on either database."""
    return Office(database, tmp_path)


async def test_filed_sealed_and_downloaded(office: Office) -> None:
    office.town.play("周校长 > (button go:dutyfile:1)")
    office.sends(PDF, "关于\u202e../问题\n清单.pdf")
    office.town.play("周校长 > [Done]\n周校长 > [Submit]")
    [document] = await office.fetch()
    assert (document.state, document.media, document.bytes, document.public) == (
        "kept",
        "application/pdf",
        len(PDF),
        None,
    )
    assert document.submission_id == submissions_of(office.town, office.assignment)[0].id
    assert office.store.verify(document.original or "")
    for phone in (office.head, office.clerk):
        answer = await office.client.get(office.link(phone))
        assert (answer.status_code, answer.content) == (200, PDF)
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "%2F" not in answer.headers["content-disposition"]


async def test_nobody_else_reads_it(office: Office) -> None:
    office.town.play("周校长 > (button go:dutyfile:1)")
    office.sends(PDF)
    office.town.play("周校长 > [Done]\n周校长 > [Submit]")
    await office.fetch()
    assert "no such task" in office.town.play("郑校长 > (button go:dutydocs:1)")
    link = office.link(office.head)
    token = link.rpartition("/")[2]
    evidence, person, until, seal = token.split("-")
    other = f"{evidence}-{int(person) + 1}-{until}-{seal}"
    for forged in (
        other,
        f"{evidence}-{person}-{int(until) + 9}-{seal}",
        f"{evidence}-{person}-{until}",
        "x",
        "1-1-1-é",
        token[:-1],
    ):
        assert (await office.client.get(f"/documents/{forged}")).status_code == 404
    with office.town.database.write() as session:
        for role in session.exec(select(RoleHeld).where(RoleHeld.person_id == int(person))):
            session.delete(role)
    assert (await office.client.get(link)).status_code == 404


async def test_a_link_is_good_for_half_an_hour(quick_office: Office) -> None:
    quick_office.town.play("周校长 > (button go:dutyfile:1)")
    quick_office.sends(PDF)
    quick_office.town.play("周校长 > [Done]\n周校长 > [Submit]")
    await quick_office.fetch()
    link = quick_office.link(quick_office.clerk)
    quick_office.town.clock.forward(minutes=29)
    assert (await quick_office.client.get(link)).status_code == 200
    quick_office.town.clock.forward(minutes=2)
    assert (await quick_office.client.get(link)).status_code == 404


@pytest.mark.parametrize(
    ("data", "name"), [(EXE, "清单.pdf"), (b"", "清单.docx"), (b"%PDF-" + bytes(LIMIT), "清单.pdf")]
)
async def test_a_disguised_empty_or_oversized_document_is_not_taken(
    quick_office: Office, data: bytes, name: str
) -> None:
    """The sender hears why."""
    quick_office.town.play("周校长 > (button go:dutyfile:1)")
    quick_office.sends(data or b"x", name)
    if not data:
        next(quick_office.channel.uploads.iterdir()).write_bytes(b"")
    quick_office.town.play("周校长 > [Done]\n周校长 > [Submit]")
    [document] = await quick_office.fetch()
    assert document.state in ("refused", "lost")
    assert any(
        "清单" in line and ("not taken" in line or "not be fetched" in line)
        for line in quick_office.head.news()
    )


@pytest.mark.parametrize(("failure", "status"), [(EvidenceMissing, 404), (StoreAway, 503)])
async def test_a_document_that_the_store_cannot_give_is_not_begun(
    quick_office: Office, monkeypatch: pytest.MonkeyPatch, failure: type[Exception], status: int
) -> None:
    def fail(_name: str) -> Iterator[bytes]:
        return map(_raise, (failure("x"),))

    office = quick_office
    office.town.play("周校长 > (button go:dutyfile:1)")
    office.sends(PDF)
    office.town.play("周校长 > [Done]\n周校长 > [Submit]")
    await office.fetch()
    monkeypatch.setattr(office.store, "stream", fail)
    assert (await office.client.get(office.link(office.head))).status_code == status


async def test_what_is_refused_before_it_is_filed_is_asked_for_again(quick_office: Office) -> None:
    quick_office.town.play("周校长 > (button go:dutyfile:1)")
    quick_office.sends(EXE)
    await quick_office.fetch()
    said = quick_office.town.play("周校长 > [Done]")
    assert "Files or photos needed here: at least 1." in said
    quick_office.sends(PDF)
    quick_office.town.play("周校长 > [Done]\n周校长 > [Submit]")
    assert assignment_row(quick_office.town, quick_office.assignment).state == "filed"


async def test_a_cancelled_draft_is_not_fetched(quick_office: Office) -> None:
    quick_office.town.play("周校长 > (button go:dutyfile:1)")
    quick_office.sends(PDF)
    quick_office.town.play("周校长 > cancel")
    assert [each.state for each in await quick_office.fetch()] == ["dropped"]


def _raise(error: Exception) -> bytes:
    raise error
