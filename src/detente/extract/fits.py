"""Where the pattern of a rule fits around a head word: its slots, its head and its span."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from detente.extract.plover import Rule
from detente.extract.slots import MAX_GAP, Blotted, Slot

_CHAINED = re.compile(
    r"(?:\b(?:and|but|и|а|но)|,)\s+(?:(?:\w+ly|also|then|has|have|had|is|are|was|were|will|would|"
    r"также|затем|потом)\s+){0,3}$"
)
_LATER_SUBJECT = re.compile(r",\s+(?:the\s+)?\ue000")
_OTHER_SUBJECT = re.compile(
    r"\b(?:I|we|you|they|he|she|it|who|which|that|said|says|я|мы|вы|они|он|она|оно|котор\w+|что)\b",
    re.IGNORECASE,
)


class Fit(NamedTuple):
    """Where a rule fits: slots, the head's word and place, the whole, where words on it begin."""

    rule: Rule
    slots: dict[str, tuple[int, int]]
    word: str
    head: tuple[int, int]
    start: int
    end: int
    told_from: int


def find(rule: Rule, blotted: Blotted, at: int, *, window: tuple[int, int]) -> Iterator[Fit]:
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
