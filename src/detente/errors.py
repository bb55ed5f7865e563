"""The errors a user can meet: one base, and each is also the builtin one would catch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

FEW = 12
"""Names that an error lists; of more only the nearest."""


class DetenteError(Exception):
    """Base of every error that détente raises on purpose; its text says what to do."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Its words and fields, so that a worker can send it: its own arguments have names."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[DetenteError], args: tuple[Any, ...], fields: dict[str, Any]) -> DetenteError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    return error


class InputError(DetenteError, ValueError):
    """An input that cannot be read as articles.

    Parameters
    ----------
    message
        What was found and what to do, in one sentence.
    where
        The input: a path, or a path and a record in it.
    """

    def __init__(self, message: str, *, where: str = "") -> None:
        self.where = where
        super().__init__(f"{where}: {message}" if where else message)


class CorpusError(DetenteError, FileNotFoundError):
    """A corpus folder that is missing, half-written or of another version."""

    def __init__(self, message: str, *, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"{folder}: {message}")


class FactError(DetenteError, ValueError):
    """A row of a reference table that does not hold."""

    def __init__(self, message: str, *, table: str, row: int) -> None:
        self.table = table
        self.row = row
        super().__init__(f"{table}, row {row}: {message}")


class UnknownNameError(DetenteError, KeyError):
    """A name (event, actor, notebook, table) that is not known; the nearest ones are named."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        from difflib import get_close_matches

        self.kind = kind
        self.name = name
        near = get_close_matches(name, known, n=3)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        hint += f" There are {', '.join(known)}." if len(known) <= FEW else ""
        self.sentence = f"no {kind} is called {name!r}.{hint}"
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return self.sentence


class WorkerError(DetenteError, RuntimeError):
    """A process that read articles and was killed, or failed; what the others finished is kept."""


class DiskError(DetenteError, OSError):
    """A disk that is full; what was on it is whole."""


class BundleError(DetenteError, ValueError):
    """A bundle that cannot be made of what is there, or a file that is no whole bundle."""


class NothingFoundError(DetenteError):
    """A corpus holds nothing of what a report is about: the page says so and is no failure."""


class ReportError(DetenteError, RuntimeError):
    """A notebook that did not run to its end.

    The message names the notebook, the cell, its heading, the exception and its line.
    """

    def __init__(self, message: str, *, notebook: str, cell: int) -> None:
        self.notebook = notebook
        self.cell = cell
        super().__init__(message)


class ParameterError(DetenteError, ValueError):
    """A report parameter that is unknown or of the wrong type."""

    def __init__(self, message: str, *, parameter: str) -> None:
        self.parameter = parameter
        super().__init__(message)


class ModelError(DetenteError, ImportError):
    """A model that finds unknown names is not installed."""

    def __init__(self, message: str, *, package: str) -> None:
        self.package = package
        super().__init__(message)


class ReviewError(DetenteError, ValueError):
    """A row of review.csv that cannot be followed."""

    def __init__(self, message: str, *, line: int, field: str) -> None:
        self.line = line
        self.field = field
        super().__init__(message)
