"""Where the known names, titles and places stand in a text: one pass, the longest wins."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from ahocorasick_rs import AhoCorasick

from detente import files
from detente.collect.spellings import stems
from detente.extract import context, times
from detente.extract.facts import Word
from detente.extract.forms import Form, TitleForm
from detente.extract.reading import Reading, longest
from detente.extract.reference import Reference
from detente.extract.review import Decision
from detente.tables import read

_HYPHENS = "-‐‑"
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_]*\Z")
_LONG_ENOUGH_FOR_CAPITALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one printed string can be."""

    form: Form | None = None
    """A name, metonym or demonym of an actor."""
    title: TitleForm | None = None
    """A phrase that names the holder of an office."""
    place_id: str | None = None
    """A place."""
    person: bool = False
    """Whether the form names a person."""
    state: bool = False
    """Whether the form names a state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A known string where it stands; one that is only part of a longer name is not there."""

    start: int
    """Offset in the text."""
    end: int
    """Offset after it."""
    surface: str
    """The string, with е for ё: Бернс also where Бёрнс is printed."""
    known: Known
    """What it can be."""


class Scanner:
    """All known strings of one language, ready to be found in a text."""

    def __init__(self, known: dict[str, Known]) -> None:
        folded = {_without_yo(surface): one for surface, one in known.items()}
        self._surfaces = list(folded)
        self._known = list(folded.values())
        self._automaton = AhoCorasick(self._surfaces)

    def hits(self, text: str) -> list[Hit]:
        """Known strings of a text in order, none inside another."""
        text = _without_yo(text)
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        bounded = [f for f in found if _bounded(text, f[1:], self._known[f[0]])]
        return [
            Hit(start=start, end=end, surface=self._surfaces[i], known=self._known[i])
            for i, start, end in longest(bounded, lambda match: match[1:])
        ]


@lru_cache(maxsize=4)
def scanner(reference: Reference, language: str) -> Scanner:
    """The scanner of a language (en or ru), built once in a process."""
    longer = read(Word, files.REFERENCE / "longer_names.csv")
    known = {row.word: Known() for row in longer if row.language == language}
    for form in _forms(reference, language):
        actor = reference.actor(form.actor_ids[0])
        one = Known(form=form, person=actor.kind == "person", state=actor.kind == "state")
        known[form.surface] = one
        if form.kind == "name" and form.strength == "full":
            capitals = form.surface.upper()
            if len(capitals) >= _LONG_ENOUGH_FOR_CAPITALS:
                known.setdefault(capitals, one)
    for title in _titles(reference, language):
        known.setdefault(title.surface, Known(title=title))
    for surface, place_id in _places(reference, language):
        at = known.get(surface, Known())
        known[surface] = replace(at, place_id=place_id)
    return Scanner(known)


@lru_cache(maxsize=8)
def scan(reference: Reference, language: str, text: str) -> tuple[Hit, ...]:
    """Known strings of a text; an article asks three times, for names, titles and places."""
    return tuple(scanner(reference, "en" if language in ("en", "und") else "ru").hits(text))


def _without_yo(text: str) -> str:
    """A text of the same length that spells ё as е, as most Russian papers do."""
    return text.replace("ё", "е").replace("Ё", "Е")


def _forms(reference: Reference, language: str) -> Iterator[Form]:
    """Forms of a language, without those that are a title and another form: President Putin.

    A surname that alone says nothing keeps its title.
    """
    forms = {form.surface: form for form in reference.forms() if form.language == language}
    alone = {s for s, f in forms.items() if f.strength == "full" or len(f.actor_ids) > 1}
    for surface, form in forms.items():
        title = next(context.everywhere("title before a name", surface), None)
        if title is None or title.start() > 0 or surface[title.end() :].lstrip() not in alone:
            yield form


def _titles(reference: Reference, language: str) -> Iterator[TitleForm]:
    """Titles as they also stand in print: President and president name the same offices."""
    groups: dict[str, list[TitleForm]] = {}
    for title in reference.title_forms():
        if title.language == language:
            groups.setdefault(title.surface.lower(), []).append(title)
    for group in groups.values():
        offices = tuple(sorted({office for title in group for office in title.office_ids}))
        vague = any(title.needs_context for title in group)
        for surface in _cased([title.surface for title in group]):
            yield TitleForm(
                surface=surface,
                language=group[0].language,
                office_ids=offices,
                needs_context=vague,
                base=group[0].base,
            )


def _cased(surfaces: Iterable[str]) -> set[str]:
    """Spellings with the words that are not names in lower case, with capitals, all in capitals."""
    out = set(surfaces)
    for surface in surfaces:
        words = surface.split()
        common = [context.find("word of a title", w, (0, len(w))) is not None for w in words]
        both = list(zip(words, common, strict=True))
        low = [word.lower() if is_common else word for word, is_common in both]
        high = [word.capitalize() if is_common else word for word, is_common in both]
        out |= {" ".join(low), " ".join(high), surface.upper()}
    return out


def _places(reference: Reference, language: str) -> Iterator[tuple[str, str]]:
    for place in reference.place_rows.values():
        english = (place.name_en, *place.aliases_en)
        for name in english if language == "en" else (place.name_ru, *place.aliases_ru):
            yield name.removeprefix("the "), place.place_id


def _bounded(text: str, span: tuple[int, int], known: Known) -> bool:
    """Whether a match is whole words, and no part of a hyphened name or title."""
    start, end = span
    before, after = text[start - 1 : start], text[end : end + 1]
    # US$ 100 million is money.
    if before.isalnum() or before == "_" or after.isalnum() or after in {"_", "$"}:
        return False
    if "\u0300" <= after <= "\u036f":  # an accent that belongs to the last letter
        return False
    if after and after in _HYPHENS and not _joins(text[end - 1 : end + 2], known):
        return False
    if before and before in _HYPHENS:
        if known.title:
            return context.find("former or then", text, (start, start)) is not None
        found = _WORD_BEFORE.search(text, max(start - 41, 0), start - 1)
        word = found[0] if found else ""
        return _joins(word[-1:] + before + (text[start] if word.islower() else word[:1]), known)
    return True


def _joins(around: str, known: Known) -> bool:
    """Whether a name may stand in a compound, by the letters around its hyphen.

    US-Russia, Russia-backed, Москва-Вашингтон, российско-американский; not премьер-министр.
    """
    left, right = around[:1], around[2:]
    if known.title:
        return False
    if known.form and known.form.kind == "demonym" and left >= "А":
        return left == "о"
    return left < "А" or not right.isalpha() or right.isupper()


_ADVERBIAL = re.compile(r"(?:\A\W*|\b(?:in|on|during|of|в|во)\s+(?:the\s+)?)\Z", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_LEAD = 20
_CLEARLY_PAST = timedelta(60)


@dataclass(frozen=True)
class Scene:
    """One article with its hits."""

    reading: Reading
    reference: Reference

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """Known strings of the body, in order."""
        return self._scanned(self.reading.body)

    @cached_property
    def named(self) -> dict[str, int]:
        """Where each actor is first named in full; -1 for the headline."""
        first: dict[str, int] = {}
        headline = self._scanned(self.reading.title)
        for hits, offset in ((headline, -1), (self.hits, None)):
            for hit in hits:
                form = hit.known.form
                if form and form.strength == "full" and len(form.actor_ids) == 1:
                    first.setdefault(form.actor_ids[0], hit.start if offset is None else offset)
        return first

    def said(self, rule: str, start: int, end: int) -> re.Match[str] | None:
        """Words of a rule of context by a place of the body, none of the sentence before it."""
        first = self.reading.sentence_start(start)
        inside = (first, len(self.reading.body))
        return context.find(rule, self.reading.body, (start, end), inside=inside)

    def sentence(self, hit: Hit) -> int:
        """Number of the sentence that holds a hit."""
        return self.reading.sentence_at(hit.start)

    def sentence_start(self, hit: Hit) -> int:
        """Offset of the sentence that holds a hit."""
        return self.reading.sentence_start(hit.start)

    def between(self, first: Hit, second: Hit) -> str:
        """Text between two hits, in whatever order they stand."""
        start, end = sorted((first.start, first.end, second.start, second.end))[1:3]
        return self.reading.body[start:end]

    def near(self, index: int) -> tuple[Hit | None, Hit | None]:
        """The hits before and after the one at an index."""
        before = self.hits[index - 1] if index else None
        after = self.hits[index + 1] if index + 1 < len(self.hits) else None
        return before, after

    def days_of(self, hit: Hit) -> tuple[date, ...]:
        """First and last day of the past time that the words before a hit speak of.

        Where its sentence has none before it, that of the sentence if it has one; else the day
        of publication; nothing where that is not known.
        """
        past = self._past.get(self.sentence(hit), [])
        before = bisect_left(past, hit.start, key=lambda time: time[0])
        if before or len(past) == 1:
            return past[max(before - 1, 0)][1]
        return (self.reading.day,) if self.reading.day else ()

    def _scanned(self, text: str) -> tuple[Hit, ...]:
        """Known strings of a text, as the user's review leaves them."""
        hits = scan(self.reference, self.reading.language, text)
        taken = self.reference.reviewed.taken
        return tuple(without(hit, taken, self.reading) for hit in hits) if taken else hits

    @cached_property
    def _past(self) -> dict[int, list[tuple[int, tuple[date, date]]]]:
        """Clearly past times with a year, by sentence: where each begins, and its days."""
        found: dict[int, list[tuple[int, tuple[date, date]]]] = {}
        for span in times.find(self.reading):
            if not (span.begin and span.until and _YEAR.search(span.surface)):
                continue
            begin, until = date.fromisoformat(span.begin), date.fromisoformat(span.until)
            recent = self.reading.day and until > self.reading.day - _CLEARLY_PAST
            first = self.reading.sentences[span.sentence][0]
            lead = self.reading.body[max(first, span.start - _LEAD) : span.start]
            if not recent and _ADVERBIAL.search(lead):
                found.setdefault(span.sentence, []).append((span.start, (begin, until)))
        return found


def without(hit: Hit, taken: Mapping[tuple[str, ...], list[Decision]], reading: Reading) -> Hit:
    """A hit as the decisions on its name leave it: given to another actor, or to nobody."""
    for decision in taken.get(stems(hit.surface), ()):
        if decision.only in ("", reading.publisher, reading.article_id):
            hit = replace(hit, known=_moved(hit.known, decision))
    return hit


def _moved(known: Known, decision: Decision) -> Known:
    form = known.form
    if form is None or decision.actor not in form.actor_ids:
        return known
    ids = {*form.actor_ids, decision.to} - {decision.actor, ""}
    if not ids:
        return Known(title=known.title, place_id=known.place_id)
    default = None if form.default_actor == decision.actor else form.default_actor
    alone = len(ids) == 1
    moved = replace(
        form,
        actor_ids=tuple(sorted(ids)),
        strength="full" if decision.to else form.strength,
        rule=None if alone else form.rule,
        default_actor=decision.to or (min(ids) if alone else default),
    )
    return replace(known, form=moved)
