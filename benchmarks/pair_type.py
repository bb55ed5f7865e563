"""PLOVER's type of what a sentence says one actor does to another, the two being known.

`actions` reads rows that stand on a whole pattern, and is silent where none fits. Here the pair
is given, so that words alone may decide where no pattern fits: the first words of a rule after
the actor, or before it in a passive. A deed that is not done yet has the type that PLOVER gives
to the announcement: AGREE for cooperation, THREATEN for conflict, REQUEST where it is demanded.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from detente.extract import actions, plover
from detente.extract.evidence import Action, Mention, Modality
from detente.extract.plover import Pattern
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

Span = tuple[int, int]
_WORD = re.compile(r"[^\W_]+")
_SLOTS = re.compile(r"\((?: _ (?!\()\w+)? _ \{[A-Z+]+\}\)\?|(?: _)? ?\{[A-Z+]+\}")
_NOUN = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|this|any|some|of|for|with|from|in|on|\w+ed|\w+al)|['’]s)\s+$"
)
_SPEECH_ACTS = frozenset({"AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_OF_MODALITY = {"demanded": "REQUEST", "denied": "REJECT"}
_AHEAD = {
    "en": re.compile(
        r"\b(?:will|would|shall|'ll|plans?|planned|planning|intends?|going|set|due|ready|willing|"
        r"prepared|prepares?|considering|may|might|could|to)\s+(?:\w+\s+){0,2}$",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"\b(?:буд\w+|намер\w+|планиру\w+|собира\w+|готов\w*|может|могут|хо[чт]\w+)\s+(?:\w+\s+){0,2}$",
        re.IGNORECASE,
    ),
}


class PairType(NamedTuple):
    """The type of a pair, and how it was found."""

    event_type: str
    """One of PLOVER's 16 types, as PLOVER codes the sentence: announcements by what they are."""
    deed: str
    """The type of the deed itself: AID where aid is promised."""
    modality: Modality
    """Whether the deed is told as done."""
    rule: str
    """Id of the rule."""
    basis: str
    """`pattern` that holds both, `one side` of them, or the `words` of a rule alone."""


def find(
    sentence: str, actor: Span, recipient: Span | None = None, *, language: str = "en"
) -> PairType | None:
    """The type of what the actor at one span does to the recipient at another, None if unread."""
    mentions = [_mention(sentence, "actor", actor)]
    if recipient:
        mentions.append(_mention(sentence, "recipient", recipient))
    return of_mentions(sentence, mentions, language=language)


def of_mentions(sentence: str, mentions: list[Mention], *, language: str = "en") -> PairType | None:
    """The same for mentions whose ids begin with `actor` or `recipient`."""
    reading = _reading(sentence, language)
    if rows := [
        a
        for a in actions.find(reading, mentions, [], reference=Reference.load())
        if _is_of_actor(a)
    ]:
        best = min(rows, key=_rank)
        both = best.actor_id is not None and best.recipient_id is not None
        told, basis = best.modality, "pattern" if both else "one side"
        deed = best.event_type
        return PairType(announced(deed, told), deed, told, best.rule, basis)
    return _by_words(reading, mentions)


def announced(deed: str, modality: Modality) -> str:
    """PLOVER's type of a deed of some type that is told in some modality."""
    if modality in _OF_MODALITY:
        return _OF_MODALITY[modality]
    if modality == "happened" or deed in _SPEECH_ACTS:
        return deed
    return "AGREE" if plover.types()[deed].quad_class.endswith("cooperation") else "THREATEN"


def _is_of_actor(action: Action) -> bool:
    return not (action.actor_id or "actor").startswith("recipient")


def _rank(action: Action) -> tuple[bool, int, int]:
    named = (action.actor_id is not None) + (action.recipient_id is not None)
    told = action.modality in {"demanded", "denied"}
    return (told, -named, action.start)


def _by_words(reading: Reading, mentions: list[Mention]) -> PairType | None:
    """The words of a rule that come first after the actor; before it where none come after."""
    body, language = reading.body, "en" if reading.language == "en" else "ru"
    ends = [m.end for m in mentions if (m.actor_id or "").startswith("actor")]
    pivot = min(ends, default=0)
    found = list(_worded(body, language, mentions))
    after = [one for one in found if one[0] >= pivot]
    if not found:
        return None
    start, rule = after[0] if after else found[-1]
    ahead = _AHEAD[language].search(body, max(0, start - 40), start)
    told: Modality = "planned" if ahead else "happened"
    deed = rule.row.event_type
    return PairType(announced(deed, told), deed, told, rule.row.rule, "words")


def _worded(body: str, language: str, mentions: list[Mention]) -> Iterator[tuple[int, plover.Rule]]:
    for word in _WORD.finditer(body):
        if any(m.start <= word.start() < m.end for m in mentions):
            continue
        rules = actions.rules_of(word.group().lower(), language)
        fitting = [rule for rule in rules if _is_worded(rule, body, word.start())]
        if fitting:
            yield word.start(), max(fitting, key=_closeness)


def _closeness(rule: plover.Rule) -> tuple[bool, int]:
    """Words besides its head make a rule closer, then its place in the table."""
    return re.search(r"\w{3}", rule.pattern.after) is not None, -rule.order


def _is_worded(rule: plover.Rule, body: str, at: int) -> bool:
    head = rule.pattern.head.match(body, at)
    if not head or not _bare(rule.pattern).match(body, head.end()):
        return False
    # Pressure groups, the battle: a bare form after a noun's words is a noun.
    return head[0].lower() not in rule.bases or not _NOUN.search(body, 0, at)


@cache
def _bare(pattern: Pattern) -> re.Pattern[str]:
    """What stands right of the head without slots: the words alone."""
    return replace(pattern, after=_SLOTS.sub("", pattern.after)).right


def _mention(sentence: str, name: str, span: Span) -> Mention:
    return Mention(
        article_id="",
        sentence=0,
        start=span[0],
        end=span[1],
        surface=sentence[slice(*span)],
        actor_id=name,
        kind="name",
        basis="given",
        score=1.0,
    )


def _reading(sentence: str, language: str) -> Reading:
    return Reading(
        article_id="",
        title="",
        body=sentence,
        language=language,
        day=None,
        country=None,
        sentences=split(sentence, language),
    )
