"""Anonymous means that no join finds it: whoever has copies of everything but the secret guesses no
better than by chance among all who wrote in that week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.adversary.attack import Adversary, Join, Loot
from tests.adversary.people import live_a_week
from tests.adversary.week import Account, Week

LUCK = 1e-5  # less likely than this by chance: the join tells


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    lived = Week(tmp_path_factory.mktemp("week"))
    live_a_week(lived)
    yield lived
    lived.close()


@pytest.fixture(scope="module")
def unblurred(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    lived = Week(tmp_path_factory.mktemp("unblurred"), blurs=False)
    live_a_week(lived)
    yield lived
    lived.close()


def _telling(week: Week, level: str, *, visits: bool = False) -> list[Join]:
    return [join for join in _tried(week, level, visits=visits) if join.luck < LUCK]


def _tried(week: Week, level: str, *, visits: bool = False) -> list[Join]:
    loot = Loot(week.folder, week.log)
    known: dict[tuple[str, str], int] = {place: chat for chat, place in loot.chats.items()}

    def chat_of(account: Account) -> int:
        return known.get((account.channel, account.address), 0)

    truth: Mapping[int, frozenset[int]] = {
        loot.numbers[filing.number]: frozenset(
            map(chat_of, filing.visits if visits else [filing.account])
        )
        for filing in week.filings
        if filing.level == level and (filing.visits or not visits)
    }
    wrote = frozenset(map(chat_of, week.wrote)) - {0}
    return Adversary(loot, wrote, truth).try_everything()


def test_nothing_tells_who_filed_an_anonymous_complaint(week: Week) -> None:
    assert list(map(str, _telling(week, "Anonymous"))) == []


def test_nothing_tells_who_came_back_with_a_code(week: Week) -> None:
    assert list(map(str, _telling(week, "Anonymous", visits=True))) == []


def test_nobody_of_the_office_is_known_by_not_being_told(week: Week) -> None:
    untold = [join for join in _tried(week, "Anonymous") if join.name == "who was not told"]
    assert [join.hits for join in untold] == [0]


@pytest.mark.parametrize(
    "account",
    # nothing goes by `outbox.rowid_` any more: what a notice is about is sealed
    ["chats.seen_at", "outbox.created_at", "outbox.sent_at"],
)
def test_this_adversary_finds_what_is_not_blurred(unblurred: Week, account: str) -> None:
    """Else it would prove nothing; so it named all of them by one column alone, once."""
    telling = {join.source for join in _telling(unblurred, "Anonymous")}
    assert account in telling


def test_the_week_is_as_large_as_it_must_be(week: Week) -> None:
    assert len(week.wrote) >= 50
    assert len(week.filings) == 60
    assert {filing.level for filing in week.filings} == {"Anonymous", "Named", "Confidential"}
    assert len({filing.account.channel for filing in week.filings}) == 3
