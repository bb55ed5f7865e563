import doctest
import inspect
import re
import runpy
from pathlib import Path

import pytest

import detente

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_of_readers_is_what_the_modules_and_golden_pairs_say():
    made = runpy.run_path(str(DOCS / "make_readers.py"))["page"]()

    assert (DOCS / "readers.md").read_text("utf-8") == made, (
        "run .venv/bin/python docs/make_readers.py"
    )


def test_the_page_of_fields_is_what_the_record_classes_say():
    made = runpy.run_path(str(DOCS / "make_fields.py"))["text"]()

    assert (DOCS / "fields.md").read_text("utf-8") == made, (
        "run .venv/bin/python docs/make_fields.py"
    )


def test_the_page_of_public_names_is_what_the_docstrings_say():
    made = runpy.run_path(str(DOCS / "make_api.py"))["page"]()

    assert (DOCS / "api.md").read_text("utf-8") == made, "run .venv/bin/python docs/make_api.py"


@pytest.mark.slow
@pytest.mark.parametrize("name", detente.__all__)
def test_every_public_name_has_an_example_that_runs(name, tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "talks.txt").write_text(
        "Talks held\n\nSergey Lavrov met Antony Blinken in Reykjavik.\n"
    )
    known = {"detente": detente, "corpus": detente.open()}
    known |= {"exports": exports, "new": tmp_path / "new"}
    text = inspect.getdoc(getattr(detente, name))
    test = doctest.DocTestParser().get_doctest(text, known, name, name, 0)
    told: list[str] = []

    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)

    assert test.examples, f"{name} has no example"
    assert told == []


def test_the_map_names_every_room_as_the_room_does():
    made = runpy.run_path(str(DOCS / "make_map.py"))["page"]()

    assert (DOCS / "map.md").read_text("utf-8") == made, "run .venv/bin/python docs/make_map.py"


def test_no_page_names_a_module_that_is_not_there():
    root = DOCS.parent
    there = [root / "src" / "detente", root]
    module = re.compile(r"`((?:collect|extract|present|tests|docs|benchmarks)/[a-z_/]+\.py)`")

    missing = [
        (page.name, name)
        for page in [*DOCS.rglob("*.md"), *root.glob("*.md")]
        for name in module.findall(page.read_text("utf-8"))
        if not any((base / name).is_file() for base in there)
    ]

    assert missing == []
