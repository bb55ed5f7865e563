"""The words of an article as the time rules see them: a class letter and a value each."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, NamedTuple

from detente import files
from detente.tables import read

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
    "number like a year": "'",
    "date in digits": "C",
    "clock time in digits": "c",
    "decade in digits": "y",
    "clock time": "i",
    "zone": "z",
    "stretch": "j",
    "stretch now": "k",
    "moment": "l",
    "vague": "v",
    "future": "G",
    "weekend": "e",
    "decade unit": "u",
    "decade units": "U",
    "century": "x",
    "roman": "r",
    "repeated": "Q",
    "every": "%",
    "period": ">",
    "period ending": "/",
    "long": "=",
    "in a row": "@",
    "quarter sign": "#",
    "on some days": '"',
    "final": "0",
    "half year": "1",
    "eve": "2",
    "times": "3",
    "same": "4",
    "that": "5",
    "before": "6",
    "after": "7",
    "some": "8",
    "recent": "9",
}
"""Class letter of each kind of word; `,` `-` `;` (a full stop) and `|` (a sentence) are their own,
`_` is any other word."""

_TRIGGERS = frozenset('MmWwJuUhHgfqsSCpcyjlvGexQ>/12LX"')
_TOKEN = re.compile(
    r"""(?P<date>\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d))(?!\d)
    |(?P<clock>\d{1,2}(?:[:.]\d\d)?\s?[apAP]\.?\s?[mM]\b\.?|\d{1,2}:\d\d)(?![\d:])
    |(?P<number>\d{1,3}(?:,\d{3})+(?![\d])|\d+[.,]\d{1,2}(?!\d)|\d+)(?P<suffix>(?:st|nd|rd|th|['’]?s|[-‑](?:го|му|ми|м|й|е|х|и))\b)?
    |(?P<word>[^\W\d_]+)
    |(?P<mark>[^\w\s])""",
    re.VERBOSE,
)
_MARKS = {",": ",", ".": ";", "-": "-", "–": "-", "—": "-", "‑": "-", "&": "&", "$": "$", "€": "$"}
_PAST_EN = re.compile(r"[a-z]{2,}ed\Z")
_PAST_RU = re.compile(r"[а-яё]{2,}(?:л|ла|ло|ли|лся|лась|лось|лись)\Z")
# Март can open a sentence or be a name; Prague Spring and Лета are names.
_AS_CAPITAL = {"M": "m", "s": "_"}
_OF_DECADES = frozenset(("s", "'s", "’s", "-е", "-х", "-ми", "‑е", "‑х", "‑ми"))
_PERIOD = re.compile(
    r"([а-яё]+?)((?:дневн|суточн|недельн|месячн|летн|часов|минутн)[а-яё]{2,3})\Z", re.IGNORECASE
)
_LAST_DAY, _OLD_YEAR, _FIRST_YEAR, _LAST_YEAR = 31, 1000, 1900, 2100


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWord:
    """A row of `time_words.csv`."""

    language: Literal["en", "ru"]
    """Language of the word."""
    kind: Annotated[str, LETTERS]
    """Kind of word, as the rules of time tell them apart."""
    form: str
    """The word as it is printed."""
    value: str | None
    """What it stands for: the number of a month, days from today; None where the kind says it."""


@cache
def lexicon() -> dict[str, tuple[str, str]]:
    """Class letter and value by form, as `data/reference/time_words.csv` spells it."""
    rows = read(TimeWord, files.REFERENCE / "time_words.csv")
    return {row.form: (LETTERS[row.kind], row.value or "") for row in rows}


def _word(match: re.Match[str]) -> Word:
    kind, text = match.lastgroup, match[0]
    if kind == "word":
        letter, value = _class_of(text)
    elif kind == "mark":
        letter, value = _MARKS.get(text, "_"), text
    elif kind == "date":
        letter, value = "C", text
    elif kind == "clock":
        letter, value = "c", text
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
        return _as_printed(text, *known[plain])
    period = _PERIOD.match(plain)
    if period and known.get(period[1], " ")[0] == "n":
        return ">", known[period[2]][1].replace("%", known[period[1]][1])
    if _PAST_EN.match(text) or _PAST_RU.match(text):
        return "<", text
    return "_", text


def _as_printed(text: str, letter: str, value: str) -> tuple[str, str]:
    if text.isupper() and letter == "v":  # NOW, THEREFORE
        return "_", text
    return _AS_CAPITAL.get(letter, letter) if text[0].isupper() else letter, value


def _number(digits: str, suffix: str | None) -> tuple[str, str]:
    value = digits.replace(",", "" if len(digits.rpartition(",")[2]) == 3 else ".")  # noqa: PLR2004
    if suffix in _OF_DECADES and re.fullmatch("(?:1[89]|20)?[0-9]0", digits):
        return "y", digits
    if not digits.isdecimal() or len(digits) > 4:  # noqa: PLR2004
        return "N", value
    if 1 <= int(digits) <= _LAST_DAY and len(digits) <= 2:  # noqa: PLR2004
        return "D", value
    if _FIRST_YEAR <= int(digits) < _LAST_YEAR and (suffix or "-").startswith("-"):
        return "Y", value
    return ("'" if _OLD_YEAR <= int(digits) < _FIRST_YEAR else "N"), value
