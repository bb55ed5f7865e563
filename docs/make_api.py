"""Write docs/api.md from the docstrings: `.venv/bin/python docs/make_api.py`."""

import inspect
import re
from pathlib import Path
from typing import Any

import detente

HEAD = """# Public names

`import detente` gives these names; each is loaded when it is first used. In the examples
`corpus` is `detente.open()`, the embedded corpus; `exports` a folder that holds one article as a
text file, `new` a folder that is empty. A test runs every example. Made from the docstrings by
`.venv/bin/python docs/make_api.py`.
"""


def page() -> str:
    """The whole page: a section a name, with its call, what it gives and an example."""
    return "\n".join([HEAD, *(_section(name, getattr(detente, name)) for name in detente.__all__)])


def _section(name: str, value: Any) -> str:
    said, _, example = inspect.getdoc(value).partition("\n>>> ")
    first = said.strip().split("\n\n")[0].replace("\n", " ")
    return f"## {name}\n\n{_call(name, value)}{first}\n\n```python\n>>> {example.strip()}\n```\n"


def _call(name: str, value: Any) -> str:
    if not inspect.isfunction(value):
        return ""
    given = str(inspect.signature(value)).partition(" -> ")[0]
    given = re.sub(r"<function .*? at 0x\w+>", "…", given)
    given = re.sub(r"\b(?:\w+\.)+(?=\w+)", "", given)
    return f"`{name}{given}`\n\n"


if __name__ == "__main__":
    (Path(__file__).parent / "api.md").write_text(page(), encoding="utf-8")
