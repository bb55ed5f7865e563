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

from detente.extract import plover
from detente.extract.evidence import Action, Mention, Modality, TimeSpan
from detente.extract.mentions import PlaceSpan
from detente.extract.plover import Rule
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.slots import (
    MAX_GAP,
    Blotted,
    Slot,
    is_future,
    is_infinitive,
    is_oblique,
    is_passive,
    is_verb,
    may_be_agent,
)

WINDOW = 260
AHEAD = 30
Spanned = TypeVar("Spanned", TimeSpan, PlaceSpan)
_INSIDE = re.compile(r"\b(?:in|at|near|outside|в|во|под|у)\s+(?:the\s+)?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_STEM = range(2, 16)
_CHAINED = re.compile(
    r"(?:\b(?:and|but|и|а|но)|,)\s+(?:(?:\w+ly|also|then|has|have|had|is|are|was|were|will|would|"
    r"также|затем|потом)\s+){0,3}$"
)
_LATER_SUBJECT = re.compile(r",\s+(?:the\s+)?\ue000")
_OTHER_SUBJECT = re.compile(
    r"\b(?:I|we|you|they|he|she|it|who|which|that|said|says|я|мы|вы|они|он|она|оно|котор\w+|что)\b",
    re.IGNORECASE,
)
_BE = r"\b(?:is|are|was|were|be|been|being|['’]s|['’]re)"
_ASIDE = re.compile(
    r"\b(?:in|at|on|by|during|about|near|under|through|amid|as|alongside|from|around|across|against|over)\s+"
    r"(?:the\s+)?$"
)
_DETERMINED = re.compile(r"\b(?:the|an?|his|her|its|their|our|your|my|any|some|no)\s+$")
_COMPOUND = re.compile(r"[-–]\w")
_WITH_ONE_SELF = frozenset({"CONSULT", "AGREE"})
_AT = re.compile(r"\bat\s+(?:the\s+)?$")
_BY = re.compile(r"\s+by\s+(?!(?:phone|telephone|video)\b)")
_OWNS = re.compile(r"['’]s?\s")
_PASSIVE = re.compile(
    rf"{_BE}\s+(?:(?:\w+ly|not|also|still|being|been|never|now|already|yet)\s+){{0,2}}$"
)
_PARTICIPLE = re.compile(rf"(?:{_BE}|,|\b(?:by|after|before|while|and))\s+(?:\w+ly\s+|also\s+)?$")
_NOUN = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|our|your|my|this|any|some|no|of|for|with|from|in|on)|['’]s?)"
    r"\s+(?:\w+\s+){0,2}$"
)
_CLAUSE = re.compile(r"[;:!?“”«»\"]|\. ")
_QUESTION = re.compile(r"[^.!?]{0,200}\?")
_OWN_CLAUSE = re.compile(r",|\bthat\b")
_TO = re.compile(r"\bto\s+(?:\w+ly\s+)?$")
_NEXT_WORDS = {
    True: re.compile(r"(?:[^\w.!?;:]+\w+){0,6}"),
    False: re.compile(r"[^\w\ue000.!?;:]+\w+|"),
}


class Fit(NamedTuple):
    """Where a rule fits: slots, the head's word and place, the whole, where words on it begin."""

    rule: Rule
    slots: dict[str, tuple[int, int]]
    word: str
    head: tuple[int, int]
    start: int
    end: int
    told_from: int


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
    reference: Reference,
    places: Iterable[PlaceSpan] = (),
) -> list[Action]:
    """Actions of an article in order, one row for each pair of actor and recipient.

    A date is the nearest one in the sentence; a sentence without any takes the day of
    publication, if the action happened. A place is the nearest one that the sentence says
    something is in.
    """
    blotted = Blotted(reading, mentions, reference)
    dated, placed = _by_sentence(times), _by_sentence(places)
    rows: list[Action] = []
    for sentence in sorted({reading.sentence_at(slot.start) for slot in blotted.slots}):
        fired = _in_sentence(blotted, *reading.sentences[sentence])
        when, where = dated.get(sentence, []), placed.get(sentence, [])
        rows += _rows(reading, fired, times=when, places=where)
    return rows


@lru_cache(maxsize=20_000)
def rules_of(word: str, language: str) -> tuple[Rule, ...]:
    """Rules whose head can begin with a word in lower case."""
    by_head = plover.rules(language)
    if language == "en":
        return by_head.get(word, ())
    found = (rule for n in _STEM if n <= len(word) for rule in by_head.get(word[:n], ()))
    return tuple(dict.fromkeys(found))


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


def _fire(rule: Rule, blotted: Blotted, at: int, *, window: tuple[int, int]) -> Fired | None:
    for fit in _fits(rule, blotted, at, window=window):
        if _holds(fit, blotted) and (pairs := tuple(_pairs(fit, blotted))):
            return Fired(fit, pairs, _modality(fit, blotted, floor=window[0]))
    return None


def _strength(fired: Fired) -> tuple[int, int]:
    """More of the parts named first, then the rule that comes first in the table."""
    return (sum(part is not None for part in fired.pairs[0]), -fired.fit.rule.order)


def _fits(rule: Rule, blotted: Blotted, at: int, *, window: tuple[int, int]) -> Iterator[Fit]:
    """Ways in which a rule fits around a head, the farthest subject first."""
    text, (floor, ceiling) = blotted.text, window
    head = rule.pattern.head.match(text, at, ceiling)
    right = head and rule.pattern.right.match(text, head.end(), ceiling)
    if not head or not right:
        return
    after, end = _spans(right), right.end()
    if not rule.pattern.before:
        yield Fit(rule, after, head[0], head.span(), at, end, max(floor, at - MAX_GAP))
        return
    chain = _CHAINED.search(text, max(floor, at - MAX_GAP), at) if rule.pattern.chains else None
    for slot in [] if chain else blotted.between(floor, at):
        if left := rule.pattern.left.match(text, slot.start, at):
            before = _spans(left)
            last = max(end for _, end in before.values())
            yield Fit(rule, before | after, head[0], head.span(), left.start(), end, last)
    if chain and (subject := _first_actor(blotted, at)):
        # Biden met Putin and called on Russia: the subject is that of the verb before.
        own = subject.end if head[0].lower() in rule.bases else chain.start()
        spans = {"S": (subject.start, subject.end)} | after
        yield Fit(rule, spans, head[0], head.span(), subject.start, end, own)


def _spans(match: re.Match[str]) -> dict[str, tuple[int, int]]:
    return {name: match.span(name) for name, text in match.groupdict().items() if text}


def _first_actor(blotted: Blotted, before: int) -> Slot | None:
    """The slot that a sentence begins with, if it is the subject of the verbs up to an offset."""
    start = blotted.reading.sentences[blotted.reading.sentence_at(before)][0]
    slots = blotted.between(start, min(before, start + MAX_GAP))[:1]
    if not slots or not blotted.may_act(slots[0]):
        return None
    between = blotted.text[start : slots[0].start] + "," + blotted.text[slots[0].end : before]
    later = _LATER_SUBJECT.search(blotted.text, slots[0].end, before)
    return None if later or _OTHER_SUBJECT.search(between) else slots[0]


def _holds(fit: Fit, blotted: Blotted) -> bool:
    """Whether every part of a fit is what its pattern takes it for."""
    return (
        _subject_holds(fit, blotted)
        and _object_holds(fit, blotted)
        and _cases_hold(fit, blotted)
        and _is_verb(fit, blotted)
    )


def _subject_holds(fit: Fit, blotted: Blotted) -> bool:
    for name in ("S", "SB"):
        if name in fit.slots:
            start, end = fit.slots[name]
            (slot, *_) = blotted.between(start, end)
            # Biden's predecessor met …: what a person has is not the person.
            if slot.person and _OWNS.match(blotted.text, end):
                return False
            # Blinken urged Russia to …: the subject of an infinitive is another verb's object.
            return blotted.may_act(slot) or is_infinitive(fit.word)
    return "A" not in fit.slots or not blotted.is_place(fit.slots["A"][0])


def _object_holds(fit: Fit, blotted: Blotted) -> bool:
    """Whether a recipient is the object: met the family of, condemned attacks in, are not."""
    if "B" not in fit.slots or blotted.language == "ru":
        return True
    start, end = fit.slots["B"]
    if _COMPOUND.match(blotted.text, end):
        return False
    if fit.rule.row.event_type in _WITH_ONE_SELF and _OWNS.match(blotted.text, end):
        return not blotted.between(start, end)[0].person
    pattern = fit.rule.pattern
    if fit.rule.row.event_type == "CONSULT" and _AT.search(blotted.text, max(0, start - 10), start):
        return False
    direct = pattern.after.startswith(" _ {B}") and not pattern.nominal
    return not direct or not _ASIDE.search(blotted.text, max(0, start - MAX_GAP), start)


def _cases_hold(fit: Fit, blotted: Blotted) -> bool:
    """Whether Russian cases let a slot be whom it is done to, or by whom."""
    if blotted.language == "en":
        return True
    return all(
        allows(blotted.between(*fit.slots[name])[0])
        for name, allows in (("I", may_be_agent), ("O", is_oblique))
        if name in fit.slots
    )


def _is_verb(fit: Fit, blotted: Blotted) -> bool:
    """Whether a verbal head is a verb of its subject: no noun, no passive, no stray -ing."""
    pattern, text = fit.rule.pattern, blotted.text
    head = fit.word
    if pattern.nominal:
        return True
    if blotted.language == "ru":
        return is_passive(head) if pattern.passive else is_verb(head)
    gap = text[fit.told_from : fit.head[0]]
    if head[0].isupper() and gap.strip():
        return False
    names = fit.slots.keys() & {"S", "SB"}
    return not names or _is_active(fit, gap, text[fit.head[1] : fit.head[1] + AHEAD])


def _is_active(fit: Fit, gap: str, after: str) -> bool:
    """Whether an English verb with a subject is a verb in the active."""
    head = fit.word.lower()
    if head.endswith("ing"):
        return not after.startswith(" of ") and _PARTICIPLE.search(gap) is not None
    if _DETERMINED.search(gap):
        return False
    plural = head.removesuffix("s") in fit.rule.bases
    if (head in fit.rule.bases or plural) and _NOUN.search(gap):
        return False
    if head in fit.rule.bases:
        return gap.strip(" \n’'s") != "" or "SB" in fit.slots
    # Biden, asked by reporters: not he asks.
    by = _BY.match(after) and "by" not in fit.rule.pattern.after and "S" in fit.slots
    asked = by or (gap.strip() == "," and not plural)
    return not asked and not _PASSIVE.search(gap)


def _pairs(fit: Fit, blotted: Blotted) -> Iterator[tuple[str | None, str | None]]:
    named = {
        name: list(dict.fromkeys(slot.actor_id for slot in blotted.between(*span)))
        for name, span in fit.slots.items()
    }
    for both in (named.get("SB"), named.get("AB")):
        if both:
            yield from (pair for pair in combinations(both, 2) if any(pair))
            return
    nobody: list[str | None] = [None]
    actors = named.get("S") or named.get("A") or named.get("I") or nobody
    for actor, recipient in product(actors, named.get("B") or named.get("O") or nobody):
        if actor != recipient:
            yield actor, recipient


def _modality(fit: Fit, blotted: Blotted, *, floor: int) -> Modality:
    """Modality of a rule that fits in a sentence, of which nothing before `floor` is looked at.

    Read from what stands before the actor, between actor and head, and right after the head;
    the first cue of `modality_cues.csv` decides. Without one, verbs of the future and bare
    infinitives are planned, what is asked is hypothetical, and the rest happened.
    """
    text, head, (head_start, head_end) = blotted.text, fit.word, fit.head
    nominal = fit.rule.pattern.nominal
    left = [start for start, end in fit.slots.values() if end <= head_start]
    first = min(left) if left else head_start
    near = max(floor, first - 2 * MAX_GAP - 20)
    clause = max((end.end() for end in _CLAUSE.finditer(text, near, first)), default=near)
    ahead = _OWN_CLAUSE.split(text[max(clause, first - AHEAD) : first])[-1] if nominal else ""
    parts = {
        "before": text[clause:first],
        "between": ahead + text[first if nominal else max(clause, fit.told_from) : head_start],
        "after": _NEXT_WORDS[nominal].match(text, head_end).group(),  # type: ignore[union-attr]  # both patterns match the empty string
    }
    # Will not accept: the "not" is what makes it a refusal.
    refusal = nominal and fit.rule.row.event_type == "REJECT"
    for cue in plover.cues(blotted.language):
        if refusal and cue.modality == "denied":
            continue
        if cue.regex.search(parts[cue.where]) and _needed(cue.needs, parts["between"], fit):
            return cue.modality
    if _QUESTION.match(text, fit.end):
        return "hypothetical"
    unfinished = not nominal and (
        is_infinitive(head) or is_future(head) or _TO.search(parts["between"])
    )
    return "planned" if unfinished else "happened"


def _needed(needs: str | None, between: str, fit: Fit) -> bool:
    if needs == "inf":
        return is_infinitive(fit.word)
    if needs == "present":
        return fit.word.lower().removesuffix("s") in fit.rule.bases
    return not needs or re.search(rf"\b{needs}\b", between) is not None


def _rows(
    reading: Reading, fired: list[Fired], *, times: list[TimeSpan], places: list[PlaceSpan]
) -> Iterator[Action]:
    seen: set[tuple[str | None, str | None, str, Modality]] = set()
    acted = {(f.fit.rule.row.event_type, pair[1]) for f in fired for pair in f.pairs if pair[0]}
    for fit, pairs, told in fired:
        row = fit.rule.row
        for actor, recipient in pairs:
            key = (actor, recipient, row.event_type, told)
            told_with_actor = actor is None and (row.event_type, recipient) in acted
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
                event_type=row.event_type,
                mode=row.mode,
                quad_class=plover.types()[row.event_type].quad_class,
                modality=told,
                scale=plover.scale(row.event_type, row.mode, told),
                date=_date(reading, times, fit.start) if times or told == "happened" else None,
                place=_place(reading, places, fit.head[0]),
                rule=row.rule,
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
