"""Following up: what one reported, adding to it, rating it, and coming back with a receipt code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from casework.desk import Desk
from casework.refusals import NoSuchTicket
from casework.tickets import commands as c
from casework.tickets.access import get_visible_ticket, parties_of
from casework.tickets.events import history
from casework.tickets.look_back import came_back_as
from casework.tickets.reporter import check_rating_time
from handlers.kit.ticket_list import say_list
from handlers.tickets.actions import open_actions
from handlers.tickets.card import describe
from handlers.tickets.history import history_lines, is_cut
from locales import Button, _
from rules import limits
from rules.lifecycle import STATE_NAMES, Party, State
from rules.text.codes import FINDING_PREFIX, find_receipt, prefix_of
from storage.queries.tickets import by_receipt, reported_by
from storage.tables import Ticket
from talk import (
    Answer,
    Choice,
    Given,
    Number,
    Photos,
    Pick,
    Reading,
    Said,
    Talk,
    Words,
    Wrong,
    clean,
)
from talk import input as sent


def my_tickets(talk: Talk, desk: Desk) -> None:
    """Everybody sees what they reported."""
    mine = reported_by(desk.session, desk.actor.chat_id, desk.actor.person_id, limit=None)
    if not mine:
        return talk.say(
            _(
                "Nothing was reported from here. An anonymous complaint opens with its "
                "receipt code."
            ),
            Button(_("Ask with a receipt code"), "receipt"),
            Button(_("Menu"), "menu"),
        )
    return say_list(talk, desk, "tickets", _("You reported: {count}", count=len(mine)), mine)


def add(talk: Talk, desk: Desk) -> c.Supply | None:
    """The reporter adds words or photos, or answers what the unit asked."""
    try:
        found = get_visible_ticket(desk, talk.argument)
    except NoSuchTicket as refusal:
        return talk.drop(refusal.reason)
    return _supply(talk, desk, found)


def awaited(desk: Desk) -> str | None:
    """Return the number of the ticket whose unit waits for this person's answer; None when there is
    none, or more than one.
    """
    mine = reported_by(desk.session, desk.actor.chat_id, desk.actor.person_id)
    waiting = [each.number for each in mine if each.state == State.WAITING]
    return waiting[0] if len(waiting) == 1 else None


def reply(talk: Talk, desk: Desk) -> c.Supply | Button:
    """Words written out of the blue while one question waits are its answer, if their writer says
    so.
    """
    number = talk.argument
    asked = _(
        "About {number} you are asked: {question}",
        number=number,
        question=_question(desk, get_visible_ticket(desk, number)),
    )
    words = talk.ask("words", Words(), asked)
    way = talk.choose(
        "way",
        _("{asked}\n\nIs this your answer?\n{words}", asked=asked, words=words),
        ("send", _("Answer the question of {number}", number=number)),
        ("photos", _("Add photos first")),
        ("", _("No")),
    )
    if not way:
        return Button(_("Menu"), "menu")
    if way == "send":
        return c.Supply(number, words)
    photos = talk.ask("photos", Photos(at_least=1), _("Send the photos, then tap Done."))
    return c.Supply(number, photos.added_to(words), photos.ids)


def _supply(talk: Talk, desk: Desk, found: Ticket, *, receipt: bool = False) -> c.Supply:
    number, question = found.number, _question(desk, found)
    asked = _(
        "What is to be added to {number}? Write it and send photos, then tap Done.", number=number
    )
    if question:
        asked = _(
            "About {number} you are asked: {question}\nWrite your answer and send photos, "
            "then tap Done.",
            number=number,
        )
        asked = asked.given(question=question)
    told = talk.ask("what", Photos(at_least=1, with_words=True), asked)
    return c.Supply(number, told.caption, told.ids, by_receipt=receipt)


def _question(desk: Desk, found: Ticket) -> str:
    """Return what the unit asked and waits for, or nothing."""
    asked = [
        each.note.get("question", "")
        for each in history(desk.session, found)
        if each.name == "reporter_asked"
    ]
    return str(asked[-1]) if asked and found.state == State.WAITING else ""


def rate(talk: Talk, desk: Desk) -> c.Rate:
    """The complainant rates the result, once."""
    if not talk.begun:
        check_rating_time(desk, get_visible_ticket(desk, talk.argument))
    return _rate(talk, talk.argument)


def _rate(talk: Talk, number: str, *, receipt: bool = False) -> c.Rate:
    # From 1 on: a typed number is the score and the place of its button at once, whatever it is
    # taken for.
    labels = {
        1: _("1 not at all content"),
        2: _("2 not content"),
        3: _("3 so-so"),
        4: _("4 content"),
        5: _("5 very content"),
    }
    asked = _("How content are you with {number}? From 1 to 5.", number=number)
    score = talk.ask("score", Number(least=1, most=len(labels), usual=labels), asked) or 0
    words = talk.ask("words", Words(optional=True), _("Anything to say about it?"))
    # Who came by a receipt code would have to type it again for the button that others get with the
    # thanks.
    again = (
        receipt
        and score < limits.LOWEST_CONTENT_RATING
        and talk.choose(
            "again",
            _("If the matter is not settled, you can ask for reopening."),
            (True, _("Ask for reopening")),
            (False, _("Only rate it")),
        )
    )
    reason = _why_again(talk, number) if again else ""
    return c.Rate(number, score, words, reason, by_receipt=receipt)


def reopening(talk: Talk, desk: Desk) -> c.AskReopening:
    """The complainant asks for reopening."""
    if not talk.begun:
        check_rating_time(desk, get_visible_ticket(desk, talk.argument), again=True)
    return _reopening(talk, talk.argument)


def _reopening(talk: Talk, number: str, *, receipt: bool = False) -> c.AskReopening:
    return c.AskReopening(number, _why_again(talk, number), by_receipt=receipt)


def _why_again(talk: Talk, number: str) -> str:
    return talk.ask("reason", Words(), _("What in {number} is not settled?", number=number))


def withdraw(talk: Talk, desk: Desk) -> c.Withdraw | None:
    """The complainant withdraws; so does an inspector who was mistaken, with a reason."""
    if prefix_of(talk.argument) == FINDING_PREFIX:
        asked = _(
            "Why is {number} withdrawn? The reason goes on the record, and the office reads it.",
            number=talk.argument,
        )
        reason = talk.ask("reason", Words(), asked)
        sure = _(
            "Withdraw {number}? It is not dealt with then.\nReason: {reason}",
            number=talk.argument,
            reason=reason,
        )
        if not talk.choose("sure", sure, (True, _("Withdraw")), (False, _("Keep it"))):
            return talk.drop(_("{number} stays as it is.", number=talk.argument))
        return c.Withdraw(talk.argument, reason)
    return _withdraw(talk, talk.argument)


def _withdraw(talk: Talk, number: str, *, receipt: bool = False) -> c.Withdraw | None:
    sure = talk.choose(
        "sure",
        _("Withdraw {number}? It is not dealt with then.", number=number),
        (True, _("Withdraw")),
        (False, _("Keep it")),
    )
    return (
        c.Withdraw(number, by_receipt=receipt)
        if sure
        else talk.drop(_("{number} stays as it is.", number=number))
    )


def relay(talk: Talk, desk: Desk) -> c.Relay:
    """Office and reporter write to each other; no account shows."""
    from_office = Party.OFFICE in parties_of(desk, get_visible_ticket(desk, talk.argument))
    return _relay(talk, talk.argument, from_office=from_office)


def _relay(talk: Talk, number: str, *, receipt: bool = False, from_office: bool = False) -> c.Relay:
    asked = _("Your message about {number}. It is passed on without your account.")
    if from_office:
        asked = _(
            "Your message to the reporter of {number}. They read that the office writes, not who."
        )
    words = talk.ask("words", Words(), asked.given(number=number))
    return c.Relay(number, words, by_receipt=receipt)


class ReceiptCode(Answer[str]):
    """The ticket's number, for whoever shows its 16-digit receipt code."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def read(self, said: Said, partial: Any) -> Reading:
        words = clean(said.text) if isinstance(said, sent.Words) else ""
        digits = find_receipt(words)
        found = None
        if digits is not None:
            found = by_receipt(self.desk.session, self.desk.bureau.keyed_hash(digits))
        if found is None:
            return Wrong(_("No complaint opens with this code. It has 16 digits; please check it."))
        return Given(found.number)


def receipt(talk: Talk, desk: Desk) -> object:
    """Somebody comes back with a receipt code, from any channel, and may do what the complainant
    may.
    """
    talk.private = True  # what is kept must not lead from this account to the complaint
    number = talk.ask("code", ReceiptCode(desk), _("Please type the 16-digit receipt code."))
    found = get_visible_ticket(desk, number, by_receipt=True)
    if after := came_back_as(
        desk, found
    ):  # the code was given for the first; what came back is as much its holder's
        state = _("{number}: {state}")
        both = [
            Choice(
                each.number, state.given(number=each.number, state=STATE_NAMES[State(each.state)])
            )
            for each in (*reversed(after), found)
        ]
        asked = _(
            "{number} was looked at again, and is dealt with anew. Which of these do you mean?",
            number=number,
        )
        number = talk.ask("which", Pick[str](both), asked)
        found = get_visible_ticket(desk, number, by_receipt=True)
    parties = frozenset({Party.COMPLAINANT})
    actions = open_actions(desk, found, parties)
    options = [Choice(name, label) for name, label in actions.items() if name in BY_RECEIPT]
    options += [Choice("history", _("Whole history"))] if is_cut(desk, found, parties) else []
    way = talk.ask(
        "way", Pick[str]([*options, Choice("", _("Done"))]), describe(desk, found, parties)
    )
    if way == "history":
        talk.say(
            _(
                "{number}\n{lines}",
                number=number,
                lines=history_lines(desk, found, parties, whole=True),
            )
        )
    if way not in BY_RECEIPT:
        return talk.drop(_("Keep your receipt code; it opens this again at any time."))
    if way == "add":
        return _supply(talk, desk, found, receipt=True)
    return BY_RECEIPT[way](talk, number, receipt=True)


BY_RECEIPT: Mapping[str, Callable[..., object]] = {
    "add": _supply,
    "rate": _rate,
    "reopening": _reopening,
    "relay": _relay,
    "withdraw": _withdraw,
}
"""What can be done with a receipt code: the actions of whoever complained."""
