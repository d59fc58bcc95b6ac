"""The conversation kit: a script asks with keys; the answers so far are its only state."""

from talk.answers import (
    Answer,
    Choice,
    Chosen,
    Given,
    Later,
    Partly,
    Pick,
    Reading,
    Said,
    Where,
    Words,
    Wrong,
    clean,
)
from talk.files import Files
from talk.numbers import Number
from talk.photos import Photos, PhotoSet
from talk.talk import Question, RunResult, Speech, Talk, is_cut

__all__ = [
    "Answer",
    "Choice",
    "Chosen",
    "Files",
    "Given",
    "Later",
    "Number",
    "Partly",
    "PhotoSet",
    "Photos",
    "Pick",
    "Question",
    "Reading",
    "RunResult",
    "Said",
    "Speech",
    "Talk",
    "Where",
    "Words",
    "Wrong",
    "clean",
    "is_cut",
]
