"""The PLOVER type of a sentence whose two actors are given."""

import pytest

from detente.extract import pair_type


def typed(sentence: str, actor: str, recipient: str | None = None, language: str = "en"):
    spans = [
        (sentence.index(name), sentence.index(name) + len(name))
        for name in (actor, recipient)
        if name
    ]
    return pair_type.find(sentence, *spans, language=language)


@pytest.mark.parametrize(
    ("sentence", "actor", "recipient", "expected"),
    [
        ("Rebels shelled the town held by loyalists.", "Rebels", "loyalists", "ASSAULT"),
        ("The union promised to help the miners.", "union", "miners", "AGREE"),
        ("Sweden will provide aid to Nepal.", "Sweden", "Nepal", "AGREE"),
        ("Sweden will expel envoys of Nepal.", "Sweden", "Nepal", "THREATEN"),
        ("Peru urged Chile to withdraw its troops.", "Peru", "Chile", "REQUEST"),
    ],
)
def test_type_is_that_which_plover_gives_the_sentence(sentence, actor, recipient, expected):
    assert typed(sentence, actor, recipient).event_type == expected


def test_a_russian_sentence_has_its_type():
    found = typed("Непал осудил действия Швеции.", "Непал", "Швеции", language="ru")

    assert found.event_type == "ACCUSE"


def test_words_decide_where_no_pattern_holds_the_pair():
    sentence = "In Lima, where winters are mild, the vote was hailed as fair, said Chile of Peru."

    found = typed(sentence, "Lima", "Peru")

    assert (found.event_type, found.basis) == ("SUPPORT", "words")


def test_aid_that_is_promised_is_an_agreement_and_still_aid():
    found = typed("Sweden will provide aid to Nepal.", "Sweden", "Nepal")

    assert (found.deed, found.modality) == ("AID", "planned")


def test_a_sentence_without_a_deed_has_no_type():
    assert typed("Sweden is larger than Nepal.", "Sweden", "Nepal") is None
