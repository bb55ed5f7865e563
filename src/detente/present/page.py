"""The page: one executed notebook as one HTML file that works offline.

An nbconvert exporter, so `jupyter nbconvert --to detente` and JupyterLab's export menu have
it too.
"""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mistune
import nh3
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from detente.collect.text import shown
from detente.present.templates import FOLDER, filled
from detente.tables import hash_of


@dataclass
class Gathered:
    """What a page needs besides its HTML: headings, figures and the evidence behind them."""

    contents: list[dict[str, str]] = field(default_factory=list)
    finding: str = ""
    charts: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    tables: int = 0

    def add_evidence(self, block: str, evidence: dict[str, Any]) -> None:
        """Take in the evidence of one block; equal rows of several blocks are kept once."""
        ids = {}
        for row_id, row in evidence.get("rows", {}).items():
            url = str(row.get("url") or "")
            safe = row | {
                "html": nh3.clean(str(row["html"]), tags={"mark"}, attributes={}),
                "url": url if url.startswith(("http://", "https://")) else "",
            }
            key = hash_of(json.dumps(safe, sort_keys=True))[:12]
            self.rows[key], ids[row_id] = safe, key
        for key, found in evidence.get("keys", {}).items():
            self.keys[f"{block}:{key}"] = {
                "label": found.get("label", ""),
                "ids": [ids[row_id] for row_id in found["ids"]],
                "more": found.get("more", 0),
            }


_BASIC_TRACES = {"scatter", "bar", "pie"}


class DetenteExporter(Exporter):
    """nbconvert exporter of a notebook with its outputs to one offline HTML page."""

    export_from_notebook = "détente page"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # every exporter gives text, its base class a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook, and nbconvert's resources with the extension set."""
        resources = dict(resources or {}) | {"output_extension": ".html"}
        return render(nb), resources


def render(nb: NotebookNode) -> str:
    """HTML of an executed notebook: finding first, code folded, evidence inside.

    The first cell is the title; `metadata.detente` may hold `facts` (name: value, shown as
    parameters and data) and `error` (why the notebook did not run to its end).
    """
    gathered = Gathered()
    first, *rest = nb.cells
    body = [cell_html(cell, number, gathered) for number, cell in enumerate(rest, start=1)]
    about = nb.metadata.get("detente", {})
    page = fill(
        gathered,
        title=first.source.partition("\n")[0].lstrip("# "),
        opening=markdown(first.source),
        body="\n".join(body),
        facts=list(about.get("facts", {}).items()),
        error=about.get("error", ""),
        nothing=about.get("nothing", ""),
        has_code=any(cell.cell_type == "code" for cell in nb.cells),
    )
    return shown(page, but=_OF_PAGES)


def finding_of(nb: NotebookNode) -> str:
    """Finding of an executed notebook as plain text; empty if it has none."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if data.get(PROSE, {}).get("place") == "top":
                return str(data["text/plain"])
    return ""


def fill(gathered: Gathered, *, title: str, opening: str, body: str, **more: Any) -> str:
    """The page template filled; `opening` and `body` are HTML that is clean already."""
    scripts = ["page.js", "search.js"] if more.get("search") else ["page.js"]
    script = "".join((FOLDER / name).read_text("utf-8") for name in scripts)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    data = {"charts": gathered.charts, "rows": gathered.rows, "keys": gathered.keys}
    traces = {t.get("type", "scatter") for c in gathered.charts.values() for t in _traces(c)}
    defaults = {
        "facts": [],
        "error": "",
        "nothing": "",
        "has_code": False,
        "is_index": False,
        "search": "",
    }
    defaults |= {"has_copies": any(chart.get("own") for chart in gathered.charts.values())}
    page = filled(
        "page.html.j2",
        **defaults | more,
        title=title,
        contents=gathered.contents,
        finding=Markup(gathered.finding),
        opening=Markup(opening),
        body=Markup(body),
        css=Markup((FOLDER / "page.css").read_text("utf-8")),
        script=Markup(script),
        script_hash=Markup(f"'sha256-{digest}'"),
        data=_pack(json.dumps(data, sort_keys=True).encode()) if gathered.keys else "",
        plotly=_plotly(basic=traces <= _BASIC_TRACES) if gathered.charts else "",
        version=version("detente"),
    )
    return str(page)  # plain text: joined to Markup, more of it would be escaped


def _traces(chart: dict[str, Any]) -> list[dict[str, Any]]:
    shown = [chart, chart["own"]] if chart.get("own") else [chart]
    figures = [one[size] for one in shown for size in ("figure", "phone") if one[size]]
    return [trace for figure in figures for trace in figure["data"]]


@cache
def _plotly(*, basic: bool) -> str:
    """plotly.js, packed: the basic bundle where its traces suffice, else plotly's own."""
    if basic:
        packed = (FOLDER / "vendor" / "plotly-basic.min.js.gz").read_bytes()
        return base64.b64encode(packed).decode()
    import plotly

    bundle = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return _pack(bundle.read_bytes())


def _pack(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


CHART = "application/vnd.detente.chart+json"
PROSE = "application/vnd.detente.prose+json"
PLOTLY = "application/vnd.plotly.v1+json"
_OF_PAGES = "\n\r\t\x01\x1a"
"""Ends of lines and tabs, and two letters in the code of plotly."""
_TAGS = (nh3.ALLOWED_TAGS | {"button", "section"}) - {"img", "area", "map"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "button": {"type", "data-key"},
    "*": {"class", "lang"},
}
_MARK_WORDS = re.compile(r'data-key="([^"]*)"')


def clean(html: str) -> str:
    """HTML with nothing in it that runs, loads or restyles: nh3 with a list of what may stay."""
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"})


def markdown(text: str) -> str:
    """HTML of some Markdown, cleaned."""
    render = mistune.create_markdown(escape=False, plugins=["table"])
    return clean(str(render(text)))


def cell_html(cell: NotebookNode, number: int, gathered: Gathered) -> str:
    """HTML of one cell: prose, or folded code with what it showed."""
    if cell.cell_type == "markdown":
        return _with_anchors(markdown(cell.source), gathered)
    if cell.cell_type != "code":
        return ""
    shown = (
        _output_html(output, f"b{number}-{place}", gathered)
        for place, output in enumerate(cell.outputs)
    )
    return "\n".join([_part("code", source=cell.source), *filter(None, shown)])


def _part(macro: str, **values: Any) -> Markup:
    return filled(f"cell.html.j2#{macro}", **values)


def _with_anchors(html: str, gathered: Gathered) -> str:
    def anchored(match: re.Match[str]) -> str:
        text = unescape(re.sub(r"<[^>]+>", "", match[1]))
        anchor = re.sub(r"\W+", "-", text.lower()).strip("-")
        gathered.contents.append({"id": anchor, "text": text})
        return f'<h2 id="{anchor}">{match[1]}</h2>'

    return re.sub(r"<h2>(.*?)</h2>", anchored, html, flags=re.DOTALL)


def _output_html(output: NotebookNode, block: str, gathered: Gathered) -> str:
    if output.output_type == "stream":
        return _part("pre", text=output.text, kind=output.name)
    if output.output_type == "error":
        return _part("pre", text=f"{output.ename}: {output.evalue}", kind="stderr")
    data = output.data
    shown: dict[str, Callable[[], str]] = {
        PROSE: lambda: _prose(data[PROSE], block, gathered),
        PLOTLY: lambda: _figure(data, block, gathered),
        "text/html": lambda: _scrolling(clean(data["text/html"]), gathered),
        "text/markdown": lambda: markdown(data["text/markdown"]),
        "image/png": lambda: _part("picture", png=data["image/png"]),
        "text/plain": lambda: _part("pre", text=data["text/plain"], kind=""),
    }
    richest = next((kind for kind in shown if kind in data), None)
    return shown[richest]() if richest else _part("unknown", kinds=", ".join(data))


def _prose(prose: dict[str, Any], block: str, gathered: Gathered) -> str:
    gathered.add_evidence(block, prose["evidence"])
    html = _MARK_WORDS.sub(rf'data-key="{block}:\1"', clean(prose["html"]))
    if prose["place"] == "top":
        gathered.finding = html
        return ""
    if "<table" in html:
        return _scrolling(html, gathered)
    return _part("reading", html=Markup(html))


def _figure(data: dict[str, Any], block: str, gathered: Gathered) -> str:
    chart = data.get(CHART, {"evidence": {}, "caption": "", "alt": "Chart"})
    own = chart.get("own")
    gathered.charts[block] = {
        "figure": data[PLOTLY],
        "phone": chart.get("phone"),
        "alt": chart["alt"],
        "own": {"figure": own["figure"], "phone": own["phone"], "alt": own["alt"]} if own else None,
    }
    gathered.add_evidence(block, chart["evidence"])
    if own:
        gathered.add_evidence(f"{block}-own", own["evidence"])
    height = int(data[PLOTLY].get("layout", {}).get("height", 450))
    return _part("figure", block=block, chart=chart, own=own, height=height)


def _scrolling(html: str, gathered: Gathered) -> str:
    """HTML in a box that scrolls sideways where it holds a table: a phone is narrower."""
    if "<table" not in html:
        return html
    gathered.tables += 1
    return _part("scrolling", html=Markup(html), number=gathered.tables)
