import os
import subprocess
import sys

import pytest

from detente.collect.load import load
from detente.errors import CorpusError, InputError

TABLES = ("articles", "ledger", "files")


def outcome(corpus):
    return corpus.ledger[["locator", "status", "reason"]].to_numpy().tolist()


def test_every_input_is_in_the_ledger_once_with_its_reason(loaded, english):
    corpus = loaded(
        {"a.txt": english, "b.txt": b"", "c.txt": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "d.json": "{"}
    )

    assert [row[:2] for row in outcome(corpus)] == [
        ["a.txt", "read"],
        ["b.txt", "refused"],
        ["c.txt", "refused"],
        ["d.json", "refused"],
    ]
    assert all(reason for _, status, reason in outcome(corpus) if status == "refused")


def test_a_second_load_of_the_same_folder_adds_nothing_and_says_so(folder, tmp_path, english):
    files, said = folder({"a.txt": english, "b.txt": english + "\n\nMore."}), []
    first = load([files], tmp_path / "corpus")

    second = load([files], tmp_path / "corpus", said=said.append)

    assert outcome(second) == outcome(first)
    assert said == ["2 files were loaded before and have not changed."]


def test_a_changed_file_takes_the_place_of_what_it_was(folder, tmp_path, english):
    files, said = folder({"a.txt": english}), []
    load([files], tmp_path / "corpus")
    folder({"a.txt": english + "\n\nThe talks went on past midnight."})

    corpus = load([files], tmp_path / "corpus", said=said.append)

    (article,) = corpus.articles.itertuples()
    assert article.body.endswith("past midnight.")
    assert len(corpus.ledger) == 1
    assert said == ["1 files have changed, or their publishers, and are read again."]


def test_a_file_that_is_gone_keeps_its_article(folder, tmp_path, english, russian):
    files = folder({"a.txt": english, "b.txt": russian})
    load([files], tmp_path / "corpus")
    (files / "b.txt").unlink()

    corpus = load([files], tmp_path / "corpus")

    assert len(corpus.articles) == 2


def test_three_workers_write_the_same_bytes_as_one(folder, tmp_path, english):
    files = folder({f"{n:02}.txt": f"{english}\n\nItem {n}." for n in range(30)})

    for workers in (1, 3):
        load([files], tmp_path / f"corpus{workers}", workers=workers)

    for name in TABLES:
        one, three = ((tmp_path / f"corpus{n}" / f"{name}.parquet").read_bytes() for n in (1, 3))
        assert one == three, name


def test_an_interrupted_load_leaves_the_old_corpus_whole(
    folder, tmp_path, english, russian, monkeypatch
):
    before = load([folder({"a.txt": english})], tmp_path / "corpus")
    files = folder({"b.txt": russian, "c.txt": russian + "\n\nЕщё."}, name="more")

    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("detente.collect.load.read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load([files], tmp_path / "corpus", workers=1)

    after = type(before).open(tmp_path / "corpus")
    assert outcome(after) == outcome(before)
    assert len(after.articles) == 1


def test_two_folders_with_equal_names_inside_do_not_mix(folder, tmp_path, english, russian):
    one, other = folder({"a.txt": english}, name="one"), folder({"a.txt": russian}, name="other")

    corpus = load([one, other], tmp_path / "corpus")

    assert len(corpus.articles) == 2
    assert corpus.ledger["locator"].nunique() == 2


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path, english, russian):
    outside = folder({"secret.txt": russian}, name="outside")
    files = folder({"a.txt": english})
    (files / "link.txt").symlink_to(outside / "secret.txt")
    (files / "loop").symlink_to(files, target_is_directory=True)

    corpus = load([files], tmp_path / "corpus")

    assert len(corpus.articles) == 1


def test_a_missing_folder_is_an_error_that_names_it(tmp_path):
    with pytest.raises(InputError, match=r"nowhere: there is no such file or folder"):
        load([tmp_path / "nowhere"], tmp_path / "corpus")


def test_a_publishers_table_without_a_country_is_an_error_that_names_the_column(
    folder, tmp_path, english
):
    table = tmp_path / "publishers.csv"
    table.write_text("domain,name\nnorthwire.example,Northwire\n")

    with pytest.raises(InputError, match="country"):
        load([folder({"a.txt": english})], tmp_path / "corpus", publishers=table)


def test_opening_a_folder_without_a_corpus_says_how_to_make_one(tmp_path):
    from detente.collect.corpus import Corpus

    with pytest.raises(CorpusError, match="detente load PATH"):
        Corpus.open(tmp_path)


def test_a_script_without_a_main_guard_loads_a_small_folder(folder, tmp_path, english):
    script = tmp_path / "script.py"
    script.write_text(
        f"from detente.collect.load import load\nprint(len(load([{str(folder({'a.txt': english}))!r}], {str(tmp_path / 'c')!r})))\n"
    )

    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, env=dict(os.environ)
    )

    assert (done.stdout.strip(), done.returncode) == ("1", 0)
