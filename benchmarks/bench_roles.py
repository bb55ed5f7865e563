"""Role phrases: whom détente takes them for, beside labels by hand, by set and language.

    python benchmarks/bench_roles.py [DOCUMENTS…] [--show]

`roles_sentences.csv` holds sentences written for this project, with the phrase in brackets. Of
White House documents `roles_white_house.csv` holds the address, the offsets in `text`, and the
phrase; DOCUMENTS are JSON lines (also .gz) with `url`, `date` and `text` of documents from
bidenwhitehouse.archives.gov, public domain. A label is the actor of the reference that the phrase
means; empty where it means none of them. `set` tells the draw; a draw was labelled before the
program was run on it, and docs/benchmarks.md says which figures are those of that first run.
"""

import csv
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from detente.extract import mentions
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a phrase means, by hand and by the program."""

    group: tuple[str, str]
    """Set and language."""
    text: str
    """The phrase with a little before and behind it."""
    right: str
    """Actor by hand; empty for none."""
    found: str
    """Actor by the program; empty for none."""


def main(arguments: list[str]) -> None:
    reference = Reference.load()
    paths = [a for a in arguments if a != "--show"]
    documents = dict(document for path in paths for document in _documents(path))
    if not documents:
        print("Without documents (JSON lines with url, date and text) only sentences are measured.")
    answers = [*_of_sentences(reference), *_of_documents(documents, reference)]
    groups: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[answer.group].append(answer)
    print(f"{'set':<18}{'':<4}{'phrases':>8}{'actors':>8}{'precision':>11}{'recall':>8}")
    for (name, language), group in sorted(groups.items()):
        print(f"{name:<18}{language:<4}{_figures(group)}")
    if "--show" in arguments:
        for a in answers:
            if a.right != a.found:
                print(f"{a.group[0]} | {a.text} | by hand {a.right or '-'}, found {a.found or '-'}")


def _figures(answers: list[Answer]) -> str:
    actors = sum(bool(a.right) for a in answers)
    found = sum(bool(a.found) for a in answers)
    right = sum(bool(a.right) and a.right == a.found for a in answers)
    precision, recall = right / max(found, 1), right / max(actors, 1)
    return f"{len(answers):>8}{actors:>8}{precision:>11.3f}{recall:>8.3f}"


def _of_sentences(reference: Reference) -> Iterator[Answer]:
    for row in _labels("roles_sentences.csv"):
        before, phrase, after = re.split(r"[\[\]]", row["text"])
        reading = _reading(before + phrase + after, row)
        span = len(before), len(before) + len(phrase)
        yield _answer(reading, span, (row["set"], row["language"]), (row["actor_id"], reference))


def _of_documents(documents: dict[str, dict[str, str]], reference: Reference) -> Iterator[Answer]:
    for row in _labels("roles_white_house.csv"):
        if row["url"] in documents:
            given = documents[row["url"]]
            # Single line ends are spaces, so that offsets stay.
            body = re.sub(r"(?<!\n)\n(?!\n)", " ", given["text"].replace("\xa0", " "))
            known = {"day": given["date"][:10], "country": "US", "language": "en"}
            reading = _reading(body, known | {"title": given.get("title", "")})
            span = int(row["start"]), int(row["end"])
            yield _answer(reading, span, (row["set"], "en"), (row["actor_id"], reference))


def _answer(  # noqa: PLR0917 - what is asked and what is right
    reading: Reading, span: tuple[int, int], group: tuple[str, str], right: tuple[str, Reference]
) -> Answer:
    start, end = span
    roles = [m for m in mentions.find(reading, right[1]) if m.kind == "role" and m.actor_id]
    found = [m.actor_id or "" for m in roles if m.start < end and m.end > start]
    text = reading.body
    shown = f"{text[max(start - 60, 0) : start]}[{text[start:end]}]{text[end : end + 40]}"
    return Answer(
        group=group, text=" ".join(shown.split()), right=right[0], found=(found or [""])[0]
    )


def _labels(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _documents(path: str) -> Iterator[tuple[str, dict[str, str]]]:
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            yield document["url"], document


def _reading(body: str, given: dict[str, str]) -> Reading:
    return Reading(
        article_id="",
        title=given.get("title", ""),
        body=body,
        language=given["language"],
        day=date.fromisoformat(given["day"]),
        country=given["country"],
        sentences=split(body, given["language"]),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
