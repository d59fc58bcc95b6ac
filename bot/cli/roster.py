"""`python -m bot import` and `invite`: who is in the roster, and the way in for one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.context import load_settings, open_desk, open_tables, stop, stop_at, warn_of_address
from rules import limits

Roster = Annotated[Path | None, typer.Argument(help="roster.xlsx or .csv")]
Template = Annotated[Path | None, typer.Option(help="write an empty roster here instead")]
Force = Annotated[bool, typer.Option(help="overwrite what is there with the empty roster")]
Key = Annotated[str, typer.Argument(help="the person's number in the roster")]


def import_(roster: Roster = None, template: Template = None, force: Force = False) -> None:
    """Import units and people from a roster; nothing changes if there is a single fault."""
    if template is not None:
        _write_template(template, force=force)
        return
    if roster is None:
        stop(
            "请给出名册文件：python -m bot import roster.xlsx；空白模板用 --template roster.xlsx / "
            "give a roster, or --template roster.xlsx for an empty one"
        )
    if roster.is_dir():
        stop_at(roster, IsADirectoryError())
    if not roster.is_file():
        stop_at(roster, FileNotFoundError())
    _import(roster)


def _write_template(file: Path, *, force: bool) -> None:
    from bot.app import CHANNELS, traits_of
    from casework.channels import roster_accounts
    from casework.roster.template import write_template

    if file.exists() and not force:
        stop(f"{file} 已存在，加 --force 才覆盖 / exists already; --force overwrites it")
    try:
        write_template(file, roster_accounts(traits_of(CHANNELS).values()))
    except OSError as wrong:
        stop_at(file, wrong)
    typer.echo(
        f"{file}：空白名册已写入，填好后用 import 导入 / the empty roster; fill it in and import it"
    )


def _import(roster: Path) -> None:
    from casework.campaigns.load import keep_up
    from casework.people.roles import open_proposals
    from casework.roster.load import RosterRefused, import_roster
    from casework.roster.read import read_roster
    from locales import _, translate

    try:
        with open_desk() as desk:
            read = read_roster(roster, desk.bureau.roster_accounts)
            summary = import_roster(desk.session, read, desk.now)
            typer.echo(translate(summary.as_message(), "zh_CN"))
            waiting = len(open_proposals(desk.session))
            if waiting:
                text = _(
                    "Roles that wait until two of the administrators and custodians want them, in "
                    "chat: {count}"
                )
                typer.echo(translate(text.given(count=waiting), "zh_CN"))
            count = keep_up(desk).count
            if count:
                kept_up = _("Tasks of the campaigns that change with the roster: {count}")
                typer.echo(translate(kept_up.given(count=count), "zh_CN"))
    except RosterRefused as refused:
        for fault in refused.faults:
            typer.echo(translate(fault, "zh_CN"), err=True)
        raise typer.Exit(1) from None


def invite(key: Key) -> None:
    """Print a one-time invitation for somebody of the roster: the way in for the first
    administrator.
    """
    import segno
    from sqlmodel import select

    from bot.app import bureau_of
    from casework.desk import Desk
    from casework.people.invitations import make_invitation
    from storage.tables import Person

    settings = load_settings()
    bureau = bureau_of(settings)
    with open_tables(settings) as (database, clock), database.write() as session:
        person = session.exec(select(Person).where(Person.key == key)).first()
        if person is None or person.id is None:
            stop(f"名册中没有工号 {key} / nobody with the number {key} is in the roster")
        code = make_invitation(Desk(session, clock(), bureau), person.id, "join")
        name = person.name
    warn_of_address(settings)
    days = limits.INVITATION_DAYS
    link = f"{bureau.public_url}/enter/{code}"
    typer.echo(
        f"{name}（{key}）的邀请码，{days}天内有效，只能用一次：{code}\n"
        f"Invitation for {name} ({key}), good for {days} days and one use: {code}\n"
        f"打开链接或扫码即可登录 / open the link or scan the code to enter:\n{link}"
    )
    segno.make(link).terminal(compact=True)
