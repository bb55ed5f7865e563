"""Articles a second for sentences, mentions and times, in one process, on text of any folder.

    python benchmarks/bench_mentions.py TEXT…

TEXT: plain text files, or JSON lines with a `text` or `body` field (also .gz). Without any, the
articles of the embedded corpus are read 50 times. An article counts as 3,500 characters (550
words).
"""

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from detente import files
from detente.extract import mentions, times
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

ARTICLE = 3500
MANY = 20


def main(paths: list[str]) -> None:
    bodies = list(_bodies([Path(path) for path in paths])) or _sample() * 50
    reference = Reference.load()
    began = time.perf_counter()
    mentions.find(_reading("Putin met Biden."), reference)
    mentions.find(_reading("Путин встретил Байдена."), reference)
    print(f"{len(bodies)} texts; both automata built in {time.perf_counter() - began:.1f} s")
    readings = _timed("sentences", lambda: [_reading(body) for body in bodies], bodies)
    _timed("times", lambda: [times.find(r) for r in readings], bodies)
    _timed("mentions", lambda: [mentions.find(r, reference) for r in readings], bodies)


def _timed(name: str, work: Callable[[], list], bodies: list[str]) -> list:
    began = time.perf_counter()
    done = work()
    seconds = time.perf_counter() - began
    articles = sum(map(len, bodies)) / ARTICLE
    print(f"{name:<10} {seconds:7.2f} s {articles / seconds:9.0f} articles/s")
    return done


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


def _bodies(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            if ".jsonl" in path.suffixes:
                rows = map(json.loads, file)
                yield from (row.get("body") or row["text"] for row in rows)
            else:
                yield file.read()


def _sample() -> list[str]:
    texts = sorted((files.SAMPLE / "articles" / "text").rglob("*.txt"))
    return [path.read_text(encoding="utf-8", errors="replace") for path in texts]


if __name__ == "__main__":
    main(sys.argv[1:])
