"""Where each sentence begins and ends: one set of rules for English, Russian and Ukrainian."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from detente import files
from detente.tables import read

# A stop, what closes with it, white space, and the first word of what follows. It begins only
# at the first of a run of stops, so that a megabyte of full stops costs one pass.
_STOP = re.compile(
    r"""(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>["'”’»“)\]]*+)\s++
    (?=(?P<open>[<"'“‘«„(\[—–*•-]*+\s?…?>?\s?)(?P<next>\w+))""",
    re.VERBOSE,
)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_WORD_BEFORE = re.compile(r"(?<![\w.'’-])[\w.'’-]+\Z")
_ITEM = re.compile(r"[\W_]*\w{1,3}\Z")
_LONGEST = 4000  # characters; a text without a full stop for longer is cut, for sentences cost more
_SHORT = 25  # characters before a stop that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceWord:
    """A row of `sentence_words.csv`."""

    language: Literal["en", "ru"]
    """Language of the word."""
    kind: Literal["never last", "before a number", "seldom last", "last if long", "first"]
    """never last: what follows belongs to it (Gen. Milley, им. Ленина); before a number: only a
    number does; seldom last: it ends a sentence only before a word of kind first (in the U.S. The
    talks …); last if long: in a sentence of some words («подписан в 2010 г. Он …», not «В 2021 г.
    Путин …»); first: it begins a sentence."""
    word: str
    """The word in small letters, without the full stop after it."""


def split(body: str, language: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the sentences of a body, in order, without the space between them.

    A paragraph always ends a sentence. A body in English knows the English abbreviations, any
    other body the English and the Russian ones.
    """
    never_last = _words("never last", "en")
    if language != "en":
        never_last |= _words("never last", "ru")
    spans: list[tuple[int, int]] = []
    for start, end in _paragraphs(body):
        begin = start
        for stop in _STOP.finditer(body, start, end):
            before = body[max(begin, stop.start() - _SHORT - 1) : stop.start()]
            if _ends_sentence(before, stop, never_last):
                spans.append((begin, stop.end("close")))
                begin = stop.end()
        spans.append((begin, end))
    return tuple(part for start, end in spans if start < end for part in _cut(body, start, end))


def _cut(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence; in parts where it is too long for one."""
    while end - start > _LONGEST:
        space = body.rfind(" ", start + 1, start + _LONGEST)
        stop = space if space > 0 else start + _LONGEST
        yield start, stop
        start = stop + (space > 0)
    yield start, end


@cache
def _words(kind: str, language: str = "") -> frozenset[str]:
    """Words of a kind, of one language or of both."""
    rows = read(SentenceWord, files.REFERENCE / "sentence_words.csv")
    return frozenset(
        row.word for row in rows if row.kind == kind and language in ("", row.language)
    )


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    start = len(body) - len(body.lstrip())
    end = len(body.rstrip())
    for gap in _PARAGRAPH.finditer(body, start, end):
        yield start, gap.start()
        start = gap.end()
    yield start, end


def _ends_sentence(before: str, stop: re.Match[str], never_last: frozenset[str]) -> bool:
    following = stop["next"]
    if following[0].islower() or (stop["close"] and stop["open"].startswith(("—", "–", "-"))):
        return False
    if stop["stop"] != "." or stop["close"]:
        return True
    if _ITEM.match(before):  # "1. Trade", "V. Putin"
        return False
    found = _WORD_BEFORE.search(before)
    word = found[0].lstrip("'’-.") if found else ""
    return word.lower() not in never_last and _may_be_last(word, following, before)


def _may_be_last(word: str, following: str, before: str) -> bool:
    plain, initial = word.lower(), word.rpartition(".")[2]
    if plain in _words("seldom last") or word == "I":
        return following.lower() in _words("first")
    if len(initial) == 1 and initial.isupper():
        return False
    if plain in _words("before a number"):
        return not following[0].isdigit()
    return plain not in _words("last if long") or len(before) > _SHORT
