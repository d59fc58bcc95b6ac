"""Following up: what one reported, adding to it, rating the result, asking for reopening."""

from __future__ import annotations

from casework.desk import Desk
from casework.tickets import commands as c
from casework.tickets.access import get_visible_ticket, own_tickets, parties_of
from casework.tickets.events import history
from casework.tickets.reporter import check_rating_time
from handlers.kit.ticket_list import say_list
from locales import Button, _
from rules import limits
from rules.lifecycle import Party, State
from storage.tables import Ticket
from talk import Number, Photos, Talk, Words

RATINGS = {
    1: _("1 not at all content"),
    2: _("2 not content"),
    3: _("3 so-so"),
    4: _("4 content"),
    5: _("5 very content"),
}
"""From 1 on: a typed number is the score and the place of its button at once."""


def my_tickets(talk: Talk, desk: Desk) -> None:
    """Everybody sees what they reported."""
    mine = own_tickets(desk, limit=None)
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


def add(talk: Talk, desk: Desk) -> c.Supply:
    """The reporter adds words or photos, or answers what the unit asked."""
    return ask_supply(talk, desk, get_visible_ticket(desk, talk.argument))


def ask_supply(talk: Talk, desk: Desk, ticket: Ticket) -> c.Supply:
    """Ask for words and photos, as an answer where the unit waits for one."""
    question = _open_question(desk, ticket)
    if question:
        asked = _(
            "About {number} you are asked: {question}\nWrite your answer and send photos, "
            "then tap Done.",
            number=ticket.number,
        )
        asked = asked.given(question=question)
    else:
        asked = _(
            "What is to be added to {number}? Write it and send photos, then tap Done.",
            number=ticket.number,
        )
    told = talk.ask("what", Photos(at_least=1, with_words=True), asked)
    return c.Supply(ticket.number, told.caption, told.ids)


def awaited(desk: Desk) -> str | None:
    """Return the number of the ticket that waits for this person, if it is one alone."""
    mine = own_tickets(desk)
    waiting = [ticket.number for ticket in mine if ticket.state == State.WAITING]
    return waiting[0] if len(waiting) == 1 else None


def reply(talk: Talk, desk: Desk) -> c.Supply | Button:
    """Words written out of the blue are the answer to the one open question, if confirmed."""
    number = talk.argument
    question = _open_question(desk, get_visible_ticket(desk, number))
    asked = _("About {number} you are asked: {question}", number=number, question=question)
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


def _open_question(desk: Desk, ticket: Ticket) -> str:
    """Return what the unit asked and waits for, or nothing."""
    if ticket.state != State.WAITING:
        return ""
    questions = [
        str(event.note.get("question", ""))
        for event in history(desk.session, ticket)
        if event.name == "reporter_asked"
    ]
    return questions[-1] if questions else ""


def rate(talk: Talk, desk: Desk) -> c.Rate:
    """The complainant rates the result, once."""
    if not talk.begun:
        check_rating_time(desk, get_visible_ticket(desk, talk.argument))
    return _ask_rating(talk, talk.argument)


def _ask_rating(talk: Talk, number: str) -> c.Rate:
    asked = _("How content are you with {number}? From 1 to 5.", number=number)
    score = talk.ask("score", Number(least=1, most=len(RATINGS), usual=RATINGS), asked) or 0
    words = talk.ask("words", Words(optional=True), _("Anything to say about it?"))
    return c.Rate(number, score, words)


def ask_rating_or_reopening(talk: Talk, desk: Desk, ticket: Ticket) -> c.Rate:
    """Ask for the rating, and below the mark at once whether it is to be reopened.

    Others get a button for that with the thanks; whoever came by a receipt code would have to type
    it again.
    """
    rating = _ask_rating(talk, ticket.number)
    if rating.score >= limits.LOWEST_CONTENT_RATING:
        return rating
    asked = _("If the matter is not settled, you can ask for reopening.")
    again = (True, _("Ask for reopening"))
    if not talk.choose("again", asked, again, (False, _("Only rate it"))):
        return rating
    reason = _ask_what_is_not_settled(talk, ticket.number)
    return c.Rate(rating.number, rating.score, rating.words, reason)


def reopening(talk: Talk, desk: Desk) -> c.AskReopening:
    """The complainant asks for reopening."""
    if not talk.begun:
        check_rating_time(desk, get_visible_ticket(desk, talk.argument), again=True)
    return c.AskReopening(talk.argument, _ask_what_is_not_settled(talk, talk.argument))


def ask_reopening(talk: Talk, desk: Desk, ticket: Ticket) -> c.AskReopening:
    """Ask why the ticket is to be reopened."""
    return c.AskReopening(ticket.number, _ask_what_is_not_settled(talk, ticket.number))


def _ask_what_is_not_settled(talk: Talk, number: str) -> str:
    return talk.ask("reason", Words(), _("What in {number} is not settled?", number=number))


def withdraw(talk: Talk, desk: Desk) -> c.Withdraw | None:
    """The complainant withdraws; so does an inspector who was mistaken, with a reason."""
    ticket = get_visible_ticket(desk, talk.argument)
    if ticket.track != "finding":
        return ask_withdrawal(talk, desk, ticket)
    asked = _(
        "Why is {number} withdrawn? The reason goes on the record, and the office reads it.",
        number=ticket.number,
    )
    reason = talk.ask("reason", Words(), asked)
    sure = _(
        "Withdraw {number}? It is not dealt with then.\nReason: {reason}",
        number=ticket.number,
        reason=reason,
    )
    if not talk.choose("sure", sure, (True, _("Withdraw")), (False, _("Keep it"))):
        return talk.drop(_("{number} stays as it is.", number=ticket.number))
    return c.Withdraw(ticket.number, reason)


def ask_withdrawal(talk: Talk, desk: Desk, ticket: Ticket) -> c.Withdraw | None:
    """Ask whether a complaint is really withdrawn."""
    sure = _("Withdraw {number}? It is not dealt with then.", number=ticket.number)
    if not talk.choose("sure", sure, (True, _("Withdraw")), (False, _("Keep it"))):
        return talk.drop(_("{number} stays as it is.", number=ticket.number))
    return c.Withdraw(ticket.number)


def relay(talk: Talk, desk: Desk) -> c.Relay:
    """Office and reporter write to each other; no account shows."""
    ticket = get_visible_ticket(desk, talk.argument)
    if Party.OFFICE not in parties_of(desk, ticket):
        return ask_message(talk, desk, ticket)
    asked = _(
        "Your message to the reporter of {number}. They read that the office writes, not who.",
        number=ticket.number,
    )
    return c.Relay(ticket.number, talk.ask("words", Words(), asked))


def ask_message(talk: Talk, desk: Desk, ticket: Ticket) -> c.Relay:
    """Ask the reporter for a message to the office."""
    asked = _("Your message about {number}. It is passed on without your account.")
    words = talk.ask("words", Words(), asked.given(number=ticket.number))
    return c.Relay(ticket.number, words)
