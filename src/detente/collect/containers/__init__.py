"""Containers: archives, crawls and mailboxes, streamed member by member.

Told apart by content. Nothing of a container is ever written to disk under the name that it
gives; a member that cannot be read, and the place where a container is cut off, are refusals.
"""

import dataclasses
from collections.abc import Iterator
from typing import Protocol

from detente.collect.article import Refusal
from detente.collect.containers import gzipped, mbox, tarred, wacz, warc, zipped
from detente.collect.containers.stream import CUT, Budget, Member, Stream, TooLarge

DEPTH = 4
"""Containers in one another that are opened; a `.tar.gz` is two."""


class Container(Protocol):
    """What a module of this package offers."""

    NAME: str

    def recognises(self, stream: Stream) -> bool:
        """Whether the content is such a container; the stream stays where it is."""
        ...

    def members(self, stream: Stream) -> Iterator[Member | Refusal]:
        """Every member in turn; its stream is to be read before the next one is asked for."""
        ...


def container_of(stream: Stream) -> Container | None:
    """The module that opens a file; None for a file that is no container."""
    order: tuple[Container, ...] = (wacz, zipped, gzipped, warc, mbox, tarred)
    return next((module for module in order if module.recognises(stream)), None)


def leaves(file: Stream, *, size: int) -> Iterator[Member | Refusal]:
    """The file itself, or where it is a container every file in it, at any depth.

    Parameters
    ----------
    size
        Bytes of the file, by which is told how far it may unpack.
    """
    place = ""
    try:
        for found in _leaves(Member(place="", stream=file), Budget(size), depth=0):
            yield found
            place = f"after {found.place}"
    except TooLarge as error:
        yield Refusal(place=place, reason="too large", seen=str(error))


def _leaves(member: Member, budget: Budget, *, depth: int) -> Iterator[Member | Refusal]:
    if member.stream.begins.startswith(zipped.MARKS):  # its directory is at its end
        member = dataclasses.replace(member, stream=member.stream.rewound())
    container = container_of(member.stream)
    if container is None:
        yield member
        return
    if depth == DEPTH:
        seen = f"archives in one another, more than {DEPTH}"
        yield Refusal(place=member.place, reason="too large", seen=seen)
        return
    last, told = "", None
    try:
        for inner in container.members(member.stream):
            budget.count()
            last, told = inner.place or last, None
            if isinstance(inner, Refusal):
                yield _refused(member, inner)
                continue
            placed = inner.within(member, budget)
            yield from _leaves(placed, budget, depth=depth + 1)
            told = placed.stream.cut
        cut = member.stream.cut
    except CUT as error:
        cut = str(error) or type(error).__name__
    if not last and not cut and told is None:
        yield Refusal(place=member.place, reason="no records", seen=f"an empty {container.NAME}")
    if cut and not told:
        place = f"after {last}" if last else ""
        seen = f"the {container.NAME} is cut off or damaged: {cut}"
        yield _refused(member, Refusal(place=place, reason="damaged", seen=seen))


def _refused(member: Member, inner: Refusal) -> Refusal:
    place = "#".join(filter(None, (member.place, inner.place)))
    return Refusal(place=place, reason=inner.reason, seen=inner.seen)
