"""Files as press databases write them: each article with its title, day, publisher and body.

The table counts files of the shared folder, whose words are made up. The layouts below it are
written anew, with line ends, encodings and marks as other systems write them.
"""

from dataclasses import astuple, dataclass

import pytest

from detente.collect.load import load


@dataclass(frozen=True)
class Count:
    """What a file of the shared folder holds."""

    read: int
    title: int
    day: int
    publisher: int
    refused: int = 0


TABLE = {
    "factiva/english-ui.html": Count(44, 44, 44, 44),
    "factiva/older-ui.htm": Count(100, 100, 100, 100),
    "factiva/small.html": Count(2, 2, 2, 2),
    "integrum/search-result.html": Count(27, 9, 9, 9),  # each of the nine three times
    "integrum/table.xlsx": Count(59, 59, 59, 59),
    "nexis/broadsheet.docx": Count(2, 2, 2, 2),
    "nexis/edition-lines.txt": Count(
        9, 6, 9, 9, refused=1
    ),  # three print none; 10–240 are not there
    "nexis/editions.docx": Count(7, 7, 7, 7),
    "nexis/old-page-fr.html": Count(3, 3, 3, 3),
    "nexis/old-page.html": Count(262, 262, 262, 262),
    "nexis/several-languages.txt": Count(26, 24, 23, 26, refused=1),  # a notice alone
    "proquest/alert.eml": Count(100, 100, 100, 100),
    "proquest/malformed.eml": Count(2, 2, 2, 2),
    "proquest/page.html": Count(1, 1, 1, 1),
}


@pytest.mark.parametrize("name", TABLE)
def test_each_article_of_a_file_of_a_database_is_one_with_its_fields(name, shared, tmp_path):
    if not (shared / "layouts").is_dir():
        pytest.skip("no folder of layouts")
    corpus = load([shared / "layouts" / name], tmp_path / "corpus")
    articles, refused = corpus.articles, corpus.ledger["status"] == "refused"

    found = Count(
        read=int((~refused).sum()),
        title=int((articles["title"] != "").sum()),
        day=int(articles["published"].notna().sum()),
        publisher=int((~articles["publisher"].isin(["unknown", "layouts"])).sum()),
        refused=int(refused.sum()),
    )

    assert astuple(found) == astuple(TABLE[name])
    assert set(articles["reader"]) == {name.split("/")[0]}


@pytest.mark.parametrize("name", TABLE)
def test_no_label_of_a_database_is_left_in_a_body(name, shared, tmp_path):
    if not (shared / "layouts").is_dir():
        pytest.skip("no folder of layouts")
    articles = load([shared / "layouts" / name], tmp_path / "corpus").articles

    marks = (
        r"(?m)^(?:LOAD-DATE|LANGUAGE|LANGUE|SPRACHE|Copyright (?:©|\d)|Document [A-Za-z]\w+\d+$)"
    )

    assert not articles["body"].str.contains(marks).any()
    assert not articles["title"].str.contains(r"(?i)\bedition\b").any()


NEXIS = """



                               1 of 2 DOCUMENTS


                           The Harbour Post (Boston)

                             May 20, 2021 Thursday
                              Late Edition - Final

Envoys settle the “order” of the flags

BYLINE: By ANNA SUND

LENGTH: 21 words

The two delegations spent the first half hour on the order of the flags, an
official said in Reykjavík.

LOAD-DATE: May 20, 2021

                  Copyright 2021 The Harbour Post Company
                              All Rights Reserved


                               2 of 2 DOCUMENTS


                              Der Hafenbote

                           Freitag 21. Mai 2021

Minister verließen Island

RUBRIK: WELT; S. 3

LÄNGE: 9 Wörter

Beide Minister verließen Island am Freitag.

UPDATE: 22. Mai 2021

SPRACHE: GERMAN; DEUTSCH
"""
FACTIVA = """Envoys settle the “order” of the flags

Anna Sund

1,021 words

20 May 2021

The Harbour Post

HARBPO

English

(c) 2021 The Harbour Post Company

The two delegations spent the first half hour on the order of the flags.

The Harbour Post Company

Document HARBPO0020210520eh5k0000b

Minister verließen Island

9 Wörter

21. Mai 2021

Der Hafenbote

HAFBO

Deutsch

(c) 2021 Der Hafenbote

Beide Minister verließen Island am Freitag.

Dokument HAFBO00020210521eh5l00001
"""
PROQUEST = f"""{"_" * 60}

Document 1 of 2

Envoys settle the “order” of the flags

Author: Sund, Anna

Full text: The two delegations spent the first half hour on the order of the flags.

Publication title: The Harbour Post; Boston

Publication date: May 20, 2021

ProQuest document ID: 2500000001

{"_" * 60}

Document 2 of 2

Minister verließen Island

Full text: Beide Minister verließen Island am Freitag.

Publication title: Der Hafenbote

Publication date: 21. Mai 2021

ProQuest document ID: 2500000002
"""
LABELLED = """Headline: Envoys settle the “order” of the flags
Paper: The Harbour Post
Byline: Anna Sund
Date: 20 May 2021
Text: The two delegations spent the first half hour on the order of the flags.
Page: 4

Headline: Minister verließen Island
Paper: Der Hafenbote
Byline: Anna Sund
Date: 21. Mai 2021
Text: Beide Minister verließen Island am Freitag.
Page: 1
"""
INTEGRUM = """^КА: Северный листок
^СТ: 20.05.2021
^ТР: ФЛАГИ ПО АЛФАВИТУ

ФЛАГИ ПО АЛФАВИТУ

     Первые полчаса ушли на порядок флагов, сообщил исландский
чиновник.

^КА: Вечерний залив
^СТ: 21.05.2021
^ТР: МИНИСТРЫ УЛЕТЕЛИ

МИНИСТРЫ УЛЕТЕЛИ

     Оба министра вылетели из Исландии.
"""
LATIN = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
WRITTEN = {
    "nexis": (NEXIS, LATIN),
    "factiva": (FACTIVA, LATIN),
    "proquest": (PROQUEST, LATIN),
    "labelled": (LABELLED, LATIN),
    "integrum": (INTEGRUM, ("utf-8", "utf-8-sig", "utf-16", "cp1251")),
}
CASES = [
    (name, ending, encoding)
    for name, (_, encodings) in WRITTEN.items()
    for ending in ("\n", "\r\n", "\r", "\r\r\n")
    for encoding in encodings
]


def told(articles):
    return [
        (row.reader, row.title, row.publisher, str(row.published)[:10], row.body.split("\n")[0])
        for row in articles.sort_values("locator").itertuples()
    ]


@pytest.mark.parametrize(("name", "ending", "encoding"), CASES)
def test_a_file_is_read_alike_whatever_system_wrote_it(name, ending, encoding, folder, tmp_path):
    text = WRITTEN[name][0]
    other = text.replace("\n", ending).encode(encoding)
    as_written = load([folder({"a.txt": text}, "one")], tmp_path / "one-corpus")

    found = load([folder({"a.txt": other}, "other")], tmp_path / "other-corpus")

    assert len(found.articles) == 2
    assert told(found.articles) == told(as_written.articles)
    assert not (found.ledger["status"] == "refused").any()


@pytest.mark.parametrize("name", WRITTEN)
def test_every_article_of_a_layout_has_a_day_and_a_body_that_is_its_text_alone(name, loaded):
    articles = loaded({"a.txt": WRITTEN[name][0]}).articles.sort_values("published")

    assert [str(day)[:10] for day in articles["published"]] == ["2021-05-20", "2021-05-21"]
    assert all(body.count("\n") == 0 and body[-1] == "." for body in articles["body"])


@pytest.mark.parametrize("name", ["nexis", "factiva", "proquest"])
def test_a_text_that_a_word_processor_saved_as_a_page_is_read_alike(name, folder, tmp_path):
    text = WRITTEN[name][0]
    blocks = "".join(f"<p class=MsoNormal>{block.strip()}</p>" for block in text.split("\n\n"))
    page = f"<html><head><title>Export</title></head><body>{blocks}</body></html>"
    as_written = load([folder({"a.txt": text}, "one")], tmp_path / "one-corpus")

    found = load([folder({"a.html": page}, "other")], tmp_path / "other-corpus")

    assert told(found.articles) == told(as_written.articles)
