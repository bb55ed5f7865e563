"""Write docs/readers.md from the readers themselves: `.venv/bin/python docs/make_readers.py`."""

import inspect
import json
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from detente.collect import containers, documents, readers

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "data" / "readers"
NOT_CONTAINERS = ("member", "stream")
DOCUMENTS = ("docx", "odt", "pdf", "rtf", "workbook")
INTRO = """<!-- Written by docs/make_readers.py; change the modules, not this page. -->
# What can be loaded

Every file is told apart by its content, not by its name. Each layout has a golden pair in
`tests/data/readers`: files as they come, and what is read from them. Where a layout is known only
from other importers, the reader says so.
"""


def page() -> str:
    """The whole page."""
    golden = _golden()
    parts = [INTRO, "## Readers\n"]
    for name, text in sorted(_of_readers()):
        parts.append(_section(name, text, golden.get(name, [])))
    parts.append("## Containers, opened and read file by file\n")
    for name in sorted({m.name for m in iter_modules(containers.__path__)} - {*NOT_CONTAINERS}):
        module = import_module(f"{containers.__name__}.{name}")
        kinds = [kind.name.split()[0].lower() for kind in getattr(module, "CONTAINERS", ())]
        pairs = [pair for known in (name, *kinds) for pair in golden.get(known, [])]
        parts.append(_section(name, inspect.getdoc(module), pairs))
    pairs = [pair for name in DOCUMENTS for pair in golden.get(name, [])]
    parts.append("## Documents, opened into text\n")
    parts.append(_paired(inspect.getdoc(documents), pairs))
    return "\n".join(parts)


def _of_readers() -> Iterator[tuple[str, str | None]]:
    """Name and text of each reader: of its module or, where that has several, of what reads."""
    modules = Counter(reader.read.__module__ for reader in readers.readers())
    for reader in readers.readers():
        module = reader.read.__module__
        told = reader.read if modules[module] > 1 else import_module(module)
        yield reader.name, inspect.getdoc(told)


def _section(name: str, text: str | None, pairs: list[str]) -> str:
    return f"### {name}\n\n{_paired(text, pairs)}"


def _paired(text: str | None, pairs: list[str]) -> str:
    """A text with the golden pairs that show it."""
    shown = ", ".join(f"`{pair}`" for pair in pairs)
    return "\n".join([f"{text}\n", *([f"Golden pairs: {shown}\n"] if shown else [])])


def _golden() -> dict[str, list[str]]:
    """Folders of golden pairs by the reader of their articles, and by their own first word."""
    found: dict[str, list[str]] = {}
    for expected in sorted(GOLDEN.glob("*/expected.json")):
        records = json.loads(expected.read_text("utf-8"))
        names = {str(record["reader"]) for record in records if "reader" in record}
        for name in sorted(names | {expected.parent.name.partition("-")[0]}):
            found.setdefault(name, []).append(expected.parent.name)
    return found


if __name__ == "__main__":
    (ROOT / "docs" / "readers.md").write_text(page(), encoding="utf-8")
