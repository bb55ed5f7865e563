"""A ZIP file written so that the same files give the same bytes, with a hash of each."""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_BEGIN = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can hold: the true one would change with each run."""
_PACKED = {".parquet": zipfile.ZIP_STORED}
"""Files that are packed already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One file of an archive."""

    name: str
    """Its path in the archive."""
    size: int
    """Bytes, unpacked."""
    sha256: str
    """Hash of its bytes."""
    title: str = ""
    """What it is, in a few words."""


class Packing:
    """An archive that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: list[Packed] = []

    def text(self, name: str, text: str, *, title: str = "") -> None:
        """Add a file by its text."""
        with self._open(name) as file:
            file.write(text.encode())
        self._note(name, text.encode(), title)

    def file(self, name: str, path: Path, *, title: str = "") -> None:
        """Add a file from disk."""
        with path.open("rb") as source, self._open(name) as target:
            shutil.copyfileobj(source, target, 2**20)
        with path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        self.files.append(Packed(name=name, size=path.stat().st_size, sha256=digest, title=title))

    def sums(self) -> str:
        """The hashes in the form that `sha256sum -c` reads."""
        return "".join(f"{one.sha256}  {one.name}\n" for one in self.files)

    def _note(self, name: str, data: bytes, title: str) -> None:
        digest = hashlib.sha256(data).hexdigest()
        self.files.append(Packed(name=name, size=len(data), sha256=digest, title=title))

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        entry = zipfile.ZipInfo(name, _BEGIN)
        entry.compress_type = _PACKED.get(Path(name).suffix, zipfile.ZIP_DEFLATED)
        entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Linux, anywhere
        with self._archive.open(entry, "w", force_zip64=True) as file:
            yield file


@contextmanager
def packing(path: Path) -> Iterator[Packing]:
    """An archive to add files to; it is put in its place when it is whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with zipfile.ZipFile(aside, "w") as archive:
            yield Packing(archive)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
