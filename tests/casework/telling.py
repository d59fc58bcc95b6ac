"""What a subject's table of who is told what asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from casework.notices import Wording
from locales import Message


def facts_asked(
    tells: Mapping[str, tuple[Any, ...]], receipts: Mapping[str, tuple[Wording[Any], ...]]
) -> set[str]:
    """Return the names of the facts that the table's sentences ask for."""
    texts: list[Any] = [row.text for rows in tells.values() for row in rows]
    texts += [wording.text for wordings in receipts.values() for wording in wordings]
    sentences = [text for text in texts if isinstance(text, Message)]
    return {
        name
        for sentence in sentences
        for name in re.findall(r"\{(\w+)\}", sentence.text)
        if name not in sentence.facts
    }
