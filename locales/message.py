"""A message is an English sentence with named facts; it is stored and queued like that and becomes
words at the edge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Message:
    """An untranslated sentence: `text` is the English source (the catalogue's key), `facts` fill
    its {names}.
    """

    text: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def given(self, **facts: Fact) -> Message:
        """Return the same sentence with more facts filled in."""
        return Message(self.text, {**self.facts, **facts}) if facts else self

    def __hash__(self) -> int:
        return hash(self.text)


Fact: TypeAlias = str | int | date | datetime | Message | list[Message]


def _(text: str, **facts: Fact) -> Message:
    """Mark an English sentence for translation and bind its facts."""
    return Message(text, facts)


def message_to_json(message: Message) -> dict[str, Any]:
    """Return the message as JSON: {"t": text, "f": {name: fact}}, dates as {"d": iso}, moments as
    {"at": iso}.
    """
    if not message.facts:
        return {"t": message.text}
    return {
        "t": message.text,
        "f": {name: _fact_to_json(fact) for name, fact in message.facts.items()},
    }


def message_from_json(stored: Mapping[str, Any]) -> Message:
    """Return the message that `message_to_json` wrote."""
    return Message(
        stored["t"], {name: _fact_from_json(fact) for name, fact in stored.get("f", {}).items()}
    )


def _fact_to_json(fact: Fact) -> Any:
    if isinstance(fact, Message):
        return message_to_json(fact)
    if isinstance(fact, datetime):
        return {"at": fact.isoformat()}
    if isinstance(fact, date):
        return {"d": fact.isoformat()}
    if isinstance(fact, list):
        return [message_to_json(part) for part in fact]
    return fact


def _fact_from_json(stored: Any) -> Fact:
    if isinstance(stored, list):
        return [message_from_json(part) for part in stored]
    if not isinstance(stored, dict):
        return stored  # type: ignore[no-any-return]  # JSON holds only str and int here
    if "at" in stored:
        return datetime.fromisoformat(stored["at"])
    if "d" in stored:
        return date.fromisoformat(stored["d"])
    return message_from_json(stored)
