"""The adversary: with copies of the database, the folders and the log, and no secret, it computes
whatever may tie an account to a ticket, and for each way counts how often its guess is right.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from math import comb
from pathlib import Path
from typing import Any

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?")
NUMBER = re.compile(r"TS-\d{4}-\d{4}")
FILES = "file"
ID = "id"

Guess = Mapping[int, float]  # by account: how likely it is


@dataclass(frozen=True)
class Row:
    """A row of any table, or a file, with all that can be read from it."""

    table: str
    values: Mapping[str, Any]
    accounts: frozenset[int]
    tickets: frozenset[int]

    @property
    def text(self) -> str:
        return "\x1f".join(str(value) for value in self.values.values())

    def moments(self) -> Iterator[tuple[str, float]]:
        """Yield every moment in it, by column, also from within texts."""
        for column, value in self.values.items():
            if isinstance(value, str):
                for found in MOMENT.findall(value):
                    yield column, datetime.fromisoformat(f"{found}+00:00").timestamp()
            elif column == "mtime":
                yield column, value


@dataclass
class Join:
    """One way to tell, and how it fared: of `tried` tickets it named `hits` accounts rightly, where
    `chance` would have named so many.
    """

    name: str
    tried: int
    hits: float
    chance: float
    luck: float  # how likely it is that somebody who only guesses fares as well

    @property
    def source(self) -> str:
        """What, beside the accounts, it goes by."""
        if found := re.search(r"who has (?:not )?\d+ of ([\w.]+)|est (chats\.\w+)", self.name):
            return found[1] or found[2]
        return re.split(r" ~ | next to | in the order", self.name)[0]

    def __str__(self) -> str:
        return f"{self.name}: {self.hits:.1f} of {self.tried}, by chance {self.chance:.1f}"


class Loot:
    """What was taken: every row of every table, and every file."""

    def __init__(self, folder: Path, log: list[str]) -> None:
        self.log = log
        self.connection = sqlite3.connect(folder / "bureau.db")
        self.connection.row_factory = sqlite3.Row
        self.raw = {table: list(self._read(table)) for table in self._tables()}
        self.chats = {row["id"]: (row["channel"], row["address"]) for row in self.raw["chats"]}
        self.addresses = {address: chat for chat, (_channel, address) in self.chats.items()}
        self.of_person: dict[int, list[int]] = defaultdict(list)
        for row in self.raw["chats"]:
            if row["person_id"] is not None:
                self.of_person[row["person_id"]].append(row["id"])
        self.numbers = {row["number"]: row["id"] for row in self.raw["tickets"]}
        self.of_evidence = {row["id"]: row["ticket_id"] for row in self.raw["evidence"]}
        self.rows = [self._row(table, row) for table in self.raw for row in self.raw[table]]
        self.rows += [self._file(folder, file) for file in self._files(folder)]

    def _tables(self) -> list[str]:
        listed = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [name for (name,) in listed if name not in ("sqlite_sequence", "alembic_version")]

    def _read(self, table: str) -> Iterator[dict[str, Any]]:
        made = self.connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", [table]
        ).fetchone()[0]
        order = "" if "WITHOUT ROWID" in made.upper() else "rowid AS rowid_, "
        for row in self.connection.execute(f"SELECT {order}* FROM {table}"):  # noqa: S608
            yield dict(row)

    def _row(self, table: str, values: dict[str, Any]) -> Row:
        accounts, tickets = set(), set()
        keys = self.connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        for key in keys:
            value = values[key["from"]]
            if value is None:
                continue
            if key["table"] == "chats":
                accounts.add(value)
            elif key["table"] == "persons" and len(self.of_person[value]) == 1:
                accounts.update(self.of_person[value])
            elif key["table"] == "tickets":
                tickets.add(value)
            elif key["table"] == "evidence":
                tickets.add(self.of_evidence.get(value))
        if table == "chats":
            accounts = {values["id"]}
        if table == "tickets":
            tickets.add(values["id"])
        text = "\x1f".join(str(value) for value in values.values())
        tickets |= {self.numbers[number] for number in NUMBER.findall(text)}
        photos = re.findall(r"evidence-(\d+)", text)
        photos += re.findall(r"\d+", "".join(re.findall(r'"photos":\[([\d,]*)\]', text)))
        tickets |= {self.of_evidence.get(int(photo)) for photo in photos}
        if not accounts:
            accounts = {chat for address, chat in self.addresses.items() if address in text}
        return Row(table, values, frozenset(accounts), frozenset(tickets - {None}))

    def _files(self, folder: Path) -> Iterator[Path]:
        for place in ("evidence", "data"):
            yield from (file for file in sorted((folder / place).rglob("*")) if file.is_file())

    def _file(self, folder: Path, file: Path) -> Row:
        """Return a file; an upload whose name is made of a delivery's key is that account's."""
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        name = str(file.relative_to(folder))
        stat = file.stat()
        values = {"name": name, "content": content, "size": stat.st_size, "mtime": stat.st_mtime}
        tickets = set()
        for row in self.raw["evidence"]:
            known = (row["original"] == content, f"copies/{row['id']}/" in name)
            if any(known) or file.name in str(row["source"]):
                tickets.add(row["ticket_id"])
        accounts = {chat for key, chat in self._keys() if file.name == key}
        for row in self.raw["evidence"]:
            if row["chat_id"] is not None and file.name in str(row["source"]):
                accounts.add(row["chat_id"])
        kind = name.split("/")[1] if "/" in name else name
        return Row(f"{FILES}:{kind}", values, frozenset(accounts), frozenset(tickets - {None}))

    def _keys(self) -> Iterator[tuple[str, int]]:
        for row in self.raw.get("received", ()):
            address = str(row["key"]).partition(":")[0]
            if address in self.addresses:
                digest = hashlib.sha256(str(row["key"]).encode()).hexdigest()
                yield digest[:32], self.addresses[address]


@dataclass
class Adversary:
    """Tries every way it can think of on tickets whose accounts are known to whoever checks it.

    `wrote` are the accounts that wrote in the week, `truth` by ticket whose it is.
    """

    loot: Loot
    wrote: frozenset[int]
    truth: Mapping[int, frozenset[int]]
    joins: list[Join] = field(default_factory=list)
    votes: dict[int, dict[int, float]] = field(default_factory=dict)

    def try_everything(self) -> list[Join]:
        """Return every way that was tried, the most telling first."""
        self._try_moments()
        self._try_neighbours()
        self._try_ranks()
        self._try_values()
        self._try_traces()
        self._try_untold()
        self._try_the_log()
        return sorted(self.joins, key=lambda join: join.luck)

    def _score(self, name: str, guess: Callable[[int], Guess]) -> None:
        tried, hits = 0, 0.0
        for ticket, right in self.truth.items():
            named = {one: share for one, share in guess(ticket).items() if one in self.wrote}
            total = sum(named.values())
            if not total:
                continue
            tried += 1
            hits += sum(share / total for one, share in named.items() if one in right)
        by_chance = 1 / len(self.wrote)
        self.joins.append(Join(name, tried, hits, tried * by_chance, _luck(tried, hits, by_chance)))

    def _try_moments(self) -> None:
        """Compare each column of moments beside accounts with each beside tickets: the nearest."""
        accounts: dict[str, list[tuple[float, int]]] = defaultdict(list)
        tickets: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        for row in self.loot.rows:
            about = row.tickets & self.truth.keys()
            for column, moment in row.moments():
                place = f"{row.table}.{column}"
                for ticket in about:
                    tickets[place][ticket].append(moment)
                if not about:
                    for account in row.accounts & self.wrote:
                        accounts[place].append((moment, account))
        for ours, theirs in product(accounts, tickets):
            known = sorted(accounts[ours])
            self._score(
                f"{ours} ~ {theirs}",
                _guess_nearest(known, tickets[theirs]),
            )

    def _try_neighbours(self) -> None:
        """Look, in each table, at whose rows stand next to those that are about the ticket."""
        for table in {row.table for row in self.loot.rows}:
            rows = [row for row in self.loot.rows if row.table == table]
            for column in _numbered_by(rows):
                self._try_order(table, column, rows)

    def _try_order(self, table: str, column: str, rows: list[Row]) -> None:
        about: dict[int, list[float]] = defaultdict(list)
        known: list[tuple[float, int]] = []
        for row in rows:
            number = str(row.values[column])
            if not number.lstrip("-").isdecimal():
                continue
            concerned = row.tickets & self.truth.keys()
            for ticket in concerned:
                about[ticket].append(int(number))
            if not concerned:
                known += [(int(number), one) for one in row.accounts & self.wrote]
        if known and about:
            known.sort()
            name = f"{table}.{column} next to {table}.{column}"
            self._score(name, _guess_nearest(known, about))

    def _try_ranks(self) -> None:
        """Lay the numbers of two tables side by side, at the named complaints that stand in both."""
        whose = {
            row["ticket_id"]: row["chat_id"]
            for row in self.loot.raw["reporters"]
            if row["chat_id"] is not None
        }
        for table in {row.table for row in self.loot.rows if row.accounts}:
            known: dict[int, list[float]] = defaultdict(list)
            for row in self.loot.rows:
                column = _number_of(row)
                if row.table == table and column is not None and not row.tickets:
                    for account in row.accounts & self.wrote:
                        known[account].append(row.values[column])
            anchors = sorted(
                (ticket, known[chat][-1])
                for ticket, chat in whose.items()
                if chat in known and ticket not in self.truth
            )
            flat = sorted((number, one) for one, some in known.items() for number in some)
            if len(anchors) > 3:
                self._score(
                    f"{table} in the order of tickets",
                    _guess_nearest(flat, {one: [_between(anchors, one)] for one in self.truth}),
                )

    def _try_values(self) -> None:
        """Look for values that stand both beside an account and beside the ticket."""
        accounts: dict[str, set[int]] = defaultdict(set)
        tickets: dict[int, set[str]] = defaultdict(set)
        for row in self.loot.rows:
            found = {str(value) for value in row.values.values() if _is_telling(value)}
            found |= {word for value in found for word in re.findall(r"[0-9a-f]{16,}", value)}
            if "size" in row.values:
                found.add(f"{row.values['size']} bytes")
            elif row.values.get("bytes"):
                found.add(f"{row.values['bytes']} bytes")
            for value in found:
                accounts[value] |= row.accounts & self.wrote
            for ticket in row.tickets & self.truth.keys():
                tickets[ticket] |= found

        def guess(ticket: int) -> Guess:
            named: dict[int, float] = defaultdict(float)
            for value in tickets[ticket]:
                for account in accounts[value] if len(accounts[value]) <= 3 else ():
                    named[account] += 1
            return named

        self._score("equal values", guess)

    def _try_traces(self) -> None:
        """Look who has, or has not, or has more of, rows of some kind."""
        counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for row in self.loot.rows:
            if not row.tickets & self.truth.keys():
                for kind, account in product(_kinds_of(row), row.accounts & self.wrote):
                    counts[kind][account] += 1
        for kind, by_account in counts.items():
            for least in (1, 2, 4, 8, 16):
                some = frozenset(one for one in self.wrote if by_account[one] >= least)
                if 1 < len(some) < len(self.wrote) - 1:
                    self._judge(f"who has {least} of {kind}", some)
                    self._judge(f"who has not {least} of {kind}", self.wrote - some)
        for column in _numeric_columns(self.loot.raw["chats"]):
            self._judge_by_size(column)

    def _judge_by_size(self, column: str) -> None:
        values = sorted(
            (row[column], row["id"]) for row in self.loot.raw["chats"] if row["id"] in self.wrote
        )
        for share in (4, 2):
            most = frozenset(one for _value, one in values[-len(values) // share :])
            self._judge(f"largest chats.{column}, one in {share}", most)
            self._judge(f"smallest chats.{column}", self.wrote - most)

    def _judge(self, name: str, some: frozenset[int]) -> None:
        """Score a set of accounts in which those who filed are said to be."""
        known = [right & self.wrote for right in self.truth.values() if right & self.wrote]
        share = len(some & self.wrote) / len(self.wrote)
        hits = sum(1 for right in known if right & some)
        luck = _luck(len(known), hits, share)
        self.joins.append(Join(name, len(known), hits, len(known) * share, luck))

    def _try_untold(self) -> None:
        """Look who of those that are told of every complaint was not told of this one."""
        told: dict[int, set[int]] = defaultdict(set)
        for row in self.loot.rows:
            if row.table == "outbox":
                for ticket in row.tickets:
                    told[ticket] |= row.accounts
        usual = {one for one in self.wrote if sum(one in some for some in told.values()) > 20}
        self._score("who was not told", lambda ticket: dict.fromkeys(usual - told[ticket], 1.0))

    def _try_the_log(self) -> None:
        """Look for accounts in the log."""
        text = "\n".join(self.loot.log)
        named = {chat for address, chat in self.loot.addresses.items() if address in text}
        if named & self.wrote:
            self._judge("who is in the log", frozenset(named))


def _guess_nearest(
    known: list[tuple[float, int]], about: Mapping[int, list[float]]
) -> Callable[[int], Guess]:
    return lambda ticket: _nearest(known, about.get(ticket, ()))


def _nearest(known: list[tuple[float, int]], moments: Any) -> Guess:
    """Return the accounts whose moment is nearest to one of these."""
    best: dict[int, float] = {}
    least = float("inf")
    for moment in moments:
        place = bisect_left(known, (moment, -(10**18)))
        for step in (-1, 1):
            at = place - 1 if step < 0 else place
            first = None
            while 0 <= at < len(known):
                away = abs(known[at][0] - moment)
                if (first is not None and away != first) or away > least:
                    break
                first = away
                if away < least:
                    best, least = {}, away
                best[known[at][1]] = 1.0
                at += step
    return best


def _between(anchors: list[tuple[float, float]], ticket: int) -> float:
    """Return where a ticket would stand in the other table, between the two known beside it."""
    place = bisect_left(anchors, (ticket, 0))
    place = min(max(place, 1), len(anchors) - 1)
    (left, low), (right, high) = anchors[place - 1], anchors[place]
    return low + (high - low) * (ticket - left) / (right - left)


def _numbered_by(rows: list[Row]) -> Iterator[str]:
    """Yield the columns that may say in which order the rows came to be."""
    for column in rows[0].values:
        given = [str(row.values[column]) for row in rows if row.values[column] not in (None, "")]
        if len(set(given)) > 9 and sum(each.lstrip("-").isdecimal() for each in given) > 9:
            yield column


def _number_of(row: Row) -> str | None:
    for column in ("rowid_", "id"):
        if isinstance(row.values.get(column), int):
            return column
    return None


def _is_telling(value: object) -> bool:
    return isinstance(value, str) and len(value) >= 12


def _kinds_of(row: Row) -> Iterator[str]:
    """Yield the table, and each column with its value where that is short."""
    yield row.table
    for column, value in row.values.items():
        if isinstance(value, int | str) and len(str(value)) < 16:
            yield f"{row.table}.{column}={value}"


def _numeric_columns(rows: list[dict[str, Any]]) -> list[str]:
    names = rows[0]
    return [name for name in names if all(isinstance(row[name], int) for row in rows)]


def _luck(tried: int, hits: float, share: float) -> float:
    """Return how likely it is to be right so often by chance, each time with this likelihood."""
    least = int(hits + 1e-9)
    if least <= 0 or not tried:
        return 1.0
    return sum(
        comb(tried, k) * share**k * (1 - share) ** (tried - k) for k in range(least, tried + 1)
    )
