"""The items of a job, each in a savepoint of its own: one that fails is kept and tried again later,
and never stops the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.exc import OperationalError

from casework.desk import Desk
from storage.queries.jobs import note_failure
from storage.write_buffer import flush_writes

log = structlog.get_logger()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stumbled:
    """An item failed; `again` is when to try it next, None when it was tried often enough."""

    again: datetime | None


def attempt(desk: Desk, job: str, item: str, work: Callable[[], T]) -> T | Stumbled:
    """Return what the work returns, or Stumbled; a database that is away is no fault of the item's
    and is raised.
    """
    try:
        with desk.session.begin_nested():
            done = work()
            flush_writes(desk.session)
        return done
    except OperationalError:
        raise
    except (
        Exception
    ) as error:  # a broad catch at the edge of one item: what it was is kept and logged
        log.exception("an item of a job failed", job=job, item=item)
        return Stumbled(note_failure(desk.session, job, item, error, desk.now))


def attempt_all(
    desk: Desk, job: str, works: Mapping[str, Callable[[], T]]
) -> dict[str, T | Stumbled]:
    """Return what each work returns, by its item's name: all in one savepoint, or when one fails
    each again in its own.
    """
    if len(works) == 1:
        return {item: attempt(desk, job, item, work) for item, work in works.items()}
    try:
        with desk.session.begin_nested():
            done: dict[str, T | Stumbled] = {item: work() for item, work in works.items()}
            flush_writes(desk.session)
        return done
    except OperationalError:
        raise
    except Exception:  # noqa: BLE001  # which of them it is, and why, comes out when each is alone
        return {item: attempt(desk, job, item, work) for item, work in works.items()}


def attempt_each(
    desk: Desk, job: str, items: Mapping[str, T], work: Callable[[Desk, T], object]
) -> int:
    """Do the work for each of these items, by name; returns how many were tried: leave out the
    `resting` ones to find others.
    """
    return len(
        attempt_all(desk, job, {name: partial(work, desk, item) for name, item in items.items()})
    )
