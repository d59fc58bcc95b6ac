"""The unit's conversations: everything it can do with a ticket."""

from __future__ import annotations

from casework.desk import Desk
from casework.tickets import commands as c
from casework.tickets.access import get_visible_ticket
from casework.tickets.attachments import usable_photos
from casework.tickets.contents import proof_of
from handlers.kit.again import ask_again
from handlers.kit.reason import Reason
from locales import Message, _
from rules import limits
from rules.time.deadline import working_days
from storage.queries.tickets import open_extension
from storage.tables import Ticket
from talk import Later, Number, Photos, Talk, Words

MAX_NAME_CHARACTERS = 60  # of a name and a post
MIN_HAND_BACK_CHARACTERS = 5


def take(talk: Talk, desk: Desk) -> c.Take:
    """The unit signs for a ticket (签收)."""
    return c.Take(talk.argument)


def answer(talk: Talk, desk: Desk) -> c.Answer | None:
    """The unit answers with cause, measure, person responsible and proof."""
    ticket = get_visible_ticket(desk, talk.argument)
    number = ticket.number
    last = {field: str(words) for field, words in (ticket.answer or {}).items()}
    proof, asked_for_proof, sent_before = _proof(desk, ticket)
    with_caption, without = Later("photos", proof), Later("photos", proof, caption=False)
    asked = _("{number}: what was the cause?", number=number)
    cause = ask_again(talk, "cause", last.get("cause", ""), asked, later=with_caption)
    asked = _("What has been done about it?")
    measure = ask_again(talk, "measure", last.get("measure", ""), asked, later=with_caption)
    asked = _("Who is responsible for it? Name and post.")
    before = last.get("responsible", "")
    responsible = ask_again(
        talk, "responsible", before, asked, longest=MAX_NAME_CHARACTERS, later=without
    )
    photos = talk.ask("photos", proof, asked_for_proof)
    captions = [last.get("caption", "")]  # of photos that stay with it
    captions.append(photos.beside(f"{measure}\n{captions[0]}"))
    caption = "\n".join(filter(None, captions))
    answered = c.Answer(number, cause, measure, responsible, photos.ids, caption)
    count = len(usable_photos(desk, photos.ids)) or sent_before
    if not talk.confirm(_review(answered, count)):
        return talk.drop(_("Dropped. Nothing was sent."))
    return answered


def _review(answer: c.Answer, photo_count: int) -> Message:
    """Return what is about to be sent, and the question whether to send it."""
    first = _("{number}\nCause: {cause}\nMeasure: {measure}", number=answer.number)
    lines = [
        first.given(cause=answer.cause, measure=answer.measure),
        _("Responsible: {responsible}", responsible=answer.responsible),
        _("Photos: {count}", count=photo_count),
    ]
    if answer.caption:
        lines.append(_("About the photos: {caption}", caption=answer.caption))
    return _("{lines}\n\nSend it?", lines=lines)


def _proof(desk: Desk, ticket: Ticket) -> tuple[Photos, Message, int]:
    """Return how photos are asked for as proof, and how many of an earlier answer there are."""
    most = desk.bureau.photos_per_ticket
    sent_before = len(proof_of(desk, ticket))
    if sent_before:
        asked = _(
            "Send new photos as proof, then tap Done; those sent before stay with it: {count}.",
            count=sent_before,
        )
        return Photos(at_most=most, none=_("As before")), asked, sent_before
    kind = desk.catalogue.kinds.get(ticket.kind)
    if kind is not None and kind.proof_required:
        asked = _("Send photos as proof (this kind demands at least one), then tap Done.")
        return Photos(at_least=1, at_most=most), asked, 0
    return Photos(at_most=most), _("Send photos as proof, then tap Done."), 0


def excuse(talk: Talk, desk: Desk) -> c.Excuse:
    """The unit shows that the finding was excused (请假凭据)."""
    proof = Photos(at_least=1)
    asked = _("{number}: who was excused, and why?", number=talk.argument)
    reason = talk.ask("reason", Words(later=Later("photos", proof)), asked)
    asked = _("Send a photo of the leave slip or other proof, then tap Done.")
    photos = talk.ask("photos", proof, asked)
    return c.Excuse(talk.argument, photos.added_to(reason), photos.ids)


def hand_back(talk: Talk, desk: Desk) -> c.HandBack:
    """The unit hands back what is not its own (退单)."""
    asked = _(
        "Why is {number} not yours, and whose is it? It can be handed back once; the "
        "clock runs on.",
        number=talk.argument,
    )
    reason = talk.ask("reason", Reason(shortest=MIN_HAND_BACK_CHARACTERS), asked)
    return c.HandBack(talk.argument, reason)


def more_time(talk: Talk, desk: Desk) -> c.AskTime | None:
    """The unit asks for more time (延期)."""
    number = talk.argument
    if not talk.begun:
        request = open_extension(desk.session, get_visible_ticket(desk, number))
        if request is not None:
            already = _("A request for more time is already with the office for {number}.")
            return talk.drop(already.given(number=number))
    offered = {days: working_days(days) for days in limits.OFFERED_EXTENSION_DAYS}
    kind = Number(least=1, most=limits.LONGEST_EXTENSION_WORKING_DAYS, usual=offered)
    asked = _("How many more working days does {number} need?", number=number)
    days = talk.ask("days", kind, asked) or 0
    reason = talk.ask("reason", Reason(), _("Why is more time needed?"))
    return c.AskTime(number, days, reason)


def question(talk: Talk, desk: Desk) -> c.AskReporter:
    """The unit asks the reporter."""
    asked = _(
        "What do you want to ask the reporter of {number}? The clock stands still for at "
        "most {limit}.",
        number=talk.argument,
        limit=working_days(limits.LONGEST_PAUSE_WORKING_DAYS),
    )
    return c.AskReporter(talk.argument, talk.ask("question", Words(), asked))
