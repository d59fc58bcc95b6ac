"""`python -m bot campaign ...`: campaign files checked, loaded, shown; campaigns ended."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot.cli.context import open_desk, stop, stop_at

if TYPE_CHECKING:
    from casework.campaigns.compare import Changes
    from casework.desk import Desk
    from locales import Message
    from rules.campaign.model import Campaign
    from storage.tables import CampaignRow

campaign = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Campaign files 专项行动文件"
)

File = Annotated[
    Path, typer.Argument(help="the campaign file, for example campaigns/guiping-2021.yaml")
]
Key = Annotated[
    str, typer.Argument(help="the key in the campaign's file, for example guiping-2021")
]
Summary = Annotated[
    str, typer.Option("--summary", help="why it ends, or with what result; it stays on the record")
]
MAX_LISTED_DUTIES = 5  # in each part of what would change


@campaign.command("check")
def check(file: File) -> None:
    """Tell every fault of a campaign file with its line, its key and what would be right; exit
    status 1 when there is one.
    """
    from rules.campaign.file import describe

    _say(describe(read(file)[0]))


@campaign.command("load")
def load(
    file: File,
    yes: Annotated[bool, typer.Option("--yes", help="apply the changes without asking")] = False,
    reopen: Annotated[
        bool, typer.Option("--reopen", help="open a campaign again that was ended")
    ] = False,
) -> None:
    """Load a campaign, or load it again after a change: show what would change first. Nothing that
    was filed is lost.
    """
    from casework.calendar.days import load_years
    from casework.campaigns import load
    from casework.campaigns.advisories import find_advisories, tell_administrators
    from casework.campaigns.compare import compare
    from locales import _
    from rules.campaign.file import describe

    described, source = read(file)
    with open_desk() as desk:
        # one of long ago may be replayed
        load_years(desk, described.period.first.year - 1, described.period.last.year + 1)
        changes, advisories = compare(desk, described), find_advisories(desk, described)
        _say(describe(described))
        _refuse_ended(desk, described.key, reopen=reopen)
        for line in _plan_lines(changes):
            _say(line)
        for advisory in advisories:
            _say(_("Please check: {doubt}", doubt=advisory))
        if not (yes or _agrees("应用以上变更？ Apply?")):
            _say(_("Nothing was changed. Add {option} to apply it.", option="--yes"))
            raise typer.Exit(1)
        load.load(desk, described, source)
        tell_administrators(desk, described, advisories)
    _say(_("{title} is loaded.", title=described.title))


def _agrees(question: str) -> bool:
    """Ask who sits at the terminal; nobody there is a no."""
    return sys.stdin.isatty() and typer.confirm(question)


def _refuse_ended(desk: Desk, key: str, *, reopen: bool) -> None:
    """Say that the campaign was ended, if it was; without `reopen` that ends the command."""
    from casework.campaigns.report import how_it_ended
    from locales import _

    ended = how_it_ended(desk, key)
    if ended is None:
        return
    _say(ended)
    if not reopen:
        _say(_("Nothing was changed. Add {option} to open it again.", option="--reopen"))
        raise typer.Exit(1)


@campaign.command("end")
def end(
    key: Key,
    summary: Summary,
    yes: Annotated[bool, typer.Option("--yes", help="end it without asking")] = False,
) -> None:
    """End a campaign: nothing of it is reminded of or filed any more. What was filed stays."""
    from casework.campaigns.report import how_it_ended
    from locales import _
    from storage.queries.assignments import open_assignments
    from storage.queries.campaigns import find_campaign

    with open_desk() as desk:
        row = find_campaign(desk.session, key, lock=True)
        if row is None:
            _unknown(key)
        ended = how_it_ended(desk, key)
        if ended is not None:
            _say(ended)
            raise typer.Exit(1)
        title, count = row.title, len(open_assignments(desk.session, row.id or 0))
        asked = _("{title}, {first} to {last}, tasks still open: {count}.")
        _say(asked.given(title=title, count=count, first=row.first, last=row.last))
        if not (yes or _agrees("结束这次行动？ End it?")):
            _say(_("Nothing was changed. Add {option} to end it.", option="--yes"))
            raise typer.Exit(1)
        _end(desk, row, summary)
    _say(_("{title} has ended. Tasks left open: {count}.", title=title, count=count))


def _end(desk: Desk, row: CampaignRow, summary: str) -> None:
    from casework.campaigns import end
    from rules.lifecycle import StepRefused

    try:
        end.end(desk, row, summary)
    except StepRefused as refused:
        _say(refused.reason, err=True)
        raise typer.Exit(1) from None


@campaign.command("show")
def show(key: Key) -> None:
    """Print a loaded campaign: stages, duties with how they stand, and the next days due."""
    from casework.campaigns.report import report_lines

    with open_desk() as desk:
        lines = report_lines(desk, key)
        if lines is None:
            _unknown(key)
        for line in lines:
            _say(line)


@campaign.command("export")
def export(
    key: Key,
    to: Annotated[
        Path | None, typer.Option("--to", help="write it here instead of printing it")
    ] = None,
) -> None:
    """Write out a campaign's file as it was loaded."""
    from storage.queries.campaigns import find_campaign

    with open_desk() as desk:
        row = find_campaign(desk.session, key)
        source = row.source if row is not None else None
    if source is None:
        _unknown(key)
    if to is None:
        sys.stdout.buffer.write(source.encode())
        return
    try:
        with to.open("xb") as file:
            file.write(source.encode())
    except OSError as wrong:
        stop_at(to, wrong)


@campaign.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of a campaign file, for editors."""
    from rules.campaign.errors import schema_text

    typer.echo(schema_text(), nl=False)


def read(file: Path) -> tuple[Campaign, str]:
    """Return the campaign and its file's text; faults end the command with a line each."""
    from rules.campaign.file import CampaignRefused, read_campaign
    from rules.campaign.yaml import MAX_FILE_BYTES

    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_FILE_BYTES + 1)
        return read_campaign(raw), raw.decode()
    except OSError as wrong:
        stop_at(file, wrong)
    except CampaignRefused as refused:
        for fault in refused.faults:
            _say(fault.as_message(file.name), err=True)
        raise typer.Exit(1) from None


def _plan_lines(changes: Changes) -> list[Message]:
    """Return what would change, with the first duties of each sort."""
    from locales import _

    if not changes.count:
        return [_("Nothing changes: {count} rows stay as they are.", count=changes.kept)]
    parts = (
        (_("New: {count}"), changes.opened),
        (_("Asked for again: {count}"), [want for _stored, want in changes.reopened]),
        (_("Due on another day: {count}"), [want for _stored, want in changes.moved]),
        (_("In other words: {count}"), [want for _stored, want in changes.changed]),
        (_("Asked for no more: {count}"), changes.dropped),
    )
    lines = [_("Stay as they are: {count}", count=changes.kept)]
    for heading, rows in parts:
        if rows:
            lines += [heading.given(count=len(rows)), *_by_duty(rows)]
    return lines


def _by_duty(rows: Sequence[Any]) -> list[Message]:
    """Return a line for each duty of these rows, the one due first at the top."""
    from locales import _

    days: dict[tuple[str, str], list[date]] = {}
    for row in rows:
        days.setdefault((row.duty, row.title), []).append(row.due_on)
    ordered = sorted(days.items(), key=lambda duty: min(duty[1]))
    line = _("· {title}: {count}, the first due {day}")
    lines = [
        line.given(title=title, count=len(due), day=min(due))
        for (_duty, title), due in ordered[:MAX_LISTED_DUTIES]
    ]
    left_out = len(ordered) - MAX_LISTED_DUTIES
    if left_out > 0:
        lines.append(_("· … and {count} more tasks", count=left_out))
    return lines


def _say(what: Message, *, err: bool = False) -> None:
    from locales import translate

    typer.echo(translate(what, "zh_CN"), err=err)


def _unknown(key: str) -> NoReturn:
    stop(f"{key}: 没有载入这项专项行动 / no campaign of this key is loaded")
