"""My tasks: what somebody has to do, one of them on a card, and what was filed for it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from casework.desk import Desk
from casework.duties.access import Part, get_visible_assignment, parts_in
from casework.duties.assignments import assignee_name, title_of
from casework.duties.documents import document_link, documents_of
from casework.duties.immediate import immediate_duties_for
from casework.duties.responsible import my_assignments
from handlers.duties.actions import action_buttons
from handlers.duties.card import describe
from handlers.kit.pages import asked_page
from handlers.kit.photo_pages import newest, say_photos
from locales import Button, Message, _
from rules import limits
from rules.permissions import Role
from storage.queries.campaigns import load_campaign
from storage.queries.duties import evidence_filed, filings_of
from storage.tables import Assignment, Evidence
from talk import Choice, Pick, Talk

DONE = "done"
IMMEDIATE = "atonce"
OPEN_TASK = _("Open the task")


def has_tasks(desk: Desk) -> bool:
    """Tell whether the actor finds tasks in the menu."""
    if my_assignments(desk, "open", "filed", "exempted"):
        return True
    return bool(immediate_duties_for(desk))


def my_tasks(talk: Talk, desk: Desk) -> Button | None:
    """Everybody sees what they have to do, the longest due first; what is done is one tap away."""
    waiting = [
        assignment
        for assignment in my_assignments(desk, "open")
        if assignment.opens <= desk.today or not assignment.period
    ]
    done = my_assignments(desk, "filed", "exempted")
    options = [Choice(assignment.id, _own_line(desk, assignment)) for assignment in waiting]
    if immediate_duties_for(desk):
        options.append(Choice(IMMEDIATE, _("Report at once")))
    if done:
        options.append(Choice(DONE, _("Done: {count}", count=len(done))))
    if not options:
        return talk.say(
            _("You owe no report or confirmation at present."), Button(_("Menu"), "menu")
        )
    which = talk.ask("which", Pick[int | str](options), _heading(desk, waiting))
    if which == IMMEDIATE:
        return Button(_("Report at once"), IMMEDIATE)
    if which == DONE:
        which = _ask_done(talk, desk, done)
    return Button(OPEN_TASK, "duty", str(which))


def _ask_done(talk: Talk, desk: Desk, done: Sequence[Assignment]) -> int | str:
    newest_first = sorted(
        done, key=lambda assignment: assignment.settled_at or desk.now, reverse=True
    )
    options = [Choice(assignment.id, one_line(desk, assignment)) for assignment in newest_first]
    return talk.ask("done", Pick[int | str](options), _("Done, newest first:"))


def _own_line(desk: Desk, assignment: Assignment) -> Message:
    """Return its line, with the unit's name where that is one below without anybody."""
    line = one_line(desk, assignment)
    if assignment.unit_id is None or assignment.handed_to is not None:
        return line
    if assignment.unit_id in desk.actor.units_as(Role.HEAD, Role.HANDLER):
        return line
    return _("{line} ({unit})", line=line, unit=assignee_name(desk, assignment))


def _heading(desk: Desk, waiting: Sequence[Assignment]) -> Message:
    """Return for each campaign how much is late and how much is due."""
    if not waiting:
        return _("Nothing is due at present.")
    lines = [_("Your tasks:")]
    for campaign_id, rows in groupby(waiting, key=lambda assignment: assignment.campaign_id):
        is_late = [desk.now > assignment.due_at for assignment in rows]
        campaign = load_campaign(desk.session, campaign_id)
        line = _(
            "{title}: late {late}, due {due}",
            title=campaign.title if campaign else "-",
            late=is_late.count(True),
            due=is_late.count(False),
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


def find(talk: Talk, desk: Desk, *parts: Part) -> Assignment:
    """Return the assignment that is talked of; raises NoSuchAssignment."""
    number = asked_page(talk.argument)[0]
    is_id = number.isdecimal() and len(number) < 18
    return get_visible_assignment(desk, int(number) if is_id else 0, *parts)


def task(talk: Talk, desk: Desk) -> None:
    """Somebody looks at one assignment and finds what can be done with it."""
    assignment = find(talk, desk)
    kept = _evidence(desk, assignment)
    ids, left_out = newest([piece for piece in kept if piece.public])
    links = []
    if left_out:
        links.append(Button(_("All photos"), "dutyphotos", talk.argument))
    if any(piece.name for piece in kept):
        links.append(Button(_("Download documents"), "dutydocs", talk.argument))
    links += action_buttons(desk, assignment, parts_in(desk, assignment))
    text = _("{lines}", lines=[describe(desk, assignment), *left_out])
    return talk.say(text, *links, photos=ids)


def _evidence(desk: Desk, assignment: Assignment) -> list[Evidence]:
    """Return what stands in the submissions that were not returned."""
    submissions = filings_of(desk.session, assignment)
    standing = [submission for submission in submissions if submission.state == "filed"]
    return evidence_filed(desk.session, standing)


def photos(talk: Talk, desk: Desk) -> None:
    """Somebody concerned looks at all photos that were filed for one assignment."""
    about, asked = asked_page(talk.argument)
    assignment = find(talk, desk)
    pictures = [piece for piece in _evidence(desk, assignment) if piece.public]
    lines = [_("{title}: all photos", title=title_of(assignment))]
    say_photos(talk, "dutyphotos", about, asked, pictures, lines, Button(OPEN_TASK, "duty", about))


def documents(talk: Talk, desk: Desk) -> None:
    """Whoever may read what was filed gets links to its documents."""
    filed = documents_of(desk, find(talk, desk))
    if not filed:
        return talk.drop(_("No document is filed here."))
    lines = [
        _("{name}: {link}", name=piece.name, link=document_link(desk, piece)) for piece in filed
    ]
    asked = _(
        "Documents filed. The links are for you alone and good for {minutes} minutes:\n{lines}",
        minutes=limits.LINK_MINUTES,
        lines=lines,
    )
    return talk.say(asked, Button(OPEN_TASK, "duty", talk.argument), secret=True)
