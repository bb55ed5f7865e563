"""A text that looks like many documents is refused; one that is long, or speaks much, is read."""

import json

import pytest
from typer.testing import CliRunner

from detente.cli import app
from detente.collect.several import LONG, documents_in

DAYS = ("3 May 2021", "5 May 2021", "6 May 2021", "9 May 2021", "11 May 2021")
PLACES = ("harbour", "station", "theatre", "market", "library")
PROSE = (
    "The two delegations met at the {place} of the town and spoke for three hours about visas, "
    "ports and grain.\n\nNeither side said at the {place} when the talks would go on, and both "
    "thanked the hosts for the coffee and for the quiet of the house."
)
TRANSCRIPT = "\n\n".join(
    f"MS. SUND: Good afternoon.\n\nQ Thank you. What of the {place}?\n\nMS. SUND: {PROSE}\n\n"
    f"Q And on the talks, does {PROSE}\n\nGo ahead.".format(place=place)
    for place in PLACES
)


def blob(head):
    """Five documents in one text, each below a head with its number, title and day."""
    return "\n\n".join(
        head.format(n=n, title=f"Talks at the {place}", day=day)
        + "\n\n"
        + PROSE.format(place=place)
        for n, (place, day) in enumerate(zip(PLACES, DAYS, strict=True), 1)
    )


HEADS = {
    "a rule above the title": "+++++++++++\n{title}",
    "a number": "Beleg {n}/5\n{title}",
    "a day": "{title}\n{day}",
    "two labels": "Kopf: {title}\nDatum: {day}",
    "an address": "https://harbour.example/{n}\n{title}",
    "a dateline": "HARBOUR, {day} —",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_comes_back_before_each_stretch_of_prose_makes_it_many_documents(head):
    assert documents_in(blob(head)).startswith("looks like about 5 documents in one")


@pytest.mark.parametrize(
    "text",
    [
        TRANSCRIPT,
        blob(""),
        "\n\n".join(f"* * *\n\n{PROSE}".format(place=place) for place in PLACES),
        PROSE.format(place=f"market, opened on {DAYS[0]},"),
    ],
    ids=["speakers", "nothing", "rules between paragraphs", "a day in prose"],
)
def test_an_article_is_one_though_much_comes_back_in_it(text):
    assert documents_in(text) == ""


def test_two_heads_that_are_alike_are_chance():
    two = "\n\n".join(blob(HEADS["a day"]).split("\n\n")[:6])

    assert documents_in(two) == ""


def test_a_few_days_among_many_stretches_are_those_of_a_history():
    parts = blob("A part of the history").split("\n\n") * 5
    parts[0::30] = [f"The year that began on {day}" for day in DAYS[: len(parts[0::30])]]

    assert "2021" not in documents_in("\n\n".join(parts))


TEXT = blob(HEADS["a number"])
FORMS = {
    "text.txt": TEXT,
    "windows.txt": TEXT.replace("\n", "\r\n"),
    "page.html": "<html><body>"
    + "".join(f"<p>{line}</p>" for line in TEXT.split("\n") if line)
    + "</body></html>",
    "record.json": json.dumps({"title": "Export", "text": TEXT}),
    "letter.eml": f"From: a@x.example\nTo: b@x.example\nSubject: Export\nMIME-Version: 1.0\n\n{TEXT}",
}


def test_it_is_refused_whatever_reader_took_it(loaded):
    ledger = loaded(FORMS).ledger

    assert list(ledger["status"]) == ["refused"] * len(FORMS)
    assert ledger["reason"].str.startswith("several documents: looks like about 5").all()
    assert ledger["reason"].str.contains("--as text").all()


def test_a_user_who_insists_has_it_read_as_one_article(loaded):
    loaded(FORMS)

    corpus = loaded(FORMS, as_text=True)

    assert set(corpus.ledger["status"]) == {"read"}


def test_the_command_reads_it_as_text(folder, tmp_path):
    files, corpus = folder({"text.txt": TEXT}), tmp_path / "corpus"
    command = ["load", str(files), "--corpus", str(corpus)]

    refused = CliRunner().invoke(app, command).output
    read = CliRunner().invoke(app, [*command, "--as", "text"]).output

    assert "refused text.txt: several documents: looks like about 5 documents" in refused
    assert "1 read" in read


def test_an_article_that_is_too_long_for_one_is_read_with_a_warning(loaded, english):
    said = []
    words = len(english.split())
    text = "\n\n".join(f"{english} Item {n}." for n in range(LONG // words + 1))

    corpus = loaded({"long.txt": text}, said=said.append)

    assert corpus.ledger["status"].tolist() == ["read"]
    assert corpus.ledger["reason"][0].startswith("very long: ")
    assert any("long.txt" in line for line in said)


NOTICE = "Citation\n\nWritten for the harbour, the station and the market, and for whoever wants to"
NOTICE += " read of them again in another year, by the library of the town, which keeps it."


def test_heads_that_share_two_lines_are_documents_though_notices_stand_between_them():
    text = "\n\n".join(
        f"Talks at the {place}\nHeft: {n}\nStand: page {n}\n\n{PROSE}\n\n{NOTICE}".format(
            place=place
        )
        for n, place in enumerate(PLACES[:3], 1)
    )

    assert documents_in(text).startswith("looks like about 3 documents in one")


def test_documents_between_which_only_bylines_stand_are_told():
    text = "\n".join(
        f"Talks at the {place}\nBy {name} Sund\n{PROSE}".format(place=place)
        for place, name in zip(PLACES, ("Anna", "Per", "Olga", "Ivan", "Jane"), strict=True)
    )

    assert documents_in(text).startswith("looks like about 5 documents in one")


def test_a_chronicle_whose_days_run_in_order_is_one_article():
    assert documents_in(blob("{day}")) == ""
    assert documents_in(blob("{day}").replace("3 May", "13 May")) != ""


def test_the_own_day_of_an_article_and_days_of_its_pictures_are_no_documents():
    parts = blob("Part {n}").split("\n\n")
    parts[0] = "Talks at the harbour\n3 May 2021"
    for at in (3, 6, 9):
        parts[at] = f"The harbour on {at} April 2020"

    assert documents_in("\n\n".join(parts)) == ""


def test_documents_in_one_line_of_html_are_told():
    line = "".join(f"<p>{one}</p>" for one in TEXT.split("\n") if one)

    assert documents_in(line).startswith("looks like about 5 documents in one")


@pytest.mark.parametrize("inserted", ["Advertisement\nSkip advertisement", "1{n}:05"])
def test_what_is_inserted_between_paragraphs_and_the_clock_of_a_live_text_are_no_heads(inserted):
    assert documents_in(blob(inserted)) == ""


def test_a_page_is_refused_by_the_heads_that_its_text_was_left_without(loaded):
    document = (
        '<div class="pub"><div>The Harbour Post</div><div>{day}</div><h2>Talks at the {place}</h2>'
        "<div><div>{prose}</div></div></div><hr>"
    )
    page = "".join(
        document.format(
            day=day,
            place=place,
            prose="".join(f"<p>{one}</p>" for one in PROSE.format(place=place).split("\n\n") * 2),
        )
        for place, day in zip(PLACES, DAYS, strict=True)
    )

    ledger = loaded({"page.html": f"<html><body><h1>Digest</h1>{page}</body></html>"}).ledger

    assert list(ledger["status"]) == ["refused"]
    assert ledger["reason"][0].startswith("several documents: looks like about 5")


DOUBTFUL = {
    "before each of 10 stretches": "\n\n".join([blob("{title}"), blob("{title} again")]),
    "words without a paragraph": "A long day at the harbour.\n\n" + PROSE.replace("\n\n", " ") * 40,
}


@pytest.mark.parametrize("why", DOUBTFUL)
def test_what_may_be_many_documents_and_has_no_mark_of_them_is_read_with_a_warning(why, loaded):
    said = []

    corpus = loaded({"doubt.txt": DOUBTFUL[why]}, said=said.append)

    assert corpus.ledger["status"].tolist() == ["read"]
    assert corpus.ledger["reason"][0].startswith("perhaps several: ")
    assert why in corpus.ledger["reason"][0]
    assert any("perhaps several" in line and "doubt.txt" in line for line in said)
