"""Every command through carry_out, on both databases: one event, a chain that holds, and the right
people told.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from casework.calendar import commands as calendar_commands
from casework.campaigns import commands as campaign_commands
from casework.digests import commands as digest_commands
from casework.duties import commands as duty_commands
from casework.execute import COMMANDS
from casework.instructions import commands as instruction_commands
from casework.people import commands as people_commands
from casework.refusals import (
    AlreadyDone,
    NoSuchKind,
    NoSuchTicket,
    NoSuchUnit,
    NotAllowed,
    NothingGiven,
    OthersDepend,
    TooEarly,
    TooManyPhotos,
)
from casework.reminders import commands as reminder_commands
from casework.tickets import commands as c
from rules.lifecycle import SomethingMissing, StepRefused, WrongParty, WrongState
from rules.permissions import Role
from storage.database import Database
from storage.tables import Chat, Evidence, OutboxRow, Ticket
from tests.casework.stage import FIRST, SECOND, Stage
from tests.town import BUREAU

Given = dict[str, Any]


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def _moved(stage: Stage, number: str) -> tuple[str, str | None, str]:
    """Return the last event's name and the states before and after it."""
    last = stage.events(number)[-1]
    assert last.to_state == stage.town.ticket(number).state
    return last.name, last.from_state, last.to_state


# who does what with a ticket in which state, what comes of it, and who hears of it
CASES = [
    ("office", c.Accept, {}, "submitted", "accepted", {"parent"}),
    ("office", c.Decline, {"reason": "r", "elsewhere": "e"}, "submitted", "declined", {"parent"}),
    ("office", c.Assign, {"unit": 0}, "accepted", "assigned", {"parent", "head", "handler"}),
    ("head", c.Take, {}, "assigned", "in_progress", set()),
    ("handler", c.Take, {}, "assigned", "in_progress", set()),
    ("head", c.HandBack, {"reason": "r"}, "assigned", "handed_back", {"office", "clerk"}),
    (
        "office",
        c.Reassign,
        {"unit": 2, "reason": "r"},
        "assigned",
        "assigned",
        {"parent", "head", "handler", "elsewhere"},
    ),
    ("office", c.Insist, {"reason": "r"}, "handed_back", "assigned", {"head", "handler"}),
    (
        "head",
        c.AskTime,
        {"days": 2, "reason": "r"},
        "in_progress",
        "in_progress",
        {"office", "clerk"},
    ),
    ("head", c.AskReporter, {"question": "q"}, "in_progress", "waiting", {"parent"}),
    (
        "head",
        c.Answer,
        {"cause": "c", "measure": "m", "responsible": "p"},
        "in_progress",
        "answered",
        {"office", "clerk"},
    ),
    ("office", c.SendBack, {"reason": "r"}, "answered", "in_progress", {"head", "handler"}),
    ("office", c.Approve, {}, "answered", "resolved", {"parent", "head", "handler"}),
    ("parent", c.Rate, {"score": 5}, "resolved", "resolved", {"office", "clerk"}),
    (
        "parent",
        c.AskReopening,
        {"reason": "r"},
        "resolved",
        "reopen_requested",
        {"office", "clerk", "head", "handler"},
    ),
    ("parent", c.Withdraw, {}, "submitted", "withdrawn", {"office", "clerk"}),
    ("parent", c.Supply, {"words": "w"}, "in_progress", "in_progress", {"head", "handler"}),
    ("parent", c.Supply, {"words": "w"}, "submitted", "submitted", {"office", "clerk"}),
    ("parent", c.Relay, {"words": "w"}, "in_progress", "in_progress", {"office", "clerk"}),
    ("office", c.Relay, {"words": "w"}, "in_progress", "in_progress", {"parent"}),
    (
        "office",
        c.Supervise,
        {"demands": "d", "until": date(2026, 3, 9)},
        "in_progress",
        "in_progress",
        {"head", "handler"},
    ),
    (
        "office",
        c.Supervise,
        {"demands": "d", "until": date(2026, 3, 9)},
        "submitted",
        "submitted",
        set(),
    ),
    ("custodian", c.Reveal, {"reason": "r"}, "submitted", "submitted", set()),
]


@pytest.mark.parametrize(
    ("name", "kind", "given", "since", "to", "told"),
    CASES,
    ids=lambda each: getattr(each, "__name__", None),
)
def test_one_event_and_the_right_people_and_everybody_else_refused(
    stage: Stage,
    name: str,
    kind: type[c.OnTicket],
    given: Given,
    since: str,
    to: str,
    told: set[str],
) -> None:
    number = stage.bring(stage.complaint(), since)
    stage.stranger("passer-by")
    given = (
        {**given, "unit": stage.unit(SECOND if given["unit"] else FIRST)}
        if "unit" in given
        else given
    )
    before = len(stage.events(number))

    alike = {"office": {"clerk"}, "head": {"handler"}, "handler": {"head"}}.get(name, set())
    alike |= {"parent", "office", "clerk"} if kind is c.Relay else set()
    for other in sorted({*stage.town.phones} - {name} - alike):
        with pytest.raises((WrongParty, NoSuchTicket)):
            stage.do(other, kind(number, **given))
    for stranger in (
        "passer-by",
        "elsewhere",
        "teacher",
    ):  # a ticket of others is not told apart from one that is not there
        with pytest.raises(NoSuchTicket):
            stage.do(stranger, kind(number, **given))
    assert len(stage.events(number)) == before
    assert stage.mail() == {}

    stage.do(name, kind(number, **given))
    assert len(stage.events(number)) == before + 1
    assert _moved(stage, number)[1:] == (since, to)
    assert set(stage.mail()) == told
    assert stage.faults() == []


def test_before_dispatch_the_unit_knows_nothing(stage: Stage) -> None:
    finding, complaint = stage.finding(), stage.complaint()
    stage.do("office", c.Supervise(finding, "d", date(2026, 3, 9)))
    stage.do("office", c.Accept(complaint))
    stage.do("parent", c.Supply(complaint, "more"))
    other = stage.finding()
    stage.do("office", c.Merge(other, finding))
    mail = stage.mail()
    assert not {"head", "handler", "above", "elsewhere", "teacher", "leader"} & set(mail)
    for number in (finding, complaint, other):
        for name in ("head", "handler"):
            with pytest.raises(NoSuchTicket):
                stage.do(name, c.Take(number))


def test_the_inspectors_name_never_reaches_the_unit(stage: Stage) -> None:
    number = stage.finding()
    stage.do("office", c.Assign(number, stage.unit()))
    stage.do("head", c.Take(number))
    stage.do("head", c.AskReporter(number, "when?"))
    stage.do("inspector", c.Supply(number, "at nine"))
    stage.do("head", c.Answer(number, "c", "m", "p"))
    stage.do("office", c.Approve(number))
    mail = stage.mail()
    assert len(mail["head"]) == 3
    told = str([mail["head"], mail["handler"]]).replace("the inspector adds", "")
    assert "inspector" not in told
    assert any("is closed. What was done: m" in line for line in mail["inspector"])


def test_notices_come_in_each_readers_language(stage: Stage) -> None:
    with stage.database.write() as session:
        for chat in session.exec(select(Chat)):
            chat.language = "zh_CN" if chat.address == "head" else "en"
            session.add(chat)
    stage.bring(stage.finding(), "accepted")
    stage.do("office", c.Assign("DC-2026-0001", stage.unit()))
    with (
        stage.database.read() as session
    ):  # what is queued is the sentence with facts, not words: each lane puts it into its own
        rows = session.exec(select(OutboxRow).where(OutboxRow.state == "queued")).all()
    texts = {row.payload["text"]["t"] for row in rows}
    assert "Assigned to you: {number}, {kind}. Deadline: {promised}.\n{words}" in texts


def test_a_complaint_about_the_head_goes_around_the_head(stage: Stage) -> None:
    stage.also("head", Role.OFFICE, "示范区教育局")  # even where the head also sits in the office
    number = stage.complaint(about_head=True)
    stage.do("clerk", c.Accept(number))
    stage.do("clerk", c.Assign(number, stage.unit()))
    stage.do("above", c.Take(number))
    stage.do("above", c.AskReporter(number, "who was there?"))
    stage.do("parent", c.Supply(number, "all of us"))
    stage.do("above", c.AskTime(number, 1, "r"))
    mail = stage.mail()
    assert "head" not in mail
    assert "handler" not in mail
    assert any("Assigned to you" in line for line in mail["above"])
    assert "is now with 示范区教育局" in str(mail["parent"])
    for name in ("head", "handler", "leader"):
        for command in (c.Accept(number), c.Take(number), c.Relay(number, "w"), c.Approve(number)):
            with pytest.raises(NoSuchTicket):
                stage.do(name, command)


def test_the_head_of_both_units_does_not_get_the_complaint_about_himself(stage: Stage) -> None:
    stage.also("head", Role.HEAD, "示范区教育局")
    number = stage.bring(stage.complaint(about_head=True), "accepted")
    stage.do("office", c.Assign(number, stage.unit()))
    assert set(stage.mail()) == {"above", "parent"}
    with pytest.raises(NoSuchTicket):
        stage.do("head", c.Take(number))


def test_an_office_that_answers_for_the_unit_does_not_judge_its_answer(stage: Stage) -> None:
    stage.also("office", Role.HEAD, "第一中学")
    number = stage.bring(stage.complaint(), "answered")
    with pytest.raises(WrongParty):
        stage.do("office", c.Approve(number))
    stage.do("clerk", c.Approve(number))
    stage.do("parent", c.Rate(number, 4))
    with pytest.raises(WrongParty):
        stage.do("office", c.Close(number))
    stage.do("clerk", c.Close(number))
    assert _moved(stage, number) == ("closed", "resolved", "closed")


def test_required_words_and_evidence(stage: Stage) -> None:
    with pytest.raises(NothingGiven):
        stage.do("inspector", c.FileFinding(stage.unit(), "late"))
    with pytest.raises(NothingGiven):
        stage.do("parent", c.FileComplaint("other", "named", stage.unit()))
    with pytest.raises(NoSuchKind):
        stage.do("inspector", c.FileFinding(stage.unit(), "school-meals", "w"))
    with pytest.raises(NoSuchUnit):
        stage.do("inspector", c.FileFinding(999, "late", "w"))
    for name in ("office", "head", "parent", "leader"):
        with pytest.raises(NotAllowed):
            stage.do(name, c.FileFinding(stage.unit(), "late", "w"))
    number = stage.bring(stage.finding("smoking"), "in_progress")
    with pytest.raises(SomethingMissing) as refused:
        stage.do("head", c.Answer(number, "c", "m", "p"))
    assert refused.value.field == "photos"
    for missing in ("cause", "measure", "responsible"):
        given: Given = {"cause": "c", "measure": "m", "responsible": "p", missing: " "}
        with pytest.raises(SomethingMissing):
            stage.do("head", c.Answer(number, **given, photos=(stage.photo("head"),)))
    photo = stage.photo("head")
    stage.do("head", c.Answer(number, "c", "m", "p", (photo,)))
    with stage.database.read() as session:
        evidence = session.get_one(Evidence, photo)
        assert (evidence.role, evidence.stamp) == ("answer", None)
    for command in (c.Excuse(number, "ill"), c.Excuse(number, "", (photo,))):
        with pytest.raises(StepRefused):
            stage.do("head", command)
    assert stage.faults() == []


def test_a_photo_of_another_chat_or_ticket_is_not_taken(stage: Stage) -> None:
    foreign, mine = stage.photo("parent"), stage.photo("inspector")
    stage.do("inspector", c.FileFinding(stage.unit(), "late", "w", (foreign, mine, 9999)))
    stage.do("inspector", c.FileFinding(stage.unit(), "late", "w", (mine,)))
    with stage.database.read() as session:
        first = session.exec(select(Ticket.id).where(Ticket.number == "DC-2026-0001")).one()
        assert session.get_one(Evidence, foreign).ticket_id is None
        kept = session.get_one(Evidence, mine)
        assert kept.ticket_id == first
        assert kept.stamp == {
            "time": "2026-03-02 09:00",
            "place": "第一中学",
            "number": "DC-2026-0001",
            "bureau": BUREAU.name,
        }


def test_what_an_inspector_adds_is_stamped_and_what_a_complainant_adds_is_not(stage: Stage) -> None:
    number, added, proof = stage.finding("late"), stage.photo("inspector"), stage.photo("parent")
    stage.do("inspector", c.Supply(number, photos=(added,)))
    stage.do("parent", c.Supply(stage.complaint(), photos=(proof,)))
    with stage.database.read() as session:
        stamp = {
            "time": "2026-03-02 09:00",
            "place": "第一中学",
            "number": number,
            "bureau": BUREAU.name,
        }
        assert session.get_one(Evidence, added).stamp == stamp
        assert session.get_one(Evidence, proof).stamp is None


def test_a_ticket_takes_so_many_photos_from_its_reporter(stage: Stage) -> None:
    most = BUREAU.photos_per_ticket
    number = stage.complaint(photos=tuple(stage.photo("parent") for _each in range(most - 1)))
    with pytest.raises(TooManyPhotos):
        stage.do("parent", c.Supply(number, photos=(stage.photo("parent"), stage.photo("parent"))))
    stage.do("parent", c.Supply(number, photos=(stage.photo("parent"),)))
    assert stage.faults() == []


def test_excused_with_proof(stage: Stage) -> None:
    number = stage.bring(stage.finding(), "in_progress")
    photo = stage.photo("head")
    stage.do("head", c.Excuse(number, "on leave", (photo,)))
    assert _moved(stage, number) == ("excused", "in_progress", "answered")
    stage.do("office", c.Approve(number))
    assert "it was excused: on leave (photos: 1)" in str(stage.mail()["inspector"])


def test_a_leave_slip_proves_no_answer(stage: Stage) -> None:
    """Whose excuse was returned has to show what was done: the slip is neither asked for as proof
    nor sent as the result's.
    """
    number = stage.bring(stage.finding("smoking"), "in_progress")
    stage.do("head", c.Excuse(number, "on leave", (stage.photo("head"),)))
    stage.do("office", c.SendBack(number, "he was there"))
    with pytest.raises(SomethingMissing) as refused:
        stage.do("head", c.Answer(number, "c", "m", "p"))
    assert refused.value.field == "photos"
    stage.do("head", c.Answer(number, "c", "m", "p", (stage.photo("head"),)))
    stage.mail()
    stage.do("office", c.Approve(number))
    assert "What was done: m (photos: 1)" in str(stage.mail()["inspector"])


def test_merged_complainants_hear_of_the_result(stage: Stage) -> None:
    stage.stranger("second")
    main, other = stage.complaint(), stage.complaint(by="second")
    stage.bring(main, "answered")
    stage.bring(other, "in_progress")
    stage.do("office", c.Merge(other, main))
    mail = stage.mail()
    assert set(mail) == {"second", "head", "handler"}
    assert main not in str(mail["second"])  # who reported the one is not told which other it is
    stage.do("office", c.Approve(main))
    mail = stage.mail()
    assert f"{other} is resolved. What was done: measure" in str(mail["second"])
    assert f"{main} is resolved. What was done: measure" in str(mail["parent"])
    with pytest.raises(SomethingMissing):
        stage.do("office", c.Merge(main, main))
    with pytest.raises(StepRefused):
        stage.do("office", c.Merge(other, main))
    assert stage.faults() == []


def test_merged_complainants_hear_of_a_refusal_and_hold_the_main_one(stage: Stage) -> None:
    stage.stranger("second")
    main, other = stage.complaint(), stage.complaint(by="second")
    stage.do("office", c.Merge(other, main))
    with pytest.raises(OthersDepend):
        stage.do("parent", c.Withdraw(main))
    stage.mail()
    stage.do("office", c.Decline(main, "not ours", "the police"))
    assert f"Your complaint {other} is not taken up: not ours / Please turn to: the police" in str(
        stage.mail()["second"]
    )


def test_reopened_it_can_be_rated_again(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "resolved")
    with pytest.raises(TooEarly):
        stage.do("office", c.Close(number))
    stage.do("parent", c.Rate(number, 1))
    with pytest.raises(AlreadyDone):
        stage.do("parent", c.Rate(number, 5))
    stage.do("parent", c.AskReopening(number, "nothing happened"))
    stage.do("office", c.Reopen(number))
    stage.do("head", c.Take(number))
    stage.do("head", c.Answer(number, "c", "m", "p"))
    stage.do("office", c.Approve(number))
    with pytest.raises(TooEarly):
        stage.do("office", c.Close(number))
    stage.do("parent", c.Rate(number, 5))
    stage.do("office", c.Close(number))
    assert stage.town.ticket(number).rating == 5
    assert stage.faults() == []


def test_upheld_the_complainant_is_not_asked_again(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "resolved")
    stage.do("parent", c.AskReopening(number, "r"))
    with pytest.raises(SomethingMissing):
        stage.do("office", c.Uphold(number, ""))
    stage.mail()
    stage.do("office", c.Uphold(number, "all was done"))
    assert stage.town.ticket(number).upheld
    mail = stage.mail()
    assert [line for line in mail["parent"] if "[" in line] == []
    assert f"{number}: the result is upheld and the ticket is closed: all was done" in mail["head"]
    for command in (c.Rate(number, 1), c.AskReopening(number, "again")):
        with pytest.raises(WrongState):
            stage.do("parent", command)


def test_looked_back_a_relapse_is_a_new_ticket_linked_to_the_old(stage: Stage) -> None:
    number = stage.bring(stage.finding(), "closed")
    stage.do("office", c.LookBack(number, "all well"))
    stage.do("office", c.LookBack(number, "late again", relapse=True))
    again = stage.town.ticket("DC-2026-0002")
    assert (again.state, again.relapse_of, again.words) == (
        "accepted",
        stage.town.ticket(number).id,
        "late again",
    )
    told = (
        f"{number} was looked at again: it is not settled. It is dealt with anew as {again.number}."
    )
    assert stage.mail() == {"inspector": [f"{told} [Open {again.number}]"]}
    assert [each.name for each in stage.events(number)][-2:] == ["looked_back", "looked_back"]
    stage.bring(again.number, "closed")
    assert stage.faults() == []


def test_merged_complainants_hear_of_a_relapse_but_no_number_of_others(stage: Stage) -> None:
    stage.stranger("second")
    main, other = stage.complaint(), stage.complaint(by="second")
    stage.do("office", c.Merge(other, main))
    stage.bring(main, "resolved")
    stage.do("parent", c.Rate(main, 5))
    stage.do("office", c.Close(main))
    stage.mail()
    stage.do("office", c.LookBack(main, "again", relapse=True))
    mail = stage.mail()
    assert set(mail) == {"parent", "second"}
    assert mail["second"] == [
        f"{other} was looked at again: it is not settled, and is dealt with anew. [Open {other}]"
    ]


def test_a_second_unit_only_sees_what_is_its_own(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "handed_back")
    stage.do("office", c.Assign(number, stage.unit(SECOND)))
    mail = stage.mail()
    assert {"elsewhere", "parent", "head", "handler"} == set(mail)
    assert mail["head"] == [f"{number}: your hand-back is agreed to. It is no longer yours."]
    for name in ("head", "handler"):
        with pytest.raises(NoSuchTicket):
            stage.do(name, c.Take(number))
    stage.do("elsewhere", c.Take(number))


COMMAND_MODULES = (
    c,
    calendar_commands,
    campaign_commands,
    digest_commands,
    duty_commands,
    instruction_commands,
    people_commands,
    reminder_commands,
)


def test_every_command_is_known(stage: Stage) -> None:
    kinds = [
        each
        for module in COMMAND_MODULES
        for each in vars(module).values()
        if isinstance(each, type)
        and each.__module__ == module.__name__
        and each not in (c.OnTicket, duty_commands.OnAssignment)
    ]
    assert set(kinds) == set(COMMANDS)
    for kind in kinds:
        if issubclass(kind, c.OnTicket):
            names = [
                each for each in kind.__dataclass_fields__ if each not in ("number", "by_receipt")
            ]
            given: Given = {
                name: {"unit": 1, "days": 1, "score": 3, "on": True, "granted": True}.get(name, "x")
                for name in names
            }
            given |= {"photos": ()} if "photos" in names else {}
            with pytest.raises((NoSuchTicket, StepRefused)):
                stage.do("parent", kind("TS-2026-0404", **given))
