"""Verbs and phrases that report speech, found in a text."""

import csv
import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from detente import files
from detente.extract.quote_marks import Marked
from detente.extract.slots import Blotted

# Forms that are verbs in any place: reports and states may be nouns.
_FINITE = re.compile(
    r"\w+ed|said|says|reads|told|wrote|spoke|saw|sought|found|[а-яё]+", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")


class Cue(NamedTuple):
    """A verb or phrase of speech in the text."""

    start: int
    end: int
    kind: str
    """say; mark (speech only if there are marks); call (what follows is how somebody is named);
    wish (another verb may report it); phrase (according to); text (a document says it);
    cite (the speaker is its object)."""


def cues(blotted: Blotted, span: tuple[int, int], marked: list[Marked]) -> list[Cue]:
    """Cues in a stretch of text, in order, save those inside quote marks."""
    kinds, phrases = _lexicon(blotted.language)
    starts = [mark.opening for mark in marked]
    found = []
    for match in _WORDS.finditer(blotted.text, *span):
        at, end, kind = match.start(), match.end(), kinds.get(match.group().lower())
        if kind == "phrase":
            phrase = phrases.match(blotted.text, at, span[1])
            kind, end = ("phrase", phrase.end()) if phrase else (None, end)
        before = bisect_right(starts, at) if kind else 0
        if kind and (not before or marked[before - 1].after <= at):
            found.append(Cue(at, end, kind))
    return found


def is_finite(cue: str) -> bool:
    """Whether a cue is a verb even where its subject is not known."""
    return _FINITE.fullmatch(cue) is not None


@cache
def _lexicon(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    """Kinds of the cues by their first word, and a pattern of those that have several words."""
    with (files.REFERENCE / "speech_verbs.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    kinds = {form.split()[0]: row["kind"] for row in rows for form in row["forms"].split("|")}
    phrases = "|".join(
        re.escape(form).replace(r"\ ", r"\s+")
        for row in rows
        if row["kind"] == "phrase"
        for form in row["forms"].split("|")
    )
    return kinds, re.compile(rf"(?:{phrases})(?!\w)", re.IGNORECASE)
