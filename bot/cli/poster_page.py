"""The page of posters: for each unit a QR code that opens a complaint about it."""

from __future__ import annotations

from html import escape
from pathlib import Path

import segno
from sqlmodel import Session

from storage.queries.units import active_units

STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;margin:0}"
    "section"
    "{height:277mm;page-break-after:always;text-align:center;padding:10mm;box-sizing:border-box}"
    "h1{font-size:54pt;letter-spacing:.12em;margin:12mm 0 8mm}h2{font-size:28pt;margin:0 0 4mm}"
    "h3{font-size:18pt;font-weight:500;margin:0 0 10mm}"
    "svg{width:110mm;height:110mm}p{font-size:14pt;line-height:1.8}small"
    "{color:#555;word-break:break-all}"
)
HEADING = "投诉举报"
WORDS = (
    "扫一扫，反映问题、提出投诉，随时查询办理进度",
    "可以实名、保密，也可以匿名；提交前会说明谁能看到什么",
    "Scan to complain and to follow what becomes of it; anonymously if you wish",
)


def write_posters(
    session: Session, file: Path, *, bureau: str, public_url: str, telegram_bot: str = ""
) -> int:
    """Write the page for every active unit and return how many there are.

    With `telegram_bot` the codes open Telegram, not the web.
    """
    units = active_units(session)
    start = f"https://t.me/{telegram_bot}?start=u-" if telegram_bot else f"{public_url}/u/"
    posters = [_poster(unit.name, f"{start}{unit.qr}", bureau) for unit in units]
    head = (
        "<!doctype html><html lang='zh-CN'><meta charset='utf-8'><title>二维码 QR</title>"
        f"<style>{STYLE}</style>"
    )
    file.write_text(f"{head}{''.join(posters)}</html>", encoding="utf-8")
    return len(units)


def _poster(unit: str, link: str, bureau: str) -> str:
    code = segno.make(link, error="m").svg_inline(scale=8, omitsize=True)
    words = "<br>".join(map(escape, WORDS))
    # the bureau has a poster of its own
    whose = "" if unit == bureau else f"<h3>{escape(bureau)}</h3>"
    return (
        f"<section><h1>{HEADING}</h1><h2>{escape(unit)}</h2>{whose}{code}<p>"
        f"{words}</p><small>{link}</small></section>"
    )
