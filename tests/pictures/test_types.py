"""The plain facts of a photo."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

from pictures.types import Origin, PhotoLimits, Stamp, Verified


def test_they_cross_to_another_process_and_back() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    for facts in (
        PhotoLimits(),
        Verified("JPEG", 1, 2, 3, Origin(at, 1.5, 2.5, "X")),
        Stamp(at, "一中", "DC-2026-0001", "局"),
    ):
        assert pickle.loads(pickle.dumps(facts)) == facts  # noqa: S301  # our own bytes
