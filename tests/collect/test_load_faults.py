import errno
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from detente.collect import load as loading
from detente.collect.corpus import LOCK, Corpus
from detente.collect.load import load
from detente.collect.parts import read_part
from detente.errors import CorpusError, DiskError
from detente.tables import locked

TABLES = ("articles", "ledger", "files")


@pytest.fixture
def many(folder, english):
    """A folder of many small texts."""
    return folder({f"{n:03}.txt": f"{english}\n\nItem {n}." for n in range(120)})


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of ten files each."""
    monkeypatch.setattr(loading, "_AT_ONCE", 10 * 2**13)


def contents(corpus):
    return {name: (corpus / f"{name}.parquet").read_bytes() for name in TABLES}


def script(tmp_path, files, *, workers, before=""):
    """A script that loads a folder; it guards nothing, as users' scripts do not."""
    path = tmp_path / "script.py"
    path.write_text(
        f"{before}\nfrom detente.collect import load as loading\nloading._AT_ONCE = 2**15\n"
        f"loading.load([{str(files)!r}], {str(tmp_path / 'corpus')!r}, workers={workers})\n"
    )
    return [sys.executable, str(path)]


@pytest.mark.usefixtures("small_parts")
def test_a_load_that_was_stopped_goes_on_where_it_was(many, tmp_path, monkeypatch):
    load([many], tmp_path / "whole", workers=1)
    read, said = [], []

    def stopped(job):
        if len(read) == 5:
            raise KeyboardInterrupt
        read.append(job.path)
        return read_part(job)

    monkeypatch.setattr(loading, "read_part", stopped)
    with pytest.raises(KeyboardInterrupt):
        load([many], tmp_path / "corpus", workers=1, said=said.append)
    assert not (tmp_path / "corpus" / "articles.parquet").exists()
    monkeypatch.setattr(loading, "read_part", read_part)
    load([many], tmp_path / "corpus", workers=1, said=said.append)

    assert said == [
        "Stopped. The corpus is as it was; load again to go on from here.",
        "Read already by a load that was stopped: 50 records.",
    ]
    assert contents(tmp_path / "corpus") == contents(tmp_path / "whole")
    assert not (tmp_path / "corpus" / "loading").exists()


@pytest.mark.usefixtures("small_parts")
def test_files_that_changed_since_a_load_was_stopped_are_read_again(
    many, tmp_path, english, monkeypatch
):
    def stopped(job):
        read_part(job)
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "read_part", stopped)
    with pytest.raises(KeyboardInterrupt):
        load([many], tmp_path / "corpus", workers=1)
    monkeypatch.setattr(loading, "read_part", read_part)
    (many / "000.txt").write_text(f"{english}\n\nAnother text.")

    articles = load([many], tmp_path / "corpus", workers=1).articles.set_index("locator")

    assert articles.loc["000.txt", "body"].endswith("Another text.")


def is_running(pid):
    """Whether a process runs; one that has ended may be listed until its parent asks for it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def children_of(run):
    return Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()


@pytest.mark.slow
def test_a_load_that_is_killed_leaves_no_process_and_goes_on(many, tmp_path, until):
    corpus = tmp_path / "corpus"
    load([many / "000.txt"], corpus)
    before = contents(corpus)
    run = subprocess.Popen(script(tmp_path, many, workers=2))
    until(lambda: list(corpus.glob("loading/*.part")))
    children = children_of(run)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert contents(corpus) == before
    said = []

    ledger = load([many], corpus, said=said.append).ledger

    assert children
    assert "Read already by a load that was stopped" in " ".join(said) or len(ledger) == 120
    assert len(ledger) == 120
    until(lambda: not any(map(is_running, children)))


@pytest.mark.slow
def test_ctrl_c_ends_all_processes_and_keeps_what_was_read(many, tmp_path, until):
    run = subprocess.Popen(
        script(tmp_path, many, workers=2), stderr=subprocess.PIPE, start_new_session=True
    )
    until(lambda: list(tmp_path.glob("corpus/loading/*.part")))
    os.killpg(run.pid, signal.SIGINT)

    errors = run.communicate()[1].decode()

    assert errors.count("Traceback") <= 1  # that of the script, none of a worker
    assert list(tmp_path.glob("corpus/loading/*.part"))


@pytest.mark.slow
def test_ctrl_c_while_the_processes_start_is_told_once(many, tmp_path, until):
    run = subprocess.Popen(
        script(tmp_path, many, workers=2), stderr=subprocess.PIPE, start_new_session=True
    )
    until(lambda: len(children_of(run)) > 1)  # the tracker of their memory, and a first worker
    os.killpg(run.pid, signal.SIGINT)

    errors = run.communicate()[1].decode()

    assert errors.count("Traceback") == 1  # that of the script, none of a worker


@pytest.mark.slow
def test_a_script_without_a_main_guard_starts_processes(many, tmp_path):
    done = subprocess.run(
        script(tmp_path, many, workers=2, before="print('once')"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.returncode) == ("once\n", 0), done.stderr
    assert len(Corpus.open(tmp_path / "corpus").ledger) == 120


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_one_sentence_and_the_corpus_stays(
    folder, tmp_path, english, monkeypatch, error
):
    load([folder({"a.txt": english})], tmp_path / "corpus")
    before = contents(tmp_path / "corpus")

    def full(*_args, **_options):
        raise OSError(error, "No space left on device")

    monkeypatch.setattr("detente.collect.parts.pq.write_table", full)
    with pytest.raises(DiskError, match=r"no room left.*make room, and load again"):
        load([folder({"b.txt": english + " B."})], tmp_path / "corpus")

    assert contents(tmp_path / "corpus") == before


@pytest.mark.slow
def test_a_disk_that_is_full_for_real_is_one_sentence(many, tmp_path):
    done = subprocess.run(
        script(tmp_path, many, workers=1),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
    )

    assert "DiskError: there is no room left on the disk" in done.stderr


def test_a_file_that_is_written_to_while_it_is_read_is_refused_and_read_the_next_time(
    folder, tmp_path, english, russian, monkeypatch
):
    files = folder({"a.txt": english, "b.txt": english + " B."})

    def written_to(job):
        (files / "b.txt").write_text(russian)
        return read_part(job)

    monkeypatch.setattr(loading, "read_part", written_to)
    first = load([files], tmp_path / "corpus", workers=1).ledger
    monkeypatch.setattr(loading, "read_part", read_part)
    second = load([files], tmp_path / "corpus").ledger

    assert list(first["reason"]) == ["", "changed"]
    assert list(second["status"]) == ["read", "read"]


def test_an_archive_that_is_written_to_while_it_is_read_is_refused_whole(
    folder, tmp_path, english, monkeypatch
):
    lines = "".join(json.dumps({"title": "T", "text": f"{english} {n}"}) + "\n" for n in range(99))
    files = folder({"list.jsonl": lines})
    monkeypatch.setattr("detente.collect.inputs.BLOCK", 1000)
    monkeypatch.setattr(loading, "_AT_ONCE", 5000)

    def written_to(job):
        with (files / "list.jsonl").open("a") as file:
            file.write("{}\n")
        return read_part(job)

    monkeypatch.setattr(loading, "read_part", written_to)
    corpus = load([files], tmp_path / "corpus", workers=1)

    assert list(corpus.ledger["reason"]) == ["changed"]
    assert len(corpus.articles) == 0


def test_two_loads_at_once_into_one_corpus_are_an_error(folder, tmp_path, english, monkeypatch):
    monkeypatch.setattr("detente.collect.corpus.WAIT", 0)
    files = folder({"a.txt": english})

    with (
        locked(tmp_path / "corpus", LOCK),
        pytest.raises(CorpusError, match="is in use by "),
    ):
        load([files], tmp_path / "corpus")

    assert len(load([files], tmp_path / "corpus").ledger) == 1


def test_a_corpus_of_an_older_version_is_an_error_that_says_what_to_do(folder, tmp_path, english):
    files = folder({"a.txt": english})
    load([files], tmp_path / "corpus")
    manifest = tmp_path / "corpus" / "corpus.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 1}))

    with pytest.raises(CorpusError, match="detente migrate"):
        load([files], tmp_path / "corpus")


def test_repaired_and_refused_records_are_counted(loaded, english, russian):
    said = []

    loaded(
        {"a.txt": english, "b.txt": russian.encode("cp1251"), "c.txt": "", "d.png": b"\x89PNG"},
        said=said.append,
    )

    assert said == [
        "1 record repaired: encoding guessed (1).",
        "2 records refused: no text (1), not text (1).",
    ]


@pytest.mark.usefixtures("small_parts")
def test_more_articles_than_are_held_in_memory_at_once_are_the_same(many, tmp_path, monkeypatch):
    load([many], tmp_path / "one", workers=1)
    monkeypatch.setattr(loading, "_HELD", 7)

    load([many], tmp_path / "many", workers=1)

    assert contents(tmp_path / "one") == contents(tmp_path / "many")


@pytest.mark.usefixtures("small_parts")
def test_articles_that_stay_are_as_if_they_had_come_with_the_new_ones(
    many, tmp_path, english, monkeypatch
):
    monkeypatch.setattr(loading, "_HELD", 7)
    load([many], tmp_path / "apart", workers=1)
    (many / "050b.txt").write_text(f"{english}\n\nAn item more.")

    load([many], tmp_path / "apart", workers=1)
    load([many], tmp_path / "whole", workers=1)

    assert contents(tmp_path / "apart") == contents(tmp_path / "whole")
