"""The embedded corpus: the sample articles, loaded and annotated once and kept in the cache."""

import shutil
from pathlib import Path

from detente import files
from detente.collect.corpus import Corpus
from detente.content import key_of

_PACKAGE = Path(__file__).parent


def open_corpus(folder: str | Path = "", *, progress: bool = False) -> Corpus:
    """The corpus in a folder, annotated; without a folder, the embedded corpus.

    The embedded corpus is made again when its articles or the readers have changed.
    """
    from detente.extract.annotate import annotate

    corpus = Corpus.open(folder) if folder else _embedded(progress=progress)
    return annotate(corpus, progress=progress)


def _embedded(*, progress: bool) -> Corpus:
    from detente.collect.load import load

    made_from = key_of([files.SAMPLE, files.REFERENCE, _PACKAGE / "collect"])
    folder = files.cache() / "sample"
    mark = folder / "made-from"
    if not (mark.is_file() and mark.read_text() == made_from):
        shutil.rmtree(folder, ignore_errors=True)
        publishers = files.SAMPLE / "publishers.csv"
        load([files.SAMPLE / "articles"], folder, publishers=publishers, progress=progress)
        mark.write_text(made_from)
    return Corpus.open(folder)
