"""Deciding on names in a table."""

import json

import pytest

from detente import files
from detente.collect.corpus import Corpus
from detente.errors import ModelError, ReviewError
from detente.extract.review import read
from detente.extract.unknown import Candidate, CandidateMention
from detente.present import review, tables

DAY = "2026-11-24"
NAMES = ("Jane Doe", "Vintersund", "Lawrow")


@pytest.fixture
def study(tmp_path, monkeypatch, corpus):
    """The ten articles with three candidates, and a review.csv of its own."""
    monkeypatch.setenv("DETENTE_REVIEW", str(tmp_path / "review.csv"))
    article = corpus.arrow("articles").to_pylist()[0]
    rows = [
        Candidate(
            candidate_id=name.lower().replace(" ", "-"),
            name=name,
            kind="place" if name == "Vintersund" else "person",
            gender=None,
            aliases=("Джейн Доу", "Doe") if name == "Jane Doe" else (),
            spellings=(name,),
            mentions=2,
            articles=2,
            independent=2,
            publishers=1,
            like=("sergey-lavrov",) if name == "Lawrow" else (),
            basis="person in 2 of 2 sentences read",
        )
        for name in NAMES
    ]
    held = [
        CandidateMention(
            candidate_id=row.candidate_id,
            article_id=article["article_id"],
            sentence=0,
            start=0,
            end=5,
            surface=article["body"][:5],
        )
        for row in rows
    ]
    for name in ("articles", "sentences", "mentions"):
        Corpus(tmp_path).write_tables({name: corpus.arrow(name)})
    Corpus(tmp_path).write("candidates", Candidate, rows)
    Corpus(tmp_path).write("candidate_mentions", CandidateMention, held)
    for module in (review, tables):
        monkeypatch.setattr(module, "listed_names", lambda *_, **__: rows)
    return Corpus(tmp_path)


def decided():
    return [(d.action, d.name, d.actor) for d in read(files.review())]


def test_the_first_names_are_shown_with_a_sentence_each(study, monkeypatch):
    monkeypatch.setattr(review, "_PREVIEW", 2)

    shown = review.preview(study)

    assert "2  Jane Doe    person" in shown
    assert study.articles["body"][0][:20] in shown
    assert shown.endswith("2 of 3 names.")


def test_what_a_decision_says_is_kept(study):
    table = review.review_table(study)
    table.loc[0, ["decision", "country", "note"]] = ["accept", "US", "an adviser"]

    review.save_decisions(table, date=DAY)
    (decision,) = read(files.review())

    assert (decision.kind, decision.country, decision.aliases) == ("person", "US", ("Джейн Доу",))
    assert (decision.note, decision.date) == ("an adviser", DAY)


def test_a_name_is_split_and_an_actor_renamed(study):
    table = review.review_table(study)
    table.loc[0, ["decision", "name", "actor"]] = ["split", "Lavrov", "sergey-lavrov"]
    table.loc[1, ["decision", "name", "actor"]] = ["rename", "Sergei Lavrov", "sergey-lavrov"]

    review.save_decisions(table, date=DAY)

    assert decided() == [
        ("split", "Lavrov", "sergey-lavrov"),
        ("rename", "Sergei Lavrov", "sergey-lavrov"),
    ]


def test_the_table_is_filled_in_and_saved(study):
    table = review.review_table(study)
    table.loc[0, ["decision", "country"]] = ["accept", "US"]
    table.loc[2, ["decision", "actor"]] = ["merge", "sergey-lavrov"]

    assert review.save_decisions(table, date=DAY) == 2
    assert decided() == [("accept", "Jane Doe", ""), ("merge", "Lawrow", "sergey-lavrov")]


@pytest.mark.parametrize("separator", [",", ";"])
def test_the_table_comes_back_from_a_spreadsheet(study, tmp_path, separator):
    table = review.review_table(study)
    table.loc[1, "decision"] = "reject"
    table.to_csv(tmp_path / "names.csv", index=False, encoding="utf-8-sig", sep=separator)

    assert review.save_decisions(tmp_path / "names.csv", date=DAY) == 1
    assert decided() == [("reject", "Vintersund", "")]


def test_of_a_table_with_a_bad_row_nothing_is_saved(study):
    table = review.review_table(study)
    table.loc[0, "decision"] = "accept"
    table.loc[2, "decision"] = "merge"

    with pytest.raises(ReviewError, match="line 4, actor: it is blank, and merge needs it"):
        review.save_decisions(table, date=DAY)
    assert decided() == []


def test_a_report_lists_unknown_names_and_each_number_opens_its_sentences(study):
    shown = tables.unknown(study, top=1)

    keys = shown.evidence["keys"]

    assert "Jane Doe" in shown.html
    assert "1 more name" in shown.html
    assert all(f'data-key="{key}"' in shown.html for key in keys)
    assert len(json.dumps(shown.evidence)) > 100


def test_a_report_without_the_models_says_what_to_install(study, monkeypatch):
    def missing(_):
        raise ModelError("spaCy is not installed. Install it.", package="spacy")

    monkeypatch.setattr(tables, "listed_names", missing)

    assert tables.unknown(study).text == "spaCy is not installed. Install it."
