"""Which digests somebody gets and when: as they wish, else as the campaigns set, else as is usual;
and leaders' portfolios.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial

from sqlmodel import col, select

from casework.desk import Desk
from casework.digests.commands import SetPortfolio, WishDigest, WishOfDigests
from casework.notices import Receipt
from casework.people.groups import members_of
from casework.refusals import NotAllowed, Refused
from casework.reminders.preferences import preferences_of
from locales import Button, _
from pictures.digest_facts import TITLES
from rules.campaign.model import Digest
from rules.campaign.words import WEEKDAYS
from rules.permissions import Role
from rules.time.workdays import Workdays
from storage.queries.campaigns import active_campaigns
from storage.queries.units import holders_of
from storage.tables import Person, PortfolioField, Preferences

USUAL: Mapping[str, time] = {"day": time(17, 5), "week": time(16, 35), "month": time(9, 5)}
SETTINGS = Button(_("Digest settings"), "digestsettings")
_FRIDAY = 4
_ORDER = list(dict.fromkeys(WEEKDAYS.values()))
_LOOK_BACK = {"day": 12, "week": 14, "month": 62}  # days in which the last time must lie


class FullOrHalfHour(Refused):
    """Nothing is sent on the full or half hour."""

    field = "at"

    def __init__(self, at: str) -> None:
        super().__init__(
            _(
                "Nothing is sent on the full or half hour. Write for example {time}.",
                time=f"{at[:4]}5",
            )
        )


@dataclass(frozen=True, slots=True)
class Due:
    """A digest that somebody gets: how often, at which time of day, and on which days."""

    every: str
    at: time
    free_days: bool = False
    weekday: int = _FRIDAY
    day: int | None = None  # of the month; None: the first working day

    def last_before(self, now: datetime, calendar: Workdays, zone: tzinfo) -> datetime | None:
        """Return the last moment, `now` included, at which it was due; `zone` is the bureau's."""
        today = now.astimezone(zone).date()
        for back in range(_LOOK_BACK[self.every]):
            day = today - timedelta(days=back)
            at = datetime.combine(day, self.at, zone)
            if at <= now and self._falls_on(day, calendar):
                return at
        return None

    def _falls_on(self, day: date, calendar: Workdays) -> bool:
        """Tell whether it comes on this day; a week's or a month's that falls on a free day comes
        on the working day before.
        """
        if self.every == "day":
            return self.free_days or calendar.is_working(day)
        if not calendar.is_working(day) and not self.free_days:
            return False
        if self.every == "month" and self.day is None:
            return calendar.previous_working(day).month != day.month
        following = day if self.free_days else calendar.next_working(day) - timedelta(days=1)
        covered = [day + timedelta(days=n) for n in range((following - day).days + 1)]
        return any(
            each.weekday() == self.weekday if self.every == "week" else each.day == self.day
            for each in covered
        )


def digests_due(desk: Desk) -> dict[int, list[Due]]:
    """Return by person which digests they get."""
    given: dict[int, dict[str, Due]] = {
        person: {every: Due(every, at) for every, at in USUAL.items()}
        for person in holders_of(desk.session, Role.LEADER.value)
    }
    for _row, campaign in active_campaigns(desk.session):
        if campaign.period.first <= desk.today <= campaign.period.last:
            for each in campaign.digests:
                for person in members_of(desk, campaign, each.to):
                    given.setdefault(person, {})[each.every] = _as_set(each)
    wishes = {each.person_id: each for each in desk.session.exec(select(Preferences))}
    readers = {
        person
        for role in (Role.LEADER, Role.OFFICE, Role.ADMIN)
        for person in holders_of(desk.session, role.value)
    }
    found = {}
    for person in sorted(readers & (given.keys() | wishes.keys())):
        wished = wishes.get(person)
        one = partial(_as_wished, given.get(person, {}), wished)
        found[person] = [due for every in USUAL if (due := one(every)) is not None]
    return found


def _as_set(digest: Digest) -> Due:
    weekday = _ORDER.index(digest.weekday) if digest.weekday else _FRIDAY
    return Due(
        digest.every,
        time(digest.at.hour, digest.at.minute),
        not digest.working,
        weekday,
        digest.day,
    )


def _as_wished(given: Mapping[str, Due], wishes: Preferences | None, every: str) -> Due | None:
    due = given.get(every)
    wished = (
        {"day": wishes.daily_at, "week": wishes.weekly_at, "month": wishes.monthly_at}[every]
        if wishes
        else None
    )
    if wished == "":
        return None
    free_days = every == "day" and wishes is not None and wishes.daily_on_free_days
    if wished is None and not free_days:
        return due
    if wished is None and due is None:
        return None
    before = due or Due(every, USUAL[every])
    at = time.fromisoformat(wished) if wished else before.at
    return Due(every, at, free_days or before.free_days, before.weekday, before.day)


def wish_digest(desk: Desk, command: WishDigest) -> Receipt:
    """Set when a digest comes."""
    if not desk.actor.may("read_digest"):
        raise NotAllowed
    if command.at and time.fromisoformat(command.at).minute % 30 == 0:
        raise FullOrHalfHour(command.at)
    wishes = preferences_of(desk)
    setattr(
        wishes,
        {"day": "daily_at", "week": "weekly_at", "month": "monthly_at"}[command.every],
        command.at,
    )
    desk.session.add(wishes)
    if command.at == "":
        return Receipt(_("{digest}: none any more.", digest=TITLES[command.every]), (SETTINGS,))
    if command.at is None:
        return Receipt(
            _("{digest}: as the bureau sets.", digest=TITLES[command.every]), (SETTINGS,)
        )
    return Receipt(
        _("{digest}: at {time}.", digest=TITLES[command.every], time=command.at), (SETTINGS,)
    )


def wish_of_digests(desk: Desk, command: WishOfDigests) -> Receipt:
    """Turn the dark picture, or digests on free days, on or off."""
    if not desk.actor.may("read_digest"):
        raise NotAllowed
    wishes = preferences_of(desk)
    if command.what == "dark":
        wishes.dark = command.on
        text = (
            _("Digests are drawn for a dark screen.")
            if command.on
            else _("Digests are drawn for a light screen.")
        )
    else:
        wishes.daily_on_free_days = command.on
        text = (
            _("The daily digest comes on free days too.")
            if command.on
            else _("The daily digest comes on working days only.")
        )
    desk.session.add(wishes)
    return Receipt(text, (SETTINGS,))


def fields_led(desk: Desk, person_id: int) -> set[str]:
    """Return the fields in this leader's portfolio."""
    return set(
        desk.session.exec(select(PortfolioField.field).where(PortfolioField.person_id == person_id))
    )


def set_portfolio(desk: Desk, command: SetPortfolio) -> Receipt:
    """Put a field into a leader's portfolio or take it out; a field may be in several."""
    if not desk.actor.may("keep_portfolios"):
        raise NotAllowed
    person, titles = desk.session.get(Person, command.person), desk.catalogue.fields
    if (
        person is None
        or command.person not in holders_of(desk.session, Role.LEADER.value)
        or command.field not in titles
    ):
        raise NotAllowed
    row = desk.session.get(PortfolioField, (command.person, command.field))
    if command.on and row is None:
        desk.session.add(PortfolioField(person_id=command.person, field=command.field))
    elif not command.on and row is not None:
        desk.session.delete(row)
    desk.session.flush()
    held = [titles[each] for each in titles if each in fields_led(desk, command.person)]
    again = Button(_("Change it further"), "portfolio", str(command.person))
    if not held:
        return Receipt(
            _("{name} is in charge of no field; units count as before.", name=person.name), (again,)
        )
    return Receipt(_("{name} is in charge of:\n{fields}", name=person.name, fields=held), (again,))


def leaders(desk: Desk) -> list[Person]:
    """Return the leaders in the roster."""
    ids = holders_of(desk.session, Role.LEADER.value)
    return list(
        desk.session.exec(select(Person).where(col(Person.id).in_(ids)).order_by(col(Person.id)))
    )
