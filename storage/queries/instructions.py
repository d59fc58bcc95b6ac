"""Instructions (批示) as they are looked for."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import false, or_
from sqlmodel import Session, col, select

from storage.tables import Instruction


def instruction_by_number(
    session: Session, number: str, *, lock: bool = False
) -> Instruction | None:
    """Return the instruction with this number."""
    found = select(Instruction).where(Instruction.number == number.strip().upper())
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(found).first()


def instructions_for(
    session: Session, *, leader: int | None, units: Collection[int], office: bool
) -> list[Instruction]:
    """Return what is not done yet: a leader's own, these units', and for the office everything."""
    waiting = select(Instruction).where(col(Instruction.state) != "done")
    if not office:
        own = col(Instruction.leader_id) == leader if leader is not None else false()
        waiting = waiting.where(or_(own, col(Instruction.unit_id).in_(units)))
    return list(session.exec(waiting.order_by(col(Instruction.due_at), col(Instruction.id))))
