"""What every command of `python -m bot` begins with: settings, the database, a desk; wrong ones end it with a line each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from bot.app import Clock
    from bot.settings import Settings
    from casework.desk import Desk
    from storage.database import Database


def load_settings() -> Settings:
    """Return the settings; wrong ones end the command."""
    from bot.settings import WrongSettings, read_settings

    try:
        return read_settings()
    except WrongSettings as wrong:
        stop(*wrong.lines)


def open_tables(settings: Settings) -> tuple[Database, Clock]:
    """Open the database with its tables and working days up to date; one that cannot be used ends the command."""
    from bot.app import bureau_of, open_for_work
    from bot.settings import WrongSettings

    try:
        return open_for_work(settings, bureau_of(settings))
    except WrongSettings as wrong:
        stop(*wrong.lines)


@contextmanager
def open_desk() -> Iterator[Desk]:
    """Open a desk of the program's own: one transaction, committed when the block ends well."""
    from bot.app import bureau_of
    from casework.desk import Desk

    settings = load_settings()
    database, clock = open_tables(settings)
    with database.write() as session:
        yield Desk(session, clock(), bureau_of(settings))


def stop(*lines: str) -> NoReturn:
    """Say why and end with status 2."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(2)
