"""How charts look: one palette, one template, and the width of a label before it is drawn.

Figures have transparent grounds and say nothing about the colour of their text: it comes from
the template, so a page turns a figure dark by putting its own ink in the template's place. Marks
use `COLOURS`, each of which stands out at 3 : 1 or more both from white and from the dark page
(WCAG 2.2, 1.4.11), so they stay the same in both.
"""

from typing import Any

import plotly.graph_objects as go

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
COLOURS = (
    "#2f7fc1",  # blue
    "#d0661c",  # orange
    "#1f8a6d",  # green
    "#a85bb8",  # purple
    "#c1477a",  # rose
    "#8c7a1e",  # olive
    "#3b8f9e",  # teal
    "#7a7f87",  # grey
)
"""Colours of marks, told apart also with a red-green deficiency; the last is for "the rest"."""
GREY = COLOURS[-1]
CONFLICT, COOPERATION = "#d0661c", "#2f7fc1"
GUIDE = "rgba(127,127,127,.55)"
GRID = "rgba(127,127,127,.22)"
PAPER, INK = "#ffffff", "#1f2733"

WIDE, PHONE = 850, 358
"""Widths in pixels for which figures are laid out: a page's column and a phone's."""

_NARROW = frozenset("ijl.,:;'’!|ftrI()[] -г")
_BROAD = frozenset("mwMW@%—…ЖШЩЮФМЫжшщюфмыД")


def template() -> go.layout.Template:
    """Plotly template of a light page; nothing else of a figure depends on the page."""
    axis = {
        "gridcolor": GRID,
        "linecolor": GRID,
        "zerolinecolor": GRID,
        "automargin": False,
        "fixedrange": True,
    }
    layout = {
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": COLOURS,
        "hoverlabel": {
            "align": "left",
            "bgcolor": PAPER,
            "bordercolor": GUIDE,
            "font": {"color": INK, "size": 13},
        },
        "xaxis": axis,
        "yaxis": axis,
    }
    return go.layout.Template(layout=layout)


def figure(traces: list[Any], **layout: Any) -> go.Figure:
    """Figure in this style, light until a page says otherwise."""
    house = {
        "template": template(),
        "hovermode": "closest",
        "showlegend": False,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 28},
    }
    return go.Figure(data=traces, layout=house | layout)


def tint(colour: str, share: float = 0.09) -> str:
    """A colour thinned to a ground that reads on light and dark pages."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def text_width(text: str, size: float) -> float:
    """Width of a text in pixels, from rough widths of letters; a little more than it takes."""
    return 1.04 * size * sum(map(_letter, text))


def shortened(text: str, size: float, room: float) -> str:
    """The text, or as many of its whole words as fit into so many pixels, with an ellipsis."""
    if text_width(text, size) <= room:
        return text
    words, out = text.split(), ""
    for word in words:
        longer = f"{out} {word}".strip()
        if text_width(longer + "…", size) > room:
            break
        out = longer
    return f"{out or text[: int(room / size)]}…"


def shown(text: str) -> str:
    """Text for plotly to draw as it is: plotly reads tags and entities in labels."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 0.34
    if letter in _BROAD:
        return 0.92
    if letter.isdigit():
        return 0.63
    return 0.7 if letter.isupper() else 0.57
