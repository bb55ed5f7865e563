from dataclasses import replace

import pytest

from detente.errors import CorpusError
from detente.present.changes import keep, kept, last_two, read_snapshot, snapshot_of


def test_a_snapshot_read_back_is_the_one_that_was_kept(corpus, tmp_path):
    made = snapshot_of(corpus)

    keep(tmp_path, made)

    assert read_snapshot(tmp_path) == made
    assert made.counts["articles"] == 7
    assert made.counts["independent reports"] == 6
    assert made.ties["action"]["united-states|russia"] == 2
    assert made.names["sergey-lavrov"] == "Sergey Lavrov"


def test_a_value_that_one_report_contradicts_is_a_conflict_though_another_fits(corpus):
    made = snapshot_of(corpus)

    assert made.conflicts["reykjavik-talks-2021|duration"] == {
        "1 h 45 min": "conflict",
        "2 h": "conflict",
    }
    assert made.conflicts["reykjavik-talks-2021|date"] == {"2021-05-20": "compatible"}


def test_the_same_data_kept_twice_leave_the_snapshot_before_where_it_is(corpus, tmp_path):
    first = snapshot_of(corpus.by_publisher("Northwire"))
    second = snapshot_of(corpus)

    told = [keep(tmp_path, run) for run in (first, second, second)]

    assert told == [True, True, False]
    assert kept(tmp_path) == (first, second)


def test_a_snapshot_that_is_damaged_or_of_another_version_counts_as_none(corpus, tmp_path):
    keep(tmp_path, snapshot_of(corpus))
    file = tmp_path / ".data" / "now.json"
    whole = file.read_text("utf-8")

    file.write_text(whole[:100])
    assert kept(tmp_path) == (None, None)
    file.write_text(whole.replace('"format":1', '"format":99'))
    assert kept(tmp_path) == (None, None)
    with pytest.raises(CorpusError, match="another version of détente"):
        read_snapshot(tmp_path)


def test_a_folder_without_a_snapshot_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(CorpusError, match="detente report --out DIR"):
        read_snapshot(tmp_path)
    with pytest.raises(CorpusError, match="detente changes OLD NEW"):
        last_two(tmp_path)


def test_the_digest_is_of_the_data_alone(corpus):
    made = snapshot_of(corpus)

    assert snapshot_of(corpus).digest == made.digest
    assert replace(made, latest="2021-01-01").digest != made.digest
