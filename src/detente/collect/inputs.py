"""Inputs: every file below what the user named, opened and unpacked, in a fixed order."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import xxhash

from detente.collect.draft import Refusal
from detente.errors import InputError

LARGEST = 2**30
"""Bytes of one file, unpacked, that are read at most."""
_HIDDEN = (".", "~$", "Thumbs.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file that was seen, so that the next load knows whether it has changed."""

    source: str
    """Path relative to the folder that was loaded."""
    digest: str
    """Hash of its bytes."""


def found(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Source name and path of every file, sorted; links out of a folder are not followed."""
    for root in paths:
        if not root.exists():
            raise InputError("there is no such file or folder", where=str(root))
        if root.is_file():
            yield root.name, root
            continue
        prefix = f"{root.name}/" if len(paths) > 1 else ""
        for path in sorted(root.rglob("*")):
            hidden = any(part.startswith(_HIDDEN) for part in path.relative_to(root).parts)
            inside = path.resolve().is_relative_to(root.resolve())
            if path.is_file() and not hidden and inside:
                yield prefix + path.relative_to(root).as_posix(), path


def digest_of(path: Path) -> str:
    """Hash of a file's bytes; "unreadable" where it cannot be opened."""
    hashed = xxhash.xxh3_128()
    try:
        with path.open("rb") as stream:
            while block := stream.read(2**20):
                hashed.update(block)
    except OSError:
        return "unreadable"
    return hashed.hexdigest()


def content(path: Path) -> bytes | Refusal:
    """Bytes of a file, unpacked where it is gzip; or why it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            return Refusal(place="", reason="too large", seen=f"{path.stat().st_size:,} bytes")
        data = path.read_bytes()
    except OSError as error:
        return Refusal(place="", reason="unreadable", seen=error.strerror or str(error))
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(path) as packed:
            data = packed.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        return Refusal(place="", reason="damaged", seen=str(error))
    if len(data) > LARGEST:
        return Refusal(place="", reason="too large", seen="over 1 GiB when unpacked")
    return data
