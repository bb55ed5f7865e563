import re
from pathlib import Path

import pytest

from detente.present import style


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


CSS = Path(style.__file__).parent.joinpath("template", "page.css").read_text("utf-8")
PAGES = sorted(set(re.findall(r"--paper:(#[0-9a-f]{6});--ink:(#[0-9a-f]{6})", CSS)))
"""Paper and ink of the light and the dark page."""


def test_a_page_is_light_or_dark_and_a_figure_begins_light():
    assert len(PAGES) == 2
    assert min(contrast(paper, style.PAPER) for paper, _ in PAGES) < 1.1


@pytest.mark.parametrize("paper", [paper for paper, _ in PAGES])
def test_every_mark_stands_out_from_the_page(paper):
    worst = min(contrast(colour, paper) for colour in style.COLOURS)

    assert worst >= 3


@pytest.mark.parametrize(("paper", "ink"), [*PAGES, (style.PAPER, style.INK)])
def test_text_reads_on_the_page(paper, ink):
    assert contrast(ink, paper) >= 7


def test_a_label_is_cut_between_words():
    assert style.shortened("Blinken and Lavrov meet", 12, 100) == "Blinken and…"
    assert style.text_width("Blinken and…", 12) <= 100
