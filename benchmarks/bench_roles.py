"""Role phrases of White House documents: whom détente takes them for, beside labels by hand.

    python benchmarks/bench_roles.py DOCUMENTS…

DOCUMENTS: JSON lines (also .gz) with `url`, `date` and `text` of documents from
bidenwhitehouse.archives.gov, public domain. The labels are in `roles_white_house.csv`: address,
offsets in `text`, and the actor of the reference that the phrase means; empty where it means none
of them. Rules were made on these labels, so that the figures are those of a development set.
"""

import csv
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from detente.extract import mentions
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

LABELS = Path(__file__).parent / "roles_white_house.csv"


def main(paths: list[str]) -> None:
    if not paths:
        print("Nothing measured: give the documents, JSON lines with url, date and text.")
        return
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    wanted: dict[str, list[dict[str, str]]] = defaultdict(list)
    for label in labels:
        wanted[label["url"]].append(label)
    reference, documents = (
        Reference.load(),
        dict(document for path in paths for document in _documents(path)),
    )
    right = false = missed = seen = 0
    for url, phrases in wanted.items():
        if url not in documents:
            continue
        found = [m for m in mentions.find(_reading(documents[url]), reference) if m.kind == "role"]
        for phrase in phrases:
            start, end = int(phrase["start"]), int(phrase["end"])
            inside = [m.actor_id for m in found if m.start < end and m.end > start and m.actor_id]
            got, actor = (inside or [""])[0], phrase["actor_id"]
            seen += 1
            right += bool(actor) and got == actor
            false += bool(got) and got != actor
            missed += bool(actor) and got != actor
    print(f"{seen} of {len(labels)} labelled phrases are in these documents")
    if right:
        print(f"precision {right / (right + false):.3f}, recall {right / (right + missed):.3f}")


def _documents(path: str) -> Iterator[tuple[str, dict[str, str]]]:
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            yield document["url"], document


def _reading(document: dict[str, str]) -> Reading:
    """A document as it is read; single line ends are spaces, so that offsets stay."""
    body = re.sub(r"(?<!\n)\n(?!\n)", " ", document["text"].replace("\xa0", " "))
    return Reading(
        article_id="",
        title=document.get("title", ""),
        body=body,
        language="en",
        day=date.fromisoformat(document["date"][:10]),
        country="US",
        sentences=split(body, "en"),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
