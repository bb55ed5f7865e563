import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import files
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.layouts import Mark, counted, day_of, labelled
from detente.collect.readers import reader_of
from detente.tables import read

READERS = Path(__file__).parents[1] / "data" / "readers"
EXPORTS = {
    "nexis": READERS / "nexis-txt" / "export.TXT",
    "proquest": READERS / "proquest-txt" / "ProQuestDocuments-2021-05-28.txt",
    "references": READERS / "ris" / "export.ris",
}


def raw(text):
    return RawFile(source="export.txt", data=text.encode(), text=text)


@pytest.mark.parametrize("name", EXPORTS)
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_an_export_cut_anywhere_is_read_up_to_the_cut_and_never_stops_a_load(name, data):
    whole = EXPORTS[name].read_text("utf-8")
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    file = raw(cut)

    found = list(reader_of(file).read(file))

    assert all(isinstance(one, Draft | Refusal) for one in found)
    assert len({one.place for one in found}) == len(found)


def said_of(said, numbers):
    """What is said of a file that says how many documents it holds, and numbers those it has."""
    drafts = [Draft(place=f"article {n}", body="…") for n in numbers]

    return [one.seen for one in counted(drafts, said, numbers) if isinstance(one, Refusal)]


def test_articles_of_an_export_that_was_cut_are_counted_as_missing():
    whole = EXPORTS["nexis"].read_text("utf-8")
    file = raw(whole[: whole.index("2 of 4 DOCUMENTS")])

    found = list(reader_of(file).read(file))

    assert [(one.place, getattr(one, "reason", "read")) for one in found] == [
        ("article 1", "read"),
        ("", "damaged"),
    ]


def test_all_numbers_that_an_export_leaves_out_are_said_in_one_row():
    assert said_of(9, (1, 2, 5)) == ["the file says 9 documents, 3 are in it, not in it: 3–4, 6–9"]


def test_an_export_that_holds_what_it_says_has_no_row_more():
    assert said_of(3, (1, 2, 3)) == []


def test_a_part_of_a_larger_delivery_lacks_only_what_is_missing_inside_it():
    assert said_of(103, (101, 103)) == ["the file says 103 documents, 2 are in it, not in it: 102"]


@pytest.mark.parametrize("numbers", [(827, 1400), (1, 4, 1, 2), (12, 3)])
def test_numbers_that_skip_or_repeat_promise_nothing(numbers):
    assert said_of(2087, numbers) == []


def test_more_documents_than_an_export_says_are_said_and_read():
    seen = "the file says 2 documents, 3 are in it, 1 more than that"

    assert said_of(2, (1, 2, 3)) == [seen]


def test_a_colon_in_a_sentence_is_no_label():
    head, fields = labelled(
        ["Text: One thing was settled: the flags.", "Time: later."], {"text": "body"}
    )

    assert (head, fields) == ([], {"body": ["One thing was settled: the flags.", "Time: later."]})


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("Thursday, May 20, 2021 10:15 AM GMT", "May 20, 2021 10:15 AM GMT"),
        ("May 20, 2021 Thursday", "May 20, 2021"),
        ("20 мая 2021 г. четверг", "20 мая 2021"),
        ("Mittwoch 31. August 2011", "31. August 2011"),
        ("May 2, 2002, Thursday,, FINAL EDITION", "May 2, 2002"),
        ("January 20, 2009 Tuesday 8:27 PM TOOB", "January 20, 2009"),
    ],
)
def test_the_day_of_the_week_does_not_hide_a_date(printed, date):
    found = day_of(printed)

    assert found is not None
    assert found[0] == date


@pytest.mark.parametrize("row", read(Mark, files.REFERENCE / "press_marks.csv"), ids=str)
def test_a_mark_of_a_press_database_finds_its_own_example(row):
    assert re.search(row.pattern.pattern, row.example, re.IGNORECASE)
