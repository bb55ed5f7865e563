"""A ZIP file from elsewhere, read with care: nothing leads out of it, and none is a bomb."""

import hashlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detente.collect.containers.member import odd_name, shown
from detente.collect.containers.stream import HARMLESS, RATIO
from detente.errors import BundleError
from detente.present.packing import Packed

_MOST = 100_000
"""Files that a bundle may hold."""
_ENCRYPTED = 1
_CUT = (zipfile.BadZipFile, EOFError, zlib.error, struct.error, NotImplementedError, ValueError)


class Archive:
    """The files of an archive whose directory was checked."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive, self._path = archive, path
        self.names = archive.namelist()

    def packed(self) -> list[Packed]:
        """Every file with its size and its hash; a damaged one has no hash."""
        return [self._packed(name) for name in self.names]

    def text(self, name: str) -> str:
        """A file as text; BundleError where it is not there, or is none."""
        try:
            return self._archive.read(name).decode()
        except KeyError:
            raise BundleError(f"{self._path}: {name} is not in it; it is no bundle.") from None
        except (*_CUT, UnicodeDecodeError) as error:
            raise BundleError(f"{self._path}: {name} cannot be read ({error}).") from None

    def _packed(self, name: str) -> Packed:
        digest, size = hashlib.sha256(), 0
        try:
            with self._archive.open(name) as file:
                while block := file.read(2**20):
                    digest.update(block)
                    size += len(block)
        except _CUT:
            return Packed(name=name, size=size, sha256="")
        return Packed(name=name, size=size, sha256=digest.hexdigest())


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive to read from; BundleError where it is cut off, leads elsewhere, or is a bomb."""
    try:
        archive = zipfile.ZipFile(path)
    except _CUT as error:
        raise BundleError(
            f"{path}: this is no whole ZIP file ({error}). Fetch it again: its end may be missing."
        ) from None
    with archive:
        _check(archive, path)
        yield Archive(archive, path)


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > _MOST:
        raise BundleError(f"{path}: {len(entries)} files are more than a bundle holds.")
    if sum(e.file_size for e in entries) > max(HARMLESS, RATIO * path.stat().st_size):
        raise BundleError(f"{path}: it unpacks to more than {RATIO} times its size; not opened.")
    if len(set(map(str.casefold, names))) < len(names):
        raise BundleError(f"{path}: two files in it have one name; not opened.")
    for entry in entries:
        name = entry.filename
        linked = stat.S_ISLNK(entry.external_attr >> 16)
        if odd_name(name) or linked or not name.isprintable() or ":" in name or "\\" in name:
            raise BundleError(f"{path}: {shown(name)!r} leads out of the bundle; not opened.")
        if entry.flag_bits & _ENCRYPTED or entry.is_dir():
            raise BundleError(f"{path}: {shown(name)!r} is none of a bundle's files; not opened.")
