"""Whom do he, она mean? The one person just named, where nobody else can be meant.

A pronoun is resolved only where the sentence before, or the words before it in its own, name one
person and nobody who is not on record. All else is left: a rule that would be right nine times
in ten is not one of these. (Speakers of quotes are looked for farther back, by `speakers`.)
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from detente.extract import context
from detente.extract.evidence import Mention
from detente.extract.reading import Decided, Reading
from detente.extract.reference import Reference
from detente.extract.scan import scan
from detente.extract.speech import verbs

GENDERS = {
    **dict.fromkeys(("he", "his", "он", "его"), "m"),
    **dict.fromkeys(("she", "her", "она", "её", "ее"), "f"),
}
"""Gender of whom a pronoun can mean."""
_HE = re.compile(
    r"\b(?<!those )(?<!whom )(?P<word>[Hh]e|[Ss]he|[Оо]н|[Оо]на)\b(?!['’]s\b)"
    r"\s+(?:также\s+|же\s+)?(?P<next>[\w-]+)"
)
_CAPITAL = re.compile(r"(?<![\w'’-])[A-ZА-ЯЁ][\w’'-]*[a-zа-яё]")
_OPENS = re.compile(r"[\s\"“„«—–-]*\Z")


def find(reading: Reading, reference: Reference, mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions of kind pronoun, in order, none over another mention."""
    people = _People(reading, reference, mentions)
    speech = {form for verb in verbs("ru") for form in verb.forms}
    found = []
    for he in _HE.finditer(reading.body):
        word = he["word"].lower()
        if word in {"он", "она"} and he["next"] not in speech:
            continue  # what has no voice says nothing: договор, он вступит в силу
        start = reading.sentence_start(he.start())
        own = _OPENS.fullmatch(reading.body, start, he.start()) is None
        whom = people.before(he.start(), own=own)
        if whom and reference.actor_rows[whom].gender == GENDERS[word]:
            where = "its sentence before it" if own else "the sentence before"
            decided = Decided(whom, f"the one person of {where}", 0.7)
            found.append(reading.mention(he.span("word"), "pronoun", decided))
    return found


class _People:
    """Persons of an article by sentence, and whether a stretch names somebody unknown."""

    def __init__(self, reading: Reading, reference: Reference, mentions: Sequence[Mention]) -> None:
        self.reading = reading
        rows = reference.actor_rows
        self.known = [
            m
            for m in mentions
            if m.kind in {"name", "role"} and (not m.actor_id or rows[m.actor_id].kind == "person")
        ]
        hits = scan(reference, reading.language, reading.body)
        self.spans = sorted([(h.start, h.end) for h in hits] + [(m.start, m.end) for m in mentions])

    def before(self, at: int, *, own: bool) -> str | None:
        """The one person named before a place in its own sentence, or in the sentence before."""
        number = self.reading.sentence_at(at)
        start, _ = self.reading.sentences[number]
        if self.reading.is_quoted(at):
            return None
        if own:
            return self._only(start, at)
        if number == 0:
            return None
        before, end = self.reading.sentences[number - 1]
        return self._only(before, end) if "\n\n" not in self.reading.body[end:start] else None

    def _only(self, start: int, end: int) -> str | None:
        """The one person whom a stretch names, if nobody unknown is named there."""
        inside = [m for m in self.known if start <= m.start < end]
        actors = {m.actor_id for m in inside}
        if len(actors) != 1 or self._has_others(start, end):
            return None
        whom, body = inside[0], self.reading.body
        # "Biden's interview" is about the interview; "he met Lavrov" has two men.
        owns = body.startswith(("'s", "’s", "'", "’"), whom.end)
        earlier = next(context.everywhere("he or she", body[start : whom.start]), None)
        return None if owns or earlier else whom.actor_id

    def _has_others(self, start: int, end: int) -> bool:
        body = self.reading.body
        for word in _CAPITAL.finditer(body, start, end):
            at = bisect_right(self.spans, (word.start(), len(body))) - 1
            covered = at >= 0 and self.spans[at][1] > word.start()
            opens = _OPENS.fullmatch(body, start, word.start())
            if not (covered or opens or context.find("names nobody", body, word.span())):
                return True
        return False
