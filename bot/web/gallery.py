"""The pictures a page may see: the public copy and its thumbnail, never the original."""

from __future__ import annotations

from storage.database import Database
from storage.evidence.failures import EvidenceMissing
from storage.evidence.names import copy_name
from storage.evidence.store import EvidenceStore
from storage.tables import Evidence


class Gallery:
    """Finds copies by evidence id."""

    def __init__(self, database: Database, store: EvidenceStore) -> None:
        self.database = database
        self.store = store

    def read(self, evidence: int, *, thumbnail: bool) -> bytes | None:
        """Return the copy's JPEG bytes, None when there is none (yet); raises DatabaseAway or
        EvidenceFailed.
        """
        with self.database.read() as session:
            row = session.get(Evidence, evidence)
            name = (row.thumbnail if thumbnail else row.public) if row else None
        if not name:
            return None
        try:
            return self.store.read(copy_name(name))
        except EvidenceMissing:
            return None
