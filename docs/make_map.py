"""Write the rooms of docs/map.md, from docstrings: `.venv/bin/python docs/make_map.py`."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "map.md"
BEGIN, END = "<!-- rooms: made by docs/make_map.py -->\n", "<!-- end of rooms -->\n"


def page() -> str:
    """The page as it is, with a row for each module: what it holds, in its own first sentence."""
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    source = ROOT / "src" / "detente"
    folders = sorted({path.parent for path in source.rglob("*.py")})
    return head + BEGIN + "".join(map(_rooms, folders)) + END + tail


def _rooms(folder: Path) -> str:
    said = {path.name: _said(path) for path in sorted(folder.glob("*.py"))}
    rows = [f"| `{name}` | {text} |\n" for name, text in said.items() if text]
    named = folder.relative_to(ROOT / "src").as_posix()
    return f"\n**{named}/**\n\n| room | what it holds |\n|---|---|\n{''.join(rows)}"


def _said(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
