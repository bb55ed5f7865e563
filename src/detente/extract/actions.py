"""Who did what to whom, sentence by sentence, by rules of PLOVER types with their modality.

The rules are rows of `data/reference/action_rules.csv`; the decisions on PLOVER's types are in
`plover_types.csv`. Coordinated actors give a row each. Where two sides act alike (they met, they
agreed) a pair gives one row, the first named as actor. A governed verb gives its own row beside
its governor: "Blinken urged Russia to free Whelan" is a REQUEST that happened, and a RETREAT by
Russia that is demanded.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import NamedTuple

from detente.extract import plover
from detente.extract.evidence import Action, Mention, Modality, TimeSpan
from detente.extract.plover import Rule
from detente.extract.reading import Reading
from detente.extract.slots import MAX_GAP, Blotted, Slot, is_future, is_infinitive, is_verb

WINDOW = 260
AHEAD = 40
_WORD = re.compile(r"[^\W_]+")
_CLAUSE = re.compile(r"[;:!?“”«»\"]|\. ")
_QUESTION = re.compile(r"[^.!?]{0,200}\?")
_TO = re.compile(r"\bto\s+(?:\w+ly\s+)?$")
_NEXT_WORDS = {True: re.compile(r"(?:\W+\w+){0,6}"), False: re.compile(r"\W+\w+|")}
_STEM = range(2, 16)
_BE = r"\b(?:is|are|was|were|be|been|being|['’]s|['’]re)"
_OWNS = re.compile(r"['’]s?\s")
_PASSIVE = re.compile(rf"{_BE}\s+(?:\w+ly\s+)?$")
_PARTICIPLE = re.compile(rf"(?:{_BE}|,|\b(?:by|after|before|while|and))\s+(?:\w+ly\s+|also\s+)?$")
_CHAINED = re.compile(r"\b(?:and|but|и|а|но)\s+(?:\w+ly\s+|also\s+|также\s+)?$")
_OTHER_SUBJECT = re.compile(
    r"\b(?:I|we|you|they|he|she|it|who|which|я|мы|вы|они|он|она|оно|котор\w+)\b", re.IGNORECASE
)
_NOUN = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|our|your|my|this|any|some|no|of|for|with|from|in|on)|['’]s?)"
    r"\s+(?:\w+\s+){0,2}$"
)


class Fired(NamedTuple):
    """A rule that fired: the pairs of ids it gives, and where."""

    rule: Rule
    pairs: tuple[tuple[str | None, str | None], ...]
    start: int
    end: int
    modality: Modality


def find(reading: Reading, mentions: Iterable[Mention], times: Iterable[TimeSpan]) -> list[Action]:
    """Actions of an article in order, one row for each pair of actor and recipient.

    A date is the nearest one in the sentence; a sentence without any takes the day of
    publication, if the action happened.
    """
    blotted = Blotted(reading, mentions)
    dated: dict[int, list[TimeSpan]] = {}
    for time in times:
        dated.setdefault(time.sentence, []).append(time)
    rows: list[Action] = []
    for sentence in sorted({reading.sentence_at(slot.start) for slot in blotted.slots}):
        fired = _in_sentence(blotted, *reading.sentences[sentence])
        rows += _rows(reading, fired, dated.get(sentence, []))
    return rows


def _in_sentence(blotted: Blotted, start: int, end: int) -> list[Fired]:
    fired = []
    for word in _WORD.finditer(blotted.text, start, end):
        rules = _rules_of(word.group().lower(), blotted.language)
        if rules:
            window = (max(start, word.start() - WINDOW), min(end, word.end() + WINDOW))
            tried = (_fire(rule, blotted, word.start(), window=window) for rule in rules)
            if found := [one for one in tried if one]:
                fired.append(max(found, key=_strength))
    return fired


def _rules_of(word: str, language: str) -> list[Rule]:
    by_head = plover.rules(language)
    if language == "en":
        return list(by_head.get(word, ()))
    found = (rule for n in _STEM if n <= len(word) for rule in by_head.get(word[:n], ()))
    return list({rule.rule: rule for rule in found}.values())


def _fire(rule: Rule, blotted: Blotted, head: int, *, window: tuple[int, int]) -> Fired | None:
    at, end = window
    while match := rule.regex.search(blotted.text, at, end):
        if match.start("head") == head and _holds(rule, match, blotted):
            pairs = tuple(_pairs(match, blotted))
            if not pairs:
                return None
            modality = _modality(rule, match, blotted, floor=window[0])
            return Fired(rule, pairs, match.start(), match.end(), modality)
        at = match.start() + 1
    return None


def _strength(fired: Fired) -> tuple[int, int]:
    """More of the parts named first, then the rule that comes first in the table."""
    return (sum(part is not None for part in fired.pairs[0]), -fired.rule.order)


def _holds(rule: Rule, match: re.Match[str], blotted: Blotted) -> bool:
    return _subject_holds(match, blotted) and _is_verb(rule, match, blotted)


def _subject_holds(match: re.Match[str], blotted: Blotted) -> bool:
    groups = match.groupdict()
    if _is_chained(match, blotted):
        return True
    for name in ("S", "SB"):
        if groups.get(name):
            (slot, *_) = blotted.between(*match.span(name))
            # Biden's predecessor met …: what a person has is not the person.
            if slot.person and _OWNS.match(blotted.text, match.end(name)):
                return False
            # Blinken urged Russia to …: the subject of an infinitive is another verb's object.
            return blotted.may_act(slot) or is_infinitive(groups["head"])
    return not groups.get("A") or not blotted.is_place(match.start("A"))


def _is_verb(rule: Rule, match: re.Match[str], blotted: Blotted) -> bool:
    """Whether a verbal head is a verb of its subject: no noun, no passive, no stray -ing."""
    name = next((name for name in ("S", "SB") if match.groupdict().get(name)), None)
    if rule.nominal:
        return True
    if blotted.language == "ru":
        return is_verb(match.group("head"))
    if name is None:
        return True
    gap = blotted.text[match.end(name) : match.start("head")]
    head = match.group("head").lower()
    if head.endswith("ing"):
        return _PARTICIPLE.search(gap) is not None
    if head in rule.bases:
        return gap.strip(" \n’'s") != "" or name == "SB" if not _NOUN.search(gap) else False
    return not _PASSIVE.search(gap)


def _pairs(match: re.Match[str], blotted: Blotted) -> Iterator[tuple[str | None, str | None]]:
    named = {
        name: _ids(blotted.between(*match.span(name)))
        for name, text in match.groupdict().items()
        if text and name != "head"
    }
    if _is_chained(match, blotted):
        named["S"] = _ids(_first_actor(blotted, match.start("S")))
        if not named["S"]:
            return
    for both in (named.get("SB"), named.get("AB")):
        if both:
            yield from (pair for pair in combinations(both, 2) if any(pair))
            return
    actors = named.get("S") or named.get("A") or [None]
    for actor, recipient in product(actors, named.get("B") or [None]):
        if actor != recipient:
            yield actor, recipient


def _ids(slots: list[Slot]) -> list[str | None]:
    return list(dict.fromkeys(slot.actor_id for slot in slots))


def _is_chained(match: re.Match[str], blotted: Blotted) -> bool:
    """Whether the subject is that of a verb before: Biden met Putin and called on Russia."""
    if not match.groupdict().get("S"):
        return False
    return _CHAINED.search(blotted.text, match.end("S"), match.start("head")) is not None


def _first_actor(blotted: Blotted, before: int) -> list[Slot]:
    """The slot that a sentence begins with."""
    start = blotted.reading.sentences[blotted.reading.sentence_at(before)][0]
    slots = blotted.between(start, min(before + 1, start + MAX_GAP))[:1]
    led = slots and not _OTHER_SUBJECT.search(blotted.text, start, slots[0].start)
    return slots if led and blotted.may_act(slots[0]) else []


def _modality(rule: Rule, match: re.Match[str], blotted: Blotted, *, floor: int) -> Modality:
    text = blotted.text
    head_start, head_end = match.span("head")
    groups = [match.span(g) for g in ("S", "A", "SB", "AB", "B") if match.groupdict().get(g)]
    left = [span for span in groups if span[1] <= head_start]
    first, between_from = min(left) if left else (head_start, head_start - MAX_GAP)
    clause = _clause(text, floor, first)
    head = match.group("head")
    parts = {
        "before": text[clause:first],
        "between": text[max(clause, first - AHEAD if rule.nominal else between_from) : head_start],
        "after": _NEXT_WORDS[rule.nominal].match(text, head_end).group(),  # type: ignore[union-attr]  # both patterns match the empty string
    }
    for cue in plover.cues(blotted.language):
        if cue.regex.search(parts[cue.where]) and _needed(cue.needs, parts["between"], head):
            return cue.modality
    if _QUESTION.match(text, match.end()):
        return "hypothetical"
    unfinished = not rule.nominal and (
        is_infinitive(head) or is_future(head) or _TO.search(parts["between"])
    )
    return "planned" if unfinished else "happened"


def _clause(text: str, floor: int, first: int) -> int:
    start = max(floor, first - 2 * MAX_GAP - 20)
    ends = [match.end() for match in _CLAUSE.finditer(text, start, first)]
    return ends[-1] if ends else start


def _needed(needs: str, between: str, head: str) -> bool:
    if needs == "inf":
        return is_infinitive(head)
    return not needs or re.search(rf"\b{needs}\b", between) is not None


def _rows(reading: Reading, fired: list[Fired], times: list[TimeSpan]) -> Iterator[Action]:
    seen: set[tuple[str | None, str | None, str, Modality]] = set()
    acted = {(one.rule.event_type, pair[1]) for one in fired for pair in one.pairs if pair[0]}
    for rule, pairs, start, end, modality in fired:
        for actor, recipient in pairs:
            key = (actor, recipient, rule.event_type, modality)
            told_with_actor = actor is None and (rule.event_type, recipient) in acted
            if key in seen or told_with_actor:
                continue
            seen.add(key)
            yield Action(
                article_id=reading.article_id,
                sentence=reading.sentence_at(start),
                start=start,
                end=end,
                surface=reading.body[start:end],
                actor_id=actor,
                recipient_id=recipient,
                event_type=rule.event_type,
                quad_class=plover.quad_classes()[rule.event_type],
                modality=modality,
                date=_date(reading, times, start) if times or modality == "happened" else None,
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
