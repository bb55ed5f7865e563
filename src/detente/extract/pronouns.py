"""He, она, the minister, дипломат: words that can only mean the one person just named.

A pronoun is resolved only where the sentence before, or the words before it in its own, name one
person and nobody who is not on record; a description where the article has named one person of
the office. All else is left: a rule that would be right nine times in ten is not one of these.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from detente.extract.evidence import Mention
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.scan import scan
from detente.extract.speech import verbs

_SCORE = 0.7
_PERSONS = frozenset({"name", "role"})
_HE = re.compile(
    r"\b(?<!those )(?<!whom )(?P<word>[Hh]e|[Ss]he|[Оо]н|[Оо]на)\b(?!['’]s\b)"
    r"\s+(?:также\s+|же\s+)?(?P<next>[\w-]+)"
)
_GENDER = {"he": "m", "she": "f", "он": "m", "она": "f"}
_OTHER = re.compile(r"\b(?:he|she|him|his|her|он|она|его|её|ее|ему|ей|им)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<![\w'’-])[A-ZА-ЯЁ][\w’'-]*[a-zа-яё]")
_OPENS = re.compile(r"[\s\"“„«—–-]*\Z")
_NO_NAMES = re.compile(
    r"Mr|Mrs|Ms|Dr|I|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|"
    r"August|September|October|November|December"
)


def find(reading: Reading, reference: Reference, mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions of kind pronoun, in order, none over another mention."""
    people = _People(reading, reference, mentions)
    return list(_pronouns(people))


class _People:
    """Persons of an article by sentence, and whether a stretch names somebody unknown."""

    def __init__(self, reading: Reading, reference: Reference, mentions: Sequence[Mention]) -> None:
        self.reading, self.reference, self.mentions = reading, reference, mentions
        rows = reference.actor_rows
        self.known = [
            m
            for m in mentions
            if m.kind in _PERSONS and (not m.actor_id or rows[m.actor_id].kind == "person")
        ]
        hits = scan(reference, reading.language, reading.body)
        self.spans = sorted([(h.start, h.end) for h in hits] + [(m.start, m.end) for m in mentions])

    def only(self, start: int, end: int) -> Mention | None:
        """The one person whom a stretch names, if nobody unknown is named there."""
        inside = [m for m in self.known if start <= m.start < end]
        actors = {m.actor_id for m in inside}
        if len(actors) != 1 or not inside[0].actor_id or self._has_others(start, end):
            return None
        whom, body = inside[0], self.reading.body
        # "Biden's interview" is about the interview; "he met Lavrov" has two men.
        if body.startswith(("'s", "’s", "'", "’"), whom.end) or _OTHER.search(
            body, start, whom.start
        ):
            return None
        return whom

    def mention(self, span: tuple[int, int], actor_id: str, basis: str) -> Mention:
        """A mention of kind pronoun."""
        return Mention(
            article_id=self.reading.article_id,
            sentence=self.reading.sentence_at(span[0]),
            start=span[0],
            end=span[1],
            surface=self.reading.body[span[0] : span[1]],
            actor_id=actor_id,
            kind="pronoun",
            basis=basis,
            score=_SCORE,
        )

    def _has_others(self, start: int, end: int) -> bool:
        body = self.reading.body
        for word in _CAPITAL.finditer(body, start, end):
            at = bisect_right(self.spans, (word.start(), len(body))) - 1
            covered = at >= 0 and self.spans[at][1] > word.start()
            opens = _OPENS.fullmatch(body, start, word.start())
            if not (covered or opens or _NO_NAMES.fullmatch(word[0])):
                return True
        return False


def _pronouns(people: _People) -> Iterator[Mention]:
    reading = people.reading
    for found in _HE.finditer(reading.body):
        word = found["word"].lower()
        if word in {"он", "она"} and found["next"] not in _speech():
            continue
        start, _ = reading.sentences[reading.sentence_at(found.start())]
        own = _OPENS.fullmatch(reading.body, start, found.start()) is None
        whom = _before(people, found.start(), own=own)
        if whom and people.reference.actor_rows[whom.actor_id or ""].gender == _GENDER[word]:
            where = "its sentence before it" if own else "the sentence before"
            basis = f"the one person of {where}"
            yield people.mention(found.span("word"), whom.actor_id or "", basis)


def _before(people: _People, at: int, *, own: bool) -> Mention | None:
    """The one person named before a pronoun in its own sentence, or in the sentence before."""
    reading = people.reading
    number = reading.sentence_at(at)
    start, _ = reading.sentences[number]
    if own:
        return people.only(start, at) if not _is_quoted(reading.body, at) else None
    if number == 0 or _is_quoted(reading.body, at):
        return None
    before, end = reading.sentences[number - 1]
    return people.only(before, end) if "\n\n" not in reading.body[end:start] else None


def _is_quoted(body: str, offset: int) -> bool:
    said = body[body.rfind("\n\n", 0, offset) + 1 : offset]
    opened = sum(map(said.count, "“«„")) > sum(map(said.count, "”»"))
    return opened or said.count('"') % 2 == 1


@cache
def _speech() -> frozenset[str]:
    """Forms of the Russian verbs of speech: what has no voice says nothing."""
    return frozenset(form for verb in verbs("ru") for form in verb.forms)
