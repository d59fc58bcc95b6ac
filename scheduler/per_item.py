"""The items of a job: one that fails is kept and tried again later, and never stops the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.exc import OperationalError

from casework.desk import Desk
from storage.outbox.transaction import write_queued
from storage.queries.jobs import note_failure
from storage.write_buffer import flush_writes

log = structlog.get_logger()
Key = TypeVar("Key")
Item = TypeVar("Item")
Result = TypeVar("Result")

Name = Callable[[Key], str]


@dataclass(frozen=True, slots=True)
class ItemFailed:
    """An item failed; `again` is when to try it next, None when it was tried often enough."""

    again: datetime | None


def attempt(desk: Desk, job: str, item: str, work: Callable[[], Result]) -> Result | ItemFailed:
    """Return what the work returns, or that it failed.

    A database that is away is no fault of the item's and is raised.
    """
    try:
        return _in_savepoint(desk, work)
    except OperationalError:
        raise
    except Exception as error:  # a broad catch at the edge of one item: kept and logged
        log.exception("an item of a job failed", job=job, item=item)
        return ItemFailed(note_failure(desk.session, job, item, error, desk.now))


def attempt_all(
    desk: Desk,
    job: str,
    items: Mapping[Key, Item],
    work: Callable[[Mapping[Key, Item]], Mapping[Key, Result]],
    name: Name[Key] = str,
) -> dict[Key, Result | ItemFailed]:
    """Return what the work makes of each item: all in one savepoint, or if one fails, each alone.

    `name` says how an item that fails is kept.
    """
    if not items:
        return {}
    if len(items) > 1:
        try:
            return dict(_in_savepoint(desk, partial(work, items)))
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  # which it is comes out when each is alone
            log.warning("a batch failed, each item is tried alone", job=job, error=repr(error))
    found: dict[Key, Result | ItemFailed] = {}
    for key, item in items.items():
        result = attempt(desk, job, name(key), partial(work, {key: item}))
        found[key] = result if isinstance(result, ItemFailed) else result[key]
    return found


def attempt_each(
    desk: Desk, job: str, items: Mapping[str, Item], work: Callable[[Desk, Item], object]
) -> int:
    """Do the work for each of these items, by name; returns how many were tried.

    Leave out the `resting` ones to find others.
    """

    def all_of(some: Mapping[str, Item]) -> Mapping[str, object]:
        return {name: work(desk, item) for name, item in some.items()}

    return len(attempt_all(desk, job, items, all_of))


def _in_savepoint(desk: Desk, work: Callable[[], Result]) -> Result:
    try:
        with desk.session.begin_nested():
            result = work()
            flush_writes(desk.session)
            write_queued(desk.session)
    except Exception:
        # What was written past the session is undone, and rows still say it.
        desk.session.expire_all()
        desk.moved.clear()
        raise
    return result
