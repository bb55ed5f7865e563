import pandas as pd
import pytest

from detente.errors import ParameterError, UnknownNameError
from detente.present.evidence import day_of, evidence, gather, number

EVENT = "reykjavik-talks-2021"


def test_text_of_articles_is_escaped_and_only_the_marks_are_tags(corpus):
    found = evidence(corpus, event=EVENT)
    (row,) = [row for row in found.rows if row["article_id"] == "thames"]

    assert "&lt;img src=x onerror=alert(1)&gt;" in row["html"]
    assert "<mark>Blinken</mark>" in row["html"]
    assert "<script>" not in found._repr_html_()


def test_an_address_that_is_not_http_is_not_given(corpus):
    rows = evidence(corpus, event=EVENT).rows

    assert [row["url"] for row in rows if row["article_id"] == "thames"] == [""]


def test_a_copy_names_its_origin_and_comes_after_every_independent_report(corpus):
    rows = evidence(corpus, event=EVENT).rows

    assert rows[-1]["article_id"] == "copy"
    assert rows[-1]["copy"] == "copy of Northwire"
    assert [row["copy"] for row in rows[:-1]] == ["", "", "", ""]


def test_what_is_over_the_limit_is_counted(corpus):
    found = evidence(corpus, event=EVENT, limit=2)

    assert (len(found.rows), found.more) == (2, 3)


def test_a_sentence_behind_two_marks_is_stored_once(corpus):
    rows = corpus.table("event_evidence")
    keyed = [rows.assign(key="a"), rows.assign(key="b")]
    found = gather(corpus, pd.concat(keyed)).bundle()

    assert found["keys"]["a"]["ids"] == found["keys"]["b"]["ids"]
    assert len(found["rows"]) == len(rows)


def test_a_pair_of_actors_gives_the_sentences_that_name_both(corpus):
    rows = evidence(corpus, pair=("joe-biden", "vladimir-putin")).rows

    assert {row["article_id"] for row in rows} == {"thames", "june", "courier"}


def test_a_misspelt_event_names_the_nearest_one(corpus):
    with pytest.raises(UnknownNameError, match="Did you mean reykjavik-talks-2021"):
        evidence(corpus, event="reykjavik-talk-2021")


def test_asking_for_nothing_says_what_to_give(corpus):
    with pytest.raises(ParameterError, match="one of event, actor, pair, rows"):
        evidence(corpus)


def test_a_number_is_a_button_with_its_sentences(corpus):
    quotes = corpus.table("quotes")
    found = number(len(quotes), corpus, quotes, 'quotes "all"')

    assert 'data-key="number:quotes &#34;all&#34;"' in found._repr_html_()
    assert len(found.evidence[found.key]) == 2
    assert "<mark>a good start</mark>" in found.evidence[found.key][0]["html"]


@pytest.mark.parametrize(
    ("precision", "basis", "shown"),
    [
        ("minute", "publisher's place", "2021-05-19"),
        ("minute", "UTC", "2021-05-19 UTC"),
        ("month", "as printed", "2021-05"),
    ],
)
def test_a_day_is_shown_as_the_publisher_had_it_and_says_where_only_utc_is_known(
    precision, basis, shown
):
    article = {
        "published_local": pd.Timestamp("2021-05-19 21:42"),
        "published_precision": precision,
        "published_local_basis": basis,
    }

    assert day_of(article) == shown
