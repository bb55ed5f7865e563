"""Folders of made-up inputs, loaded."""

import os
from pathlib import Path

import pytest

from detente.collect.load import load

ENGLISH = (
    "Antony Blinken and Sergey Lavrov talked in the Harpa concert hall about arms control, "
    "hacking and their missing ambassadors.\n\nNeither said when the presidents would meet, and "
    "both said that the differences were serious and that the talk had been useful."
)
RUSSIAN = (
    "Сергей Лавров и Энтони Блинкен говорили в концертном зале «Харпа» о вооружениях, взломах и "
    "отсутствующих послах.\n\nКогда встретятся президенты, ни один не сказал, но оба назвали "
    "разногласия серьёзными, а беседу — полезной."
)


@pytest.fixture
def english():
    return ENGLISH


@pytest.fixture
def russian():
    return RUSSIAN


@pytest.fixture
def folder(tmp_path):
    """Makes a folder of files from their names and contents."""

    def make(files, name="inputs"):
        made = tmp_path / name
        for path, content in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else content.encode()
            (made / path).write_bytes(data)
        return made

    return make


@pytest.fixture
def loaded(folder, tmp_path):
    """Loads files, given by name and content, into a new corpus."""

    def make(files, **options):
        return load([folder(files)], tmp_path / "corpus", **options)

    return make


@pytest.fixture
def one(loaded):
    """The only article of one file."""

    def make(content, name="a.txt", **options):
        (article,) = loaded({name: content}, **options).articles.itertuples()
        return article

    return make


@pytest.fixture(scope="session")
def shared():
    """Folder of real texts beside the checkout."""
    beside = Path(__file__).parents[3] / "shared"
    path = Path(os.environ.get("DETENTE_SHARED") or beside)
    if not path.is_dir():
        pytest.skip("no folder of real texts: set DETENTE_SHARED")
    return path
