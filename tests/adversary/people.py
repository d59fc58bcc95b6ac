"""What the people of the week do, each a script of what they send next."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO

import piexif
from PIL import Image

from bot.channels.telegram.traits import TELEGRAM
from bot.channels.webchat.traits import WEB_CHAT
from bot.channels.wecom.traits import WECOM
from locales import Button, Message
from talk import input as sent
from talk.token import token_of
from tests.adversary.week import Account, Filing, Week
from tests.town import MONDAY

LEVELS = ("Anonymous", "Named", "Anonymous", "Confidential")
KINDS = ("School meals", "Unlawful fees", "Banned tutoring", "Campus safety", "Something else")
FILINGS, STAFF_WHO_FILE, ONLY_LOOKING, TWICE = 60, 8, 14, 16
DAY_SECONDS = 9 * 3600
REFUSED = b"this is no picture"


def live_a_week(week: Week) -> None:
    """Let everybody do what they do from Monday to Friday."""
    plan = _Plan(week)
    plan.let_strangers_and_staff_file()
    plan.let_others_give_up()
    plan.let_the_office_work()
    week.run()
    plan.let_codes_be_used()
    week.run()
    week.end()


class _Plan:
    def __init__(self, week: Week) -> None:
        self.week, self.chance = week, week.chance
        self.photos = _photos(week.chance)
        self.channels = [TELEGRAM.name, WECOM.name, WEB_CHAT.name]
        self.strangers = [
            week.account(self.channels[number % 3], f"{number:08x}someone{number:017x}")
            for number in range(70)
        ]

    def let_strangers_and_staff_file(self) -> None:
        """Have sixty complaints filed; some by people of the office, some with drafts before."""
        staff = [account for account in self.week.accounts.values() if account.person]
        office = staff[:3] + staff[12 : 12 + STAFF_WHO_FILE - 3]
        writers = office + self.strangers[: FILINGS - len(office) - TWICE]
        writers += self.chance.sample(writers, TWICE)  # named once, and unknown another time
        for number, account in enumerate(writers):
            level = "Anonymous" if account.person else LEVELS[number % len(LEVELS)]
            filing = Filing(account, level)
            self.week.filings.append(filing)
            begun = self._sometime()
            pictures = [next(self.photos) for _place in range(number % 3)]
            if number % 7 == 3:
                pictures.append(REFUSED)
            if number % 9 == 2 and pictures:
                self.week.begin(account, begun, self._give_up(account, pictures[:1]))
                begun += timedelta(minutes=self.chance.randrange(20, 200))
            self.week.begin(account, begun, self._file(filing, pictures))

    def let_others_give_up(self) -> None:
        """Have others write as much and file nothing, or only look."""
        for number, account in enumerate(self.strangers[FILINGS - STAFF_WHO_FILE - TWICE :]):
            if number < ONLY_LOOKING // 2:
                self.week.begin(account, self._sometime(), _look(account))
            else:
                pictures = [next(self.photos)] if number % 2 else []
                self.week.begin(account, self._sometime(), self._give_up(account, pictures))

    def let_the_office_work(self) -> None:
        """Have the office look at the inbox, each of them at some time."""
        staff = [account for account in self.week.accounts.values() if account.person]
        for account in (*staff[:6], *staff[30:38]):
            for _time in range(2):
                self.week.begin(account, self._sometime(), _look(account))

    def let_codes_be_used(self) -> None:
        """Have every other code used, from another device or from the same, also by staff."""
        staff = [account for account in self.week.accounts.values() if account.person]
        devices = self.strangers + staff[20:30]
        for number, filing in enumerate(self.week.filings[::2]):
            visitor = self.chance.choice(devices) if number % 3 else filing.account
            filing.visits.append(visitor)
            self.week.begin(visitor, self._sometime(days=(5,)), _come_back(visitor, filing))

    def _sometime(self, days: Sequence[int] = (0, 1, 2, 3, 4)) -> datetime:
        day = self.chance.choice(days)
        seconds = self.chance.uniform(0, DAY_SECONDS)
        return MONDAY + timedelta(days=day, seconds=seconds)

    def _file(self, filing: Filing, photos: list[bytes]) -> Iterator[sent.Input]:
        account = filing.account
        yield sent.Start()
        yield _starting("complain")
        yield from self._fill_in(account, filing.level, photos)
        yield account.tap("Submit")
        self.week.ticket_of(filing)

    def _give_up(self, account: Account, photos: list[bytes]) -> Iterator[sent.Input]:
        yield sent.Start()
        yield _starting("complain")
        yield from self._fill_in(account, self.chance.choice(LEVELS), photos)
        yield account.tap("Drop")

    def _fill_in(self, account: Account, level: str, photos: list[bytes]) -> Iterator[sent.Input]:
        yield sent.Words(
            f"{self.chance.choice(('食堂', '收费', '补课'))}的事 {self.chance.random()}"
        )
        for photo in photos:
            yield sent.Photo({"bytes": photo})
        yield account.tap("Done")
        yield account.tap(self.chance.choice(KINDS))
        yield sent.Words(self.chance.choice(self.week.schools))
        yield account.tap("No")
        yield account.tap(level)
        if level != "Anonymous" and not account.person:
            yield sent.Words("王某某") if level == "Named" else account.tap("Skip")
            yield account.tap("Skip")


def _look(account: Account) -> Iterator[sent.Input]:
    yield sent.Start()
    yield _starting("help")


def _come_back(account: Account, filing: Filing) -> Iterator[sent.Input]:
    yield sent.Start()
    yield _starting("receipt")
    yield sent.Words(filing.code)
    if filing.number[-1] in "02468":
        yield account.tap("Add words or photos")
        yield sent.Words("补充一点情况")
        yield account.tap("Done")
        if "Submit" in account.buttons:
            yield account.tap("Submit")
    else:
        yield account.tap("Done")


def _starting(name: str) -> sent.Tap:
    return sent.Tap(token_of(Button(Message(name), name)))


def _photos(chance: random.Random) -> Iterator[bytes]:
    """Yield photos, each another one, with time and place in them."""
    degrees = ((28, 1), (11, 1), (38, 1))
    while True:
        exif = {
            "0th": {piexif.ImageIFD.Make: b"Phone", piexif.ImageIFD.Model: b"P-1"},
            "Exif": {piexif.ExifIFD.DateTimeOriginal: b"2026:03:02 10:00:00"},
            "GPS": {
                piexif.GPSIFD.GPSLatitudeRef: b"N",
                piexif.GPSIFD.GPSLatitude: degrees,
                piexif.GPSIFD.GPSLongitudeRef: b"E",
                piexif.GPSIFD.GPSLongitude: degrees,
            },
        }
        image = Image.frombytes("RGB", (96, 96), chance.randbytes(96 * 96 * 3))
        made = BytesIO()
        image.save(made, "JPEG", quality=90, exif=piexif.dump(exif))
        yield made.getvalue()
