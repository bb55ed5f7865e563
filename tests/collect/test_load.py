import dataclasses
import gzip
import importlib
import json
import os
import random
import subprocess
import sys

import pytest

from detente.collect.load import load
from detente.collect.parts import read_part
from detente.collect.readers import readers
from detente.collect.text import shown
from detente.errors import CorpusError, InputError, WorkerError
from detente.tables import sums_of, write_sums

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
    assert said == ["Loaded before and not changed: 2 files."]


def test_a_changed_file_takes_the_place_of_what_it_was(folder, tmp_path, english):
    files, said = folder({"a.txt": english}), []
    load([files], tmp_path / "corpus")
    folder({"a.txt": english + "\n\nThe talks went on past midnight."})

    corpus = load([files], tmp_path / "corpus", said=said.append)

    (article,) = corpus.articles.itertuples()
    assert article.body.endswith("past midnight.")
    assert len(corpus.ledger) == 1
    assert said == ["Changed, or loaded with other settings, and read again: 1 file."]


def test_a_file_that_is_gone_keeps_its_article_and_says_so(folder, tmp_path, english, russian):
    files = folder({"a.txt": english, "b.txt": russian})
    load([files], tmp_path / "corpus")
    (files / "b.txt").unlink()
    said = []

    corpus = load([files], tmp_path / "corpus", said=said.append)

    assert len(corpus.articles) == 2
    assert said[0] == "Gone since the last load: 1 file. What was read stays."


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

    monkeypatch.setattr("detente.collect.load.read_part", interrupted)
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


@pytest.mark.slow
def test_a_script_without_a_main_guard_loads_a_small_folder(folder, tmp_path, english):
    script = tmp_path / "script.py"
    script.write_text(
        f"from detente.collect.load import load\nprint(len(load([{str(folder({'a.txt': english}))!r}], {str(tmp_path / 'c')!r})))\n"
    )

    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, env=dict(os.environ)
    )

    assert (done.stdout.strip(), done.returncode) == ("1", 0)


def test_a_text_in_two_files_survives_a_change_of_the_first(folder, tmp_path, english, russian):
    files = folder({"a.txt": english, "b.txt": english})
    first = load([files], tmp_path / "corpus")
    folder({"a.txt": russian})

    second = load([files], tmp_path / "corpus")

    assert outcome(first)[1] == ["b.txt", "read", "same article again"]
    assert sorted(second.articles["locator"]) == ["a.txt", "b.txt"]
    assert second.ledger["article_id"].notna().all()


def test_two_folders_loaded_one_after_the_other_do_not_replace_each_other(
    folder, tmp_path, english, russian
):
    load([folder({"a.txt": english}, name="one")], tmp_path / "corpus")
    corpus = load([folder({"a.txt": russian}, name="other")], tmp_path / "corpus")

    assert sorted(corpus.ledger["locator"]) == ["a.txt", "other/a.txt"]
    assert len(corpus.articles) == 2


def test_a_file_and_its_folder_are_one_input(folder, tmp_path, english):
    files = folder({"a.txt": english})
    load([files / "a.txt"], tmp_path / "corpus")

    assert len(load([files], tmp_path / "corpus").ledger) == 1


def test_a_publishers_table_given_later_names_the_articles_that_are_there(
    folder, tmp_path, english
):
    files, table = folder({"northwire.txt": english}), tmp_path / "publishers.csv"
    table.write_text("domain,name,country\nnorthwire.example,Northwire,US\n")
    load([files], tmp_path / "corpus")

    named = load([files], tmp_path / "corpus", publishers=table)
    again = load([files], tmp_path / "corpus")

    assert list(named.articles["publisher"]) == list(again.articles["publisher"]) == ["Northwire"]


def test_a_corpus_and_its_folder_may_move_together(folder, tmp_path, english):
    load([folder({"a.txt": english}, name="study/raw")], tmp_path / "study" / "corpus")
    (tmp_path / "study").rename(tmp_path / "moved")
    said = []

    load([tmp_path / "moved" / "raw"], tmp_path / "moved" / "corpus", said=said.append)

    assert said == ["Loaded before and not changed: 1 file."]


def test_a_load_that_died_between_two_tables_is_made_good_by_the_next(
    folder, tmp_path, english, russian
):
    files = folder({"a.txt": english})
    load([files], tmp_path / "corpus")
    old = {name: (tmp_path / "corpus" / f"{name}.parquet").read_bytes() for name in TABLES}
    sums = sums_of(tmp_path / "corpus")
    folder({"b.txt": russian})
    load([files], tmp_path / "corpus")
    for name in ("ledger", "files"):
        (tmp_path / "corpus" / f"{name}.parquet").write_bytes(old[name])
    new = sums_of(tmp_path / "corpus")
    write_sums(tmp_path / "corpus", {name: new[name] + sums[name] for name in TABLES})

    corpus = load([files], tmp_path / "corpus")

    assert (
        sorted(corpus.ledger["locator"]) == sorted(corpus.articles["locator"]) == ["a.txt", "b.txt"]
    )


def test_a_killed_worker_is_an_error_and_the_corpus_stays(folder, tmp_path, english, monkeypatch):
    before = load([folder({"a.txt": english})], tmp_path / "corpus")
    files = folder({"b.txt": english + " More."}, name="more")
    (tmp_path / "deadly.py").write_text("import os\n\n\ndef read_part(job):\n    os._exit(1)\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(
        "detente.collect.load.read_part", importlib.import_module("deadly").read_part
    )

    with pytest.raises(WorkerError, match="one worker"):
        load([files], tmp_path / "corpus", workers=2)

    assert outcome(type(before).open(tmp_path / "corpus")) == outcome(before)


def test_a_reader_that_fails_costs_one_row_of_the_ledger(loaded, english, monkeypatch):
    def fails(_file):
        raise ZeroDivisionError("odd file")
        yield

    failing = [dataclasses.replace(r, read=fails) if r.name == "jsonl" else r for r in readers()]
    monkeypatch.setattr("detente.collect.readers.readers", lambda: failing)

    ledger = loaded({"a.json": '{"text": "x"}', "b.txt": english}).ledger

    assert list(ledger["reason"]) == ["damaged: not as its format has it: odd file", ""]


def test_a_folder_of_hostile_files_is_accounted_for(loaded, english):
    files = {
        "half.gz": gzip.compress(english.encode())[:40],
        "noise.gz": b"\x1f\x8b" + bytes(range(256)),
        "nul.jsonl": b"\0" * 500,
        "noise.parquet": b"PAR1 and no more PAR1",
        "line.jsonl": '{"title": "T", "text": "' + "word " * 200_000 + '"}',
        "brackets.json": "[" * 100_000,
        "years.csv": f'title,text,date\nA,"{english}",0000-00-00\nB,"{english} B",9999-12-31T23:59:59Z\n',
        "quote.csv": f'title,text\nA,"{english}',
        "odd\nname.txt": english + " Odd.",
        "elf.html": b"\x7fELF" + bytes(range(256)) * 4,
        "surrogate.json": '{"title": "T\\ud800", "text": "'
        + english.replace("\n", " ")
        + '\\udfff"}',
    }

    corpus = loaded(files)

    statuses = corpus.ledger.set_index("locator")["status"]
    assert set(corpus.ledger["source"]) == set(map(shown, files))
    assert (statuses == "refused").sum() == 7  # of quote.csv, that rows may be missing
    assert corpus.articles["published"].isna().all()


def test_a_file_name_in_an_old_encoding_is_written_out(loaded, english):
    name = os.fsdecode("речь.txt".encode("cp1251"))

    assert list(loaded({name: english}).ledger["locator"]) == [r"\xf0\xe5\xf7\xfc.txt"]


def test_what_is_no_file_is_in_the_ledger_with_what_it_is(folder, tmp_path, english):
    files = folder({"a.txt": english})
    os.mkfifo(files / "pipe")
    (files / "loop").symlink_to(files, target_is_directory=True)
    (files / "lost").symlink_to(files / "nowhere")

    corpus = load([files], tmp_path / "corpus")

    assert outcome(corpus)[1:] == [
        ["loop", "refused", "unreadable: a link to a folder, not followed"],
        ["lost", "refused", "unreadable: No such file or directory"],
        ["pipe", "refused", "unreadable: a pipe or a device"],
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root opens all files")
def test_files_and_folders_without_permission_are_refused(folder, tmp_path, english):
    files = folder({"a.txt": english, "b.txt": english, "c/d.txt": english})
    (files / "b.txt").chmod(0)
    (files / "c").chmod(0)

    ledger = load([files], tmp_path / "corpus").ledger
    (files / "c").chmod(0o700)

    assert list(ledger["reason"]) == [
        "",
        "unreadable: Permission denied",
        "unreadable: a closed folder",
    ]


def test_a_file_that_vanishes_while_others_are_read_is_refused(
    folder, tmp_path, english, monkeypatch
):
    files = folder({"a.txt": english, "b.txt": english + " B."})

    def read_and_remove(job):
        (files / "b.txt").unlink(missing_ok=True)
        return read_part(job)

    monkeypatch.setattr("detente.collect.load.read_part", read_and_remove)
    corpus = load([files], tmp_path / "corpus", workers=1)

    assert outcome(corpus)[1] == ["b.txt", "refused", "unreadable: No such file or directory"]


def test_a_file_that_can_no_longer_be_opened_keeps_its_article_and_says_so(
    folder, tmp_path, english, monkeypatch
):
    files, said = folder({"a.txt": english}), []
    load([files], tmp_path / "corpus")
    monkeypatch.setattr("detente.collect.load.digest_of_input", lambda _item: "unreadable")

    corpus = load([files], tmp_path / "corpus", said=said.append)

    assert len(corpus.articles) == 1
    assert said == ["Cannot be opened any more: 1 file. What was read stays."]


def test_a_corpus_inside_the_loaded_folder_is_not_read_as_articles(folder, english):
    files = folder({"a.txt": english})
    load([files], files / "corpus")

    corpus = load([files], files / "corpus")

    assert list(corpus.ledger["locator"]) == ["a.txt"]


def test_a_part_of_a_folder_loaded_on_its_own_is_the_same_input(folder, tmp_path, english):
    files, said = folder({"tass/en/a.txt": english}), []
    load([files], tmp_path / "corpus")

    corpus = load([files / "tass" / "en"], tmp_path / "corpus", said=said.append)

    assert list(corpus.ledger["locator"]) == ["tass/en/a.txt"]
    assert said == ["Loaded before and not changed: 1 file."]


def test_a_folder_named_like_a_part_of_another_does_not_replace_it(
    folder, tmp_path, english, russian
):
    load([folder({"tass/a.txt": english})], tmp_path / "corpus")

    corpus = load([folder({"a.txt": russian}, name="other/tass")], tmp_path / "corpus")

    assert set(corpus.ledger["locator"]) == {"tass/a.txt", "tass-2/a.txt"}


def test_articles_do_not_depend_on_the_order_in_which_folders_were_loaded(
    folder, tmp_path, english, russian
):
    one = folder({f"{n}.txt": f"{english} {n}." for n in range(9)}, name="one")
    two = folder({"a.txt": russian, "b.txt": english}, name="two")
    load([one, two], tmp_path / "both")
    load([one], tmp_path / "apart")
    load([two], tmp_path / "apart")

    both, apart = (
        load([one, two], tmp_path / n).articles.set_index("article_id") for n in ("both", "apart")
    )

    columns = ["copy_group", "copy_kind", "is_origin"]
    assert both[columns].equals(apart[columns])


@pytest.mark.slow
def test_articles_stand_by_their_time_and_those_without_one_last(loaded, english):
    days = {"a": "2021-05-20", "b": "", "c": "2021-05-19", "d": "2021-06-01"}
    files = {
        f"{name}.json": json.dumps({"title": name, "text": f"{english} {name}", "date": day})
        for name, day in days.items()
    }

    assert list(loaded(files).articles["title"]) == ["c", "a", "d", "b"]


def test_what_many_pages_repeat_is_cut_and_put_back_where_the_user_keeps_it(
    folder, tmp_path, english
):
    words, chance = english.split(), random.Random(20210519)
    texts = {
        f"northwire/{n}.txt": "\n\n".join(
            [
                *(" ".join(chance.choices(words, k=40)) + "." for _ in range(4)),
                "Read us every morning",
            ]
        )
        for n in range(9)
    }
    files, said = folder(texts), []
    first = load([files], tmp_path / "corpus").articles
    table = tmp_path / "corpus" / "furniture.csv"
    table.write_text(
        table.read_text("utf-8-sig")
        .replace(",northwire", "yes,northwire", 1)
        .replace("\n,", "\nyes,")
    )

    second = load([files], tmp_path / "corpus", said=said.append).articles

    assert not first["body"].str.contains("every morning").any()
    assert first["furniture"].str.len().min() == 1
    assert second["body"].str.contains("every morning").all()
    assert said[-1] == "What is furniture was decided anew in furniture.csv."
    assert list(first["article_id"].sort_values()) == list(second["article_id"].sort_values())


def test_a_file_whose_name_would_steer_a_terminal_is_named_as_it_is_written_and_not_gone(
    folder, tmp_path, english
):
    files, said = folder({"a\x1b[2J\u202e.txt": english}), []
    load([files], tmp_path / "corpus")

    corpus = load([files], tmp_path / "corpus", said=said.append)

    assert list(corpus.ledger["source"]) == [r"a\x1b[2J\u202e.txt"]
    assert said == ["Loaded before and not changed: 1 file."]
