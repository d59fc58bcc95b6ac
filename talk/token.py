"""What a platform gives back for a tapped button: a short token, written and read here alone.

ans:SERIAL:INDEX   answers the question asked as number SERIAL in this chat with its choice INDEX
page:SERIAL:PAGE   shows another page of that question's choices
go:NAME            starts the conversation NAME; go:NAME:ARGUMENT starts it about something, such
                   as a ticket's number
"""

from __future__ import annotations

from dataclasses import dataclass

from locales import AnyButton, Button, ChoiceButton, PageButton

MAX_TOKEN_BYTES = 64  # Telegram's callback_data


@dataclass(frozen=True, slots=True)
class Answered:
    """A tap that answers question `serial` with its choice `index`."""

    serial: int
    index: int


@dataclass(frozen=True, slots=True)
class Paged:
    """A tap that turns question `serial` to `page`."""

    serial: int
    page: int


@dataclass(frozen=True, slots=True)
class Started:
    """A tap that starts the conversation `name`, about `argument` when given."""

    name: str
    argument: str


def token_of(button: AnyButton) -> str:
    """Return the token of a button."""
    match button:
        case Button():
            return start_token(button.conversation, button.argument)
        case ChoiceButton():
            return answer_token(button.serial, button.index)
        case PageButton():
            return page_token(button.serial, button.page)


def answer_token(serial: int, index: int) -> str:
    """Return the token of choice `index` of question `serial`."""
    return f"ans:{serial}:{index}"


def page_token(serial: int, page: int) -> str:
    """Return the token that turns question `serial` to `page`."""
    return f"page:{serial}:{page}"


def start_token(name: str, argument: str = "") -> str:
    """Return the token that starts conversation `name`; ValueError when it is longer than a button
    may carry.
    """
    token = f"go:{name}:{argument}" if argument else f"go:{name}"
    if len(token.encode()) > MAX_TOKEN_BYTES:
        raise ValueError(f"a button carries at most {MAX_TOKEN_BYTES} bytes: {token}")
    return token


def read_token(token: str) -> Answered | Paged | Started | None:
    """Return what the token means, None when it is not one of ours."""
    if len(token) > MAX_TOKEN_BYTES or not token.isprintable():
        return None
    head, _, rest = token.partition(":")
    first, _, second = rest.partition(":")
    if head == "go" and first:
        return Started(first, second)
    if head in ("ans", "page") and first.isdecimal() and second.isdecimal() and len(rest) < 20:
        return (
            Answered(int(first), int(second)) if head == "ans" else Paged(int(first), int(second))
        )
    return None
