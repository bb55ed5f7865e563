"""Two runs, with any number of workers, give the same pages and the same notebooks."""

import json
import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from detente.embedded import open_corpus
from detente.present.making import settle

RUN = """
from pathlib import Path
import sys
from detente.present.report import make
results = make([], corpus=Path(sys.argv[1]), out=Path(sys.argv[2]), at_once=int(sys.argv[3]))
print([(r.name, r.message) for r in results if r.status == "failed"])
"""


@pytest.mark.slow
def test_one_worker_and_three_make_the_same_pages_and_keep_the_same_notebooks(tmp_path):
    corpus = open_corpus().folder
    for workers in (1, 3):
        ran = subprocess.run(
            [sys.executable, "-c", RUN, corpus, tmp_path / f"with-{workers}", str(workers)],
            env=os.environ | {"PYTHONHASHSEED": str(workers)},
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert ran.stdout.strip() == "[]"

    one, three = (files_of(tmp_path / f"with-{workers}") for workers in (1, 3))

    assert sorted(one) == sorted(three)
    assert {"index.html", "05_two_sides.html", ".runs/05_two_sides.ipynb"} <= set(one)
    assert [name for name in one if one[name] != three[name]] == []


def test_the_times_of_a_run_and_the_folders_of_a_machine_are_kept_beside_the_notebook(tmp_path):
    first, about = settled(tmp_path / "first", seconds=1.5, address="0x7f0011223344")
    second, _ = settled(tmp_path / "second", seconds=9.0, address="0x7fffffffffff")

    assert first == second
    assert "first" not in first
    assert about["duration"] == 1.5
    assert about["input_path"].endswith("01_small.ipynb")


def test_what_a_cell_shows_as_data_is_not_touched(tmp_path):
    nb = run_of(tmp_path, seconds=1.0, address="0x7f0011223344")
    nb.cells[1]["source"] = f"# {tmp_path} at 0x7f0011223344"
    nb.cells[1]["outputs"].append(
        new_output("display_data", data={"text/html": f"<td>{tmp_path} at 0x7f0011223344</td>"})
    )
    before = json.dumps([nb.cells[1]["source"], nb.cells[1]["outputs"][-1]])

    settle(nb, {tmp_path: "study"})

    assert json.dumps([nb.cells[1]["source"], nb.cells[1]["outputs"][-1]]) == before


def settled(folder, **run):
    nb = run_of(folder, **run)
    about = settle(nb, {folder: "study"})
    return nbformat.writes(nb), about


def run_of(folder, *, seconds, address):
    shown = new_output("execute_result", data={"text/plain": f"<Corpus object at {address}>"})
    warned = new_output("stream", name="stderr", text=f"{folder}/articles.parquet: old\n")
    injected = new_code_cell(
        f'corpus_dir = "{folder}"', metadata={"tags": ["injected-parameters"], "papermill": {}}
    )
    nb = new_notebook()
    nb.cells = [
        new_markdown_cell("# What?", id="a"),
        new_code_cell("corpus", id="b", outputs=[shown, warned], metadata={
            "papermill": {"start_time": str(seconds), "end_time": "x", "duration": seconds, "status": "completed"}
        }),
        injected,
    ]  # fmt: skip
    nb.metadata["papermill"] = {
        "duration": seconds, "start_time": str(seconds), "end_time": str(seconds), "version": "2.7",
        "input_path": "notebooks/01_small.ipynb", "output_path": str(folder / "x.ipynb"),
        "environment_variables": {}, "parameters": {"corpus_dir": f"{folder}#event=x"},
    }  # fmt: skip
    return nb


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".ipynb"}
    }
