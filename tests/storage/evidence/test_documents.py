"""Whether a document is what its name says."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.evidence.documents import SUFFIXES, DocumentRefused, check_document

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
PDF = b"%PDF-1.7\n" + bytes(100)
EXE = b"MZ\x90\0" + bytes(600)


def package(*names: str) -> bytes:
    """Return a zip with these files in it."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return into.getvalue()


DOCX, XLSX = (
    package("[Content_Types].xml", "word/document.xml"),
    package("[Content_Types].xml", "xl/workbook.xml"),
)


def check(folder: Path, name: str, data: bytes) -> str:
    """Write the bytes and check them under that name."""
    file = folder / "file"
    file.write_bytes(data)
    return check_document(file, name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", PDF),
        ("A.PDF", b"\xef\xbb\xbf\n" + PDF),
        ("a.doc", OLE),
        ("a.docx", DOCX),
        ("a.xls", OLE),
        ("a.xlsx", XLSX),
        ("a.ppt", OLE),
        ("a.pptx", package("ppt/presentation.xml")),
        ("a.wps", OLE),
        ("a.wps", DOCX),
        ("a.et", OLE),
        ("a.ofd", package("OFD.xml", "Doc_0/Document.xml")),
        ("a.zip", package("a.txt")),
        ("a.zip", package()),
        ("a.txt", "自查情况".encode()),
        ("a.txt", "自查情况".encode("gb18030")),
        ("a.txt", "自查".encode("utf-16")),
    ],
    ids=count(),
)
def test_takes_what_is_what_its_name_says(tmp_path: Path, name: str, data: bytes) -> None:
    assert "/" in check(tmp_path, name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", EXE),
        ("a.doc", EXE),
        ("a.docx", EXE),
        ("a.zip", EXE),
        ("a.txt", EXE),
        ("a.exe", EXE),
        ("a", PDF),
        ("a.pdf", EXE[:200] + PDF),
        ("a.pdf", DOCX),
        ("a.docx", XLSX),
        ("a.docx", package("a.exe")),
        ("a.xlsx", PDF),
        ("a.doc", DOCX),
        ("a.txt", b"\x7fELF\1"),
        ("a.txt", b"abc\0def"),
        ("a.zip", b"PK\x03\x04" + bytes(50)),
        ("a.docx", DOCX[:60]),
        ("a.pdf.exe", PDF),
        ("a.html", b"<script>"),
        ("a.svg", b"<svg/>"),
        ("a.ofd", DOCX),
        ("a.docm", DOCX),
        ("a.docx", OLE),
    ],
    # the bytes of an archive tell the second in which it was made, in which no two workers agree
    ids=count(),
)
def test_refuses_what_is_something_else(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(DocumentRefused):
        check(tmp_path, name, data)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_refuses_an_empty_file(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(DocumentRefused, match="empty"):
        check(tmp_path, f"a{suffix}", b"")


@given(
    data=st.binary(max_size=200),
    suffix=st.sampled_from(SUFFIXES),
    head=st.sampled_from([b"", b"PK\x03\x04", OLE[:8], b"%PDF-"]),
)
def test_whatever_comes_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str, head: bytes
) -> None:
    with suppress(DocumentRefused):
        check(tmp_path_factory.getbasetemp(), f"a{suffix}", head + data)
