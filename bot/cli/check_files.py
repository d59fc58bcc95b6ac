"""Check-up of the evidence store: originals and copies are there and what they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import String, and_, cast, select

from bot.cli.check_rows import Course, chunks
from locales import Message, _
from storage import tables as t
from storage.evidence.failures import EvidenceFailed
from storage.evidence.store import Copy, EvidenceStore

_EVIDENCE, _RECORDS = t.Evidence.__table__, t.Record.__table__  # type: ignore[attr-defined]  # SQLModel adds them
_ASKED = ("id", "original", "public", "public_sha256", "thumbnail", "thumbnail_sha256")


def check_files(course: Course, store: EvidenceStore) -> Iterator[Message]:
    """Yield which originals and copies are missing or were changed."""
    done, which = 0, _EVIDENCE.c.state == "kept"
    if course.since is not None:
        new = select(_RECORDS.c.row).where(
            _RECORDS.c.kind == _EVIDENCE.name, course.is_new(_RECORDS.c.anchored)
        )
        which = and_(which, cast(_EVIDENCE.c.id, String).in_(new))
    columns = [_EVIDENCE.c[name] for name in _ASKED]
    for rows in chunks(course.session, _EVIDENCE, *columns, where=which):
        for row in rows:
            yield from _check_one(course, store, row)
            done += 1
            course.progress(_("evidence files"), done)


def _check_one(course: Course, store: EvidenceStore, row: Mapping[str, Any]) -> Iterator[Message]:
    id_, original = row["id"], row["original"]
    try:
        if original is None or not store.verify(original):
            yield _("Evidence {id}: the sealed original is missing or changed", id=id_)
        for which in ("public", "thumbnail"):
            name, digest = row[which], row[f"{which}_sha256"]
            if name is not None and digest is None:
                course.unrecorded["copies"] += 1
            elif name is not None and not store.verify_copy(Copy(name, digest)):
                yield _("Evidence {id}: the copy {name} is missing or changed", id=id_, name=name)
    except EvidenceFailed as error:
        yield _("Evidence {id}: {error}", id=id_, error=str(error))
