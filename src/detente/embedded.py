"""The embedded corpus: the sample articles, loaded and annotated once and kept in the cache."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from detente import files
from detente.tables import key_of, locked

if TYPE_CHECKING:
    from detente.collect.corpus import Corpus

_PACKAGE = Path(__file__).parent


def open_corpus(folder: str | Path = "", *, progress: bool = False) -> "Corpus":
    """The corpus in a folder, annotated; without a folder, the embedded corpus.

    `folder#event=ID` and `folder#actor=ID` open the articles on one event or actor.

    The embedded corpus is made again when its articles or the readers have changed; a process
    that asks for it meanwhile waits.

    >>> detente.open("").folder.name
    'sample'
    """
    from detente.collect.corpus import Corpus
    from detente.extract.annotate import annotate

    if folder:
        return annotate(Corpus.open(folder), progress=progress)
    with locked(files.cache(), "sample.lock"):
        return annotate(_embedded(progress=progress), progress=progress)


def fresh_folder(folder: Path | None) -> Path | None:
    """The folder of a corpus that is annotated and up to date; None where there is work to do.

    Nothing is read but hashes, so that a run without work ends at once.
    """
    from detente.extract.upkeep import is_up_to_date

    chosen = folder or _sample_folder()
    fresh = (folder is not None or _is_made(chosen)) and (chosen / "articles.parquet").is_file()
    return chosen if fresh and is_up_to_date(chosen) else None


def _embedded(*, progress: bool) -> "Corpus":
    from detente.collect.corpus import Corpus
    from detente.collect.load import load

    folder = _sample_folder()
    if not _is_made(folder):
        shutil.rmtree(folder, ignore_errors=True)
        publishers = files.SAMPLE / "publishers.csv"
        load([files.SAMPLE / "articles"], folder, publishers=publishers, progress=progress)
        (folder / "made-from").write_text(_made_from())
    return Corpus.open(folder)


def _sample_folder() -> Path:
    return files.cache() / "sample"


def _is_made(folder: Path) -> bool:
    mark = folder / "made-from"
    return mark.is_file() and mark.read_text() == _made_from()


def _made_from() -> str:
    return key_of([files.SAMPLE, files.REFERENCE, _PACKAGE / "collect"])
