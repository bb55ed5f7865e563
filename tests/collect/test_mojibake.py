import pytest

from detente.collect.text import unmangled


def read_as(text, name, wrong):
    """Text that was written in one encoding and read in another."""
    letters = (bytes([byte]) for byte in text.encode(name))
    return "".join(letter.decode(wrong, "surrogateescape") for letter in letters).translate(
        {code: code - 0xDC00 for code in range(0xDC80, 0xDD00)}
    )


@pytest.mark.parametrize(
    "printed", ["It’s a “start” in Höfði", "Сергей Лавров и Блинкен", "café – déjà vu"]
)
@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "cp1251", "koi8_r", "cp866"])
def test_utf8_read_as_another_encoding_is_repaired(printed, wrong):
    assert unmangled(read_as(printed, "utf-8", wrong))[0] == printed


def test_what_was_seen_and_what_was_made_is_said():
    spoilt = read_as("It’s late, he’s gone — they’re not.", "utf-8", "cp1252")

    assert unmangled(spoilt)[1] == '"â€™" → "’" (4 places)'


@pytest.mark.parametrize("wrong", ["cp1252", "cp1251"])
def test_text_that_was_spoilt_twice_is_repaired(wrong):
    printed = "Лавров: «Встреча была полезной»"
    spoilt = read_as(read_as(printed, "utf-8", wrong), "utf-8", wrong)

    assert unmangled(spoilt)[0] == printed


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("cp1251", "cp1252"),
        ("cp1251", "koi8_r"),
        ("cp1251", "cp866"),
        ("koi8_r", "cp1251"),
        ("cp866", "cp1251"),
        ("cp866", "cp1252"),
    ],
)
def test_one_old_encoding_read_as_another_is_repaired(russian, name, wrong):
    printed = russian.replace("—", "-").replace("«", '"').replace("»", '"')

    text, said = unmangled(read_as(printed, name, wrong))

    assert text == printed
    assert " → " in said


def test_a_spoilt_paragraph_in_right_text_is_repaired_alone(russian):
    before, after = russian.split("\n\n")

    assert unmangled(f"{before}\n\n{read_as(after, 'utf-8', 'cp1251')}")[0] == russian


@pytest.mark.parametrize(
    ("spoilt", "printed"),
    [
        (r"Biden\u2019s call", "Biden’s call"),
        (r"\u0414\u0430", "Да"),
        (r"\ud83d\ude00", "😀"),
        ("Talks &amp;amp; more", "Talks & more"),
        ("Biden&rsquo;s &#171;call&#187;", "Biden’s «call»"),
        ("<p>Talks &amp;quot;so&amp;quot; &lt;b&gt;</p>", "<p>Talks &quot;so&quot; &lt;b&gt;</p>"),
    ],
)
def test_escapes_that_a_program_left_are_repaired(spoilt, printed):
    assert unmangled(spoilt)[0] == printed


@pytest.mark.parametrize(
    "printed",
    [
        "Ñandú and Ærø, Genève",
        "СССР и США: РФ ответила",
        "В «СССР» и «РСФСР»…",
        "Ð is a letter of Icelandic: MIÐ“",
        "„JÄ“ – Ä“ and SÃO, CAFÉ…",
        "ВСТРЕЧА В РЕЙКЬЯВИКЕ: ЧТО ДАЛЬШЕ?",
        "Президент Сербии Вучић и Ђорђе",
        "Київ: ґрунт, її, європейці",
        "AT&T; a & b; Q&A",
        r"C:\users\u12",
        "iPhone, МиГ-29, ТАСС",
    ],
)
def test_right_text_is_not_repaired(printed):
    assert unmangled(printed) == (printed, "")


def test_no_real_text_is_repaired(shared):
    texts = sorted((shared / "corpora" / "factrueval-dev" / "devset").glob("*.txt"))

    assert [path.name for path in texts if unmangled(path.read_text("utf-8"))[1]] == []
