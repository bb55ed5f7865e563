import pyarrow as pa
import pytest

from detente.collect import shingles
from detente.collect.shingles import wording


def triples(text):
    return wording(pa.array([text])).of(0).tolist()


def test_case_signs_and_the_two_dots_of_a_letter_do_not_count():
    assert triples("ОНА ЕЩЁ — не пришла!") == triples("она еще «не» пришла")
    assert triples("it’s “nearly” noon…") == triples("It's nearly noon.")


def test_a_text_of_two_words_has_no_triples():
    assert triples("two words") == []
    assert triples("") == []


def test_words_of_neighbouring_texts_are_not_read_as_one():
    found = wording(pa.array(["one two three", "four five six"]))

    assert found.of(0).tolist() == triples("one two three")
    assert found.of(1).tolist() == triples("four five six")


def test_a_triple_that_comes_twice_counts_once():
    assert len(triples("on and on and on and on")) == 2


def test_texts_give_the_same_hashes_whatever_portions_they_are_read_in(monkeypatch):
    texts = pa.array([f"text number {n} of many, «разных» – und so weiter" for n in range(50)])
    whole = wording(texts)
    monkeypatch.setattr(shingles, "_AT_ONCE", 100)

    assert wording(texts).hashes.tolist() == whole.hashes.tolist()
    assert wording(texts.slice(7, 5)).of(0).tolist() == whole.of(7).tolist()


def test_of_a_text_beyond_the_limit_the_beginning_is_compared(monkeypatch):
    monkeypatch.setattr(shingles, "LONGEST", 14)

    assert triples("one two three four five") == triples("one two three")


@pytest.mark.parametrize("text", ["😀😀😀 a b c", "\u2003a\u00a0b\u3000c", "c¶"])
def test_signs_of_any_length_stand_between_words(text):
    assert triples(text) in (triples("a b c"), [])
