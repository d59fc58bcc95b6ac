"""The digest as a message: at most ten lines, buttons to look closer, and a picture yet to be
drawn.
"""

from __future__ import annotations

from casework.desk import Actor, Desk
from locales import Button, Message, _
from pictures.digest_facts import BEFORE, TITLES, DigestFacts, Rate, percent
from rules import limits
from rules.actions import action_button
from rules.time.deadline import working_days
from storage.outbox.notice import Notice
from storage.tables import Preferences

NAMED = 3  # places in the line of what is overdue


def digest_notice(desk: Desk, reader: Actor, facts: DigestFacts) -> Notice:
    """Return the digest for this reader; one line and no picture when there is nothing to say."""
    if facts.says_nothing:
        text = _(
            "{digest}, {day}: nothing came in, nothing is open, nothing is overdue.", day=facts.day
        )
        return Notice(text.given(digest=TITLES[facts.every]), (Button(_("Menu"), "menu"),))
    wishes = (
        desk.session.get(Preferences, reader.person_id) if reader.person_id is not None else None
    )
    drawing = {"digest": facts.to_json(), "dark": bool(wishes is not None and wishes.dark)}
    return Notice(_("{lines}", lines=lines_of(facts)), buttons_of(reader, facts), drawing=drawing)


def buttons_of(reader: Actor, facts: DigestFacts) -> tuple[Button, ...]:
    """Return the buttons under a digest; only a leader writes instructions."""
    buttons = [Button(_("By unit"), "digest", "unit"), Button(_("By field"), "digest", "field")]
    if facts.overdue:
        buttons.append(Button(_("Overdue, one by one"), "digest", "late"))
    if reader.may("instruct"):
        buttons.append(action_button("instruct", f"digest:{facts.day.isoformat()}"))
    if reader.may("keep_portfolios"):
        buttons.append(Button(_("Fields of leaders"), "portfolio"))
    return tuple(buttons)


def lines_of(facts: DigestFacts) -> list[Message]:
    """Return the digest in words, ten lines at the most."""
    whose = _("the whole bureau") if facts.is_all else _("what you are in charge of")
    lines = [
        _(
            "{title}, {day}: {whose}, {since} to {until}",
            title=TITLES[facts.every],
            day=facts.day,
            whose=whose,
        ).given(since=facts.since, until=facts.until),
        _("Came in {count} ({before}, {earlier})", **_compared(facts.every, facts.came)),
        _("Resolved {count} ({before}, {earlier})", **_compared(facts.every, facts.solved)),
        _(
            "Open {open}, overdue {overdue}{where}{done}",
            open=facts.open,
            overdue=facts.overdue,
            where=_where(facts),
        ).given(
            done=_("; resolved, to be closed {n}", n=facts.to_close)
            if facts.to_close
            else Message("")
        ),
    ]
    if facts.warnings:
        blue, yellow, red = (facts.warnings.get(level, 0) for level in ("blue", "yellow", "red"))
        lines.append(
            _(
                "Warnings issued: blue {blue}, yellow {yellow}, red {red}",
                blue=blue,
                yellow=yellow,
                red=red,
            )
        )
    if facts.campaigns:
        lines.append(_campaigns(facts))
    if facts.instructions[0]:
        lines.append(
            _(
                "Instructions open {open}, late {late}",
                open=facts.instructions[0],
                late=facts.instructions[1],
            )
        )
    return lines + _rates(facts)


def _compared(every: str, counts: tuple[int, int, int]) -> dict[str, int | Message]:
    before, earlier = (
        words.given(n=count) for words, count in zip(BEFORE[every], counts[1:], strict=True)
    )
    return {"count": counts[0], "before": before, "earlier": earlier}


def _where(facts: DigestFacts) -> Message:
    if not facts.places:
        return Message("")
    places = [f"{name} {count}" for name, count in facts.places[:NAMED]]
    if facts.by == "field":
        return _(
            ": {places}",
            places=_("{name} {count}", name=Message(facts.places[0][0]), count=facts.places[0][1]),
        )
    more = facts.overdue - sum(count for _name, count in facts.places[:NAMED])
    listed = (
        _("{places}, elsewhere {more}", places="、".join(places), more=more)
        if more
        else "、".join(places)
    )
    return _(": {places}", places=listed)


def _campaigns(facts: DigestFacts) -> Message:
    first, others = facts.campaigns[0], len(facts.campaigns) - 1
    line = _(
        "{title}: {stage}, filed {filed} of {due} due ({rate})",
        title=first.title,
        stage=first.stage or _("between stages"),
    )
    line = line.given(filed=first.filed, due=first.due, rate=percent((first.filed, first.due)))
    return _("{line}; other campaigns: {count}", line=line, count=others) if others else line


def _rates(facts: DigestFacts) -> list[Message]:
    """Return the three rates, each with what was counted and what was left out; those of nothing
    are left out themselves.
    """
    said = (
        (
            facts.response,
            _(
                "Answered in time {rate} ({span}): {part} of {whole} whose limit of {limit} "
                "ended{left_out}"
            ).given(limit=_response_limit()),
            _("; without {n} withdrawn or merged before"),
        ),
        (
            facts.solving,
            _("Resolved {rate} ({span}): {part} of {whole} whose deadline came{left_out}"),
            _("; without {n} declined, withdrawn, merged or waiting for the reporter"),
        ),
        (
            facts.satisfaction,
            _("Content {rate} ({span}): {part} of {whole} complainants who rated{left_out}"),
            _("; {n} did not rate"),
        ),
    )
    span = _("the month")
    if facts.every != "month":
        span = _("{days} days", days=limits.RATE_DAYS)
    return [_rate(rate, text.given(span=span), left) for rate, text, left in said if rate.whole]


def _response_limit() -> Message:
    """Return within how many working days is answered, by the office and by the unit."""
    office, unit = limits.DECIDE_WORKING_DAYS, limits.TAKE_ON_WORKING_DAYS
    if office == unit:
        return working_days(office)
    return _(
        "{office} (complaints) or {unit} (findings)",
        office=working_days(office),
        unit=working_days(unit),
    )


def _rate(rate: Rate, text: Message, left_out: Message) -> Message:
    out = left_out.given(n=rate.excluded) if rate.excluded else Message("")
    return text.given(rate=percent(rate), part=rate.part, whole=rate.whole, left_out=out)
