"""What pydantic says of a campaign file, in a clerk's words, and the schema for their editor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails

from locales import Message, _, translate
from rules.campaign.model import Campaign
from rules.campaign.words import MAX_SHOWN_CHARACTERS
from rules.campaign.yaml import Path

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DUTY_TYPES = ("once", "recurring", "counter", "confirmation", "at-once")

_BOUNDS: Mapping[str, tuple[Message, str]] = {
    "greater_than_equal": (_("The number must be at least {limit}."), "ge"),
    "less_than_equal": (_("The number must be at most {limit}."), "le"),
    "string_too_long": (_("Too long: at most {limit} characters."), "max_length"),
    "string_too_short": (_("Nothing stands here. At least {limit} character."), "min_length"),
    "too_short": (_("The list needs at least so many items: {limit}."), "min_length"),
    "too_long": (_("The list may have at most so many items: {limit}."), "max_length"),
}


def campaign_schema() -> dict[str, Any]:
    """Return the JSON Schema of a campaign file, its labels in Chinese."""
    return {"$schema": _DRAFT, **_in_chinese(_schema()), "title": "Mingcha 专项行动文件"}


def schema_text() -> str:
    """Return the schema as it is kept in campaigns/schema.json."""
    return json.dumps(campaign_schema(), ensure_ascii=False, indent=2) + "\n"


def path_of(error: ErrorDetails, value: Any) -> Path:
    """Return where an error lies in the file, without the choices that pydantic made on the way."""
    path: list[str | int] = []
    for at, step in enumerate(error["loc"]):
        if holds(value, step):
            path.append(step)
            value = value[step]
        elif error["type"] == "missing" and at == len(error["loc"]) - 1:
            path.append(step)
    return (*path, "type") if error["type"] == "union_tag_invalid" else tuple(path)


def holds(value: Any, step: str | int) -> bool:
    """Tell whether a read value has this key or list item."""
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def say(error: ErrorDetails) -> Message:
    """Return what is wrong and what would be right."""
    facts: Mapping[str, Any] = error.get("ctx") or {}
    kind = error["type"]
    if kind == "said":
        said = facts["said"]
        return said if isinstance(said, Message) else Message(str(said))
    if kind in _BOUNDS:
        sentence, fact = _BOUNDS[kind]
        return sentence.given(limit=str(facts[fact]))
    if kind in ("extra_forbidden", "missing"):
        *around, name = error["loc"]
        return _wrong_key(kind, str(name), _keys_at(around))
    if kind in ("union_tag_not_found", "union_tag_invalid", "literal_error"):
        return _wrong_choice(kind, facts)
    return _wrong_type(kind)


def _wrong_key(kind: str, name: str, known: Mapping[str, Message]) -> Message:
    if kind == "extra_forbidden":
        return _unknown_key(name, known)
    label = known.get(name, Message(""))
    return _("The key {name} is missing here: {label}.", name=name, label=label)


def _wrong_choice(kind: str, facts: Mapping[str, Any]) -> Message:
    if kind == "literal_error":
        known = str(facts["expected"]).replace("'", "").replace(" or ", ", ")
        return _("This is not known here. One of: {known}.", known=known)
    known = "、".join(_DUTY_TYPES)
    if kind == "union_tag_not_found":
        return _("The key {name} is missing here. One of: {known}.", name="type", known=known)
    tag = str(facts["tag"])[:MAX_SHOWN_CHARACTERS]
    return _("There is no {written} here. One of: {known}.", written=tag, known=known)


def _wrong_type(kind: str) -> Message:
    if kind.startswith("string"):
        return _("A text belongs here; put it in quotes if it looks like a number.")
    if kind.startswith(("int", "float", "finite")):
        return _("A whole number belongs here, without quotes.")
    if kind.startswith("bool"):
        return _("Write {yes} or {no} here.", yes="true", no="false")
    if kind.startswith(("tuple", "list")):
        return _("A list belongs here, each item in a line that begins with “- ”.")
    if kind.startswith(("model", "dict")):
        return _(
            "Lines like {example} belong here, indented by two spaces.", example="“key: value”"
        )
    return _("This is not right here. Compare it with the example of the documentation page.")


def _unknown_key(name: str, known: Mapping[str, Message]) -> Message:
    in_chinese = {translate(label, "zh_CN"): key for key, label in known.items()}
    near = get_close_matches(name, known, 1)
    if not near:
        near = [in_chinese[label] for label in get_close_matches(name, in_chinese, 1, 0.5)]
    if near:
        return _("There is no key {name} here. Did you mean {near}?", name=name, near=near[0])
    return _("There is no key {name} here. Known are: {known}.", name=name, known="、".join(known))


def _keys_at(loc: Iterable[int | str]) -> dict[str, Message]:
    """Return the keys that may stand at this place of pydantic's, with their labels."""
    node: dict[str, Any] = _schema()
    for step in loc:
        node = _resolve(node)
        if "discriminator" in node:
            node = {"$ref": node["discriminator"]["mapping"].get(step, "")}
        elif step in node.get("properties", {}):
            node = node["properties"][step]
        elif "items" in node:
            node = node["items"]
        elif isinstance(node.get("additionalProperties"), dict):
            node = node["additionalProperties"]
    return {
        name: Message(of.get("title", ""))
        for name, of in _resolve(node).get("properties", {}).items()
    }


def _resolve(node: dict[str, Any]) -> dict[str, Any]:
    """Return what a node refers to; of what may also be left out, the part that is not null."""
    while True:
        choices = [
            choice
            for choice in node.get("anyOf", [])
            if choice.keys() & {"$ref", "properties", "items"}
        ]
        if choices:
            node = choices[0]
        elif "$ref" in node:
            node = _schema()["$defs"].get(node["$ref"].rpartition("/")[2], {})
        else:
            return node


@cache
def _schema() -> dict[str, Any]:
    return Campaign.model_json_schema()


def _in_chinese(node: Any) -> Any:
    """Return the schema with its labels translated, without what pydantic took from the code."""
    if isinstance(node, list):
        return [_in_chinese(item) for item in node]
    if not isinstance(node, dict):
        return node
    shown = {}
    label = node.get("title")
    if isinstance(label, str) and "properties" not in node:
        shown["description"] = translate(Message(label), "zh_CN")
    for name, of in node.items():
        if not _is_of_the_code(name, of):
            shown[name] = _in_chinese(of)
    return shown


def _is_of_the_code(name: str, of: object) -> bool:
    """Tell whether pydantic took it from the code: names, docstrings, defaults that read badly."""
    if name in ("title", "description"):
        return isinstance(of, str)
    return name == "default" and not isinstance(of, str | int)
