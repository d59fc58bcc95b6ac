"""WeCom in the program: wanted with a corp, its callback answered, its token kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.channels.base import ChannelHost, Outgoing
from bot.channels.wecom.channel import WeComChannel
from bot.channels.wecom.setup import WECOM_SETUP
from bot.channels.wecom.token_store import StoredToken
from storage.database import Database
from tests.bot.channels.hosting import Hosting
from tests.fakes.wecom import FakeWeCom
from tests.town import MONDAY

SETTINGS = {
    "wecom_corp_id": FakeWeCom.corp_id,
    "wecom_agent_id": FakeWeCom.agent_id,
    "wecom_secret": FakeWeCom.secret,
    "wecom_token": FakeWeCom.token,
    "wecom_aes_key": FakeWeCom.aes_key,
}


def host(program: Hosting, database: Database, **settings: Any) -> ChannelHost:
    return program.host(database, **{**SETTINGS, **settings})


def test_it_is_wanted_with_a_corp(sqlite_database: Database) -> None:
    assert WECOM_SETUP.is_wanted(host(Hosting(), sqlite_database).settings)
    assert not WECOM_SETUP.is_wanted(Hosting().host(sqlite_database).settings)


async def test_its_callback_is_among_the_routes(sqlite_database: Database) -> None:
    program = Hosting()
    channel = WECOM_SETUP.build(host(program, sqlite_database))
    assert isinstance(channel, WeComChannel)
    paths = {getattr(route, "path", "") for router in program.routers for route in router.routes}
    assert paths == {"/wecom/callback"}
    await channel.stop()


async def test_its_token_is_kept_in_the_database(sqlite_database: Database) -> None:
    async with FakeWeCom({"li"}, MONDAY.timestamp) as fake:
        program = host(Hosting(), sqlite_database, wecom_api_base=fake.base)
        channel = WECOM_SETUP.build(program)
        await channel.send("li", Outgoing(1, "hello"))
        await channel.stop()
        kept = StoredToken(sqlite_database, f"wecom {fake.corp_id} {fake.agent_id}").load()
        assert fake.texts("li") == ["hello"]
    assert kept is not None
    assert MONDAY < kept[1] <= MONDAY + timedelta(hours=2)
