"""Readers: one file a format, told apart by content. The first that recognises a file reads it.

A module in this folder registers itself by being there: every `Reader` that it states is asked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from detente.collect.article import Draft, RawFile, Refusal, Unit


def _one_piece(_file: RawFile) -> Unit:
    return ""


def _no_columns(_file: RawFile) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What a module of this folder offers for one format."""

    name: str
    """Name in the ledger and in the articles."""
    rank: int
    """Readers are asked from the lowest on: from 100 the marks of one service, from 200 those of
    one kind of file, from 300 what many files have; plain text, at 900, takes whatever is left."""
    recognises: Callable[[RawFile], bool]
    """Whether the content is of this format."""
    read: Callable[[RawFile], Iterator[Draft | Refusal]]
    """Every record of the file, as an article or as a refusal."""
    unit: Callable[[RawFile], Unit] = _one_piece
    """What a record is in a large file, so that it can be read in blocks."""
    columns: Callable[[RawFile], Mapping[str, str]] = _no_columns
    """Field of each column that was named or guessed, for the user to see."""


KINDS = 200
"""Least rank of the readers of a kind of file; those below know the marks of one service."""


@cache
def readers() -> tuple[Reader, ...]:
    """Every reader of the folder, in the order in which they are asked."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    stated = (one for module in modules for one in vars(module).values() if isinstance(one, Reader))
    return tuple(sorted(stated, key=lambda one: one.rank))


def reader_of(file: RawFile, least: int = 0) -> Reader:
    """The reader for a file, from a rank on; plain text takes what no other recognises."""
    return next(one for one in readers() if one.rank >= least and one.recognises(file))
