"""Duties: what one owes, one of them on a card, and everything one can do with it."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from casework.desk import Desk
from casework.duties import commands as d
from casework.duties.access import Part, get_visible_assignment, parts_in
from casework.duties.assignments import assignee_name, find_duty, open_duty, title_of
from casework.duties.documents import document_link, documents_of
from casework.duties.immediate import immediate_duties_for
from casework.duties.responsible import colleagues_of, my_assignments
from casework.duties.submissions import MAX_COUNTED_AT_ONCE
from casework.people import commands as c
from handlers.duties.card import describe, links
from handlers.duties.content import HERE, ask_content, choose_way, go_way, review
from handlers.kit.pages import asked_page
from handlers.kit.photo_pages import newest, say_photos
from handlers.kit.pickers.day import OneDay, ask_day
from handlers.kit.reason import Reason
from locales import Button, Message, _
from rules import limits
from rules.permissions import Role
from storage.queries.campaigns import load_campaign
from storage.queries.duties import evidence_filed, filings_of, open_request
from storage.tables import Assignment
from talk import Choice, Number, Pick, Talk

DONE = "done"
AT_ONCE = "atonce"


def owes_anything(desk: Desk) -> bool:
    """Tell whether the actor finds duties in the menu."""
    return bool(my_assignments(desk, "open", "filed", "exempted")) or bool(
        immediate_duties_for(desk)
    )


def duties(talk: Talk, desk: Desk) -> Button | None:
    """Everybody sees what they owe: what is late first, then what is due, campaign by campaign;
    what is done is one tap away.
    """
    waiting = [
        each for each in my_assignments(desk, "open") if each.opens <= desk.today or not each.period
    ]
    done = sorted(
        my_assignments(desk, "filed", "exempted"),
        key=lambda each: each.settled_at or desk.now,
        reverse=True,
    )
    options = [Choice(each.id, _own_line(desk, each)) for each in waiting]
    options += [Choice(AT_ONCE, _("Report at once"))] if immediate_duties_for(desk) else []
    options += [Choice(DONE, _("Done: {count}", count=len(done)))] if done else []
    if not options:
        return talk.say(
            _("You owe no report or confirmation at present."), Button(_("Menu"), "menu")
        )
    which = talk.ask("which", Pick[int | str](options), _heading(desk, waiting))
    if which == AT_ONCE:
        return Button(_("Report at once"), AT_ONCE)
    if which == DONE:
        options = [Choice(each.id, one_line(desk, each)) for each in done]
        which = talk.ask("done", Pick[int | str](options), _("Done, newest first:"))
    return Button(_("Open the task"), "duty", str(which))


def _own_line(desk: Desk, assignment: Assignment) -> Message:
    """Return the line of something owed, with the unit's name where it is not one's own but one
    below without anybody.
    """
    line = one_line(desk, assignment)
    if (
        assignment.unit_id is None
        or assignment.handed_to is not None
        or assignment.unit_id in desk.actor.units_as(Role.HEAD, Role.HANDLER)
    ):
        return line
    return _("{line} ({unit})", line=line, unit=assignee_name(desk, assignment))


def _heading(desk: Desk, waiting: list[Assignment]) -> Message:
    """Return for each campaign how much is late and how much is due."""
    if not waiting:
        return _("Nothing is due at present.")
    lines = [_("Your tasks:")]
    for campaign_id, rows in groupby(waiting, key=lambda each: each.campaign_id):
        mine = list(rows)
        late = sum(desk.now > each.due_at for each in mine)
        campaign = load_campaign(desk.session, campaign_id)
        line = _(
            "{title}: late {late}, due {due}",
            title=campaign.title if campaign else "-",
            late=late,
            due=len(mine) - late,
        )
        lines.append(line)
    return _("{lines}", lines=lines)


def one_line(desk: Desk, assignment: Assignment) -> Message:
    """Return title, state and day in one line, short enough for a button."""
    line = _("{title}, due {day}")
    if assignment.state == "exempted":
        line = _("Exempted: {title}")
    elif assignment.state == "filed":
        line = _("Filed late: {title}") if assignment.late else _("Filed: {title}")
    elif desk.now > assignment.due_at:
        line = _("Late: {title}, due {day}")
    line = line.given(title=title_of(assignment), day=assignment.due_on)
    if assignment.at_least is None:
        return line
    return _(
        "{line} ({counted}/{least})",
        line=line,
        counted=assignment.counted,
        least=assignment.at_least,
    )


def duty(talk: Talk, desk: Desk) -> None:
    """Somebody looks at one duty and finds what can be done with it."""
    assignment = find(talk, desk)
    parts = parts_in(desk, assignment)
    kept = evidence_filed(
        desk.session,
        [each for each in filings_of(desk.session, assignment) if each.state == "filed"],
    )
    ids, left_out = newest([each for each in kept if each.public])
    read = [Button(_("All photos"), "dutyphotos", talk.argument)] if left_out else []
    read += (
        [Button(_("Download documents"), "dutydocs", talk.argument)]
        if any(each.name for each in kept)
        else []
    )
    text = _("{lines}", lines=[describe(desk, assignment), *left_out])
    return talk.say(text, *read, *links(desk, assignment, parts), photos=ids)


def photos(talk: Talk, desk: Desk) -> None:
    """Somebody concerned looks at all photos that were filed for one duty."""
    about, asked = asked_page(talk.argument)
    assignment = find(talk, desk)
    kept = evidence_filed(
        desk.session,
        [each for each in filings_of(desk.session, assignment) if each.state == "filed"],
    )
    lines = [_("{title}: all photos", title=title_of(assignment))]
    opened = Button(_("Open the task"), "duty", about)
    say_photos(
        talk, "dutyphotos", about, asked, [each for each in kept if each.public], lines, opened
    )


def find(talk: Talk, desk: Desk, *parts: Part) -> Assignment:
    """Return what the conversation is about; raises NoSuchAssignment when it is not the actor's."""
    number = asked_page(talk.argument)[0]
    return get_visible_assignment(
        desk, int(number) if number.isdecimal() and len(number) < 18 else 0, *parts
    )


def documents(talk: Talk, desk: Desk) -> None:
    """Whoever may read what was filed gets links to its documents."""
    filed = documents_of(desk, find(talk, desk))
    if not filed:
        return talk.drop(_("No document is filed here."))
    lines = [_("{name}: {link}", name=each.name, link=document_link(desk, each)) for each in filed]
    asked = _(
        "Documents filed. The links are for you alone and good for {minutes} minutes:\n{lines}",
        minutes=limits.DOCUMENT_LINK_MINUTES,
        lines=lines,
    )
    return talk.say(asked, Button(_("Open the task"), "duty", talk.argument), secret=True)


def confirm(talk: Talk, desk: Desk) -> d.ConfirmAssignment:
    """收到, with one tap."""
    return d.ConfirmAssignment(find(talk, desk, Part.ASSIGNEE).id or 0)


def file(talk: Talk, desk: Desk) -> d.FileSubmission | c.Invite | None:
    """Whoever owes it files what it must carry, piece by piece; a counter goes up."""
    assignment = find(talk, desk, Part.ASSIGNEE)
    asked = open_duty(desk, assignment)
    if (way := choose_way(talk, desk, asked)) != HERE:
        return go_way(talk, desk, way)
    lines = [_("{title}", title=title_of(assignment))]
    amount = None
    if assignment.at_least is not None:
        so_far = _(
            "{title}: {counted}/{least}. How many more?",
            title=title_of(assignment),
            counted=assignment.counted,
            least=assignment.at_least,
        )
        amount = (
            talk.ask("amount", Number(least=1, most=MAX_COUNTED_AT_ONCE, usual=(1, 2, 3)), so_far)
            or 1
        )
        lines.append(_("counted {amount}", amount=amount))
    returned = (
        [each for each in filings_of(desk.session, assignment) if each.state == "returned"]
        if amount is None
        else []
    )
    before = returned[-1].content if returned else ()
    content = ask_content(talk, desk, asked, note=amount is not None, before=before)
    lines += review(content)
    lines += (
        [_("It is late; it will be marked so.")]
        if desk.now > assignment.due_at and assignment.state == "open"
        else []
    )
    if not talk.confirm(_("{lines}\n\nSend it?", lines=lines)):
        return talk.drop(_("Dropped. Nothing was sent."))
    return d.FileSubmission(assignment.id or 0, content, amount)


def at_once(talk: Talk, desk: Desk) -> d.ReportImmediately | c.Invite | None:
    """Somebody reports what has just happened, to be told at once."""
    options = immediate_duties_for(desk)
    if not options:
        return talk.drop(_("There is nothing that you have to report at once."))
    choices = [Choice([each.campaign, each.duty, each.assignee], each.label) for each in options]
    campaign_id, key, assignee = talk.ask(
        "which", Pick[list[str | int]](choices), _("What do you report?")
    )
    campaign = load_campaign(desk.session, int(campaign_id))
    asked = find_duty(campaign, str(key))
    if asked is None:
        return talk.drop(_("That is no longer asked for."))
    if (way := choose_way(talk, desk, asked)) != HERE:
        return go_way(talk, desk, way)
    content = ask_content(talk, desk, asked)
    lines = [
        _("{title}", title=asked.title),
        *review(content),
        _("Those who receive it are told at once."),
    ]
    if not talk.confirm(_("{lines}\n\nSend it?", lines=lines)):
        return talk.drop(_("Dropped. Nothing was sent."))
    return d.ReportImmediately(int(campaign_id), str(key), str(assignee), content)


def hand(talk: Talk, desk: Desk) -> d.HandOver | None:
    """Whoever owes it hands it to a colleague of the same unit."""
    assignment = find(talk, desk, Part.ASSIGNEE)
    if assignment.state != "open":
        open_duty(desk, assignment)
    people = colleagues_of(desk, assignment)
    if not people:
        return talk.drop(_("Nobody else of the unit is in the roster."))
    options = [
        Choice(each.id, _("{name}, {title}", name=each.name, title=each.title or each.key))
        for each in people
    ]
    asked = _(
        "To whom do you hand “{title}”? You stay able to take it back.", title=title_of(assignment)
    )
    return d.HandOver(assignment.id or 0, talk.ask("to", Pick[int](options), asked))


def take_back(talk: Talk, desk: Desk) -> d.HandOver:
    """Whoever owes it takes it back from a colleague, or the colleague gives it back."""
    return d.HandOver(find(talk, desk, Part.ASSIGNEE).id or 0, None)


def more_time(talk: Talk, desk: Desk) -> d.AskMoreTime | None:
    """Whoever owes it asks for more time."""
    assignment = find(talk, desk, Part.ASSIGNEE)
    if assignment.state != "open":
        open_duty(desk, assignment)
    if not talk.begun and open_request(desk.session, assignment) is not None:
        return talk.drop(
            _(
                "A request for more time is already with the office for “{title}”.",
                title=title_of(assignment),
            )
        )
    after = max(assignment.due_on, desk.today)
    usual = tuple(desk.calendar.add(after, days) for days in (1, 3, 5, 10))
    asked = _(
        "Until which day do you need more time for “{title}”? It is due on {day}.",
        title=title_of(assignment),
        day=assignment.due_on,
    )
    until = ask_day(talk, "until", OneDay(desk.today, after + timedelta(days=1), usual), asked)
    return d.AskMoreTime(
        assignment.id or 0, until, talk.ask("reason", Reason(), _("Why is more time needed?"))
    )
