"""What is said of an import."""

from __future__ import annotations

from casework.roster.summary import Count, ImportSummary
from locales import Message, translate


def test_rows_are_counted_once() -> None:
    count = Count()
    count.add(is_new=True, is_changed=True)
    count.add(is_new=False, is_changed=True)
    count.add(is_new=False, is_changed=False)
    assert count == Count(added=1, changed=1, unchanged=1)


def test_unbound_chats_are_said_for_each_platform() -> None:
    summary = ImportSummary(released=[(Message("WeCom"), 2), (Message("叮叮"), 1)])
    assert summary.unbound == 3
    words = translate(summary.as_message(), "en")
    assert "WeCom accounts unbound that are no longer theirs: 2." in words
    assert words.endswith("叮叮 accounts unbound that are no longer theirs: 1.")
    assert "unbound" not in translate(ImportSummary().as_message(), "en")
