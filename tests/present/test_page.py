import base64
import gzip
import json
import re

import plotly.graph_objects as go
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from detente.present.page import CHART, PLOTLY, PROSE, finding_of, render

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>x</a>"


def row(html: str, url: str = "https://northwire.example/talks") -> dict[str, object]:
    return {
        "id": "a:1", "article_id": "a", "title": "Talks", "publisher": "Northwire", "country": "US",
        "date": "2021-05-19", "url": url, "language": "en", "html": html, "copy": "", "basis": "",
    }  # fmt: skip


def notebook(*outputs, title="# Who met whom?"):
    nb = new_notebook()
    nb.cells = [new_markdown_cell(title), *(new_code_cell("show()", outputs=[o]) for o in outputs)]
    return nb


def chart(evidence_row: dict[str, object]):
    figure = go.Figure(go.Scatter(x=[1], y=[2], customdata=[["event:talks"]]))
    keys = {"event:talks": {"label": "Talks", "ids": ["a:1"], "more": 0}}
    about = {
        "evidence": {"rows": {"a:1": evidence_row}, "keys": keys},
        "caption": "One event.",
        "alt": "One dot",
    }
    return new_output(
        "display_data", {PLOTLY: json.loads(figure.to_json()), CHART: about, "text/plain": "chart"}
    )


def prose(html: str, place: str, evidence_row: dict[str, object]):
    keys = {"n": {"label": "41 articles", "ids": ["a:1"], "more": 40}}
    data = {"html": html, "place": place, "evidence": {"rows": {"a:1": evidence_row}, "keys": keys}}
    return new_output("display_data", {PROSE: data, "text/plain": "41 articles."})


def packed(page: str, name: str) -> str:
    text = re.search(rf'id="{name}">([^<]*)<', page)[1]
    return gzip.decompress(base64.b64decode(text)).decode()


def test_a_finding_stands_above_the_cells_wherever_it_was_computed():
    later = prose("<p>41 articles.</p>", "top", row("x"))

    page = render(notebook(chart(row("x")), later))

    assert page.index("41 articles.</p>") < page.index('class="plot"')


def test_the_finding_is_to_be_had_as_plain_text_for_the_index():
    nb = notebook(chart(row("x")), prose("<p>41 articles.</p>", "top", row("x")))

    assert finding_of(nb) == "41 articles."


def test_script_in_an_evidence_sentence_is_gone_and_marks_stay():
    page = render(notebook(chart(row(f"The <mark>talks</mark> {HOSTILE}"))))
    (kept,) = json.loads(packed(page, "data"))["rows"].values()

    assert kept["html"].startswith("The <mark>talks</mark> ")
    assert re.findall(r"<(?!/?mark>)", kept["html"]) == []


def test_a_javascript_address_of_an_article_is_no_link():
    page = render(notebook(chart(row("x", url="javascript:alert(1)"))))
    (kept,) = json.loads(packed(page, "data"))["rows"].values()

    assert kept["url"] == ""


def test_script_in_html_and_markdown_and_streams_never_reaches_the_page():
    outputs = [
        new_output("display_data", {"text/html": f"<table><tr><td>{HOSTILE}</table>"}),
        new_output("display_data", {"text/markdown": HOSTILE}),
        new_output("stream", name="stdout", text=HOSTILE),
        prose(f"<p>{HOSTILE}</p>", "here", row("x")),
    ]

    page = render(notebook(*outputs, title=f"# Who? {HOSTILE}"))
    body = page[page.index("<main") : page.index("</main>")]

    assert re.findall(r"<script|<img|<[^>]+\sonerror|href=.javascript", body) == []


def test_plotly_is_in_a_page_once_however_many_figures_it_has():
    page = render(notebook(chart(row("x")), chart(row("x")), chart(row("x"))))

    assert page.count('id="plotly"') == 1
    assert packed(page, "plotly").startswith("/**\n* plotly.js (basic")


def test_a_trace_that_the_basic_bundle_cannot_draw_brings_the_whole_bundle():
    output = chart(row("x"))
    output.data[PLOTLY] = json.loads(go.Figure(go.Sunburst(labels=["a"], parents=[""])).to_json())

    page = render(notebook(output))

    assert "(basic" not in packed(page, "plotly")[:60]


def test_the_bundle_in_the_page_is_of_the_version_that_plotly_brings():
    from plotly.offline import get_plotlyjs_version

    page = render(notebook(chart(row("x"))))

    assert f"v{get_plotlyjs_version()}\n" in packed(page, "plotly")[:80]


def test_a_sentence_behind_two_charts_is_kept_once():
    page = render(notebook(chart(row("x")), chart(row("x"))))
    data = json.loads(packed(page, "data"))

    assert len(data["rows"]) == 1
    assert sorted(data["keys"]) == ["b1-0:event:talks", "b2-0:event:talks"]


def test_an_output_that_cannot_be_shown_says_so():
    page = render(notebook(new_output("display_data", {"application/x-odd": "1"})))

    assert "No way to show this output here: application/x-odd" in page


def test_two_renderings_give_the_same_bytes():
    nb = notebook(chart(row("x")), prose("<p>41 articles.</p>", "top", row("x")))

    assert render(nb) == render(nb)


def test_nbconvert_knows_the_page_by_its_name():
    from nbconvert.exporters import get_exporter

    html, resources = get_exporter("detente")().from_notebook_node(notebook(chart(row("x"))))

    assert html.startswith("<!doctype html>")
    assert resources["output_extension"] == ".html"
