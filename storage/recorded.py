"""Which tables' rows are recorded, and what each row says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlmodel import SQLModel

from storage import tables as t

_EMPTY: tuple[Any, ...] = ([], {})

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Recorded:
    """A table whose rows are recorded, but for the columns `left_out`.

    `since` says from when on a row is. `removed` says that its rows may go, and numbers come again.
    """

    table: type[SQLModel]
    left_out: frozenset[str] = frozenset()
    since: Callable[[Values], bool] | None = None
    removed: bool = False
    may_go: bool = False  # that a row is missing says nothing

    @cached_property
    def kind(self) -> str:
        return str(self.rows.name)

    @cached_property
    def rows(self) -> Any:
        return self.table.__table__  # type: ignore[attr-defined]  # SQLModel adds it

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.rows.primary_key.columns)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.rows.columns)

    @cached_property
    def columns(self) -> dict[str, Any]:
        """By name what is usual in the column."""
        return {
            column.key: column.default.arg if column.default is not None else None
            for column in self.rows.columns
            if column.key not in self.left_out
        }

    def key_of(self, values: Values) -> str:
        """Return the row's primary key in one string."""
        return "/".join([str(values[name]) for name in self.keys])

    def said(self, values: Values) -> dict[str, Any]:
        """Return what the row says beyond the usual: a column added later changes nothing."""
        found = {}
        for name, usual in self.columns.items():
            value = values[name]
            if value is not None and value != usual and value not in _EMPTY:
                found[name] = value.astimezone(UTC) if isinstance(value, datetime) else value
        return found


_OF_A_CHAIN = frozenset({"id", "state", "events", "head"})  # what its events say themselves
_OF_THE_WAY = frozenset({"ticket_id", "submission_id", "role", "chat_id", "source", "attempts"})
_OF_THE_WORK = frozenset({"not_before", "received_at", "stamp", "stamped", "error"})
_ALL: tuple[Recorded, ...] = (
    Recorded(t.Ticket, _OF_A_CHAIN),
    Recorded(t.Reporter),
    Recorded(t.Accused),
    Recorded(t.Extension),
    Recorded(t.Pause),
    Recorded(t.Supervision),
    # To whom it belongs is said by the events and filings that name it.
    Recorded(
        t.Evidence,
        _OF_THE_WAY | _OF_THE_WORK,
        since=lambda row: row["state"] != "pending",
        removed=True,
    ),
    Recorded(t.Assignment),
    Recorded(t.Submission),
    Recorded(t.DutyRequest),
    Recorded(t.DutyEvent),
    Recorded(t.Instruction),
    Recorded(t.Unit),
    Recorded(t.Person, frozenset({"language"})),
    Recorded(t.PersonEvent),
    Recorded(t.IdentityKey),
    Recorded(t.RoleProposal),
    Recorded(t.Account, removed=True),
    Recorded(t.RoleHeld, removed=True),
    Recorded(t.PortfolioField, removed=True),
    Recorded(t.CampaignRow),
    # Whose a chat is. Strangers' chats are forgotten in time.
    Recorded(
        t.Chat,
        frozenset(t.Chat.model_fields) - {"channel", "address", "person_id", "bound_at"},
        since=lambda row: row["person_id"] is not None,
        removed=True,
        may_go=True,
    ),
)
RECORDED: Mapping[type[SQLModel], Recorded] = {each.table: each for each in _ALL}
