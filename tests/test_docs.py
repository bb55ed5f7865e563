import runpy
from pathlib import Path

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
