"""The commands `detente bundle` and `detente verify`: one file to share, and to check."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(bundle)
    app.command()(verify)


def bundle(
    out: Annotated[Path, typer.Argument(help="The file to write, a .zip.")],
    *,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", help="Folder of the corpus; the embedded corpus without it."),
    ] = None,
    reports: Annotated[
        Path | None, typer.Option("--reports", help="Folder of the pages; as in detente report.")
    ] = None,
    texts: Annotated[
        bool, typer.Option("--with-texts", help="Put the texts of the articles in, too.")
    ] = False,
    license_: Annotated[
        str, typer.Option("--license", help="Licence of the bundle: an address or a sentence.")
    ] = "",
    author: Annotated[str, typer.Option("--author", help="Who made the bundle.")] = "",
) -> None:
    """Write the reports, their data and all that they were made with into one ZIP file.

    The table of articles goes in without its texts, because most are under copyright; pages and
    notebooks quote sentences, and it is said how many. --with-texts puts all in, and the reports
    can then be made again from the bundle.
    Example: detente bundle study.zip --corpus corpora/mine
    """
    from detente.embedded import open_corpus
    from detente.present import ordering
    from detente.present.bundle import Asked, write

    folder = reports or (ordering.reports_of(corpus.resolve()) if corpus else Path("reports"))
    asked = Asked(texts=texts, license=license_, author=author, date=_today())
    made = write(out, corpus=open_corpus(corpus or "").folder, reports=folder, asked=asked)
    said = "with the texts of the articles" if texts else "the table of articles without texts"
    typer.echo(f"{out}: {made.files} files, {made.size / 1e6:.1f} MB, {said}")
    if not texts:
        typer.echo(
            f"Its pages and notebooks quote {made.quoted:,} of the {made.sentences:,} sentences of "
            "the articles as evidence; consider that before you publish it."
        )


def verify(
    path: Annotated[Path, typer.Argument(help="A file that detente bundle wrote.")],
) -> None:
    """Check that a bundle is whole and unchanged; the exit status is 1 where it is not.

    Nothing in a bundle is run.
    Example: detente verify study.zip
    """
    from detente.present.verify import verify as checked

    found = checked(path, said=typer.echo)
    for problem in found:
        typer.echo(problem)
    if found:
        typer.echo(f"{path}: {len(found)} problem{'s' * (len(found) > 1)}")
        raise typer.Exit(1)
    typer.echo(f"{path}: whole and unchanged")


def _today() -> str:
    """Today, YYYY-MM-DD; SOURCE_DATE_EPOCH sets another day for a build that is to be repeated."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return datetime.now().astimezone().date().isoformat()
