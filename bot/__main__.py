"""`python -m bot ...`: run the program and look after it."""

from __future__ import annotations

import os

import typer

from bot.cli.calendar import calendar
from bot.cli.campaign import campaign
from bot.cli.check import check
from bot.cli.posters import posters
from bot.cli.roster import import_, invite
from bot.cli.run import run
from bot.cli.wecom_menu import wecom_menu
from bot.replay.cli import replay

# A command loads what it needs when it runs, so that worker processes, --help and wrong settings
# do not load the whole program.
cli = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Mingcha 明察",
    pretty_exceptions_enable=False,
)
cli.command()(run)
cli.command()(check)
cli.command("import")(import_)
cli.command()(invite)
cli.command()(posters)
cli.command("wecom-menu")(wecom_menu)
cli.add_typer(campaign, name="campaign")
cli.add_typer(calendar, name="calendar")
cli.command("replay")(replay)


@cli.callback()
def keep_to_the_owner() -> None:
    """Mingcha 明察."""
    os.umask(0o077)  # whatever is written here is the program's own


if __name__ == "__main__":
    cli()
