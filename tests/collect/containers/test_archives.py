import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import pytest

from detente.collect.containers import leaves, stream


def test_each_file_of_a_zip_is_read_with_its_place(outcome, zipped, english, russian):
    data = zipped({"en/a.txt": english, "ru/b.txt": russian, "ru/": "", "__MACOSX/._b.txt": "x"})

    assert outcome(data) == [("#en/a.txt", "read", ""), ("#ru/b.txt", "read", "")]


def test_a_record_in_a_file_in_an_archive_has_both_places(outcome, zipped, english):
    lines = "\n".join(json.dumps({"title": f"T{n}", "text": english + f" {n}"}) for n in range(2))

    places = [place for place, _, _ in outcome(zipped({"inner/list.jsonl": lines}))]

    assert places == ["#inner/list.jsonl#line 1", "#inner/list.jsonl#line 2"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_tar_is_read_whatever_its_name(outcome, tarred, english, pack):
    assert outcome(pack(tarred({"a.txt": english})), name="a.dat") == [("#a.txt", "read", "")]


def test_a_packed_file_keeps_its_place(outcome, english):
    assert outcome(gzip.compress(english.encode())) == [("", "read", "")]


def test_an_archive_in_an_archive_is_opened(outcome, zipped, tarred, english):
    inner = gzip.compress(tarred({"a.txt": english}))

    assert outcome(zipped({"more/inner.tgz": inner})) == [("#more/inner.tgz#a.txt", "read", "")]


def test_archives_in_one_another_without_end_are_refused(outcome, zipped, english):
    data = english.encode()
    for depth in range(6):
        data = zipped({f"{depth}.zip": data})

    ((place, status, reason),) = outcome(data)

    assert (place, status) == ("#5.zip#4.zip#3.zip#2.zip", "refused")
    assert reason == "too large: archives in one another, more than 4"


def test_a_word_document_is_not_unpacked(zipped):
    parts = {f"word/media/{n}.png": b"\x89PNG" * 5000 for n in range(5)}
    data = zipped(parts | {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})

    (found,) = leaves(stream.Stream(io.BytesIO(data), rewindable=True), size=len(data))

    assert found.place == ""


def test_an_epub_in_an_archive_is_not_unpacked(zipped):
    data = zipped({"book.epub": zipped({"mimetype": "application/epub+zip", "a.xhtml": "<p/>"})})

    assert [
        found.place
        for found in leaves(stream.Stream(io.BytesIO(data), rewindable=True), size=len(data))
    ] == ["book.epub"]


def test_names_that_lead_out_of_an_archive_are_refused(outcome, zipped, english):
    data = zipped({"../a.txt": english, "/etc/b.txt": english, "c.txt": english})

    reason = "unreadable: its name leads out of the archive"
    assert sorted(outcome(data)) == [
        ("#../a.txt", "refused", reason),
        ("#/etc/b.txt", "refused", reason),
        ("#c.txt", "read", ""),
    ]


def test_links_and_devices_in_an_archive_are_refused(outcome):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("null", tarfile.CHRTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)

    assert outcome(file.getvalue()) == [
        ("#link", "refused", "unreadable: a link in an archive"),
        ("#null", "refused", "unreadable: a device"),
    ]


def test_a_link_in_a_zip_is_refused(outcome):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        entry = zipfile.ZipInfo("link")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")

    assert outcome(file.getvalue()) == [("#link", "refused", "unreadable: a link in an archive")]


def test_an_encrypted_file_is_refused_and_the_others_are_read(outcome, zipped, english):
    data = bytearray(zipped({"a.txt": english, "b.txt": english + " B."}))
    data[data.find(b"PK\1\2") + 8] |= 1

    assert outcome(bytes(data)) == [
        ("#a.txt", "refused", "unreadable: encrypted; unpack it yourself"),
        ("#b.txt", "read", ""),
    ]


def test_two_files_of_one_name_in_an_archive_are_two_inputs(outcome, tarred, english, russian):
    one, other = tarred({"a.txt": english}), tarred({"a.txt": russian})

    places = [place for place, _, _ in outcome(one[:1024] + other)]

    assert places == ["#a.txt", "#a.txt (2)"]


def test_pictures_beside_a_saved_page_belong_to_it(outcome, zipped, page):
    data = zipped({"Talks.html": page("Talks"), "Talks_files/logo.png": b"\x89PNG\r\n"})

    assert outcome(data) == [
        ("#Talks.html", "read", ""),
        ("#Talks_files/logo.png", "refused", "part of a page: Talks.html"),
    ]


def test_the_folder_of_a_saved_page_belongs_to_it(loaded, page):
    files = {"Talks.html": page("Talks"), "Talks.files/frame.html": page("Frame")}

    ledger = loaded(files).ledger

    assert list(ledger["reason"]) == ["part of a page: Talks.html", ""]


def test_a_zip_cut_to_eight_bytes_is_refused(outcome, zipped, english):
    ((place, status, reason),) = outcome(zipped({"a.txt": english})[:8], name="a.zip")

    assert (place, status) == ("", "refused")
    assert reason.startswith("damaged: the ZIP archive is cut off or damaged")


def test_a_zip_whose_end_is_missing_is_refused_with_what_to_do(outcome, zipped, english, russian):
    data = zipped({"a.txt": english, "b.txt": russian, "c.txt": english * 9})

    ((place, status, reason),) = outcome(data[: data.index(b"c.txt") + 40])

    assert (place, status) == ("", "refused")
    assert (
        "the end of the archive is missing; fetch it again, or mend it with zip -FF and unpack it"
        in reason
    )


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_of_a_tar_that_is_cut_off_the_whole_files_are_read_and_one_row_says_where(
    outcome, tarred, english, russian, pack
):
    noise = "".join(chr(0x4E00 + n * n % 9973) for n in range(9000))
    data = pack(tarred({"a.txt": english, "b.txt": russian, "c.txt": noise}))

    rows = outcome(data[: len(data) * 2 // 3])

    assert [row[:2] for row in rows] == [
        ("#a.txt", "read"),
        ("#b.txt", "read"),
        ("#c.txt", "refused"),
    ]
    assert rows[2][2].startswith("damaged: cut off after ")


def test_a_file_that_is_damaged_in_a_zip_costs_that_file_only(outcome, zipped, english, russian):
    data = bytearray(zipped({"a.txt": english, "b.txt": russian}, zipfile.ZIP_STORED))
    data[60] ^= 1

    rows = outcome(bytes(data))

    assert [row[:2] for row in rows] == [("#a.txt", "refused"), ("#b.txt", "read")]
    assert "Bad CRC-32" in rows[0][2]


def test_a_bomb_is_refused_before_it_fills_the_memory(outcome, zipped, english, monkeypatch):
    monkeypatch.setattr(stream, "HARMLESS", 2**16)
    data = zipped({"a.txt": english, "bomb.txt": b"0" * 2**22, "z.txt": english})

    rows = outcome(data)

    assert [row[:2] for row in rows] == [
        ("#a.txt", "read"),
        ("#bomb.txt", "refused"),
        ("#after bomb.txt", "refused"),
    ]
    assert rows[1][2].startswith("too large: unpacks to more than 200 times its size")


def test_a_bomb_of_empty_files_is_refused(outcome, zipped, english, monkeypatch):
    monkeypatch.setattr(stream, "COUNT", 3)
    data = zipped({f"{n}.txt": f"{english} {n}" for n in range(5)})

    rows = outcome(data)

    assert [status for _, status, _ in rows].count("read") == 3
    assert "too large: more than 3 files in it" in [reason for _, _, reason in rows]


def test_an_archive_without_files_is_no_records(outcome, zipped):
    assert outcome(zipped({})) == [("", "refused", "no records: an empty ZIP archive")]


def test_noise_that_begins_like_an_archive_is_refused(outcome):
    for mark in (b"PK\3\4", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"WARC/1.0\r\n"):
        ((_, status, _),) = outcome(mark + bytes(range(256)) * 9, name=mark.hex())[-1:]

        assert status == "refused"
