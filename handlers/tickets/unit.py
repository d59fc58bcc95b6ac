"""The unit's conversations: its tickets, and everything it can do with one."""

from __future__ import annotations

from casework.desk import Desk
from casework.refusals import NoSuchTicket
from casework.tickets import commands as c
from casework.tickets.access import get_visible_ticket
from casework.tickets.attachments import usable_photos
from casework.tickets.merge import proof_of
from casework.tickets.queues import tickets_to_answer
from handlers.duties.content import ask_again
from handlers.kit.reason import Reason
from handlers.kit.ticket_list import say_list
from locales import Button, Message, _
from rules import limits
from rules.permissions import Role
from rules.time.deadline import working_days
from storage.queries.tickets import open_extension
from storage.tables import Ticket
from talk import Later, Number, Photos, Talk, Words


def our_tickets(talk: Talk, desk: Desk) -> None:
    """Head and handlers see what their unit has to answer."""
    if not desk.actor.units_as(Role.HEAD, Role.HANDLER):
        return talk.drop(
            _("You are neither head nor handler of a unit. Ask the office if you should be.")
        )
    waiting = tickets_to_answer(desk)
    if not waiting:
        return talk.say(_("Your unit has no open ticket."), Button(_("Menu"), "menu"))
    return say_list(
        talk, desk, "unit", _("Open tickets of your unit: {count}", count=len(waiting)), waiting
    )


def take(talk: Talk, desk: Desk) -> c.Take:
    """The unit signs for a ticket (签收)."""
    return c.Take(talk.argument)


def answer(talk: Talk, desk: Desk) -> c.Answer | None:
    """The unit answers with cause, measure, person responsible and proof."""
    try:
        ticket = get_visible_ticket(desk, talk.argument)
    except NoSuchTicket as refusal:
        return talk.drop(refusal.reason)
    last = {name: str(words) for name, words in (ticket.answer or {}).items()}
    kind, wanted, before = _proof(desk, ticket)
    later, beside = Later("photos", kind), Later("photos", kind, caption=False)
    asked = _("{number}: what was the cause?", number=talk.argument)
    cause = ask_again(talk, "cause", last.get("cause", ""), asked, later=later)
    measure = ask_again(
        talk, "measure", last.get("measure", ""), _("What has been done about it?"), later=later
    )
    asked = _("Who is responsible for it? Name and post.")
    responsible = ask_again(
        talk, "responsible", last.get("responsible", ""), asked, longest=60, later=beside
    )
    photos = talk.ask("photos", kind, wanted)
    said = last.get("caption", "")  # of photos that stay with it
    caption = "\n".join(each for each in (said, photos.beside(f"{measure}\n{said}")) if each)
    lines = [
        _(
            "{number}\nCause: {cause}\nMeasure: {measure}",
            number=talk.argument,
            cause=cause,
            measure=measure,
        ),
        _("Responsible: {responsible}", responsible=responsible),
        _("Photos: {count}", count=len(usable_photos(desk, photos.ids)) or before),
        *([_("About the photos: {caption}", caption=caption)] if caption else []),
    ]
    if not talk.confirm(_("{lines}\n\nSend it?", lines=lines)):
        return talk.drop(_("Dropped. Nothing was sent."))
    return c.Answer(talk.argument, cause, measure, responsible, photos.ids, caption)


def _proof(desk: Desk, ticket: Ticket) -> tuple[Photos, Message, int]:
    """Return how photos are asked for as proof, and how many of an earlier answer there are."""
    kind, before = desk.catalogue.kinds.get(ticket.kind), len(proof_of(desk, ticket))
    demanded = kind is not None and kind.proof_required
    most = desk.bureau.photos_per_ticket
    if before:
        asked = _(
            "Send new photos as proof, then tap Done; those sent before stay with it: {count}.",
            count=before,
        )
        return Photos(at_most=most, none=_("As before")), asked, before
    asked = _("Send photos as proof, then tap Done.")
    if demanded:
        asked = _("Send photos as proof (this kind demands at least one), then tap Done.")
    return Photos(at_least=int(demanded), at_most=most), asked, 0


def excuse(talk: Talk, desk: Desk) -> c.Excuse:
    """The unit shows that the finding was excused (请假凭据)."""
    kind = Photos(at_least=1)
    asked = _("{number}: who was excused, and why?", number=talk.argument)
    reason = talk.ask("reason", Words(later=Later("photos", kind)), asked)
    photos = talk.ask(
        "photos", kind, _("Send a photo of the leave slip or other proof, then tap Done.")
    )
    return c.Excuse(talk.argument, photos.added_to(reason), photos.ids)


def hand_back(talk: Talk, desk: Desk) -> c.HandBack:
    """The unit hands back what is not its own (退单)."""
    asked = _(
        "Why is {number} not yours, and whose is it? It can be handed back once; the "
        "clock runs on.",
        number=talk.argument,
    )
    return c.HandBack(talk.argument, talk.ask("reason", Reason(shortest=5), asked))


def more_time(talk: Talk, desk: Desk) -> c.AskTime | None:
    """The unit asks for more time (延期)."""
    if (
        not talk.begun
        and open_extension(desk.session, get_visible_ticket(desk, talk.argument)) is not None
    ):
        return talk.drop(
            _(
                "A request for more time is already with the office for {number}.",
                number=talk.argument,
            )
        )
    kind = Number(
        least=1,
        most=limits.LONGEST_EXTENSION_WORKING_DAYS,
        usual={days: working_days(days) for days in limits.OFFERED_EXTENSION_DAYS},
    )
    days = talk.ask(
        "days", kind, _("How many more working days does {number} need?", number=talk.argument)
    )
    return c.AskTime(
        talk.argument, days or 0, talk.ask("reason", Reason(), _("Why is more time needed?"))
    )


def question(talk: Talk, desk: Desk) -> c.AskReporter:
    """The unit asks the reporter."""
    asked = _(
        "What do you want to ask the reporter of {number}? The clock stands still for at "
        "most {limit}.",
        number=talk.argument,
        limit=working_days(limits.LONGEST_PAUSE_WORKING_DAYS),
    )
    return c.AskReporter(talk.argument, talk.ask("question", Words(), asked))
