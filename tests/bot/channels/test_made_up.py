"""A fourth channel takes one file, one setting and one line in the list of channels."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import load_workbook
from sqlmodel import select

from bot.app import CHANNELS, App, build
from casework.roster.load import RosterRefused, import_roster
from casework.roster.read import read_roster
from casework.roster.template import write_template
from locales import translate
from storage.tables import Chat, Person, Ticket
from tests.bot.outbound.post import drained
from tests.fakes.made_up import DINGDING, DINGDING_SETUP, DingdingChannel, SettingsWithDingding

ROSTER = """单位名称,类别
教育局,局机关
第一中学,学校
第二小学,学校
第三小学,学校

工号,姓名,单位,角色,叮叮账号
1,李督,,督查员,li.du
2,周校长,第一中学,单位负责人,{account}
"""


def app_of(folder: Path) -> App:
    """Build the program with the channel in its list."""
    settings = SettingsWithDingding(
        _env_file=None,  # type: ignore[call-arg]  # the settings' own
        secret_key="k" * 32,  # type: ignore[arg-type]  # pydantic makes it secret
        database_url=f"sqlite:///{folder}/m.db",
        evidence_url=f"file:{folder}/evidence",
        dingding_token="t",  # made up as well
    )

    def clock() -> datetime:
        return datetime(2026, 3, 2, 1, tzinfo=UTC)

    return build(settings, clock=clock, data=folder, channels=(*CHANNELS, DINGDING_SETUP))


def bring_in(app: App, folder: Path, account: str) -> str:
    """Import the roster and return the summary, or the faults."""
    (folder / "r.csv").write_text(ROSTER.format(account=account), encoding="utf-8")
    accounts = app.receiver.bureau.roster_accounts
    try:
        with app.database.write() as session:
            read = read_roster(folder / "r.csv", accounts)
            return translate(import_roster(session, read, app.clock()).as_message(), "en")
    except RosterRefused as refused:
        return "\n".join(translate(fault, "en") for fault in refused.faults)


class Conversation:
    """What two people write and read in the made-up channel."""

    def __init__(self, app: App) -> None:
        channel = app.channels["dingding"]
        assert isinstance(channel, DingdingChannel)
        self.app, self.channel, self.seen = app, channel, 0

    async def says(self, account: str, what: str) -> list[str]:
        """Say or tap it and return what is shown to whom."""
        if what.startswith("["):
            await self.channel.tap(account, what.strip("[]"))
        else:
            await self.channel.say(account, what)
        async with asyncio.timeout(20):
            while not await drained(self.app.sender):  # noqa: ASYNC110  # it has no event for it
                await asyncio.sleep(0.02)
        new = self.channel.shown[self.seen :]
        self.seen += len(new)
        return [f"{address} < {out.text}" for address, out in new]

    def labels(self) -> list[str]:
        """Return the buttons of what was shown last."""
        return [label for _token, label in self.channel.shown[-1][1].buttons]


async def test_a_report_and_its_answer_go_through_it(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    bring_in(app, tmp_path, "zhou")
    async with app.running():
        talk = Conversation(app)
        assert "Send the photos" in "\n".join(await talk.says("Li.Du", "report"))
        await talk.says("Li.Du", "后排有人玩手机")
        assert "Which unit is it?" in "\n".join(await talk.says("Li.Du", "done"))
        await talk.says("Li.Du", "[第一中学]")
        # A page has as many choices as the channel shows at once.
        assert talk.labels()[-3:] == ["Absent without leave", "More", "Back"]
        assert len(talk.labels()) == DINGDING.page_size + 2
        await talk.says("Li.Du", "[Absent without leave]")
        await talk.says("Li.Du", "[Skip]")
        said = await talk.says("Li.Du", "[Submit]")
        assert said[0].startswith("Li.Du < Filed as DC-2026-0001: Absent without leave at 第一中学")
        with app.database.read() as session:
            ticket = session.exec(select(Ticket)).one()
            bound = dict(session.exec(select(Chat.address, Person.name).join(Person)).all())
        assert (ticket.number, bound) == ("DC-2026-0001", {"Li.Du": "李督"})


async def test_its_name_stands_where_a_channel_is_named(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    bring_in(app, tmp_path, "zhou")
    async with app.running():
        talk = Conversation(app)
        await talk.says("li.du", "menu")
        await talk.says("li.du", "我的绑定")
        assert "叮叮 li.du, this chat" in talk.labels()
        await talk.says("li.du", "1")
        refused = "\n".join(await talk.says("li.du", "[Unbind]"))
    assert "The roster names this 叮叮 account as 李督's." in refused


def test_its_accounts_have_a_column_in_the_roster(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    write_template(tmp_path / "r.xlsx", app.receiver.bureau.roster_accounts)
    headings = [cell.value for cell in load_workbook(tmp_path / "r.xlsx")["人员"][1]]
    assert headings[-4:] == ["手机", "企业微信账号", "叮叮账号", "停用"]
    assert "叮叮账号: 叮叮账号只能写小写字母和点。" in bring_in(app, tmp_path, "ZHOU 1")
    assert "Persons: 2 added" in bring_in(app, tmp_path, "zhou")
    assert "The same as in row 8." in bring_in(app, tmp_path, "li.du")
    with app.database.write() as session:
        person = session.exec(select(Person.id).where(Person.key == "2")).one()
        chat = Chat(
            channel="dingding",
            address="zhou",
            person_id=person,
            seen_at=app.clock(),
            window_at=app.clock(),
        )
        session.add(chat)
    assert "叮叮 accounts unbound that are no longer theirs: 1." in bring_in(app, tmp_path, "other")
    app.database.close()
