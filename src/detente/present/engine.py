"""A papermill engine that runs a notebook in the process it is called in, without a kernel.

A kernel takes a second to start and another for its imports. This engine runs the cells in an
IPython shell, so that a process forked from one with the imports done begins at once. What a
notebook displays is kept as a kernel would send it; a notebook that talks to its kernel (widgets,
comms, `input()`) is given to papermill's own engine.

    papermill --engine detente notebook.ipynb out.ipynb
"""

import re
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, v4
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager
from papermill.iorw import write_ipynb
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

_NEEDS_KERNEL = re.compile(
    r"\b(?:ipywidgets|anywidget|ipyleaflet|Comm|create_comm|input|getpass|kernel)\b\s*[.(]"
    r"|^\s*(?:import|from)\s+(?:ipywidgets|anywidget|comm)\b",
    re.MULTILINE,
)
SAVED_EVERY = 2.0
"""Seconds after which the notebook as far as it has come is written, for a run that is killed."""
Output = dict[str, Any]
_new_output: Callable[..., Output] = v4.new_output


class ShellEngine(Engine):  # type: ignore[misc]  # papermill has no types
    """papermill engine `detente`: the cells in a fresh IPython shell of this process."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        on_cell: Callable[[int, int], None] | None = None,
        kept_at: str = "",
        **kwargs: Any,
    ) -> None:
        """Run the cells of a managed notebook in order, up to the first that fails.

        Parameters
        ----------
        on_cell
            Called before each cell with its number and the number of all.
        kept_at
            Where the notebook is written from time to time as far as it has come; where papermill
            would write it without it.
        """
        if needs_kernel(nb_man.nb):
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **kwargs)
            return
        shell, saved = CellShell(), time.monotonic()
        for index, cell in enumerate(nb_man.nb.cells):
            if on_cell:
                on_cell(index, len(nb_man.nb.cells))
            if time.monotonic() - saved > SAVED_EVERY:
                write_ipynb(nb_man.nb, kept_at) if kept_at else nb_man.save()
                saved = time.monotonic()
            if cell.cell_type == "code" and not _run(shell, cell):
                nb_man.cell_exception(cell, index)
                break
            cell.metadata.papermill.update(status=nb_man.COMPLETED, exception=False)
        nb_man.nb.metadata["language_info"] = {
            "name": "python",
            "version": ".".join(map(str, sys.version_info[:3])),
            "mimetype": "text/x-python",
            "file_extension": ".py",
            "codemirror_mode": {"name": "ipython", "version": 3},
            "pygments_lexer": "ipython3",
            "nbconvert_exporter": "python",
        }


def needs_kernel(nb: NotebookNode) -> bool:
    """Whether a cell talks to its kernel, which this engine has not."""
    return any(c.cell_type == "code" and _NEEDS_KERNEL.search(c.source) for c in nb.cells)


class _Published(DisplayPublisher):
    """Keeps what cells display."""

    outputs = AnyTrait()

    def publish(  # type: ignore[override]  # everything behind the data is given by name
        self,
        data: Any,
        source: str | None = None,  # noqa: ARG002 - as IPython calls it
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        metadata: Any = None,
        **_: Any,
    ) -> None:
        """Keep one display, or put it in the place of an earlier one of the same id."""
        output: Output = _new_output("display_data", data=data, metadata=metadata or {})
        display_id = (transient or {}).get("display_id")
        if update:
            for earlier in self.outputs.shown.get(display_id, []):
                earlier.update(data=output["data"], metadata=output["metadata"])
            return
        self.outputs.found.append(output)
        if display_id:
            self.outputs.shown.setdefault(display_id, []).append(output)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - IPython's own
        """Forget what the cell has shown."""
        self.outputs.found.clear()


class _Shown(DisplayHook):
    """Keeps the value of a cell's last line."""

    outputs = AnyTrait()

    def start_displayhook(self) -> None:
        """Nothing is written ahead of a value."""

    def write_output_prompt(self) -> None:
        """No prompt is written."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep the value in the forms it has."""
        self.outputs.found.append(
            _new_output(
                "execute_result",
                data=format_dict,
                metadata=md_dict or {},
                execution_count=self.prompt_count,
            )
        )

    def finish_displayhook(self) -> None:
        """Nothing is written behind a value."""


class _Outputs:
    """Outputs of one cell; text written piece by piece becomes one stream, as in a kernel."""

    def __init__(self) -> None:
        self.found: list[Output] = []
        self.shown: dict[str, list[Output]] = {}

    def write(self, name: str, text: str) -> None:
        last = self.found[-1] if self.found else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        elif text:
            self.found.append(_new_output("stream", name=name, text=text))


class _Stream(StringIO):
    """A text stream whose writes become outputs."""

    def __init__(self, outputs: _Outputs, name: str) -> None:
        super().__init__()
        self._outputs, self._name = outputs, name

    def write(self, text: str) -> int:
        self._outputs.write(self._name, text)
        return len(text)


class CellShell(InteractiveShell):
    """An IPython shell that keeps what its cells show."""

    display_pub_class = Type(_Published)
    displayhook_class = Type(_Shown)
    system = InteractiveShell.system_piped  # `!command` is written to the stream of the cell

    def __init__(self) -> None:
        # No history: it would write to the user's own, from a thread.
        super().__init__(  # type: ignore[no-untyped-call]
            config=Config({"HistoryManager": {"enabled": False}})
        )
        self.outputs = _Outputs()
        for keeper in (self.display_pub, self.displayhook):
            keeper.set_trait("outputs", self.outputs)
        self.error: Output | None = None
        # get_ipython() in a cell finds this shell
        InteractiveShell._instance = self  # type: ignore[assignment]  # noqa: SLF001

    def enable_gui(self, gui: str | None = None) -> None:
        """No window opens in a report."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.error = _new_output(
            "error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)
        )
        self.outputs.found.append(self.error)


CellShell.__qualname__ = "CellShell_for_zmq"  # pandas looks for "zmq" to tell a notebook


def _run(shell: CellShell, cell: NotebookNode) -> bool:
    """Run a cell; whether it ran to its end (or is tagged as one that may raise)."""
    shell.outputs.found, shell.error = [], None
    out, err = _Stream(shell.outputs, "stdout"), _Stream(shell.outputs, "stderr")
    with redirect_stdout(out), redirect_stderr(err):
        shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
    cell.outputs = list(shell.outputs.found)
    cell.execution_count = shell.execution_count - 1
    return shell.error is None or "raises-exception" in cell.metadata.get("tags", [])
