"""Kinds of a campaign in conversation: guessed, picked, filed and assigned while it runs, and known
by name afterwards.
"""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from casework.campaigns.load import load
from casework.desk import Desk
from casework.people.accounts import actor_of
from casework.refusals import NoSuchKind
from casework.tickets.commands import FileFinding
from casework.tickets.file import file_finding
from rules.campaign.file import read_campaign
from storage.tables import Chat, Ticket, Unit
from tests.duties import CAMPAIGN
from tests.handlers.transcript import converse
from tests.town import BUREAU, Town

KINDS = """
fields:
  - {key: attitude-of-work, title: 工作作风}
kinds:
  - {code: late, limit: 1}
  - {code: inaction, title: 不作为慢作为, track: finding, field: attitude-of-work, limit: 4, proof: true, words: [躺平]}
"""


def run_campaign(town: Town) -> None:
    """Load the campaign with its kinds."""
    with town.database.write() as session:
        source = CAMPAIGN + KINDS
        load(Desk(session, town.clock(), BUREAU), read_campaign(source.encode()), source)


def file(town: Town, session: Session, kind: str) -> None:
    """File a finding of this kind as the inspector."""
    desk = Desk(session, town.clock(), BUREAU)
    desk.actor = actor_of(desk, session.exec(select(Chat).where(Chat.address == "李督")).one())
    unit = session.exec(select(Unit.id).where(Unit.name == "第一中学")).one()
    file_finding(desk, FileFinding(unit or 0, kind, "words"))


def test_a_kind_of_the_campaign_goes_the_usual_way(town_anywhere: Town) -> None:
    """Its word guesses it, its title names it, its limit is proposed, and its proof is demanded."""
    run_campaign(town_anywhere)
    converse(
        town_anywhere,
        """
李督 > (photo 全科室躺平)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [不作为慢作为] […] [Back]
李督 > [不作为慢作为]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: 不作为慢作为
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 全科室躺平

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: 不作为慢作为 at 第一中学, photos: 1. The unit sees nothing until the office
        assigns it.
    [One more at 第一中学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: 不作为慢作为 at 第一中学. It waits to be assigned.
    [Open DC-2026-0001]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 不作为慢作为
    Unit: 第一中学
    State: accepted
    Words: 全科室躺平
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    [Assign] [Leave a message] [Put under supervision]
吴办 > [Assign]
吴办 < Assign DC-2026-0001 to 第一中学?
    [Yes] [Another unit] [Cancel]
吴办 > [Yes]
吴办 < 第一中学: within how many working days? Usual for this kind: 4.
    [4 working days] [1 working day] [3 working days] [5 working days] [10 working days] [15 working days] [Back]
吴办 > [4 working days]
李督 < DC-2026-0001 is now with 第一中学. Deadline: by 6 Mar 2026 18:00 (working days: 4).
    [Open DC-2026-0001]
周校长 < Assigned to you: DC-2026-0001, 不作为慢作为. Deadline: by 6 Mar 2026 18:00 (working days: 4).
    │全科室躺平 (photos: 1)
    [Take it on] [Open DC-2026-0001]
吴办 < DC-2026-0001 is now with 第一中学. Deadline: by 6 Mar 2026 18:00 (working days: 4).
    [Open DC-2026-0001] [Waiting for the office]
周校长 > [Take it on]
周校长 < You have taken DC-2026-0001. Deadline: by 6 Mar 2026 18:00 (working days: 4).
    [Answer] [Open DC-2026-0001]
周校长 > [Answer]
周校长 < DC-2026-0001: what was the cause?
    [Cancel]
周校长 > 纪律松
周校长 < What has been done about it?
    [Back]
周校长 > 已整顿
周校长 < Who is responsible for it? Name and post.
    [Back]
周校长 > 王强，教务处主任
周校长 < Send photos as proof (this kind demands at least one), then tap Done.
    [Back]
""",
    )


def test_it_is_offered_while_the_campaign_runs_and_known_afterwards(town: Town) -> None:
    with town.database.write() as session, pytest.raises(NoSuchKind):
        file(town, session, "inaction")
    run_campaign(town)
    for kind in ("inaction", "late"):
        with town.database.write() as session:
            file(town, session, kind)
    town.clock.forward(days=400)
    with town.database.write() as session, pytest.raises(NoSuchKind):
        file(town, session, "inaction")
    with town.database.write() as session:
        file(town, session, "late")
    with town.database.read() as session:
        found = [
            (each.kind, each.limit_days)
            for each in session.exec(select(Ticket).order_by(Ticket.number))
        ]
        assert found == [("inaction", 4), ("late", 1), ("late", 3)]
        assert str(Desk(session, town.clock(), BUREAU).catalogue.name_of("inaction")) != "inaction"
