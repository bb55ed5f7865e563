"""The names of a corpus that the reference does not know, found with models and kept as tables.

The models read only sentences that hold an unexplained word, few for each word, and what they
said is kept: a new article costs its own sentences.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from detente import content, records
from detente.collect.corpus import Corpus
from detente.extract import recognisers
from detente.extract.annotate import annotate
from detente.extract.candidates import Candidate, CandidateMention, Candidates, candidates
from detente.extract.capitals import Capitals, article_of
from detente.extract.recognisers import NameKind, Seen
from detente.extract.reference import Reference
from detente.extract.sightings import Sightings
from detente.extract.upkeep import made_by

ARTICLES = 2
"""In how many articles a name must stand to be a candidate."""
_READ = ("article_id", "copy_group", "publisher", "language", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSentence:
    """What a model saw in one sentence."""

    key: str
    """Hash of the model and the sentence."""
    starts: tuple[int, ...]
    """Offsets of the names in the sentence."""
    ends: tuple[int, ...]
    """Offsets after them."""
    kinds: tuple[NameKind, ...]
    """What they name."""


def names(corpus: Corpus, *, articles: int = ARTICLES, progress: bool = False) -> pd.DataFrame:
    """The candidates of a corpus, those in most independent articles first.

    Made when the corpus has changed, else read: the tables `candidates` and
    `candidate_mentions`. ModelError where the models are not installed.

    Parameters
    ----------
    articles
        In how many articles a name must stand.
    """
    annotate(corpus, progress=progress)
    whole = Corpus(corpus.folder)
    key = content.key_of(
        [corpus.folder / "articles.parquet"], made_by(), *_versions().values(), str(articles)
    )
    mark = corpus.folder / "names-from"
    if not (mark.is_file() and mark.read_text() == key):
        found = found_in(whole, Reference.load(), articles=articles, progress=progress)
        mark.unlink(missing_ok=True)
        whole.write("candidates", Candidate, found.rows)
        whole.write("candidate_mentions", CandidateMention, found.mentions)
        mark.write_text(key)
    return whole.table("candidates")


def listed(corpus: Corpus, *, articles: int = ARTICLES) -> list[Candidate]:
    """The candidates of a corpus as records, ranked."""
    names(corpus, articles=articles)
    rows = Corpus(corpus.folder).arrow("candidates").to_pylist()
    lists = ("aliases", "spellings", "like")
    return [Candidate(**row | {name: tuple(row[name]) for name in lists}) for row in rows]


def found_in(
    corpus: Corpus, reference: Reference, *, articles: int = ARTICLES, progress: bool = False
) -> Candidates:
    """The candidates of an annotated corpus, without writing any table but what was read."""
    rows = corpus.arrow("articles").select(list(_READ)).to_pylist()
    capitals = _capitals(corpus, rows, reference)
    read = _read(capitals, corpus.folder, articles, progress=progress)
    publishers = {row["article_id"]: row["publisher"] for row in rows}
    return candidates(Sightings(capitals, read, reference), publishers, articles=articles)


def _capitals(corpus: Corpus, rows: list[dict[str, Any]], reference: Reference) -> Capitals:
    sentences = _by_article(corpus, "sentences", ["start", "end"])
    mentions = _by_article(corpus, "mentions", ["start", "end", "actor_id"])
    capitals = Capitals()
    for row in rows:
        name = row["article_id"]
        capitals.add(article_of(row, sentences[name], mentions[name], reference=reference))
    return capitals


def _by_article(
    corpus: Corpus, table: str, columns: list[str]
) -> defaultdict[str, list[tuple[Any, ...]]]:
    found: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    held = corpus.arrow(table).select(["article_id", *columns]).to_pydict()
    for name, *values in zip(*held.values(), strict=True):
        found[name].append(tuple(values))
    return found


def _read(
    capitals: Capitals, folder: Path, articles: int, *, progress: bool
) -> dict[tuple[int, int], tuple[Seen, ...]]:
    """What the models see in the sentences that must be read, from the cache where it is there."""
    path = folder / "names-read.parquet"
    kept = _kept(path)
    asked = {place: _question(capitals, *place) for place in capitals.needed(articles)}
    keys = {place: _key(*question) for place, question in asked.items()}
    fresh = {keys[place]: asked[place] for place in asked if keys[place] not in kept}
    for model in ("spacy", "natasha"):
        texts = {key: text for key, (its, text) in fresh.items() if its == model}
        seen = recognisers.read(model, list(texts.values())) if texts else ()
        kept |= zip(texts, _shown(seen, len(texts), progress=progress), strict=True)
    if fresh:
        _keep(path, {key: kept[key] for key in keys.values()})
    return {place: kept[key] for place, key in keys.items()}


def _question(capitals: Capitals, place: int, number: int) -> tuple[recognisers.Model, str]:
    article = capitals.articles[place]
    text = article.body[article.sentences[number] : article.ends[number]]
    return recognisers.model_of(article.language), text


@cache
def _versions() -> dict[recognisers.Model, str]:
    return {model: recognisers.version_of(model) for model in ("spacy", "natasha")}


def _key(model: recognisers.Model, text: str) -> str:
    import xxhash

    return xxhash.xxh3_128_hexdigest(f"{_versions()[model]}\0{text}".encode())


def _shown(
    seen: Iterable[tuple[Seen, ...]], count: int, *, progress: bool
) -> Iterable[tuple[Seen, ...]]:
    from tqdm import tqdm

    return tqdm(seen, total=count, unit="sentence", delay=2, disable=not progress)


def _kept(path: Path) -> dict[str, tuple[Seen, ...]]:
    if not path.is_file():
        return {}
    rows = pq.read_table(path).to_pydict()
    return {key: tuple(map(Seen, *spans)) for key, *spans in zip(*rows.values(), strict=True)}


def _keep(path: Path, read: dict[str, tuple[Seen, ...]]) -> None:
    rows = [
        ReadSentence(
            key=key,
            starts=tuple(s.start for s in seen),
            ends=tuple(s.end for s in seen),
            kinds=tuple(s.kind for s in seen),
        )
        for key, seen in sorted(read.items())
    ]
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    pq.write_table(records.table(ReadSentence, rows), aside, compression="zstd")
    aside.replace(path)
