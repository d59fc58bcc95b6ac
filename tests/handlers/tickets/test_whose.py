"""Whose a complaint is, in chat: neither who comes to a chat nor a chat that comes to a person
inherits it.
"""

from __future__ import annotations

import pytest
from sqlmodel import select

from rules.permissions import Role
from storage.tables import Chat, Person
from tests.handlers.beginnings import COMPLAINT, COMPLAINT_ASSIGNED
from tests.town import Town

ABOUT_HEAD = COMPLAINT.replace("[No]", "[Yes, about the head]")
NAMED = COMPLAINT.replace(
    "[Confidential]\n家长 > [Skip]\n家长 > [Skip]", "[Named]\n家长 > 张三\n家长 > 13800000000"
)
BY_STAFF = COMPLAINT.replace("家长 > [Skip]\n", "").replace("家长", "刘老师")
NOTHING = "Nothing was reported from here."
NO_TICKET = "There is no ticket TS-2026-0001 for you."


def bind(town: Town, name: str, owner: str | None) -> None:
    """Let a chat belong to somebody from now on, however it came about."""
    with town.database.write() as session:
        chat = session.exec(select(Chat).where(Chat.address == name)).one()
        chat.person_id = chat.bound_at = None
        if owner is not None:
            chat.person_id = session.exec(select(Person.id).where(Person.name == owner)).one()
            chat.bound_at = town.clock()
        session.add(chat)


def knows(town: Town, name: str) -> set[str]:
    """Return in which ways this phone gets at the complaint, each tried as a forger would."""
    number = "TS-2026-0001"
    ways = {
        "list": "我的投诉",
        "card": number,
        "photos": f"(button go:photos:{number})",
        "history": f"(button go:history:{number})",
        "add": f"(button go:add:{number})",
        "withdraw": f"(button go:withdraw:{number})",
        "relay": f"(button go:relay:{number})",
    }
    return {way for way, said in ways.items() if number in _but_refused(town, name, said)}


def _but_refused(town: Town, name: str, said: str) -> str:
    answer = "\n".join(town.play(f"{name} > {said}").splitlines()[1:])
    town.play(f"{name} > 取消")
    return answer.replace(NO_TICKET, "")


@pytest.mark.parametrize("filed", [ABOUT_HEAD, COMPLAINT, NAMED])
def test_who_comes_to_the_chat_inherits_nothing(town: Town, filed: str) -> None:
    """A stranger's chat that becomes somebody's shows them nothing, and the chat is told nothing."""
    town.play(filed)
    everything = {"list", "card", "photos", "history", "add", "withdraw", "relay"}
    assert knows(town, "家长") == everything
    bind(town, "家长", "周校长")
    assert (knows(town, "家长"), knows(town, "周校长")) == (set(), set())
    told = town.play("吴办 > TS-2026-0001\n吴办 > [Accept]")
    assert "TS-2026-0001 is accepted" in told
    assert "家长 <" not in told
    bind(town, "家长", None)
    assert knows(town, "家长") == everything


@pytest.mark.parametrize("level", ["Confidential", "Named"])
def test_a_chat_that_comes_to_the_complainant_later_opens_nothing(town: Town, level: str) -> None:
    """A clerk who uses the teacher's invitation herself reads none of what the teacher wrote."""
    town.person("刘老师", Role.STAFF, unit="第一中学")
    town.play(BY_STAFF.replace("Confidential", level))
    town.phone("私窗")
    town.play("私窗 > 你好\n+ 1 minutes")
    bind(town, "私窗", "刘老师")
    assert knows(town, "私窗") == set()
    assert "私窗 <" not in town.play(COMPLAINT_ASSIGNED)
    assert {"list", "card", "add", "relay"} <= knows(town, "刘老师")


def test_a_named_complaint_opens_in_the_chats_that_were_the_persons_then(
    town: Town,
) -> None:
    """A confidential one in the chat alone in which it was filed."""
    town.person("刘老师", Role.STAFF, unit="第一中学")
    town.play("电脑 > 你好")
    bind(town, "电脑", "刘老师")
    town.play("+ 1 minutes\n" + BY_STAFF)
    assert knows(town, "电脑") == set()
    town.play(BY_STAFF.replace("Confidential", "Named"))
    assert "TS-2026-0002" in town.play("+ 2 minutes\n电脑 > 我的投诉")
    town.play("电脑 > 菜单")
    told = town.play(
        COMPLAINT_ASSIGNED.replace("0001", "0002")
    )  # in the chat used last, as everybody of the roster
    assert "电脑 < Your complaint TS-2026-0002 is taken up." in told
    assert "电脑 <" not in town.play(COMPLAINT_ASSIGNED)


def test_about_beats_complained(town: Town) -> None:
    """Even where the head filed it, and holds its receipt code: it is about them."""
    said = town.play(ABOUT_HEAD.replace("家长 > [Skip]\n", "").replace("家长", "周校长"))
    code = said.partition("Receipt code: ")[2][:19]
    assert "TS-2026-0001" in said
    assert knows(town, "周校长") == set()
    assert "No complaint opens with this code." in town.play(f"周校长 > {code}")
    assert "周校长 <" not in town.play("吴办 > TS-2026-0001\n吴办 > [Accept]")
    assert "State: accepted" in town.play(f"别人 > {code}")


def test_the_receipt_code_is_the_way_for_a_new_phone(town: Town) -> None:
    code = town.play(COMPLAINT).partition("Receipt code: ")[2][:19]
    assert knows(town, "新手机") == set()
    assert "State: submitted" in town.play(f"新手机 > {code}")
    assert "TS-2026-0001 is withdrawn" in town.play("新手机 > [Withdraw]\n新手机 > [Withdraw]")
