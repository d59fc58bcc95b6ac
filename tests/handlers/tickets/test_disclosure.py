"""What a card tells of who reported, where their photos were taken, and what passed in confidence."""

from __future__ import annotations

import pytest

from rules.permissions import Role
from storage.tables import Origin
from tests.handlers.beginnings import COMPLAINT, COMPLAINT_ASSIGNED
from tests.town import Town

WITH_PHOTO = COMPLAINT.replace("家长 > 强制购买教辅\n", "家长 > (photo 强制购买教辅)\n")
BY_LEVEL = {
    "named": WITH_PHOTO.replace(
        "[Confidential]\n家长 > [Skip]\n家长 > [Skip]", "[Named]\n家长 > 张三\n家长 > 13800000000"
    ),
    "confidential": WITH_PHOTO,
    "anonymous": WITH_PHOTO.replace("[Confidential]\n家长 > [Skip]\n家长 > [Skip]", "[Anonymous]"),
}
TAKEN_AT = "Photo 1 taken 2 Mar 09:00, at 31.23000, 121.47000"


def _card(town: Town, name: str) -> str:
    return town.play(f"{name} > TS-2026-0001")


@pytest.mark.parametrize("level", BY_LEVEL)
def test_where_and_when_an_unnamed_complainants_photo_was_taken_is_the_custodians(
    town_anywhere: Town, level: str
) -> None:
    """The office reads it of whoever gave a name, and of nobody else; the unit never does."""
    town = town_anywhere
    town.person("纪检", Role.CUSTODIAN)
    town.play(BY_LEVEL[level] + COMPLAINT_ASSIGNED)
    town.keep_photos()
    with town.database.write() as session:
        [photo] = town.phone("家长").evidence()
        origin = Origin(evidence_id=photo.id or 0, taken_at=town.clock())
        origin.latitude, origin.longitude = 31.23, 121.47
        session.add(origin)
    readers = {name for name in ("吴办", "纪检", "周校长") if TAKEN_AT in _card(town, name)}
    assert readers == ({"吴办", "纪检"} if level == "named" else {"纪检"})
    assert "taken 2 Mar" not in _card(town, "周校长")


@pytest.mark.parametrize("level", BY_LEVEL)
def test_who_reported_shows_as_openly_as_they_chose(town: Town, level: str) -> None:
    town.play(BY_LEVEL[level] + COMPLAINT_ASSIGNED)
    office, unit = _card(town, "吴办"), _card(town, "周校长")
    said = {
        "named": "Reported by: 张三 13800000000",
        "confidential": "Reported in confidence",
        "anonymous": "Reported anonymously",
    }
    assert {other for other, line in said.items() if line in office} == {level}
    assert ("Reported by: 张三" in unit) == (level == "named")
    assert "13800000000" not in unit
    assert "Reported in confidence" not in unit
    assert "Reported anonymously" not in unit


def test_a_unit_does_not_read_what_office_and_complainant_write_to_each_other(
    town_anywhere: Town,
) -> None:
    """Neither on the card nor in the whole history; both who wrote it read both messages."""
    town = town_anywhere
    town.play(COMPLAINT + COMPLAINT_ASSIGNED)
    town.play(
        """
吴办 > TS-2026-0001
吴办 > [Leave a message]
吴办 > 请提供收据
家长 > [Reply]
家长 > 收据在王会计手里
"""
    )
    passed_on = {"office wrote: 请提供收据", "reporter wrote: 收据在王会计手里"}
    for name, read in {"吴办": passed_on, "家长": passed_on, "周校长": set[str]()}.items():
        for whole in (_card(town, name), town.play(f"{name} > (button go:history:TS-2026-0001)")):
            assert {line for line in passed_on if line in whole} == read
    assert "收据" not in _card(town, "周校长")
