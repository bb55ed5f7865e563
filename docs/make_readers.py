"""Write docs/readers.md from the readers themselves: `.venv/bin/python docs/make_readers.py`."""

import inspect
import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from detente.collect import containers, documents, readers

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "data" / "readers"
NOT_READERS = ("member", "stream", "opened")
PACKAGES = {
    "Readers": readers,
    "Containers, opened and read file by file": containers,
    "Documents, opened into text": documents,
}
INTRO = """<!-- Written by docs/make_readers.py; change the modules, not this page. -->
# What can be loaded

Every file is told apart by its content, not by its name. Each layout has a golden pair in
`tests/data/readers`: files as they come, and what is read from them. Where a layout is known only
from other importers, the reader says so.
"""


def page() -> str:
    """The whole page."""
    parts = [INTRO]
    golden = _golden()
    for title, package in PACKAGES.items():
        parts.append(f"## {title}\n")
        for name in sorted(m.name for m in iter_modules(package.__path__)):
            if name in NOT_READERS:
                continue
            module = import_module(f"{package.__name__}.{name}")
            kinds = [kind.name.split()[0].lower() for kind in getattr(module, "CONTAINERS", ())]
            pairs = [pair for known in (name, *kinds) for pair in golden.get(known, [])]
            shown = ", ".join(f"`{pair}`" for pair in pairs)
            parts.append(f"### {name}\n\n{inspect.getdoc(module)}\n")
            parts.extend([f"Golden pairs: {shown}\n"] if shown else [])
    return "\n".join(parts)


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
