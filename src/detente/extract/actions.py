"""Who did what to whom, sentence by sentence, by rules of PLOVER types with their modality.

The rules are rows of `data/reference/action_rules.csv`; the decisions on PLOVER's types are in
`plover_types.csv`. Coordinated actors give a row each. Where two sides act alike (they met, they
agreed) a pair gives one row, the first named as actor. A governed verb gives its own row beside
its governor: "Blinken urged Russia to free Whelan" is a REQUEST that happened, and a RETREAT by
Russia that is demanded.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, product
from typing import NamedTuple, TypeVar

from detente.extract import fits, grammar, modality, plover
from detente.extract.evidence import Action, Mention, Modality, TimeSpan
from detente.extract.fits import Fit
from detente.extract.places import PlaceSpan
from detente.extract.plover import Rule
from detente.extract.reading import Reading
from detente.extract.slots import Blotted, Slot

WINDOW = 260
AHEAD = 30
Spanned = TypeVar("Spanned", TimeSpan, PlaceSpan)
_INSIDE = re.compile(r"\b(?:in|at|near|outside|в|во|под|у)\s+(?:the\s+)?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_STEM = range(2, 16)


class Fired(NamedTuple):
    """A rule that fired: the pairs of ids it gives, and where."""

    fit: Fit
    pairs: tuple[tuple[str | None, str | None], ...]
    modality: Modality


def find(
    reading: Reading,
    mentions: Iterable[Mention],
    times: Iterable[TimeSpan],
    *,
    places: Iterable[PlaceSpan] = (),
) -> list[Action]:
    """Actions of an article in order, one row for each pair of actor and recipient.

    A date is the nearest one in the sentence; a sentence without any takes the day of
    publication, if the action happened. A place is the nearest one that the sentence says
    something is in.
    """
    blotted = Blotted(reading, mentions)
    dated, placed = _by_sentence(times), _by_sentence(places)
    rows: list[Action] = []
    for sentence in sorted({reading.sentence_at(slot.start) for slot in blotted.slots}):
        fired = _in_sentence(blotted, *reading.sentences[sentence])
        when, where = dated.get(sentence, []), placed.get(sentence, [])
        rows += _rows(reading, fired, times=when, places=where)
    return rows


def _by_sentence(spans: Iterable[Spanned]) -> dict[int, list[Spanned]]:
    found: dict[int, list[Spanned]] = {}
    for span in spans:
        found.setdefault(span.sentence, []).append(span)
    return found


def _in_sentence(blotted: Blotted, start: int, end: int) -> list[Fired]:
    fired = []
    for word in _WORD.finditer(blotted.text, start, end):
        rules = rules_of(word.group().lower(), blotted.language)
        if rules:
            window = (max(start, word.start() - WINDOW), min(end, word.end() + WINDOW))
            tried = (_fire(rule, blotted, word.start(), window=window) for rule in rules)
            if found := [one for one in tried if one]:
                fired.append(max(found, key=_strength))
    return fired


@lru_cache(maxsize=20_000)
def rules_of(word: str, language: str) -> tuple[Rule, ...]:
    """Rules whose head can begin with a word in lower case."""
    by_head = plover.rules(language)
    if language == "en":
        return by_head.get(word, ())
    found = (rule for n in _STEM if n <= len(word) for rule in by_head.get(word[:n], ()))
    return tuple(dict.fromkeys(found))


def _fire(rule: Rule, blotted: Blotted, at: int, *, window: tuple[int, int]) -> Fired | None:
    for fit in fits.find(rule, blotted, at, window=window):
        if grammar.holds(fit, blotted):
            pairs = tuple(_pairs(fit, blotted))
            if pairs:
                told = modality.of(fit, blotted.text, blotted.language, floor=window[0])
                return Fired(fit, pairs, told)
    return None


def _strength(fired: Fired) -> tuple[int, int]:
    """More of the parts named first, then the rule that comes first in the table."""
    return (sum(part is not None for part in fired.pairs[0]), -fired.fit.rule.order)


def _pairs(fit: Fit, blotted: Blotted) -> Iterator[tuple[str | None, str | None]]:
    named = {name: _ids(blotted.between(*span)) for name, span in fit.slots.items()}
    for both in (named.get("SB"), named.get("AB")):
        if both:
            yield from (pair for pair in combinations(both, 2) if any(pair))
            return
    nobody: list[str | None] = [None]
    actors = named.get("S") or named.get("A") or named.get("I") or nobody
    for actor, recipient in product(actors, named.get("B") or named.get("O") or nobody):
        if actor != recipient:
            yield actor, recipient


def _ids(slots: list[Slot]) -> list[str | None]:
    return list(dict.fromkeys(slot.actor_id for slot in slots))


def _rows(
    reading: Reading, fired: list[Fired], *, times: list[TimeSpan], places: list[PlaceSpan]
) -> Iterator[Action]:
    seen: set[tuple[str | None, str | None, str, Modality]] = set()
    acted = {(one.fit.rule.event_type, pair[1]) for one in fired for pair in one.pairs if pair[0]}
    for fit, pairs, told in fired:
        rule = fit.rule
        for actor, recipient in pairs:
            key = (actor, recipient, rule.event_type, told)
            told_with_actor = actor is None and (rule.event_type, recipient) in acted
            if key in seen or told_with_actor:
                continue
            seen.add(key)
            yield Action(
                article_id=reading.article_id,
                sentence=reading.sentence_at(fit.start),
                start=fit.start,
                end=fit.end,
                surface=reading.body[fit.start : fit.end],
                actor_id=actor,
                recipient_id=recipient,
                event_type=rule.event_type,
                mode=rule.mode,
                quad_class=plover.quad_classes()[rule.event_type],
                modality=told,
                scale=plover.scale(rule.event_type, rule.mode, told),
                date=_date(reading, times, fit.start) if times or told == "happened" else None,
                place=_place(reading, places, fit.head[0]),
                rule=rule.rule,
            )


def _date(reading: Reading, times: list[TimeSpan], start: int) -> str | None:
    """Day, month or year of the nearest time in the sentence; without any, of publication."""
    lengths = {"minute": 10, "day": 10, "month": 7, "year": 4}
    dated = [time for time in times if time.begin and time.precision in lengths]
    if dated:
        nearest = min(dated, key=lambda time: (abs(time.start - start), time.start))
        return (nearest.begin or "")[: lengths[nearest.precision]]
    return reading.day.isoformat() if reading.day and not times else None


def _place(reading: Reading, places: list[PlaceSpan], at: int) -> str | None:
    """The nearest place that something is in; a goal (to Geneva) is not where it happens."""
    inside = [p for p in places if _INSIDE.search(reading.body, max(0, p.start - AHEAD), p.start)]
    nearest = min(inside, key=lambda place: (abs(place.start - at), place.start), default=None)
    return nearest.place_id if nearest else None
