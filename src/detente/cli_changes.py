"""The command line: `detente changes`, and what `detente report --since-last` prints."""

from pathlib import Path
from typing import Annotated

import typer

from detente.content import write_aside


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(changes)


def changes(  # noqa: PLR0917 - typer passes every option by its name
    old: Annotated[Path, typer.Argument(help="Folder of reports, corpus, or snapshot.")],
    new: Annotated[
        Path | None,
        typer.Argument(help="The same, later; without it, the last two runs of a folder."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write a page with all changes, an .html file.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write all changes for other programs.")
    ] = None,
) -> None:
    """Print what changed between two runs: events, conflicts, ties, actors, articles, counts.

    The data are compared, not the pages. Exit status 0, whether or not anything changed.
    Example: detente changes reports-may reports --out changes.html
    """
    from detente.present.changelog import as_json, as_page, as_text
    from detente.present.changes import changes as differing
    from detente.present.snapshot import last_two, read_snapshot

    before, after = (read_snapshot(old), read_snapshot(new)) if new else last_two(old)
    found = differing(before, after)
    typer.echo(as_text(found))
    if out:
        write_aside(out, as_page(found))
    if json:
        write_aside(json, as_json(found))


class SinceLast:
    """What a run changes in the data of a folder of reports, for the line behind its summary."""

    def __init__(self, out: Path) -> None:
        from detente.present.snapshot import kept

        self._out = out
        _, self._before = kept(out)

    def text(self) -> str:
        """The changes since this object was made."""
        from detente.present.changelog import as_text
        from detente.present.changes import changes as differing
        from detente.present.snapshot import kept

        _, after = kept(self._out)
        if self._before is None or after is None:
            return "This is the first run into this folder: there is nothing to compare it with."
        if self._before == after:
            return f"Nothing has changed since the last run ({after.corpus})."
        return as_text(differing(self._before, after))
