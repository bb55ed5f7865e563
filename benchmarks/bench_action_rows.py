"""Rows of action in White House documents, MEANTIME and FactRuEval, beside labels by hand.

    python benchmarks/bench_action_rows.py CORPORA

CORPORA: a folder with `white-house/*.jsonl.gz` (bidenwhitehouse.archives.gov, public domain),
`meantime/` and `factrueval-dev/devset/`. The labels are in `actions_labels.csv`: document and
offsets of random sentences that name two actors, with the actions that they tell between actors
of the reference; `none` where there is none, `open` where a row more would not be wrong. Each of
the three draws was labelled before the program's answer was seen; rules were mended after each
draw was measured, so that a draw is held out only for the figures that were noted at its time.
"""

import csv
import gzip
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

from detente.extract import actions, mentions
from detente.extract.evidence import Action
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

LABELS = Path(__file__).parent / "actions_labels.csv"
ALIKE = {"CONSULT", "AGREE", "COOPERATE", "SUPPORT"}
Label = dict[str, str]


def main(given: list[str]) -> None:
    if not given:
        print("Nothing measured: give the folder of the corpora.")
        return
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    readings, reference = dict(_readings(Path(given[0]))), Reference.load()
    sentences: dict[tuple[str, str, str], list[Label]] = defaultdict(list)
    for label in labels:
        sentences[label["draw"], label["document"], label["start"]].append(label)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (draw, document, _), rows in sentences.items():
        if document not in readings:
            continue
        reading = readings[document]
        start, end = int(rows[0]["start"]), int(rows[0]["end"])
        digest = hashlib.sha256(reading.body[start:end].encode()).hexdigest()
        if not digest.startswith(rows[0]["sha256"]):
            counts["other text"][document] += 1
            continue
        found = actions.find(reading, mentions.find(reading, reference), [], reference=reference)
        inside = [a for a in found if start <= a.start < end and a.actor_id and a.recipient_id]
        counts[f"draw {draw} {reading.language}"] += _counted(rows, inside)
    for name, count in sorted(counts.items()):
        print(name, ", ".join(f"{what} {number}" for what, number in sorted(count.items())))


def _counted(labels: list[Label], found: list[Action]) -> Counter[str]:
    wanted = [label for label in labels if label["label"] == "action"]
    count = Counter({"sentences": 1, "actions": len(wanted), "rows": len(found)})
    matched: set[int] = set()
    for label in wanted:
        same = [i for i, row in enumerate(found) if _is_pair(label, row)]
        matched |= set(same)
        typed = [i for i in same if found[i].event_type in label["event_type"].split("|")]
        told = [i for i in typed if found[i].modality in label["modality"].split("|")]
        count.update({"pair": bool(same), "type": bool(typed), "modality": bool(told)})
    if not any(label["label"] == "open" for label in labels):
        count["false rows"] = len(found) - len(matched)
    return count


def _is_pair(label: Label, row: Action) -> bool:
    ends = (label["actor"].split("|"), label["recipient"].split("|"))
    straight = row.actor_id in ends[0] and row.recipient_id in ends[1]
    turned = row.actor_id in ends[1] and row.recipient_id in ends[0]
    return straight or (turned and row.event_type in ALIKE)


def _readings(folder: Path) -> Iterator[tuple[str, Reading]]:
    for path in sorted(folder.glob("white-house/*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                body = re.sub(r"(?<!\n)\n(?!\n)", " ", row["text"].replace("\xa0", " "))
                yield row["url"], _reading(body, "en", row["date"][:10])
    for path in sorted(folder.glob("meantime/*/intra_cross-doc_annotation/*/*.xml")):
        yield f"meantime:{path.name}", _reading(_tokens(path), "en", "2010-01-01")
    for path in sorted(folder.glob("factrueval-dev/devset/*.txt")):
        yield f"factrueval:{path.name}", _reading(path.read_text("utf-8"), "ru", "2014-01-01")


def _tokens(path: Path) -> str:
    """The tokens of a document, a line for each sentence."""
    lines: dict[int, list[str]] = defaultdict(list)
    for token in ET.parse(path).getroot().iter("token"):  # noqa: S314 - a corpus on disk
        lines[int(token.get("sentence", 0))].append(token.text or "")
    return "\n".join(" ".join(words) for words in lines.values())


def _reading(body: str, language: str, day: str) -> Reading:
    return Reading(
        article_id="",
        title="",
        body=body,
        language=language,
        day=date.fromisoformat(day),
        country=None,
        sentences=split(body, language),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
