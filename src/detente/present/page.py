"""The page: one executed notebook as one HTML file that works offline.

An nbconvert exporter, so `jupyter nbconvert --to detente` and JupyterLab's export menu have
it too.
"""

import base64
import gzip
import hashlib
import json
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from detente.present.outputs import PROSE, Gathered, cell_html, markdown

_TEMPLATE = files("detente.present") / "template"
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
    return fill(
        gathered,
        title=first.source.partition("\n")[0].lstrip("# "),
        opening=markdown(first.source),
        body="\n".join(body),
        facts=list(about.get("facts", {}).items()),
        error=about.get("error", ""),
        nothing=about.get("nothing", ""),
        has_code=any(cell.cell_type == "code" for cell in nb.cells),
    )


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
    script = "".join((_TEMPLATE / name).read_text("utf-8") for name in scripts)
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
    return _template().render(
        defaults | more,
        title=title,
        contents=gathered.contents,
        finding=Markup(gathered.finding),
        opening=Markup(opening),
        body=Markup(body),
        css=Markup((_TEMPLATE / "page.css").read_text("utf-8")),
        script=Markup(script),
        script_hash=Markup(f"'sha256-{digest}'"),
        data=_pack(json.dumps(data, sort_keys=True).encode()) if gathered.keys else "",
        plotly=_plotly(basic=traces <= _BASIC_TRACES) if gathered.charts else "",
        version=version("detente"),
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string((_TEMPLATE / "page.html.j2").read_text("utf-8"))


def _traces(chart: dict[str, Any]) -> list[dict[str, Any]]:
    shown = [chart, chart["own"]] if chart.get("own") else [chart]
    figures = [one[size] for one in shown for size in ("figure", "phone") if one[size]]
    return [trace for figure in figures for trace in figure["data"]]


@cache
def _plotly(*, basic: bool) -> str:
    """plotly.js, packed: the basic bundle where its traces suffice, else plotly's own."""
    if basic:
        packed = (_TEMPLATE / "vendor" / "plotly-basic.min.js.gz").read_bytes()
        return base64.b64encode(packed).decode()
    import plotly

    bundle = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return _pack(bundle.read_bytes())


def _pack(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()
