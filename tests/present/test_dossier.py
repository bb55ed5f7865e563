import pytest

from detente.errors import UnknownNameError
from detente.present.charts import readable
from detente.present.dossier import _days, dossier
from detente.present.tables import copy_groups

EVENT = "reykjavik-talks-2021"


def test_a_day_in_reykjavik_is_given_in_moscow_too(corpus):
    when = dossier(corpus, EVENT).when().set_index("from")

    assert when.loc["record", "local"] == "evening of 19 May 2021"
    assert when.loc["record", "Moscow"] == "night of 19 to 20 May 2021"


def test_days_that_articles_print_are_counted_with_and_without_copies(corpus):
    when = dossier(corpus, EVENT).when()
    reported = when[when["from"] == "articles"]

    assert reported[["articles", "independent"]].to_numpy().tolist() == [[2, 1], [1, 1]]


def test_the_place_has_both_names(corpus):
    (row,) = dossier(corpus, EVENT).where().to_dict("records")

    assert (row["place"], row["место"]) == ("Reykjavik", "Рейкьявик")


def test_lengths_are_given_as_printed_and_in_words(corpus):
    lengths = dossier(corpus, EVENT).how_long().set_index("length")["printed as"]

    assert lengths["1 h 45 min"] == "1 hour 45 minutes"
    assert lengths["2 h"] == "almost two hours"


@pytest.mark.parametrize(
    ("value", "words"),
    [("PT1H45M", "1 h 45 min"), ("P3D", "3 days"), ("10 diplomats", "10 diplomats")],
)
def test_a_value_is_shown_in_words(value, words):
    assert readable(value) == words


def test_what_a_side_leaves_out_is_said(corpus):
    chart = dossier(corpus, EVENT).topics()

    assert "Ukraine (Russia)" in chart.alt
    assert "topic:Ukraine|US" in chart.evidence
    assert "topic:Ukraine|Russia" not in chart.evidence


def test_a_contradiction_opens_the_sentence_with_the_value_marked(corpus):
    chart = dossier(corpus, EVENT).contradictions()
    (row,) = chart.evidence["conflict:duration: 2 h|conflict"]

    assert "<mark>almost two hours</mark>" in row["html"]
    assert row["basis"] == "15 minutes apart"
    assert "2 that cannot stand beside another (filled), 1 explained" in chart.caption


def test_a_copy_is_listed_with_its_origin(corpus):
    (row,) = copy_groups(dossier(corpus, EVENT).articles).to_dict("records")

    assert (row["publisher"], row["copied by"], row["kinds"]) == (
        "Northwire",
        "Potomac Ledger",
        "near",
    )


def test_an_event_nobody_disputes_has_an_empty_chart(corpus):
    chart = dossier(corpus, "geneva-summit-2021").contradictions()

    assert chart.caption.startswith("0 values")


def test_an_event_that_the_articles_gave_has_a_dossier(corpus):
    found = dossier(corpus, "found-sanctions")

    assert found.where().empty
    assert found.when()["Moscow"].tolist() == ["June 2021"]
    assert len(found.evidence().rows) == 1


def test_a_misspelt_event_names_the_nearest_one(corpus):
    with pytest.raises(UnknownNameError, match="Did you mean geneva-summit-2021"):
        dossier(corpus, "geneva-summit-2012")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2021-05-19", "2021-05-19", "19 May 2021"),
        ("2021-05-19", "2021-05-20", "19 May 2021 to 20 May 2021"),
        ("2021-05-19", "", "since 19 May 2021"),
    ],
)
def test_printed_days_are_told_in_words_and_not_as_values(first, last, words):
    assert _days(first, last) == words
