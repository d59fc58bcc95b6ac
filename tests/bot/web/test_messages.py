"""A chat's mail: nothing lost, nothing twice, private rows once, pictures only by this chat's
links.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import col, select

from bot.settings import read_settings
from bot.web.chat_message import OUTDATED, Cursor, read_cursor
from bot.web.context import ChatContext
from bot.web.messages import MessageReader
from bot.web.pages import Pages
from bot.web.redaction import spans_of
from bot.web.signing import Signer
from bot.web.stream import stream_messages
from locales import Message
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.removal import hide_what_was_sent
from storage.tables import Chat, OutboxRow, Person
from tests.bot.web.echo import EchoReceiver
from tests.bot.web.wire import address_of, say, texts


async def test_a_row_that_becomes_visible_after_a_later_one_is_not_lost(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    held = echo.tell(address_of(chat), "held for the morning")
    tomorrow = datetime.now(UTC) + timedelta(hours=12)
    with echo.database.write() as session:
        session.execute(
            update(OutboxRow)
            .where(col(OutboxRow.id) == held)
            .values(state="queued", sent_at=None, not_before=tomorrow)
        )
    await say(client, chat, "later")
    mail = (await client.get(f"{chat}messages")).json()
    assert "held for the morning" not in texts(mail)
    with echo.database.write() as session:
        session.execute(
            update(OutboxRow)
            .where(col(OutboxRow.id) == held)
            .values(state="sent", sent_at=datetime.now(UTC))
        )
    again = (await client.get(f"{chat}messages", params={"after": mail["cursor"]})).json()
    known = {message["id"] for message in mail["messages"]}
    assert [message["text"] for message in again["messages"] if message["id"] not in known] == [
        "held for the morning"
    ]


async def test_a_due_row_is_visible_before_delivery_has_marked_it_and_a_dead_one_never(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    for state in ("queued", "dead", "superseded"):
        row = echo.tell(address_of(chat), state)
        with echo.database.write() as session:
            session.execute(
                update(OutboxRow).where(col(OutboxRow.id) == row).values(state=state, sent_at=None)
            )
    assert texts((await client.get(f"{chat}messages")).json()) == ["Welcome ", "queued"]


async def test_rows_read_long_ago_are_not_read_again(echo: EchoReceiver) -> None:
    now = datetime.now(UTC)
    echo.tell("a" * 32, "old")
    reader = MessageReader(echo.database, UTC, lambda: now + timedelta(minutes=10))
    first = reader.read("a" * 32, None)
    assert len(first.messages) == 1
    assert reader.read("a" * 32, first.cursor).messages == []
    assert read_cursor(str(first.cursor)) is not None


async def test_a_row_that_cannot_be_read_does_not_keep_the_others_back(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    broken = echo.tell(address_of(chat), "broken")
    echo.tell(address_of(chat), "whole")
    with echo.database.write() as session:
        session.execute(
            update(OutboxRow).where(col(OutboxRow.id) == broken).values(payload={"nothing": 1})
        )
    assert texts((await client.get(f"{chat}messages")).json()) == ["Welcome ", "whole"]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "1", "1-", "-1-5", "99999999999999999999-1", "1-99999999999999", "1-1; drop", "0-0"],
)
async def test_a_strange_cursor_does_no_harm(
    client: httpx.AsyncClient, chat: str, cursor: str
) -> None:
    answer = await client.get(f"{chat}messages", params={"after": cursor})
    assert answer.status_code == 200


async def test_a_private_row_is_blanked_once_it_was_shown(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    await say(client, chat, "secret")
    await say(client, chat, "plain")
    messages = (await client.get(f"{chat}messages")).json()["messages"]
    assert [(message["text"], message["private"]) for message in messages[-2:]] == [
        ("Your code is 1234", True),
        ("You said: plain", False),
    ]
    seen = await client.post(f"{chat}seen", json={"ids": [message["id"] for message in messages]})
    assert (seen.status_code, seen.json()) == (200, {"forgotten": [[0, messages[-2]["id"]]]})
    again = texts((await client.get(f"{chat}messages")).json())
    assert again[-2:] == [
        "This message was shown once and has been removed to protect you.",
        "You said: plain",
    ]
    known = (await client.get(f"{chat}messages")).json()
    assert known["forgotten"] == [[0, messages[-2]["id"]]]
    assert (await client.get(f"{chat}messages", params={"after": known["cursor"]})).json()[
        "forgotten"
    ] is None  # nothing new
    with echo.database.read() as session:
        assert "1234" not in json.dumps([row.payload for row in session.exec(select(OutboxRow))])


ASKED, TOLD, GONE = MessageKind.QUESTION, MessageKind.NOTICE, MessageKind.REMOVED


@pytest.mark.parametrize(
    ("kinds", "spans"),
    [
        ([], []),
        ([TOLD, ASKED, TOLD], []),
        ([TOLD, GONE], [(0, 2)]),  # what was said before the first row began the conversation
        (
            [TOLD, TOLD, TOLD, TOLD, ASKED, GONE, GONE, TOLD],
            [(2, 7)],
        ),  # its first question was not blanked
        ([TOLD, GONE, TOLD, TOLD, GONE, TOLD], [(0, 5)]),  # somebody else's notice stood between
        ([GONE, *[TOLD] * 6, GONE], [(0, 1), (5, 8)]),
    ],
)
def test_what_a_page_is_to_forget(kinds: list[MessageKind], spans: list[tuple[int, int]]) -> None:
    assert spans_of(list(enumerate(kinds, 1))) == spans


def test_older_rows_are_not_taken_for_forgotten() -> None:
    assert spans_of([(7, TOLD), (9, GONE)], whole=False) == [(7, 9)]


@pytest.mark.parametrize(
    ("notice", "is_secret", "code"),
    [
        (
            Notice(
                Message("Receipt code: {code}", {"code": "1234 5678 9012 3456"}),
                kind=MessageKind.SHOWN_ONCE,
                conversation="complain",
            ),
            True,
            "1234 5678 9012 3456",
        ),
        (
            Notice(
                Message("Your link: https://example.test/enter/{code}", {"code": "ABC"}),
                kind=MessageKind.SHOWN_ONCE,
                conversation="browser",
            ),
            True,
            None,
        ),
        (
            Notice(
                Message("No complaint opens with this code. {code}", {"code": "1234"}),
                kind=MessageKind.QUESTION,
                conversation="receipt",
            ),
            False,
            None,
        ),
        (Notice(Message("Keep your receipt code."), kind=MessageKind.RECEIPT), False, None),
    ],
    ids=["receipt code", "link", "question", "receipt"],
)
async def test_only_what_is_worth_keeping_is_a_secret(
    client: httpx.AsyncClient,
    echo: EchoReceiver,
    chat: str,
    notice: Notice,
    *,
    is_secret: bool,
    code: str | None,
) -> None:
    with echo.database.write() as session:
        echo.put(session, address_of(chat), notice, private=True)
    last = (await client.get(f"{chat}messages")).json()["messages"][-1]
    assert (last["secret"], last["code"]) == (is_secret, code)


async def test_that_rows_were_blanked_is_said_once_and_leads_on(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    for number, text in enumerate(("secret", "plain", "secret", "secret")):
        await client.post(f"{chat}say", json={"key": f"number-{number}", "text": text})
    messages = (await client.get(f"{chat}messages")).json()["messages"]
    await client.post(f"{chat}seen", json={"ids": [message["id"] for message in messages]})
    again = (await client.get(f"{chat}messages")).json()
    assert texts(again) == [
        "Welcome ",
        "You said: plain",
        "This message was shown once and has been removed to protect you.",
    ]
    assert again["messages"][-1]["buttons"] == [
        ["go:receipt", "Ask with a receipt code"],
        ["go:menu", "Menu"],
    ]


async def test_a_chat_cannot_blank_anothers_rows(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    await say(client, chat, "secret")
    row = (await client.get(f"{chat}messages")).json()["messages"][-1]["id"]
    other = (await client.post("/begin", json={"key": "other-key"})).json()["chat"]
    assert (await client.post(f"{other}seen", json={"ids": [row]})).json() == {"forgotten": []}
    assert texts((await client.get(f"{chat}messages")).json())[-1] == "Your code is 1234"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": "x"},
        {"ids": [0]},
        {"ids": [2**63]},
        {"ids": list(range(1, 502))},
        {"ids": [1], "x": 1},
    ],
)
async def test_a_malformed_acknowledgement_is_refused(
    client: httpx.AsyncClient, chat: str, body: object
) -> None:
    assert (await client.post(f"{chat}seen", json=body)).status_code == 400


async def test_pictures_open_only_by_this_chats_links(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    evidence = echo.keep_picture("olive")
    echo.tell(address_of(chat), "look", photos=(evidence,))
    link = (await client.get(f"{chat}messages")).json()["messages"][-1]["photos"][0]
    full, small = await client.get(link), await client.get(link, params={"small": "1"})
    assert full.headers["content-type"] == "image/jpeg"
    assert full.headers["cache-control"].startswith("private")
    assert len(small.content) < len(full.content)
    other = (await client.post("/begin", json={"key": "other-key"})).json()["chat"]
    moved = link.replace(chat, other)
    forged = link.replace(f"/{evidence}-", f"/{evidence + 1}-")
    assert [(await client.get(each)).status_code for each in (moved, forged, link + "0")] == [
        404,
        404,
        404,
    ]
    client.cookies.clear()
    assert (await client.get(link)).status_code == 401


async def test_a_picture_link_ends() -> None:
    signer = Signer.__new__(Signer)
    signer._secret = b"s" * 40
    now = datetime.now(UTC)
    token = signer.picture_token("a" * 32, 7, now)
    assert signer.read_picture_token("a" * 32, token, now + timedelta(hours=23)) == 7
    assert signer.read_picture_token("a" * 32, token, now + timedelta(hours=49)) is None


async def test_a_picture_still_in_the_making_is_not_there_yet(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    echo.tell(address_of(chat), "look", photos=(999,))
    link = (await client.get(f"{chat}messages")).json()["messages"][-1]["photos"][0]
    assert (await client.get(link)).status_code == 404


async def test_a_chat_that_has_chosen_no_language_has_its_page_in_that_of_its_messages(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    """The demo's phones: a browser that wants English got a page half in English, half in Chinese."""
    with echo.database.write() as session:
        session.execute(update(Chat).values(language=None))
    assert '<html lang="zh-CN">' in (await client.get(chat)).text


async def test_an_old_browser_shows_nothing_from_before_an_unbinding(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    address, evidence = address_of(chat), echo.keep_picture("olive")
    its = col(Chat.address) == address
    with echo.database.write() as session:
        head = Person(key="1", name="Head")
        session.add(head)
        session.flush()
        bound = {"person_id": head.id, "bound_at": datetime.now(UTC)}
        session.execute(update(Chat).where(its).values(**bound))
    before = echo.tell(address, "for the head", photos=(evidence,))
    old = (await client.get(f"{chat}messages")).json()
    link, shown = old["messages"][-1]["photos"][0], old["messages"][-1]["id"]
    assert (await client.get(link)).status_code == 200
    with echo.database.write() as session:
        session.execute(update(Chat).where(its).values(person_id=None, bound_at=None))
        hide_what_was_sent(session, its)
    echo.tell(address, "for whoever is there now", photos=(evidence,))
    page = (await client.get(f"{chat}messages", params={"after": old["cursor"]})).json()
    assert (page["messages"], page["language"]) == ([], OUTDATED), "it loads itself anew"
    [[first, last]] = page["forgotten"]
    assert first == 0
    assert last >= shown
    streamed = await anext(aiter(_events(echo, address, read_cursor(old["cursor"]))))
    assert f'"language": "{OUTDATED}"' in streamed
    anew = (await client.get(f"{chat}messages")).json()
    assert texts(anew) == ["for whoever is there now"]
    assert anew["language"] == "en"
    assert (await client.get(link)).status_code == 404
    assert (await client.get(anew["messages"][0]["photos"][0])).status_code == 200
    assert (await client.get(f"{chat}drawing/{before}")).status_code == 404
    on = (await client.get(f"{chat}messages", params={"after": anew["cursor"]})).json()
    assert on["language"] == "en"


async def test_a_page_of_somebody_dismissed_loads_itself_anew(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    with echo.database.write() as session:
        head = Person(key="1", name="Head")
        session.add(head)
        session.flush()
        bound = {"person_id": head.id, "bound_at": datetime.now(UTC)}
        session.execute(update(Chat).where(col(Chat.address) == address_of(chat)).values(**bound))
    cursor = (await client.get(f"{chat}messages")).json()["cursor"]
    with echo.database.write() as session:
        session.execute(update(Person).values(active=False))
    page = (await client.get(f"{chat}messages", params={"after": cursor})).json()
    assert page["language"] == OUTDATED


async def _events(echo: EchoReceiver, address: str, cursor: Cursor | None) -> AsyncIterator[str]:
    """Give what is streamed to a page, without its beginning."""
    reader = MessageReader(echo.database, UTC, echo.clock)
    pages = Pages(read_settings(_env_file=None, demo=True), "t")
    signer = Signer(b"s" * 40, "http://mingcha.test")
    context = ChatContext(pages, signer, echo.channel, reader, None, echo.receive, 1000)
    async for event in stream_messages(context, address, cursor):
        if event.startswith("id: "):
            yield event


@pytest.mark.parametrize(
    ("number", "kind", "is_kept"),
    [(7, "question", True), (-7, "notice", True), (-7, "question", False), (-7, "reply", False)],
)
async def test_when_something_was_said_is_shown_as_long_as_it_is_kept(
    client: httpx.AsyncClient,
    echo: EchoReceiver,
    chat: str,
    number: int,
    kind: str,
    is_kept: bool,
) -> None:
    """Not the beginning of its week, which is all that is left after a minute."""
    told = echo.tell(address_of(chat), "told")
    with echo.database.write() as session:
        changed = update(OutboxRow).where(col(OutboxRow.id) == told)
        session.execute(changed.values(id=number, kind=kind))
    at = {
        message["text"]: message["at"]
        for message in (await client.get(f"{chat}messages")).json()["messages"]
    }
    assert (at["told"] is not None) is is_kept
