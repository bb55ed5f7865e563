"""How much of the articles' text stands in notebooks, and so in the pages made of them."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from detente.collect.corpus import Corpus

_SHORTEST = 20
"""Characters of a sentence that is looked for: a shorter one stands anywhere by chance."""
_TAG = re.compile(r"<[^>]*>")


def quoted(notebooks: Iterable[Path], corpus: Corpus) -> tuple[int, int]:
    """Number of sentences of a corpus that notebooks as they were run quote, and of all.

    Sentences of the same words count once.
    """
    from ahocorasick_rs import AhoCorasick

    sentences = _sentences(corpus)
    if not sentences:
        return 0, 0
    finder, found = AhoCorasick(sentences), set[int]()
    for path in notebooks:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        text = "\n".join(_strings([cell.get("outputs", []) for cell in cells]))
        plain = html.unescape(_TAG.sub("", text))
        found.update(m[0] for m in finder.find_matches_as_indexes(plain, overlapping=True))
    return len(found), len(sentences)


def _sentences(corpus: Corpus) -> list[str]:
    if not (corpus.folder / "sentences.parquet").is_file():
        return []
    bodies = corpus.articles.set_index("article_id")["body"].to_dict()
    texts = {
        bodies[row.article_id][row.start : row.end].strip() for row in corpus.sentences.itertuples()
    }
    return sorted(text for text in texts if len(text) >= _SHORTEST)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
