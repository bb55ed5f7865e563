"""The words of an article as the time rules see them: a class letter and a value each."""

import csv
import re
from functools import cache
from typing import NamedTuple

from detente import files

LETTERS = {
    "month": "M",
    "doubtful month": "m",
    "weekday": "W",
    "weekday after a preposition": "w",
    "deictic": "J",
    "number": "n",
    "article": "a",
    "half": "b",
    "half hour": "f",
    "ordinal": "r",
    "day in words": "d",
    "clock unit": "h",
    "clock units": "H",
    "day part": "p",
    "calendar unit": "u",
    "calendar units": "U",
    "year word": "g",
    "quarter word": "q",
    "season": "s",
    "season adverb": "S",
    "early": "E",
    "middle": "K",
    "late": "Z",
    "last": "L",
    "next": "X",
    "this": "T",
    "in": "P",
    "since": "F",
    "of": "O",
    "until": "V",
    "and": "&",
    "between": "B",
    "ago": "A",
    "later": "R",
    "through": "I",
    "about": "~",
    "lasting": "^",
    "the": "t",
    "age": "o",
    "ahead": "!",
    "plan": "+",
    "behind": "<",
    "day number": "D",
    "number in digits": "N",
    "year in digits": "Y",
    "date in digits": "C",
}
"""Class letter of each kind of word; `,` `-` `;` (a full stop) and `|` (a sentence) are their own,
`_` is any other word."""

_TRIGGERS = frozenset("MmWwJuUhHgfqsSCp")
_TOKEN = re.compile(
    r"""(?P<date>\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d))(?!\d)
    |(?P<number>\d{1,3}(?:,\d{3})+(?![\d])|\d+[.,]\d{1,2}(?!\d)|\d+)(?P<suffix>(?:st|nd|rd|th|-(?:го|м|му|й|е))\b)?
    |(?P<word>[^\W\d_]+)
    |(?P<mark>[^\w\s])""",
    re.VERBOSE,
)
_MARKS = {",": ",", ".": ";", "-": "-", "–": "-", "—": "-", "‑": "-", "&": "&", "$": "$", "€": "$"}
_PAST_EN = re.compile(r"[a-z]{2,}ed\Z")
_PAST_RU = re.compile(r"[а-яё]{2,}(?:л|ла|ло|ли|лся|лась|лось|лись)\Z")
# Март can open a sentence or be a name; Prague Spring and Лета are names.
_AS_CAPITAL = {"M": "m", "s": "_"}
_LAST_DAY, _FIRST_YEAR, _LAST_YEAR = 31, 1900, 2100


class Word(NamedTuple):
    """One word or mark of a body."""

    letter: str
    """Class letter."""
    value: str
    """Value of the word in `time_words.csv`, or the word itself."""
    start: int
    """Offset in the body."""
    end: int
    """Offset after it."""


def words(body: str, sentences: tuple[tuple[int, int], ...]) -> tuple[list[Word], str]:
    """Words of the sentences that can hold a time, and their class letters as one string."""
    found: list[Word] = []
    for start, end in sentences:
        sentence = [_word(match) for match in _TOKEN.finditer(body, start, end)]
        if any(w.letter in _TRIGGERS or w.letter == "Y" for w in sentence):
            found.append(Word("|", "", start, start))
            found += sentence
    return found, "".join([word.letter for word in found])


@cache
def lexicon() -> dict[str, tuple[str, str]]:
    """Class letter and value by form, as `data/reference/time_words.csv` spells it."""
    with (files.REFERENCE / "time_words.csv").open(encoding="utf-8", newline="") as file:
        return {row["form"]: (LETTERS[row["kind"]], row["value"]) for row in csv.DictReader(file)}


def _word(match: re.Match[str]) -> Word:
    kind, text = match.lastgroup, match[0]
    if kind == "word":
        letter, value = _class_of(text)
    elif kind == "mark":
        letter, value = _MARKS.get(text, "_"), text
    elif kind == "date":
        letter, value = "C", text
    else:
        letter, value = _number(match["number"], match["suffix"])
    return Word(letter, value, match.start(), match.end())


@cache
def _class_of(text: str) -> tuple[str, str]:
    known = lexicon()
    if text in known:
        return known[text]
    if text.isupper() and text.capitalize() in known:
        return known[text.capitalize()]
    plain = text.lower()
    if plain in known:
        letter, value = known[plain]
        return _AS_CAPITAL.get(letter, letter) if text[0].isupper() else letter, value
    if _PAST_EN.match(text) or _PAST_RU.match(text):
        return "<", text
    return "_", text


def _number(digits: str, suffix: str | None) -> tuple[str, str]:
    value = digits.replace(",", "" if len(digits.rpartition(",")[2]) == 3 else ".")  # noqa: PLR2004
    if not digits.isdecimal() or len(digits) > 4:  # noqa: PLR2004
        return "N", value
    if 1 <= int(digits) <= _LAST_DAY and len(digits) <= 2:  # noqa: PLR2004
        return "D", value
    if _FIRST_YEAR <= int(digits) < _LAST_YEAR and (suffix or "-").startswith("-"):
        return "Y", value
    return "N", value
