"""Whose a digest is."""

from __future__ import annotations

import pytest

from casework.digests.commands import SetPortfolio
from casework.digests.scope import scope_of
from casework.refusals import NotAllowed
from rules.kinds.usual import KINDS
from rules.permissions import Role
from storage.queries.scope import Scope
from tests.casework.stage import FIRST, Stage


def _scope(stage: Stage, name: str) -> Scope:
    with stage.database.read() as session:
        desk = stage.desk(session, name)
        return scope_of(desk, desk.actor)


def test_whose_it_is(stage: Stage) -> None:
    stage.town.person("分管", Role.LEADER, unit=FIRST)
    assert _scope(stage, "leader").is_all  # over the bureau
    assert _scope(stage, "office").is_all
    assert _scope(stage, "分管").units == frozenset({stage.unit(FIRST)})
    meeting = frozenset(code for code, kind in KINDS.items() if kind.field == "meeting")
    with stage.database.read() as session:
        ids = {
            each: stage.desk(session, each).actor.person_id or 0
            for each in ("leader", "分管", "head")
        }
    stage.do("office", SetPortfolio(ids["leader"], "meeting", True))
    assert _scope(stage, "leader") == Scope(frozenset(), meeting)
    stage.do("office", SetPortfolio(ids["分管"], "meeting", True))
    assert _scope(stage, "分管") == Scope(frozenset({stage.unit(FIRST)}), meeting)
    stage.do("office", SetPortfolio(ids["leader"], "meeting", False))
    assert _scope(stage, "leader").is_all
    for whose, field in (("head", "meeting"), ("leader", "no such field")):
        with pytest.raises(NotAllowed):
            stage.do("office", SetPortfolio(ids[whose], field, True))
    with pytest.raises(NotAllowed):
        stage.do("leader", SetPortfolio(ids["leader"], "service", True))
