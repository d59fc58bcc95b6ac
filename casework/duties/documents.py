"""Documents that were filed, behind links that are good for a while and one person."""

from __future__ import annotations

import hmac
from datetime import timedelta

from casework.desk import Actor, Desk
from casework.duties.access import NoSuchAssignment, get_visible_assignment
from casework.people.accounts import look_up
from rules import limits
from storage.queries.duties import evidence_filed, filings_of
from storage.tables import Assignment, Evidence, Submission


def documents_of(desk: Desk, assignment: Assignment) -> list[Evidence]:
    """Return the documents that were filed for it and are kept, in the order sent."""
    filed = evidence_filed(desk.session, filings_of(desk.session, assignment))
    return [piece for piece in filed if piece.name]


def document_link(desk: Desk, document: Evidence) -> str:
    """Return the address under which the actor may download the document for a while."""
    lifetime = timedelta(minutes=limits.DOCUMENT_LINK_MINUTES)
    until = int((desk.now + lifetime).timestamp())
    claim = f"{document.id}-{desk.actor.person_id}-{until}"
    return f"{desk.bureau.public_url}/documents/{claim}-{_signature(desk, claim)}"


def open_link(desk: Desk, token: str) -> Evidence | None:
    """Return the document that a link leads to.

    None when it is forged or over, or the person may not read it any more.
    """
    claimed = _read_token(desk, token)
    if claimed is None:
        return None
    document_id, person_id = claimed
    document = desk.session.get(Evidence, document_id)
    known = look_up(desk.session, [person_id])[person_id]
    if document is None or known is None or document.state != "kept" or not document.name:
        return None
    if document.submission_id is None:
        return None
    submission = desk.session.get_one(Submission, document.submission_id)
    desk.actor = Actor(None, person_id, *known)
    try:
        get_visible_assignment(desk, submission.assignment_id)
    except NoSuchAssignment:
        return None
    return document


def _read_token(desk: Desk, token: str) -> tuple[int, int] | None:
    """Return the document's and the person's id, None when it is forged or over."""
    claim, _dash, signature = token.rpartition("-")
    parts = claim.split("-")
    if len(parts) != 3 or not all(map(_is_number, parts)):
        return None
    if not hmac.compare_digest(signature.encode(), _signature(desk, claim).encode()):
        return None
    document_id, person_id, until = map(int, parts)
    return None if until < desk.now.timestamp() else (document_id, person_id)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 12


def _signature(desk: Desk, claim: str) -> str:
    return desk.bureau.keyed_hash(f"document {claim}")[:32]
