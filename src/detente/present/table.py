"""Tables to read: a frame as HTML without index numbers, gaps or machine words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

_LONGEST = 300
_SHOWN: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "yes" if value else "no",
    pd.Timestamp: lambda value: f"{value:%Y-%m-%d %H:%M}",
    float: lambda value: f"{value:,.3g}",
    int: lambda value: f"{value:,}",
}
_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A frame as it is shown to a reader; `frame` has the values themselves."""

    frame: pd.DataFrame
    """What is shown."""
    caption: str
    """What it is, and how many rows are not shown."""

    def _repr_html_(self) -> str:
        numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in self.frame.dtypes]
        heads = "".join(_cell("th", name, n) for name, n in zip(self.frame, numeric, strict=True))
        rows = "".join(
            "<tr>" + "".join(_cell("td", v, n) for v, n in zip(row, numeric, strict=True)) + "</tr>"
            for row in self.frame.itertuples(index=False)
        )
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def table(frame: pd.DataFrame, caption: str = "", *, rows: int = 15) -> Table:
    """The first rows of a frame to read; the caption says how many more there are."""
    more = len(frame) - rows
    left = f"{more:,} more rows are not shown." if more > 0 else "None." if frame.empty else ""
    return Table(frame=frame.head(rows), caption=" ".join(filter(None, [caption, left])))


def _cell(tag: str, value: Any, numeric: bool) -> str:  # noqa: FBT001 - a column is or is not
    words = _words(value)
    kind = ' class="num"' if numeric else ' class="day"' if _DAY.fullmatch(words) else ""
    return f"<{tag}{kind}>{escape(words)}</{tag}>"


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_words, value))
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - a gap is not itself
        return ""
    for kind, shown in _SHOWN.items():
        if isinstance(value, kind):
            return shown(value)
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
