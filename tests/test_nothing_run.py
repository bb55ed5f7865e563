"""Nothing of the folder that a command runs in, or of a bundle, is imported."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import papermill
import pytest

from detente import embedded, files

SCRIPT = """
import sys
from detente.cli import main

if __name__ == "__main__":
    sys.argv = ["detente", *sys.argv[1:]]
    main()
"""
IN_WORKERS = """
import sys
import detente

if __name__ == "__main__":
    corpus = detente.load([sys.argv[1]], "corpus", workers=2)
    print(len(detente.annotate(corpus, workers=2).mentions))
"""
MODULES = (
    "struct", "json", "pickle", "numpy", "pandas", "pyarrow", "detente", "ipykernel", "multiprocessing",
    "sitecustomize", "usercustomize",
)  # fmt: skip


@pytest.fixture
def trap(tmp_path):
    """A folder whose modules leave a mark when they are imported; gives it and who left one."""
    folder, mark = tmp_path / "trap", tmp_path / "mark"
    folder.mkdir()
    for name in MODULES:
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write({name!r} + ' ')\n")
    return folder, lambda: mark.read_text() if mark.is_file() else ""


def run(code, folder, *given, inside=""):
    """What a script prints that lies elsewhere and runs in a folder."""
    script = folder.parent / "script.py"
    script.write_text(code)
    source = str(Path(files.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, str(script), *map(str, given)],
        cwd=folder / inside,
        env={name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
        | {"PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_workers_that_load_and_annotate_import_nothing_from_the_folder(trap):
    folder, imported = trap
    articles = shutil.copytree(files.SAMPLE / "articles", folder / "articles")

    assert int(run(IN_WORKERS, folder, articles)) > 0
    assert imported() == ""


@pytest.mark.slow
def test_commands_import_nothing_from_the_folder_or_a_bundle(trap):
    folder, imported = trap
    shutil.copytree(embedded.open_corpus().folder, folder / "corpus")

    run(SCRIPT, folder, "report", "01_corpus", "--corpus", "corpus", "--out", "out")
    run(SCRIPT, folder, "check", "corpus")
    run(SCRIPT, folder, "export", "--what", "quotes", "--out", "quotes.csv", "--corpus", "corpus")
    run(SCRIPT, folder, "bundle", "study.zip", "--corpus", "corpus", "--reports", "out")
    assert "whole: each file has the hash" in run(SCRIPT, folder, "verify", "study.zip")
    zipfile.ZipFile(folder / "study.zip").extractall(folder / "unpacked")
    for module in folder.glob("*.py"):
        shutil.copy(module, folder / "unpacked")
    assert "whole: each file has the hash" in run(
        SCRIPT, folder, "verify", "../study.zip", inside="unpacked"
    )
    assert imported() == ""


def test_a_kernel_of_a_report_imports_nothing_from_the_folder(trap, monkeypatch):
    folder, imported = trap
    monkeypatch.setenv("PYTHONSAFEPATH", "1")  # as processes that make reports have it
    cell = nbformat.v4.new_code_cell("import struct, json, pandas\nprint(struct.__file__)")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "asks.ipynb")

    papermill.execute_notebook(
        str(folder / "asks.ipynb"),
        str(folder / "ran.ipynb"),
        kernel_name="python3",
        cwd=str(folder),
        progress_bar=False,
        kernel_manager_class="detente.present.making.LocalKernelManager",
    )

    assert imported() == ""
    assert str(folder) not in str(nbformat.read(folder / "ran.ipynb", 4).cells[0].outputs)
