"""`python -m bot replay CAMPAIGN`: what a campaign will say to whom, before it is loaded."""

from __future__ import annotations

import gc
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.context import stop, stop_at

if TYPE_CHECKING:
    from bot.replay.run import Replayed
    from rules.campaign.model import Campaign

READY = Path(__file__).parent.parent.parent / "campaigns"
DAY = "%Y-%m-%d"


CampaignName = Annotated[
    str, typer.Argument(help="a campaign file, or the key of a ready one such as gansu-2014")
]
FirstDay = Annotated[
    datetime | None,
    typer.Option("--from", formats=[DAY], help="show what was sent from this day on"),
]
LastDay = Annotated[
    datetime | None, typer.Option("--to", formats=[DAY], help="replay up to this day")
]
Units = Annotated[int, typer.Option(min=1, max=500, help="units of the made-up bureau")]
Tickets = Annotated[int, typer.Option(min=0, max=30, help="findings and complaints a month")]
CsvFile = Annotated[Path | None, typer.Option(help="write the calendar here as CSV")]


def replay(
    campaign: CampaignName,
    first: FirstDay = None,
    last: LastDay = None,
    units: Units = 12,
    tickets: Tickets = 3,
    csv: CsvFile = None,
) -> None:
    """Replay a campaign on a simulated clock with a made-up bureau, and print what was sent to
    whom; nothing real is touched.
    """
    gc.disable()  # until what stays is made: see Replay.run
    from bot.cli.campaign import read
    from bot.replay.calendar import summary_lines, table_lines, write_csv

    described, source = read(_file_of(campaign))
    if csv is not None and csv.exists():
        stop(f"{csv}: 文件已存在 / there is such a file already")
    until = last.date() if last else None
    found = run_in_scratch(described, source, units=units, tickets=tickets, until=until)
    sent = found.sent
    if first is not None:
        sent = [message for message in sent if message.at.date() >= first.date()]
    for line in (*table_lines(sent), "", *summary_lines(found, sent)):
        typer.echo(line)
    for line in found.refused:
        typer.echo(line, err=True)
    if csv is not None:
        write_csv(csv, sent)
        typer.echo(csv)


def _file_of(campaign: str) -> Path:
    """Return the file of this name, else the ready campaign of this key; none ends the command."""
    file, ready = Path(campaign), READY / f"{campaign}.yaml"
    if file.is_file():
        return file
    if ready.is_file():
        return ready
    if not file.exists():
        keys = "、".join(sorted(one.stem for one in READY.glob("*.yaml")))
        stop_at(file, FileNotFoundError(), f"现成的专项行动 / campaigns that are ready: {keys}")
    return file


def run_in_scratch(
    campaign: Campaign, source: str, *, units: int, tickets: int, until: date | None = None
) -> Replayed:
    """Run a replay in a database that is gone afterwards."""
    from bot.replay.run import SECRET, Replay
    from storage.database import open_database
    from storage.migrate import upgrade

    with TemporaryDirectory(prefix="mingcha-") as folder:
        database = open_database(f"sqlite:///{folder}/replay.db", SECRET)
        upgrade(database.writer)
        with database.writer.connect() as connection:  # nothing here needs to outlive a power cut
            connection.connection.execute("PRAGMA synchronous=OFF")
        try:
            return Replay(database, campaign, source, units, tickets).run(until)
        finally:
            database.close()
