"""The fields of an update, checked: the library takes whatever value stands there."""

from __future__ import annotations

from bot.channels.telegram.parsing import MalformedUpdate, is_whole


def without_unstorable(text: str) -> str:
    """Return the text without what no database or JSON writer takes: NUL characters and halves of
    surrogate pairs.
    """
    if text.isascii():
        return text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "")


def number_in(value: object, what: str) -> int:
    """Return a whole number."""
    if not is_whole(value):
        raise MalformedUpdate(f"{what} is a whole number")
    return value


def degrees_in(value: object, what: str, most: float) -> float:
    """Return degrees of latitude or longitude."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not -most <= value <= most:
        raise MalformedUpdate(f"{what} is a number of degrees")
    return float(value)


def text_in(value: object, what: str) -> str:
    """Return a text, "" for none."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedUpdate(f"{what} is a text")
    return without_unstorable(value)


def required_text(value: object, what: str) -> str:
    """Return a text that must be there."""
    if not (text := text_in(value, what)):
        raise MalformedUpdate(f"{what} is missing")
    return text


def language_of(code: str) -> str | None:
    """Return the language for the code of a sender's program, None where there is none."""
    if not code:
        return None
    return "zh_CN" if code.startswith("zh") else "en"
