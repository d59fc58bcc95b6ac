"""WeCom's HTTP API over loopback, strict about its documented limits."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Self

from tests.fakes.telegram_http import HttpAnswer, HttpRequest, LoopbackServer, read_fields
from tests.fakes.wecom_rules import Breach, check_card, check_fields, check_menu

MEDIA_SECONDS, CODE_SECONDS = 3 * 86400, 72 * 3600
WINDOWS = ((30, 60.0), (1000, 3600.0))
SEND_FIELDS = {"touser", "msgtype", "agentid", "enable_duplicate_check", "duplicate_check_interval"}


@dataclass(frozen=True)
class Trouble:
    """What goes wrong with one request whose path contains `path`.

    status: answers with HTTP status `number`, nothing done; lost: hangs up, nothing done; slow:
    does it after `number` seconds; late: does it, answers after `number` seconds; garbage: does it,
    answers no JSON; cut: does it, then hangs up.
    """

    kind: Literal["status", "lost", "slow", "late", "garbage", "cut"]
    number: float = 0
    path: str = ""


@dataclass
class Shown:
    """One message on a member's phone; `chosen` is what a card shows after its buttons were
    replaced.
    """

    user: str
    kind: str
    at: float
    text: str = ""
    image: bytes = b""
    card: dict[str, Any] | None = None
    chosen: str = ""

    @property
    def buttons(self) -> list[str]:
        return (
            [button["text"] for button in self.card["button_list"]]
            if self.card and not self.chosen
            else []
        )


class WeComApi:
    """The platform; `breaches` lists every limit of WeCom that the program under test went beyond
    and must be empty.
    """

    corp_id, secret, agent_id = "ww0123456789abcdef", "the-app-secret", 1000002

    def __init__(self, members: set[str], clock: Callable[[], float] = time.time) -> None:
        self.members = {member.lower() for member in members}
        self.invalid: set[str] = set()  # listed in invaliduser beside errcode 0
        self.clock = clock
        self.shown: list[Shown] = []
        self.dropped: list[Shown] = []  # beyond a member's rate: WeCom says yes and shows nothing
        self.deduplicated = 0
        self.breaches: list[str] = []
        self.answers: list[
            tuple[str, dict[str, Any]]
        ] = []  # answers to give once, by part of the path
        self.token_fetches = 0
        self.tokens: dict[str, float] = {}
        self.expires_in = 7200
        self.menu: dict[str, Any] | None = None
        self.media: dict[str, tuple[bytes, float]] = {}
        self.codes: dict[str, tuple[Shown, float]] = {}
        self.task_ids: set[str] = set()
        self.troubles: list[Trouble] = []  # used up one by one by the requests they fit
        self.server = LoopbackServer(self._answer)
        self.base = ""
        self._serial = itertools.count(1)

    async def __aenter__(self) -> Self:
        await self.server.start()
        self.base = f"http://127.0.0.1:{self.server.port}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.server.stop()

    def expire_tokens(self) -> None:
        """End every token now, as WeCom may do before its time."""
        self.tokens = dict.fromkeys(self.tokens, 0.0)

    def texts(self, user: str) -> list[str]:
        """Return what a member reads, cards as their title, text and facts."""
        return [each.text for each in self.shown if each.user == user and each.kind != "image"]

    async def _answer(self, asked: HttpRequest) -> HttpAnswer:
        trouble = next((each for each in self.troubles if each.path in asked.path), None)
        if trouble is None:
            return self._done(asked)
        self.troubles.remove(trouble)
        if trouble.kind == "status":
            return HttpAnswer(int(trouble.number), b"<html>bad gateway</html>", "text/html")
        if trouble.kind == "lost":
            return HttpAnswer(drop=True)
        if trouble.kind == "slow":
            await asyncio.sleep(trouble.number)
        answer = self._done(asked)
        if trouble.kind == "late":
            await asyncio.sleep(trouble.number)
        if trouble.kind == "garbage":
            return HttpAnswer(200, b"<html>log in to the guest network</html>", "text/html")
        return HttpAnswer(drop=True) if trouble.kind == "cut" else answer

    def _done(self, asked: HttpRequest) -> HttpAnswer:
        for index, (path, given) in enumerate(self.answers):
            if path in asked.path:
                del self.answers[index]
                return HttpAnswer(body=json.dumps(given).encode())
        calls: dict[str, Callable[[HttpRequest], dict[str, Any] | HttpAnswer]] = {
            "GET /cgi-bin/gettoken": self._get_token,
            "POST /cgi-bin/message/send": self._send,
            "POST /cgi-bin/message/update_template_card": self._update_card,
            "POST /cgi-bin/media/upload": self._upload,
            "GET /cgi-bin/media/get": self._get_media,
            "POST /cgi-bin/menu/create": self._create_menu,
        }
        call = calls.get(f"{asked.method} {asked.path}")
        if call is None:
            self.breaches.append(f"no such call: {asked.method} {asked.path}")
            return HttpAnswer(404)
        answer: dict[str, Any] | HttpAnswer
        try:
            if call != self._get_token:
                self._check_token(asked.query.get("access_token", ""))
            answer = call(asked)
        except Breach as breach:
            if breach.counts:
                self.breaches.append(str(breach))
            answer = {
                "errcode": breach.code,
                "errmsg": f"{breach}, hint: [1700000000_1_fake], from ip: 127.0.0.1",
            }
        return (
            answer
            if isinstance(answer, HttpAnswer)
            else HttpAnswer(body=json.dumps(answer).encode())
        )

    def _get_token(self, asked: HttpRequest) -> dict[str, Any]:
        self.token_fetches += 1
        check_fields(asked.query, {"corpid", "corpsecret"})
        if asked.query["corpid"] != self.corp_id:
            raise Breach(40013, "invalid corpid", counts=False)
        if asked.query["corpsecret"] != self.secret:
            raise Breach(40001, "invalid credential", counts=False)
        now = self.clock()
        good = [token for token, ends in self.tokens.items() if ends > now]
        token = (
            good[0] if good else f"token-{next(self._serial)}"
        )  # within its time WeCom gives the same one again
        ends = self.tokens.setdefault(token, now + self.expires_in)
        return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": int(ends - now)}

    def _check_token(self, token: str) -> None:
        if not token:
            raise Breach(41001, "access_token missing")
        if token not in self.tokens:
            raise Breach(40014, "invalid access_token", counts=False)
        if self.tokens[token] <= self.clock():
            raise Breach(42001, "access_token expired", counts=False)

    def _send(self, asked: HttpRequest) -> dict[str, Any]:
        message = json.loads(asked.body)
        if b"\\u" in asked.body:
            raise Breach(40033, "invalid charset: \\u escapes")
        kind = message.get("msgtype")
        if kind not in ("text", "image", "template_card"):
            raise Breach(40008, f"invalid msgtype {kind}")
        check_fields(message, {*SEND_FIELDS, kind}, needed={"touser", "msgtype", "agentid", kind})
        if message["agentid"] != self.agent_id:
            raise Breach(301002, "not allow operate another agent with this accesstoken")
        user = message["touser"]
        if "|" in user or user == "@all":
            raise Breach(40035, f"one member at a time is what Mingcha sends: {user}")
        if user.lower() in self.invalid:
            return {"errcode": 0, "errmsg": "ok", "invaliduser": user.lower(), "msgid": ""}
        if user.lower() not in self.members:
            raise Breach(81013, "user & party & tag all invalid", counts=False)
        shown = self._read(user, kind, message[kind])
        answer = {
            "errcode": 0,
            "errmsg": "ok",
            "invaliduser": "",
            "invalidparty": "",
            "invalidtag": "",
            "unlicenseduser": "",
            "msgid": f"msg-{next(self._serial)}",
        }
        if shown.card:
            answer["response_code"] = self._new_code(shown)
        self._show(shown, message)
        return answer

    def _read(self, user: str, kind: str, content: dict[str, Any]) -> Shown:
        shown = Shown(user, kind, self.clock())
        if kind == "text":
            check_fields(content, {"content"})
            raw = content["content"].encode()
            if not raw.strip():
                raise Breach(44004, "empty content")
            if len(raw) > 2048:
                self.breaches.append(f"a text of {len(raw)} bytes was cut off")
            shown.text = raw[:2048].decode(errors="ignore")
        elif kind == "image":
            check_fields(content, {"media_id"})
            shown.image = self._media(content["media_id"])
        else:
            check_card(content)
            if content["task_id"] in self.task_ids:
                raise Breach(42014, "taskid has existed", counts=False)
            self.task_ids.add(content["task_id"])
            shown.card = content
            facts = [
                f"{each['keyname']}：{each['value']}"
                for each in content.get("horizontal_content_list", [])
            ]
            shown.text = "\n".join(
                [content["main_title"]["title"], content.get("sub_title_text", ""), *facts]
            ).replace("\n\n", "\n")
        return shown

    def _show(self, shown: Shown, message: dict[str, Any]) -> None:
        before = [each for each in [*self.shown, *self.dropped] if each.user == shown.user]
        if message.get("enable_duplicate_check"):
            since = shown.at - message.get("duplicate_check_interval", 1800)
            if any(
                (each.text, each.image) == (shown.text, shown.image) and each.at >= since
                for each in before
            ):
                self.deduplicated += 1
                return
        over = any(
            sum(each.at > shown.at - seconds for each in before) >= count
            for count, seconds in WINDOWS
        )
        (self.dropped if over else self.shown).append(shown)

    def _new_code(self, shown: Shown) -> str:
        code = f"code-{next(self._serial)}"
        self.codes[code] = shown, self.clock() + CODE_SECONDS
        return code

    def _update_card(self, asked: HttpRequest) -> dict[str, Any]:
        body = json.loads(asked.body)
        check_fields(body, {"userids", "agentid", "response_code", "button"})
        check_fields(body["button"], {"replace_name"})
        shown, ends = self.codes.pop(body["response_code"], (None, 0.0))
        if shown is None or ends <= self.clock():
            raise Breach(42045, "invalid response_code")
        if body["userids"] != [shown.user]:
            raise Breach(40031, "not the one who has the card")
        shown.chosen = body["button"]["replace_name"]
        return {"errcode": 0, "errmsg": "ok", "invaliduser": []}

    def _upload(self, asked: HttpRequest) -> dict[str, Any]:
        check_fields(asked.query, {"access_token", "type"})
        fields, files = read_fields(asked)
        if fields or set(files) != {"media"}:
            raise Breach(41005, "missing media data")
        data = files["media"]
        if asked.query["type"] != "image" or not data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
            raise Breach(40004, "invalid media type")
        if not 5 < len(data) <= 10 * 1024 * 1024:
            raise Breach(40009, "invalid image size")
        return {
            "errcode": 0,
            "errmsg": "ok",
            "type": "image",
            "media_id": self.keep(data),
            "created_at": str(int(self.clock())),
        }

    def keep(self, data: bytes) -> str:
        """Keep a picture for three days and return its media id."""
        media_id = f"media-{next(self._serial)}"
        self.media[media_id] = data, self.clock() + MEDIA_SECONDS
        return media_id

    def _media(self, media_id: str) -> bytes:
        data, ends = self.media.get(media_id, (b"", 0.0))
        if ends <= self.clock():
            raise Breach(40007, "invalid media_id", counts=False)
        return data

    def _get_media(self, asked: HttpRequest) -> HttpAnswer:
        check_fields(asked.query, {"access_token", "media_id"})
        return HttpAnswer(body=self._media(asked.query["media_id"]), content_type="image/jpeg")

    def _create_menu(self, asked: HttpRequest) -> dict[str, Any]:
        if asked.query.get("agentid") != str(self.agent_id):
            raise Breach(40056, "invalid agentid")
        self.menu = check_menu(json.loads(asked.body))
        return {"errcode": 0, "errmsg": "ok"}
