"""`python -m bot posters`: a page to print, one QR code for each unit's gate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.context import load_settings, open_tables, warn_of_address

PageFile = Annotated[Path, typer.Argument(help="the HTML page to write")]
BotName = Annotated[str, typer.Option(help="name of the Telegram bot the codes should open")]


def posters(file: PageFile = Path("posters.html"), telegram_bot: BotName = "") -> None:
    """Write a page to print with each unit's QR code for its gate."""
    from bot.app import bureau_of
    from bot.cli.poster_page import write_posters

    settings = load_settings()
    bureau = bureau_of(settings)
    with open_tables(settings) as (database, _clock), database.read() as session:
        count = write_posters(
            session,
            file,
            bureau=bureau.name,
            public_url=bureau.public_url,
            telegram_bot=telegram_bot,
        )
    warn_of_address(settings)
    typer.echo(
        f"{file}：已写入{count}个单位的二维码，请打印张贴 / "
        f"QR codes of {count} units, to be printed"
    )
