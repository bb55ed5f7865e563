import pytest

from detente.collect.text import decoded


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5"])
def test_russian_text_in_an_old_encoding_is_read_and_the_guess_is_named(russian, encoding):
    printed = russian.replace("—", "-").replace("«", '"').replace("»", '"')

    text, guess = decoded(printed.encode(encoding))

    assert text == printed
    assert guess == encoding


@pytest.mark.parametrize(
    "encoding",
    ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"],
)
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


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "cp866"])
def test_a_headline_of_two_words_is_read(encoding):
    assert decoded("Читайте также".encode(encoding))[0] == "Читайте также"


def test_ukrainian_in_koi8_is_told_from_russian():
    printed = "Її зустріч у Києві відбулася, є й інші"

    assert decoded(printed.encode("koi8_u")) == (printed, "koi8_u")


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_a_western_text_with_few_marks_is_not_read_as_cyrillic(encoding):
    printed = "The café in Hofdi was closed – nobody’s fault, said the minister of Iceland."

    assert decoded(printed.encode(encoding)) == (printed, encoding)


def test_a_file_of_which_some_lines_are_utf8_and_others_not_is_read_whole(russian):
    printed = russian.replace("—", "-")
    first, second = printed.split("\n\n")

    text, guess = decoded(first.encode() + b"\n\n" + second.encode("cp1251"))

    assert text == printed
    assert guess == "UTF-8 and cp1251"


def test_a_page_that_declares_koi8_but_is_windows_1251_is_not_believed(russian):
    page = f'<meta charset="koi8-r"><p>{russian}</p>'

    assert decoded(page.encode("cp1251")) == (page, "cp1251")


@pytest.mark.parametrize("name", ["base64", "idna", "undefined", "klingon"])
def test_a_declared_encoding_that_is_none_is_passed_over(russian, name):
    page = f'<meta charset="{name}"><p>{russian}</p>'

    assert decoded(page.encode("cp1251")) == (page, "cp1251")


JAPANESE = "町の会議は夜遅くまで続き、住民の多くが新しい橋の建設に反対した。"
POLISH = "Rada miasta omówiła plan nowego mostu; wielu mieszkańców zgłosiło sprzeciw wobec władz."


@pytest.mark.parametrize(
    ("declared", "printed"),
    [
        ("Shift_JIS", JAPANESE),
        ("x-sjis", JAPANESE),
        ("EUC-JP", JAPANESE),
        ("iso-2022-jp", JAPANESE),
        ("GB18030", "市议会星期一开会讨论新桥的计划,许多居民表示反对。"),
        ("gb2312", "市議會星期一開會討論新橋的計劃。"),
        ("euc-kr", "시의회는 월요일 새 다리 계획을 논의했으며 많은 주민들이 반대했다."),
        ("windows-1250", POLISH),
        ("ISO-8859-2", POLISH),
        ("windows-1253", "Το δημοτικό συμβούλιο συζήτησε το σχέδιο της νέας γέφυρας."),
        ("x-mac-cyrillic", "Городской совет обсудил план нового моста."),
    ],
)
def test_a_declared_encoding_of_another_alphabet_is_believed(declared, printed):
    page = f'<meta charset="{declared}"><p>{printed}</p>'
    written = {"gb2312": "gbk"}.get(declared, declared.removeprefix("x-"))

    assert decoded(page.encode(written))[0] == page


@pytest.mark.parametrize("declared", ["shift_jis", "gb2312", "iso-8859-2", "windows-1253"])
def test_russian_that_declares_another_alphabet_is_not_believed(russian, declared):
    page = f'<meta charset="{declared}"><p>{russian}</p>'

    assert decoded(page.encode("cp1251")) == (page, "cp1251")
