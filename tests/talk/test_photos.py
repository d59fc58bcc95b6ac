"""Photos come one after another until Done."""

from __future__ import annotations

from locales import translate
from talk import Chosen, Given, Partly, Photos, Reading, Wrong
from talk import input as sent


def _fault(reading: Reading) -> str:
    assert isinstance(reading, Wrong)
    return translate(reading.reply, "en")


def test_photos_one_after_another() -> None:
    kind, partial = Photos(at_least=1, at_most=2), None
    assert kind.choices(partial) == ()
    assert "At least 1 photos" in _fault(kind.read(Chosen("done"), partial))
    for evidence in (7, 8):
        reading = kind.read(sent.Photo({}, f"caption {evidence}", evidence=evidence), partial)
        assert isinstance(reading, Partly)
        partial = reading.partial
        assert [each.value for each in kind.choices(partial)] == ["done"]
    assert "2 photos are the most" in _fault(kind.read(sent.Photo({}, evidence=9), partial))
    assert "A photo is needed" in _fault(kind.read(sent.Words("words"), partial))
    reading = kind.read(Chosen("done"), partial)
    assert isinstance(reading, Given)
    photos = kind.load(reading.value)
    assert (photos.ids, photos.caption, len(photos)) == ((7, 8), "caption 7\ncaption 8", 2)
    assert kind.extend(reading.value, sent.Photo({}, evidence=9)) is None
    assert Photos(at_most=3).extend(reading.value, sent.Photo({}, evidence=9)) == {
        "ids": [7, 8, 9],
        "caption": photos.caption,
    }


def test_photos_with_words_in_place_of_any() -> None:
    kind = Photos(at_least=1, with_words=True)
    reading = kind.read(sent.Words(" it smells "), None)
    assert isinstance(reading, Partly)
    assert reading.partial == {"ids": [], "caption": "it smells"}
    assert kind.read(Chosen("done"), reading.partial) == Given(reading.partial)
