"""The pages as a reader has them: headless Chromium, files opened from disk."""

import csv
import io
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from detente.collect.load import load
from detente.embedded import open_corpus
from detente.present.article import article_page
from detente.present.changes import changes, snapshot_of
from detente.present.exports import export
from detente.present.front import write_index
from detente.present.plan import Study
from detente.present.report import make, notebooks

pytestmark = pytest.mark.browser

NAMES = ["index", *notebooks()]
HOSTILE_TITLE = '=HYPERLINK("x") <script>window.hit=1</script><img src=x onerror=window.hit=2>'
HOSTILE_BODY = (
    "US Secretary of State Antony Blinken met Russian Foreign Minister Sergey Lavrov in Reykjavik on 19 May 2021 "
    "<script>window.hit=3</script> <img src=x onerror=window.hit=4> <a href='javascript:window.hit=5'>talks</a>.\n\n"
    "“=2+5+cmd|' /C calc'!A0 <svg onload=window.hit=6>”, Lavrov said in Reykjavik on Wednesday.\n\n"
    "Joe Biden and Vladimir Putin met in Geneva on 16 June 2021, [x](javascript:window.hit=7) said Biden."
)


@pytest.fixture(scope="module")
def browser():
    found = (
        os.environ.get("DETENTE_CHROMIUM"),
        *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
    )
    path = next(filter(None, found), None)
    assert path, "no Chromium found: install one, or set DETENTE_CHROMIUM to its path"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=arguments)


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("reports")
    results = make([], corpus=open_corpus().folder, out=out)
    assert [(r.name, r.message) for r in results if r.status == "failed"] == []
    return out


class Visit:
    """One page opened in one window, with what it asked for and complained about."""

    def __init__(self, browser, path: Path, **context):
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | context)
        self.context.set_default_timeout(600_000)  # a hang, however busy the machine
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type == "error" else None
        )
        self.inspector = self.context.new_cdp_session(self.page)
        self.inspector.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready=yes]")

    def worked(self) -> float:
        """Seconds of processor time that the page took."""
        told = self.inspector.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in told if metric["name"] == "TaskDuration")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_nothing_of_the_network_and_draws_every_figure(browser, pages, name):
    with Visit(browser, pages / f"{name}.html") as visit:
        drawn = visit.page.eval_on_selector_all(
            ".plot", "all => all.map(p => p.querySelectorAll('.main-svg').length)"
        )

        assert [
            url for url in visit.requests if not url.startswith(("file:", "blob:", "data:"))
        ] == []
        assert visit.complaints == []
        assert 0 not in drawn
        assert len(drawn) > 0 or name == "index"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_accessibility_violation(browser, pages, name, scheme):
    with Visit(browser, pages / f"{name}.html", color_scheme=scheme) as visit:
        found = Axe().run(visit.page)["violations"]

        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_annotated_article_tells_on_focus_and_has_no_violation(browser, tmp_path, scheme):
    page = tmp_path / "article.html"
    corpus = open_corpus()
    page.write_text(article_page(corpus, corpus.articles["article_id"][0]), "utf-8")

    phone = {"width": 390, "height": 844}
    with Visit(browser, page, color_scheme=scheme, viewport=phone) as visit:
        found = Axe().run(visit.page)["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert visit.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        mark = visit.page.locator(".annotated a.note").first
        mark.focus()
        told = mark.evaluate("m => getComputedStyle(m, '::after').content")
        assert mark.get_attribute("data-note") in told.replace("\\", "")
        visit.page.locator("#show-name").uncheck()
        assert (
            visit.page.locator(".annotated a.note.name").first.evaluate(
                "m => getComputedStyle(m).borderBottomWidth"
            )
            == "0px"
        )


@pytest.mark.parametrize("name", NAMES)
def test_a_page_does_not_overflow_a_phone(browser, pages, name):
    with Visit(browser, pages / f"{name}.html", viewport={"width": 390, "height": 844}) as visit:
        over = visit.page.evaluate("document.documentElement.scrollWidth - innerWidth")

        assert over <= 0


@pytest.mark.parametrize("name", NAMES[1:])
def test_enter_on_a_listed_mark_opens_its_sentences_and_escape_closes_them(browser, pages, name):
    with Visit(browser, pages / f"{name}.html") as visit:
        visit.page.locator("details.marks summary").first.focus()
        visit.page.keyboard.press("Enter")
        visit.page.locator("details.marks[open] button").first.focus()
        visit.page.keyboard.press("Enter")
        opened = visit.page.locator("#evidence[open] #evidence-rows blockquote")

        assert opened.count() > 0
        assert opened.first.inner_text().strip() != ""
        visit.page.keyboard.press("Escape")
        assert visit.page.locator("#evidence[open]").count() == 0


def test_a_click_on_a_dot_of_the_timeline_opens_the_sentences_of_that_event(browser, pages):
    with Visit(browser, pages / "02_timeline.html") as visit:
        dot = visit.page.locator(".plot .scatterlayer .point").first
        dot.scroll_into_view_if_needed()
        box = dot.bounding_box()
        visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

        visit.page.wait_for_selector("#evidence[open] blockquote")


@pytest.mark.parametrize("name", NAMES[1:])
def test_the_count_switch_changes_charts_captions_and_the_evidence_that_they_open(
    browser, pages, name
):
    with Visit(browser, pages / f"{name}.html") as visit:
        page = visit.page
        shown = "figcaption[data-counts]:visible"
        before = page.eval_on_selector_all(shown, "all => all.map(c => c.dataset.counts)")
        page.focus("#count-switch")
        page.keyboard.press("Enter")
        page.wait_for_selector("html.own")
        after = page.eval_on_selector_all(shown, "all => all.map(c => c.dataset.counts)")
        page.locator("figcaption[data-counts=own] summary").first.click()
        page.locator("figcaption[data-counts=own] button").first.click()

        assert set(before) == {"all"}
        assert after == ["own"] * len(before)
        assert page.locator("#evidence-rows li").count() > 0
        assert visit.complaints == []


def test_the_dark_switch_and_the_code_switch_work_without_a_mouse(browser, pages):
    with Visit(browser, pages / "02_timeline.html") as visit:
        light = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        visit.page.locator("#theme-switch").press("Enter")
        visit.page.locator("#code-switch").press("Enter")

        assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") != light
        assert visit.page.locator("details.code pre").first.is_visible()


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A first page over 200 reports, made up."""
    out = tmp_path_factory.mktemp("large")
    corpus = open_corpus()
    now = snapshot_of(corpus)
    before = replace(now, events=dict(list(now.events.items())[:-9]), articles={})
    rows = {f"r{number:03}": made_up(number) for number in range(200)}
    write_index(out, Study(), corpus, now=now, found=changes(before, now), rows=rows)
    return out / "index.html"


def made_up(number: int):
    scopes = [f"event=made-up-{number}", f"actor=made-up-{number}"]
    return {
        "name": f"r{number:03}", "title": f"What is known of the talks, part {number}?",
        "finding": "Reykjavik talks: evening of 19 May 2021 local time, Harpa concert hall. " * 4,
        "status": "failed" if number % 50 == 7 else "made", "message": "cell 4: ZeroDivisionError",
        "scope": "" if number < 6 else scopes[number % 2], "until": "2022-01-22", "earlier": number % 40 == 9,
    }  # fmt: skip


def test_an_index_of_200_reports_is_under_1_mb_and_opens_in_under_a_second_of_work(browser, large):
    with Visit(browser, large) as visit:
        seconds = visit.worked()
        cards = visit.page.locator(".cards li").count()

    assert cards == 200
    assert large.stat().st_size < 1_000_000
    assert seconds < 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_an_index_of_200_reports_fits_and_has_no_violation_also_while_one_searches(
    browser, large, scheme, width
):
    window = {"width": width, "height": 844}
    with Visit(browser, large, color_scheme=scheme, viewport=window) as visit:
        search(visit.page, "Blinken")
        found = Axe().run(visit.page)["violations"]

        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert visit.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert [url for url in visit.requests if not url.startswith("file:")] == []
        assert visit.complaints == []


def search(page, words: str) -> list[str]:
    page.fill("#search-field", words)
    page.locator("#search-told:not(:empty)").wait_for()
    return page.locator("#search-results li").all_inner_texts()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Lavrov", "Sergey Lavrov"),
        ("лавров", "Sergey Lavrov"),
        ("Сергея Лаврова", "Sergey Lavrov"),
        ("женевский саммит", "Geneva Summit (Biden-Putin)"),
        ("geneva summits", "Geneva Summit (Biden-Putin)"),
        ("hofdi", "Höfði then, Harpa now"),
        ("отчетах", "О чём не сказал Лавров: Украина в двух отчётах"),
    ],
)
def test_the_search_finds_in_english_and_russian_in_any_case_and_ending(
    browser, pages, words, found
):
    with Visit(browser, pages / "index.html") as visit:
        told = search(visit.page, words)

        assert any(text.startswith(found) for text in told), told


def test_the_search_is_gone_through_by_keys_and_its_results_lead_to_reports_and_articles(
    browser, pages
):
    with Visit(browser, pages / "index.html") as visit:
        page = visit.page
        page.keyboard.press("/")
        page.keyboard.type("blinken")
        page.wait_for_selector("#search-results a")
        page.keyboard.press("ArrowDown")
        first = page.evaluate("document.activeElement.getAttribute('href')")
        addresses = page.eval_on_selector_all(
            "#search-results a", "all => all.map(a => a.getAttribute('href'))"
        )
        page.keyboard.press("ArrowUp")
        back = page.evaluate("document.activeElement.id")
        page.keyboard.press("Escape")

        assert first == addresses[0] == "03_network.html"
        assert any(address.startswith("https://") for address in addresses)
        assert back == "search-field"
        assert page.locator("#search-results li").count() == 0


def test_words_that_nothing_holds_are_said_to_find_nothing(browser, pages):
    with Visit(browser, pages / "index.html") as visit:
        assert search(visit.page, "zeppelin") == []
        assert visit.page.locator("#search-told").inner_text() == "Nothing is found."


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for number in range(3):
        text = f"{HOSTILE_TITLE}\n\n19 May 2021\n\n{HOSTILE_BODY} Item {number}."
        (folder / f"article-{number}.txt").write_text(text, "utf-8")
    corpus = open_corpus(load([folder], folder / "corpus").folder)
    out = folder / "reports"
    results = make([], corpus=corpus.folder, out=out)
    assert [(r.name, r.message) for r in results if r.status == "failed"] == []
    return corpus, out


@pytest.mark.parametrize("name", NAMES)
def test_script_in_headlines_and_bodies_never_runs_in_a_page(browser, hostile, name):
    with Visit(browser, hostile[1] / f"{name}.html") as visit:
        for button in visit.page.locator("button[data-key]").all()[:5]:
            button.dispatch_event("click")
        visit.page.keyboard.press("Escape")

        assert visit.page.evaluate("window.hit") is None
        assert visit.page.locator("a[href^=javascript]").count() == 0
        assert (
            visit.page.locator(
                "main script, main svg[onload], main img[onerror], dialog img"
            ).count()
            == 0
        )
        assert visit.complaints == []


def test_no_cell_of_an_export_is_a_formula(hostile, tmp_path):
    for what in ("quotes", "mentions", "events", "timeline", "actions", "network"):
        export(hostile[0], what, tmp_path / f"{what}.csv")

    cells = [
        cell
        for path in sorted(tmp_path.glob("*.csv"))
        for line in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
        for cell in line
    ]
    assert len(cells) > 100
    assert [c for c in cells if c.lstrip()[:1] in ("=", "+", "@") or c[:1] in ("\t", "\r")] == []
