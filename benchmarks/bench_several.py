"""Is it one article or several? Texts in one file that no reader takes apart, and single ones.

Positive are texts of the open corpus put into one file, in ways that no reader knows: with ten ways
and the half `dev` the rule was made (`--dev`); the twenty other ways were written down before
anything was run, are tried with the half `check`, and are what counts. Negative
are single texts: those of the corpora, among them transcripts of hours, and saved pages.
"""

import gzip
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from distributions import unpacked

from detente.collect.inputs import Piece
from detente.collect.reading import read

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("DETENTE_SHARED") or ROOT.parent / "shared")
Doc = dict[str, Any]
FEW = 3  # documents; what comes back but twice or three times can be chance


MADE_ON = {
    "own labels": "Kopf: {title}\nTag: {published}\nBlatt: {publisher}\n\n{text}",
    "a rule": "------------------------------\n{title}\n{day}\n\n{text}",
    "a number": "[{n}]\n{title}\n\n{text}",
    "title and date": "{title}\n{published}\n\n{text}",
    "record of": "Record {n} of {count}\n{publisher}\n{title}\n\n{text}",
    "end mark": "{title}\n\n{text}\n\nEND OF STORY",
    "datelines": "{place}, {day} — {text}",
    "address": "{url}\n{title}\n\n{text}",
    "bylines": "{title}\nBy {name}\n\n{text}\n\n(c) {publisher} {year}",
    "letter": "Betreff: {title}\nDatum: {day}\n\n{text}",
}
"""How a document of a file is written, in the ways that the rule was made on."""
KEPT = {
    "section sign": "§ {n} §\n{title}\n\n{text}",
    "entry of": "Eintrag {n}/{count}\n{publisher}\n{day}\n{title}\n\n{text}",
    "own labels": "Schlagzeile: {title}\nErschienen: {day}\nZeitung: {publisher}\n\n{text}",
    "arrows": "<<<<<>>>>>\n{title}\n{published}\n\n{text}",
    "waves": "~~~~~~~~~\n\n{place}, {day}. {text}",
    "capitals": "{capitals} ({day})\n\n{text}",
    "one line": "Nr. {n:04} | {publisher} | {published}\n{title}\n\n{text}",
    "publication": "Публикация №{n}\n{title}\n\n{text}",
    "angles": "Kop> {title}\nDag> {published}\nTekst>\n{text}",
    "footer": "{title}\n\n{text}\n\nSource: {publisher}, {day}",
    "id": "id={id}\n{title}\t{published}\n{text}",
    "at signs": "@@ {published} @@\n{title}\n\n{text}",
    "stars": "★★★\n{title}\n\n{text}",
    "open and close": "=> {title}\n\n{text}\n\n<=",
    "dates alone": "{day}\n\n{text}",
    "words alone": "HEADLINE\n{title}\nWHEN\n{day}\nSTORY\n{text}",
    "in brackets": "({publisher}, {dotted}) {title}\n\n{text}",
    "address alone": "{url}\n\n{text}",
    "forwarded": "----- Forwarded article {n} -----\n{title}\n{day}\n\n{text}",
    "titles alone": "{title}\n\n{text}\n\n\n\n",
}
"""The same in the ways that count."""
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}


PLACES = ("MOSCOW", "WASHINGTON", "GENEVA", "KYIV", "BERLIN")
NAMES = ("Anna Sund", "Pavel Orlov", "Jane Miller", "Igor Belov")


def written(way: str, doc: Doc, *, number: int, count: int) -> str:
    """One document of a file in one of the ways."""
    year, month, day = [*doc["published"].split("-"), "01", "01"][:3]
    return way.format(
        **doc,
        n=number,
        count=count,
        year=year,
        day=f"{int(day)} {MONTHS[doc['language']].split()[int(month) - 1]} {year}",
        dotted=".".join(reversed(doc["published"].split("-"))),
        capitals=doc["title"].upper(),
        place=PLACES[number % len(PLACES)],
        name=NAMES[number % len(NAMES)],
    )


def as_page(text: str) -> bytes:
    lines = (line.replace("&", "&amp;").replace("<", "&lt;") for line in text.split("\n"))
    paragraphs = "".join(f"<p>{line}</p>" for line in lines if line.strip())
    return f"<html><body>{paragraphs}</body></html>".encode()


def as_record(text: str) -> bytes:
    return json.dumps({"title": "Export", "url": "https://x.example/a", "text": text}).encode()


def as_mail(text: str) -> bytes:
    head = (
        "From: a@x.example\nTo: b@x.example\nSubject: Export\nDate: Mon, 3 May 2021 10:00:00 +0000"
    )
    body = 'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit'
    return f"{head}\nMIME-Version: 1.0\n{body}\n\n{text}".encode()


FORMS: dict[str, Callable[[str], bytes]] = {
    "blob.txt": str.encode,
    "windows.txt": lambda text: text.replace("\n", "\r\n").encode(),
    "blob.html": as_page,
    "blob.json": as_record,
    "blob.eml": as_mail,
}


def blobs(half: str, docs: list[Doc]) -> Iterator[tuple[str, int, str, bytes]]:
    """Way, number of documents, name and content of files of three, ten and thirty documents."""
    for name, way in (MADE_ON if half == "dev" else KEPT).items():
        for count, language in product((3, 10, 30), ("en", "ru")):
            of_language = [doc for doc in docs if doc["language"] == language]
            drawn = random.Random(f"{name} {count} {language}").sample(of_language, count)
            text = "\n\n".join(
                written(way, d, number=n, count=count) for n, d in enumerate(drawn, 1)
            )
            for form, made in FORMS.items():
                yield name, count, form, made(text)


def singles(half: str, docs: list[Doc]) -> Iterator[tuple[str, str, bytes]]:
    """Set, name and content of files that are one article each."""
    for doc in docs:
        text = f"{doc['title']}\n\n{doc['published']}\n\n{doc['text']}"
        yield f"open-news, {doc['id'].partition('-')[0]}", "a.txt", text.encode()
    rows = {}
    for path in sorted((SHARED / "corpora" / "white-house").glob("*.jsonl.gz")):
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        rows |= {row["path"]: row for row in map(json.loads, lines)}
    folders = {
        "sample": ROOT / "data" / "sample" / "articles",
        "seed": SHARED / "seed",
        "pages of trafilatura": unpacked("trafilatura", "0.9.3"),
        "pages of mediacloud": unpacked("mediacloud-metadata", "2.1.0"),
        "pages of newspaper4k": unpacked("newspaper4k", "0.9.6"),
        "pages of htmldate": unpacked("htmldate", "1.0.0"),
    }
    found = [("white-house", "a.json", json.dumps(row).encode()) for row in rows.values()]
    for name, folder in folders.items():
        paths = sorted(path for path in folder.rglob("*") if path.suffix in (".txt", ".html"))
        found += [(name, path.name, path.read_bytes()) for path in paths]
    yield from (one for n, one in enumerate(found) if (n % 3 == 0) == (half == "check"))


def outcome(name: str, data: bytes) -> list[tuple[str, str]]:
    records, _ = read(Piece(source=name, named=name, content=data, digest=""), None)
    return [(row.status, row.reason) for row, _ in records]


def main() -> None:
    docs = [
        json.loads(line)
        for line in (SHARED / "corpora" / "open-news" / "documents.jsonl").open(encoding="utf-8")
    ]
    half = "dev" if "--dev" in sys.argv else "check"
    docs = [doc for doc in docs if doc["split"] == half]
    outcomes: dict[str, Counter[str]] = {}
    for name, file, data in singles(half, docs):
        rows = outcome(file, data)
        several = [reason for _, reason in rows if reason.startswith("several documents")]
        for reason in several:
            print(f"{name}: {file}: {reason}")
        outcomes.setdefault(name, Counter())["refused" if several else "not"] += 1
    for way, count, file, data in blobs(half, docs):
        read = sum(status != "refused" for status, _ in outcome(file, data))
        what = "refused" if not read else "read as one" if read == 1 else "taken apart"
        for name in (f"{count} documents in {file}", *((way,) if count > FEW else ())):
            outcomes.setdefault(name, Counter())[what] += 1
    for name, counts in outcomes.items():
        print(f"{name}: {', '.join(f'{count} {what}' for what, count in counts.most_common())}")


if __name__ == "__main__":
    main()
