"""Containers: archives, crawls and mailboxes, streamed member by member.

Told apart by content. Nothing of a container is ever written to disk under the name that it
gives; a member that cannot be read, and the place where a container is cut off, are refusals.
A module in this folder registers its kinds by being there: it states its `CONTAINERS`.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from detente.collect.article import Refusal
from detente.collect.containers.stream import CUT, ZIP, Budget, Member, Stream, TooLarge

DEPTH = 4
"""Containers in one another that are opened; a `.tar.gz` is two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """One kind of container, as a module of this folder offers it in its `CONTAINERS`."""

    name: str
    """Name in the ledger."""
    rank: int
    """Containers are asked from the lowest on."""
    recognises: Callable[[Stream], bool]
    """Whether the content is such a container; the stream stays where it is."""
    members: Callable[[Stream], Iterator[Member | Refusal]]
    """Every member in turn; its stream is to be read before the next one is asked for."""


@cache
def containers() -> tuple[Container, ...]:
    """Every kind of container, in the order in which they are asked."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    kinds = (kind for module in modules for kind in getattr(module, "CONTAINERS", ()))
    return tuple(sorted(kinds, key=lambda kind: kind.rank))


def container_of(stream: Stream) -> Container | None:
    """The kind of a file; None for a file that is no container."""
    return next((kind for kind in containers() if kind.recognises(stream)), None)


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
    if member.stream.begins.startswith(ZIP):  # its directory is at its end
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
        for found in container.members(member.stream):
            budget.count()
            last, told = found.place or last, None
            inner = _within(member, found, budget)
            if isinstance(inner, Refusal):
                yield inner
                continue
            yield from _leaves(inner, budget, depth=depth + 1)
            told = inner.stream.cut
        cut = member.stream.cut
    except CUT as error:
        cut = str(error) or type(error).__name__
    if not last and not cut and told is None:
        yield Refusal(place=member.place, reason="no records", seen=f"an empty {container.name}")
    if cut and not told:
        place = f"after {last}" if last else ""
        seen = f"the {container.name} is cut off or damaged: {cut}"
        yield _within(member, Refusal(place=place, reason="damaged", seen=seen), budget)


def _within(outer: Member, inner: Member | Refusal, budget: Budget) -> Member | Refusal:
    """The same as a member of a container in another one, its bytes counted."""
    place = "#".join(filter(None, (outer.place, inner.place)))
    if isinstance(inner, Refusal):
        return dataclasses.replace(inner, place=place)
    return dataclasses.replace(
        inner,
        place=place,
        stream=inner.stream.counted(budget),
        url=inner.url or outer.url,
        retrieved=inner.retrieved or outer.retrieved,
    )
