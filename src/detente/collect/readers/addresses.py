"""Lists of addresses, which hold no text: each is refused with what it lists and what to do."""

import re
from collections.abc import Iterator

from detente.collect.article import Draft, RawFile, Refusal, Unit
from detente.collect.elements import local, root
from detente.collect.readers import Reader

_TABLES = {61: ("an event", 60), 58: ("an event", 57), 16: ("a mention", 5), 27: ("a graph", 4)}
"""What a row is and which column holds the address, by the number of columns; 58 is GDELT 1."""
_FIRST = {
    61: re.compile(r"\d{6,}\t\d{8}\t\d{6}\t"),
    58: re.compile(r"\d{6,}\t\d{8}\t\d{6}\t"),
    16: re.compile(r"\d{6,}\t\d{14}\t\d{14}\t"),
    27: re.compile(r"\d{14}-T?\d+\t\d{14}\t"),
}


def _is_gdelt(file: RawFile) -> bool:
    """The number of columns of the first line, and numbers and times in its first ones."""
    first = file.text[:100_000].lstrip("\ufeff").partition("\n")[0]
    pattern = _FIRST.get(first.count("\t") + 1)
    return bool(pattern and pattern.match(first))


def _unit(_file: RawFile) -> Unit:
    """A line is a record."""
    return "line"


def _read_gdelt(file: RawFile) -> Iterator[Draft | Refusal]:
    """GDELT 2 files: events (61 columns), mentions (16), the knowledge graph (27), no column names.

    They list addresses and codes and hold no text: every row is refused with its address, so that
    one can see what there is and fetch it. Layouts as in http://data.gdeltproject.org/documentation/:
    GDELT-Event_Codebook-V2.0.pdf and GDELT-Global_Knowledge_Graph_Codebook-V2.1.pdf.
    """
    for number, line in enumerate(file.text.lstrip("\ufeff").split("\n"), start=1):
        cells = line.rstrip("\r").split("\t")
        if not line.strip():
            continue
        what, place = _TABLES.get(len(cells), ("a row that is cut off", len(cells) - 1))
        seen = f"{what} of GDELT, without text: {cells[place]}"
        yield Refusal(place=f"line {number}", reason="no text", seen=seen[:300])


_CDX = re.compile(r" CDX( \w)+\s*\n|[^\s)]+\)\S* \d{14} (?:\{|\S+ \S+ \d{3} )")
_CDX_IN_JSON = re.compile(r'\s*\[\s*\[\s*"(?:urlkey|timestamp|original)"')
_ROOTS = {"urlset": "sitemap", "sitemapindex": "sitemap", "opml": "list of feeds"}
_ADDRESS = re.compile(r"[\"']?https?://[^\s,;]+[\"']?[,;]?\s*")
_MOST_OTHER = 0.1  # share of the lines, such as a heading
_HEAD = 20_000  # characters


def _what(text: str) -> str:
    """What a list of addresses is; empty for another file."""
    head = text[:_HEAD].lstrip("\ufeff")
    if _CDX.match(head) or _CDX_IN_JSON.match(head):
        return "an index of a crawl (CDX); load the WARC or ARC files that it names"
    if name := _ROOTS.get(local(root(text))):
        return f"a {name}; fetch the pages that it lists, and load them"
    lines = [line for line in head.splitlines() if line.strip()]
    listed = sum(bool(_ADDRESS.fullmatch(line)) for line in lines)
    if listed and len(lines) - listed <= max(1, _MOST_OTHER * len(lines)):
        return "a list of addresses; fetch the pages, and load them"
    return ""


def _is_list(file: RawFile) -> bool:
    return bool(_what(file.text))


def _read_list(file: RawFile) -> Iterator[Draft | Refusal]:
    """Indexes of crawls (CDX, CDXJ), sitemaps, lists of feeds (OPML), and plain lists of addresses.

    They hold no text, and are refused with what is to be loaded instead.
    """
    yield Refusal(place="", reason="no text", seen=_what(file.text))


GDELT = Reader(name="gdelt", rank=240, recognises=_is_gdelt, read=_read_gdelt, unit=_unit)
ADDRESSES = Reader(name="addresses", rank=245, recognises=_is_list, read=_read_list)
