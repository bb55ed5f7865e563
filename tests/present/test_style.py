import pytest

from detente.present import style


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_mark_stands_out_from_the_page(mode):
    worst = min(contrast(colour, style.PAPER[mode]) for colour in style.COLOURS)

    assert worst >= 3


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_reads_on_the_page(mode):
    assert contrast(style.INK[mode], style.PAPER[mode]) >= 7


def test_a_label_is_cut_between_words():
    assert style.shortened("Blinken and Lavrov meet", 12, 100) == "Blinken and…"
    assert style.text_width("Blinken and…", 12) <= 100
