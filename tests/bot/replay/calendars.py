"""The golden calendars: `python -m tests.bot.replay.calendars` writes them anew; read the
difference before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import select

from bot.replay.calendar import row_of
from bot.replay.life import LAST_DAY, LATE, NEVER, PUNCTUAL
from bot.replay.run import LANGUAGE, Replay, Replayed
from casework.desk import Desk
from casework.duties.assignments import title_of
from casework.duties.responsible import responsible_for
from locales import translate
from rules.campaign.file import read_campaign
from rules.time.workdays import Workdays
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.tables import Assignment, Person
from tests.campaigns.reading import FOLDER, KEYS
from tests.databases import SECRET
from tests.town import BUREAU, MONDAY

GOLDEN = Path(__file__).with_name("golden")
UNITS = 4
# A unit that never files is reminded for the rest of the campaign: in a campaign of some months one
# sees how that ends.
SHORT = ("gansu-2014", "guiping-2021")
HABITS = (PUNCTUAL, LATE, NEVER, LAST_DAY)


@dataclass(frozen=True)
class Standing:
    """What became of something owed: its title in words, who was to do it by name, and when it was
    settled, if ever.
    """

    title: str
    people: frozenset[str]
    settled: datetime | None


@contextmanager
def scratch() -> Iterator[Database]:
    """Open a database with tables that is gone afterwards and need not be durable."""
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/replay.db", SECRET)
        upgrade(database.writer)
        with database.writer.connect() as connection:
            connection.connection.execute("PRAGMA synchronous=OFF")
        yield database
        database.close()


def replay(key: str, database: Database, *, digests: bool = False) -> Replayed:
    """Replay a ready campaign with a small bureau."""
    source = (FOLDER / f"{key}.yaml").read_bytes()
    habits = HABITS if key in SHORT else tuple(each for each in HABITS if each != NEVER)
    return Replay(
        database,
        read_campaign(source),
        source.decode(),
        UNITS,
        tickets=1,
        habits=habits,
        digests=digests,
    ).run()


@cache
def replayed(key: str) -> tuple[Replayed, list[Standing], Workdays]:
    """Return the replay of a ready campaign without digests, how its tasks stand, and the calendar;
    run once.
    """
    with scratch() as database:
        found = replay(key, database)
        with database.read() as session:
            desk = Desk(session, MONDAY, BUREAU)
            names = {each.id: each.name for each in session.exec(select(Person))}
            standing = [
                Standing(
                    translate(title_of(assignment), LANGUAGE),
                    frozenset(names[each] for each in responsible_for(desk, assignment)),
                    assignment.settled_at,
                )
                for assignment in session.exec(select(Assignment))
            ]
            return found, standing, desk.calendar


def lines_of(found: Replayed) -> list[str]:
    """Return the calendar with a line for each text of a day: date, weekday, sort, text, and who
    got it at which minute.
    """
    texts: dict[tuple[str, str, str, str], dict[str, list[str]]] = {}
    for sent in found.sent:
        day, at, weekday, name, title, unit, sort, _about, text = row_of(sent)
        who = f"{unit.removeprefix('示范教育局')}{title}" or name
        texts.setdefault((day, weekday, sort, text.replace("\n", " / ")), {}).setdefault(
            at, []
        ).append(who)
    return [
        f"{day} {weekday} {sort}｜{text}｜"
        + "；".join(f"{at} {'、'.join(people)}" for at, people in minutes.items())
        for (day, weekday, sort, text), minutes in texts.items()
    ]


def main() -> None:
    """Write all golden calendars."""
    for key in KEYS:
        (GOLDEN / f"{key}.txt").write_text(
            "\n".join(lines_of(replayed(key)[0])) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
