"""What commands of `python -m bot` begin with, and how one ends that cannot go on."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
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


@contextmanager
def open_tables(settings: Settings) -> Iterator[tuple[Database, Clock]]:
    """Open the database, brought up to date; one that cannot be used ends the command."""
    from bot.app import bureau_of, open_for_work
    from bot.settings import WrongSettings

    try:
        database, clock = open_for_work(settings, bureau_of(settings))
    except WrongSettings as wrong:
        stop(*wrong.lines)
    with closing(database):
        yield database, clock


@contextmanager
def open_desk() -> Iterator[Desk]:
    """Open a desk of the program's own: one transaction, committed when the block ends well."""
    from bot.app import bureau_of
    from casework.desk import Desk

    settings = load_settings()
    with open_tables(settings) as (database, clock), database.write() as session:
        yield Desk(session, clock(), bureau_of(settings))


def stop_at(file: Path, wrong: OSError, *more: str) -> NoReturn:
    """Say why this file cannot be read or written and end with status 2."""
    reasons = {
        FileNotFoundError: "找不到文件 / there is no such file",
        FileExistsError: "文件已存在 / there is such a file already",
        IsADirectoryError: "这是文件夹，不是文件 / this is a folder, not a file",
        PermissionError: "没有权限 / no permission",
    }
    unusual = f"无法读写 / cannot be read or written: {wrong.strerror}"
    stop(f"{file}: {reasons.get(type(wrong), unusual)}", *more)


def warn_of_address(settings: Settings) -> None:
    """Say that links may not open on a phone, where no public address is set."""
    if settings.public_url or settings.demo:
        return
    typer.echo(
        f"PUBLIC_URL: 未设置，链接和二维码以 {settings.address} 开头，手机可能打不开 / "
        "empty, so links and QR codes begin so; phones may not reach that",
        err=True,
    )


def leave(status: int, *lines: str) -> NoReturn:
    """End the program at once, saying why: all is stopped and written.

    Were the interpreter left to take itself apart, a thread of the HTTP client that wakes just then
    would abort it.
    """
    for line in lines:
        typer.echo(line, err=True)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def stop(*lines: str) -> NoReturn:
    """Say why and end with status 2."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(2)
