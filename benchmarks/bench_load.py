"""Articles a second of `detente load`, beside plain trafilatura on the same pages in one run.

Then its memory over a crawl, an archive and a list of records that are larger than the memory it
may take: `bench_load.py 4` makes them of 4 GB each, and without a number of 1 GB.
"""

import base64
import gzip
import json
import os
import random
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

from detente import files
from detente.collect.load import load

RUNS, PAGES, RECORDS = 3, 2000, 10_000
GB = 2**30


def seconds(action: Callable[[], object], runs: int = RUNS) -> float:
    """Median of some runs."""
    spent = []
    for _ in range(runs):
        begin = time.perf_counter()
        action()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


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


def pages(count: int) -> Iterator[bytes]:
    """The pages of the sample over and over, each another file."""
    found = sorted((files.SAMPLE / "articles" / "html").rglob("*.html"))
    for n in range(count):
        yield found[n % len(found)].read_bytes() + f"<!-- {n} -->".encode()


def speed(folder: Path) -> None:
    """Rows of the table of speeds."""
    html = folder / "html"
    html.mkdir()
    raw = list(pages(PAGES))
    for number, page in enumerate(raw):
        (html / f"{number:04}.html").write_bytes(page)
    lines = folder / "export.jsonl"
    lines.write_text("\n".join(map(json.dumps, stories(RECORDS))))
    plain = seconds(lambda: [trafilatura.extract(page, with_metadata=True) for page in raw])
    print("| what | processes | a second | beside trafilatura |\n|---|---|---|---|")
    print(f"| trafilatura with metadata, HTML pages | 1 | {PAGES / plain:,.0f} | 1 |")
    for workers in (1, 2):
        spent = seconds(loading(html, workers))
        print(f"| HTML pages | {workers} | {PAGES / spent:,.0f} | {plain / spent:.2f} |")
    for workers in (1, 2):
        spent = seconds(loading(lines, workers), runs=1)
        print(f"| JSON lines, ledger, dates, copies | {workers} | {RECORDS / spent:,.0f} | |")


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
