"""Filing: a finding or a complaint becomes a ticket with a gapless number."""

from __future__ import annotations

from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import NoSuchKind, NoSuchUnit, NotAllowed, NothingGiven
from casework.tickets.attachments import attach
from casework.tickets.audience import concerned
from casework.tickets.commands import FileComplaint, FileFinding
from casework.tickets.events import record
from casework.tickets.identity import seal_identity
from casework.tickets.numbering import next_number
from casework.tickets.queues import accept_by
from casework.tickets.telling import tell
from rules.kinds.catalogue import Kind
from rules.lifecycle import Party, State
from rules.permissions import Role
from rules.text.codes import COMPLAINT_PREFIX, FINDING_PREFIX, RECEIPT_DIGITS, spell_receipt
from storage.outbox.forgetting import forget_conversation
from storage.queries.accused import name_accused
from storage.queries.complainants import keep_complainant
from storage.queries.units import holders_of, unit_names
from storage.tables import Reporter, Ticket
from storage.upsert import insert_one

COMPLAINING = "complain"  # the conversation in which a complaint is filed


def file_finding(desk: Desk, command: FileFinding) -> Receipt:
    """File an inspector's finding; the unit sees nothing before dispatch."""
    if not desk.actor.may("file_finding"):
        raise NotAllowed
    kind = _kind(desk, command.kind, "finding")
    if not command.words and not command.photos:
        raise NothingGiven
    unit = _unit_name(desk, command.unit)
    ticket = insert_one(
        desk.session,
        Ticket,
        number=next_number(desk, FINDING_PREFIX),
        track="finding",
        kind=kind.code,
        state=State.ACCEPTED,
        unit_id=command.unit,
        words=command.words,
        place=command.place,
        happened_at=command.happened_at or desk.now,
        inspector_id=desk.actor.person_id,
        limit_days=kind.limit_days,
        filed_at=desk.now,
    )
    place = command.place or unit
    attach(desk, ticket, command.photos, "report", stamp_place=place)
    note = {"unit": unit, "kind": kind.code, "words": command.words, "photos": list(command.photos)}
    record(desk, ticket, "filed", State.ACCEPTED, note, Party.INSPECTOR)
    return tell(desk, ticket, "filed", unit=unit, photos=command.photos)


def file_complaint(desk: Desk, command: FileComplaint) -> Receipt:
    """File anybody's complaint; who it was is kept only as far as the level chosen says."""
    kind = _kind(desk, command.kind, "complaint")
    if not command.words and not command.photos:
        raise NothingGiven
    unit = _unit_name(desk, command.unit) if command.unit is not None else None
    ticket = _insert_complaint(desk, command, kind)
    code = desk.new_code(RECEIPT_DIGITS)
    desk.session.add(_reporter(desk, ticket, command, code))
    attach(desk, ticket, command.photos, "report")
    note = {
        "unit": unit,
        "kind": kind.code,
        "words": command.words,
        "photos": list(command.photos),
        "level": command.level,
    }
    record(desk, ticket, "filed", State.SUBMITTED, note, Party.COMPLAINANT)
    if command.level == "anonymous" and desk.actor.chat_id is not None:
        # on the way the complaint was repeated for confirmation, word by word
        forget_conversation(desk.session, desk.actor.chat_id, COMPLAINING)
    return tell(
        desk,
        ticket,
        "filed",
        unit=concerned(desk, ticket),
        level=command.level,
        code=spell_receipt(code),
        day=accept_by(desk, desk.now),
    )


def _insert_complaint(desk: Desk, command: FileComplaint, kind: Kind) -> Ticket:
    """Insert the ticket, with the heads of the day where it is about a unit's head."""
    ticket = insert_one(
        desk.session,
        Ticket,
        number=next_number(desk, COMPLAINT_PREFIX),
        track="complaint",
        kind=kind.code,
        state=State.SUBMITTED,
        words=command.words,
        unit_id=command.unit,
        limit_days=kind.limit_days,
        filed_at=desk.now,
        restricted=command.about_head,
        about_id=command.unit if command.about_head else None,
    )
    if ticket.about_id is not None:
        heads = holders_of(desk.session, Role.HEAD.value, ticket.about_id)
        name_accused(desk.session, ticket, heads)
    return ticket


def _reporter(desk: Desk, ticket: Ticket, command: FileComplaint, code: str) -> Reporter:
    known = command.level in ("named", "confidential")
    reporter = Reporter(
        ticket_id=ticket.id or 0,
        level=command.level,
        receipt_hash=desk.bureau.keyed_hash(code),
        name=command.name if known else "",
        contact=command.contact if known else "",
    )
    if known:
        keep_complainant(desk.session, desk.bureau.routes, reporter, desk.actor.chat_id)
        seal_identity(desk, ticket, reporter)
    return reporter


def _kind(desk: Desk, code: str, track: str) -> Kind:
    kind = desk.catalogue.kinds.get(code)
    if kind is None or kind.track != track or code not in desk.catalogue.offered:
        raise NoSuchKind
    return kind


def _unit_name(desk: Desk, unit_id: int) -> str:
    name = unit_names(desk.session).get(unit_id)
    if name is None:
        raise NoSuchUnit
    return name
