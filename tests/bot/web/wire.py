"""What goes over the wire between a page and its chat."""

from __future__ import annotations

from typing import Any

import httpx


def address_of(chat: str) -> str:
    """Return the address of the chat at this path."""
    return chat.split("/")[2]


async def say(client: httpx.AsyncClient, chat: str, text: str) -> None:
    """Say something in the chat."""
    key = f"say-{text.encode().hex()}"
    answer = await client.post(f"{chat}say", json={"key": key, "text": text})
    assert answer.status_code == 202


def texts(mail: dict[str, Any]) -> list[str]:
    """Return what stands in the messages of a reading."""
    return [message["text"] for message in mail["messages"]]
