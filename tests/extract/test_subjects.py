import pytest

TWO = (
    "Antony Blinken met Sergey Lavrov in Reykjavik on 19 May.\n\n"
    "Jake Sullivan met Nikolai Patrushev in Geneva on 24 May."
)


def main_event(found):
    return next(row["event_id"] for row in found.subjects if row["rank"] == 1)


def test_of_two_events_an_article_is_about_the_newer_one(annotated):
    found = annotated(TWO, day="2021-05-25")

    assert main_event(found) == "reykjavik-talks-2021"


@pytest.mark.parametrize(
    ("title", "event_id"),
    [
        ("Sullivan and Patrushev meet in Geneva", "geneva-nsc-meeting-2021-05-24"),
        ("Blinken and Lavrov meet in Reykjavik", "reykjavik-talks-2021"),
    ],
)
def test_an_article_is_about_the_event_that_its_headline_names(
    annotated, make_article, title, event_id
):
    found = annotated(make_article(TWO, title=title, day="2021-05-25"))

    assert main_event(found) == event_id
    assert "headline: " in found.subjects[0]["basis"]


def test_shares_of_the_events_of_an_article_add_up_to_one(annotated):
    found = annotated(TWO, day="2021-05-25")

    assert sum(row["share"] for row in found.subjects) == pytest.approx(1, abs=0.01)
    assert [row["rank"] for row in found.subjects] == [1, 2]


def test_an_article_that_speaks_of_no_event_is_about_none(annotated):
    assert annotated("It snowed in Moscow.").subjects == []
