"""Turns a template into an answer, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.responses import HTMLResponse

from bot.settings import Settings
from bot.web.strings import EVERYWHERE, TROUBLE, in_words, language_of
from locales import Message, translate

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent


class Pages:
    """The templates of this folder, with what every page shows; `version` marks the addresses of
    scripts and styles.
    """

    def __init__(self, settings: Settings, version: str) -> None:
        self._shown = {"bureau": settings.bureau_name, "demo": settings.demo, "version": version}

    @cached_property
    def _templates(self) -> Environment:
        from jinja2 import (  # with the first page, not at start
            Environment,
            FileSystemLoader,
            StrictUndefined,
            select_autoescape,
        )

        return Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def show(
        self,
        request: Request,
        template: str,
        words: Mapping[str, Message],
        *,
        language: str | None = None,
        status: int = 200,
        **more: Any,
    ) -> HTMLResponse:
        """Return the page; `language` is the chat's, without one the browser's counts."""
        language = language_of(request.headers.get("accept-language"), language)
        said = in_words({**EVERYWHERE, **words}, language)
        body = self._templates.get_template(template).render(
            w=said, language=language, **self._shown, **more
        )
        return HTMLResponse(body, status)

    def trouble(self, request: Request, kind: str, status: int) -> HTMLResponse:
        """Return a page that says what is wrong and what to do; `kind` is one of TROUBLE."""
        language = language_of(request.headers.get("accept-language"))
        title, what_to_do = (translate(sentence, language) for sentence in TROUBLE[kind])
        return self.show(
            request, "trouble.html", {}, status=status, title=title, what_to_do=what_to_do
        )
