import ast
import json
from pathlib import Path

import pytest

from detente.present.plan import parameters_of, read_plan

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
every = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def cells(path: Path, kind: str) -> list[str]:
    listed = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in listed if cell["cell_type"] == kind]


def test_the_notebooks_are_there_in_reading_order():
    names = [path.stem for path in NOTEBOOKS]

    assert names == [
        "01_corpus",
        "02_timeline",
        "03_network",
        "04_event_dossier",
        "05_two_sides",
        "06_actor",
    ]


def test_the_plan_makes_a_page_of_every_notebook():
    planned = {entry.notebook for entry in read_plan(NOTEBOOKS[0].parents[1] / "reports.toml")}

    assert planned == {path.stem for path in NOTEBOOKS}, "add an entry to reports.toml"


@every
def test_a_notebook_is_committed_without_outputs(path):
    listed = json.loads(path.read_text("utf-8"))["cells"]

    assert [c["id"] for c in listed if c.get("outputs") or c.get("execution_count")] == []


@every
def test_a_notebook_is_short_enough_to_read(path):
    code = cells(path, "code")

    assert len(code) + len(cells(path, "markdown")) <= 30
    assert max(len(source.splitlines()) for source in code) <= 15
    assert sum(len(source.splitlines()) for source in code) <= 120


@every
def test_no_line_of_code_in_a_notebook_is_wider_than_a_page(path):
    wide = [
        line
        for source in cells(path, "code")
        for line in source.splitlines()
        if len(line) > 100 and "  # " not in line  # what explains a parameter may be long
    ]

    assert wide == []


@every
def test_a_notebook_defines_nothing_and_installs_nothing(path):
    trees = [ast.parse(source) for source in cells(path, "code")]
    kinds = {type(node) for tree in trees for node in ast.walk(tree)}

    assert kinds & {ast.FunctionDef, ast.ClassDef, ast.Lambda} == set()


@every
def test_a_notebook_imports_in_one_cell_alone(path):
    importing = [
        s
        for s in cells(path, "code")
        if any(line.startswith(("import ", "from ")) for line in s.splitlines())
    ]

    assert importing == ["import detente"]


@every
def test_a_notebook_asks_a_question_finds_and_says_its_limits(path):
    prose, code = cells(path, "markdown"), cells(path, "code")

    assert prose[0].startswith("# ")
    assert prose[0].partition("\n")[0].endswith("?")
    assert sum("detente.findings." in source and "of_" in source for source in code) == 1
    assert sum("**Reading.**" in source for source in (*prose, *code)) >= 2
    assert {"## Check", "## Limitations"} <= {line for text in prose for line in text.splitlines()}


@every
def test_every_parameter_is_typed_and_explained(path):
    known = parameters_of(path)

    assert "corpus_dir" in known
    assert [p.name for p in known.values() if not p.help] == []
