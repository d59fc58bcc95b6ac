"""What whoever changes a ticket is answered: for each event the text and the buttons."""

from __future__ import annotations

from collections.abc import Mapping

from casework.notices import Wording, all_of, fill_in
from casework.tickets.audience import UNKNOWN_UNIT, who_acts
from casework.tickets.occasion import (
    FACTS,
    Told,
    act,
    assign_relapse,
    has_relapsed,
    is_anonymous,
    is_complaint,
    is_content,
    is_finding,
    is_from_office,
    is_sealed,
    open_it,
    open_main,
    open_relapse,
    report_again,
)
from locales import Button, Message, _
from storage.tables import Ticket

# sentences that others are told, too
ASSIGNED = _("{number} is now with {unit}. Deadline: {promised}.")
TIME_GRANTED = _("{number}: {days} more working days are granted. New deadline: {promised}.")
TIME_REFUSED = _("{number}: more time is refused: {reason}")
UPHELD = _("{number}: the result is upheld and the ticket is closed: {reason}")
CLOSED = _("{number} is closed.")
SUPERVISED = _("{number} is under supervision until {until}: {demands}")
RELEASED = _("{number} is no longer under supervision: {decision}")
REVEALED = _(
    "{number} was reported by: {who}\nContact: {contact}\nAccount: {account}\nThis look "
    "is on the record."
)
REVEALED_SEALED = _(
    "Who reported {number} is sealed. Open it in a browser, with the key {key} of {made}:\n{link}"
    "\nThe link is for you alone and good for {minutes} minutes. This look is on the record."
)

_THANKS = _("Thank you. Your rating of {number}: {score} of 5.")
_ADVICE = {
    "anonymous": _(
        "Keep this code: nothing else leads back to your complaint, and it is shown only once."
    ),
    "confidential": _("With the code you can ask from any device. You will also be told here."),
    "named": _("You will be told here. With the code you can also ask from any device."),
}


def _filed_complaint(told: Told) -> Message:
    """一次性告知: the number, the unit, the date and what else is needed, in one answer."""
    text = _(
        "Your complaint is filed.\nNumber: {number}\nAbout: {kind}\nUnit: {unit}\n"
        "By {day} you will hear whether it is taken up; the unit then has {limit} working "
        "days.\nReceipt code: {code}\n{advice}"
    )
    advice = _(
        "{advice} Nothing more is needed for now; bills, notices or chat records may be "
        "added at any time.",
        advice=_ADVICE[told.given["level"]],
    )
    if told.subject.unit_id is None:
        return text.given(advice=advice, unit=UNKNOWN_UNIT)
    return text.given(advice=advice)


def _assigned(told: Told) -> Message:
    """Return to whom it went, and who acts where the unit itself does not."""
    said = fill_in(ASSIGNED, told, FACTS)
    return _("{lines}", lines=[said, *who_acts(told.desk, told.subject, told.subject.unit_id)])


def _ask_by_receipt(_told: Told) -> Button:
    return Button(_("Ask with a receipt code"), "receipt")


def _list_supervised(_told: Told) -> Button:
    return Button(_("Supervised tickets"), "supervised")


_ASSIGNED = Wording(_assigned, (open_it,))
_ANSWERED = Wording(_("Your answer to {number} is with the office."), (open_it,))
_SUPPLIED = Wording(_("Added to {number}. Thank you."), (open_it,))

# of several the first that holds
RECEIPTS: Mapping[str, tuple[Wording[Ticket], ...]] = {
    "filed": (
        Wording(
            _(
                "Filed as {number}: {kind} at {unit}, photos: {count}. The unit sees nothing "
                "until the office assigns it."
            ),
            (report_again, open_it),
            when=is_finding,
        ),
        Wording(
            _filed_complaint,
            (_ask_by_receipt,),
            when=all_of(is_complaint, is_anonymous),
            secret=True,
        ),
        Wording(_filed_complaint, (open_it, act("add")), secret=True),
    ),
    "accepted": (
        Wording(
            _("{number} is accepted. Assign it to a unit next."),
            (act("assign"), open_it),
        ),
    ),
    "declined": (Wording(_("{number} is declined. The reporter reads the reason.")),),
    "assigned": (_ASSIGNED,),
    "reassigned": (_ASSIGNED,),
    "hand_back_refused": (Wording(_("{number} stays with {unit}.")),),
    "taken": (
        Wording(
            _("You have taken {number}. Deadline: {promised}."),
            (act("answer"), open_it),
        ),
    ),
    "answered": (_ANSWERED,),
    "excused": (_ANSWERED,),
    "handed_back": (
        Wording(_("{number} is handed back; the office decides. The clock runs on until then.")),
    ),
    "time_asked": (Wording(_("Your request for more time on {number} is with the office.")),),
    "time_granted": (Wording(TIME_GRANTED),),
    "time_refused": (Wording(TIME_REFUSED),),
    "reporter_asked": (
        Wording(_("The reporter of {number} is asked. The clock stands still until {until}.")),
    ),
    "added": (_SUPPLIED,),
    "supplied": (_SUPPLIED,),
    "sent_back": (Wording(_("{number} is returned to {unit}.")),),
    "approved": (
        Wording(_("{number} is approved and closed."), when=is_finding),
        Wording(_("{number} is resolved; the reporter may rate it."), (open_it,)),
    ),
    "rated": (
        Wording(_THANKS, when=is_content),
        Wording(
            _("{thanks} If the matter is not settled, you can ask for reopening.", thanks=_THANKS),
            (act("reopening"),),
        ),
    ),
    "reopening_asked": (Wording(_("Your request to reopen {number} is with the office.")),),
    "reopened": (Wording(_("{number} is reopened and back with {unit}.")),),
    "upheld": (Wording(UPHELD),),
    "closed": (Wording(CLOSED),),
    "looked_back": (
        Wording(
            _("{number} has relapsed; {again} is opened for it. Assign it next."),
            (assign_relapse, open_relapse),
            when=has_relapsed,
        ),
        Wording(_("{number}: looked back, nothing new.")),
    ),
    "merged": (Wording(_("{number} is merged into {main}."), (open_main,)),),
    "withdrawn": (Wording(_("{number} is withdrawn.")),),
    "relayed": (
        Wording(_("Passed on to the reporter of {number}."), when=is_from_office),
        Wording(_("Passed on to the office.")),
    ),
    "supervised": (Wording(SUPERVISED, (open_it,)),),
    "supervision_refused": (Wording(_("{number} is not put under supervision."), (open_it,)),),
    "released": (Wording(RELEASED, (_list_supervised,)),),
    "revealed": (
        Wording(REVEALED_SEALED, secret=True, when=is_sealed),
        Wording(REVEALED, secret=True),
    ),
}
