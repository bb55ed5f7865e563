"""The commands as a user types them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from detente.cli import main
from detente.embedded import open_corpus
from detente.wording import counted

COMMAND = Path(sys.executable).with_name("detente")


REPORTS = ["01_corpus", "02_timeline", "03_network", "04_event_dossier", "05_two_sides", "06_actor"]


def detente(*arguments, **more):
    command = [COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, **more)


@pytest.fixture
def here(monkeypatch, capsys):
    """Runs a command in this process, which starts in a second less."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["detente", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, ended.value.code, said.out, said.err)

    return run


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A corpus of one article, loaded and annotated by the commands."""
    folder = tmp_path_factory.mktemp("моя работа")
    (folder / "a.txt").write_text(
        "Talks in Iceland\n\n20 May 2021\n\nUS Secretary of State Antony Blinken met Russian Foreign Minister "
        "Sergey Lavrov in Reykjavik on 19 May 2021. Lavrov called the talks “constructive”.",
        "utf-8",
    )
    detente("load", folder / "a.txt", "--corpus", folder / "corpus")
    detente("annotate", "--corpus", folder / "corpus")
    return folder / "corpus"


@pytest.mark.parametrize(
    "name",
    ["load", "annotate", "review", "report", "export", "show", "changes", "check", "migrate"],
)
def test_the_help_of_every_command_has_an_example(name, here):
    shown = here(name, "--help").stdout

    assert f"Example: detente {name}" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("load", "nowhere", "--corpus", "x"), "detente: nowhere: there is no such file or folder"),
        (("annotate", "--corpus", "nowhere"), "detente load PATH"),
        (("report", "--corpus", "nowhere"), "detente load PATH"),
        (("report", "04_event_dosier"), "Did you mean 04_event_dossier"),
        (("report", "04_event_dossier", "-p", "evnt=x"), "Did you mean 'event'"),
        (
            ("report", "02_timeline", "-p", "top=many"),
            "top is to be a whole number, and 'many' is not",
        ),
        (("report", "-p", "top"), "-p wants name=value, and 'top' has no ="),
        (("export", "--what", "nothing", "--out", "x.csv"), "one of network, timeline, mentions"),
        (("export", "--what", "events", "--out", "x.xls"), "exports end in .csv"),
        (("export", "--what", "events", "--out", "file/x.csv"), "cannot read or write file"),
        (("report", "01_corpus", "--out", "file/x"), "cannot read or write file/x"),
        (("load", "file", "--corpus", "file"), "cannot read or write file: file exists"),
        (("load", "file", "--corpus", "x", "--publishers", "no.csv"), "no.csv: no such file"),
        (("show", "sergei-lavrov"), "Did you mean sergey-lavrov"),
    ],
)
def test_an_error_is_one_sentence_that_says_what_to_do(
    arguments, sentence, here, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("This stands where a folder is to be made.")

    done = here(*arguments)

    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_an_error_ends_the_command_itself_with_status_1_and_no_traceback(tmp_path):
    done = detente("report", "--corpus", tmp_path / "nowhere")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("detente: ")
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_folder_of_ones_own_is_loaded_annotated_shown_and_exported(tmp_path):
    inputs, corpus, out = tmp_path / "мои статьи", tmp_path / "corpus", tmp_path / "quotes.csv"
    inputs.mkdir()
    (inputs / "a.txt").write_text(
        "Talks in Iceland\n\n20 May 2021\n\nUS Secretary of State Antony Blinken met Russian Foreign Minister "
        "Sergey Lavrov in Reykjavik on 19 May 2021. Lavrov called the talks “constructive”.",
        "utf-8",
    )
    (inputs / "b.txt").write_bytes(b"")

    loaded = detente("load", inputs, "--corpus", corpus)
    annotated = detente("annotate", "--corpus", corpus)
    shown = detente("show", "reykjavik-talks-2021", "--corpus", corpus)
    exported = detente("export", "--what", "quotes", "--out", out, "--corpus", corpus)

    assert "2 inputs, 1 read, 0 repaired, 1 refused; 1 article by 1 publisher." in loaded.stdout
    assert "1 event," in annotated.stdout
    assert "met Russian Foreign Minister Sergey Lavrov" in shown.stdout
    assert exported.stdout == f"{out}: 1 row\n"
    assert "constructive" in out.read_text("utf-8-sig")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "heading"),
    [
        ("network", '"source"'),
        ("timeline", '"begin"'),
        ("mentions", '"article_id"'),
        ("quotes", '"article_id"'),
        ("actions", '"article_id"'),
        ("events", '"event_id"'),
    ],
)
def test_every_table_is_exported_with_its_header(what, heading, study, here, tmp_path):
    out = tmp_path / "new folder" / f"{what}.csv"

    done = here("export", "--what", what, "--out", out, "--corpus", study)

    lines = out.read_text("utf-8-sig").splitlines()
    assert done.stdout == f"{out}: {counted(len(lines) - 1, 'row')}\n"
    assert len(lines) > 1
    assert heading in lines[0].split(",")


@pytest.mark.slow
def test_all_reports_of_one_article_are_made_in_the_folder_of_the_corpus(study):
    plain = {k: v for k, v in os.environ.items() if k != "HOME"} | {"LC_ALL": "C"}

    first = detente("report", "--corpus", ".", cwd=study, env=plain)
    again = detente("report", "--corpus", ".", cwd=study, env=plain)

    pages = study / "reports" / "corpus"
    assert first.returncode == again.returncode == 0
    assert sorted(page.stem for page in pages.glob("*.html")) == [*REPORTS, "index"]
    assert "6 reports, 6 unchanged, 0 failed" in again.stdout


@pytest.mark.slow
def test_a_corpus_of_refused_inputs_gets_the_one_report_that_says_why(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    detente("load", tmp_path / "a.txt", "--corpus", tmp_path / "corpus")

    done = detente("report", "--corpus", tmp_path / "corpus", "--out", tmp_path / "out")

    assert done.returncode == 0
    assert done.stdout.startswith("The corpus holds no articles; 01_corpus says what became")
    assert {page.stem for page in (tmp_path / "out").glob("*.html")} == {"01_corpus", "index"}


@pytest.mark.slow
def test_a_report_that_fails_is_named_once_and_the_exit_status_is_1(study, tmp_path):
    asked = ("-p", 'event=it\'s "no"\nevent', "--corpus", study, "--out", tmp_path)

    done = detente("report", "04_event_dossier", *asked)

    assert done.returncode == 1
    assert done.stdout.startswith("04_event_dossier, cell 4 under ")
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_review_takes_a_filled_in_table_and_without_one_says_how_to_decide(study, tmp_path):
    kept = tmp_path / "review.csv"
    sheet = tmp_path / "names.csv"
    columns = "decision,name,actor,to,kind,country,gender,aliases,only,note"
    sheet.write_text(f"{columns}\naccept,Nils Oberg,,,person,SE,m,,,\n", "utf-8")
    env = os.environ | {"DETENTE_REVIEW": str(kept)}

    filled = detente("review", "--from", sheet, env=env)
    shown = detente("review", "--corpus", study, env=env)

    assert filled.stdout.strip().endswith("1 new decision; the next report follows them.")
    assert "--out names.csv" in shown.stdout
    assert kept.read_text("utf-8").splitlines()[1].startswith("accept,Nils Oberg,,,person,SE,m")


@pytest.mark.slow
def test_changes_between_two_runs_are_printed_and_written(study, tmp_path):
    out, page, rows = tmp_path / "reports", tmp_path / "c.html", tmp_path / "c.json"
    first = detente("report", "01_corpus", "--corpus", study, "--out", out, "--since-last")
    again = detente("report", "01_corpus", "--corpus", study, "--out", out, "--since-last")
    same = detente("changes", study, out, "--out", page, "--json", rows)
    alone = detente("changes", out)

    assert "This is the first run into this folder" in first.stdout
    assert "Nothing has changed since the last run (corpus)." in again.stdout
    assert same.stdout.startswith("Nothing has changed.\nBefore: corpus, 1 article,")
    assert "<h1>What has changed</h1>" in page.read_text("utf-8")
    assert '"changes": []' in rows.read_text("utf-8")
    assert (alone.returncode, alone.stdout) == (1, "")
    assert "keeps no two runs with different data" in alone.stderr


OTHER = "In another language than English, Russian and Ukrainian:"


def test_a_second_load_says_what_is_new_and_not_again_what_was_refused(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "list.txt").write_text("https://x.example/1\nhttps://x.example/2\n", "utf-8")
    first = detente("load", tmp_path / "in", "--corpus", tmp_path / "c").stdout
    talks = "Zwei Minister sprachen am Mittwoch in einem Saal über dem Hafen miteinander."
    (tmp_path / "in" / "talks.txt").write_text(f"Gespräche\n\n{talks}", "utf-8")

    second = detente("load", tmp_path / "in", "--corpus", tmp_path / "c").stdout.splitlines()

    assert "  refused list.txt: no text: a list of addresses; fetch the pages" in first
    assert second == [
        "Loaded before and not changed: 1 file.",
        "New in the corpus: 1 article.",
        f"{tmp_path / 'c'}: 2 inputs, 1 read, 0 repaired, 1 refused; 1 article by 1 publisher.",
        f"{OTHER} 1 article, kept and counted; only names are looked for.",
    ]


def test_the_fields_that_a_column_can_be_named_for_are_listed_by_help_and_error(tmp_path):
    helped = " ".join(detente("load", "--help").stdout.split())
    refused = detente("load", tmp_path, "--corpus", tmp_path / "c", "--column", "text=T").stderr

    for told in (helped, refused):
        assert "title, body, summary, byline, section, published, updated" in told


@pytest.mark.slow
def test_a_folder_with_signs_of_addresses_in_its_name_is_loaded_reported_and_exported(
    study, tmp_path
):
    folder = tmp_path / 'Мой "корпус" #1 100%25? & it\'s'
    folder.mkdir()
    (folder / "a#b.txt").write_text((study.parent / "a.txt").read_text("utf-8"), "utf-8")
    corpus, out, table = folder / "corpus#2", folder / "out#3", folder / "a#b?.csv"

    for command in (
        ("load", folder / "a#b.txt", "--corpus", corpus),
        ("report", "01_corpus", "--corpus", corpus, "--out", out),
        ("export", "--what", "mentions", "--out", table, "--corpus", corpus),
        ("check", corpus),
    ):
        done = detente(*command)
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done

    assert (out / "01_corpus.html").is_file()
    assert "sergey-lavrov" in table.read_text("utf-8")
    assert len(open_corpus(f"{corpus}#actor=sergey-lavrov").articles) == 1


@pytest.mark.slow
def test_a_damaged_corpus_ends_each_command_in_a_sentence_and_status_1(study, tmp_path):
    corpus = shutil.copytree(study, tmp_path / "corpus")
    path = corpus / "mentions.parquet"
    path.write_bytes(path.read_bytes()[:200])

    for command in (
        ("check", corpus),
        ("export", "--what", "mentions", "--out", tmp_path / "m.csv", "--corpus", corpus),
        ("show", "sergey-lavrov", "--corpus", corpus),
    ):
        done = detente(*command)
        assert done.returncode == 1
        assert "mentions.parquet is damaged" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_names_that_would_steer_a_terminal_are_printed_as_they_are_written(here, tmp_path):
    done = here("check", tmp_path / "\x1b[31mred\u202e")

    assert done.returncode == 1
    assert r"\x1b[31mred\u202e" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of sizes")
def test_an_export_that_finds_no_room_leaves_the_table_that_was_there(study, tmp_path):
    import resource

    out = tmp_path / "mentions.csv"
    detente("export", "--what", "mentions", "--out", out, "--corpus", study)
    whole = out.read_bytes()

    done = detente(
        *("export", "--what", "mentions", "--out", out, "--corpus", study),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)),
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(whole) > 500  # so that there was no room
    assert [path.name for path in tmp_path.iterdir()] == ["mentions.csv"]
    assert out.read_bytes() == whole
