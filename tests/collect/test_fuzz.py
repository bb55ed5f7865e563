"""Any bytes, and golden files that were cut, spliced and flipped, end in rows of the ledger."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.collect.article import MEANINGS
from detente.collect.inputs import Piece
from detente.collect.reading import read
from detente.collect.text import decoded, unmangled

GOLDEN = sorted(
    path
    for path in (Path(__file__).parents[1] / "data" / "readers").rglob("*")
    if path.is_file() and path.name != "expected.json" and path.stat().st_size < 60_000
)
BOUNDED = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def outcome(data, name="a.txt"):
    """Rows of the ledger of one file, checked."""
    records, _ = read(Piece(source=name, named=name, content=data, digest=""), None)
    rows = [row for row, _ in records]
    assert rows
    assert len({row.locator for row in rows}) == len(rows)
    for row in rows:
        reason = row.reason.partition(":")[0]
        assert reason in MEANINGS or (not reason and row.status == "read")
        assert (row.article_id is None) == (row.status == "refused")
        row.reason.encode()
    return rows


@st.composite
def mutated(draw, data):
    """Bytes of a file, cut, with a part of it twice, or with some of them changed."""
    at, until = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
    kind = draw(st.sampled_from(["cut", "gone", "twice", "flipped"]))
    if kind == "cut":
        return data[:at]
    if kind == "gone":
        return data[:at] + data[until:]
    if kind == "twice":
        return data[:until] + data[at:]
    out = bytearray(data)
    for place in draw(st.lists(st.integers(0, max(len(data) - 1, 0)), max_size=8)):
        out[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
    return bytes(out)


@settings(BOUNDED, max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_rows(data):
    outcome(data)


@settings(BOUNDED, max_examples=150)
@given(st.text(max_size=200))
def test_any_text_is_read_back_from_utf8(text):
    assert decoded(text.encode("utf-8", "replace"))[1] in (
        "",
        "utf-16-le",
        "utf-16-be",
        "utf-32-le",
        "utf-32-be",
        "text with zero bytes",
    )


@settings(BOUNDED, max_examples=150)
@given(st.text(max_size=200))
def test_no_text_stops_the_repair_of_mojibake(text):
    unmangled(text)[0].encode("utf-8")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_golden_file_that_was_damaged_ends_in_rows(path):
    original = path.read_bytes()

    @BOUNDED
    @given(mutated(original))
    def ends_in_rows(data):
        outcome(data, path.name)

    ends_in_rows()
