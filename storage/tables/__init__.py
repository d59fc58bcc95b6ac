"""The tables. Every moment is aware and kept in UTC; what is JSON says its shape in a comment."""

from storage.tables.base import Table
from storage.tables.calendar import CalendarDay, CalendarYear
from storage.tables.campaigns import CampaignEvent, CampaignRow
from storage.tables.chats import Chat, Failure, Received
from storage.tables.digests import PortfolioField
from storage.tables.duties import Assignment, DutyEvent, DutyRequest, Submission
from storage.tables.evidence import Evidence, Origin
from storage.tables.instructions import Instruction
from storage.tables.outbox import OutboxRow
from storage.tables.people import (
    Account,
    IdentityKey,
    Invitation,
    Person,
    PersonEvent,
    RoleHeld,
    RoleProposal,
    Unit,
)
from storage.tables.records import Anchor, Record
from storage.tables.reminders import Preferences, Reminder, Unreachable
from storage.tables.server import JobRun, Number, Token
from storage.tables.tickets import (
    Accused,
    Event,
    Extension,
    IssuedWarning,
    Pause,
    Reporter,
    Supervision,
    Ticket,
)

__all__ = [
    "Account", "Accused", "Anchor", "Assignment", "CalendarDay", "CalendarYear", "CampaignEvent",
    "CampaignRow", "Chat", "DutyEvent", "DutyRequest", "Event", "Evidence", "Extension", "Failure",
    "IdentityKey", "Instruction", "Invitation", "IssuedWarning", "JobRun", "Number", "Origin",
    "OutboxRow", "Pause", "Person", "PersonEvent", "PortfolioField", "Preferences", "Received",
    "Record", "Reminder", "Reporter", "RoleHeld", "RoleProposal", "Submission", "Supervision",
    "Table", "Ticket", "Token", "Unit", "Unreachable",
]  # fmt: skip
