import json

from detente.present.charts import coverage, ledger_chart, who_said_what
from detente.present.compare import sides
from detente.present.network import network
from detente.present.page import CHART
from detente.present.tables import beside, copies_beside
from detente.present.timeline import timeline


def test_every_chart_of_a_corpus_with_copies_can_count_them_once(corpus):
    charts = {
        "coverage": coverage(corpus),
        "timeline": timeline(corpus),
        "network": network(corpus, min_weight=1).chart(),
        "attention": sides(corpus).attention(),
    }

    assert [name for name, chart in charts.items() if chart.own is None] == []


def test_a_chart_in_which_copies_change_nothing_is_drawn_once(corpus):
    assert ledger_chart(corpus).own is None
    assert coverage(corpus.once()).own is None


def test_of_a_copied_text_one_article_is_left(corpus):
    once = corpus.once().articles

    assert once["copy_group"].is_unique
    assert set(once["copy_group"]) == set(corpus.articles["copy_group"])
    assert "copy" not in set(once["article_id"])


def test_a_selection_without_the_origin_keeps_a_copy_in_its_place(corpus):
    once = corpus.by_publisher("Potomac Ledger").once()

    assert list(once.articles["article_id"]) == ["copy"]


def test_the_two_counts_of_a_tie_are_both_in_the_chart(corpus):
    chart = network(corpus, min_weight=1).chart()

    texts = [json.dumps(c.figure.to_json()) for c in (chart, chart.own)]
    assert texts[0] != texts[1]


def test_the_evidence_of_independent_reports_holds_no_copy(corpus):
    own = coverage(corpus, by="country").own

    assert all(not row["copy"] for key in own.evidence for row in own.evidence[key])


def test_the_second_chart_goes_with_the_first_into_a_notebook(corpus):
    bundle = coverage(corpus)._repr_mimebundle_()[CHART]

    assert bundle["own"]["figure"]["data"]
    assert bundle["own"]["evidence"]["keys"]


def test_who_is_quoted_only_in_a_copy_is_no_error(corpus):
    event = corpus.events["event_id"].iloc[0]

    assert who_said_what(corpus, event).caption


def test_a_headline_beside_another_is_escaped(corpus):
    html = beside(corpus, [("wire", "thames")]).html

    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<img" not in html


def test_the_words_that_a_copy_shares_are_marked(corpus):
    html = copies_beside(corpus).html

    assert "<mark>Blinken met Lavrov in Reykjavik on 19 May" in html
