"""What does not fit between a campaign and the roster."""

from __future__ import annotations

from casework.campaigns.advisories import find_advisories, tell_administrators
from locales import translate
from rules.campaign.file import read_campaign
from rules.permissions import Role
from tests.casework.campaigns.loading import Loading
from tests.casework.duties.cast import retire
from tests.casework.stage import SECOND
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


def found(loading: Loading) -> list[str]:
    campaign = read_campaign(CAMPAIGN.encode())
    with loading.stage.database.read() as session:
        return [translate(each, "en") for each in find_advisories(loading.desk(session), campaign)]


def test_units_for_which_nobody_answers_are_named(loading: Loading) -> None:
    assert found(loading) == []
    retire(loading.stage, "elsewhere")
    assert found(loading) == [
        f"Without head and handler, so that the unit above is reminded: {SECOND}."
    ]
    retire(loading.stage, "above")
    assert found(loading) == [f"Nobody answers for them, so that the office is reminded: {SECOND}."]
