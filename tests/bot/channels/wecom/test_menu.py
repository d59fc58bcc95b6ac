"""The app's menu in WeCom."""

from __future__ import annotations

from bot.channels.wecom.menu import publish_menu
from handlers.registry import CONVERSATIONS
from talk.token import Started, read_token
from tests.bot.channels.wecom.kit import wecom_world


async def test_the_menu_is_published_within_wecoms_limits_and_its_keys_start_conversations() -> (
    None
):
    async with wecom_world() as world:
        await publish_menu(world.client)
        assert world.fake.menu
        assert [top["name"] for top in world.fake.menu["button"]] == ["上报", "办理", "更多"]
        keys = [sub["key"] for top in world.fake.menu["button"] for sub in top["sub_button"]]
        assert len(keys) == 8
        for meant in map(read_token, keys):
            assert isinstance(meant, Started)
            assert meant.name in CONVERSATIONS
