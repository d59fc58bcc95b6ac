"""Bindings: which chats are somebody's, who hears of a new one, and how one is undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from casework.channels import RosterAccounts
from casework.desk import Desk
from casework.notices import tell_person
from casework.people.events import record_about
from casework.people.roles import is_set_up
from locales import Button, Fact, Message, _
from rules.permissions import BY_TWO
from storage.outbox.handover import end_news_of_complaints, hand_over_unsent
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chat_of_person
from storage.outbox.removal import hide_what_was_sent
from storage.queries.chats import Standing
from storage.queries.complainants import complaints_of
from storage.records import change_rows
from storage.tables import Account, Chat, Evidence, Person, RoleHeld

UNBOUND = _(
    "This chat is no longer bound to {name}: what was begun in it is dropped, and {name}"
    "'s notices do not come here any more. "
    "If that is wrong, ask the office for an invitation code."
)
HELD = _(
    "Complaints filed here before: {count}. They open with their receipt codes alone from now on, "
    "and no news of them comes here."
)
MENU: tuple[Button, ...] = (Button(_("Menu"), "menu"),)


def chats_of(session: Session, person_id: int) -> list[Chat]:
    """Return the chats bound to somebody, in the order in which they were begun."""
    return list(
        session.exec(select(Chat).where(Chat.person_id == person_id).order_by(col(Chat.id)))
    )


def channel_of(desk: Desk, chat: Chat | Standing) -> Message:
    """Return the name of the chat's channel, with the account where the roster names it."""
    return desk.bureau.channel(chat.channel).label_of(chat.address)


def is_by_roster(desk: Desk, chat: Chat, person: Person) -> bool:
    """Tell whether the roster gives the chat to this person: unbound, it would be bound again."""
    accounts = desk.bureau.channel(chat.channel).accounts
    account = desk.session.get(Account, (person.id, chat.channel))
    if accounts is None or account is None or not person.active:
        return False
    return account.folded == accounts.fold(chat.address)


def tell_of_loss(desk: Desk, chat: Chat, before: Person) -> None:
    """Tell the other chats of whoever a chat belonged to that it is somebody else's now."""
    text = _(
        "A chat of yours was just bound to somebody else: {channel}, {at}. If you did not want "
        "that, tell the administrator."
    )
    notice = Notice(text.given(channel=channel_of(desk, chat), at=desk.now), MENU)
    for other in chats_of(desk.session, before.id or 0):
        if other.id != chat.id and not other.gone:
            queue(desk.session, other.id or 0, notice, desk.now)


def tell_of_binding(
    desk: Desk,
    chat: Chat | Standing,
    person: Person,
    *,
    invited_by: int | None = None,
    by_roster: bool = False,
) -> None:
    """Tell the person's other chats, and whoever made the invitation, that this chat is the
    person's now.
    """
    facts: dict[str, Fact] = {"channel": channel_of(desk, chat), "at": desk.now}
    undo = Button(_("Unbind that chat"), "unbind", str(chat.id))
    mine = _(
        "Your account was just bound to a new chat: {channel}, {at}. If it was not you: "
        "unbind it and tell the administrator."
    )
    if by_roster:
        mine = _(
            "The roster names a {platform} account as yours, and it was just used: {channel}, "
            "{at}. If it is not yours, tell the administrator: the roster is wrong.",
            platform=desk.bureau.channel(chat.channel).label,
        )
    notice = Notice(mine.given(**facts), () if by_roster else (undo,))
    for other in chats_of(desk.session, person.id or 0):
        if other.id != chat.id and not other.gone:
            queue(desk.session, other.id or 0, notice, desk.now)
    if invited_by not in (None, person.id):
        used = _(
            "{name} has used your invitation: {channel}, {at}. If it was somebody else, "
            "unbind that chat.",
            name=person.name,
        )
        tell_person(desk, invited_by or 0, used.given(**facts), [undo])


def give_to(session: Session, chat: Chat, person: Person, now: datetime) -> None:
    """Let the chat be this person's; no news of complaints filed in it before comes here."""
    chat.person_id, chat.bound_at = person.id, now
    session.add(chat)
    end_news_of_complaints(session, chat.id or 0)


def bind_by_account(desk: Desk, chat: Standing) -> bool:
    """Bind an account that the roster names, and tell whether it does.

    The chat is nobody's, or that of somebody who has left.
    """
    accounts = desk.bureau.channel(chat.channel).accounts
    if accounts is None:
        return False
    named = (
        select(Person)
        .join(Account)
        .where(
            Account.channel == chat.channel,
            Account.folded == accounts.fold(chat.address),
            col(Person.active).is_(True),
        )
    )
    person = desk.session.exec(named).first()
    if person is None or _needs_two(desk.session, person):
        return False
    row = desk.session.get_one(Chat, chat.id)
    is_anothers, held = (
        row.person_id is not None,
        len(complaints_of(desk.session, desk.bureau.routes, chat.id)),
    )
    if is_anothers:
        release(desk.session, row, desk.now, quietly=True)
        chat.drop_conversations()
    give_to(desk.session, row, person, desk.now)
    chat.person_id = person.id
    if is_anothers or held:
        _say_whose(desk, chat, person, held)
    record_about(
        desk.session, desk.now, "named_by_roster", person.id or 0, None, {"channel": chat.channel}
    )
    tell_of_binding(desk, chat, person, by_roster=True)
    return True


def _needs_two(session: Session, person: Person) -> bool:
    """Tell whether the roster alone gives this person no chat: two have to invite them."""
    held = select(RoleHeld.id).where(
        RoleHeld.person_id == person.id, col(RoleHeld.role).in_([str(role) for role in BY_TWO])
    )
    return session.exec(held).first() is not None and is_set_up(session)


def _say_whose(desk: Desk, chat: Standing, person: Person, held: int) -> None:
    """Say in the chat itself whose it is from now on, and what becomes of what it held."""
    platform = desk.bureau.channel(chat.channel).label
    lines = [
        _(
            "The roster names this {platform} account as {name}'s, and it is bound to {name} from "
            "now on. If that is not you, tell the administrator.",
            platform=platform,
            name=person.name,
        )
    ]
    if held:
        lines.append(HELD.given(count=held))
    queue(desk.session, chat.id, Notice(_("{lines}", lines=lines), MENU), desk.now)


def accounts_on(session: Session, channel: str) -> dict[int, str]:
    """Return the folded accounts that the roster names on a channel, by person."""
    named = select(Account.person_id, Account.folded).where(Account.channel == channel)
    return dict(session.exec(named).all())


def release_misnamed(
    session: Session, kind: RosterAccounts, before: Mapping[int, str], now: datetime
) -> int:
    """Unbind the chats that the roster gives to somebody else, or no longer to the person.

    Returns how many. `before` holds the folded accounts by person as they were. Who has none in the
    roster keeps what a code has bound.
    """
    accounts = accounts_on(session, kind.channel)
    owners = {account: person for person, account in accounts.items()}

    def is_misnamed(chat: Chat) -> bool:
        address, person = kind.fold(chat.address), chat.person_id or 0
        if address in owners or person in accounts:
            return owners.get(address) != person
        return before.get(person) == address

    bound = (Chat.channel == kind.channel, col(Chat.person_id).is_not(None))
    wrong = [
        chat
        for chat in session.exec(select(Chat).where(*bound).order_by(col(Chat.id)))
        if is_misnamed(chat)
    ]
    for chat in wrong:
        session.refresh(chat, with_for_update=True)  # somebody may be writing in it just now
        release(session, chat, now)
    return len(wrong)


def release(
    session: Session, chat: Chat, now: datetime, *, quietly: bool = False, by: int | None = None
) -> None:
    """Make it a stranger's chat: the draft is dropped, and what waits to be sent goes to another
    chat of the person.

    What was complained of in it opens here no more: it is the person's, and has its receipt code.
    """
    person = session.get_one(Person, chat.person_id)
    record_about(session, now, "unbound", person.id or 0, by, {"channel": chat.channel})
    chat.person_id = chat.bound_at = None
    chat.drop_conversations()
    session.flush()
    hide_what_was_sent(session, col(Chat.id) == chat.id)
    unused = (
        col(Evidence.ticket_id).is_(None),
        col(Evidence.submission_id).is_(None),
        col(Evidence.state).in_(("pending", "kept")),
    )
    change_rows(session, Evidence, (col(Evidence.chat_id) == chat.id, *unused), state="dropped")
    hand_over_unsent(session, chat.id or 0, chat_of_person(session, person.id or 0), now)
    if not quietly:
        queue(session, chat.id or 0, Notice(UNBOUND.given(name=person.name), MENU), now)
