"""The custodians' public keys."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import IdentityKey, Reporter


def current_key(session: Session) -> IdentityKey | None:
    """Return the key with which identities are sealed now, None where nobody has made one."""
    return session.exec(select(IdentityKey).order_by(col(IdentityKey.id).desc()).limit(1)).first()


def add_key(session: Session, public: str, made_by: int, now: datetime) -> IdentityKey:
    """Seal with this key from now on."""
    key = IdentityKey(public=public, made_by=made_by, made_at=now)
    session.add(key)
    session.flush()
    return key


def not_sealed(session: Session) -> list[Reporter]:
    """Return who complained in confidence and is not sealed yet."""
    open_ones = (col(Reporter.level) == "confidential", col(Reporter.sealed) == "")
    return list(session.exec(select(Reporter).where(*open_ones).with_for_update()))
