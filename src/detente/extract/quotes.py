"""Speech with its speaker: in quote marks, after a dash, under a label, and indirect."""

from collections.abc import Iterable
from itertools import pairwise

from detente.extract import indirect, quote_marks, quoted, turns
from detente.extract.evidence import Mention, Quote
from detente.extract.paragraphs import Paragraph, Said
from detente.extract.reading import Reading
from detente.extract.slots import Blotted


def find(reading: Reading, mentions: Iterable[Mention]) -> list[Quote]:
    """Quotes of an article in order, each inside one paragraph."""
    blotted = Blotted(reading, mentions)
    spans = list(quote_marks.paragraphs(reading.body))
    said: list[Said] = []
    for pair in pairwise([(0, 0), *spans]):
        paragraph = Paragraph(reading, blotted, pair)
        earlier = said[-1:]
        found = quoted.find(paragraph, earlier)
        found += indirect.find(paragraph, found, earlier)
        said += sorted(found, key=lambda one: one.start)
    said = turns.joined(reading.body, turns.find(blotted, spans), said)
    return [_quote(reading, blotted, one) for one in said]


def _quote(reading: Reading, blotted: Blotted, one: Said) -> Quote:
    about = (slot.actor_id for slot in blotted.between(one.start, one.end))
    return Quote(
        article_id=reading.article_id,
        sentence=reading.sentence_at(one.start),
        start=one.start,
        end=one.end,
        surface=reading.body[one.start : one.end],
        cue=one.cue,
        speaker_id=one.speaker.actor_id if one.speaker else None,
        speaker_surface=reading.body[one.speaker.start : one.speaker.end] if one.speaker else None,
        kind=one.kind,
        about=tuple(dict.fromkeys(actor for actor in about if actor)),
    )
