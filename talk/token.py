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
MAX_NUMBERS_LENGTH = 19  # of both numbers with the colon between them

_ANSWER, _PAGE, _START = "ans", "page", "go"


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


def token_of_key(key: str) -> str:
    """Return the token of a menu's key: one of ours, or the bare name of a conversation."""
    return key if read_token(key) is not None else f"{_START}:{key}"


def answer_token(serial: int, index: int) -> str:
    """Return the token of choice `index` of question `serial`."""
    return f"{_ANSWER}:{serial}:{index}"


def page_token(serial: int, page: int) -> str:
    """Return the token that turns question `serial` to `page`."""
    return f"{_PAGE}:{serial}:{page}"


def start_token(name: str, argument: str = "") -> str:
    """Return the token that starts conversation `name`; ValueError when it is too long."""
    if not fits_in_token(name, argument):
        raise ValueError(f"a button carries at most {MAX_TOKEN_BYTES} bytes: {name}:{argument}")
    return _start_token(name, argument)


def fits_in_token(name: str, argument: str) -> bool:
    """Tell whether a button can carry the start of this conversation about `argument`."""
    return len(_start_token(name, argument).encode()) <= MAX_TOKEN_BYTES


def read_token(token: str) -> Answered | Paged | Started | None:
    """Return what the token means, None when it is not one of ours."""
    if len(token) > MAX_TOKEN_BYTES or not token.isprintable():
        return None
    head, _colon, rest = token.partition(":")
    first, _colon, second = rest.partition(":")
    if head == _START and first:
        return Started(first, second)
    if not (first.isdecimal() and second.isdecimal()) or len(rest) > MAX_NUMBERS_LENGTH:
        return None
    if head == _ANSWER:
        return Answered(int(first), int(second))
    return Paged(int(first), int(second)) if head == _PAGE else None


def _start_token(name: str, argument: str) -> str:
    return f"{_START}:{name}:{argument}" if argument else f"{_START}:{name}"
