"""Roles that two people give: administrators and custodians, once the bureau has two of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from casework.desk import Desk
from casework.notices import Receipt
from casework.people.commands import SettleRole
from casework.people.events import record_about
from casework.refusals import AlreadyDone, NotAllowed, Refused
from locales import Button, Message, _
from rules.permissions import BY_TWO, ROLE_NAMES, Role
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people
from storage.tables import Person, RoleHeld, RoleProposal

LOOK = Button(_("Roles to be given"), "roles")
MENU = (Button(_("Menu"), "menu"),)
TWO = 2


class NoSuchProposal(Refused):
    """The role waits for nobody any more."""

    def __init__(self) -> None:
        super().__init__(_("That role is settled already, or the roster asks for it no more."))


def givers(session: Session) -> list[int]:
    """Return who may give such roles and can be reached: who holds one, and has a chat."""
    held = select(RoleHeld.person_id).where(col(RoleHeld.role).in_([str(role) for role in BY_TWO]))
    return sorted(chats_of_people(session, set(session.exec(held).all())))


def is_set_up(session: Session) -> bool:
    """Tell whether there are two to give such roles; before, the roster gives them by itself."""
    return len(givers(session)) >= TWO


def open_proposals(session: Session) -> list[RoleProposal]:
    """Return the roles that wait for two people, the oldest first."""
    waiting = select(RoleProposal).where(RoleProposal.state == "open")
    return list(session.exec(waiting.order_by(col(RoleProposal.id))))


def ask_for_role(session: Session, person: Person, role: Role, now: datetime) -> bool:
    """Let the role wait for two people, and tell those who may; False where it waits already."""
    same = (RoleProposal.person_id == person.id, RoleProposal.role == role.value)
    waiting = select(RoleProposal).where(*same, RoleProposal.state == "open")
    if session.exec(waiting).first() is not None:
        return False
    session.add(RoleProposal(person_id=person.id or 0, role=role.value, asked_at=now))
    record_about(session, now, "role_asked", person.id or 0, None, {"role": role.value})
    text = _(
        "The roster asks that {name} be {role}. Two of the administrators and custodians have to "
        "want it: one proposes, another agrees.",
        name=person.name,
        role=ROLE_NAMES[role],
    )
    _tell(session, givers(session), Notice(text, (LOOK,)), now)
    return True


def drop_proposals(session: Session, person_id: int, asked: Collection[str]) -> None:
    """End what waits for this person, but for the roles that the roster asks for still."""
    mine = (RoleProposal.person_id == person_id, RoleProposal.state == "open")
    dropped = select(RoleProposal).where(*mine, col(RoleProposal.role).not_in(asked))
    for proposal in session.exec(dropped):
        proposal.state = "dropped"
        session.add(proposal)


def settle_role(desk: Desk, command: SettleRole) -> Receipt:
    """Propose the role, agree to what somebody else proposed, or refuse it."""
    if not desk.actor.may("give_roles"):
        raise NotAllowed
    wanted = (RoleProposal.id == command.proposal, RoleProposal.state == "open")
    proposal = desk.session.exec(select(RoleProposal).where(*wanted).with_for_update()).first()
    person = desk.session.get(Person, proposal.person_id) if proposal is not None else None
    if proposal is None or person is None or not person.active:
        raise NoSuchProposal
    if not command.agreed:
        return _refuse(desk, proposal, person)
    if proposal.proposed_by not in givers(desk.session):
        return _propose(desk, proposal, person)
    if proposal.proposed_by == desk.actor.person_id:
        raise AlreadyDone(
            _("You have proposed it yourself: another administrator or custodian has to agree.")
        )
    return _give(desk, proposal, person)


def _propose(desk: Desk, proposal: RoleProposal, person: Person) -> Receipt:
    proposal.proposed_by = desk.actor.person_id
    said = _("{by} proposes that {name} be {role}; one more has to agree.")
    return _said(desk, proposal, person, "role_proposed", said)


def _give(desk: Desk, proposal: RoleProposal, person: Person) -> Receipt:
    proposal.state = "given"
    proposal.decided_by, proposal.decided_at = desk.actor.person_id, desk.now
    desk.session.add(RoleHeld(person_id=proposal.person_id, role=proposal.role))
    said = _("{by} agrees: {name} is {role} from now on.")
    return _said(desk, proposal, person, "role_given", said)


def _refuse(desk: Desk, proposal: RoleProposal, person: Person) -> Receipt:
    proposal.state = "refused"
    proposal.decided_by, proposal.decided_at = desk.actor.person_id, desk.now
    said = _("{by} refuses: {name} does not become {role}.")
    return _said(desk, proposal, person, "role_refused", said)


def _said(desk: Desk, proposal: RoleProposal, person: Person, event: str, said: Message) -> Receipt:
    """Write it down, and tell the person and all others who may give such roles."""
    desk.session.add(proposal)
    note = {"role": proposal.role}
    record_about(desk.session, desk.now, event, person.id or 0, desk.actor.person_id, note)
    text = said.given(by=desk.actor.name, name=person.name, role=ROLE_NAMES[Role(proposal.role)])
    others = {*givers(desk.session), person.id or 0} - {desk.actor.person_id or 0}
    buttons = (LOOK,) if proposal.state == "open" else MENU
    _tell(desk.session, others, Notice(text, buttons), desk.now)
    return Receipt(text, MENU)


def _tell(session: Session, people: Collection[int], notice: Notice, now: datetime) -> None:
    for chat in chats_of_people(session, people).values():
        queue(session, chat, notice, now)
