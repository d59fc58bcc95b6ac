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


def _telling(week: Week, level: str, *, visits: bool = False) -> list[Join]:
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
    return [join for join in Adversary(loot, wrote, truth).try_everything() if join.luck < LUCK]


# What still tells who filed, or who came back with a code, and why. It is to shrink.
FILED = {
    "chats": "numbers in the order of first visits",
    "chats.seen_at": "the moment of the last message",
    "chats.window_at": "the minute in which messages are counted",
    "equal values": "a refused photo's `once`, upload names, the same photo in a draft",
    "evidence": "numbers in the order in which photos came",
    "evidence.not_before": "the moment of a draft's photo",
    "evidence.received_at": "the moment of a draft's photo",
    "outbox": "numbers in the order in which everybody is told",
    "outbox.conversation": "only what was anonymous is removed",
    "outbox.created_at": "the moment of an answer",
    "outbox.kind": "only what was anonymous is removed",
    "outbox.not_before": "the moment of an answer",
    "outbox.rowid_": "what was said to the account stands beside what the office is told",
    "outbox.sent_at": "the moment of an answer",
    "received": "in the order of all messages, with the account in the key",
    "received.at": "the hour of a message, with the account in the key",
    "who was not told": "somebody of the office is not told of what they filed",
}
CAME_BACK = {
    "chats.seen_at": FILED["chats.seen_at"],
    "chats.serial": "how many questions were asked in a chat",
    "chats.window_at": FILED["chats.window_at"],
    "outbox.conversation": "only what was said over a code is removed",
    "outbox.created_at": FILED["outbox.created_at"],
    "outbox.kind": "only what was said over a code is removed",
    "outbox.not_before": FILED["outbox.not_before"],
    "outbox.private": "only what was said over a code is removed",
    "outbox.rowid_": FILED["outbox.rowid_"],
    "outbox.sent_at": FILED["outbox.sent_at"],
    "received.channel": "the account is in the key",
}


def test_nothing_tells_who_filed_an_anonymous_complaint(week: Week) -> None:
    telling = _telling(week, "Anonymous")
    assert {join.source for join in telling} == FILED.keys(), "\n".join(map(str, telling))


def test_nothing_tells_who_came_back_with_a_code(week: Week) -> None:
    telling = _telling(week, "Anonymous", visits=True)
    assert {join.source for join in telling} == CAME_BACK.keys(), "\n".join(map(str, telling))


def test_the_week_is_as_large_as_it_must_be(week: Week) -> None:
    assert len(week.wrote) >= 50
    assert len(week.filings) == 60
    assert {filing.level for filing in week.filings} == {"Anonymous", "Named", "Confidential"}
    assert len({filing.account.channel for filing in week.filings}) == 3
