"""Documents that hold one article: DOCX, RTF, PDF, ODT (see `detente.collect.documents`).

The headline is the first heading of the document, else what stands above the text. The date on
which the file was made, and its author, are those of whoever saved it: neither is taken.
"""

import dataclasses
from collections.abc import Iterator

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.readers import Reader, text
from detente.collect.text import one_line


def recognises(file: RawFile) -> bool:
    """A document that was opened."""
    return file.kind in ("docx", "rtf", "pdf", "odt")


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """The whole document as one article."""
    said = dict(file.properties)
    heading = one_line(said.get("heading", ""))
    cut = tuple(value for name, value in file.properties if name == "furniture")
    flat = dataclasses.replace(file, text=file.text.replace("\f", "\n\n"))
    for draft in text.read(flat):
        if isinstance(draft, Draft):
            title = heading or draft.title
            yield dataclasses.replace(draft, title=title, furniture=(*cut, *draft.furniture))
        else:
            yield draft


READER = Reader(name="document", rank=200, recognises=recognises, read=read)
