"""Documents are taken by their suffix, and named shortly."""

from __future__ import annotations

import pytest

from locales import translate
from talk import Given, Partly, Wrong
from talk import input as sent
from talk.answers import Chosen
from talk.files import MAX_NAME_LENGTH, Files, short_name

KIND = Files((".pdf", ".docx"), at_least=1, at_most=2)


def _file(name: str, size: int | None = 10) -> sent.File:
    return sent.File({}, name, size, evidence=4)


def test_a_document_counts_until_done() -> None:
    reading = KIND.read(_file("报告.PDF"), None)
    assert isinstance(reading, Partly)
    assert reading.partial["ids"] == [4]
    assert KIND.read(Chosen("done"), reading.partial) == Given(reading.partial)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (_file("virus.exe"), "is not taken"),
        (_file("empty.pdf", 0), "is empty"),
        (sent.Words("here"), "A file or a photo is needed"),
    ],
)
def test_what_cannot_be_taken_is_refused(file: sent.File | sent.Words, why: str) -> None:
    reading = KIND.read(file, None)
    assert isinstance(reading, Wrong)
    assert why in translate(reading.reply, "en")


def test_no_more_than_there_may_be() -> None:
    reading = KIND.read(_file("c.pdf"), {"ids": [1, 2], "caption": ""})
    assert isinstance(reading, Wrong)


def test_a_name_is_without_folders_and_keeps_its_end() -> None:
    assert short_name("C:\\Users\\li\\report.pdf") == "report.pdf"
    long = short_name("长" * 300 + ".docx")
    assert (len(long), long[-6:]) == (MAX_NAME_LENGTH, "….docx")
