import csv
import multiprocessing
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

import pytest

from detente import files
from detente.collect.address import AddressRule
from detente.collect.columns import ColumnName
from detente.collect.dates import DateWords
from detente.collect.furniture import FurnitureRule
from detente.collect.layouts import Label, Mark
from detente.collect.near import CopyWeight
from detente.collect.page_fields import MetaName
from detente.collect.publishers import Publisher, publishers_of
from detente.errors import CorpusError, FactError
from detente.extract.checks import OfficeClass
from detente.extract.context import ContextWords
from detente.extract.cues import CountedNoun, Happening
from detente.extract.facts import (
    Actor,
    Ambiguity,
    Demonym,
    EventFact,
    KnownEvent,
    OfficeOwner,
    Place,
    Tenure,
    Title,
    WeakForm,
    Word,
)
from detente.extract.forms import NameSpelling
from detente.extract.linking import EventWeight
from detente.extract.mentions import MetonymWord
from detente.extract.plover import ActionMode, ActionRule, ActionType, ModalityCue
from detente.extract.recognisers import NameWord
from detente.extract.relations import Counterpart
from detente.extract.sentences import SentenceWord
from detente.extract.speakers import DescribedOffice, SpeakerNoun
from detente.extract.speech import SpeechVerb
from detente.extract.timerules import TimeRule
from detente.extract.timewords import TimeWord
from detente.tables import aside, locked, read, write_aside

SOURCE = Path(files.__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeOverlap:
    """Two terms that overlap on record although the office has one holder."""

    office_id: str
    """The office."""
    first: str
    """Who held it first."""
    second: str
    """Who held it next."""
    reason: str
    """Why both are on record."""


TABLES = {
    "action_rules.csv": ActionRule,
    "actors.csv": Actor,
    "address_rules.csv": AddressRule,
    "ambiguous.csv": Ambiguity,
    "columns.csv": ColumnName,
    "context_words.csv": ContextWords,
    "copy_weights.csv": CopyWeight,
    "counted_nouns.csv": CountedNoun,
    "counterparts.csv": Counterpart,
    "date_words.csv": DateWords,
    "demonyms.csv": Demonym,
    "described_offices.csv": DescribedOffice,
    "event_facts.csv": EventFact,
    "event_weights.csv": EventWeight,
    "events.csv": KnownEvent,
    "function_words.csv": Word,
    "furniture.csv": FurnitureRule,
    "happenings.csv": Happening,
    "longer_names.csv": Word,
    "metonym_words.csv": MetonymWord,
    "modality_cues.csv": ModalityCue,
    "name_spellings.csv": NameSpelling,
    "name_words.csv": NameWord,
    "office_classes.csv": OfficeClass,
    "office_overlaps.csv": OfficeOverlap,
    "office_owners.csv": OfficeOwner,
    "office_titles.csv": Title,
    "offices.csv": Tenure,
    "page_meta.csv": MetaName,
    "places.csv": Place,
    "plover_modes.csv": ActionMode,
    "plover_types.csv": ActionType,
    "press_labels.csv": Label,
    "press_marks.csv": Mark,
    "publishers.csv": Publisher,
    "sentence_words.csv": SentenceWord,
    "speaker_nouns.csv": SpeakerNoun,
    "speech_verbs.csv": SpeechVerb,
    "time_rules.csv": TimeRule,
    "time_words.csv": TimeWord,
    "weak_forms.csv": WeakForm,
}
# They read tables of the user's: corrections, own publishers, furniture of a corpus, exports.
READ_THE_USERS = {
    "collect/furniture.py",
    "collect/inputs.py",
    "collect/publishers.py",
    "collect/readers/table.py",
    "extract/review.py",
    "present/review.py",
}


def is_closed(hint):
    """Whether a field holds one of some words."""
    if get_origin(hint) in (Literal, Annotated) or hint is bool:
        return True
    return any(is_closed(part) for part in get_args(hint) if isinstance(part, object))


CLOSED = [
    (table, column)
    for table, record in TABLES.items()
    for column, hint in get_type_hints(record, include_extras=True).items()
    if get_origin(hint) is not tuple and is_closed(hint)
]


@pytest.fixture
def damaged(tmp_path):
    """A table of the reference after a change of its first rows."""

    def damaged(table, change):
        with (files.REFERENCE / table).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        change(rows)
        with (tmp_path / table).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return tmp_path / table

    return damaged


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_the_reference_fits_its_record(table):
    with (files.REFERENCE / table).open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1

    assert len(read(TABLES[table], files.REFERENCE / table)) == rows


def test_every_table_of_the_reference_has_a_record():
    assert {path.name for path in files.REFERENCE.glob("*.csv")} == set(TABLES)


def test_no_table_of_the_reference_is_read_past_the_checked_reader():
    readers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"csv\.(DictReader|reader)\b|\bread_csv\(", path.read_text("utf-8"))
    }

    assert readers - {"tables.py"} == READ_THE_USERS


@pytest.mark.parametrize(("table", "column"), CLOSED)
def test_a_word_that_a_column_does_not_know_stops_the_run(table, column, damaged):
    def change(rows):
        rows[1][rows[0].index(column)] = "unheard-of"

    path = damaged(table, change)

    with pytest.raises(FactError, match=f"{column}: 'unheard-of' is not one of") as error:
        read(TABLES[table], path)
    assert (error.value.table, error.value.row) == (table, 1)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_without_a_column_stops_the_run(table, damaged):
    path = damaged(table, lambda rows: [row.pop() for row in rows])

    with pytest.raises(FactError, match="the columns must be") as error:
        read(TABLES[table], path)
    assert error.value.table == table


@pytest.mark.parametrize("change", [lambda row: row.append("more"), lambda row: row.pop()])
@pytest.mark.parametrize("table", TABLES)
def test_a_row_with_too_many_or_too_few_cells_stops_the_run(table, change, damaged):
    path = damaged(table, lambda rows: change(rows[1]))

    with pytest.raises(FactError, match="the cells must be") as error:
        read(TABLES[table], path)
    assert (error.value.table, error.value.row) == (table, 1)


def test_a_pattern_that_is_none_stops_the_run(damaged):
    path = damaged("furniture.csv", lambda rows: rows[3].__setitem__(2, "(read"))

    with pytest.raises(FactError, match=r"furniture\.csv, row 3: pattern: missing \)"):
        read(FurnitureRule, path)


@pytest.mark.parametrize("column", ["country", "language", "ownership"])
def test_a_publisher_of_the_reference_without_a_country_stops_the_run(column, damaged):
    path = damaged("publishers.csv", lambda rows: rows[1].__setitem__(rows[0].index(column), ""))

    with pytest.raises(FactError, match=rf"publishers\.csv, row 1: {column}: must not be blank"):
        publishers_of(path.parent)


def test_a_file_that_is_written_in_part_leaves_the_old_one_whole(tmp_path):
    write_aside(tmp_path / "a.txt", "old")

    with pytest.raises(OSError, match="full"):
        _fill_the_disk(tmp_path / "a.txt")

    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text("utf-8") == "old"


def test_a_folder_that_is_written_aside_takes_the_place_of_the_old_one(tmp_path):
    for name in ("old", "new"):
        with aside(tmp_path / "batch") as folder:
            folder.mkdir()
            (folder / name).touch()

    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == [
        "batch",
        "batch/new",
    ]


@pytest.fixture
def held_by_another(tmp_path):
    """Holds the lock of a folder in another process, alone or shared, until that is killed."""
    others = []

    def hold(*, shared=False):
        ours, theirs = multiprocessing.Pipe()
        other = multiprocessing.Process(target=_hold, args=(tmp_path, shared, theirs), daemon=True)
        other.start()
        others.append(other)
        ours.recv()
        return other

    yield hold
    for other in others:
        other.kill()
        other.join()


def test_a_folder_that_another_process_holds_is_an_error_that_says_who_it_is(
    tmp_path, held_by_another
):
    other = held_by_another()

    with (
        pytest.raises(CorpusError, match=rf"is in use by .*\(process {other.pid}\)"),
        locked(tmp_path, ".lock", wait=0),
    ):
        pass


def test_a_lock_is_free_when_its_process_is_gone(tmp_path, held_by_another):
    other = held_by_another()
    other.kill()
    other.join()

    with locked(tmp_path, ".lock", wait=0):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no shared locks")
def test_those_that_share_a_folder_keep_out_who_wants_it_alone_and_not_each_other(
    tmp_path, held_by_another
):
    held_by_another(shared=True)

    with locked(tmp_path, ".lock", wait=0, shared=True):
        pass
    with pytest.raises(CorpusError, match="is in use"), locked(tmp_path, ".lock", wait=0):
        pass


def _fill_the_disk(path):
    with aside(path) as part:
        part.write_text("ne", "utf-8")
        raise OSError("full")


def _hold(folder, shared, pipe):
    with locked(folder, ".lock", shared=shared):
        pipe.send("held")
        pipe.recv()
