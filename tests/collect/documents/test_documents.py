import io
import zipfile

import pytest
from pypdf import PdfWriter

from detente.collect.article import Refusal
from detente.collect.documents import opened

TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def odt(body, doctype=""):
    return packed(
        content_xml=f'<?xml version="1.0"?>{doctype}<o:document-content xmlns:o="{OFFICE}" '
        f'xmlns:t="{TEXT}"><o:body><o:text>{body}</o:text></o:body></o:document-content>'
    )


def pdf(*, locked=""):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if locked:
        writer.encrypt(locked)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_of_pictures_is_refused_with_what_to_do():
    found = opened(pdf())

    assert (found.reason, found.seen) == (
        "no text",
        "a PDF of pictures; run text recognition (OCR) over it first",
    )


def test_letters_that_a_pdf_prints_as_one_sign_are_read_as_letters():
    signs = b"1 begincodespacerange <01> <01> endcodespacerange 1 beginbfchar <01> <FB03> endbfchar"
    content = b"BT /F 12 Tf 10 200 Td (The o\001ce) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/ToUnicode 6 0 R>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(signs), signs),
    ]
    objects = b"".join(b"%d 0 obj%bendobj\n" % numbered for numbered in enumerate(parts, 1))

    found = opened(b"%PDF-1.7\n" + objects + b"trailer<</Root 1 0 R/Size 7>>\nstartxref\n0\n%%EOF")

    assert found.text == "The office"


def test_a_pdf_with_a_password_is_refused_with_what_to_do():
    found = opened(pdf(locked="harpa"))

    assert (found.reason, found.seen) == (
        "unreadable",
        "a PDF that asks for a password; save it without one",
    )


@pytest.mark.parametrize("data", [b"%PDF-1.7 and no more", b"{\\rtf1 {{{", pdf()[:300]])
def test_half_a_document_is_text_or_refused_and_never_an_error(data):
    found = opened(data)

    assert isinstance(found, Refusal) or not found.text


def test_a_zip_that_is_no_document_is_left_to_the_archive_reader():
    assert opened(packed(a="text")) is None


def test_a_docx_without_its_parts_is_damaged():
    found = opened(packed(word__document_xml="<w/>"))

    assert found.reason == "damaged"


def test_a_part_that_unpacks_to_a_gigabyte_is_not_unpacked():
    bomb = packed(word__document_xml=b"\0" * (2**28 + 1))

    assert opened(bomb).reason == "too large"


def test_entities_of_an_odt_are_not_followed():
    doctype = '<!DOCTYPE x [<!ENTITY who SYSTEM "file:///etc/passwd">]>'

    found = opened(odt("<t:p>Signed: &who;</t:p>", doctype))

    assert "root:" not in found.text


def test_footnotes_of_an_odt_are_not_in_the_sentence():
    note = "<t:note><t:note-body><t:p>See the protocol.</t:p></t:note-body></t:note>"

    found = opened(odt(f"<t:p>They met{note} in the hall.</t:p>"))

    assert found.text == "They met in the hall."


def test_rtf_deep_in_braces_is_opened_in_no_time():
    found = opened(b"{\\rtf1 " + b"{" * 10_000 + b"They met." + b"}" * 10_001)

    assert isinstance(found, Refusal) or found.text == "They met."


def test_the_address_of_a_link_is_not_in_the_sentence_of_an_rtf():
    link = rb'{\field{\*\fldinst{HYPERLINK "https://harpa.example/a"}}{\fldrslt{the hall}}}'

    found = opened(rb"{\rtf1\ansi They met in " + link + rb".\par}")

    assert found.text == "They met in the hall."


def test_russian_rtf_of_another_code_page_is_russian():
    letters = "".join(f"\\'{byte:02x}" for byte in "Они встретились.".encode("cp1251"))

    found = opened(f"{{\\rtf1\\ansi\\ansicpg1251 {letters}\\par}}".encode())

    assert found.text == "Они встретились."
