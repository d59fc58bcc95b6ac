"""Documents that were filed: links for those who may read them, good for a while and for that person
alone.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from casework.desk import Actor, Desk
from casework.duties.assignments import NoSuchDuty, get_visible_assignment
from casework.people.accounts import look_up
from rules import limits
from storage.queries.duties import evidence_filed, filings_of
from storage.tables import Assignment, Evidence, Submission


def documents_of(desk: Desk, assignment: Assignment) -> list[Evidence]:
    """Return the documents that were filed for it and are kept, in the order sent."""
    return [
        each
        for each in evidence_filed(desk.session, filings_of(desk.session, assignment))
        if each.name
    ]


def document_link(desk: Desk, document: Evidence) -> str:
    """Return the address under which the actor may download the document for a while."""
    until = int((desk.now + timedelta(minutes=limits.DOCUMENT_LINK_MINUTES)).timestamp())
    said = f"{document.id}-{desk.actor.person_id}-{until}"
    return f"{desk.bureau.public_url}/documents/{said}-{_seal(desk, said)}"


def open_link(desk: Desk, token: str) -> Evidence | None:
    """Return the document that a link leads to; None when it is forged or over, or the person may
    not read it any more.
    """
    said, _dash, seal = token.rpartition("-")
    parts = said.split("-")
    if len(parts) != 3 or not all(
        each.isascii() and each.isdecimal() and len(each) < 12 for each in parts
    ):
        return None
    if (
        not hmac.compare_digest(seal.encode(), _seal(desk, said).encode())
        or int(parts[2]) < desk.now.timestamp()
    ):
        return None
    document, person = desk.session.get(Evidence, int(parts[0])), int(parts[1])
    known = look_up(desk.session, [person])[person]
    filing = (
        desk.session.get(Submission, document.submission_id)
        if document is not None and document.submission_id is not None
        else None
    )
    if (
        document is None
        or document.state != "kept"
        or not document.name
        or known is None
        or filing is None
    ):
        return None
    desk.actor = Actor(None, person, *known)
    try:
        get_visible_assignment(desk, filing.assignment_id)
    except NoSuchDuty:
        return None
    return document


def _seal(desk: Desk, said: str) -> str:
    return desk.bureau.keyed_hash(f"document {said}")[:32]
