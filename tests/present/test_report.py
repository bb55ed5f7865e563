import subprocess
import sys
from datetime import UTC, datetime

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from detente import files
from detente.collect.article import Article, LedgerRow
from detente.collect.corpus import Corpus
from detente.collect.load import load
from detente.errors import CorpusError, UnknownNameError
from detente.present.plan import Limits
from detente.present.report import make

FINDING = """
from IPython.display import display
display({"application/vnd.detente.prose+json": {"html": "<p>7 articles.</p>", "place": "top", "evidence": {}},
         "text/plain": "7 articles."}, raw=True)
"""


def article(number: int) -> Article:
    return Article(
        article_id=f"a{number}", url=None, publisher="Northwire", country="US", title="Talks", summary=None,
        byline=None, section=None, body="They met.", language="en",
        published=datetime(2021, 5, 19, tzinfo=UTC), published_local=datetime.fromisoformat("2021-05-19"),
        published_local_basis="as printed", published_precision="day", published_basis="text",
        published_raw="19 May 2021", title_raw="Talks", reader="text", source="a.txt", locator="a.txt",
        furniture=(), copy_group=f"a{number}", copy_kind="single", is_origin=True,
    )  # fmt: skip


@pytest.fixture
def corpus(tmp_path):
    study = Corpus(tmp_path / "study")
    study.write("articles", Article, [article(1)])
    row = LedgerRow(source="a.txt", locator="a.txt", status="read", reason="", article_id="a1")
    study.write("ledger", LedgerRow, [row])
    return study.folder


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(files, "NOTEBOOKS", folder)
    return folder


def write_notebook(folder, name, *sources):
    nb = new_notebook()
    parameters = new_code_cell(
        'corpus_dir: str = ""\ntop: int = 3  # how many', metadata={"tags": ["parameters"]}
    )
    nb.cells = [new_markdown_cell(f"# What is {name}?"), parameters, *map(new_code_cell, sources)]
    nbformat.write(nb, folder / f"{name}.ipynb")


def test_a_report_that_has_not_changed_is_not_run_again(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_small", FINDING)
    first = make([], corpus=corpus, out=tmp_path / "out")
    bytes_then = (tmp_path / "out" / "01_small.html").read_bytes()

    second = make([], corpus=corpus, out=tmp_path / "out")
    forced = make([], corpus=corpus, out=tmp_path / "out", force=True)

    assert [r.status for r in (*first, *second, *forced)] == ["made", "unchanged", "made"]
    assert (tmp_path / "out" / "01_small.html").read_bytes() == bytes_then


def test_a_new_article_or_another_parameter_makes_a_report_run_again(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_small", FINDING)
    make([], corpus=corpus, out=tmp_path / "out")

    other = make([], corpus=corpus, out=tmp_path / "out", given={"top": "5"})
    Corpus(corpus).write("articles", Article, [article(1), article(2)])
    grown = make([], corpus=corpus, out=tmp_path / "out", given={"top": "5"})

    assert [r.status for r in (*other, *grown)] == ["made", "made"]


def test_the_index_carries_the_finding_and_the_page_the_parameters(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_small", FINDING)

    make([], corpus=corpus, out=tmp_path / "out", given={"top": "5"})

    assert "7 articles." in (tmp_path / "out" / "index.html").read_text("utf-8")
    page = (tmp_path / "out" / "01_small.html").read_text("utf-8")
    assert "<dt>top</dt><dd>5</dd>" in page
    assert str(tmp_path) not in page


def test_a_failing_notebook_fails_alone_and_says_where(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_small", FINDING)
    write_notebook(notebooks, "02_broken", FINDING, "1 / 0")
    out = tmp_path / "out"
    (out).mkdir()
    (out / "02_broken.html").write_text("an older run")

    good, bad = make([], corpus=corpus, out=out)

    assert (good.status, bad.status) == ("made", "failed")
    assert (
        bad.message
        == "02_broken, cell 4 under “What is 02_broken?”: ZeroDivisionError: division by zero"
    )
    assert not (out / "02_broken.html").exists()
    assert "did not run to its end" in (out / "02_broken.failed.html").read_text("utf-8")
    assert "division by zero" in (out / "index.html").read_text("utf-8")


def test_an_unknown_notebook_is_refused_with_the_nearest_name(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_small", FINDING)

    with pytest.raises(UnknownNameError, match="Did you mean 01_small"):
        make(["01_smal"], corpus=corpus, out=tmp_path / "out")


@pytest.mark.slow
def test_a_second_run_into_one_folder_waits_and_takes_no_page_of_the_first(
    corpus, notebooks, tmp_path, monkeypatch
):
    monkeypatch.setattr("detente.present.report.WAIT", 0)
    write_notebook(notebooks, "01_first", FINDING)
    write_notebook(notebooks, "02_second", FINDING)
    out = tmp_path / "out"

    def refused(_line):
        with pytest.raises(CorpusError, match=r"out: is in use by .*process \d+"):
            make(["02_second"], corpus=corpus, out=out)

    make(
        ["01_first"],
        corpus=corpus,
        out=out,
        said=refused,
    )
    make(["02_second"], corpus=corpus, out=out)

    index = (out / "index.html").read_text("utf-8")
    assert (out / "01_first.html").is_file()
    assert "01_first.html" in index
    assert "02_second.html" in index


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no shared locks")
def test_nothing_is_loaded_into_a_corpus_while_reports_of_it_are_made(
    corpus, notebooks, tmp_path, monkeypatch
):
    monkeypatch.setattr("detente.collect.corpus.WAIT", 0)
    write_notebook(notebooks, "01_first", FINDING)
    (tmp_path / "a.txt").write_text("Talks\n\nThey met.")
    told = []

    def refused(_line):
        with pytest.raises(CorpusError, match="is in use by") as error:
            load([tmp_path / "a.txt"], corpus)
        told.append(error)

    make(["01_first"], corpus=corpus, out=tmp_path / "out", said=refused)

    assert len(told) == 1


@pytest.mark.slow
def test_a_killed_run_leaves_no_process_behind(corpus, notebooks, tmp_path, until):
    write_notebook(
        notebooks,
        "01_slow",
        f"import time; open({str(tmp_path / 'begun')!r}, 'w')",
        f"time.sleep(600); open({str(tmp_path / 'ended')!r}, 'w')",
    )
    code = (
        f"from pathlib import Path; from detente import files; files.NOTEBOOKS = Path({str(notebooks)!r})\n"
        "from detente.present.report import make\n"
        f"make([], corpus=Path({str(corpus)!r}), out=Path({str(tmp_path / 'out')!r}))"
    )
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    until((tmp_path / "begun").exists)

    run.kill()

    run.communicate()  # ends when no worker holds the other end of the pipe
    assert not (tmp_path / "ended").exists()
    assert not (tmp_path / "out" / "01_slow.html").exists()


@pytest.mark.slow
def test_a_page_that_was_damaged_is_made_again(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_small", FINDING)
    make([], corpus=corpus, out=tmp_path / "out")
    page = tmp_path / "out" / "01_small.html"
    whole = page.read_bytes()
    page.write_bytes(whole[:100])

    (again,) = make([], corpus=corpus, out=tmp_path / "out")

    assert again.status == "made"
    assert page.read_bytes() == whole


@pytest.mark.slow
@pytest.mark.parametrize(
    "damaged", ["{", "[]", '{"01_small": 3}', '{"01_small": {"key": "x"}}', ""]
)
def test_damaged_results_of_earlier_runs_count_as_none(corpus, notebooks, tmp_path, damaged):
    write_notebook(notebooks, "01_small", FINDING)
    make([], corpus=corpus, out=tmp_path / "out")
    (tmp_path / "out" / ".results.json").write_text(damaged)

    (again,) = make([], corpus=corpus, out=tmp_path / "out")

    assert again.status == "made"


@pytest.mark.slow
def test_a_report_whose_process_is_killed_fails_alone(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_small", FINDING)
    write_notebook(notebooks, "02_killed", FINDING, "import os; os.kill(os.getpid(), 9)")

    good, bad = make([], corpus=corpus, out=tmp_path / "out")

    assert (good.status, bad.status) == ("made", "failed")
    assert "02_killed" in bad.message
    assert not (tmp_path / "out" / "02_killed.html").exists()
    assert "did not run to its end" in (tmp_path / "out" / "02_killed.failed.html").read_text()


@pytest.mark.slow
def test_a_report_that_never_ends_is_stopped_and_keeps_what_it_made(corpus, notebooks, tmp_path):
    hours = "import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0.1)  # for a day\ntime.sleep(600)"
    write_notebook(notebooks, "01_slow", FINDING, hours)

    (slow,) = make([], corpus=corpus, out=tmp_path / "out", limits=Limits(seconds=86_400))

    assert slow.status == "failed"
    assert "did not end within 86400 seconds" in slow.message
    assert "7 articles." in (tmp_path / "out" / "01_slow.failed.html").read_text("utf-8")


@pytest.mark.slow
def test_a_failure_names_the_line_of_a_longer_cell(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_broken", "a = 1\nb = 0\na / b\nc = 2")

    (bad,) = make([], corpus=corpus, out=tmp_path / "out")

    assert "cell 3 under “What is 01_broken?”, line 3 (a / b): ZeroDivisionError" in bad.message


def test_a_run_that_was_stopped_goes_on_with_what_it_had_not_made(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_first", FINDING)
    write_notebook(notebooks, "02_second", FINDING)

    def stop(_line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make([], corpus=corpus, out=tmp_path / "out", at_once=1, said=stop)
    first, second = make([], corpus=corpus, out=tmp_path / "out", at_once=1)

    assert (first.status, second.status) == ("unchanged", "made")


def test_the_index_of_a_corpus_without_articles_names_no_language(corpus, notebooks, tmp_path):
    write_notebook(notebooks, "01_small", FINDING)
    Corpus(corpus).write("articles", Article, [])

    make([], corpus=corpus, out=tmp_path / "out")

    assert "0 articles by 0 publishers;" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_first_page_says_what_changed_since_the_data_before_and_the_feed_has_it(
    corpus, notebooks, tmp_path
):
    write_notebook(notebooks, "01_small", FINDING)
    out = tmp_path / "out"
    make([], corpus=corpus, out=out)
    first = (out / "index.html").read_text("utf-8")
    Corpus(corpus).write("articles", Article, [article(1), article(2)])

    make([], corpus=corpus, out=out)
    second = (out / "index.html").read_text("utf-8")
    make([], corpus=corpus, out=out, force=True)

    assert "What has changed" not in first
    assert "<b>Articles added:</b> Northwire, 2021-05-19: Talks" in second
    assert "1 article added" in (out / "changes.xml").read_text("utf-8")
    assert "1 article added" in (out / "changes.html").read_text("utf-8")
    assert (out / "index.html").read_text("utf-8") == second


def test_a_page_of_earlier_data_that_a_run_did_not_look_at_is_marked_in_the_index(
    corpus, notebooks, tmp_path
):
    write_notebook(notebooks, "01_first", FINDING)
    write_notebook(notebooks, "02_second", FINDING)
    out = tmp_path / "out"
    make([], corpus=corpus, out=out)
    make(["01_first"], corpus=corpus, out=out)
    same = (out / "index.html").read_text("utf-8")
    Corpus(corpus).write("articles", Article, [article(1), article(2)])

    make(["01_first"], corpus=corpus, out=out)

    assert "From earlier data" not in same
    assert (out / "index.html").read_text("utf-8").count("From earlier data") == 1


def test_an_index_that_was_deleted_is_written_again_though_no_report_is(
    corpus, notebooks, tmp_path
):
    write_notebook(notebooks, "01_small", FINDING)
    out = tmp_path / "out"
    make([], corpus=corpus, out=out)
    before = (out / "index.html").read_bytes()
    (out / "index.html").unlink()

    (again,) = make([], corpus=corpus, out=out)

    assert again.status == "unchanged"
    assert (out / "index.html").read_bytes() == before
