"""A conversation as a text: played from its `name > ...` lines, and compared as a whole.

A transcript reads from top to bottom. `name > ...` is what somebody sends (see
tests.town.Phone.does), `name < ...` what reaches them; its further lines follow, indented by four,
its buttons in brackets last; a line that was too long goes on indented by eight. `+ 2 days` lets
time pass. What differs from run to run stands in braces: {receipt}, {invitation}, {link}.

A list that is not the point of a test may be left out: `[…]` among the buttons stands for any
buttons there, a further line `…` of a text for any lines there; none at all will do as well.

    head > [File a finding]
    head < What did you see?
        …
        [Phone in a meeting] […] [Cancel]
"""

from __future__ import annotations

import re
from itertools import takewhile
from textwrap import dedent
from unicodedata import east_asian_width

from tests.town import Town

WIDTH = 112
ANY_LINES, ANY_BUTTONS = "…", "[…]"
VARYING = {
    "receipt": re.compile(r"\b\d{4} \d{4} \d{4} \d{4}\b"),
    "invitation": re.compile(r"(?<=use: )[2-9A-Z]{12}\b"),
    "link": re.compile(r"(?<=/enter/)[2-9A-Z]{12}\b"),
}


def converse(town: Town, expected: str, said: dict[str, str] | None = None) -> None:
    """Play the transcript and compare all of it; `said` tells what stands for a name in braces,
    such as a very long text.
    """
    stand_ins = dict(said or {})
    heard: list[str] = []
    lines = _unfold(expected)
    for place, line in enumerate(lines):
        if not _is_sent(line):
            continue
        sent = line
        for name, meant in stand_ins.items():
            sent = sent.replace(f"{{{name}}}", meant)
        answers = [_stand_in(answer, stand_ins) for answer in town.play(sent).splitlines()[1:]]
        wanted = takewhile(lambda line: not _is_sent(line), lines[place + 1 :])
        heard += [line, *_elide(answers, list(wanted))]
    assert "\n".join(map(fold, heard)) == "\n".join(map(fold, lines))


def find(name: str, transcript: str) -> str:
    """Return what stands in a transcript for a name in braces."""
    found = VARYING[name].search(transcript)
    assert found, f"no {name} in {transcript}"
    return found[0]


def fold(line: str) -> str:
    """Lay out one message: its lines, its buttons, and what is too wide for a line of a file."""
    text, buttons = _parts(line)
    rows = [*text.split(" / "), *([buttons.strip()] if buttons and " < " in line else [])]
    return "\n    ".join(
        _wrap(each if place or not buttons or " < " in line else line)
        for place, each in enumerate(rows)
    )


def matches(wanted: str, heard: str) -> bool:
    """Tell whether a message, on one line, is the one wanted, whose lists may be left out."""
    wanted_text, wanted_buttons = _parts(wanted)
    text, buttons = _parts(heard)
    return _match_lists(
        wanted_text.split(" / "), text.split(" / "), left_out=ANY_LINES
    ) and _match_lists(_labels(wanted_buttons), _labels(buttons), left_out=ANY_BUTTONS)


def _match_lists(wanted: list[str], heard: list[str], *, left_out: str) -> bool:
    any_number = r"(?:\n.*)*"
    patterns = [any_number if item == left_out else re.escape(f"\n{item}") for item in wanted]
    return re.fullmatch("".join(patterns), "".join(f"\n{item}" for item in heard)) is not None


def _elide(answers: list[str], wanted: list[str]) -> list[str]:
    """Return the answers to one message, with left out what the transcript leaves out."""
    elided = list(answers)
    for place, (answer, line) in enumerate(zip(answers, wanted, strict=False)):
        if matches(line, answer):
            elided[place] = line
    return elided


def _is_sent(line: str) -> bool:
    return " > " in line.split(" < ")[0] or line.startswith("+")


def _parts(line: str) -> tuple[str, str]:
    """Return the text of a message and its buttons."""
    parts = re.fullmatch(r"(.*?)((?: \[[^\]]*\])*)", line, re.DOTALL)
    assert parts is not None, line
    return parts[1], parts[2]


def _labels(buttons: str) -> list[str]:
    return re.findall(r"\[[^\]]*\]", buttons)


def _wrap(row: str) -> str:
    lines = [""]
    for piece in re.findall(r"\[[^\]]*\] ?|[!-⺀]+ ?|.", row):
        if (
            sum(1 + (east_asian_width(each) in "WF") for each in lines[-1] + piece) > WIDTH
            and piece[0] not in "，。：；、！？”）"
        ):
            lines.append("")
        lines[-1] += piece
    return "\n        ".join(each.rstrip() for each in lines)


def _unfold(transcript: str) -> list[str]:
    """Return the messages of a transcript, each on one line as Town.play gives them."""
    whole = re.sub(r"\n(?=\n)", "\n    ", dedent(transcript).strip())
    whole = re.sub(r"(?<=[!-⺀])\n {8}|\n {4}(?=\[)", " ", whole)
    return re.sub(r"\n {4}", " / ", re.sub(r"\n {8}", "", whole)).splitlines()


def _stand_in(line: str, stand_ins: dict[str, str]) -> str:
    """Put the name in braces for what is different in each run."""
    for name, varying in VARYING.items():
        for found in varying.findall(line):
            known = next((each for each, meant in stand_ins.items() if meant == found), None)
            if known is None:
                again = sum(each.startswith(name) for each in stand_ins)
                known = f"{name} {again + 1}" if again else name
                stand_ins[known] = found
            line = line.replace(found, f"{{{known}}}")
    for name, meant in stand_ins.items():
        line = line.replace(meant, f"{{{name}}}")
    return line
