"""The app's menu in WeCom, published by `python -m bot wecom-menu`."""

from __future__ import annotations

from typing import Any

from bot.channels.wecom.client import WeComClient


def _button(name: str, token: str) -> dict[str, str]:
    return {"type": "click", "name": name, "key": token}


# WeCom shows one menu to all members alike, so it is in the language of the people who use WeCom.
MENU: dict[str, Any] = {
    "button": [
        {
            "name": "上报",
            "sub_button": [_button("督查上报", "go:report"), _button("我要投诉", "go:complain")],
        },
        {
            "name": "办理",
            "sub_button": [
                _button("我的工单", "go:tickets"),
                _button("本单位工单", "go:unit"),
                _button("办公室待办", "go:inbox"),
            ],
        },
        {
            "name": "更多",
            "sub_button": [
                _button("菜单", "go:menu"),
                _button("帮助", "go:help"),
                _button("语言", "go:language"),
            ],
        },
    ]
}


async def publish_menu(client: WeComClient, menu: dict[str, Any] = MENU) -> None:
    """Publish the menu in place of the one before; raises Refused, Unreachable or NoAnswer."""
    await client.create_menu(menu)
