"""The usual kinds: each in a field, with a limit that the regulations name."""

from __future__ import annotations

from rules.kinds.usual import FIELDS, KINDS, USUAL

PROOF = {
    "smoking",
    "asking-favours",
    "told-at-once",
    "unlawful-fees",
    "school-meals",
    "materials-uniforms",
    "campus-safety",
}


def test_every_kind_is_offered_and_of_a_known_field() -> None:
    assert USUAL.offered == frozenset(KINDS)
    assert {kind.field for kind in KINDS.values()} == set(FIELDS)


def test_what_can_be_shown_is_to_be_shown_mended() -> None:
    assert {code for code, kind in KINDS.items() if kind.proof_required} == PROOF


def test_limits_are_those_of_the_regulations() -> None:
    days = {"late": 3, "attitude": 5, "other": 15, "school-meals": 5, "campus-safety": 3}
    assert {code: KINDS[code].limit_days for code in days} == days
