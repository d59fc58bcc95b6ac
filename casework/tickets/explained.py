"""What a ticket's events say of its columns, to be compared with what stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rules.lifecycle import State

Columns = dict[str, Any]
_ANSWER = ("cause", "measure", "responsible", "caption")


def explained(events: Iterable[Any]) -> Columns:
    """Return by name what the events say that stands in the ticket's columns.

    `photos` holds the ids of the pictures that were put to it; `level` the reporter's. What no
    event explains is not there.
    """
    found: Columns = {"photos": set(), "was_assigned": False}
    for event in events:
        found["photos"] |= set(event.note.get("photos", ()))
        change = _CHANGES.get(event.name)
        if change is not None:
            change(found, event)
    return found


def _filed(found: Columns, event: Any) -> None:
    found["words"] = event.note.get("words", "")
    found |= {name: event.note[name] for name in ("kind", "level") if name in event.note}
    found |= dict.fromkeys(("rating", "answer", "assigned_at", "taken_at", "answered_at"))
    found |= dict.fromkeys(("resolved_at", "closed_at", "responded_at"))
    found |= {"supervised": False, "upheld": False, "handed_back": False}


def _responded(found: Columns, event: Any) -> None:
    found["responded_at"] = event.at


def _assigned(found: Columns, event: Any) -> None:
    found |= {"assigned_at": event.at, "taken_at": None}
    if "limit_days" in event.note:
        found["limit_days"] = event.note["limit_days"]
    if found["was_assigned"]:
        # whether another unit answers now is not said: names change
        found.pop("answer", None)
        found.pop("handed_back", None)
    found["was_assigned"] = True


def _taken(found: Columns, event: Any) -> None:
    found["taken_at"] = event.at


def _handed_back(found: Columns, _event: Any) -> None:
    found["handed_back"] = True


def _answered(found: Columns, event: Any) -> None:
    given = {name: event.note[name] for name in _ANSWER if name in event.note}
    found |= {"answer": given, "answered_at": event.at}


def _excused(found: Columns, event: Any) -> None:
    found |= {"answer": {"excuse": event.note.get("reason")}, "answered_at": event.at}


def _approved(found: Columns, event: Any) -> None:
    found["resolved_at"] = event.at
    if event.to_state == State.CLOSED:
        found["closed_at"] = event.at


def _rated(found: Columns, event: Any) -> None:
    found["rating"] = event.note.get("score")


def _reopened(found: Columns, event: Any) -> None:
    found |= {"resolved_at": None, "rating": None, "assigned_at": event.at}


def _closed(found: Columns, event: Any) -> None:
    found["closed_at"] = event.at


def _upheld(found: Columns, event: Any) -> None:
    found |= {"upheld": True, "closed_at": event.at}


def _supervised(found: Columns, _event: Any) -> None:
    found["supervised"] = True


def _released(found: Columns, _event: Any) -> None:
    found["supervised"] = False


_CHANGES: Mapping[str, Callable[[Columns, Any], None]] = {
    "filed": _filed,
    "accepted": _responded,
    "declined": _responded,
    "assigned": _assigned,
    "reassigned": _assigned,
    "taken": _taken,
    "handed_back": _handed_back,
    "answered": _answered,
    "excused": _excused,
    "approved": _approved,
    "rated": _rated,
    "reopened": _reopened,
    "closed": _closed,
    "upheld": _upheld,
    "supervised": _supervised,
    "released": _released,
}
