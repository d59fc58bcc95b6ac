"""A strict WeCom: the API of wecom_api, and the members' phones, which call our callback as the
platform does.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable

import httpx
from wechatpy.work.crypto import WeChatCrypto

from tests.fakes.wecom_api import WeComApi


class FakeWeCom(WeComApi):
    """The platform; `breaches` lists every limit of WeCom that the program under test went beyond
    and must be empty.
    """

    token, aes_key = "callback-token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

    def __init__(self, members: set[str], clock: Callable[[], float] = time.time) -> None:
        super().__init__(members, clock)
        self._crypto = WeChatCrypto(self.token, self.aes_key, self.corp_id)

    def sealed(
        self, xml: str, *, at: float | None = None, nonce: str = ""
    ) -> tuple[dict[str, str], bytes]:
        """Return query and body of the callback that carries this XML."""
        timestamp, nonce = (
            str(int(self.clock() if at is None else at)),
            nonce or f"nonce{next(self._serial)}",
        )
        envelope = self._crypto.encrypt_message(xml, nonce, timestamp)
        encrypt, signature = re.findall(
            r"<(?:Encrypt|MsgSignature)><!\[CDATA\[(.*?)\]\]>", envelope
        )
        body = (
            f"<xml><ToUserName><![CDATA[{self.corp_id}]]></ToUserName><AgentID><![CDATA["
            f"{self.agent_id}]]></AgentID>"
            f"<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
        )
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}, body.encode()

    def xml(self, user: str, kind: str, **fields: object) -> str:
        """Return the XML of a message or event before it is sealed; messages get a MsgId."""
        if kind != "event":
            fields.setdefault("MsgId", 7_000_000_000_000_000_000 + next(self._serial))
        whole = {
            "ToUserName": self.corp_id,
            "FromUserName": user,
            "CreateTime": int(self.clock()),
            "MsgType": kind,
            **fields,
            "AgentID": self.agent_id,
        }
        rows = [
            f"<{name}>{value if isinstance(value, int) else _cdata(str(value))}</{name}>"
            for name, value in whole.items()
        ]
        return f"<xml>{''.join(rows)}</xml>"

    def tapped(self, user: str, label: str) -> str:
        """Return the XML of a tap on the newest card of this member with a button of this label."""
        shown = next(
            each for each in reversed(self.shown) if each.user == user and label in each.buttons
        )
        assert shown.card
        key = next(button["key"] for button in shown.card["button_list"] if button["text"] == label)
        return self.xml(
            user,
            "event",
            Event="template_card_event",
            EventKey=key,
            TaskId=shown.card["task_id"],
            CardType="button_interaction",
            ResponseCode=self._new_code(shown),
        )

    def photographed(self, user: str, picture: bytes) -> str:
        """Return the XML of a photo."""
        return self.xml(
            user, "image", PicUrl="http://wework.qpic.cn/fake/0", MediaId=self.keep(picture)
        )

    async def call(
        self, http: httpx.AsyncClient, xml: str, *, seconds: float = 5.0, pause: float = 0.0
    ) -> list[int]:
        """Deliver to /wecom/callback as WeCom does: once, and three times more until a 200 comes in
        time; 0 is no answer.
        """
        statuses: list[int] = []
        for _attempt in range(4):
            query, body = self.sealed(xml)
            try:
                async with asyncio.timeout(seconds):
                    response = await http.post(
                        "/wecom/callback",
                        params=query,
                        content=body,
                        headers={"content-type": "text/xml"},
                    )
                statuses.append(response.status_code)
            except (TimeoutError, httpx.TransportError):
                statuses.append(0)
            if statuses[-1] == 200:
                break
            await asyncio.sleep(pause)
        return statuses


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
