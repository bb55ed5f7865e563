"""Events of which sentences of White House documents speak: détente beside a plain baseline.

    python benchmarks/bench_events.py DOCUMENTS…

DOCUMENTS: JSON lines (also .gz) with `url`, `date` and `text` of documents from
bidenwhitehouse.archives.gov, public domain. The labels are in `events_white_house.csv`: address,
offsets in `text`, and the events of the reference that the sentence speaks of; empty where it
speaks of none on record. One sentence a document, drawn at random among those with words of
summits, calls, sanctions and attacks, and labelled before anything was measured. `draw` tells
later draws, made after rules had been mended, from the first.

The baseline takes the event nearest to the day of publication that has its place or a
participant's surname in the sentence.
"""

import csv
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from detente.extract.annotate import ArticleReader
from detente.extract.facts import KnownEvent
from detente.extract.reference import Reference, first_day

LABELS = Path(__file__).parent / "events_white_house.csv"
Label = dict[str, str]


def main(paths: list[str]) -> None:
    if not paths:
        print("Nothing measured: give the documents, JSON lines with url, date and text.")
        return
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    documents = dict(document for path in paths for document in _documents(path))
    print("| draw | sentences | by | linked | link right | of those with an event, right |")
    print("|---|---|---|---|---|---|")
    for draw in dict.fromkeys(label["draw"] for label in labels):
        mine = [row for row in labels if row["draw"] == draw and row["url"] in documents]
        for name, linker in (("détente", _linked), ("nearest date, a name", _nearest)):
            _print(f"{draw} | {len(mine)} | {name}", mine, linker(mine, documents))


def _print(name: str, labels: list[Label], found: list[str]) -> None:
    wanted = [set(label["event_ids"].split("|")) - {""} for label in labels]
    linked = sum(bool(event) for event in found)
    right = sum(event in events for event, events in zip(found, wanted, strict=True) if event)
    there = sum(bool(events) for events in wanted)
    print(f"| {name} | {linked} | {right / max(linked, 1):.3f} | {right / max(there, 1):.3f} |")


def _linked(labels: list[Label], documents: dict[str, dict[str, str]]) -> list[str]:
    """The event with the best evidence in each sentence; empty for none."""
    reader, evidence = ArticleReader(Reference.load()), {}
    for url in {label["url"] for label in labels}:
        rows, _ = reader.read(_article(documents[url]))
        bounds = {row.sentence: (row.start, row.end) for row in rows["sentences"]}
        evidence[url] = [(*bounds[row.sentence], row) for row in rows["event_evidence"]]
    found = []
    for label in labels:
        start, end = int(label["start"]), int(label["end"])
        inside = [r for low, high, r in evidence[label["url"]] if low < end and high > start]
        best = max(inside, key=lambda row: row.score, default=None)
        found.append(best.event_id if best else "")
    return found


def _nearest(labels: list[Label], documents: dict[str, dict[str, str]]) -> list[str]:
    reference = Reference.load()
    by_name: dict[str, list[KnownEvent]] = defaultdict(list)
    for event in reference.event_rows.values():
        actors = [reference.actor(actor).name_en.split()[-1] for actor in event.participants]
        place = [reference.place_rows[event.place].name_en] if event.place else []
        for name in {*actors, *place}:
            by_name[name].append(event)
    found = []
    for label in labels:
        document = documents[label["url"]]
        text = document["text"][int(label["start"]) : int(label["end"])]
        day = date.fromisoformat(document["date"][:10])
        near = [e for name, events in by_name.items() if name in text for e in events]
        near.sort(key=lambda event: (abs(first_day(event.start) - day), event.event_id))
        found.append(near[0].event_id if near else "")
    return found


def _documents(path: str) -> Iterator[tuple[str, dict[str, str]]]:
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            yield document["url"], document


def _article(document: dict[str, str]) -> dict[str, object]:
    """A document as it is read; single line ends are spaces, so that offsets stay."""
    return {
        "article_id": document["url"],
        "title": document.get("title", ""),
        "body": re.sub(r"(?<!\n)\n(?!\n)", " ", document["text"].replace("\xa0", " ")),
        "language": "en",
        "country": "US",
        "publisher": "The White House",
        "published": datetime.fromisoformat(document["date"][:10]).replace(tzinfo=UTC),
        "published_precision": "day",
    }


if __name__ == "__main__":
    main(sys.argv[1:])
