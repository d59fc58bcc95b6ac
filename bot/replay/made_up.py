"""A made-up bureau for a campaign: units and persons enough that every group of the campaign holds
somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, cycle, islice

from sqlmodel import Session

from bot.channels.webchat.traits import WEB_CHAT
from rules.campaign.groups import PersonFacts, UnitFacts, persons_of
from rules.campaign.model import Campaign
from rules.permissions import Role
from rules.roster_terms import UNIT_KINDS
from storage.tables import Chat, Person, PortfolioField, RoleHeld, Unit

BUREAU = "示范教育局"
PARENT = "parent"  # the address of a complainant's chat, which belongs to nobody
LARGE = 8  # units; a bureau of so many has more people in each
USUAL = ("school", "section", "institution", "kindergarten")
_NAMES = {
    "school": "第{n}学校",
    "kindergarten": "第{n}幼儿园",
    "section": "第{n}股",
    "institution": "第{n}中心",
    "bureau": "第{n}局",
}
_NUMERALS = "一二三四五六七八九十"
_ENDINGS = (
    ("幼儿园", "kindergarten"),
    ("学校", "school"),
    ("小学", "school"),
    ("中学", "school"),
    ("中心", "institution"),
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
_GIVEN = "安博诚达恩方广浩嘉凯"


@dataclass
class MadeUp:
    """The bureau as it will be stored: units, persons, and the staff numbers of those without an
    account.
    """

    units: list[UnitFacts] = field(default_factory=list)
    persons: list[PersonFacts] = field(default_factory=list)
    unreachable: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def add(
        self, title: str, *roles: Role, unit: str | None = BUREAU, name: str = ""
    ) -> PersonFacts:
        """Add somebody who holds these roles: over the bureau, but what only a unit has, at the
        unit.
        """
        n = next(self._numbers)
        name = (
            name
            or _SURNAMES[n % len(_SURNAMES)]
            + _GIVEN[n // len(_SURNAMES) % len(_GIVEN)]
            + _GIVEN[n % len(_GIVEN)]
        )
        person = PersonFacts(f"R{n:03}", name, frozenset((role, unit) for role in roles), title)
        self.persons.append(person)
        return person


def make_up(campaign: Campaign, size: int) -> MadeUp:
    """Return a bureau of `size` units besides the bureau itself, or of more where the campaign's
    groups ask for more.
    """
    made = MadeUp([UnitFacts(BUREAU, "bureau")])
    made.units += _units(campaign, size)
    many = len(made.units) > LARGE
    _staff_of_the_bureau(campaign, made, many=many)
    for place, unit in enumerate(made.units[1:]):
        made.add("负责人", Role.HEAD, unit=unit.name)
        if many or place % 2 == 0:
            made.add("经办人", Role.HANDLER, unit=unit.name)
        if many or place < 2:
            made.add("职工", Role.STAFF, unit=unit.name)
    _named(campaign, made)
    made.persons = _without_one_head(campaign, made)
    handler = next((each for each in made.persons if each.title == "经办人"), None)
    made.unreachable = {handler.key} if handler is not None else set()
    return made


def _units(campaign: Campaign, size: int) -> list[UnitFacts]:
    groups = campaign.groups.units.values()
    named = dict.fromkeys(name for group in groups for name in (*group.parents, *group.names))
    found = [UnitFacts(name, _kind_of(name), BUREAU) for name in named if name != BUREAU]
    numbers = {kind: iter(_ordinals()) for kind in _NAMES}

    def another(kind: str, parent: str = BUREAU) -> UnitFacts:
        return UnitFacts(_NAMES[kind].format(n=next(numbers[kind])), kind, parent)

    found += [
        another(kind, parent)
        for each in groups
        for parent in each.parents
        for kind in each.kinds or ("school",)
    ]
    of_persons = (kind for group in campaign.groups.persons.values() for kind in group.kinds)
    kinds = dict.fromkeys(
        [
            *(kind for group in groups for kind in group.kinds),
            *of_persons,
            *([] if found else ["school"]),
        ]
    )
    found += [another(kind) for kind in kinds if kind != "bureau"]
    usual = [each for each in USUAL if each in kinds] or ["school"]
    found += [another(kind) for kind in islice(cycle(usual), max(0, size - len(found)))]
    return found


def _ordinals() -> Iterator[str]:
    for n in count(1):
        tens, ones = divmod(n, 10)
        written = (
            (_NUMERALS[tens - 1] if tens > 1 else "")
            + "十" * bool(tens)
            + (_NUMERALS[ones - 1] if ones else "")
        )
        yield written if n < 100 else str(n)


def _kind_of(name: str) -> str:
    return next((kind for ending, kind in _ENDINGS if name.endswith(ending)), UNIT_KINDS["股室"])


def _staff_of_the_bureau(campaign: Campaign, made: MadeUp, *, many: bool) -> None:
    made.add(next(_titles(campaign), "局长"), Role.LEADER, Role.HEAD)
    for _each in range(2 if many else 1):
        made.add("副局长", Role.LEADER)
        made.add("督查员", Role.INSPECTOR)
    made.add("办公室主任", Role.OFFICE)
    made.add("纪检组长", Role.CUSTODIAN)
    made.add("系统管理员", Role.ADMIN)


def _titles(campaign: Campaign) -> Iterator[str]:
    return (title for group in campaign.groups.persons.values() for title in group.titles)


def _named(campaign: Campaign, made: MadeUp) -> None:
    """Add those whom groups name by title, number or name and who are not there yet."""
    for group in campaign.groups.persons.values():
        role = group.roles[0] if group.roles else Role.LEADER
        for title in group.titles:
            if title not in {each.title for each in made.persons}:
                made.add(title, role)
        for name in group.names:
            if name not in {each.name for each in made.persons}:
                made.add("职工", role, name=name)


def _without_one_head(campaign: Campaign, made: MadeUp) -> list[PersonFacts]:
    """Return the persons with one unit's head gone: of the last unit that every group can spare the
    head of.
    """
    for head in reversed([each for each in made.persons if each.title == "负责人"]):
        rest = [each for each in made.persons if each is not head]
        if all(persons_of(campaign, name, rest, made.units) for name in _holding(campaign, made)):
            return rest
    return made.persons


def _holding(campaign: Campaign, made: MadeUp) -> list[str]:
    return [
        name
        for name in campaign.groups.persons
        if persons_of(campaign, name, made.persons, made.units)
    ]


def store(session: Session, made: MadeUp, campaign: Campaign, now: datetime) -> None:
    """Store the bureau: everybody has a web chat but those unreachable; one more belongs to a
    complainant.
    """
    units: dict[str | None, Unit] = {}
    for each in made.units:
        parent = units[each.parent].id if each.parent in units else None
        units[each.name] = Unit(
            name=each.name, kind=each.kind, parent_id=parent, qr=f"replay{len(units)}"
        )
        session.add(units[each.name])
        session.flush()
    for somebody in made.persons:
        person = Person(key=somebody.key, name=somebody.name, title=somebody.title)
        session.add(person)
        session.flush()
        for role, name in sorted(somebody.roles, key=str):
            session.add(RoleHeld(person_id=person.id or 0, role=role.value, unit_id=units[name].id))
        if somebody.key not in made.unreachable:
            session.add(_chat(somebody.key, person.id, now))
        if somebody.title == "副局长":
            session.add_all(
                PortfolioField(person_id=person.id or 0, field=key)
                for key in _share(campaign, made, somebody)
            )
    session.add(_chat(PARENT, None, now))
    session.flush()


def _share(campaign: Campaign, made: MadeUp, leader: PersonFacts) -> list[str]:
    """Return the fields that this one of the vice heads is in charge of."""
    vice = [each.key for each in made.persons if each.title == "副局长"]
    return [
        each.key
        for place, each in enumerate(campaign.fields)
        if vice[place % len(vice)] == leader.key
    ]


def _chat(address: str, person_id: int | None, now: datetime) -> Chat:
    return Chat(
        channel=WEB_CHAT.name,
        address=address,
        person_id=person_id,
        language="zh_CN",
        seen_at=now,
        window_at=now,
    )


def parts(persons: Iterable[PersonFacts]) -> dict[str, tuple[str, str, str]]:
    """Return by staff number the name, the title and the unit of these persons."""
    return {
        each.key: (each.name, each.title, next((unit for _role, unit in each.roles if unit), ""))
        for each in persons
    }
