"""A container registers itself by being in the folder of containers."""

import sys

import pytest

from detente.collect import containers as package
from detente.collect.containers import containers

DROPPED = '''"""Bundles of a wire: texts with a line of signs between two."""

import io

from detente.collect.containers import Container
from detente.collect.containers.stream import Member, Stream


def recognises(stream):
    return stream.begins.startswith(b"BUNDLE 7")


def members(stream):
    for number, text in enumerate(stream.read().split(b"\\n%%\\n")[1:], start=1):
        yield Member(place=f"text {number}", stream=Stream(io.BytesIO(text)))


CONTAINERS = (Container(name="bundle", rank=150, recognises=recognises, members=members),)
'''


@pytest.fixture
def dropped(tmp_path, monkeypatch):
    """A module beside those of the other containers."""
    (tmp_path / "dropped").mkdir()
    (tmp_path / "dropped" / "bundles.py").write_text(DROPPED, "utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / "dropped")])
    containers.cache_clear()
    yield
    sys.modules.pop(f"{package.__name__}.bundles", None)
    vars(package).pop("bundles", None)
    monkeypatch.undo()
    containers.cache_clear()


@pytest.mark.usefixtures("dropped")
def test_a_container_is_opened_as_soon_as_its_module_is_in_the_folder(outcome, english, russian):
    assert outcome(f"BUNDLE 7\n%%\n{english}\n%%\n{russian}") == [
        ("#text 1", "read", ""),
        ("#text 2", "read", ""),
    ]


def test_containers_are_asked_in_the_order_of_their_ranks():
    asked = [container.name for container in containers()]

    assert asked == ["WACZ", "ZIP archive", "packed file", "WARC", "ARC", "MBOX", "TAR archive"]
