"""`python -m bot run`: the program itself."""

from __future__ import annotations

import gc

import typer

from bot.cli.context import leave, load_settings, warn_of_address


def run() -> None:
    """Run it: the web chat, and every channel that has a token."""
    # What the start makes stays; to look for garbage among it takes a tenth of the time.
    gc.disable()
    settings = load_settings()
    from bot.app import build
    from bot.server import run_in_loop, set_up_logging
    from bot.settings import WrongSettings

    set_up_logging(settings.log_level)
    warn_of_address(settings)

    def ready(url: str) -> None:
        # Nor is it looked through again: that would hold up every chat for a tenth of a second.
        gc.freeze()
        gc.enable()
        demo = "   [演示 DEMO]" if settings.demo else ""
        typer.echo(f"明察已启动 / Mingcha is running: {url}{demo}")

    try:
        run_in_loop(build(settings), ready)
    except WrongSettings as wrong:  # what only shows when it is tried
        leave(2, *wrong.lines)
    leave(0)
