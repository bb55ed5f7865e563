"""Do these words stand before, after, between or near? One engine for rows of context_words.csv.

A row is a rule with words and an example: `former | ex` before a title makes its holder a former
one. Rows of one rule, in both languages, are compiled to one alternation, on first use. In words

- `a|b` and `(a|b)` are alternatives, `the?` and `(a|b)?` may be absent, in any case of letters;
- `минист*` is a word with any ending, `*ist` one with any beginning;
- `—` is a comma or a dash, `{bracket}` an opening bracket; a space is any space or none;
- `{day name}` is any of the words of another rule, one that is a `part`;
- `{Name}` is a word with a capital, `{Capital}` says that what follows has one, `{lower}` that it
  has none, `{ordinal}` is one in figures, `{year}` a year of this century or the last, which the
  match holds;
- `!(a|b)` lets none of these words follow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from detente import files
from detente.tables import read


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextWords:
    """Words that decide what a place in a text means, with an example that is their own test."""

    rule: str
    """What the words decide; several rows may serve one rule, and then agree on where."""
    language: Literal["en", "ru"]
    """Language of the words; their letters tell it from the other one's in a text."""
    where: Literal["before", "after", "between", "near", "anywhere", "part"]
    """before: they end where the place begins, save for a space; after: they begin
    where it ends; between: the place is a stretch between two others, and they fill it; near:
    they stand within it or around it; anywhere: the place is where they stand; part: only other
    rules use them, by name."""
    within: int
    """How many characters before, after or around the place are looked at."""
    words: str
    """The words, with the signs above."""
    example: str
    """A text with the place in square brackets."""
    expected: str | None
    """What of the example is found; blank: nothing is."""


_SHAPES = {
    "Name": r"\b(?-i:[A-ZА-ЯЁ])[\w’'.-]*",
    "Capital": r"\b(?-i:(?=[A-ZА-ЯЁ]))",
    "bracket": r"[(]",
    "lower": r"\b(?-i:(?=[a-zа-яё]))",
    "ordinal": r"\b\d+(?:th|st|nd|rd|-[йм])\b",
    "year": r"\b((?:19|20)\d\d)\b",
}
_SIGNS = {"!(": "(?!", "(": "(?:", "—": "[,—–-]"}
_TOKEN = re.compile(r"!?\(|—|\s+|\{(?P<part>[\w ]+)\}|[\w*'.&/-]+|,")


def rows() -> tuple[ContextWords, ...]:
    """All rows of the table, checked."""
    return read(ContextWords, files.REFERENCE / "context_words.csv")


def find(
    rule: str, text: str, place: tuple[int, int], *, inside: tuple[int, int] | None = None
) -> re.Match[str] | None:
    """The words of a rule where they stand by a place in a text; None where they do not.

    `inside` is a stretch, such as a sentence, out of which nothing is looked at.
    """
    where, within, pattern = _compiled(rule)
    (start, end), (first, last) = place, inside or (0, len(text))
    if where == "before":
        return pattern.search(text, max(first, start - within), start)
    if where == "after":
        return pattern.match(text, end, min(last, end + within))
    if where == "near":
        return pattern.search(text, max(first, start - within), min(last, end + within))
    return pattern.fullmatch(text, start, end)


def everywhere(rule: str, text: str) -> Iterator[re.Match[str]]:
    """The words of a rule wherever they stand in a text."""
    return _compiled(rule)[2].finditer(text)


@cache
def _compiled(rule: str) -> tuple[str, int, re.Pattern[str]]:
    """Where the words of a rule stand, within how many characters, and one pattern for them."""
    own = _by_rule()[rule]
    words = f"(?:{_alternatives(rule)})"
    around = {
        "before": rf"{words}\s*\Z",
        "after": rf"\s*{words}",
        "between": rf"\s*{words}\s*",
    }
    pattern = re.compile(around.get(own[0].where, words), re.IGNORECASE)
    return own[0].where, max(row.within for row in own), pattern


@cache
def _by_rule() -> dict[str, list[ContextWords]]:
    groups: dict[str, list[ContextWords]] = {}
    for row in rows():
        groups.setdefault(row.rule, []).append(row)
    return groups


def _alternatives(rule: str) -> str:
    return "|".join(_TOKEN.sub(_piece, row.words) for row in _by_rule()[rule])


def _piece(token: re.Match[str]) -> str:
    """A token of the words as a pattern; the edges of words keep them apart, not the spaces."""
    if token[0] in _SIGNS or token[0].isspace():
        return _SIGNS.get(token[0], r"\s*+")
    if name := token["part"]:
        return f"(?:{_SHAPES.get(name) or _alternatives(name)})"
    if token[0] == "*":
        return r"(?:\w++)?"
    word = re.escape(token[0]).replace(r"\*", r"\w*").replace("'", "['’]")
    first = r"\b" if token[0][0].isalnum() or token[0][0] == "*" else ""
    last = r"\b" if token[0][-1].isalnum() else ""
    return f"(?:{first}{word}{last})"
