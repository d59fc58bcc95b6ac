"""What a row says: all but the usual, and the same however its moment is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from storage.recorded import RECORDED
from storage.tables import Accused, Chat, Evidence, Reporter, Unit

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_the_usual_says_nothing_so_that_a_column_added_later_changes_nothing() -> None:
    recorded = RECORDED[Unit]
    row = Unit(id=3, name="育才小学", qr="u3").model_dump()
    assert recorded.said(row) == {"id": 3, "name": "育才小学", "qr": "u3"}
    assert recorded.said(row | {"active": False})["active"] is False


def test_a_moment_is_the_same_in_every_zone() -> None:
    recorded = RECORDED[Evidence]
    usual = dict.fromkeys(recorded.names)
    moments = (AT, AT.astimezone(timezone(timedelta(hours=8))))
    assert "received_at" not in recorded.columns
    first, second = (
        RECORDED[Chat].said(dict.fromkeys(RECORDED[Chat].names) | {"bound_at": at})
        for at in moments
    )
    assert first == second == {"bound_at": AT}
    assert recorded.said(usual | {"received_at": AT}) == {}


def test_a_row_of_two_keys_has_both() -> None:
    assert RECORDED[Accused].key_of({"ticket_id": 3, "person_id": 5}) == "3/5"


def test_who_complained_is_recorded_whole() -> None:
    assert RECORDED[Reporter].left_out == frozenset()
    assert RECORDED[Reporter].since is None
