"""The digest as a message: ten lines, buttons to look closer, and a picture yet to be drawn."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlmodel import select

from casework.desk import Actor, Desk
from locales import Button, Message, _
from pictures.digest_facts import BEFORE, TITLES, DigestFacts, Rate, percent
from rules import limits
from rules.actions import action_button
from rules.time.deadline import working_days
from storage.anchors import head_in_words, last_closed
from storage.outbox.notice import Notice, about_digest
from storage.tables import Preferences

MAX_NAMED_PLACES = 3
NOTHING = Message("")
_IS_DARK = select(Preferences.dark).where(Preferences.person_id == bindparam("_person"))


def digest_notice(desk: Desk, reader: Actor, facts: DigestFacts) -> Notice:
    """Return the digest for this reader; one line and no picture when there is nothing to say."""
    if facts.says_nothing:
        text = _(
            "{digest}, {day}: nothing came in, nothing is open, nothing is overdue.", day=facts.day
        )
        lines = [text.given(digest=TITLES[facts.every]), *_head(desk, facts)]
        return Notice(_("{lines}", lines=lines), (Button(_("Menu"), "menu"),))
    desk.session.flush()
    asked = desk.session.connection().execute(_IS_DARK, {"_person": reader.person_id})
    drawing = {"digest": facts.to_json(), "dark": bool(asked.scalar())}
    lines = [*lines_of(facts), *_head(desk, facts)]
    text, buttons = _("{lines}", lines=lines), buttons_of(reader, facts)
    return Notice(text, buttons, drawing=drawing, about=about_digest(facts.day))


def buttons_of(reader: Actor, facts: DigestFacts) -> tuple[Button, ...]:
    """Return the buttons under a digest; only a leader writes instructions."""
    buttons = [Button(_("By unit"), "digest", "unit"), Button(_("By field"), "digest", "field")]
    if facts.overdue:
        buttons.append(Button(_("Overdue, one by one"), "digest", "late"))
    if reader.may("instruct"):
        buttons.append(action_button("instruct", about_digest(facts.day)))
    if reader.may("keep_portfolios"):
        buttons.append(Button(_("Fields of leaders"), "portfolio"))
    return tuple(buttons)


def lines_of(facts: DigestFacts) -> list[Message]:
    """Return the digest in words, ten lines at the most."""
    lines = [
        _heading(facts),
        _compared(_("Came in {count} ({before}, {earlier})"), facts.every, facts.came),
        _compared(_("Resolved {count} ({before}, {earlier})"), facts.every, facts.solved),
        _open(facts),
    ]
    if facts.warnings:
        levels = {level: facts.warnings.get(level, 0) for level in ("blue", "yellow", "red")}
        lines.append(_("Warnings issued: blue {blue}, yellow {yellow}, red {red}", **levels))
    if facts.campaigns:
        lines.append(_campaigns(facts))
    still_open, late = facts.instructions
    if still_open:
        lines.append(_("Instructions open {open}, late {late}", open=still_open, late=late))
    return lines + _rates(facts)


def _head(desk: Desk, facts: DigestFacts) -> list[Message]:
    """Return the head of the records as a day's last line: kept, it shows what was set back."""
    anchor = None
    if facts.every == "day":
        anchor = last_closed(desk.session, desk.now, desk.bureau.zone)
    if anchor is None:
        return []
    return [_("Head of the records: {head}", head=head_in_words(anchor))]


def _heading(facts: DigestFacts) -> Message:
    return _(
        "{title}, {day}: {whose}, {since} to {until}",
        title=TITLES[facts.every],
        day=facts.day,
        whose=_("the whole bureau") if facts.is_all else _("what you are in charge of"),
        since=facts.since,
        until=facts.until,
    )


def _compared(text: Message, every: str, counts: tuple[int, int, int]) -> Message:
    now, before, earlier = counts
    before_words, earlier_words = BEFORE[every]
    return text.given(
        count=now, before=before_words.given(n=before), earlier=earlier_words.given(n=earlier)
    )


def _open(facts: DigestFacts) -> Message:
    done = NOTHING
    if facts.to_close:
        done = _("; resolved, to be closed {n}", n=facts.to_close)
    return _(
        "Open {open}, overdue {overdue}{where}{done}",
        open=facts.open,
        overdue=facts.overdue,
        where=_where(facts),
        done=done,
    )


def _where(facts: DigestFacts) -> Message:
    """Return the places with the most overdue: some units, or the first field."""
    if not facts.places:
        return NOTHING
    if facts.by == "field":
        name, count = facts.places[0]
        return _(": {places}", places=_("{name} {count}", name=Message(name), count=count))
    named = facts.places[:MAX_NAMED_PLACES]
    listed = "、".join(f"{name} {count}" for name, count in named)
    more = facts.overdue - sum(count for _name, count in named)
    if not more:
        return _(": {places}", places=listed)
    return _(": {places}", places=_("{places}, elsewhere {more}", places=listed, more=more))


def _campaigns(facts: DigestFacts) -> Message:
    first, others = facts.campaigns[0], len(facts.campaigns) - 1
    line = _(
        "{title}: {stage}, filed {filed} of {due} due ({rate})",
        title=first.title,
        stage=first.stage or _("between stages"),
        filed=first.filed,
        due=first.due,
        rate=percent((first.filed, first.due)),
    )
    if not others:
        return line
    return _("{line}; other campaigns: {count}", line=line, count=others)


def _rates(facts: DigestFacts) -> list[Message]:
    """Return the three rates, each with what was counted and left out; none of nothing."""
    lines = (
        _rate(
            facts.response,
            _(
                "Answered in time {rate} ({span}): {part} of {whole} whose limit of {limit} "
                "ended{left_out}",
                limit=_response_limit(),
            ),
            _("; without {n} withdrawn or merged before"),
        ),
        _rate(
            facts.solving,
            _("Resolved {rate} ({span}): {part} of {whole} whose deadline came{left_out}"),
            _("; without {n} declined, withdrawn, merged or waiting for the reporter"),
        ),
        _rate(
            facts.satisfaction,
            _("Content {rate} ({span}): {part} of {whole} complainants who rated{left_out}"),
            _("; {n} did not rate"),
        ),
    )
    span = _("the month")
    if facts.every != "month":
        span = _("{days} days", days=limits.RATE_DAYS)
    return [line.given(span=span) for line in lines if line is not None]


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


def _rate(rate: Rate, text: Message, left_out: Message) -> Message | None:
    if not rate.whole:
        return None
    excluded = NOTHING
    if rate.excluded:
        excluded = left_out.given(n=rate.excluded)
    return text.given(rate=percent(rate), part=rate.part, whole=rate.whole, left_out=excluded)
