"""The reports of a bundle made again from its data, and compared with its pages.

Nothing of a bundle is run as code: its tables, corrections and parameters are used, with the
notebooks and packages that are here. Where these differ from the bundle's, that is said.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from detente.errors import BundleError
from detente.present.archive import Archive
from detente.present.bundle import RUN, versions
from detente.present.jobs import Job, notebooks
from detente.present.parameters import checked, parameters_of

_SCOPE = re.compile(r"(?:(?:event|actor)=[\w.-]+)?")
_NAME = re.compile(r"[\w.-]+")
_AGAIN = "again"


def differences(archive: Archive, run: dict[str, Any], *, said: Callable[[str], None]) -> list[str]:
    """Reports whose pages are not the same when they are made again, a sentence each."""
    for line in _other_versions(run["versions"]):
        said(line)
    with TemporaryDirectory(prefix="detente-") as scratch:
        folder = Path(scratch)
        archive.unpack(("data/", "reference/", "settings/", "reports/", "notebooks/", RUN), folder)
        jobs(folder)  # refused here, in a sentence, where a name or parameter does not hold
        ran = subprocess.run(  # noqa: S603 - this Python, this module
            [sys.executable, "-m", __name__, str(folder)], env=_settings(folder), check=False
        )
        if ran.returncode:
            return ["The reports could not be made again; what went wrong stands above."]
        return [
            line for row in run["reports"] for line in _compared(folder, str(row["name"]), said)
        ]


def jobs(folder: Path) -> list[Job]:
    """Jobs for the reports of an unpacked bundle; BundleError for a name that is not known."""
    run, known = json.loads((folder / RUN).read_text("utf-8")), notebooks()
    corpora = [path for path in sorted((folder / "data").glob("*")) if path.is_dir()]
    if [path.name for path in corpora] != [run["corpus"]]:
        raise BundleError(f"{RUN} names a corpus that is not in the bundle.")
    made = []
    for row in run["reports"]:
        name, notebook, scope = str(row["name"]), str(row["notebook"]), str(row["scope"])
        if notebook not in known or not _NAME.fullmatch(name) or not _SCOPE.fullmatch(scope):
            raise BundleError(f"{RUN}: the report {name!r} is none that this version can make.")
        given = {key: str(value) for key, value in row["parameters"].items()}
        values = checked(given, parameters_of(known[notebook]), notebook=notebook)
        made.append(
            Job(
                name=name,
                notebook=known[notebook],
                parameters=values,
                corpus=corpora[0],
                scope=scope,
                out=folder / _AGAIN,
            )
        )
    return made


def make_again(folder: Path) -> None:
    """Make the reports of an unpacked bundle into its folder `again`."""
    from detente.embedded import open_corpus
    from detente.present.limits import Limits
    from detente.present.making import make_one
    from detente.present.workers import side_by_side
    from detente.processes import cores

    todo = jobs(folder)
    (folder / _AGAIN).mkdir()
    open_corpus(todo[0].corpus, progress=True)
    for job, done, seconds in side_by_side(todo, make_one, at_once=cores(), limits=Limits()):
        why = done if isinstance(done, str) else done.message
        print(f"{job.name}: {why or 'made again'} in {seconds:.1f} s")  # noqa: T201


def _settings(folder: Path) -> dict[str, str]:
    """Environment in which the bundle's own tables and corrections are used."""
    review = folder / "settings" / "review.csv"
    return os.environ | {
        "DETENTE_REFERENCE": str(folder / "reference"),
        "DETENTE_REVIEW": str(review) if review.is_file() else os.devnull,
    }


def _other_versions(theirs: dict[str, str]) -> list[str]:
    mine = versions()
    other = [
        f"{name} {theirs[name]} (here {mine.get(name, 'missing')})"
        for name in sorted(theirs)
        if mine.get(name) != theirs[name]
    ]
    if not other:
        return []
    return [f"Made with other versions, so that pages may differ: {', '.join(other)}"]


def _compared(folder: Path, name: str, said: Callable[[str], None]) -> list[str]:
    pages = [
        f"{kind}/{name}{failed}.html" for kind in ("reports", _AGAIN) for failed in ("", ".failed")
    ]
    before, again = (
        next((folder / page for page in pair if (folder / page).is_file()), None)
        for pair in (pages[:2], pages[2:])
    )
    if before is None or again is None:
        return [f"{name} gave no page{' again' if before else ''}."]
    if before.name == again.name and before.read_bytes() == again.read_bytes():
        said(f"{name}: the same page, byte for byte")
        return []
    return [f"{name} gives another page: {_first_difference(folder, name)}"]


def _first_difference(folder: Path, name: str) -> str:
    """Where two notebooks as they were run differ first, as the end of a sentence."""
    one, other = (
        json.loads(path.read_text("utf-8"))["cells"] if path.is_file() else []
        for path in (folder / f"notebooks/{name}.ipynb", folder / _AGAIN / f".runs/{name}.ipynb")
    )
    heading = "the top"
    for number, (mine, theirs) in enumerate(zip(one, other, strict=False), start=1):
        source = "".join(mine["source"])
        if mine["cell_type"] == "markdown":
            heading = (re.findall(r"^#+ (.*)", source, flags=re.MULTILINE) or [heading])[-1]
        if source != "".join(theirs["source"]):
            return f"the notebook here is another one, from cell {number} under “{heading}” on."
        if mine.get("outputs") != theirs.get("outputs"):
            return f"the first output that differs is in cell {number} under “{heading}”."
    if len(one) != len(other):
        return f"it had {len(one)} cells and has {len(other)}."
    return "all outputs are the same; the version of détente or of a package lays them out anew."


if __name__ == "__main__":
    make_again(Path(sys.argv[1]))
