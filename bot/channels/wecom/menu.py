"""The app's menu in WeCom, published by `python -m bot wecom-menu`."""

from __future__ import annotations

from typing import Any

from bot.channels.wecom.client import WeComClient
from talk.token import start_token


def _button(name: str, conversation: str) -> dict[str, str]:
    return {"type": "click", "name": name, "key": start_token(conversation)}


# WeCom shows one menu to all members alike, so it is in the language of the people who use WeCom.
MENU: dict[str, Any] = {
    "button": [
        {
            "name": "上报",
            "sub_button": [_button("督查上报", "report"), _button("我要投诉", "complain")],
        },
        {
            "name": "办理",
            "sub_button": [
                _button("我的工单", "tickets"),
                _button("本单位工单", "unit"),
                _button("办公室待办", "inbox"),
            ],
        },
        {
            "name": "更多",
            "sub_button": [
                _button("菜单", "menu"),
                _button("帮助", "help"),
                _button("语言", "language"),
            ],
        },
    ]
}


async def publish_menu(client: WeComClient, menu: dict[str, Any] = MENU) -> None:
    """Publish the menu in place of the one before; raises Refused, Unreachable or NoAnswer."""
    await client.create_menu(menu)
