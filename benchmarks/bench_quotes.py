"""Articles a second for quotes and actions.

    python benchmarks/bench_quotes.py [TEXT…]

TEXT: JSON lines with a `text` or `body` field (also .gz). Without any, the articles of the
embedded corpus are read 50 times. An article counts as 3,500 characters (550 words).
"""

import gzip
import json
import sys
import time
from datetime import date
from pathlib import Path

from detente import files
from detente.extract import actions, mentions, quotes
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

ARTICLE = 3500
MANY = 20


def main(given: list[str]) -> None:
    bodies = _bodies([Path(path) for path in given])
    readings = [_reading(body) for body in bodies]
    reference = Reference.load()
    named = [mentions.find(reading, reference) for reading in readings]
    articles = sum(map(len, bodies)) / ARTICLE
    for name, work in (("quotes", quotes.find), ("actions", lambda r, m: actions.find(r, m, []))):
        began = time.perf_counter()
        rows = [row for pair in zip(readings, named, strict=True) for row in work(*pair)]
        seconds = time.perf_counter() - began
        print(f"{name:<8} {len(rows):6} rows {seconds:7.2f} s {articles / seconds:7.0f} articles/s")


def _reading(body: str) -> Reading:
    language = "ru" if sum("а" <= letter <= "я" for letter in body[:200]) > MANY else "en"
    return Reading(
        article_id="",
        title="",
        body=body,
        language=language,
        day=date(2021, 5, 20),
        country=None,
        sentences=split(body, language),
    )


def _bodies(paths: list[Path]) -> list[str]:
    if not paths:
        texts = sorted((files.SAMPLE / "articles").glob("text/*/*.txt"))
        return [path.read_text("utf-8", errors="replace") for path in texts] * 50
    rows = [json.loads(line) for path in paths for line in _lines(path)]
    return [row.get("text") or row.get("body") or "" for row in rows]


def _lines(path: Path) -> list[str]:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8").splitlines()


if __name__ == "__main__":
    main(sys.argv[1:])
