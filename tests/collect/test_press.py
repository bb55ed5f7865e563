import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import files
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.readers import reader_of
from detente.collect.readers.press import Mark, counted, labelled, without_weekday
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


def test_articles_of_an_export_that_was_cut_are_counted_as_missing():
    whole = EXPORTS["nexis"].read_text("utf-8")
    file = raw(whole[: whole.index("2 of 4 DOCUMENTS")])

    found = list(reader_of(file).read(file))

    assert [(one.place, getattr(one, "reason", "read")) for one in found] == [
        ("article 1", "read"),
        ("after article 1", "damaged"),
    ]


def test_every_number_that_an_export_leaves_out_is_a_refusal_of_its_own():
    drafts = [Draft(place=f"article {n}", body="…") for n in (1, 2, 5)]

    found = list(counted(drafts, 6, (1, 2, 5)))

    assert [one.place for one in found[3:]] == ["article 3", "article 4", "after article 5"]


def test_a_part_of_a_larger_delivery_lacks_only_what_is_missing_inside_it():
    drafts = [Draft(place=f"article {n}", body="…") for n in (101, 103)]

    found = list(counted(drafts, 103, (101, 103)))

    assert [one.place for one in found[2:]] == ["article 102"]


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
        ("20 мая 2021 г. четверг", "20 мая 2021 г."),
    ],
)
def test_the_day_of_the_week_does_not_hide_a_date(printed, date):
    assert without_weekday(printed) == date


@pytest.mark.parametrize("row", read(Mark, files.REFERENCE / "press_marks.csv"), ids=str)
def test_a_mark_of_a_press_database_finds_its_own_example(row):
    assert re.search(row.pattern.pattern, row.example, re.IGNORECASE)
