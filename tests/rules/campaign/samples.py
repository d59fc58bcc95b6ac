"""Small campaigns for the tests of the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules.campaign.duties import Duty, Span
from rules.campaign.model import Campaign, Semester

BY: dict[str, Any] = {"key": "report", "title": "报告", "by": ["学校"], "receiver": ["办公室"]}


def campaign(
    *duties: dict[str, Any], first: date, last: date, semesters: tuple[Semester, ...] = ()
) -> Campaign:
    """Return a campaign of these days with these duties, of which each needs only what is
    particular.
    """
    return Campaign.model_validate(
        {
            "key": "small",
            "title": "小",
            "issuer": "局",
            "period": {"from": first.isoformat(), "to": last.isoformat()},
            "semesters": semesters,
            "groups": {
                "units": {"学校": {"kinds": ["学校"]}},
                "persons": {"办公室": {"roles": ["办公室"]}},
            },
            "duties": [{**BY, **duty} for duty in duties],
        }
    )


def only_duty(of: Campaign) -> Duty:
    """Return the one duty of a campaign."""
    (duty,) = of.duties
    return duty


def span(first: date, last: date) -> Span:
    """Return a span of days."""
    return Span(first=first, last=last)
