"""The notebooks in a real JupyterLab: opened, run from top to bottom, every figure drawn."""

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

from detente import files
from detente.embedded import open_corpus

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = [path.stem for path in sorted(files.NOTEBOOKS.glob("[0-9]*.ipynb"))]
RUN = """
async () => {
  const app = window.jupyterapp;
  await app.commands.execute("notebook:run-all-cells");
  const cells = [...app.shell.currentWidget.content.model.cells];
  const outputs = cells.flatMap((cell) => cell.type === "code" ? cell.outputs.toJSON() : []);
  return {
    run: cells.filter((c) => c.type === "code" && c.executionCount !== null).length,
    code: cells.filter((c) => c.type === "code").length,
    errors: outputs.filter((o) => o.output_type === "error").map((o) => `${o.ename}: ${o.evalue}`),
    noise: outputs.filter((o) => o.name === "stderr").map((o) => [].concat(o.text).join("")),
    figures: outputs.filter((o) => o.data && "application/vnd.plotly.v1+json" in o.data).length,
  };
}
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory, until):
    open_corpus()
    folder = tmp_path_factory.mktemp("lab")
    for name in NAMES:
        shutil.copy(files.NOTEBOOKS / f"{name}.ipynb", folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    with (folder / "lab.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    address = f"http://127.0.0.1:{port}"
    until(lambda: answers(address) or server.poll() is not None)
    assert server.poll() is None, f"no JupyterLab: {(folder / 'lab.log').read_text()[-2000:]}"
    yield address
    server.terminate()
    server.wait()


def answers(address):
    try:
        urllib.request.urlopen(f"{address}/api").close()  # noqa: S310 - this machine's own server
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def browser():
    found = (
        os.environ.get("DETENTE_CHROMIUM"),
        *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
    )
    path = next(filter(None, found), None)
    assert path, "no Chromium found: install one, or set DETENTE_CHROMIUM to its path"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_from_top_to_bottom_in_jupyterlab(lab, browser, name):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(600_000)  # a hang, however busy the machine
    page.goto(f"{lab}/lab/tree/{name}.ipynb?reset")
    page.wait_for_selector(".jp-Notebook")
    page.wait_for_function(
        "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
    )

    seen = page.evaluate(RUN)

    assert seen["errors"] == []
    assert seen["noise"] == []
    assert seen["run"] == seen["code"]
    assert seen["figures"] > 0
    page.wait_for_selector(
        ".jp-RenderedPlotly .main-svg, .jp-OutputArea .js-plotly-plot",
        state="attached",
    )
    page.close()


def test_the_page_is_offered_in_the_export_menu_of_jupyterlab(lab):
    with urllib.request.urlopen(f"{lab}/api/nbconvert") as answer:  # noqa: S310
        offered = json.load(answer)

    assert offered["detente"] == {"output_mimetype": "text/html"}


def test_a_notebook_exported_from_jupyterlab_is_a_page(lab):
    address = f"{lab}/nbconvert/detente/{NAMES[0]}.ipynb?download=true"
    asked = urllib.request.Request(address, headers={"Referer": f"{lab}/lab"})  # noqa: S310
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        page = answer.read().decode()

    assert "<title>What is in this corpus, and what was left out? · détente</title>" in page
