"""Roles that two people give: administrators and custodians propose, agree or refuse."""

from __future__ import annotations

from casework.desk import Desk
from casework.people.commands import AgreeToInvite, SettleRole
from casework.people.invitations import waiting_invitation
from casework.people.roles import NoSuchProposal, open_proposals
from locales import Button, Message, _
from rules.permissions import ROLE_NAMES, Role
from storage.tables import Person, RoleProposal
from talk import Choice, Pick, Talk


def has_roles_to_give(desk: Desk) -> bool:
    """Tell whether a role waits for two people."""
    return bool(open_proposals(desk.session))


def roles(talk: Talk, desk: Desk) -> SettleRole | None:
    """An administrator or a custodian proposes, agrees to, or refuses a role."""
    if not desk.actor.may("give_roles"):
        return talk.drop(_("These roles are given by administrators and custodians."))
    waiting = {proposal.id: proposal for proposal in open_proposals(desk.session)}
    if not waiting:
        return talk.drop(_("No role waits to be given."))
    options = [Choice(each, _line(desk, proposal)) for each, proposal in waiting.items()]
    chosen = talk.ask("which", Pick[int](options), _("Which role is it about?"))
    if chosen not in waiting:
        raise NoSuchProposal
    proposal = waiting[chosen]
    asked = _(
        "{line}\nThis role sees or decides what others may not. It is given when two people want "
        "it.",
        line=_line(desk, proposal),
    )
    agreed = _("Agree") if proposal.proposed_by is not None else _("Propose it")
    answer = talk.choose(
        "answer", asked, (True, agreed), (False, _("Refuse")), (None, _("Leave it"))
    )
    if answer is None:
        talk.say(_("It waits."), Button(_("Menu"), "menu"))
        return None
    return SettleRole(chosen, agreed=answer)


def let_in(talk: Talk, desk: Desk) -> AgreeToInvite | None:
    """An administrator or a custodian agrees to an invitation that somebody else has made."""
    is_id = talk.argument.isdecimal() and len(talk.argument) < 10
    invitation, person = waiting_invitation(desk, int(talk.argument) if is_id else 0)
    asked = _(
        "{by} invites {name} to a new chat, which then reads and decides what {name} may. Does "
        "{name} want that? Ask them before you agree.",
        name=person.name,
    )
    inviter = invitation.invited_by
    by = _name(desk, inviter) if inviter is not None else _("the command line")
    if not talk.choose("sure", asked.given(by=by), (True, _("Agree")), (False, _("Leave it"))):
        return talk.drop(_("The invitation works for nobody until somebody agrees."))
    return AgreeToInvite(invitation.id or 0)


def _line(desk: Desk, proposal: RoleProposal) -> Message:
    role = ROLE_NAMES[Role(proposal.role)]
    if proposal.proposed_by is None:
        line = _("{name}: {role}, asked for by the roster", role=role)
    else:
        line = _("{name}: {role}, proposed by {by}", role=role)
        line = line.given(by=_name(desk, proposal.proposed_by))
    return line.given(name=_name(desk, proposal.person_id))


def _name(desk: Desk, person_id: int) -> str:
    return desk.session.get_one(Person, person_id).name
