"""Times in sentences of real texts: spans and values of détente and of dateparser, in one run.

    python benchmarks/bench_times.py DOCUMENTS…

DOCUMENTS: JSON lines (also .gz) of White House documents with `url` and `text`, public domain; the
folder of the FactRuEval 2016 development set (its .txt files); the folder of MEANTIME's English
part. The labels of the first two are in `times_labels.csv`, made by hand before détente was run on
them: 70 English and 60 Russian sentences drawn at random from those that hold a word or number of
time. MEANTIME brings its own labels; of each article those of the title and the first five
sentences, as its guidelines have it; all its kinds of times count.

A span is right if it begins and ends where the label does. A value is right if it is that of the
label; for dateparser, which gives days only, if its day lies in the month, year or day labelled.
"""

import csv
import gzip
import json
import re
import sys
import time
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from detente.extract import times
from detente.extract.reading import Reading
from detente.extract.sentences import split

LABELS = Path(__file__).parent / "times_labels.csv"
UNDATED = date(2011, 6, 15)
"""Day of publication given to undated texts, so that "on Saturday" can be found at all."""
Spans = dict[tuple[int, int], str]


class Text(NamedTuple):
    """A text with its labels."""

    set_name: str
    language: str
    body: str
    day: date
    labels: Spans


def main(paths: list[str]) -> None:
    texts = list(_texts([Path(path) for path in paths]))
    if not texts:
        print("Nothing measured: give White House JSON lines, FactRuEval's or MEANTIME's folder.")
        return
    print(f"{'':22}{'':12}spans   precision recall    F   value right  seconds")
    for name in sorted({text.set_name for text in texts}):
        for system, find in (("détente", _ours), ("dateparser", _dateparser)):
            of_set = [text for text in texts if text.set_name == name]
            print(f"{name:22}{system:12}{_score(system, find, of_set)}")


def _score(system: str, find: Callable[[Text], Spans], texts: list[Text]) -> str:
    right = found = labelled = valued = values = 0
    begun = time.perf_counter()
    for text in texts:
        got = find(text)
        found, labelled = found + len(got), labelled + len(text.labels)
        for span in got.keys() & text.labels.keys():
            right += 1
            valued += text.labels[span] != ""
            values += text.labels[span] != "" and _agrees(got[span], text.labels[span], system)
    seconds = time.perf_counter() - begun
    precision, recall = right / max(found, 1), right / labelled
    f = 2 * precision * recall / max(precision + recall, 1e-9)
    return (
        f"{labelled:5}   {precision:8.3f} {recall:7.3f} {f:5.3f}"
        f"   {values / max(valued, 1):.3f} of {valued:3} {seconds:7.2f}"
    )


def _agrees(got: str, label: str, system: str) -> bool:
    return got == label or (system == "dateparser" and got.startswith(label))


def _ours(text: Text) -> Spans:
    country = "US" if text.language == "en" else None
    reading = Reading(
        article_id="a",
        title="",
        body=text.body,
        language=text.language,
        day=text.day,
        country=country,
        sentences=split(text.body, text.language),
    )
    return {(t.start, t.end): t.value for t in times.find(reading)}


def _dateparser(text: Text) -> Spans:
    from dateparser.search import search_dates

    base = datetime(text.day.year, text.day.month, text.day.day)  # noqa: DTZ001 - as it wants it
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
    found, at = {}, 0
    for surface, when in (
        search_dates(text.body, languages=[text.language], settings=settings) or []
    ):
        start = text.body.find(surface, at)
        if start >= 0:
            at = start + len(surface)
            found[start, at] = when.date().isoformat()
    return found


def _texts(paths: list[Path]) -> Iterator[Text]:
    bodies: dict[str, str] = {}
    for path in paths:
        if path.is_dir() and list(path.glob("**/intra-doc_annotation/*/*.xml")):
            yield from _meantime(path)
        elif path.is_dir():
            bodies |= {file.name: file.read_text(encoding="utf-8") for file in path.glob("*.txt")}
        else:
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(path, "rt", encoding="utf-8") as lines:
                bodies |= {d["url"]: d["text"] for d in map(json.loads, lines)}
    yield from _labelled(bodies)


def _labelled(bodies: dict[str, str]) -> Iterator[Text]:
    sentences: dict[tuple[str, ...], Spans] = defaultdict(dict)
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            columns = ("language", "document", "published", "sentence_start", "sentence_end")
            labels = sentences[tuple(row[c] for c in columns)]
            if row["start"]:
                offset = int(row["sentence_start"])
                labels[int(row["start"]) - offset, int(row["end"]) - offset] = row["value"]
    for (language, document, published, start, end), labels in sentences.items():
        if document in bodies:
            body = bodies[document][int(start) : int(end)]
            day = date.fromisoformat(published) if published else UNDATED
            yield Text(f"labels by hand, {language}", language, body, day, labels)


def _meantime(folder: Path) -> Iterator[Text]:
    for file in sorted(folder.glob("**/intra-doc_annotation/*/*.xml")):
        root = ET.parse(file).getroot()  # noqa: S314 - a corpus that the user gave
        body, offsets, first = "", {}, 0
        for token in root.iter("token"):
            text, number = token.text or "", int(token.get("sentence") or 0)
            if body and text not in ",.;:)?!'s" and not body.endswith(("(", "$", "\n")):
                body += " " if number == first else "\n\n"
            first = number
            if number > 5:  # labels end with the fifth sentence
                break
            offsets[token.get("t_id")] = (len(body), len(body) + len(text))
            body += text
        labels, created = {}, ""
        for timex in root.iter("TIMEX3"):
            ids = [anchor.get("t_id") for anchor in timex.findall("token_anchor")]
            if timex.get("functionInDocument") == "CREATION_TIME":
                created = timex.get("value") or ""
            if ids and ids[0] in offsets and ids[-1] in offsets:
                span = offsets[ids[0]][0], offsets[ids[-1]][1]
                labels[span] = timex.get("value") or ""
        if re.match(r"\d{4}-\d\d-\d\d", created):
            yield Text("MEANTIME, en", "en", body, date.fromisoformat(created[:10]), labels)


if __name__ == "__main__":
    main(sys.argv[1:])
