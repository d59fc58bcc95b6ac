"""Platform tokens kept in the database: they outlive the program, and replicas share them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Database
from storage.tables import Token


@dataclass(frozen=True, slots=True)
class StoredToken:
    """One named token; called from worker threads."""

    database: Database
    name: str

    def load(self) -> tuple[str, datetime] | None:
        """Return the token and the moment it ends, None when there is none."""
        with self.database.read() as session:
            row = session.get(Token, self.name)
            return (row.value, row.expires_at) if row else None

    def save(self, value: str, expires_at: datetime) -> None:
        """Keep the token in place of the one before."""
        with self.database.write() as session:
            session.merge(Token(name=self.name, value=value, expires_at=expires_at))
