import csv
import gzip
import io
import json

import pytest

from detente.collect import inputs
from detente.collect.containers.stream import Stream
from detente.collect.inputs import Block
from detente.collect.load import load


@pytest.fixture(autouse=True)
def limit():
    """The limit of a cell as it was, after a test that sets another."""
    before = csv.field_size_limit()
    yield
    csv.field_size_limit(before)


@pytest.fixture
def cut(monkeypatch):
    """Blocks of some bytes, each as what it holds and what stands before it, and refusals."""

    def make(data, unit, block=40):
        monkeypatch.setattr(inputs, "BLOCK", block)
        found = inputs.blocks(Stream(io.BytesIO(data)), lambda _head: unit)
        return [
            (f.data, f.before) if isinstance(f, Block) else (f.place, f.reason, f.seen)
            for f in found
        ]

    return make


def test_a_small_file_is_one_block(cut):
    assert cut(b"a\nb\n", "line") == [(b"a\nb\n", 0)]


def test_lines_are_cut_between_records_and_counted(cut):
    lines = [b"%d %s\n" % (n, b"x" * 20) for n in range(9)]

    found = cut(b"".join(lines), "line")

    assert b"".join(data for data, _ in found) == b"".join(lines)
    assert len(found) > 2
    assert all(data.startswith(b"%d " % before) for data, before in found)


def test_rows_are_not_cut_inside_quotation_marks(cut):
    rows = [b'%d,"a\nb ""x"",\n"\r\n' % n for n in range(9)]

    found = cut(b"n,text\r\n" + b"".join(rows), "row")

    assert len(found) > 2
    assert all(data.startswith(b"n,text\r\n%d," % before) for data, before in found)
    assert b"".join(data.removeprefix(b"n,text\r\n") for data, _ in found) == b"".join(rows)


def test_a_quotation_mark_that_never_closes_costs_no_row_after_it(cut, monkeypatch):
    monkeypatch.setattr(inputs, "_LONGEST_CELL", 100)
    rows = b"".join(b"%d,text\n" % n for n in range(90))

    found = cut(b'n,text\n0,"open\n' + rows, "row")

    assert b"".join(data.removeprefix(b"n,text\n") for data, _ in found) == b'0,"open\n' + rows


def test_a_line_that_is_too_long_is_told_and_passed_over(cut, monkeypatch):
    monkeypatch.setattr(inputs, "LONGEST_LINE", 100)
    data = b"a\n" + b"x" * 1000 + b"\nb\n"

    assert cut(data, "line") == [
        (b"a\n", 0),
        ("line 2", "too large", "a line of 1,001 bytes"),
        (b"b\n", 2),
    ]


def test_a_file_that_cannot_be_cut_and_is_too_large_is_refused(cut, monkeypatch):
    monkeypatch.setattr(inputs, "LARGEST", 100)

    assert cut(b"x" * 200, "") == [("", "too large", "over 100 bytes")]


@pytest.mark.parametrize("name", ["list.jsonl", "list.csv"])
def test_a_file_in_blocks_is_read_as_it_is_whole(folder, tmp_path, english, monkeypatch, name):
    dates = [f"{n % 12 + 1:02}/{n % 28 + 1:02}/2021" for n in range(60)]
    texts = [f'{english}\n\nThe "{n}" was {n}.' for n in range(60)]
    if name.endswith("jsonl"):
        records = zip(texts, dates, strict=True)
        data = "\n".join(json.dumps({"title": "T", "text": t, "date": d}) for t, d in records)
    else:
        quoted = [text.replace('"', '""') for text in texts]
        rows = zip(quoted, dates, strict=True)
        data = "title,text,date\n" + "".join(f'T,"{t}",{d}\n' for t, d in rows)
    files = folder({name: data})
    whole = load([files], tmp_path / "whole")
    monkeypatch.setattr(inputs, "BLOCK", 2000)

    in_blocks = load([files], tmp_path / "blocks", workers=1)

    assert in_blocks.ledger.equals(whole.ledger)
    assert in_blocks.articles.equals(whole.articles)


def test_records_before_the_cut_of_a_packed_file_are_read(loaded, english):
    lines = [json.dumps({"title": f"T{n}", "text": f"{english} {n * n % 97}"}) for n in range(50)]
    data = gzip.compress("\n".join(lines).encode())

    ledger = loaded({"list.jsonl.gz": data[: len(data) * 3 // 4]}).ledger

    assert (ledger["status"] == "read").sum() > 10
    assert list(ledger["status"][:-1].unique()) == ["read"]
    assert ledger["reason"].iloc[-1].startswith("damaged: cut off: Compressed file ended")


def test_half_a_letter_of_a_packed_text_is_no_article(loaded, english):
    data = gzip.compress(english.encode())

    (row,) = loaded({"a.txt.gz": data[:-20]}).ledger.itertuples()

    assert row.reason.startswith("damaged: cut off after ")
