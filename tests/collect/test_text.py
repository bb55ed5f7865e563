import pytest

from detente.collect.markup import plain
from detente.collect.text import cleaned, decoded, unmangled


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "cp866", "mac_cyrillic"])
def test_russian_text_in_an_old_encoding_is_read_and_the_guess_is_named(russian, encoding):
    printed = russian.replace("—", "-").replace("«", '"').replace("»", '"')

    text, guess = decoded(printed.encode(encoding))

    assert text == printed
    assert guess == encoding


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_text_in_a_unicode_encoding_is_read(russian, encoding):
    assert decoded(russian.encode(encoding))[0] == russian


def test_a_file_cut_in_the_middle_of_a_letter_is_still_utf8(russian):
    text, guess = decoded(russian.encode()[:-2])

    assert text.startswith(russian[:-2])
    assert guess == "UTF-8 with lost bytes"


def test_cyrillic_that_declares_itself_latin_1_is_not_believed(russian):
    page = f'<meta charset="iso-8859-1"><p>{russian.replace("—", "-")}</p>'

    text, guess = decoded(page.encode("cp1251"))

    assert "Сергей Лавров" in text
    assert guess == "cp1251"


def test_a_declared_encoding_is_believed(english):
    text, guess = decoded(f'<meta charset="iso-8859-1"><p>Höfði {english}</p>'.encode("latin-1"))

    assert "Höfði" in text
    assert guess == ""


@pytest.mark.parametrize("data", [b"abc\0def" + bytes(range(256)), b"\x7fELF" + bytes(range(256))])
def test_bytes_that_are_no_text_give_none(data):
    assert decoded(data) == ("", "")


@pytest.mark.parametrize(
    "printed", ["It’s a “start” in Höfði", "Сергей Лавров и Блинкен", "café – déjà vu"]
)
def test_mojibake_is_repaired_and_reported(printed):
    spoilt = printed.encode().decode("cp1252" if printed.isascii() else "latin-1")

    assert unmangled(spoilt) == (printed, True)


def test_cyrillic_read_as_windows_1251_is_repaired():
    spoilt = "Встреча в Рейкьявике".encode().decode("cp1251")

    assert unmangled(spoilt) == ("Встреча в Рейкьявике", True)


def test_escapes_that_a_program_left_in_a_headline_are_repaired():
    assert unmangled(r"Biden\u2019s call") == ("Biden’s call", True)


@pytest.mark.parametrize(
    "printed", ["Ñandú and Ærø, Genève", "СССР и США: РФ ответила", "Ð is a letter of Icelandic"]
)
def test_right_text_is_not_repaired(printed):
    assert unmangled(printed) == (printed, False)


def test_composed_and_decomposed_letters_become_one_text():
    assert cleaned("Е\u0308лка, cafe\u0301") == "Ёлка, café"


def test_hard_wrapped_lines_become_paragraphs_and_short_lines_stay_apart():
    wrapped = (
        "The secretary of state and the foreign minister met on Wednesday in the\n"
        "concert hall by the harbour, and each of them said that the talk was of\n"
        "use.\n\nThey will meet again."
    )

    assert cleaned(wrapped) == (
        "The secretary of state and the foreign minister met on Wednesday in the "
        "concert hall by the harbour, and each of them said that the talk was of "
        "use.\n\nThey will meet again."
    )


def test_lines_that_are_paragraphs_stay_paragraphs(english):
    assert cleaned(english.replace("\n\n", "\n")) == english


def test_html_in_a_text_field_becomes_paragraphs():
    html = "<p>Talks &amp; more</p><p>They met.<br>They left.</p><script>x()</script>"

    assert cleaned(plain(html)) == "Talks & more\n\nThey met.\n\nThey left."


def test_markdown_in_a_text_field_becomes_plain_text():
    text = '## Talks\n\nSee [the *note*](https://x.example/a_(b) "t") and **more**.\n\n---\n\nEnd'

    assert cleaned(plain(text)) == "Talks\n\nSee the note and more.\n\nEnd"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script> is what he typed", "a < b and b > a", "5 * 3 * 2", "[sic] (so)"],
)
def test_text_that_only_looks_like_markup_is_kept(text):
    assert plain(text) == text
