"""Whom a speaker's words stand for: he, она, the diplomat, министр.

A pronoun is the first person who acts in the nearest sentence before it, if the gender fits. A
description (the diplomat) is the one person near who holds an office that it fits on the day of
the article. Anything else is left.
"""

import csv
from dataclasses import dataclass
from functools import cache

from detente import files
from detente.extract.quote_marks import Marked
from detente.extract.slots import Blotted, gender, offices

_BACK = 2
_PRONOUNS = {
    "he": "m",
    "she": "f",
    "his": "m",
    "her": "f",
    "он": "m",
    "она": "f",
    "его": "m",
    "её": "f",
    "ее": "f",
}
# Speakers that no rule resolves; the words are kept.
PERSONS = ("it", "i", "you", "we", "they", "я", "вы", "мы", "они", "ты")
SUBJECTS = ("he", "she", "он", "она", *PERSONS)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a cue says has spoken."""

    actor_id: str | None
    """The actor; None where it is nobody known, or not decided."""
    start: int
    """Offset of the words that name the speaker."""
    end: int
    """Offset after them."""


def antecedent(blotted: Blotted, at: Speaker, marked: list[Marked]) -> str | None:
    """The actor that a pronoun or a description stands for; None where no rule decides.

    Its own sentence comes first, then the two before it; what is in quote marks does not count.
    """
    words = blotted.body[at.start : at.end]
    if not is_pronoun(words):
        return _described(blotted, at, marked)
    for sentence in _sentences(blotted, at):
        for actor_id in _people(blotted, sentence, marked):
            return same_person(actor_id, words)
    return None


def same_person(actor_id: str | None, words: str) -> str | None:
    """The actor, if a pronoun can stand for it."""
    return actor_id if gender(actor_id) == _PRONOUNS[words.lower()] else None


def is_person(words: str) -> bool:
    """Whether some words are a pronoun that stands for a speaker."""
    return words.lower() in {*_PRONOUNS, *PERSONS}


def is_pronoun(words: str) -> bool:
    """Whether some words are a pronoun that can be resolved."""
    return words.lower() in _PRONOUNS


def _described(blotted: Blotted, at: Speaker, marked: list[Marked]) -> str | None:
    words = blotted.body[at.start : at.end].lower().removeprefix("the ").strip()
    wanted = _offices_by_description().get(words)
    if not wanted:
        return None
    near = {
        actor_id
        for sentence in _sentences(blotted, at)
        for actor_id in _people(blotted, sentence, marked)
    }
    day = blotted.reading.day
    fits = {a for a in near if any(part in held for held in offices(a, day) for part in wanted)}
    return fits.pop() if len(fits) == 1 and None not in near else None


def _sentences(blotted: Blotted, at: Speaker) -> list[tuple[int, int]]:
    """The own sentence up to the words, and those before it, nearest first."""
    own = blotted.reading.sentence_at(at.start)
    spans = blotted.reading.sentences[max(own - _BACK, 0) : own + 1]
    return [(start, min(end, at.start)) for start, end in spans[::-1]]


def _people(blotted: Blotted, sentence: tuple[int, int], marked: list[Marked]) -> list[str | None]:
    """Persons who act in a sentence, in order, save those in quote marks."""
    return [
        slot.actor_id
        for slot in blotted.between(*sentence)
        if slot.person
        and not any(mark.start <= slot.start < mark.end for mark in marked)
        and blotted.may_act(slot)
    ]


@cache
def _offices_by_description() -> dict[str, tuple[str, ...]]:
    """Parts of the ids of offices by the description that fits them."""
    with (files.REFERENCE / "described_offices.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["description"]: tuple(row["offices"].split("|")) for row in rows}
