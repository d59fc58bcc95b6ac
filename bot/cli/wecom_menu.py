"""`python -m bot wecom-menu`: the menu of the app in WeCom."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.cli.context import load_settings, open_tables, stop

if TYPE_CHECKING:
    from bot.settings import Settings


def wecom_menu() -> None:
    """Publish the app's menu in WeCom."""
    from bot.channels.wecom.errors import NoAnswer, Refused, Unreachable

    settings = load_settings()
    if not settings.has_wecom:
        stop(
            "WECOM_CORP_ID 等 WECOM_ 变量尚未设置 / WECOM_CORP_ID and the other WECOM_ variables "
            "are not set"
        )
    try:
        asyncio.run(_publish(settings))
    except (Refused, Unreachable, NoAnswer) as error:
        stop(
            f"企业微信没有接受，改好后再执行一次 / WeCom did not take it; mend this and run it "
            f"again: {error}"
        )
    typer.echo("企业微信应用菜单已发布 / the WeCom menu is published")


async def _publish(settings: Settings) -> None:
    from bot.channels.wecom.menu import publish_menu
    from bot.channels.wecom.setup import build_client

    with open_tables(settings) as (database, clock):
        async with build_client(settings, database, clock) as client:
            await publish_menu(client)
