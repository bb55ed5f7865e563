"""The commands as a user types them."""

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("detente")


def detente(*arguments):
    return subprocess.run(
        [COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("name", ["load", "annotate", "report", "export", "show"])
def test_the_help_of_every_command_has_an_example(name):
    shown = detente(name, "--help").stdout

    assert f"Example: detente {name}" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("load", "nowhere", "--corpus", "x"), "detente: nowhere: there is no such file or folder"),
        (("annotate", "--corpus", "nowhere"), "detente load PATH"),
        (("report", "--corpus", "nowhere"), "detente load PATH"),
        (("report", "04_event_dosier"), "Did you mean 04_event_dossier"),
        (("report", "04_event_dossier", "-p", "evnt=x"), "Did you mean 'event'"),
        (("report", "02_timeline", "-p", "top=many"), "top is to be int, and 'many' is not"),
        (("report", "-p", "top"), "-p wants name=value, and 'top' has no ="),
        (("export", "--what", "nothing", "--out", "x.csv"), "one of network, timeline, mentions"),
        (("show", "sergei-lavrov"), "Did you mean sergey-lavrov"),
    ],
)
def test_an_error_is_one_sentence_that_says_what_to_do(arguments, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    done = detente(*arguments)

    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


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

    assert "2 inputs: 1 read, 0 repaired, 1 refused. 1 articles." in loaded.stdout
    assert "1 events" in annotated.stdout
    assert "met Russian Foreign Minister Sergey Lavrov" in shown.stdout
    assert exported.stdout == f"{out}: 1 rows\n"
    assert "constructive" in out.read_text("utf-8-sig")
