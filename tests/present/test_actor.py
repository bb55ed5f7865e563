import pytest

from detente.errors import NothingFoundError, UnknownNameError
from detente.present import findings
from detente.present.actor import actor_page
from detente.present.evidence import reports_naming


def test_an_actor_page_counts_only_the_articles_that_name_it(corpus):
    page = actor_page(corpus, "sergey-lavrov")

    named = corpus.mentions[corpus.mentions["actor_id"] == "sergey-lavrov"]
    assert set(page.corpus.articles["article_id"]) == set(named["article_id"])
    assert page.named_as()["mentions"].sum() == len(named)


def test_offices_are_told_in_words_with_their_dates(corpus):
    offices = actor_page(corpus, "sergey-lavrov").offices()

    assert ["2004-03-09", ""] in offices[["from", "until"]].to_numpy().tolist()
    assert not offices["office"].str.contains("-").any()


def test_whom_an_actor_is_named_with_has_no_tie_to_itself(corpus):
    page = actor_page(corpus, "sergey-lavrov")

    assert page.with_whom()["actor"].iloc[0] == "Antony Blinken"
    assert "Sergey Lavrov" not in set(page.with_whom()["actor"])


def test_the_finding_opens_its_mentions(corpus):
    found = findings.of_actor(actor_page(corpus, "sergey-lavrov"))

    assert found.text.startswith("Sergey Lavrov is named ")
    assert found.evidence["keys"]


def test_an_actor_is_named_in_as_many_reports_as_the_first_page_says(corpus):
    found = findings.of_actor(actor_page(corpus, "russia"))

    assert f"of which {reports_naming(corpus)['russia']} are independent" in found.text


def test_what_an_actor_does_and_what_is_done_to_it_are_told_apart(corpus):
    page = actor_page(corpus, "russia")

    actions = corpus.actions
    assert page.acts("actor")["sentences"].sum() == (actions["actor_id"] == "russia").sum()
    assert page.acts("recipient")["sentences"].sum() == (actions["recipient_id"] == "russia").sum()


def test_an_actor_whom_no_article_names_is_told_with_those_named_most(corpus):
    with pytest.raises(NothingFoundError, match=r"names Kim Jong Un\. Named most are"):
        actor_page(corpus, "kim-jong-un")


def test_a_misspelt_actor_is_refused_with_the_nearest(corpus):
    with pytest.raises(UnknownNameError, match="sergey-lavrov"):
        actor_page(corpus, "sergei-lavrov")
