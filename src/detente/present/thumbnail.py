"""A thumbnail: the first figure of a report as a small drawing of its own dots, lines and bars."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from math import isfinite
from typing import Any, NamedTuple

from detente.present.outputs import PLOTLY

WIDTH, HEIGHT = 120, 72
"""Size in pixels."""
LIMIT = 2_000
"""Most characters of a drawing; of one with more marks, every second, third … is drawn."""
_GREY = "#7a7f87"
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|rgba?\([\d., ]{5,40}\)")
_EDGE = 5
_PAGE = 850  # pixels of a figure in the page, for the size of dots
Place = Callable[[Any], float | None]


class _Mark(NamedTuple):
    """A piece of a path, with all that decides which path it belongs to."""

    style: str
    path: str


def thumbnail(nb: Any) -> str:
    """SVG of the first figure of an executed notebook; empty where it has none to draw."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if PLOTLY in output.get("data", {}):
                return drawing(output["data"][PLOTLY])
    return ""


def drawing(figure: dict[str, Any]) -> str:
    """SVG of a figure's dots, lines and bars, at most `LIMIT` characters; empty without any."""
    marks = list(_marks(figure))
    for step in range(1, len(marks) + 1):
        paths: dict[str, list[str]] = defaultdict(list)
        for mark in marks[::step]:
            paths[mark.style].append(mark.path)
        inside = "".join(f'<path {style} d="{"".join(d)}"/>' for style, d in paths.items())
        if len(inside) < LIMIT:
            return (
                f'<svg class="thumb" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
                f"{inside}</svg>"
            )
    return ""


def _marks(figure: dict[str, Any]) -> Iterator[_Mark]:
    axes = _axes(figure)
    for trace in figure.get("data", []):
        x, y = axes[_axis(trace, "x")], axes[_axis(trace, "y")]
        if trace.get("type", "scatter") == "bar":
            yield from _bars(trace, x, y)
        elif trace.get("type", "scatter") == "scatter":
            mode = trace.get("mode", "lines")
            if "lines" in mode:
                yield from _lines(trace, x, y)
            if "markers" in mode:
                yield from _dots(trace, x, y)


def _axes(figure: dict[str, Any]) -> dict[str, Place]:
    """For each axis of a figure, where on the drawing one of its values lies."""
    values: dict[str, list[Any]] = defaultdict(list)
    for trace in figure.get("data", []):
        for side in "xy":
            values[_axis(trace, side)] += _listed(trace, side)
        if trace.get("type") == "bar":
            values[_axis(trace, "x" if trace.get("orientation") == "h" else "y")].append(0)
    return {name: _placed(name, found, figure.get("layout", {})) for name, found in values.items()}


def _placed(name: str, values: list[Any], layout: dict[str, Any]) -> Place:
    said = layout.get(f"{name[0]}axis{name[1:]}", {})
    words = list(dict.fromkeys(v for v in values if isinstance(v, str) and _number(v) is None))

    def number(value: Any) -> float | None:
        return float(words.index(value)) if value in words else _number(value)

    known = [n for n in map(number, said.get("range") or values) if n is not None]
    if not known:
        return lambda _value: None
    first, last = (known[0], known[-1]) if said.get("range") else (min(known), max(known))
    low, high = said.get("domain") or (0, 1)
    across = (WIDTH if name[0] == "x" else HEIGHT) - 2 * _EDGE

    def place(value: Any) -> float | None:
        found = number(value)
        if found is None:
            return None
        part = (found - first) / (last - first) if last != first else 0.5
        part = low + min(max(part, 0), 1) * (high - low)
        return _EDGE + across * (part if name[0] == "x" else 1 - part)

    return place


def _dots(trace: dict[str, Any], x: Place, y: Place) -> Iterator[_Mark]:
    marker = trace.get("marker", {})
    for number, (across, down) in enumerate(_points(trace, x, y)):
        size = _at(marker.get("size", 6), number)
        if across is None or down is None or not size:
            continue
        wide = min(max(round(size * WIDTH / _PAGE * 1.6), 2), 9)
        style = f'stroke="{_colour(_at(marker.get("color"), number))}" stroke-width="{wide}"'
        yield _Mark(f'{style} stroke-linecap="round"', f"M{across:.0f} {down:.0f}h0")


def _lines(trace: dict[str, Any], x: Place, y: Place) -> Iterator[_Mark]:
    style = f'fill="none" stroke="{_colour(trace.get("line", {}).get("color"))}" opacity=".5"'
    path = ""
    for across, down in [*_points(trace, x, y), (None, None)]:
        if across is not None and down is not None:
            path += f"{'L' if path else 'M'}{across:.0f} {down:.0f}"
        elif path:
            yield _Mark(style, path)
            path = ""


def _bars(trace: dict[str, Any], x: Place, y: Place) -> Iterator[_Mark]:
    flat = trace.get("orientation") == "h"
    thick = max(min((HEIGHT if flat else WIDTH) / (1.6 * len(_listed(trace, "x")) + 1), 9), 1)
    zero = (x if flat else y)(0)
    for number, (across, down) in enumerate(_points(trace, x, y)):
        if across is None or down is None or zero is None:
            continue
        style = f'fill="{_colour(_at(trace.get("marker", {}).get("color"), number))}"'
        if flat:
            path = f"M{zero:.0f} {down - thick / 2:.1f}H{across:.0f}v{thick:.1f}H{zero:.0f}z"
        else:
            path = f"M{across - thick / 2:.1f} {zero:.0f}V{down:.0f}h{thick:.1f}V{zero:.0f}z"
        yield _Mark(style, path)


def _points(trace: dict[str, Any], x: Place, y: Place) -> list[tuple[float | None, float | None]]:
    both = zip(_listed(trace, "x"), _listed(trace, "y"), strict=False)
    return [(x(across), y(down)) for across, down in both]


def _listed(trace: dict[str, Any], side: str) -> list[Any]:
    """Values of a trace; none where they are packed as bytes."""
    found = trace.get(side)
    return found if isinstance(found, list) else []


def _axis(trace: dict[str, Any], side: str) -> str:
    return str(trace.get(f"{side}axis", side))


def _number(value: Any) -> float | None:
    """A number, or a day as one; None for what is neither."""
    if isinstance(value, int | float):
        return float(value) if isfinite(value) else None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.toordinal() + (moment.hour * 60 + moment.minute) / 1440


def _at(values: Any, number: int) -> Any:
    """One of a list of values, or the one that stands for all."""
    if isinstance(values, list):
        return values[number] if number < len(values) else None
    return values


def _colour(said: Any) -> str:
    return said if isinstance(said, str) and _COLOUR.fullmatch(said) else _GREY
