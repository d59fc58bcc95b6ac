"""WeCom's documented limits, checked on what a program sends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


class Breach(Exception):
    """A call WeCom refuses; `counts` says that the program should have known."""

    def __init__(self, code: int, message: str, *, counts: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.counts = counts


def check_fields(given: Mapping[str, Any], known: set[str], needed: set[str] | None = None) -> None:
    """Refuse unknown fields and the lack of a needed one (all, unless told)."""
    if unknown := set(given) - known:
        raise Breach(40035, f"unknown fields: {sorted(unknown)}")
    if missing := (known if needed is None else needed) - set(given):
        raise Breach(40035, f"missing fields: {sorted(missing)}")


def check_card(card: Mapping[str, Any]) -> None:
    """Refuse a button card beyond the limits, or one that clients would show cut off."""
    known = {
        "card_type",
        "main_title",
        "sub_title_text",
        "horizontal_content_list",
        "task_id",
        "button_list",
    }
    check_fields(card, known, needed={"card_type", "main_title", "task_id", "button_list"})
    if card["card_type"] != "button_interaction":
        raise Breach(40035, f"a card type Mingcha does not use: {card['card_type']}")
    if not re.fullmatch(r"[0-9A-Za-z_@-]{1,128}", card["task_id"]):
        raise Breach(42014, f"task_id {card['task_id']}")
    check_fields(card["main_title"], {"title", "desc"}, needed={"title"})
    if not 0 < len(card["main_title"]["title"]) <= 26 or len(card.get("sub_title_text", "")) > 112:
        raise Breach(40035, "a title or text that clients cut off")
    facts = card.get("horizontal_content_list", [])
    if len(facts) > 6 or any(
        not (0 < len(each["keyname"]) <= 5 and 0 < len(each["value"]) <= 26) for each in facts
    ):
        raise Breach(40035, "rows that clients cut off")
    buttons = card["button_list"]
    if not 1 <= len(buttons) <= 6:
        raise Breach(40016, f"{len(buttons)} buttons")
    for button in buttons:
        check_fields(button, {"text", "key"})
        if (
            not button["text"].strip()
            or len(button["text"]) > 20
            or not 0 < len(button["key"].encode()) <= 1024
        ):
            raise Breach(40018, f"button {button}")
    if len({button["key"] for button in buttons}) < len(buttons):
        raise Breach(40019, "the same key twice")


def check_menu(menu: dict[str, Any]) -> dict[str, Any]:
    """Return the menu; refuse one beyond the limits."""
    check_fields(menu, {"button"})
    if not 1 <= len(menu["button"]) <= 3:
        raise Breach(40016, "1 to 3 buttons")
    for top in menu["button"]:
        subs = top.get("sub_button", [])
        if not 0 < len(top["name"].encode()) <= 16 or len(subs) > 5:
            raise Breach(40018, f"button {top['name']}")
        for sub in subs or [top]:
            check_fields(sub, {"type", "name", "key"})
            if (
                sub["type"] != "click"
                or not 0 < len(sub["name"].encode()) <= 40
                or not 0 < len(sub["key"].encode()) <= 128
            ):
                raise Breach(40025, f"button {sub}")
    return menu
