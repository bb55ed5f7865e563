"""The notebook as it was run, kept so that two runs give the same bytes.

What is of one run alone (times, addresses in memory, folders of this machine) is taken out of the
notebook; times and folders go into a file beside it.
"""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from sysconfig import get_path
from tempfile import gettempdir
from typing import Any

from detente import files
from detente.content import write_aside

_OF_ONE_RUN = (
    "start_time",
    "end_time",
    "duration",
    "input_path",
    "output_path",
    "environment_variables",
)
_ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]{6,16}\b")
_KERNEL_FILE = re.compile(r"\S*ipykernel_\d+[/\\]\d+\.py")
_ADDED = ("injected-parameters", "papermill-error-cell-tag")


def settle(nb: Any, folders: Mapping[Path, str]) -> dict[str, Any]:
    """Take out of a notebook what is of one run alone; gives its times and folders.

    Parameters
    ----------
    folders
        Folders of this machine, with the words that stand for them in the notebook.
    """
    names = _names(folders)
    run = nb.metadata.get("papermill", {})
    about = {name: run.pop(name) for name in _OF_ONE_RUN if name in run}
    times = []
    for number, cell in enumerate(nb.cells):
        own = cell.metadata.get("papermill", {})
        times.append({name: own.pop(name, None) for name in _OF_ONE_RUN[:3]})
        if set(_ADDED) & set(cell.metadata.get("tags", [])):
            cell["id"] = f"added-{number:02}"  # papermill draws one by lot
            cell["source"] = _settled(cell["source"], names)
        for output in cell.get("outputs", []):
            _settle(output, names)
    for name, value in run.get("parameters", {}).items():
        run["parameters"][name] = _settled(value, names) if isinstance(value, str) else value
    return {name: value for name, value in about.items() if value} | {"cells": times}


def keep(nb: Any, path: Path, about: dict[str, Any]) -> None:
    """Write a settled notebook, and its times beside it."""
    import nbformat

    write_aside(path, f"{nbformat.writes(nb)}\n")  # type: ignore[no-untyped-call]
    write_aside(path.with_suffix(".json"), json.dumps(about, indent=1, sort_keys=True))


def _names(folders: Mapping[Path, str]) -> list[tuple[str, str]]:
    """Folders as text with the words for them, the longest first."""
    known = {
        Path(__file__).parents[1]: "detente",
        files.NOTEBOOKS: "notebooks",
        files.REFERENCE: "data/reference",
        Path(get_path("stdlib")): "python",
        Path(get_path("purelib")): "packages",
        Path(sys.prefix): "environment",
        Path.home(): "~",
        Path(gettempdir()): "tmp",
    }
    named = {str(folder): name for folder, name in (known | dict(folders)).items()}
    return sorted(named.items(), key=lambda item: -len(item[0]))


def _settle(output: Any, names: list[tuple[str, str]]) -> None:
    """Settle what a cell wrote; what it shows as table, chart or prose is data and stays."""
    for where, field in ((output, "text"), (output, "evalue"), (output.get("data"), "text/plain")):
        if where and isinstance(where.get(field), str):
            where[field] = _settled(where[field], names)
    if "traceback" in output:
        output["traceback"] = [_settled(line, names) for line in output["traceback"]]


def _settled(text: str, names: list[tuple[str, str]]) -> str:
    text = _KERNEL_FILE.sub("<cell>", _ADDRESS.sub("0x…", text))
    for folder, name in names:
        if folder in text:
            text = re.sub(rf"(?<![\w./]){re.escape(folder)}(?![\w-])", name, text)
    return text
