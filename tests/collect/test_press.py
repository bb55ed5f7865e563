import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import files
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.layouts import Mark, counted, day_of, labelled
from detente.collect.readers import reader_of
from detente.tables import read

READERS = Path(__file__).parents[1] / "data" / "readers"
EXPORTS = {
    "nexis": READERS / "nexis-txt" / "export.TXT",
    "proquest": READERS / "proquest-txt" / "ProQuestDocuments-2021-05-28.txt",
    "references": READERS / "ris" / "export.ris",
}


def raw(text):
    return RawFile(source="export.txt", data=text.encode(), text=text)


@pytest.mark.parametrize("name", EXPORTS)
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_an_export_cut_anywhere_is_read_up_to_the_cut_and_never_stops_a_load(name, data):
    whole = EXPORTS[name].read_text("utf-8")
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    file = raw(cut)

    found = list(reader_of(file).read(file))

    assert all(isinstance(one, Draft | Refusal) for one in found)
    assert len({one.place for one in found}) == len(found)


def said_of(said, numbers):
    """What is said of a file that says how many documents it holds, and numbers those it has."""
    drafts = [Draft(place=f"article {n}", body="…") for n in numbers]

    return [one.seen for one in counted(drafts, said, numbers) if isinstance(one, Refusal)]


def test_articles_of_an_export_that_was_cut_are_counted_as_missing():
    whole = EXPORTS["nexis"].read_text("utf-8")
    file = raw(whole[: whole.index("2 of 4 DOCUMENTS")])

    found = list(reader_of(file).read(file))

    assert [(one.place, getattr(one, "reason", "read")) for one in found] == [
        ("article 1", "read"),
        ("", "damaged"),
    ]


def test_all_numbers_that_an_export_leaves_out_are_said_in_one_row():
    assert said_of(9, (1, 2, 5)) == ["the file says 9 documents, 3 are in it, not in it: 3–4, 6–9"]


def test_an_export_that_holds_what_it_says_has_no_row_more():
    assert said_of(3, (1, 2, 3)) == []


def test_a_part_of_a_larger_delivery_lacks_only_what_is_missing_inside_it():
    assert said_of(103, (101, 103)) == ["the file says 103 documents, 2 are in it, not in it: 102"]


@pytest.mark.parametrize("numbers", [(827, 1400), (1, 4, 1, 2), (12, 3)])
def test_numbers_that_skip_or_repeat_promise_nothing(numbers):
    assert said_of(2087, numbers) == []


def test_more_documents_than_an_export_says_are_said_and_read():
    seen = "the file says 2 documents, 3 are in it, 1 more than that"

    assert said_of(2, (1, 2, 3)) == [seen]


def test_a_colon_in_a_sentence_is_no_label():
    head, fields = labelled(
        ["Text: One thing was settled: the flags.", "Time: later."], {"text": "body"}
    )

    assert (head, fields) == ([], {"body": ["One thing was settled: the flags.", "Time: later."]})


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("Thursday, May 20, 2021 10:15 AM GMT", "May 20, 2021 10:15 AM GMT"),
        ("May 20, 2021 Thursday", "May 20, 2021"),
        ("20 мая 2021 г. четверг", "20 мая 2021"),
        ("Mittwoch 31. August 2011", "31. August 2011"),
        ("May 2, 2002, Thursday,, FINAL EDITION", "May 2, 2002"),
        ("January 20, 2009 Tuesday 8:27 PM TOOB", "January 20, 2009"),
    ],
)
def test_the_day_of_the_week_does_not_hide_a_date(printed, date):
    found = day_of(printed)

    assert found is not None
    assert found[0] == date


@pytest.mark.parametrize("row", read(Mark, files.REFERENCE / "press_marks.csv"), ids=str)
def test_a_mark_of_a_press_database_finds_its_own_example(row):
    assert re.search(row.pattern.pattern, row.example, re.IGNORECASE)


def read_all(text):
    """What the reader of a text finds: drafts and refusals."""
    file = raw(text)
    return list(reader_of(file).read(file))


def nexis(*documents):
    """A text of Nexis, each document under its number in the middle of the line."""
    total = len(documents)
    return "".join(
        f"\n\n{' ' * 30}{n} of {total} DOCUMENTS\n\n{d}" for n, d in enumerate(documents, 1)
    )


def document(body, *, title="Envoys settle the flags", day="May 20, 2021 Thursday", above=""):
    middle = " " * 28
    return (
        f"{middle}The Harbour Post\n\n{middle}{day}\n\n{title}\n\n{above}LENGTH: 61 words\n\n{body}\n\n"
        f"LOAD-DATE: May 21, 2021\n\nLANGUAGE: ENGLISH\n"
    )


SENTENCE = "The two delegations spent the first half hour on the order of the flags."


def test_labels_of_nexis_on_lines_without_a_blank_one_between_are_fields_each():
    (draft,) = read_all(
        "Envoys settle the flags\nThe Harbour Post\nMay 20, 2021 Thursday\n\n"
        "Section: News; Pg. 3\nLength: 61 words\nByline: Anna Sund\n\nBody\n\n"
        f"{SENTENCE}\n\nLoad-Date: May 21, 2021\n\nEnd of Document\n"
    )

    assert (draft.section, draft.byline) == ("News; Pg. 3", "Anna Sund")


@pytest.mark.parametrize(
    "body",
    [
        f"{SENTENCE}\n\nLENGTH: 300 words\n\n{SENTENCE}",
        f"The note said\n1 of 3 DOCUMENTS\nwas lost.\n\n{SENTENCE}",
        f"1 of 1 DOCUMENTS\n\n{SENTENCE}",
        f"MOSCOW: Smoke over the harbour.\n\nKERRY: We said no.\n\nQ: And then?\n\n{SENTENCE}",
        f"Copyright law was not discussed.\n\n{SENTENCE}",
        f"{SENTENCE}\n\nCOUNTRY: Iceland\n\n{SENTENCE} {SENTENCE} {SENTENCE}",
        f"{SENTENCE}\n\n    Exports    1,200   44%\n    Imports      900   12%",
    ],
)
def test_what_looks_like_a_mark_in_a_text_stays_in_it(body):
    (draft,) = read_all(nexis(document(body)))

    assert draft.body.split() == body.split()


def test_a_label_that_no_row_names_is_a_field_above_the_text_and_below_it():
    spanish = document(SENTENCE, above="SECCIÓN: MUNDO; Pg. 6\n\n").replace("LOAD-DATE", "FECHA")

    (draft,) = read_all(nexis(spanish.replace("LENGTH: 61 words", "LONGITUD: 61 palabras")))

    assert draft.body == SENTENCE
    assert "database field: SECCIÓN: MUNDO; Pg. 6" in draft.furniture
    assert "database field: FECHA: May 21, 2021" in draft.furniture


@pytest.mark.parametrize(
    "day",
    [
        "May 20, 2021 Thursday\n                              Late Edition - Final",
        "May 2, 2002, Thursday,, FINAL EDITION",
        "20. mai 2021 torsdag\n                              Correction Appended",
    ],
)
def test_an_edition_below_the_day_is_no_title(day):
    (draft,) = read_all(nexis(document(SENTENCE, day=day)))

    assert (draft.title, draft.publisher) == ("Envoys settle the flags", "The Harbour Post")


def test_three_articles_of_one_title_are_three():
    days = ("May 20, 2021", "May 21, 2021", "May 22, 2021")

    found = read_all(nexis(*(document(SENTENCE, title="Briefs", day=day) for day in days)))

    assert [one.dates[0][1] for one in found] == list(days)


def test_the_last_article_of_a_file_that_was_cut_is_only_a_beginning():
    whole = nexis(document(SENTENCE), document(SENTENCE))

    first, last = read_all(whole[: whole.rindex("half hour")])

    assert (first.partial, last.partial) == ("", "the file ends before it does")


def test_an_article_without_a_text_is_refused_between_others():
    empty = f"{' ' * 30}Nordic Courier\n\n{' ' * 30}May 20, 2021\n"

    found = read_all(nexis(document(SENTENCE), empty, document(SENTENCE)))

    assert [getattr(one, "reason", "read") for one in found] == ["read", "no text", "read"]


def factiva_page(*articles):
    inner = "".join(
        f'<div class="article"><div class="article enArticle">{a}</div></div>' for a in articles
    )
    return f"<html><head><title>Factiva</title></head><body><h1>Factiva</h1>{inner}</body></html>"


def factiva_article(
    text, *, words="38 words", day="20 May 2021", end="Document HARBPO0020210520eh5k0000b"
):
    return (
        f'<div id="hd"><span class="enHeadline">Envoys settle the flags</span></div><div>{words}</div>'
        f"<div>{day}</div><div>The Harbour Post</div><div>HARBPO</div><div>(c) 2021 HP</div>"
        f"{text}<p>HP Company</p><p>{end}</p>"
    )


def paragraph(text):
    return f'<p class="articleParagraph enarticleParagraph">{text}</p>'


@pytest.mark.parametrize(
    ("words", "day", "end"),
    [
        ("38 Wörter", "20. Mai 2021", "Dokument HARBPO0020210520eh5k0000b"),
        ("1.238 palabras", "20 mayo 2021", "Documento HARBPO0020210520eh5k0000b"),
        ("38 ワード", "2021年5月20日", "Document HARBPO0020210520eh5k0000b"),
        ("38 слов", "20 мая 2021", "Документ HARBPO0020210520eh5k0000b"),
    ],
)
def test_a_factiva_page_is_read_in_any_language_of_its_surface(words, day, end):
    page = factiva_page(factiva_article(paragraph(SENTENCE), words=words, day=day, end=end))

    (draft,) = read_all(page)

    assert (draft.title, draft.publisher) == ("Envoys settle the flags", "The Harbour Post")
    assert (draft.dates, draft.body) == ((("header", day),), SENTENCE)


def test_a_factiva_text_has_a_headline_of_two_lines_and_a_clock_of_twelve_hours():
    text = (
        "News\nEnvoys settle the flags\nin the dark of the quay\n\n38 words\n20 May 2021\n10:32 AM\n"
        f"The Harbour Post\nHARBPO\n3\nEnglish\nCopyright 2021. The Harbour Post.\n\n{SENTENCE}\n\n"
        "Document HARBPO0020210520eh5k0000b\n"
    )

    (draft,) = read_all(text)

    assert draft.title == "Envoys settle the flags in the dark of the quay"
    assert (draft.section, draft.publisher) == ("News", "The Harbour Post")


@pytest.mark.parametrize(
    ("last", "is_text"),
    [("Quay Holdings Ltd", False), ("The post went to Quay Holdings Ltd", True)],
)
def test_the_owner_of_a_paper_below_a_factiva_text_is_no_text_of_it(last, is_text):
    (draft,) = read_all(
        "Envoys settle the flags\n38 words\n20 May 2021\nThe Harbour Post\n"
        f"(c) 2021 The Harbour Post\n\n{SENTENCE}\n\n{last}\n\n"
        "Document HARBPO0020210520eh5k0000b\n"
    )

    assert (last in draft.body) == is_text


def test_a_table_between_paragraphs_of_a_factiva_page_belongs_to_the_text():
    table = "<table><tr><td>US</td><td>12</td></tr></table>"

    (draft,) = read_all(
        factiva_page(factiva_article(f"{paragraph(SENTENCE)}{table}{paragraph('End.')}"))
    )

    assert draft.body == f"{SENTENCE}\n\nUS\t12\n\nEnd."


def test_a_factiva_page_whose_classes_were_lost_is_taken_apart_all_the_same():
    page = factiva_page(factiva_article(paragraph(SENTENCE)), factiva_article(paragraph("Two.")))

    found = read_all(re.sub(r' (?:class|id)="[^"]*"', "", page))

    assert [(one.title, one.body) for one in found] == [
        ("Envoys settle the flags", SENTENCE),
        ("Envoys settle the flags", "Two."),
    ]


def test_a_download_page_of_nexis_without_a_document_is_no_article(loaded):
    page = (
        "Download Request: All Documents: 1-12\nTime Of Request: Monday, May 03, 2021\n"
        "Send To:\n\nHARBOUR, ANNA\nLIBRARY OF THE TOWN\n\nTerms: (quay) and Date(geq(05/03/2021))"
    )

    ledger = loaded({"nexis.txt": page}).ledger

    assert list(ledger["status"]) == ["refused"]
    assert ledger["reason"][0].startswith("no text: a download page of Nexis")


def test_capitals_that_begin_a_sentence_are_no_code_of_factiva():
    text = f"HD Flags\nPD 20 May 2021\nSN HP\nLP\nLA PAZ - {SENTENCE}\nTD\nIN LONDON {SENTENCE}\n"

    (draft,) = read_all(f"{text}RE icel : Iceland\nAN Document HARBPO0020210520eh5k0000b\n")

    assert draft.body == f"LA PAZ - {SENTENCE}\n\nIN LONDON {SENTENCE}"


def proquest_item(number, text):
    return (
        f'<div><a name="DocID_{number}"></a><p>Envoys settle the flags</p><p><strong>Author:  </strong>Sund, Anna</p>'
        f"<p><strong>Full text: </strong>{text}</p><p><strong>Neues Feld: </strong>x</p>"
        f"<p><strong>Publication title: </strong>The Harbour Post; Boston</p>"
        f"<p><strong>Publication date: </strong>May 2{number}, 2021</p><p><strong>Database: </strong>US</p></div>"
    )


def test_a_label_in_bold_is_a_field_and_a_word_in_bold_is_not():
    text = f"<html><body><p>{SENTENCE}</p><p><b>Question: </b>what?</p><p>End.</p></body></html>"

    found = read_all(
        f"<html><head>ProQuest</head>{proquest_item(1, text)}{proquest_item(2, 'Two.')}</html>"
    )

    assert [one.body.replace("\t", " ") for one in found] == [
        f"{SENTENCE}\n\nQuestion: what?\n\nEnd.",
        "Two.",
    ]
    assert {one.byline for one in found} == {"Anna Sund"}


def test_a_label_of_proquest_that_stands_in_a_text_stays_in_it():
    text = f"{SENTENCE}\n\nLocation: the hall.\n\n{SENTENCE} {SENTENCE} {SENTENCE}"

    (draft,) = read_all(
        f"Flags\n\nFull text: {text}\n\nLocation: Iceland\n\nProQuest document ID: 1\n"
    )

    assert (draft.title, draft.body) == ("Flags", text)
    assert "database field: Location: Iceland" in draft.furniture


def test_a_field_of_a_labelled_text_that_no_row_names_is_not_part_of_the_one_before_it():
    def one(text):
        return f"Headline: Flags\nPaper: HP\nDate: 20 May 2021\nText: {text}\nPage: 4\n\n"

    found = read_all(one(f"{SENTENCE}\n\nMoscow: quiet.") + one(SENTENCE) + one("Three."))

    assert [(d.title, d.body) for d in found] == [
        ("Flags", f"{SENTENCE}\n\nMoscow: quiet."),
        ("Flags", SENTENCE),
        ("Flags", "Three."),
    ]
    assert {d.furniture for d in found} == {
        ("database field: Paper: HP", "database field: Page: 4")
    }


def test_a_page_of_a_database_that_a_browser_saved_as_mail_is_taken_apart(loaded):
    page = factiva_page(factiva_article(paragraph(SENTENCE)), factiva_article(paragraph("Two.")))
    saved = (
        "From: <Saved by Blink>\nSubject: Factiva\nDate: Thu, 20 May 2021 10:00:00 -0000\n"
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        f"Content-Type: text/html; charset=utf-8\n\n{page}\n--x--\n"
    )

    articles = loaded({"page.mhtml": saved}).articles

    assert set(articles["body"]) == {SENTENCE, "Two."}
    assert set(articles["reader"]) == {"mail"}
