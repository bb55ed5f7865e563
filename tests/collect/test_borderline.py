import json
import random

import pytest

from detente.collect.copies import borderline, regroup
from detente.collect.corpus import manifest_of
from detente.errors import ParameterError, UnknownNameError

WORDS = [f"word{n}" for n in range(400)]
WIRE = random.Random(1).choices(WORDS, k=300)


def story(publisher, kept, day):
    """The wire's first words, and as many of its own as are missing."""
    words = WIRE[:kept] + random.Random(publisher).choices(WORDS, k=300 - kept)
    body, date = " ".join(words), f"2021-05-{day:02}"
    return {"title": publisher, "text": body, "publisher": publisher, "date": date}


@pytest.fixture
def corpus(loaded):
    stories = [story("Wire", 300, 18), story("Above", 170, 19), story("Below", 130, 20)]
    return loaded({"export.jsonl": "\n".join(map(json.dumps, stories))})


def test_pairs_on_both_sides_of_a_threshold_are_shown_with_their_chance(corpus):
    pairs = borderline(corpus).query("publisher == 'Wire'")

    assert list(pairs["other_publisher"]) == ["Above", "Below"]
    assert list(pairs["copies"]) == [True, False]
    assert list(pairs["threshold"]) == ["near", "near"]
    assert pairs["value"].between(0.1, 0.9).all()


def test_as_many_pairs_are_shown_as_are_asked_for(corpus):
    assert len(borderline(corpus, 1)) == 1


def test_a_corpus_is_grouped_by_other_thresholds_and_keeps_them(corpus):
    loose = regroup(corpus, near=0.2)

    assert loose.articles["copy_group"].nunique() == 1
    assert manifest_of(loose.folder).copies.near == 0.2
    assert regroup(loose, near=0.5).articles["copy_group"].nunique() == 2


def test_a_threshold_that_there_is_not_is_refused_with_the_nearest(corpus):
    with pytest.raises(UnknownNameError, match="Did you mean near"):
        regroup(corpus, nearer=0.4)


def test_a_share_above_one_is_refused(corpus):
    with pytest.raises(ParameterError, match="near is above 0 and at most 1"):
        regroup(corpus, near=60)


def test_a_selection_shows_its_own_pairs(corpus):
    assert borderline(corpus.by_publisher("Wire", "Below"))["other_publisher"].tolist() == ["Below"]
