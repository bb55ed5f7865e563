"""A bundle is made, checked and damaged, and its reports are made again."""

import csv
import io
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from detente import files
from detente.collect.corpus import Corpus
from detente.errors import BundleError
from detente.present import bundle
from detente.present.bundle import Asked, verify, versions, write
from detente.present.report import make

COMMAND = Path(sys.executable).with_name("detente")


@pytest.fixture(scope="module")
def printed(corpus_of_module, tmp_path_factory):
    """A folder with a notebook, a corpus, and the one report made of them."""
    folder = tmp_path_factory.mktemp("printed")
    (folder / "notebooks").mkdir()
    write_notebook(folder / "notebooks", "01_small", "print('seven')")
    shutil.copytree(corpus_of_module.folder, folder / "corpus")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "NOTEBOOKS", folder / "notebooks")
        make([], corpus=folder / "corpus", out=folder / "reports", given={"top": "5"})
    return folder


@pytest.fixture
def study(printed, tmp_path, monkeypatch):
    """A copy of that folder, to be changed."""
    shutil.copytree(printed, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(files, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def made(study):
    """What makes a bundle of it."""

    def bundle(name="study.zip", *, reports="reports", corpus="corpus", **how):
        path = study / name
        write(path, corpus=study / corpus, reports=study / reports, asked=asked(**how))
        return path

    return bundle


def asked(**how):
    return Asked(**{"date": "2026-01-02"} | how)


def write_notebook(folder, name, source):
    nb = new_notebook()
    parameters = new_code_cell(
        'corpus_dir: str = ""\ntop: int = 3  # how many', metadata={"tags": ["parameters"]}
    )
    nb.cells = [new_markdown_cell(f"# What is {name}?"), parameters, new_code_cell(source)]
    nbformat.write(nb, folder / f"{name}.ipynb")


def altered(path, name, data):
    """The bundle with one file of another content, or without it where that is None."""
    with zipfile.ZipFile(path) as archive:
        content = {one: archive.read(one) for one in archive.namelist()}
    content[name] = data
    with zipfile.ZipFile(path, "w") as archive:
        for one, value in content.items():
            if value is not None:
                archive.writestr(one, value)
    return path


def test_a_bundle_holds_pages_tables_notebooks_settings_and_a_hash_of_each(made):
    with zipfile.ZipFile(made()) as archive:
        names = set(archive.namelist())
        sums = archive.read("SHA256SUMS").decode()

    assert {
        "README.md", "run.json", "ro-crate-metadata.json", "SHA256SUMS", "reports/index.html",
        "reports/01_small.html", "notebooks/01_small.ipynb", "data/corpus/mentions.parquet",
        "tables/mentions.csv", "reference/actors.csv",
    } <= names  # fmt: skip
    assert {line.split("  ")[1] for line in sums.splitlines()} == names - {"SHA256SUMS"}


def test_two_bundles_of_the_same_reports_have_the_same_bytes(made):
    assert made("one.zip").read_bytes() == made("two.zip").read_bytes()


def test_a_bundle_is_whole_and_tells_of_its_reports(made):
    said = []

    assert verify(made(), said=said.append) == []
    assert "1 report," in said[0]
    assert versions()["detente"] in said[0]


def test_the_texts_of_articles_stay_out_unless_they_are_asked_for(made):
    with (
        zipfile.ZipFile(made("plain.zip")) as plain,
        zipfile.ZipFile(made("texts.zip", texts=True)) as texts,
    ):
        rows = [csv_rows(archive, "articles") for archive in (plain, texts)]
        whole = [
            any(b"Russian diplomats were pleased. Washington warned" in z.read(n) for n in z.namelist())
            for z in (plain, texts)
        ]  # fmt: skip

        assert "body" not in rows[0][0]
        assert {"title", "publisher"} <= set(rows[0][0])
        assert "body" in rows[1][0]
        assert whole == [False, True]
        assert "has no texts" in " ".join(plain.read("README.md").decode().split())
        assert "are in this bundle" in " ".join(texts.read("README.md").decode().split())


def test_it_is_said_how_many_sentences_the_pages_quote(made, study):
    sentence = "Washington imposed sanctions on Moscow."
    write_notebook(study / "notebooks", "01_small", f"print({sentence!r})")
    make([], corpus=study / "corpus", out=study / "reports", given={"top": "5"})

    with zipfile.ZipFile(made()) as archive:
        readme = " ".join(archive.read("README.md").decode().split())

    assert "**1 of the 21 sentences of the articles**" in readme


def test_a_bundle_names_no_folder_of_the_machine(made, printed, study):
    with zipfile.ZipFile(made(texts=True)) as archive:
        folders = [str(folder).encode() for folder in (printed, study)]
        content = {name: archive.read(name) for name in archive.namelist()}
        telling = [n for n, data in content.items() if any(f in data for f in folders)]

    assert telling == []


def test_a_bundle_keeps_the_parameters_and_the_users_plan(made, study):
    (study / "reports.toml").write_text('[[report]]\nnotebook = "01_small"\n')

    with zipfile.ZipFile(made()) as archive:
        (report,) = json.loads(archive.read("run.json"))["reports"]

        assert report["parameters"] == {"top": 5}
        assert archive.read("settings/reports.toml").startswith(b"[[report]]")


def test_a_report_of_other_data_than_the_corpus_holds_is_not_bundled(made, study):
    corpus = Corpus.open(study / "corpus")
    corpus.write_tables({"articles": corpus.arrow("articles").slice(1)})

    with pytest.raises(BundleError, match="of 1 reports 1 not as a run would make now"):
        made()
    assert not (study / "study.zip").exists()


def test_a_page_that_was_edited_is_not_bundled(made, study):
    (study / "reports" / "01_small.html").write_text("mine")

    with pytest.raises(BundleError, match="detente report"):
        made()


def test_reports_that_came_out_of_a_cache_with_other_times_are_bundled_and_unchanged(made, study):
    shutil.copytree(study / "reports", study / "copied", copy_function=shutil.copyfile)

    again = make([], corpus=study / "corpus", out=study / "copied", given={"top": "5"})

    assert [result.status for result in again] == ["unchanged"]
    assert verify(made(reports="copied")) == []


def test_a_failed_report_goes_in_and_is_said_to_be_not_whole(made, study):
    write_notebook(study / "notebooks", "02_broken", "1 / 0")
    make([], corpus=study / "corpus", out=study / "reports", given={"top": "5"})
    path, said = made(), []

    assert verify(path, said=said.append) == []
    assert "1 of them failed" in said[0]
    with zipfile.ZipFile(path) as archive:
        assert "reports/02_broken.failed.html" in archive.namelist()
        assert "02_broken did not run to the end" in archive.read("README.md").decode()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("tables/mentions.csv", b"a,b\n", "tables/mentions.csv was changed after"),
        ("tables/mentions.csv", None, "tables/mentions.csv is missing."),
        ("reports/more.html", b"<p>", "reports/more.html was added."),
    ],
)
def test_a_file_that_was_changed_taken_out_or_added_is_named(made, name, data, sentence):
    found = verify(altered(made(), name, data))

    assert any(line.startswith(sentence) for line in found)


def test_half_a_zip_is_refused_in_a_sentence(made):
    path = made()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(BundleError, match=r"no whole ZIP file.*Fetch it again"):
        verify(path)


def test_one_damaged_byte_is_found(made):
    path = made()
    with zipfile.ZipFile(path) as archive:
        begin = archive.getinfo("data/corpus/mentions.parquet").header_offset
    data = bytearray(path.read_bytes())
    data[begin + 200] ^= 0xFF
    path.write_bytes(data)

    assert "data/corpus/mentions.parquet is damaged: it cannot be unpacked." in verify(path)


@pytest.mark.parametrize(
    "name",
    ["../outside.html", "/etc/passwd", "C:/x.html", "reports/../../x", "a\\..\\b", "x\n.html"],
)
def test_a_name_that_leads_out_of_the_bundle_is_refused(made, name):
    path = made()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), "x")

    with pytest.raises(BundleError, match="leads out of the bundle"):
        verify(path)


def test_a_link_in_a_bundle_is_refused(made):
    path, link = made(), zipfile.ZipInfo("reports/link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(BundleError, match="leads out of the bundle"):
        verify(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("reports/zeros.html", bytes(2**27))

    with pytest.raises(BundleError, match="unpacks to more than"):
        verify(tmp_path / "bomb.zip")


def test_any_other_zip_is_said_to_be_no_bundle(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.txt", "a")

    with pytest.raises(BundleError, match="it is no bundle"):
        verify(tmp_path / "x.zip")


def test_the_metadata_have_what_ro_crate_asks_of_them(made):
    path = made(license="https://creativecommons.org/licenses/by/4.0/", author="A. Reader")
    with zipfile.ZipFile(path) as archive:
        said = json.loads(archive.read("ro-crate-metadata.json"))
        size = archive.getinfo("reports/01_small.html").file_size
    graph = {entity["@id"]: entity for entity in said["@graph"]}

    assert said["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    assert graph["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert graph["./"]["datePublished"] == "2026-01-02"
    assert graph[graph["./"]["license"]["@id"]]["@type"] == "CreativeWork"
    page = graph["reports/01_small.html"]
    assert (page["@type"], page["encodingFormat"], page["contentSize"]) == (
        "File",
        "text/html",
        str(size),
    )
    run = graph["#run"]
    assert graph[run["instrument"]["@id"]]["version"] == versions()["detente"]
    assert graph[run["agent"]["@id"]]["name"] == "A. Reader"


@pytest.mark.parametrize("how", [{}, {"license": "https://example.org/by", "author": "A. Reader"}])
def test_the_metadata_describe_each_file_and_all_that_they_refer_to(made, how):
    with zipfile.ZipFile(made(**how)) as archive:
        graph = json.loads(archive.read(bundle.NAME))["@graph"]
        sums = dict(
            line.split("  ")[::-1] for line in archive.read("SHA256SUMS").decode().splitlines()
        )
    ids = [entity["@id"] for entity in graph]
    values = [value for entity in graph for value in entity.values()]
    listed = [one for value in values for one in (value if isinstance(value, list) else [value])]

    assert len(set(ids)) == len(ids)
    assert {one["@id"] for one in listed if isinstance(one, dict)} - {
        "https://w3id.org/ro/crate/1.1"
    } <= set(ids)
    del sums[bundle.NAME]
    assert {e["@id"]: e["sha256"] for e in graph if e["@type"] == "File"} == sums


def test_a_corpus_named_in_russian_with_spaces_has_an_address_in_the_metadata(made, study):
    (study / "corpus").rename(study / "моя работа")
    make([], corpus=study / "моя работа", out=study / "two")

    path = made(corpus="моя работа", reports="two")

    assert verify(path) == []
    with zipfile.ZipFile(path) as archive:
        ids = [entity["@id"] for entity in json.loads(archive.read(bundle.NAME))["@graph"]]
    assert "data/моя%20работа/mentions.parquet" in ids


@pytest.mark.parametrize("name", ["bundle", "verify"])
def test_the_help_of_the_commands_has_an_example(name):
    shown = subprocess.run(
        [COMMAND, name, "--help"], capture_output=True, encoding="utf-8", check=True
    )

    assert f"Example: detente {name}" in " ".join(shown.stdout.split())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("run.json", b"[" * 100_000),
        ("run.json", b'{"format": 1, "reports": [3], "versions": {"detente": "1"}}'),
        ("run.json", b'{"format": 1, "reports": 3, "versions": []}'),
        ("SHA256SUMS", b"\xff\xfe"),
        ("SHA256SUMS", b"00  x"),
    ],
)
def test_a_bundle_whose_own_files_are_made_up_is_refused_in_a_sentence(made, name, data):
    path = altered(made(), name, data)
    sums = zipfile.ZipFile(path).read("SHA256SUMS").decode("latin-1")
    if name == "run.json":
        altered(path, "SHA256SUMS", sums.encode())

    with pytest.raises(BundleError):
        verify(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_flipped_bits_of_a_bundle_packed_by_any_method_end_in_sentences(made, tmp_path, method):
    path = tmp_path / "hostile.zip"
    with zipfile.ZipFile(made()) as whole, zipfile.ZipFile(path, "w", method) as archive:
        for name in ("SHA256SUMS", "run.json", "README.md"):
            archive.writestr(name, whole.read(name))
    data, lot = path.read_bytes(), random.Random(7)

    for _ in range(300):
        place = lot.randrange(len(data))
        path.write_bytes(
            data[:place] + bytes([data[place] ^ 1 << lot.randrange(8)]) + data[place + 1 :]
        )
        with suppress(BundleError):
            assert verify(path)  # most of its files are missing in any case


def test_what_a_bundle_says_of_itself_steers_no_terminal(made):
    path = made()
    run = json.loads(zipfile.ZipFile(path).read("run.json"))
    run["versions"]["detente"] = "\x1b[31m1\u009b2J\u202e"
    altered(path, "run.json", json.dumps(run))
    altered(path, "SHA256SUMS", f"{'0' * 64}  \x1b]0;title\x07\n")
    said = []

    found = verify(path, said=said.append)

    assert all(line.isprintable() for line in [*said, *found])
    assert r"\x1b]0;title\x07 is missing." in found


def test_a_bundle_of_another_format_is_refused(made):
    path = altered(made(), "run.json", b'{"format": 9, "reports": []}')

    with pytest.raises(BundleError, match=r"run\.json is not what this version"):
        verify(path)


@pytest.mark.slow
def test_the_reports_are_made_again_from_an_unpacked_bundle_byte_for_byte(printed, tmp_path):
    def detente(*arguments, review, **more):
        return subprocess.run(
            [COMMAND, *map(str, arguments)], capture_output=True, encoding="utf-8", check=True,
            env=os.environ | {"DETENTE_REVIEW": str(review)} | more, cwd=tmp_path,
        )  # fmt: skip

    shutil.copytree(printed / "corpus", tmp_path / "mine")
    mine, there = tmp_path / "review.csv", tmp_path / "there"
    mine.write_text(REVIEW, "utf-8")
    detente("report", "02_timeline", "--corpus", "mine", "--out", "pages", review=mine)
    bundling = ("bundle", "study.zip", "--corpus", "mine", "--reports", "pages", "--with-texts")
    detente(*bundling, review=mine)
    checked = detente("verify", "study.zip", review=mine)
    shutil.unpack_archive(tmp_path / "study.zip", there)
    again = ("report", "02_timeline", "--corpus", there / "data/mine", "--out", there / "again")
    detente(
        *again, review=there / "settings/review.csv", DETENTE_REFERENCE=str(there / "reference")
    )

    assert "whole: each file has the hash" in checked.stdout
    assert (there / "settings" / "review.csv").read_text("utf-8") == REVIEW
    for page in ("02_timeline.html", "index.html"):
        assert (there / "again" / page).read_bytes() == (there / "reports" / page).read_bytes()


REVIEW = (
    "action,name,actor,to,kind,country,gender,aliases,only,note,date\n"
    "accept,Nils Oberg,,,person,SE,m,,,,2026-11-24\n"
)


def csv_rows(archive, table):
    text = archive.read(f"tables/{table}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
