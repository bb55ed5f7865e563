"""Readers: one file a format, told apart by content. The first that recognises a file reads it."""

from collections.abc import Iterator
from typing import Protocol

from detente.collect.draft import Draft, RawFile, Refusal


class Reader(Protocol):
    """What a reader module offers."""

    NAME: str

    def recognises(self, file: RawFile) -> bool:
        """Whether the content is of this format."""
        ...

    def read(self, file: RawFile) -> Iterator[Draft | Refusal]:
        """Every record of the file, as an article or as a refusal."""
        ...


def reader_of(file: RawFile) -> Reader:
    """The reader for a file; plain text takes what no other recognises."""
    from detente.collect.readers import (
        document,
        factiva,
        feed,
        gdelt,
        html,
        jsonl,
        labelled,
        mail,
        markdown,
        nexis,
        proquest,
        references,
        table,
        text,
        workbook,
    )

    press: tuple[Reader, ...] = (nexis, factiva, proquest, references, labelled)
    marked: tuple[Reader, ...] = (document, workbook, mail, markdown, gdelt)
    others: tuple[Reader, ...] = (table, feed, html, jsonl, text)
    return next(reader for reader in (*press, *marked, *others) if reader.recognises(file))
