"""Files by content: what a result was made from, as one hash; and files written whole."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

_SKIPPED = {"__pycache__", ".ipynb_checkpoints"}


def key_of(paths: Iterable[Path], *texts: str) -> str:
    """Hash of the contents of files and folders (with the names inside them) and of some texts."""
    digest = hashlib.sha256()
    for root in paths:
        for path in _files(root):
            digest.update(f"{path.relative_to(root.parent).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for text in texts:
        digest.update(f"\0{text}".encode())
    return digest.hexdigest()[:32]


def write_aside(path: Path, text: str) -> None:
    """Write a file aside, then rename: a reader never sees half of it."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    aside.write_text(text, "utf-8")
    aside.replace(path)


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    return sorted(p for p in root.rglob("*") if p.is_file() and not _SKIPPED & set(p.parts))
