import pytest

from detente.errors import ParameterError, UnknownNameError
from detente.present.chart import missing
from detente.present.charts import coverage, ledger_chart, quotes_table, who_said_what


def keys_of(chart):
    return {data[0] for trace in chart.figure.data for data in trace.customdata or () if data}


def test_a_publisher_who_reprints_has_two_numbers(corpus):
    table = coverage(corpus).table.set_index("publisher")

    assert tuple(table.loc["Potomac Ledger"]) == (1, 0)
    assert tuple(table.loc["Thames Chronicle"]) == (2, 2)


def test_coverage_by_country_opens_the_articles_of_a_week(corpus):
    chart = coverage(corpus, by="country")

    assert keys_of(chart) == set(chart.evidence)
    assert {row["country"] for key in chart.evidence for row in chart.evidence[key]} == {
        "US",
        "GB",
        "RU",
    }


def test_countries_that_are_left_out_are_told_in_the_plural():
    assert missing((2, "smaller country", ""), (0, "article", "with no date")) == (
        "2 smaller countries",
    )


def test_coverage_by_anything_else_is_refused(corpus):
    with pytest.raises(ParameterError, match="publisher or by country"):
        coverage(corpus, by="language")


def test_a_refused_input_shows_its_reason_escaped(corpus):
    chart = ledger_chart(corpus)
    (row,) = chart.evidence["ledger:refused: not text"]

    assert row["html"] == "not text: &lt;b&gt;zip&lt;/b&gt;"
    assert "7 read, 0 repaired, 1 refused" in chart.caption


def test_every_input_of_the_ledger_is_in_its_table(corpus):
    assert len(ledger_chart(corpus).table) == len(corpus.table("ledger"))


def test_an_event_whose_reports_quote_nobody_has_an_empty_chart(corpus):
    chart = who_said_what(corpus, event="found-sanctions")

    assert len(chart.table) == 0
    assert "0 quotes by 0 speakers" in chart.caption


def test_a_speaker_opens_the_words_that_were_quoted(corpus):
    chart = who_said_what(corpus, "reykjavik-talks-2021")
    (row,) = chart.evidence["speaker:Antony Blinken"]

    assert "<mark>a good start</mark>" in row["html"]


def test_one_speaker_can_be_asked_for(corpus):
    quotes = quotes_table(corpus, speaker="sergey-lavrov")

    assert list(quotes["quote"]) == ["полезным"]


def test_an_event_that_is_not_there_is_named_with_the_nearest(corpus):
    with pytest.raises(UnknownNameError, match="reykjavik-talks-2021"):
        who_said_what(corpus, "reykjavik-talks")
