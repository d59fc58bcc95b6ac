"""What the pages themselves say; the conversation's own words come through the outbox."""

from __future__ import annotations

from collections.abc import Mapping

from locales import Message, _, translate

EVERYWHERE: Mapping[str, Message] = {
    "name": _("Mingcha"),
    "tagline": _("Conduct inspections and complaints"),
    "demo": _("DEMO"),
    "demo_warning": _(
        "This is a demonstration with made-up schools and people. Do not enter anything real."
    ),
    "to_start": _("To the start page"),
    "again": _("Try again"),
    "need_script": _(
        "This page needs JavaScript. Please turn it on, or open the page in another browser."
    ),
}
CHAT: Mapping[str, Message] = {
    "conversation": _("Conversation"),
    "write": _("Write a message"),
    "send": _("Send"),
    "add_photos": _("Add photos"),
    "take_photo": _("Camera"),
    "choose_photos": _("Photos, files"),
    "share_place": _("Location"),
    "drop_here": _("Drop the photos here"),
    "connected": _("Connected"),
    "connecting": _("Connecting…"),
    "reconnecting": _("Reconnecting…"),
    "sending": _("Sending…"),
    "sent": _("Sent"),
    "waiting": _("Waiting for the network…"),
    "failed": _("Not sent. Tap to try again."),
    "refused": _("Not accepted."),
    "too_large": _(
        "This file is larger than {limit} MB. Please send a smaller one.", limit="{limit}"
    ),
    "empty_file": _(
        "“{name}” is empty, there is nothing in the file. Please choose another.", name="{name}"
    ),
    "skip": _("To the input box"),
    "not_photo": _(
        "Only photos and office documents (PDF, Word, Excel, WPS and the like) can be sent here."
    ),
    "too_many": _(
        "At most {limit} photos at a time; the first {limit} were kept.", limit="{limit}"
    ),
    "photo_lost": _("This photo was not sent before the page was closed. Please choose it again."),
    "locating": _("Finding your location…"),
    "no_place": _("Your location could not be had. You can write the place instead."),
    "place": _("My location"),
    "photo": _("Photo"),
    "my_photo": _("Photo I sent"),
    "open_photo": _("Open photo {number} of {count}", number="{number}", count="{count}"),
    "photo_coming": _("The photo is being prepared…"),
    "remove": _("Remove"),
    "enlarge": _("Enlarge"),
    "close": _("Close"),
    "previous": _("Previous photo"),
    "next": _("Next photo"),
    "you": _("You"),
    "bureau": _("Mingcha"),
    "newest": _("New messages"),
    "ended": _("This chat can no longer be used in this browser."),
    "code_note": _(
        "This code is shown only once. Copy it or write it down before you leave this page."
    ),
    "copy": _("Copy"),
    "noted": _("I have written it down"),
    "copied": _(
        "Copied. Paste it where only you can read it; it is gone from here once this page is left."
    ),
    "not_copied": _("It could not be copied. Please write the code down."),
    "code_kept": _("Good. The code is gone from here once this page is left."),
    "private_note": _("Shown only once. Keep it now if you need it."),
    "progress": _("Uploading: {percent}%", percent="{percent}"),
    "full": _(
        "Someone at your address has begun too many chats. Please try again in a few minutes."
    ),
    "busy": _("The system cannot record anything at the moment. Please try again shortly."),
}
START: Mapping[str, Message] = {
    "complain": _("Report a problem"),
    "complain_how": _(
        "Scan the code at the school gate, or begin here. No account is needed and you "
        "may stay anonymous."
    ),
    "begin": _("Begin"),
    "receipt": _("Ask how your complaint stands"),
    "receipt_how": _("Enter the 16-digit receipt code you were given."),
    "receipt_label": _("Receipt code"),
    "receipt_wrong": _("A receipt code has 16 digits."),
    "look_up": _("Look it up"),
    "staff": _("Staff"),
    "staff_how": _("Enter by the one-time link that the bot gives you in WeCom or Telegram."),
    "enter_title": _("Enter Mingcha"),
    "enter_how": _("This link works once. Tap the button to enter on this device."),
    "enter": _("Enter"),
    "about_unit": _("Report a problem at {unit}", unit="{unit}"),
    "about_how": _(
        "No account is needed. Before anything is sent you choose who may know that it "
        "was you: named, confidential or anonymous."
    ),
    "anew": _("Begin a new chat"),
    "anew_how": _(
        "This browser has a chat already, and “Begin” goes on there. On somebody else's "
        "phone begin a new one."
    ),
}
DEMO: Mapping[str, Message] = {
    "phones": _("Phones"),
    "how": _("How to act it out"),
    "how_1": _("Inspector: send one or more photos, name the school and the kind, send it."),
    "how_2": _("Office: open the list of what waits and assign the ticket if it needs assigning."),
    "how_3": _(
        "Head of the unit: take the ticket, then answer with cause, measure, person "
        "responsible and a photo."
    ),
    "how_4": _(
        "Office: check the answer, then approve or return it. A finding is closed with that, a "
        "complaint once its complainant has been asked."
    ),
    "how_5": _("Inspector and parent: see the result arrive at once."),
    "how_6": _("Leader: open the digest and write a sentence below it; that is an instruction."),
    "how_complaint": _(
        "Or begin as the parent: report a problem, keep the receipt code, follow it to the end."
    ),
    "clock": _("Demo clock"),
    "forward": _("Move on by"),
    "hour": _("1 hour"),
    "day": _("1 day"),
    "week": _("1 week"),
    "passing": _("Time passes…"),
    "not_moved": _("The clock could not be moved. Please try again."),
}
KEY: Mapping[str, Message] = {
    "title": _("A key for complaints in confidence"),
    "why": _(
        "With a key, the name, telephone number and account of who complains in confidence are "
        "sealed as soon as the complaint is filed. Nobody but the owner of the key can open them, "
        "and only here in the browser: not the office, and not whoever has the database or a "
        "backup. Whoever has the server itself, with its secret, can still find the chat to which "
        "replies go."
    ),
    "warning": _(
        "If both the file and the recovery code are lost, nobody can ever open what was sealed, "
        "not even the makers of this program. Replies still reach the complainants."
    ),
    "older": _(
        "What was sealed with an earlier key still opens with that key alone: keep its file."
    ),
    "passphrase": _("A passphrase for the key's file, at least 12 characters"),
    "again": _("The same passphrase once more"),
    "make": _("Make a key"),
    "too_short": _("The passphrase needs at least 12 characters."),
    "not_same": _("The two are not the same."),
    "not_possible": _(
        "This browser cannot make a key here: it needs an https address and a current browser."
    ),
    "step_file": _("1. Save the file"),
    "file_how": _(
        "Keep it on a medium of your own, such as a USB stick in a safe, not on the server."
    ),
    "save": _("Save the key's file"),
    "step_paper": _("2. Write down the recovery code"),
    "paper_how": _(
        "It opens everything by itself, without the file and the passphrase. Print it or write it "
        "down, and lock it away."
    ),
    "print": _("Print"),
    "step_prove": _("3. Show that both can be used"),
    "prove_file": _("Choose the file that you have just saved"),
    "prove_passphrase": _("Its passphrase"),
    "prove_code": _("The recovery code, from the paper"),
    "use": _("Use this key from now on"),
    "wrong_file": _("This file does not open with this passphrase, or is not the one of this key."),
    "wrong_code": _("The recovery code is not right. Please compare it letter by letter."),
    "done": _(
        "Done. Who complains in confidence is sealed with this key from now on; of earlier "
        "complaints {count} have been sealed, too.",
        count="{count}",
    ),
    "failed": _("The key was not stored. Please try again, or ask for a new link in the chat."),
    "making": _("One moment…"),
}
IDENTITY: Mapping[str, Message] = {
    "title": _("Who reported {number}", number="{number}"),
    "how": _(
        "Open it with the key's file and its passphrase, or with the recovery code. Both stay in "
        "this browser."
    ),
    "file": _("The key's file"),
    "passphrase": _("Its passphrase"),
    "or_code": _("or the recovery code"),
    "open": _("Open"),
    "who": _("Name"),
    "contact": _("Contact"),
    "account": _("Account"),
    "wrong": _("This does not open it: a wrong passphrase or code, or the file of another key."),
    "not_possible": KEY["not_possible"],
    "making": KEY["making"],
    "leave": _("Close this page when you have read it. Nothing of it is kept here."),
}
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
TROUBLE: Mapping[str, tuple[Message, Message]] = {
    "missing": (
        _("There is nothing here"),
        _("The address may be incomplete. Scan the code again, or begin from the start page."),
    ),
    "no_unit": (
        _("This code belongs to no unit"),
        _(
            "The code is no longer in use, or was not scanned whole. Begin from the start "
            "page and name the unit there."
        ),
    ),
    "locked": (
        _("This chat is not open in this browser"),
        _(
            "A chat opens only where it was begun. Continue with your receipt code from "
            "the start page; staff ask for a new link."
        ),
    ),
    "link_over": (
        _("This link is over"),
        _("Links are good for half an hour, for one person. Ask for a new one in the chat."),
    ),
    "broken": (
        _("Something went wrong on our side"),
        _("Nothing you sent before is lost. Please try again in a moment."),
    ),
}


def in_words(messages: Mapping[str, Message], language: str) -> dict[str, str]:
    """Return the sentences in the language; {limit} and the like stay for the page to fill in."""
    return {name: translate(message, language) for name, message in messages.items()}


def language_of(accepted: str | None, chosen: str | None = None) -> str:
    """Return zh_CN or en: what the chat has chosen, else English for a browser that asks for it and
    not for Chinese.
    """
    if chosen is not None:
        return "en" if chosen == "en" else "zh_CN"
    wanted = (accepted or "").lower()
    return "en" if wanted.startswith("en") and "zh" not in wanted else "zh_CN"
