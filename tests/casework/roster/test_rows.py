"""The headings of a roster, and where a fault of a row stands."""

from __future__ import annotations

from casework.roster.rows import PERSON_HEADINGS, UNIT_HEADINGS, Line, Roster, person_headings
from locales import _, translate
from tests.casework.roster.kit import ACCOUNTS


def test_each_channel_with_accounts_has_its_column_before_the_last() -> None:
    fields = list(person_headings(ACCOUNTS))
    assert fields == [*PERSON_HEADINGS, "wecom", "disabled"]
    assert list(person_headings(())) == [*PERSON_HEADINGS, "disabled"]


def test_no_heading_stands_for_two_fields() -> None:
    for headings in (UNIT_HEADINGS, person_headings(ACCOUNTS)):
        written = [each for names in headings.values() for each in names]
        assert len(written) == len(set(written))


def test_a_fault_names_the_sheet_the_row_and_the_column_where_there_is_one() -> None:
    line = Line("人员", 6, {"roles": "E 角色"})
    said = [
        translate(line.fault(field, _("Nobody.")).as_message(), "en") for field in ("roles", "name")
    ]
    assert said == ["人员, row 6, column E 角色: Nobody.", "人员, row 6: Nobody."]


def test_two_rosters_with_the_same_rows_are_the_same_whatever_channels_there_are() -> None:
    assert Roster(accounts=ACCOUNTS) == Roster()
