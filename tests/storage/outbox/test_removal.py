"""What is left of a removed message."""

from __future__ import annotations

from storage.outbox.notice import MessageKind
from storage.outbox.removal import REMOVED, removed_if_private


def test_nothing_tells_what_it_said_or_was_about() -> None:
    assert REMOVED["kind"] == MessageKind.REMOVED
    assert (REMOVED["about"], REMOVED["conversation"]) == ("", "")
    assert REMOVED["payload"] == {}


def test_an_update_of_private_rows_removes_all_that_a_removal_does() -> None:
    assert set(removed_if_private()) == set(REMOVED)
