"""The life of a ticket is the design's table: every step from every state by every party, and
nothing else.
"""

from __future__ import annotations

from itertools import product

import pytest

from locales import LANGUAGES, translate
from rules.lifecycle import (
    ENDED,
    FIELD_NAMES,
    FROM_DISPATCH,
    OPEN,
    STATE_NAMES,
    STEPS,
    Party,
    SomethingMissing,
    State,
    WrongParty,
    WrongState,
    find_step,
    steps_open,
)

# Section 5 of the design, written down a second time: step, track (* both), who, from, to (= no
# change), what must be given.
TABLE = """
accept       |*        |office         |submitted                            |accepted        |-
decline      |*        |office         |submitted                            |declined        |reason elsewhere
assign       |*        |office         |accepted handed_back                 |assigned        |unit
reassign     |*        |office         |assigned in_progress                 |assigned        |unit reason
insist       |*        |office         |handed_back                          |assigned        |reason
ask_time     |*        |unit           |CLOCKED                              |=               |days reason
grant_time   |*        |office         |CLOCKED                              |=               |-
refuse_time  |*        |office         |assigned in_progress waiting answered|=               |reason
take         |*        |unit           |assigned                             |in_progress     |-
hand_back    |*        |unit           |assigned                             |handed_back     |reason
ask_reporter |*        |unit           |in_progress                          |waiting         |question
supply       |*        |reporter       |waiting                              |in_progress     |-
resume       |*        |clock          |waiting                              |in_progress     |-
excuse       |finding  |unit           |in_progress                          |answered        |reason photos
answer       |*        |unit           |in_progress                          |answered        |cause measure responsible
send_back    |*        |office         |answered                             |in_progress     |reason
approve      |finding  |office         |answered                             |closed          |-
approve      |complaint|office         |answered                             |resolved        |-
rate         |complaint|complainant    |resolved                             |resolved        |score
ask_reopening|complaint|complainant    |resolved                             |reopen_requested|reason
reopen       |complaint|office         |reopen_requested                     |assigned        |-
uphold       |complaint|office         |reopen_requested                     |closed          |reason
close        |*        |office         |resolved                             |closed          |-
look_back    |*        |office         |closed                               |closed          |result
withdraw     |complaint|complainant    |submitted accepted                   |withdrawn       |-
withdraw     |finding  |inspector      |accepted                             |withdrawn       |reason
archive      |*        |clock          |closed                               |archived        |-
merge        |*        |office         |OPEN                                 |merged          |main
add          |*        |reporter       |OPEN                                 |=               |-
relay        |*        |office reporter|OPEN                                 |=               |words
warn         |*        |clock          |assigned in_progress                 |=               |-
supervise    |*        |office         |OPEN                                 |=               |demands until
refuse_supervision|*   |office         |OPEN                                 |=               |reason
lift_supervision|*     |office         |ALL                                  |=               |decision
instruct     |*        |leader         |ALL                                  |=               |words
reveal       |complaint|custodian      |ALL                                  |=               |reason
"""
STILL_OPEN = (
    "submitted accepted assigned handed_back in_progress waiting answered resolved reopen_requested"
)
# Whoever answers for the unit decides nothing in its favour, whatever else they are; against it
# they may.
NOT_BY_THE_UNIT = {
    "decline",
    "reassign",
    "grant_time",
    "refuse_time",
    "approve",
    "close",
    "uphold",
    "look_back",
    "merge",
    "refuse_supervision",
    "lift_supervision",
}
NOTHING: tuple[object, ...] = (None, "", " \n", [], 0)
EVERYTHING: dict[str, object] = {name: ["x"] for name in FIELD_NAMES}

Line = tuple[frozenset[str], frozenset[str], str, tuple[str, ...]]


def _read_table() -> dict[tuple[str, str], Line]:
    """Return (parties, states, state reached, fields) by step and track."""
    lines: dict[tuple[str, str], Line] = {}
    for row in TABLE.strip().splitlines():
        name, track, parties, states, reached, fields = (each.strip() for each in row.split("|"))
        since = {
            "CLOCKED": "assigned in_progress waiting",
            "OPEN": STILL_OPEN,
            "ALL": " ".join(State),
        }.get(states, states)
        given = tuple(each for each in fields.split() if each != "-")
        for each in ("finding", "complaint") if track == "*" else (track,):
            lines[name, each] = (
                frozenset(parties.replace("reporter", "complainant inspector").split()),
                frozenset(since.split()),
                reached,
                given,
            )
    return lines


LINES = _read_table()
NAMES = sorted({name for name, _track in LINES})


def test_the_table_and_the_code_know_the_same_steps() -> None:
    assert sorted({step.name for step in STEPS}) == NAMES
    coded = {
        (each.name, track)
        for each in STEPS
        for track in ("finding", "complaint")
        if each.track in (None, track)
    }
    assert coded == set(LINES)


@pytest.mark.parametrize("track", ["finding", "complaint"])
@pytest.mark.parametrize("name", NAMES)
def test_every_step_from_every_state_by_every_party(name: str, track: str) -> None:
    parties, states, reached, _fields = LINES.get((name, track), (frozenset(), frozenset(), "", ()))
    for state, party in product(State, Party):
        mine = frozenset({party})
        open_now = steps_open(track, state, mine)
        if party not in parties:
            with pytest.raises(WrongParty):
                find_step(name, track=track, state=state, parties=mine, given=EVERYTHING)
            assert name not in open_now
        elif state not in states:
            with pytest.raises(WrongState) as refused:
                find_step(name, track=track, state=state, parties=mine, given=EVERYTHING)
            assert translate(STATE_NAMES[state], "en") in translate(refused.value.reason, "en")
            assert name not in open_now
        else:
            step = find_step(name, track=track, state=state, parties=mine, given=EVERYTHING)
            assert (step.to.value if step.to else "=") == reached
            assert name in open_now


@pytest.mark.parametrize(("name", "track"), sorted(LINES))
def test_each_thing_that_must_be_given_is_asked_for_by_name(name: str, track: str) -> None:
    parties, states, _reached, fields = LINES[name, track]
    state, mine = State(min(states)), frozenset({Party(min(parties))})
    for field in fields:
        for nothing in NOTHING:
            with pytest.raises(SomethingMissing) as refused:
                find_step(
                    name,
                    track=track,
                    state=state,
                    parties=mine,
                    given={**EVERYTHING, field: nothing},
                )
            assert refused.value.field == field
            assert translate(FIELD_NAMES[field], "en") in translate(refused.value.reason, "en")
    find_step(name, track=track, state=state, parties=mine, given=dict.fromkeys(fields, "x"))


def test_nobody_and_the_party_of_another_are_turned_away_before_the_state_is_told() -> None:
    with pytest.raises(WrongParty) as refused:
        find_step("take", track="finding", state=State.CLOSED, parties=frozenset(), given={})
    assert str(refused.value) == refused.value.reason.text  # as a log says it
    with pytest.raises(WrongParty):
        find_step(
            "no such step", track="finding", state=State.CLOSED, parties=frozenset(Party), given={}
        )


def test_who_answers_for_the_unit_does_not_judge_its_answer() -> None:
    for (name, track), (_parties, states, _reached, _fields) in LINES.items():
        both, state = frozenset({Party.OFFICE, Party.UNIT}), State(min(states))
        if name in NOT_BY_THE_UNIT:
            with pytest.raises(WrongParty):
                find_step(name, track=track, state=state, parties=both, given=EVERYTHING)
            assert name not in steps_open(track, state, both)
        elif Party.OFFICE in _parties:
            assert (
                find_step(name, track=track, state=state, parties=both, given=EVERYTHING).name
                == name
            )


def test_who_answers_for_the_unit_does_not_agree_to_its_hand_back() -> None:
    both = frozenset({Party.OFFICE, Party.UNIT})
    with pytest.raises(WrongParty) as refused:
        find_step(
            "assign", track="finding", state=State.HANDED_BACK, parties=both, given=EVERYTHING
        )
    assert "somebody else in the office decides" in translate(refused.value.reason, "en")
    assert steps_open("finding", State.HANDED_BACK, both)[0] == "insist"
    assert "assign" in steps_open("finding", State.ACCEPTED, both)


def test_states_are_named_and_sorted_into_open_and_ended() -> None:
    assert set(STATE_NAMES) == set(State)
    assert {*ENDED} == {"declined", "closed", "archived", "merged", "withdrawn"}
    assert {*OPEN} == set(STILL_OPEN.split())
    assert not {"submitted", "accepted", "declined", "withdrawn", "merged"} & FROM_DISPATCH
    for language in LANGUAGES:
        names = [translate(each, language) for each in STATE_NAMES.values()]
        assert len(set(names)) == len(State)


def test_from_every_open_state_a_ticket_can_still_reach_an_end() -> None:
    for track in ("finding", "complaint"):
        ends = {state: {state} for state in State}
        for _round in State:
            for step in STEPS:
                for state in step.since if step.track in (None, track) and step.to else ():
                    ends[state] |= ends[step.to or state]
        filed = State.ACCEPTED if track == "finding" else State.SUBMITTED
        assert {State.ARCHIVED, State.MERGED} <= ends[filed]
        for state in OPEN:
            assert ends[state] & ENDED, state
