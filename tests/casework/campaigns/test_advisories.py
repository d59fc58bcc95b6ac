"""What does not fit between a campaign and the roster."""

from __future__ import annotations

from casework.campaigns.advisories import find_advisories, tell_administrators
from rules.campaign.file import read_campaign
from rules.permissions import Role
from tests.casework.campaigns.loading import Loading
from tests.duties import CAMPAIGN


def test_advisories_are_told_once(loading: Loading) -> None:
    loading.stage.town.person("admin", Role.ADMIN)
    source = CAMPAIGN.replace(
        "{kinds: [school]}", "{kinds: [school], names: [第九中学], expected: 3}"
    )
    loading.load(source)
    campaign = read_campaign(source.encode())
    for _time in range(2):
        with loading.stage.database.write() as session:
            desk = loading.desk(session)
            tell_administrators(desk, campaign, find_advisories(desk, campaign))
    (told,) = loading.stage.mail()["admin"]
    assert "第九中学" in told
    assert "the document has 3, the roster 2" in told
