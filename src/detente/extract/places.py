"""Where the places of the reference are named as places."""

from dataclasses import dataclass

from detente.extract.metonyms import is_place
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.scan import Hit, scan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSpan:
    """A span that names a place."""

    sentence: int
    """The sentence that holds the span."""
    start: int
    """Offset of the span in the body."""
    end: int
    """Offset after it."""
    surface: str
    """The span as printed."""
    place_id: str
    """The place of the reference."""


def find(reading: Reading, reference: Reference) -> list[PlaceSpan]:
    """Places of an article, in order; a city that stands for its government is left out."""
    return [
        PlaceSpan(
            sentence=sentence,
            start=hit.start,
            end=hit.end,
            surface=hit.surface,
            place_id=hit.known.place_id,
        )
        for hit, sentence in _with_sentences(reading, reference)
        if hit.known.place_id and _is_named_as_place(hit, reading, sentence)
    ]


def _with_sentences(reading: Reading, reference: Reference) -> list[tuple[Hit, int]]:
    hits = scan(reference, reading.language, reading.body)
    return [(hit, reading.sentence_at(hit.start)) for hit in hits]


def _is_named_as_place(hit: Hit, reading: Reading, sentence: int) -> bool:
    if hit.known.form is None:
        return True
    return is_place(reading.body, hit, reading.sentences[sentence][0])
