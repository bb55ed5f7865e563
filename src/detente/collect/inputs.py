"""Inputs: every file below what the user named, opened and unpacked, in a fixed order."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import xxhash

from detente.collect.containers.member import page_beside
from detente.errors import InputError

UNREADABLE = "unreadable"
"""Digest of a file that cannot be opened."""
CHANGED = "changed"
"""Digest of a file that was written to while it was read."""
_HIDDEN = (".", "~$", "Thumbs.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file to read."""

    source: str
    """Name in the ledger: the path relative to the folder that was loaded."""
    path: Path
    """Where it is."""
    named: str
    """Names of its folders and its file, that of the loaded folder included."""
    leads_out: bool
    """Whether it is a link to a file outside the folder, which is not followed."""
    page: str = ""
    """The saved page that it belongs to, as a picture or a script; empty if to none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file that was read, so that the next load knows whether it has changed."""

    source: str
    """Path relative to the folder that was loaded."""
    digest: str
    """Hash of its bytes."""
    publishers: str
    """Hash of the user's publishers table that it was read with; empty without one."""
    reader: str
    """Name of the reader; empty for a file that no reader took."""
    records: int
    """Records in it, which is rows in the ledger."""
    columns: str
    """Columns that were guessed, as `title from 'Headline', …`; empty for other formats."""


def found(paths: Sequence[Path], folders: dict[str, str], corpus: Path) -> list[Input]:
    """Every file, sorted; hidden ones and those of the corpus itself are left out.

    Links to folders, pipes and folders that may not be opened are inputs too, so that the ledger
    has them.

    Parameters
    ----------
    folders
        Prefix of the source names of each folder that was ever loaded, by its path as seen from
        the corpus; new folders are added.
    """
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file or folder", where=str(path))
    roots = [path if path.is_dir() else path.parent for path in paths]
    for root in roots:
        key = _seen_from(corpus, root)
        if key not in folders:
            alone = not folders and len({r.resolve() for r in roots}) == 1
            folders[key] = "" if alone else _prefix(root.resolve(), folders, corpus)
    inputs = {}
    for path, root in zip(paths, roots, strict=True):
        prefix = folders[_seen_from(corpus, root)]
        files = list(_files(path))
        there = {file.relative_to(root).as_posix() for file in files}
        for file in files:
            real = Path(os.path.realpath(file))  # of a link that leads to itself too
            if corpus.resolve() in real.parents:
                continue
            inside = _printable(file.relative_to(root).as_posix())
            inputs[prefix + inside] = Input(
                source=prefix + inside,
                path=file,
                named=f"{root.resolve().name}/{inside}",
                page=page_beside(file.relative_to(root).as_posix(), there),
                leads_out=not real.is_relative_to(root.resolve()),
            )
    if not inputs:
        raise InputError("there is no file in it", where=", ".join(map(str, paths)))
    return list(inputs.values())


def gone(paths: Sequence[Path], folders: dict[str, str], corpus: Path) -> Callable[[str], bool]:
    """Tells of the name of an input whether it was in one of some folders and is no more."""
    roots = {folders[_seen_from(corpus, path)]: path for path in paths if path.is_dir()}

    def is_gone(source: str) -> bool:
        inside = [prefix for prefix in folders.values() if source.startswith(prefix)]
        prefix = max(inside, key=len, default="")
        return prefix in roots and not (roots[prefix] / source[len(prefix) :]).exists()

    return is_gone


def digest_of_input(item: Input) -> str:
    """Hash of an input, or "not followed"."""
    return "not followed" if item.leads_out else digest_of(item.path)


def mark_of(item: Input) -> tuple[int, int]:
    """Size of an input and when it was last written to; zeros where it is no file to be read."""
    try:
        found = item.path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def digest_of(path: Path) -> str:
    """Hash of a file's bytes; "unreadable" where it cannot be opened."""
    hashed = xxhash.xxh3_128()
    if not path.is_file():  # to open a pipe would be to wait for ever
        return UNREADABLE
    try:
        with path.open("rb") as stream:
            while block := stream.read(2**20):
                hashed.update(block)
    except OSError:
        return UNREADABLE
    return hashed.hexdigest()


def digest_of_bytes(data: bytes) -> str:
    """Hash of a file that is in memory."""
    return xxhash.xxh3_128_hexdigest(data)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(_HIDDEN) for part in file.relative_to(path).parts)
        walked = file.is_dir() and not file.is_symlink() and os.access(file, os.R_OK | os.X_OK)
        if not hidden and not walked:
            yield file


def _printable(name: str) -> str:
    """Name in which bytes that are not UTF-8, as old archives leave them, are written out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _seen_from(corpus: Path, folder: Path) -> str:
    """Path that stays true when the corpus and the folder are moved together."""
    try:
        return Path(os.path.relpath(folder.resolve(), corpus.resolve())).as_posix()
    except ValueError:  # another drive
        return folder.resolve().as_posix()


def _prefix(root: Path, folders: dict[str, str], corpus: Path) -> str:
    """Prefix of a new folder: as part of a known one, or a name that nothing else has."""
    known = {(corpus / path).resolve(): prefix for path, prefix in folders.items()}
    for folder, prefix in known.items():
        if root.is_relative_to(folder):
            return f"{prefix}{root.relative_to(folder).as_posix()}/"
    names = chain([root.name], (f"{root.name}-{n}" for n in count(2)))
    return next(
        f"{name}/"
        for name in names
        if f"{name}/" not in folders.values() and not any((k / name).exists() for k in known)
    )
