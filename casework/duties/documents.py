"""Documents that were filed, behind links that are good for a while and one person."""

from __future__ import annotations

from casework.desk import Desk
from casework.duties.access import NoSuchAssignment, get_visible_assignment
from casework.people.links import open_link, write_link
from storage.queries.duties import evidence_filed, filings_of
from storage.tables import Assignment, Evidence, Submission

DOCUMENTS = "documents"  # where the page stands


def documents_of(desk: Desk, assignment: Assignment) -> list[Evidence]:
    """Return the documents that were filed for it and are kept, in the order sent."""
    filed = evidence_filed(desk.session, filings_of(desk.session, assignment))
    return [piece for piece in filed if piece.name]


def document_link(desk: Desk, document: Evidence) -> str:
    """Return the address under which the actor may download the document for a while."""
    return write_link(desk, DOCUMENTS, document.id or 0)


def find_by_link(desk: Desk, token: str) -> Evidence | None:
    """Return the document that a link leads to.

    None when it is forged or over, or the person may not read it any more.
    """
    document_id = open_link(desk, DOCUMENTS, token)
    document = desk.session.get(Evidence, document_id) if document_id is not None else None
    if document is None or document.state != "kept" or not document.name:
        return None
    if document.submission_id is None:
        return None
    submission = desk.session.get_one(Submission, document.submission_id)
    try:
        get_visible_assignment(desk, submission.assignment_id)
    except NoSuchAssignment:
        return None
    return document
