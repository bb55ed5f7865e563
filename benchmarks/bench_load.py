"""Articles a second of `detente load`, beside plain trafilatura on the same pages in one run.

Pages are the 94 real ones of `bench_text.py`, over and over, and the small ones of the sample. One
process is compared by processor time, two by the clock, which says something only on a machine with
two quiet cores. PDFs, printed by Chromium, are read beside pypdf alone.

Then its memory over a crawl, an archive and a list of records that are larger than the memory it
may take: `bench_load.py 4` makes them of 4 GB each, and without a number of 1 GB.
"""

import base64
import gzip
import io
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import trafilatura
from bench_text import GOLD, of_labels
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from detente import files
from detente.collect import documents
from detente.collect.load import load

RUNS, PAGES, TIMES, RECORDS = 3, 2000, 6, 10_000
GB = 2**30
LETTERS = {"English": "abcdefghijklmnoprstuvwy", "Russian": "абвгдежзийклмнопрстуфхцчшыьэюя"}
COLUMNS = {"one column": "", "two columns": "columns: 2"}


def seconds(action: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Median of some runs, by the clock and of processor, other processes included."""
    spent = []
    for _ in range(runs):
        begin = os.times()
        action()
        clock, *processor = (b - a for a, b in zip(begin[::-1], os.times()[::-1], strict=True))
        spent.append((clock, sum(processor)))
    return statistics.median(s[0] for s in spent), statistics.median(s[1] for s in spent)


def loading(source: Path, workers: int) -> Callable[[], None]:
    """A load into a new folder."""

    def action() -> None:
        with tempfile.TemporaryDirectory() as corpus:
            load([source], corpus, workers=workers)

    return action


def stories(count: int) -> Iterator[dict[str, str]]:
    """Made-up records of 550 words."""
    chance = random.Random(20210519)
    words = [f"word{n}" for n in range(5000)]
    for n in range(count):
        day = f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}"
        text = " ".join(chance.choices(words, k=550))
        yield {"title": f"Story {n}", "published": day, "text": text}


def pages(found: list[bytes], count: int) -> list[bytes]:
    """Some pages over and over, each another file."""
    return [found[n % len(found)] + f"<!-- {n} -->".encode() for n in range(count)]


def speed(folder: Path) -> None:
    """Rows of the table of speeds."""
    print("| what | processes | a second | a second of processor | beside the peer |")
    print("|---|---|---|---|---|")
    small = [path.read_bytes() for path in sorted((files.SAMPLE / "articles").rglob("*.html"))]
    real = [page.source.encode() for page in of_labels(GOLD)]
    of_pages(folder / "real", "real pages", pages(real, TIMES * len(real)))
    of_pages(folder / "small", "pages of the sample", pages(small, PAGES))
    lines = folder / "export.jsonl"
    lines.write_text("\n".join(map(json.dumps, stories(RECORDS))))
    for workers in (1, 2):
        spent = seconds(loading(lines, workers), 1)
        row("JSON lines, ledger, dates, copies", spent, processes=workers, count=RECORDS)
    for name, data in pdfs():
        alone = seconds(
            lambda data=data: [p.extract_text() for p in PdfReader(io.BytesIO(data)).pages]
        )
        row(f"pypdf, {name}", alone)
        row(f"PDF, {name}", seconds(lambda data=data: documents.opened(data)), peer=alone[1])


def of_pages(folder: Path, name: str, raw: list[bytes]) -> None:
    """trafilatura with metadata, then loads with one process and with two."""
    folder.mkdir()
    for number, page in enumerate(raw):
        (folder / f"{number:04}.html").write_bytes(page)
    plain = seconds(lambda: [trafilatura.extract(page, with_metadata=True) for page in raw])
    row(f"trafilatura with metadata, {name}", plain, count=len(raw))
    one = seconds(loading(folder, 1))
    row(name, one, count=len(raw), peer=plain[1])
    two = seconds(loading(folder, 2))
    row(name, two, processes=2, count=len(raw))
    print(f"| two processes beside one, by the clock | | | | {one[0] / two[0]:.2f} |")


def row(
    what: str, spent: tuple[float, float], *, processes: int = 1, count: int = 1, peer: float = 0
) -> None:
    """A row of the table of speeds, beside the processor time that a peer needs for the same."""
    beside = f"{peer / spent[1]:.2f}" if peer else ""
    rates = " | ".join(f"{count / one:,.1f}" for one in spent)
    print(f"| {what} | {processes} | {rates} | {beside} |")


def pdfs() -> Iterator[tuple[str, bytes]]:
    """Long PDFs of words of either alphabet, in one column and in two."""
    chance = random.Random(20210519)
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        sheet = browser.new_page()
        for language, letters in LETTERS.items():
            words = ["".join(chance.choices(letters, k=chance.randint(1, 10))) for _ in range(900)]
            texts = (" ".join(chance.choices(words, k=90)) for _ in range(90))
            text = "".join(f"<p>{one.capitalize()}.</p>" for one in texts)
            for columns, style in COLUMNS.items():
                sheet.set_content(f"<body style='font: 11pt serif; {style}'>{text}</body>")
                yield f"{language}, {columns}", sheet.pdf(format="A4")
        browser.close()


def record(number: int, page: bytes) -> bytes:
    """A record of a crawl, packed."""
    content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2021-05-20T10:00:00Z\r\n"
        f"WARC-Target-URI: https://northwire.example/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + content + b"\r\n\r\n", 1)


def filled(story: dict[str, str], size: int) -> bytes:
    """A page with a story, of which most is a picture in the page, as some pages have."""
    picture = base64.b64encode(random.Random(story["title"]).randbytes(size * 3 // 4)).decode()
    head = f"<title>{story['title']}</title><meta property='article:published_time' content='{story['published']}T10:00:00Z'>"
    return f"<html><head>{head}</head><body><article><p>{story['text']}.</p></article><img src='data:image/png;base64,{picture}'></body></html>".encode()


def large(folder: Path, size: int) -> Iterator[tuple[str, int, Path]]:
    """A crawl, an archive and a list of records, each with its name and size unpacked."""
    each = 400_000
    count = size // each
    crawl = folder / "crawl.warc.gz"
    with crawl.open("wb") as file:
        for number, story in enumerate(stories(count)):
            file.write(record(number, filled(story, each)))
    yield "WARC", count * each, crawl
    crawl.unlink()
    archive = folder / "pages.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for number, story in enumerate(stories(count)):
            made.writestr(f"{number}.html", filled(story, each))
    yield "ZIP", count * each, archive
    archive.unlink()
    lines = folder / "list.jsonl"
    with lines.open("w") as listed:
        for story in stories(size // 4000):
            listed.write(json.dumps(story) + "\n")
    yield "JSON lines", lines.stat().st_size, lines


class Peak:
    """Most memory that this process and its children had at once, each page counted once."""

    def __enter__(self) -> Self:
        self.megabytes = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            self.megabytes = max(self.megabytes, sum(map(memory, family())) / 1024)


def family() -> list[int]:
    """This process and its children."""
    me = os.getpid()
    children = Path(f"/proc/{me}/task/{me}/children")
    return [me, *map(int, children.read_text().split())]


def memory(process: int) -> int:
    """Kilobytes of a process, those that it shares divided among those that have them."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main() -> None:
    size = int(float(sys.argv[1] if len(sys.argv) > 1 else 1) * GB)
    with tempfile.TemporaryDirectory() as folder:
        speed(Path(folder))
    print("\n| what | GB | records | a second | peak of all processes, MB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, unpacked, path in large(Path(folder), size):
            with tempfile.TemporaryDirectory() as corpus, Peak() as peak:
                begin = time.perf_counter()
                rows = len(load([path], corpus, workers=2).arrow("ledger"))
                spent = time.perf_counter() - begin
            print(
                f"| {name} | {unpacked / GB:.1f} | {rows:,} | {rows / spent:,.0f} | {peak.megabytes:,.0f} |"
            )


if __name__ == "__main__":
    main()
