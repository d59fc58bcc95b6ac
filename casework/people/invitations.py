"""Invitations: the one-time codes that bind a chat to somebody of the roster."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlmodel import Session, col, select

from casework.desk import Desk
from casework.notices import Receipt, tell_person
from casework.people.accounts import roles_of
from casework.people.bindings import give_to, release, tell_of_binding, tell_of_loss
from casework.people.commands import OWN_BROWSER, TO_JOIN, AgreeToInvite, Invite, Join
from casework.people.events import record_about
from casework.people.roles import givers, is_set_up
from casework.refusals import AdministratorNeeded, CodeUnknown, NotAllowed, Refused
from locales import Button, Message, _
from rules import limits
from rules.permissions import BY_TWO, ROLE_NAMES, Role, may_invite
from rules.text.codes import INVITATION_LENGTH, INVITATION_LETTERS, read_invitation
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people
from storage.tables import Chat, Invitation, Person, RoleHeld, Unit


class NoSuchPerson(Refused):
    """Nobody of that name or number is in the roster."""


class ForTheBrowser(Refused):
    """The code was made for the browser, and shown elsewhere."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This code opens in a browser only: open the whole link there. If somebody else "
                "sent it to you, leave it, and tell the office."
            )
        )


class WaitsForAnother(Refused):
    """The code is for one whose role two people give, and only one has invited them so far."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This code waits: another administrator or custodian has to agree to it. They were "
                "asked; show the code again then."
            )
        )


class NoSuchInvitation(Refused):
    """No such invitation waits for this person."""

    def __init__(self) -> None:
        super().__init__(_("That invitation waits for nobody, or is over."))


def make_invitation(desk: Desk, person_id: int, purpose: str) -> str:
    """Return a new one-time code for the person; only its hash is kept."""
    code = "".join(secrets.choice(INVITATION_LETTERS) for _place in range(INVITATION_LENGTH))
    kept = Invitation(
        code_hash=desk.bureau.keyed_hash(code),
        person_id=person_id,
        purpose=purpose,
        expires_at=desk.now + _lasting(purpose),
        invited_by=desk.actor.person_id,
    )
    desk.session.add(kept)
    note = {"purpose": purpose}
    record_about(desk.session, desk.now, "invited", person_id, desk.actor.person_id, note)
    if needs_another(desk.session, kept):
        _ask_another(desk, kept)
    return code


def needs_another(session: Session, invitation: Invitation) -> bool:
    """Tell whether it waits: it is for one whose role two people give, and nobody else wants it."""
    if invitation.agreed_by is not None or invitation.invited_by == invitation.person_id:
        return False
    return bool(roles_of(session, invitation.person_id) & BY_TWO) and is_set_up(session)


def _ask_another(desk: Desk, invitation: Invitation) -> None:
    desk.session.flush()
    person = desk.session.get_one(Person, invitation.person_id)
    text = _(
        "A new chat is to be bound to {name}, at the invitation of {by}. The code works when "
        "another administrator or custodian agrees.",
        name=person.name,
    )
    notice = Notice(
        text.given(by=desk.actor.name if invitation.invited_by else _("the command line")),
        (Button(_("Look at it"), "letin", str(invitation.id)),),
    )
    others = set(givers(desk.session)) - {desk.actor.person_id or 0}
    for chat in chats_of_people(desk.session, others).values():
        queue(desk.session, chat, notice, desk.now)


def waiting_invitation(
    desk: Desk, invitation_id: int, *, lock: bool = False
) -> tuple[Invitation, Person]:
    """Return an invitation that the actor may agree to; NoSuchInvitation for any other."""
    found = select(Invitation).where(
        Invitation.id == invitation_id,
        col(Invitation.used_at).is_(None),
        Invitation.expires_at > desk.now,
    )
    invitation = desk.session.exec(found.with_for_update() if lock else found).first()
    if invitation is None or not desk.actor.may("give_roles"):
        raise NoSuchInvitation
    if invitation.invited_by == desk.actor.person_id or not needs_another(desk.session, invitation):
        raise NoSuchInvitation
    return invitation, desk.session.get_one(Person, invitation.person_id)


def agree_to_invite(desk: Desk, command: AgreeToInvite) -> Receipt:
    """Let the code of an invitation work that somebody else has made."""
    invitation, person = waiting_invitation(desk, command.invitation, lock=True)
    invitation.agreed_by = desk.actor.person_id
    desk.session.add(invitation)
    by = desk.actor.person_id
    record_about(desk.session, desk.now, "invitation_agreed", person.id or 0, by, {})
    text = _("{by} agrees: the invitation of {name} works now.", by=desk.actor.name)
    text = text.given(name=person.name)
    if invitation.invited_by is not None:
        tell_person(desk, invitation.invited_by, text)
    return Receipt(text, (Button(_("Menu"), "menu"),))


def _lasting(purpose: str) -> timedelta:
    """Return how long a code is good: an invitation for days, a link to the browser for minutes."""
    if purpose == TO_JOIN:
        return timedelta(days=limits.INVITATION_DAYS)
    return timedelta(minutes=limits.ENTRY_LINK_MINUTES)


def invite(desk: Desk, command: Invite) -> Receipt:
    """Make an invitation: for somebody else by the office, for one's own browser by anyone of the
    roster.
    """
    own = command.purpose == OWN_BROWSER and command.person == desk.actor.person_id
    if not own and not desk.actor.may("invite"):
        raise NotAllowed
    if not own and not may_invite(desk.actor.roles, roles_of(desk.session, command.person)):
        raise AdministratorNeeded
    person = desk.session.get(Person, command.person)
    if person is None or not person.active:
        raise NoSuchPerson(_("Nobody like that is in the roster."))
    code = make_invitation(desk, command.person, command.purpose)
    if command.purpose == OWN_BROWSER:
        text = _(
            "Your one-time link, good for {minutes} minutes. Do not pass it on:\n"
            "{url}/enter/{code}",
            minutes=limits.ENTRY_LINK_MINUTES,
        )
        return Receipt(text.given(url=desk.bureau.public_url, code=code), secret=True)
    text = _("Invitation for {name}, good for {days} days and one use: {code}", name=person.name)
    lines = [text.given(days=limits.INVITATION_DAYS, code=code)]
    lines += [line.given(code=code) for line in desk.bureau.invitations]
    lines.append(_("Web chat: {url}/enter/{code}", url=desk.bureau.public_url, code=code))
    if roles_of(desk.session, command.person) & BY_TWO and is_set_up(desk.session):
        lines.append(_("It works when another administrator or custodian has agreed."))
    return Receipt(_("{lines}", lines=lines), secret=True)


def usable_invitation(
    desk: Desk, command: Join, *, lock: bool = False
) -> tuple[Invitation, Person]:
    """Return the invitation that has this code, and whom it is for.

    CodeUnknown where it cannot be used, ForTheBrowser where it cannot be used here.
    """
    usable = select(Invitation).where(
        Invitation.code_hash == desk.bureau.keyed_hash(read_invitation(command.code)),
        col(Invitation.used_at).is_(None),
    )
    invitation = desk.session.exec(usable.with_for_update() if lock else usable).first()
    if invitation is None or invitation.expires_at < desk.now:
        raise CodeUnknown
    person = desk.session.get(Person, invitation.person_id)
    if person is None or not person.active or not _still_holds(desk, invitation):
        raise CodeUnknown
    if invitation.purpose == OWN_BROWSER and not command.at_entrance:
        raise ForTheBrowser
    if needs_another(desk.session, invitation):
        raise WaitsForAnother
    return invitation, person


def join(desk: Desk, command: Join) -> Receipt:
    """Bind this chat to the person the code was made for, and tell whose it was."""
    invitation, person = usable_invitation(desk, command, lock=True)
    chat = desk.session.get(Chat, desk.actor.chat_id)
    if chat is None:
        raise CodeUnknown
    invitation.used_at = desk.now
    desk.session.add(invitation)
    if chat.person_id != person.id:
        _bind(desk, chat, person, invitation)
    welcome = _("Welcome, {name}. You are:\n{roles}", name=person.name)
    roles = roles_in_words(desk, person)
    return Receipt(welcome.given(roles=roles), (Button(_("Menu"), "menu"),))


def _bind(desk: Desk, chat: Chat, person: Person, invitation: Invitation) -> None:
    before = desk.session.get(Person, chat.person_id) if chat.person_id is not None else None
    if before is not None:
        release(desk.session, chat, desk.now, quietly=True)
        desk.unbound.add(chat.id or 0)
        tell_of_loss(desk, chat, before)
    chat.gone = False
    give_to(desk.session, chat, person, desk.now)
    desk.joined.add(chat.id or 0)
    note = {
        "channel": chat.channel,
        "purpose": invitation.purpose,
        "invited_by": invitation.invited_by,
        "before": before.id if before is not None else None,
    }
    record_about(desk.session, desk.now, "joined", person.id or 0, None, note)
    tell_of_binding(desk, chat, person, invited_by=invitation.invited_by)


def _still_holds(desk: Desk, invitation: Invitation) -> bool:
    """Tell whether whoever made it may invite this person now: since then either may have got
    another role.
    """
    if invitation.invited_by in (
        None,
        invitation.person_id,
    ):  # made on the command line, or for one's own browser
        return True
    return may_invite(
        roles_of(desk.session, invitation.invited_by or 0),
        roles_of(desk.session, invitation.person_id),
    )


def roles_in_words(desk: Desk, person: Person) -> list[Message]:
    """Return what somebody is, a line for each role."""
    lines = []
    for held in desk.session.exec(select(RoleHeld).where(RoleHeld.person_id == person.id)):
        unit = desk.session.get(Unit, held.unit_id) if held.unit_id else None
        name = ROLE_NAMES[Role(held.role)]
        lines.append(_("{role}, {unit}", role=name, unit=unit.name) if unit else name)
    return lines
