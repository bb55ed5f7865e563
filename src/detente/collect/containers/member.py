"""One file in a container."""

import dataclasses
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from detente.collect.containers.stream import Budget, Stream
from detente.collect.draft import Refusal

_HIDDEN = (".", "~$", "Thumbs.db", "__MACOSX")
_PAGES = (".html", ".htm", ".xhtml", ".mhtml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in a container, or the file that was named where it is none."""

    place: str
    """Where in the container: `inner/page.html`, `record 12`, `archive.tar#page.html`."""
    stream: Stream
    """Its bytes, to be read before the next member is asked for."""
    url: str = ""
    """Address that it was fetched from."""
    retrieved: str = ""
    """When it was fetched, as ISO time."""

    def within(self, outer: "Member", budget: Budget) -> "Member":
        """The same as a member of a container in another one, its bytes counted."""
        return dataclasses.replace(
            self,
            place="#".join(filter(None, (outer.place, self.place))),
            stream=self.stream.counted(budget),
            url=self.url or outer.url,
            retrieved=self.retrieved or outer.retrieved,
        )


def member(place: str, file: IO[bytes], *, url: str = "", retrieved: str = "") -> Member:
    """A member with a file to read it from."""
    return Member(place=place, stream=Stream(file), url=url, retrieved=retrieved)


def is_hidden(name: str) -> bool:
    """Whether a name in an archive is one that systems and programmes leave behind."""
    return any(part.startswith(_HIDDEN) and part != ".." for part in PurePosixPath(name).parts)


def odd_name(name: str) -> Refusal | None:
    """Why a member is not read: its name leads out of the archive."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or parts[0].endswith(":"):
        seen = "its name leads out of the archive"
        return Refusal(place=shown(name), reason="unreadable", seen=seen)
    return None


def shown(name: str) -> str:
    """Name in which bytes that are no text are written out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def page_beside(name: str, names: frozenset[str] | set[str]) -> str:
    """The saved page that a file belongs to, by its folder `NAME_files`; empty if to none."""
    for folder in PurePosixPath(name).parents:
        stem = str(folder).removesuffix("_files").removesuffix(".files")
        if stem != str(folder):
            for page in (stem + ending for ending in _PAGES):
                if page in names:
                    return page
    return ""


class Names:
    """Names that were given, so that a second file of one name gets a number."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, name: str) -> str:
        """The name, or `name (2)`."""
        name = shown(name)
        self._seen[name] = self._seen.get(name, 0) + 1
        return name if self._seen[name] == 1 else f"{name} ({self._seen[name]})"
