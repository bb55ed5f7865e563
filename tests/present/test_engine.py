import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from detente.present.engine import ShellEngine, needs_kernel

CELLS = [
    "print('one')\nprint('two')",
    "import sys\nprint('aside', file=sys.stderr)",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>bold</b>'))\n'last value'",
    "display({'application/x.own+json': {'a': 1}, 'text/plain': 'own'}, raw=True)\n5;",
    "!echo from the shell",
    "%%time\nx = 3",
    "handle = display(HTML('first'), display_id='one')\nhandle.update(HTML('second'))",
    "import plotly.graph_objects as go\nfig = go.Figure(go.Scatter(x=[1], y=[2]))",
    "display({'application/vnd.plotly.v1+json': fig.to_plotly_json()}, raw=True)",
    "x = await __import__('asyncio').sleep(0, 'awaited')\nx",
    "_",
]


@pytest.fixture(autouse=True, scope="module")
def registered():
    papermill_engines.register("detente", ShellEngine)


def run(folder, engine, cells):
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    nbformat.write(notebook, folder / "in.ipynb")
    how = {"engine_name": engine, "kernel_name": "python3", "language": "python"}
    papermill.execute_notebook(
        folder / "in.ipynb", folder / "out.ipynb", progress_bar=False, **how,
        kernel_manager_class="detente.present.making.LocalKernelManager",
    )  # fmt: skip
    return nbformat.read(folder / "out.ipynb", as_version=4)


def outputs(nb):
    """Outputs without what no two runs share: the wall time of a cell, the pieces of a stream."""
    shown = [joined(cell.outputs) for cell in nb.cells]
    for output in shown[6]:
        output["text"] = output["text"].split(":")[0]
    return shown


def joined(outputs):
    """Outputs with the pieces of one stream, which come as the machine finds time, as one."""
    whole = []
    for output in map(dict, outputs):
        if whole and "name" in output and output["name"] == whole[-1].get("name"):
            whole[-1]["text"] += output["text"]
        else:
            whole.append(output)
    return whole


@pytest.mark.slow
def test_outputs_are_those_of_a_kernel(tmp_path):
    ours, theirs = (run(tmp_path, engine, CELLS) for engine in ("detente", None))

    assert outputs(ours) == outputs(theirs)
    assert [c.execution_count for c in ours.cells] == [c.execution_count for c in theirs.cells]


def test_an_error_ends_the_run_and_is_kept_with_its_line(tmp_path):
    with pytest.raises(PapermillExecutionError, match="division by zero"):
        run(tmp_path, "detente", ["print('before')", "a = 1\na / 0", "print('never')"])

    nb = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    assert [[o.output_type for o in cell.outputs] for cell in code] == [["stream"], ["error"], []]


def test_two_runs_share_no_names(tmp_path):
    run(tmp_path, "detente", ["secret = 1"])

    with pytest.raises(PapermillExecutionError, match="'secret' is not defined"):
        run(tmp_path, "detente", ["secret"])


@pytest.mark.parametrize(
    "source", ["import ipywidgets as w", "name = input()", "from comm import create_comm"]
)
def test_a_notebook_that_talks_to_its_kernel_gets_one(source):
    assert needs_kernel(new_notebook(cells=[new_code_cell(source)]))


def test_a_plain_notebook_needs_no_kernel():
    assert not needs_kernel(new_notebook(cells=[new_code_cell(source) for source in CELLS]))
