"""What one article takes is limited, and a step that fails, or a worker that dies, costs it alone."""

import copy
import re
import subprocess
import sys
import warnings
from functools import partial

import lxml.etree
import pytest

from detente import limits
from detente.collect.columns import ColumnName
from detente.collect.corpus import Corpus
from detente.collect.load import load
from detente.errors import FactError, UnknownNameError, WorkerError
from detente.extract import annotate
from detente.limits import FaultWarning, TookTooLong, attempted, bounded
from detente.processes import in_order
from detente.tables import read

FILES = {f"{n}.txt": "Talks at pier {n}\n\nThe envoys of {n} towns met at the pier in the harbour, and spoke of ports and of grain for {n} hours.".replace("{n}", str(n)) for n in range(1, 4)}  # fmt: skip


def none(job, _number):
    return job


def endless():
    while True:
        pass


def matched():
    re.match(r"(a|aa)+b", "a" * 80)


@pytest.mark.parametrize("work", [endless, matched])
def test_a_step_that_does_not_end_is_stopped(work):
    with pytest.raises(TookTooLong), bounded(0.05):
        work()


def test_no_parser_holds_the_end_of_its_time():
    def goes_on():
        try:
            endless()
        except Exception:  # noqa: BLE001 - as parsers do
            endless()

    with pytest.raises(TookTooLong), bounded(0.05):
        goes_on()


def test_a_step_that_ended_in_time_is_not_stopped_later():
    with bounded(0.05):
        pass

    assert sum(range(2_000_000))


def test_a_step_that_fails_gives_nothing_and_says_so():
    with pytest.warns(FaultWarning, match="comparing: ZeroDivisionError: "):
        assert attempted("comparing", lambda: 1 // 0) is None


def test_faults_are_said_once_with_their_number():
    said = []
    with limits.told(said.append):
        for _ in range(3):
            attempted("comparing", int, "x")

    assert len(said) == 1
    assert said[0].startswith("A step failed 3 times")


def test_other_warnings_are_given_as_they_are():
    with pytest.warns(UserWarning, match="of another"), limits.told(print):
        warnings.warn("of another", stacklevel=1)


STEPS = [
    "documents_in",
    "unmangled",
    "cleaned",
    "without_furniture",
    "settled",
    "language_of",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_on_one_article_costs_it_alone(folder, tmp_path, monkeypatch, step):
    from detente.collect import reading

    real = getattr(reading, step)

    def fails_for_one(*given, **named):
        if "2 towns" in str(given):
            raise KeyError("a made-up fault")
        return real(*given, **named)

    monkeypatch.setattr(reading, step, fails_for_one)

    ledger = load([folder(FILES)], tmp_path / "corpus", workers=1).ledger

    assert list(ledger["status"]) == ["read", "refused", "read"]
    assert ledger["reason"][1] == "damaged: not as its format has it: 'a made-up fault'"


@pytest.mark.parametrize("step", ["opened", "reader_of", "sound"])
def test_a_file_that_cannot_be_opened_for_a_fault_costs_itself_alone(
    folder, tmp_path, monkeypatch, step
):
    from detente.collect import reading

    real, calls = getattr(reading, step), []

    def fails_once(*given):
        calls.append(1)
        if len(calls) == 2:
            raise RecursionError
        return real(*given)

    monkeypatch.setattr(reading, step, fails_once)

    ledger = load([folder(FILES)], tmp_path / "corpus", workers=1).ledger

    assert sorted(ledger["status"]) == ["read", "read", "refused"]
    assert "damaged: nested too deeply" in set(ledger["reason"])


def test_a_file_that_takes_too_long_costs_itself_alone(folder, tmp_path, monkeypatch):
    from detente.collect import reading

    real = reading.reader_of

    def slow(file, least):
        if file.source == "2.txt":
            endless()
        return real(file, least)

    monkeypatch.setattr(reading, "reader_of", slow)
    monkeypatch.setattr(reading, "SECONDS", 0.3)

    ledger = load([folder(FILES)], tmp_path / "corpus", workers=1).ledger

    assert list(ledger["status"]) == ["read", "refused", "read"]
    assert ledger["reason"][1].startswith("too much: took more than")


@pytest.mark.parametrize("step", ["near.compared", "retold.told_share"])
def test_a_pair_that_cannot_be_compared_ends_no_load(folder, tmp_path, monkeypatch, step):
    words = " ".join(f"word{n}" for n in range(80))
    files = {f"{n}.txt": f"Talks {n}\n\nThe envoys met: {words} and {n}." for n in range(3)}
    said = []

    def fails(*_):
        raise ValueError("a made-up fault")

    monkeypatch.setattr(f"detente.collect.{step}", fails)
    corpus = load([folder(files)], tmp_path / "corpus", workers=1, said=said.append)

    assert len(corpus.articles) == 3
    assert any("ValueError: a made-up fault" in line for line in said) or step != "near.compared"


EXTRACTORS = [
    ("sentences", "sentences.split"),
    ("mentions", "mentions.find"),
    ("places", "mentions.find_places"),
    ("times", "times.find"),
    ("quotes", "quotes.find"),
    ("actions", "actions.find"),
    ("pronouns", "pronouns.find"),
    ("checks", "checks.find"),
    ("subjects", "events.find_subjects"),
]


@pytest.mark.parametrize(("step", "name"), EXTRACTORS)
def test_an_extractor_that_fails_on_one_article_is_said_and_the_rest_is_done(
    folder, tmp_path, monkeypatch, step, name
):
    room, function = name.split(".")
    real, calls = getattr(getattr(annotate, room), function), []

    def fails_once(*given, **named):
        calls.append(1)
        if len(calls) == 1:
            raise KeyError("a made-up fault")
        return real(*given, **named)

    monkeypatch.setattr(getattr(annotate, room), function, fails_once)
    corpus = load([folder(FILES)], tmp_path / "corpus", workers=1)
    with pytest.warns(UserWarning, match=f"1 of 3 articles.*{step}: KeyError"):
        done = annotate.annotate(corpus, workers=1)

    reasons = done.table("annotated")["reason"]
    assert sorted(reasons)[:2] == ["", ""]
    assert len(done.table("sentences")) >= 3


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (FactError("wrong", table="a.csv", row=3), "row"),
        (UnknownNameError("event", "a", ["ab"]), "name"),
    ],
)
def test_an_error_with_fields_can_be_sent(error, field):
    sent = copy.copy(error)  # as it is packed to be sent

    assert (type(sent), str(sent)) == (type(error), str(error))
    assert getattr(sent, field) == getattr(error, field)


@pytest.mark.slow
def test_an_error_of_a_worker_is_told_as_it_is(tmp_path):
    table = tmp_path / "names.csv"
    table.write_text("a,b\n")

    with pytest.raises(FactError, match="the columns must be field, name"):
        list(in_order(partial(read, ColumnName), [table], 2, without=none))


@pytest.mark.slow
def test_an_error_of_a_worker_that_cannot_be_sent_is_told_in_its_words():
    with pytest.raises((WorkerError, lxml.etree.XMLSyntaxError), match="Premature end of data"):
        list(in_order(lxml.etree.fromstring, ["<a>"], 2, without=none))


KILLS = """
import os, signal
import detente.limits
detente.limits.SECONDS = 1
import detente.collect.markup as markup
real = markup.plain
def plain(text):
    if "KILL" in text:
        {how}
    return real(text)
markup.plain = plain
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "how", ["os.kill(os.getpid(), signal.SIGKILL)", "bytearray(2**40)", "sum(range(10**12))"]
)
def test_a_piece_that_kills_its_worker_is_a_row_and_the_rest_is_read(folder, tmp_path, how):
    many = {f"{n}.txt": FILES["1.txt"].replace("1", str(n)) for n in range(30)}
    files = folder(many | {"killer.txt": FILES["1.txt"] + " KILL"})
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "sitecustomize.py").write_text(KILLS.format(how=how))
    script = tmp_path / "script.py"
    corpus = tmp_path / "corpus"
    script.write_text(
        f"import sys\nfrom detente.collect.load import load\nload([{str(files)!r}], {str(corpus)!r}, workers=2)\n"
    )
    path = f"{beside}:{':'.join(sys.path[1:])}"
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": path, "PATH": ""},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    ledger = Corpus.open(corpus).ledger.set_index("source")
    assert ledger.loc["killer.txt", "reason"].startswith("too much: ")
    assert (ledger["status"] == "refused").sum() == 1
