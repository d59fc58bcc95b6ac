"""`python -m bot calendar ...`: the bureau's free and working days, from a file and as a table."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.context import open_desk

calendar = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Free and working days 工作日历"
)


@calendar.command("import")
def import_days(
    file: Annotated[
        Path,
        typer.Argument(
            help="xlsx or csv with the columns 日期, 休/班, 名称; 取消 takes a day back"
        ),
    ],
    publishes: Annotated[
        int | None, typer.Option(help="the file is the whole published calendar of this year")
    ] = None,
) -> None:
    """Set the bureau's own free and working days; nothing changes if there is a single fault."""
    from casework.calendar.days import change_days
    from casework.calendar.file import CalendarRefused, read_calendar
    from locales import _, translate

    with open_desk() as desk:
        try:
            read = read_calendar(file, desk.today, publishes)
        except CalendarRefused as refused:
            for fault in refused.faults:
                typer.echo(translate(fault, "zh_CN"), err=True)
            raise typer.Exit(1) from None
        moved = change_days(desk, list(read.days.values()), read.taken_back, publishes)
    said = _(
        "Days set: {days}. Taken back: {back}. Deadlines that moved: {moved}.",
        days=len(read.days),
        moved=moved,
    )
    typer.echo(translate(said.given(back=len(read.taken_back)), "zh_CN"))


@calendar.command("show")
def show_days(year: Annotated[int, typer.Argument(help="for example 2026")]) -> None:
    """Print the days of a year that differ from plain weeks, and whether the year is published."""
    from casework.calendar.days import load_years, spans
    from handlers.calendar import span_line
    from locales import _, translate
    from storage.queries.calendar import days_between, published_years

    if not 1 < year < date.max.year:
        typer.echo(f"{year}: 没有这一年 / no such year", err=True)
        raise typer.Exit(2)
    with open_desk() as desk:
        load_years(desk, year, year)
        days = days_between(desk.session, date(year, 1, 1), date(year, 12, 31))
        published = year in published_years(desk.session)
    heading = _("{year}: not published yet; deadlines in it are provisional.")
    if published:
        heading = _("{year}: published.")
    for line in [heading.given(year=str(year)), *(span_line(*span) for span in spans(days))]:
        typer.echo(translate(line, "zh_CN"))
