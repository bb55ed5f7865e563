from datetime import date

import pytest

from detente.extract import mentions
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

REFERENCE = Reference.load()


def found(body, language="en"):
    reading = Reading(
        article_id="a",
        title="",
        body=body,
        language=language,
        day=date(2021, 5, 20),
        country=None,
        sentences=split(body, language),
    )
    return [(span.surface, span.place_id) for span in mentions.find_places(reading, REFERENCE)]


@pytest.mark.parametrize(
    ("body", "language", "expected"),
    [
        ("They met in Reykjavik.", "en", [("Reykjavik", "reykjavik")]),
        ("Они встретились в Рейкьявике.", "ru", [("Рейкьявике", "reykjavik")]),
        ("Они встретились в Женеве.", "ru", [("Женеве", "geneva")]),
        ("The Geneva summit ended.", "en", [("Geneva", "geneva")]),
        ("He flew to Moscow.", "en", [("Moscow", "moscow")]),
    ],
)
def test_places_are_found_in_either_language(body, language, expected):
    assert found(body, language) == expected


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Moscow said no.", "en"),
        ("Москва ответила.", "ru"),
        ("В Москве заявили об ответе.", "ru"),
        ("The Moscow Times printed it.", "en"),
    ],
)
def test_a_government_or_a_newspaper_is_no_place(body, language):
    assert found(body, language) == []


def test_a_place_knows_its_sentence_and_its_offsets():
    body = "It rained. They met in Geneva."
    reading = Reading(
        article_id="a",
        title="",
        body=body,
        language="en",
        day=None,
        country=None,
        sentences=split(body, "en"),
    )

    (span,) = mentions.find_places(reading, REFERENCE)

    assert (span.sentence, body[span.start : span.end]) == (1, "Geneva")
