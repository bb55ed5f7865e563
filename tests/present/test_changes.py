import json
from dataclasses import replace
from typing import Any

import pytest

from detente.present.changes import (
    Reported,
    Snapshot,
    as_json,
    as_page,
    as_section,
    as_text,
    changes,
    snapshot_of,
)

TALKS = Reported(
    label="Talks in Reykjavik", begin="2021-05-19", until="2021-05-19", kind="CONSULT",
    known=True, independent=4, articles=("a1", "a2", "a3", "a4"),
)  # fmt: skip
FOUND = replace(TALKS, label="They met on Monday.", known=False, begin="2021-05-17")
NAMES = {"blinken": "Antony Blinken", "lavrov": "Sergey Lavrov"}


def run(**more: Any) -> Snapshot:
    parts = {"events": {"talks": TALKS}, "names": NAMES}
    return Snapshot(**{"corpus": "mine", "latest": "2021-05-21", "counts": {}} | parts | more)


def told(before: Snapshot, after: Snapshot) -> list[tuple[str, str]]:
    return [(row.kind, row.sentence) for row in changes(before, after).rows]


def test_two_runs_with_the_same_data_have_no_change():
    assert changes(run(), run()).rows == ()
    assert as_text(changes(run(), run())).startswith("Nothing has changed.")


def test_an_event_that_moved_says_by_how_many_days():
    after = run(events={"talks": replace(TALKS, begin="2021-05-20", until="2021-05-21")})

    assert told(run(), after) == [
        ("event moved", "Talks in Reykjavik: 2021-05-19 → 2021-05-20 to 2021-05-21, 1 day later")
    ]


def test_an_event_known_by_month_moves_without_a_number_of_days():
    after = run(events={"talks": replace(TALKS, begin="2021-05", until="2021-05")})

    assert told(run(), after) == [("event moved", "Talks in Reykjavik: 2021-05-19 → 2021-05")]


def test_a_found_event_whose_id_changed_with_its_day_is_moved_and_not_gone_and_added():
    before = run(events={"found-2021-05-17": FOUND})
    moved = replace(FOUND, begin="2021-05-18", until="2021-05-18")

    assert told(before, run(events={"found-2021-05-18": moved}))[0][0] == "event moved"
    assert [
        kind for kind, _ in told(before, run(events={"x": replace(moved, kind="ASSAULT")}))
    ] == [
        "event added",
        "event gone",
    ]


def test_a_found_event_that_shares_few_articles_with_a_new_one_is_gone():
    before = run(events={"found-2021-05-17": FOUND})
    other = replace(FOUND, articles=("a1", "b2", "b3"))

    assert [kind for kind, _ in told(before, run(events={"found-2021-05-18": other}))] == [
        "event added",
        "event gone",
    ]


def test_a_tie_that_grows_is_told_with_both_numbers_and_its_direction():
    before = run(ties={"action": {"blinken|lavrov": 41}, "co-mention": {"blinken|lavrov": 3}})
    after = run(ties={"action": {"blinken|lavrov": 57}, "co-mention": {}})

    assert told(before, after) == [
        ("tie up", "Antony Blinken → Sergey Lavrov, acting on: 41 → 57 sentences"),
        ("tie down", "Antony Blinken – Sergey Lavrov, named together: 3 → 0 sentences"),
    ]
    assert changes(before, after).headline.startswith(
        "Antony Blinken → Sergey Lavrov, acting on: 41 → 57;"
    )


@pytest.mark.parametrize(
    ("before", "after", "kind", "shown"),
    [
        ({}, {"3 h": "conflict", "2 h": "compatible"}, "conflict new", "3 h against 2 h"),
        ({"3 h": "conflict"}, {"3 h": "compatible"}, "conflict settled", "3 h"),
        ({"3 h": "conflict"}, {"4 h": "conflict"}, "conflict changed", "3 h → 4 h"),
    ],
)
def test_a_conflict_is_new_settled_or_has_other_values(before, after, kind, shown):
    runs = [run(conflicts={"talks|duration": values}) for values in (before, after)]

    assert told(*runs) == [(kind, f"Talks in Reykjavik, duration: {shown}")]


def test_a_conflict_that_went_with_its_event_is_not_called_settled():
    before = run(conflicts={"talks|duration": {"3 h": "conflict"}})

    assert [kind for kind, _ in told(before, run(events={}))] == ["event gone"]


def test_new_articles_and_actors_of_a_corpus_are_named(corpus):
    found = changes(snapshot_of(corpus.between("2021-05-01", "2021-05-31")), snapshot_of(corpus))

    text = as_text(found)

    assert found.headline.startswith("2 articles added; 2 events added; ")
    assert "  articles: 5 → 7" in text
    assert "  Thames Chronicle, 2021-06-16: Summit in Geneva" in text
    assert "  Vladimir Putin, in 2 independent reports" not in text  # Biden may meet Putin: in May
    assert "Now: corpus, 7 articles, 6 independent reports" in text


def test_text_json_and_page_hold_every_change_and_the_terminal_says_how_many_more():
    articles = {f"a{n:02}": f"Northwire, 2021-05-19: Piece {n:02}" for n in range(30)}
    found = changes(run(), run(articles=articles))

    assert "… and 18 more; a page (--out) has all of them" in as_text(found)
    assert len(json.loads(as_json(found))["changes"]) == 30
    assert as_page(found).count("<li>Northwire") == 30
    assert "; and 27 more</li>" in as_section(found, {})


def test_a_headline_from_an_article_is_escaped_in_the_page_and_steers_no_terminal():
    found = changes(run(), run(articles={"a": "X, no date: \x1b[2J<script>alert(1)</script>"}))

    assert "\x1b" not in as_text(found)
    assert "<script>alert(1)" not in as_page(found)


def test_a_change_on_what_has_a_report_links_to_it():
    found = changes(run(events={}), run())

    assert '<a href="04-talks.html">Talks in Reykjavik' in as_page(
        found, {"event=talks": "04-talks.html"}
    )
