"""Whether a bundle is whole and unchanged."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.errors import BundleError
from detente.present.bundle import FORMAT, RUN, SUMS, Archive, Packed, opened
from detente.tables import hash_of

Said = Callable[[str], None]
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")


def verify(path: Path, *, said: Said = lambda _line: None) -> list[str]:
    """What is wrong with a bundle, a sentence each; BundleError for what is none.

    `said` is called with what there is to know besides.
    """
    with opened(path) as archive:
        files = archive.packed()
        found = _changed(archive, files)
        said(_told(path, _run(archive), files))
        return found


def _changed(archive: Archive, files: list[Packed]) -> list[str]:
    """Files that are missing, too many, damaged or changed."""
    lines = [_SUM.fullmatch(line) for line in archive.text(SUMS).splitlines()]
    if not all(lines):
        raise BundleError(f"{SUMS} is no list of hashes; it was damaged or is no bundle's.")
    sums = {line[2]: line[1] for line in lines if line}
    there = {file.name: file.sha256 for file in files if file.name != SUMS}
    found = [f"{name} is missing." for name in sorted(sums.keys() - there.keys())]
    found += [f"{name} was added." for name in sorted(there.keys() - sums.keys())]
    for name in sorted(sums.keys() & there.keys()):
        if not there[name]:
            found.append(f"{name} is damaged: it cannot be unpacked.")
        elif there[name] != sums[name]:
            found.append(f"{name} was changed after the bundle was made.")
    return found


def _run(archive: Archive) -> dict[str, Any]:
    try:
        run = json.loads(archive.text(RUN))
        fits = run["format"] == FORMAT and all(row["status"] for row in run["reports"])
        fits = fits and isinstance(run["versions"]["detente"], str)
    except (ValueError, TypeError, KeyError, AttributeError):
        fits = False
    if not fits:
        raise BundleError(f"{RUN} is not what this version of détente writes (format {FORMAT}).")
    return dict(run)


def _told(path: Path, run: dict[str, Any], files: list[Packed]) -> str:
    count, failed = len(run["reports"]), sum(r["status"] == "failed" for r in run["reports"])
    not_whole = f", {failed} of them failed" if failed else ""
    return (
        f"{path}: {count} report{'s' * (count != 1)}{not_whole}, {len(files)} files, "
        f"made with détente {run['versions']['detente']}; sha256 {hash_of(path)}"
    )
