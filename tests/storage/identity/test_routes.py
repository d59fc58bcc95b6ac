"""A route leads back to the chat, with the secret alone; a mark says whose it is to nobody else."""

from __future__ import annotations

import pytest

from storage.identity.routes import NoRoute, Routes

ROUTES = Routes(b"s" * 32)


@pytest.mark.parametrize("person", [None, 9])
def test_a_route_leads_back(person: int | None) -> None:
    assert ROUTES.find(5, ROUTES.hide(5, 7, person)) == (7, person)


@pytest.mark.parametrize("wrong", ["", "route"])
def test_what_is_no_route(wrong: str) -> None:
    with pytest.raises(NoRoute):
        ROUTES.find(5, wrong)


def test_with_another_secret_no_route_is_found() -> None:
    with pytest.raises(NoRoute):
        ROUTES.find(5, Routes(b"o" * 32).hide(5, 7, 9))


def test_the_route_of_another_ticket_leads_nowhere() -> None:
    with pytest.raises(NoRoute):
        ROUTES.find(6, ROUTES.hide(5, 7, 9))


def test_two_routes_to_the_same_chat_are_not_alike_but_as_long_as_any() -> None:
    first, second = ROUTES.hide(5, 7, 9), ROUTES.hide(5, 7, 9)
    assert first != second
    assert len(first) == len(second) == len(ROUTES.hide(5, 10**12, None))


def test_the_mark_is_the_chats_as_this_persons() -> None:
    mark = ROUTES.mark(7, 9)
    assert mark == ROUTES.mark(7, 9)
    others = {ROUTES.mark(7, None), ROUTES.mark(7, 8), ROUTES.mark(8, 9)}
    others.add(Routes(b"o" * 32).mark(7, 9))
    assert mark not in others
    assert len(others) == 4
