"""GDELT 2 files: events (61 columns), mentions (16) and the knowledge graph (27), no column names.

They list addresses and codes and hold no text: every row is refused with its address, so that one
can see what there is and fetch it. Layouts as in http://data.gdeltproject.org/documentation/:
GDELT-Event_Codebook-V2.0.pdf and GDELT-Global_Knowledge_Graph_Codebook-V2.1.pdf.
"""

import re
from collections.abc import Iterator

from detente.collect.article import Draft, RawFile, Refusal, Unit
from detente.collect.readers import Reader

_TABLES = {61: ("an event", 60), 58: ("an event", 57), 16: ("a mention", 5), 27: ("a graph", 4)}
"""What a row is and which column holds the address, by the number of columns; 58 is GDELT 1."""
_FIRST = {
    61: re.compile(r"\d{6,}\t\d{8}\t\d{6}\t"),
    58: re.compile(r"\d{6,}\t\d{8}\t\d{6}\t"),
    16: re.compile(r"\d{6,}\t\d{14}\t\d{14}\t"),
    27: re.compile(r"\d{14}-T?\d+\t\d{14}\t"),
}


def recognises(file: RawFile) -> bool:
    """The number of columns of the first line, and numbers and times in its first ones."""
    first = file.text[:100_000].lstrip("\ufeff").partition("\n")[0]
    pattern = _FIRST.get(first.count("\t") + 1)
    return bool(pattern and pattern.match(first))


def unit(_file: RawFile) -> Unit:
    """A line is a record."""
    return "line"


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every row as a refusal with its address."""
    for number, line in enumerate(file.text.lstrip("\ufeff").split("\n"), start=1):
        cells = line.rstrip("\r").split("\t")
        if not line.strip():
            continue
        what, place = _TABLES.get(len(cells), ("a row that is cut off", len(cells) - 1))
        seen = f"{what} of GDELT, without text: {cells[place]}"
        yield Refusal(place=f"line {number}", reason="no text", seen=seen[:300])


READER = Reader(name="gdelt", rank=240, recognises=recognises, read=read, unit=unit)
