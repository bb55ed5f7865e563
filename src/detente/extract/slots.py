"""The actors of a text as slots: the same text with every actor's words blotted out.

Patterns of speech and action are read over the blotted text, where any actor, however long the
phrase that names it, is a run of one character. Offsets stay those of the body.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from detente.extract import context, inflection
from detente.extract.evidence import Mention
from detente.extract.facts import Actor
from detente.extract.reading import Reading
from detente.extract.reference import Reference

BLOT = "\ue000"
SLOT = f"(?<!{BLOT}){BLOT}++"
MAX_GAP = 40

_APPOSED = re.compile(r",?\s+(?:the\s+|an?\s+)?")
_NOUN_BEFORE = re.compile(r"(?<![а-яё-])([а-яё-]+)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of text that names one actor: a mention, or several side by side that agree."""

    start: int
    """Offset in the body."""
    end: int
    """Offset after it."""
    actor_id: str | None
    """The actor; None where the mentions are undecided."""
    person: bool
    """Whether it names a person."""
    adjective: bool
    """Whether it may only qualify a noun (Russian troops): such a slot does not speak."""
    head: str
    """The word that carries the case in Russian."""
    gender: str | None
    """Gender of the actor, f or m; None where it is not on record."""
    names: frozenset[str]
    """Words of the actor's Russian names, nominative."""


class Blotted:
    """The body of a reading with its slots blotted out."""

    def __init__(self, reading: Reading, mentions: Iterable[Mention], reference: Reference) -> None:
        self.reading, self.reference = reading, reference
        self.body = body = reading.body
        self.language = "ru" if reading.language in {"ru", "uk"} else "en"
        self.slots = _merged(body, sorted(mentions, key=lambda m: (m.start, -m.end)), reference)
        self.starts = [slot.start for slot in self.slots]
        pieces, at = [], 0
        for slot in self.slots:
            pieces += [body[at : slot.start], BLOT * (slot.end - slot.start)]
            at = slot.end
        self.text = "".join([*pieces, body[at:]])

    def between(self, start: int, end: int) -> list[Slot]:
        """Slots that begin in a stretch of the body."""
        return self.slots[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def may_act(self, slot: Slot) -> bool:
        """Whether a slot can be the subject of a verb: no preposition, in Russian nominative."""
        # The government of Italy, власти Италии: what a body of a state does, the state does.
        if context.find("body of a state", self.text, (slot.start, slot.end)):
            return True
        if is_governed(self.text, slot.start) or not _nominative(slot):
            return False
        noun = _NOUN_BEFORE.search(self.text, max(0, slot.start - MAX_GAP), slot.start)
        first = self.body[slot.start : slot.end].split()[0]
        # Представитель МИД ответил: what does not inflect is the noun's, not the verb's.
        return not (noun and first.isupper() and len(first) > 1 and _is_noun(noun.group(1)))

    def is_place(self, start: int) -> bool:
        """Whether a slot stands after a word that makes it a place or a goal."""
        return context.find("preposition of place or goal", self.text, (start, start)) is not None

    def gender(self, actor_id: str | None) -> str | None:
        """Gender of an actor, f or m; None where it is not on record."""
        actor = self.reference.actor_rows.get(actor_id or "")
        return actor.gender if actor else None

    def offices(self, actor_id: str | None) -> tuple[str, ...]:
        """Ids of the offices that an actor held on the day of the article; without one, of all."""
        if not actor_id or actor_id not in self.reference.actor_rows:
            return ()
        if self.reading.day is None:
            return tuple(t.office_id for t in self.reference.tenures if t.actor_id == actor_id)
        return tuple(h.office_id for h in self.reference.offices_of(actor_id, self.reading.day))


def is_governed(text: str, start: int) -> bool:
    """Whether a preposition stands before an offset."""
    place = (start, start)
    is_adverb = context.find("only later", text, place)
    return not is_adverb and context.find("preposition", text, place) is not None


def is_verb(word: str) -> bool:
    """Whether a Russian word can be a verb or a gerund."""
    return any(tag[:4] in {"VERB", "INFN", "GRND"} for tag in _tags(word.lower()))


def is_passive(word: str) -> bool:
    """Whether a Russian word can be a participle in the passive."""
    return any(tag[:4] in {"PRTS", "PRTF"} and "pssv" in tag for tag in _tags(word.lower()))


def is_oblique(slot: Slot) -> bool:
    """Whether a slot can be in a case other than the nominative; true of what does not inflect."""
    word = _inflected(slot)
    if word is None:
        return True
    if word in slot.names:
        # Обвинил Киев: a thing looks the same as subject and as object, a person does not.
        named_so = slot.person and slot.gender != "f"
        return not (word.endswith(("а", "я")) or (named_so and word[-1] not in "оуиюэы"))
    return not _nominative(slot) or any("nomn" not in tag for tag in _tags(word))


def may_be_agent(slot: Slot) -> bool:
    """Whether a slot can be in the instrumental; true of what does not inflect."""
    word = _inflected(slot)
    return word is None or any("ablt" in tag for tag in _tags(word))


def is_living(word: str, case: str) -> bool:
    """Whether a Russian word is a noun for somebody living, in a case (nomn, gent)."""
    return any("NOUN" in t and "anim" in t and case in t for t in _tags(word.lower())[:3])


def is_adjective(word: str) -> bool:
    """Whether a Russian word is an adjective."""
    return any("ADJF" in tag for tag in _tags(word.lower())[:1])


def depends(text: str, start: int) -> bool:
    """Whether a word hangs on a preposition or on a Russian noun right before it."""
    noun = _NOUN_BEFORE.search(text, max(0, start - MAX_GAP), start)
    return is_governed(text, start) or (noun is not None and _is_noun(noun.group(1)))


def is_nominative(word: str) -> bool:
    """Whether a word can be a noun in the nominative; true of what is not Russian."""
    if not re.fullmatch(r"[А-Яа-яЁё-]+", word) or word.isupper():
        return True
    return any("nomn" in tag for tag in _tags(word.lower()))


def _merged(body: str, mentions: list[Mention], reference: Reference) -> list[Slot]:
    found: list[Slot] = []
    for mention in mentions:
        if found and mention.start < found[-1].end:
            continue
        slot = _slot(mention, reference)
        if found and _one(found[-1], slot, body):
            slot = _joined(found.pop(), slot)
        found.append(slot)
    return found


def _slot(mention: Mention, reference: Reference) -> Slot:
    words = mention.surface.split()
    actor = reference.actor_rows.get(mention.actor_id or "")
    return Slot(
        start=mention.start,
        end=mention.end,
        actor_id=mention.actor_id,
        person=mention.kind == "role" or (actor is not None and actor.kind == "person"),
        adjective=mention.kind == "demonym",
        head=words[0] if mention.kind in {"role", "demonym"} else words[-1],
        gender=actor.gender if actor else None,
        names=_words_of(actor) if actor else frozenset(),
    )


@lru_cache(maxsize=2000)
def _words_of(actor: Actor) -> frozenset[str]:
    names = (actor.name_ru, *actor.aliases_ru, *actor.metonyms_ru)
    return frozenset(word.lower().replace("ё", "е") for name in names for word in name.split())


def _one(left: Slot, right: Slot, body: str) -> bool:
    """Whether two slots name one actor: a role beside its name, the Russian counterpart Lavrov."""
    between = (left.end, right.start)
    if right.start - left.end > MAX_GAP:
        return False
    if left.actor_id == right.actor_id and left.actor_id is not None:
        return _APPOSED.fullmatch(body, *between) is not None
    titled = right.person and not left.person
    return titled and context.find("title of the next", body, between) is not None


def _joined(left: Slot, right: Slot) -> Slot:
    named = right if right.person else left
    head = left.head if left.head[:1].isupper() and left.person else right.head
    return replace(named, start=left.start, end=right.end, head=head)


def _nominative(slot: Slot) -> bool:
    """Whether the slot's head word is a base form; true of every word that is not Russian."""
    word = _inflected(slot)
    if word is None or word in slot.names:
        return True
    # What begins like one of the actor's own names is another case of it.
    is_case = any(name.startswith(word.replace("ё", "е")[:-2]) for name in slot.names)
    return any("nomn" in tag for tag in _tags(word)) and not is_case


def _inflected(slot: Slot) -> str | None:
    """The slot's head word in lower case; None where it is no Russian word with endings."""
    head = slot.head.strip("«»“”,.")
    if not re.fullmatch(r"[А-Яа-яЁё.-]+", head) or head.isupper():
        return None
    return head.lower().replace("ё", "е")


def _is_noun(word: str) -> bool:
    """Whether a word is a noun that another may depend on; words of time are adverbs."""
    marks = set(re.split("[ ,]", "".join(_tags(word.lower())[:1])))
    of_time = context.find("word of time", word, (0, len(word)))
    return "NOUN" in marks and bool(marks & {"nomn", "gent"}) and not of_time


@lru_cache(maxsize=20_000)
def _tags(word: str) -> tuple[str, ...]:
    return tuple(str(parse.tag) for parse in inflection.parsed(word))


def is_infinitive(word: str) -> bool:
    """Whether a Russian word is an infinitive."""
    return word.lower().endswith(("ть", "ться", "ти", "тись", "чь", "чься"))


def is_future(word: str) -> bool:
    """Whether a Russian word is a verb of the future (a perfective in a present form)."""
    return any("futr" in tag for tag in _tags(word.lower())[:1])
