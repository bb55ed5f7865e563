"""Words that tell what happened: kinds of happenings, keywords of known events, counted nouns.

One automaton over the lower-cased body finds them all, in English and Russian alike.
"""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from detente.extract import timewords
from detente.extract.evidence import Span, TimeSpan
from detente.extract.facts import KnownEvent
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.tables import read

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick


CueKind = Literal["happening", "keyword", "noun"]
_FOLD = str.maketrans("ёЁ\N{NO-BREAK SPACE}’", "еЕ '")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A row of `happenings.csv`: words by which reports of one kind of happening are known."""

    kind: str
    """Id of the kind."""
    sorts: tuple[str, ...]
    """deed (it matters who did it), talks (they take two), series (two persons repeat them: their
    last meeting), war (two states have one at a time)."""
    hides: tuple[str, ...]
    """Kinds that an event is not whose name has words of this one; an asterisk stands for all."""
    types: tuple[str, ...]
    """PLOVER types of an event that is of this kind where its name has no word of any."""
    words_en: tuple[str, ...]
    """Words and phrases; an asterisk stands for any ending of a word."""
    words_ru: tuple[str, ...]
    """The same in Russian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedNoun:
    """A row of `counted_nouns.csv`: what reports of some kinds of happenings count."""

    noun: str
    """The noun that stands for all of its words."""
    kinds: tuple[str, ...]
    """Kinds of happenings beside which a number of these counts."""
    words_en: tuple[str, ...]
    """Words and phrases, plural; an asterisk stands for any ending."""
    words_ru: tuple[str, ...]
    """The same in Russian."""


class Cue(NamedTuple):
    """A word or phrase of the body that tells what happened."""

    start: int
    """Offset in the body."""
    end: int
    """Offset after it."""
    what: CueKind
    """What it is."""
    name: str
    """The kind of happening, the keyword as the reference has it, or the counted noun."""


class Cues:
    """Finder of cues for one reference."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference

    def find(self, body: str) -> list[Cue]:
        """Cues of a body, in order; longer ones hide those of the same sort inside them."""
        text = folded(body)
        hits = []
        for number, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            whole, meanings = self._meanings[number]
            match = whole.match(text, start)
            if match and not (start and text[start - 1].isalnum()):
                found = [Cue(start, match.end(), what, name) for what, name in meanings]
                hits += [c for c in found if c.what != "keyword" or _is_printed_so(c, body)]
        return sorted(_outermost(set(hits)))

    def kinds(self, event: KnownEvent) -> frozenset[str]:
        """Kinds of happenings that an event is, read from its name and keywords."""
        # A bare "call" is too common in texts to be a cue, but is plain in the name of an event.
        text = " ; ".join((event.name_en, *event.keywords_en)).replace("call", "phone call")
        found = {cue.name for cue in self.find(text) if cue.what == "happening"}
        for row in self._happenings:
            if row.kind in found and row.hides:
                found = {row.kind} if row.hides == ("*",) else found.difference(row.hides)
        type_of = {row.kind for row in self._happenings if event.event_type in row.types}
        return frozenset(found or type_of)

    def keywords(self, event: KnownEvent) -> frozenset[str]:
        """Keywords that single an event out: neither actors, places, kinds nor common words."""
        words = (*event.keywords_en, *event.keywords_ru)
        return frozenset(word for word in words if word in self._own_keywords)

    @cached_property
    def sorts(self) -> dict[str, frozenset[str]]:
        """Kinds of happenings by sort: deed, talks, series, war."""
        pairs = [(sort, row.kind) for row in self._happenings for sort in row.sorts]
        return {sort: frozenset(kind for of, kind in pairs if of == sort) for sort, _ in pairs}

    @cached_property
    def nouns(self) -> dict[str, CountedNoun]:
        """Counted nouns by name."""
        rows = read(CountedNoun, self.reference.folder / "counted_nouns.csv")
        return {row.noun: row for row in rows}

    @cached_property
    def _own_keywords(self) -> frozenset[str]:
        words = {
            word
            for event in self.reference.event_rows.values()
            for word in (*event.keywords_en, *event.keywords_ru)
        }
        named = {folded(name) for name in _names(self.reference)}
        return frozenset(
            word
            for word in words
            if folded(word) not in named and _is_distinctive(word) and not self._is_kind(word)
        )

    @cached_property
    def _happenings(self) -> tuple[Happening, ...]:
        return read(Happening, self.reference.folder / "happenings.csv")

    @cached_property
    def _stems(self) -> re.Pattern[str]:
        rows = self._happenings
        stems = sorted({folded(w) for row in rows for w in (*row.words_en, *row.words_ru)})
        return re.compile("|".join(_whole(stem).pattern for stem in stems))

    def _is_kind(self, word: str) -> bool:
        plain = folded(word)
        return " " not in plain and self._stems.fullmatch(plain) is not None

    @cached_property
    def _meanings(self) -> list[tuple[re.Pattern[str], list[tuple[CueKind, str]]]]:
        return [(_whole(key), names) for key, names in self._patterns.items()]

    @cached_property
    def _patterns(self) -> dict[str, list[tuple[CueKind, str]]]:
        patterns: dict[str, list[tuple[CueKind, str]]] = {}

        def add(form: str, what: CueKind, name: str) -> None:
            names = patterns.setdefault(folded(form), [])
            if (what, name) not in names:
                names.append((what, name))

        for row in self._happenings:
            for word in (*row.words_en, *row.words_ru):
                add(word, "happening", row.kind)
        for noun in self.nouns.values():
            for word in (*noun.words_en, *noun.words_ru):
                add(word, "noun", noun.noun)
        for keyword in sorted(self._own_keywords):
            for form in _cases(keyword):
                add(form, "keyword", keyword)
        return patterns

    @cached_property
    def _automaton(self) -> "AhoCorasick":
        from ahocorasick_rs import AhoCorasick

        return AhoCorasick([key.partition("*")[0] for key in self._patterns])


_SHORT = 4


@cache
def of(reference: Reference) -> Cues:
    """The finder for a reference, built once in a process."""
    return Cues(reference)


def _is_printed_so(cue: Cue, body: str) -> bool:
    """Whether a keyword that is a name has its capital: a public defender is no ship."""
    return not cue.name[0].isupper() or not body[cue.start].islower() or not cue.name.isascii()


def _whole(pattern: str) -> re.Pattern[str]:
    """A form with its stars as any ending, up to the end of a word."""
    return re.compile(re.escape(pattern).replace(r"\*", r"[^\W\d_]*") + r"(?!\w)")


def _outermost(cues: set[Cue]) -> list[Cue]:
    """Cues without the keywords and nouns inside longer ones: Nord Stream 2 is not Nord Stream."""
    kept: list[Cue] = []
    for cue in sorted(cues, key=lambda c: (c.start, -c.end)):
        inside = (c for c in kept if c.what == cue.what and c.end >= cue.end)
        longer = any(c.end - c.start > cue.end - cue.start for c in inside)
        if cue.what == "happening" or not longer:
            kept.append(cue)
    return kept


def folded(text: str) -> str:
    """Lower case with every character in its place: offsets stay as they are."""
    text = text.translate(_FOLD)
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _is_distinctive(word: str) -> bool:
    """Whether a keyword is a proper name or a phrase, not a date, an acronym or a common word."""
    if len(word) < _SHORT or word[0].isdigit():
        return False
    return " " in word or not word.islower()


def _names(reference: Reference) -> list[str]:
    names = [form.surface for form in reference.forms()]
    for place in reference.place_rows.values():
        names += [place.name_en, place.name_ru, *place.aliases_en, *place.aliases_ru]
    return names


def _cases(keyword: str) -> tuple[str, ...]:
    from detente.extract import inflection

    if keyword.isascii():
        return (keyword,)
    return inflection.phrase_cases(keyword)


BETWEEN = 3
"""How many words (adjectives) may stand between a number and what it counts."""
_TOKEN = re.compile(r"\d{1,3}(?:[,\u00a0 ]\d{3})+|\d+|[^\W\d_]+(?:-[^\W\d_]+)*")
_COLLECTIVE = {"двое": 2, "двоих": 2, "трое": 3, "троих": 3, "четверо": 4, "четверы": 4, "пятер": 5}
_COLLECTIVE |= {"шестер": 6, "семер": 7, "восьмер": 8, "девятер": 9, "десятер": 10}
_STOPS = re.compile(r"[.;:!?()«»“”\"]|,\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Span):
    """A number of counted things, as printed."""

    number: int
    """How many."""
    noun: str
    """The counted noun, as `counted_nouns.csv` names it."""


def find(reading: Reading, cues: list[Cue], times: list[TimeSpan]) -> list[Count]:
    """Counted things of an article, in order; a noun without a number before it is left out.

    A number inside a time (in December 2016 diplomats …) counts nothing.
    """
    rows = []
    taken = [(time.start, time.end) for time in times]
    for cue in (cue for cue in cues if cue.what == "noun"):
        low, _ = reading.sentences[reading.sentence_at(cue.start)]
        found = _number_before(reading.body, low, cue.start)
        if found and not any(start <= found[0] < end for start, end in taken):
            rows.append(
                Count(
                    article_id=reading.article_id,
                    sentence=reading.sentence_at(cue.start),
                    start=found[0],
                    end=cue.end,
                    surface=reading.body[found[0] : cue.end],
                    number=found[1],
                    noun=cue.name,
                )
            )
    return rows


def _number_before(body: str, low: int, noun: int) -> tuple[int, int] | None:
    words = list(_TOKEN.finditer(body, low, noun))[-BETWEEN - 1 :]
    for word in reversed(words):
        if _STOPS.search(body, word.end(), noun):
            return None
        number = _value(word[0])
        if number is not None:
            return word.start(), number
    return None


@cache
def _value(word: str) -> int | None:
    digits = re.sub(r"\D", "", word)
    if digits:
        return int(digits)
    for stem, number in _COLLECTIVE.items():
        if word.lower().startswith(stem):
            return number
    kind, value = timewords.lexicon().get(word.lower(), ("", ""))
    return int(float(value)) if kind == "number" and float(value).is_integer() else None
