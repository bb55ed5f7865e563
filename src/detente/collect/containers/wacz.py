"""WACZ: a ZIP of crawls in `archive/`, with indexes and lists of pages that are no articles.

The layout is documented at https://specs.webrecorder.net/wacz/1.1.1/.
"""

from collections.abc import Iterator

from detente.collect.article import Refusal
from detente.collect.containers import zipped
from detente.collect.containers.stream import Member, Stream

NAME = "WACZ"

_PARTS = (b"datapackage.json", b"archive/", b"indexes/", b"pages/", b"fuzzy.json")


def recognises(stream: Stream) -> bool:
    """A ZIP that begins with a part that each WACZ has, and has crawls."""
    head = stream.begins
    if not head.startswith(zipped.MARKS) or not head[30:].startswith(_PARTS):
        return False
    names = zipped.names_in(stream)
    cut_off = not names  # then its first part has to do
    return cut_off or any(name.startswith("archive/") for name in names)


def members(stream: Stream) -> Iterator[Member | Refusal]:
    """The crawls."""
    for found in zipped.members(stream):
        if found.place.startswith("archive/"):
            yield found
