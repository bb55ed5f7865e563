import csv
import io

import networkx as nx
import pandas as pd
import pytest

from detente.errors import ParameterError
from detente.present.exports import export, to_csv


@pytest.mark.parametrize("what", ["network", "timeline", "mentions", "quotes", "actions", "events"])
def test_a_table_is_written_row_for_row_in_a_csv_that_excel_reads(corpus, tmp_path, what):
    path = tmp_path / f"{what}.csv"
    rows = export(corpus, what, path)

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows == len(pd.read_csv(path, encoding="utf-8-sig"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+7 495", "-2", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")']
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    table = pd.DataFrame({"a": [text]})
    rows = list(csv.reader(io.StringIO(to_csv(table), newline="")))

    assert rows == [["a"], [f"'{text}"]]


def test_numbers_stay_numbers_and_lists_are_joined():
    out = to_csv(pd.DataFrame({"n": [-1.5], "who": [("a", "b")]}))

    assert out == '"n","who"\n-1.5,"a|b"\n'


def test_a_clock_in_the_publishers_place_is_written_without_the_sign_of_utc():
    local, utc = pd.Timestamp("2021-05-19 21:42"), pd.Timestamp("2021-05-20 01:42", tz="UTC")

    out = to_csv(pd.DataFrame({"local": [local], "utc": [utc]}))

    assert out.splitlines()[1] == '"2021-05-19T21:42:00","2021-05-20T01:42:00Z"'


def test_an_edge_table_begins_as_networkx_and_gephi_want_it(corpus, tmp_path):
    export(corpus, "network", tmp_path / "network.csv")
    table = pd.read_csv(tmp_path / "network.csv", encoding="utf-8-sig")

    assert list(table.columns[:3]) == ["source", "target", "weight"]
    assert (
        nx.from_pandas_edgelist(table, edge_attr="weight")["russia"]["united-states"]["weight"] == 4
    )


def test_a_gexf_file_has_weights_and_measures(corpus, tmp_path):
    path = tmp_path / "network.gexf"
    export(corpus, "network", path)
    graph = nx.read_gexf(path)

    assert graph["antony-blinken"]["sergey-lavrov"]["weight"] == 4
    assert graph.nodes["antony-blinken"]["label"] == "Antony Blinken"
    assert graph.nodes["antony-blinken"]["betweenness"] > 0


def test_exports_of_the_same_corpus_are_the_same_bytes(corpus, tmp_path):
    for name in ("network.gexf", "network.csv"):
        export(corpus, "network", tmp_path / name)
        first = (tmp_path / name).read_bytes()
        export(corpus, "network", tmp_path / name)

        assert (tmp_path / name).read_bytes() == first
        assert b"lastmodified" not in first


def test_a_table_that_is_not_one_is_refused_with_those_there_are(corpus, tmp_path):
    with pytest.raises(ParameterError, match="network, timeline, mentions"):
        export(corpus, "nodes", tmp_path / "x.csv")


def test_a_file_that_is_no_csv_is_refused(corpus, tmp_path):
    with pytest.raises(ParameterError, match=r"exports end in \.csv"):
        export(corpus, "events", tmp_path / "x.xlsx")


def test_a_text_that_turns_letters_round_or_steers_a_terminal_is_written_out():
    table = pd.DataFrame({"a": ["first\nsecond\u202e\u009b"]})

    assert to_csv(table) == '"a"\n"first\nsecond\\u202e\\x9b"\n'
