"""`python -m bot ...`: run the program and look after it."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.calendar import calendar
from bot.cli.campaign import campaign
from bot.cli.context import leave, load_settings, open_desk, open_tables, stop, stop_at
from bot.replay.cli import replay
from rules import limits

if TYPE_CHECKING:
    from bot.settings import Settings

cli = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Mingcha 明察",
    pretty_exceptions_enable=False,
)


@cli.command()
def run() -> None:
    """Run it: the web chat, and every channel that has a token."""
    # until it is ready: what the start makes stays, and to look for garbage among it takes a tenth
    # of the time
    gc.disable()
    settings = load_settings()
    from bot.app import (
        # here, so that worker processes, --help and wrong settings do not load the whole program
        build,
    )
    from bot.server import run_in_loop, set_up_logging
    from bot.settings import WrongSettings

    set_up_logging(settings.log_level)
    _warn_of_address(settings)

    def ready(url: str) -> None:
        # what the start made is never looked through again: that would hold up every chat for a
        # tenth of a second
        gc.freeze()
        gc.enable()
        typer.echo(
            f"明察已启动 / Mingcha is running: {url}" + ("   [演示 DEMO]" if settings.demo else "")
        )

    try:
        run_in_loop(build(settings), ready)
    except WrongSettings as wrong:  # what only shows when it is tried
        leave(2, *wrong.lines)
    leave(0)


@cli.command()
def check() -> None:
    """Verify the chain of events, evidence, outbox, orphans and Telegram's webhook; exit status 1
    when something is wrong.
    """
    from bot.app import open_evidence
    from bot.cli.check import check_up
    from bot.settings import WrongSettings
    from locales import translate

    settings = load_settings()
    with open_tables(settings) as (database, clock), database.read() as session:
        try:
            store = open_evidence(settings.evidence_url)
        except WrongSettings as wrong:
            stop(*wrong.lines)
        faults = list(check_up(session, store, now := clock()))
    if settings.has_telegram and settings.telegram_webhook_url:
        from bot.channels.telegram.health import (
            check_webhook,  # only with a token: its library costs memory and start time
        )

        faults += asyncio.run(check_webhook(settings))
    for fault in faults:
        typer.echo(translate(fault, "zh_CN", settings.zone, now))
    typer.echo(f"核对完毕，问题{len(faults)}处 / checked, faults found: {len(faults)}")
    raise typer.Exit(1 if faults else 0)


@cli.command("import")
def import_(
    roster: Annotated[Path | None, typer.Argument(help="roster.xlsx or .csv")] = None,
    template: Annotated[
        Path | None, typer.Option(help="write an empty roster here instead")
    ] = None,
    force: Annotated[
        bool, typer.Option(help="overwrite what is there with the empty roster")
    ] = False,
) -> None:
    """Import units and people from a roster; nothing changes if there is a single fault."""
    from bot.app import CHANNELS, traits_of
    from casework.campaigns.load import keep_up
    from casework.channels import roster_accounts
    from casework.roster.load import RosterRefused, import_roster
    from casework.roster.read import read_roster
    from casework.roster.template import write_template
    from locales import _, translate

    if template is not None:
        if template.exists() and not force:
            stop(f"{template} 已存在，加 --force 才覆盖 / exists already; --force overwrites it")
        try:
            write_template(template, roster_accounts(traits_of(CHANNELS).values()))
        except OSError as wrong:
            stop_at(template, wrong)
        typer.echo(
            f"{template}：空白名册已写入，填好后用 import 导入 / the empty roster; fill it in and import it"
        )
        return
    if roster is None:
        stop(
            "请给出名册文件：python -m bot import roster.xlsx；空白模板用 --template roster.xlsx / "
            "give a roster, or --template roster.xlsx for an empty one"
        )
    if not roster.is_file():
        stop_at(roster, IsADirectoryError() if roster.is_dir() else FileNotFoundError())
    try:
        with open_desk() as desk:
            read = read_roster(roster, desk.bureau.roster_accounts)
            summary = import_roster(desk.session, read, desk.now)
            typer.echo(translate(summary.as_message(), "zh_CN"))
            if count := keep_up(desk).count:
                typer.echo(
                    translate(
                        _(
                            "Tasks of the campaigns that change with the roster: {count}",
                            count=count,
                        ),
                        "zh_CN",
                    )
                )
    except RosterRefused as refused:
        for fault in refused.faults:
            typer.echo(translate(fault, "zh_CN"), err=True)
        raise typer.Exit(1) from None


@cli.command()
def invite(key: Annotated[str, typer.Argument(help="the person's number in the roster")]) -> None:
    """Print a one-time invitation for somebody of the roster: the way in for the first
    administrator.
    """
    import segno
    from sqlmodel import select

    from bot.app import bureau_of
    from casework.desk import Desk
    from casework.people.accounts import make_invitation
    from storage.tables import Person

    settings = load_settings()
    bureau = bureau_of(settings)
    with open_tables(settings) as (database, clock), database.write() as session:
        person = session.exec(select(Person).where(Person.key == key)).first()
        if person is None or person.id is None:
            stop(f"名册中没有工号 {key} / nobody with the number {key} is in the roster")
        code, name = make_invitation(Desk(session, clock(), bureau), person.id, "join"), person.name
    _warn_of_address(settings)
    link = f"{bureau.public_url}/enter/{code}"
    typer.echo(
        f"{name}（{key}）的邀请码，{limits.INVITATION_DAYS}天内有效，只能用一次：{code}\n"
        f"Invitation for {name} ({key}), good for {limits.INVITATION_DAYS} days and one use: {code}\n"
        f"打开链接或扫码即可登录 / open the link or scan the code to enter:\n{link}"
    )
    segno.make(link).terminal(compact=True)


@cli.command()
def posters(
    file: Annotated[Path, typer.Argument(help="the HTML page to write")] = Path("posters.html"),
    telegram_bot: Annotated[
        str, typer.Option(help="name of the Telegram bot the codes should open")
    ] = "",
) -> None:
    """Write a page to print with each unit's QR code for its gate."""
    from bot.app import bureau_of
    from bot.cli.posters import write_posters

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
    _warn_of_address(settings)
    typer.echo(
        f"{file}：已写入{count}个单位的二维码，请打印张贴 / QR codes of {count} units, to be printed"
    )


@cli.command("wecom-menu")
def wecom_menu() -> None:
    """Publish the app's menu in WeCom."""
    from bot.channels.wecom.errors import NoAnswer, Refused, Unreachable
    from bot.channels.wecom.menu import publish_menu
    from bot.channels.wecom.setup import build_client

    settings = load_settings()
    if not settings.has_wecom:
        stop(
            "WECOM_CORP_ID 等 WECOM_ 变量尚未设置 / WECOM_CORP_ID and the other WECOM_ variables "
            "are not set"
        )

    async def publish() -> None:
        with open_tables(settings) as (database, clock):
            async with build_client(settings, database, clock) as client:
                await publish_menu(client)

    try:
        asyncio.run(publish())
    except (Refused, Unreachable, NoAnswer) as error:
        stop(
            f"企业微信没有接受，改好后再执行一次 / WeCom did not take it; mend this and run it again: {error}"
        )
    typer.echo("企业微信应用菜单已发布 / the WeCom menu is published")


cli.add_typer(campaign, name="campaign")
cli.add_typer(calendar, name="calendar")
cli.command("replay")(replay)


def _warn_of_address(settings: Settings) -> None:
    if not settings.public_url and not settings.demo:
        typer.echo(
            f"PUBLIC_URL: 未设置，链接和二维码以 {settings.address} 开头，手机可能打不开 / "
            "empty, so links and QR codes begin so; phones may not reach that",
            err=True,
        )


if __name__ == "__main__":
    cli()
