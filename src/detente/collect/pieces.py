"""Pieces: what a worker reads at once: a file, one in a container, or a block of a large one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.collect.blocks import BLOCK, LARGEST, Block, blocks
from detente.collect.containers import container_of, leaves
from detente.collect.containers.member import Member
from detente.collect.containers.stream import Stream
from detente.collect.draft import RawFile, Refusal, Unit
from detente.collect.encoding import decoded
from detente.collect.inputs import Input
from detente.collect.readers import reader_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a worker reads at once."""

    source: str
    """The input as the ledger names it."""
    named: str
    """Names of its folders and its file, and its place in a container."""
    content: bytes | Path | Refusal
    """Its bytes, or a file that the worker opens, or why there is nothing to read."""
    digest: str
    """Hash of the input, which a file that the worker opens must still have."""
    place: str = ""
    """Place in a container; empty for a file that is in none."""
    url: str = ""
    """Address that it was fetched from."""
    retrieved: str = ""
    """When it was fetched."""
    before: int = 0
    """Lines or rows of the file that stand before this block."""
    size: int = 0
    """Bytes that are read."""


def pieces_of(item: Input, digest: str) -> Iterator[Piece]:
    """All pieces of an input, in order."""
    refusal = _closed(item)
    if refusal is None:
        try:
            size = item.path.stat().st_size
            with item.path.open("rb") as file:
                yield from _opened(item, digest, Stream(file, rewindable=True), size=size)
        except OSError as error:
            seen = error.strerror or str(error)
            refusal = Refusal(place="", reason="unreadable", seen=seen)
    if refusal:
        yield Piece(source=item.source, named=item.named, content=refusal, digest=digest)


def _closed(item: Input) -> Refusal | None:
    path = item.path
    if item.leads_out:
        return Refusal(place="", reason="unreadable", seen="a link that leads out of the folder")
    if item.page:
        return Refusal(place="", reason="part of a page", seen=item.page)
    if path.exists() and not path.is_file():
        kind = "a link to a folder, not followed" if path.is_symlink() else "a closed folder"
        seen = kind if path.is_dir() else "a pipe or a device"
        return Refusal(place="", reason="unreadable", seen=seen)
    return None


def _opened(item: Input, digest: str, stream: Stream, *, size: int) -> Iterator[Piece]:
    if container_of(stream) is None and (
        size <= BLOCK or (size <= LARGEST and not _unit(item.source, stream.begins))
    ):
        yield Piece(
            source=item.source, named=item.named, content=item.path, digest=digest, size=size
        )
        return
    for found in leaves(stream, size=size):
        if isinstance(found, Refusal):
            yield Piece(source=item.source, named=item.named, content=found, digest=digest)
        else:
            yield from _blocks(item, digest, found)


def _blocks(item: Input, digest: str, member: Member) -> Iterator[Piece]:
    name = f"{item.source}#{member.place}" if member.place else item.source
    for found in blocks(member.stream, lambda head: _unit(name, head)):
        yield Piece(
            source=item.source,
            named=f"{item.named}/{member.place}" if member.place else item.named,
            content=found.data if isinstance(found, Block) else found,
            digest=digest,
            place=member.place,
            url=member.url,
            retrieved=member.retrieved,
            before=found.before if isinstance(found, Block) else 0,
            size=len(found.data) if isinstance(found, Block) else 0,
        )


def _unit(name: str, head: bytes) -> Unit:
    """What the records of a large file are, by the reader that takes its beginning."""
    if b"\0" in head[:4096]:  # two bytes a letter, or no text
        return ""
    text, _ = decoded(head)
    beginning = RawFile(source=name, data=head, text=text)
    return reader_of(beginning).unit(beginning)
