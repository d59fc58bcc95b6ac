"""The commands on campaigns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EndCampaign:
    """The office ends a campaign; the summary, or why it ends, stays on the record."""

    campaign: int
    summary: str
