import pytest

from detente.collect.article import Draft, RawFile
from detente.collect.readers import reader_of
from detente.collect.text import decoded

HEAD = "From: Desk <desk@x.example>\nTo: a@y.example\nSubject: Talks\nDate: Thu, 20 May 2021 10:00:00 +0300\n"
BODY = "The ministers met in the hall and spoke for an hour and three quarters about the embassies."


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    file = RawFile(source="a.eml", data=data, text=decoded(data)[0])
    return list(reader_of(file).read(file)), reader_of(file)


def test_a_text_that_begins_with_a_name_and_a_colon_is_no_mail():
    _, reader = read(f"Moscow: the view\nDate: unknown\n\n{BODY}")

    assert reader.name != "mail"


def test_a_charset_that_nobody_knows_costs_no_mail():
    (found,), _ = read(f"{HEAD}Content-Type: text/plain; charset=harpa-8\n\n{BODY}\n")

    assert found.body.strip() == BODY


def test_russian_headers_are_read_in_the_charset_that_they_name():
    head = HEAD.replace("Talks", "=?koi8-r?B?8MXSxcfP18/S2Q==?=")

    (found,), _ = read(f"{head}\n{BODY}\n")

    assert found.title == "Переговоры"


def test_a_mail_without_text_is_refused_with_its_subject():
    (found,), _ = read(
        f"{HEAD}Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0K\n"
    )

    assert (found.reason, found.seen) == ("no text", "a mail without text: Talks")


@pytest.mark.parametrize("odd", ["Date: 99 Nonsuch", "Subject: =?x?Q?=", "From: <<>>,,", "Date:"])
def test_an_odd_header_costs_no_mail(odd):
    name = odd.partition(":")[0]
    head = "".join(f"{odd}\n" if ln.startswith(name) else f"{ln}\n" for ln in HEAD.splitlines())

    (found,), _ = read(f"{head}\n{BODY}\n")

    assert isinstance(found, Draft)


def test_a_mail_cut_in_the_middle_of_its_parts_is_read_up_to_the_cut():
    head = f'{HEAD}MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n'

    (found,), _ = read(f"{head}--b\nContent-Type: text/plain\n\n{BODY}")

    assert found.body.strip() == BODY


def test_a_message_in_a_message_in_a_message_ends():
    inner = f"{HEAD}\n{BODY}\n"
    for _ in range(300):
        inner = f"{HEAD}MIME-Version: 1.0\nContent-Type: message/rfc822\n\n{inner}"

    found, _ = read(inner)

    assert 1 < len(found) <= 201


def test_a_line_that_a_newsletter_hides_is_not_in_its_text(one):
    page = '<div style="color:red; display: none">Preview</div><p>The ferry was late on Friday.</p>'
    mail = "From: a@q.example\nTo: b@q.example\nSubject: Ferry\nContent-Type: text/html\n\n"

    assert one(f"{mail}<html>{page}</html>", "a.eml").body == "The ferry was late on Friday."


def test_a_line_that_begins_with_from_is_no_letter_without_a_header_below_it(loaded):
    letter = "From nils\nFrom: a@q.example\nTo: b@q.example\nSubject: Ferry\n\nLate on Friday.\n\n"

    ledger = loaded({"a.mbox": f"{letter}From here on\nit rained.\n\n{letter}"}).ledger

    assert list(ledger["locator"]) == ["a.mbox#message 1", "a.mbox#message 2"]
