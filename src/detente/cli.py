"""The command line: `detente load`, `annotate`, `review`, `report`, `export`, `show`, `article`."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from detente import cli_bundle, cli_changes
from detente.errors import DetenteError, ParameterError
from detente.present.limits import Limits

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Research on news coverage of US–Russia relations: load articles, find who did what "
    "to whom and when, and write reports in which every number opens its sentences.",
)

cli_bundle.register(app)
cli_changes.add_to(app)
CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", help="Folder of the corpus; the embedded corpus without it."),
]


def main() -> None:
    """Run the command line; an error that a user can mend is one sentence and exit status 1."""
    try:
        app()
    except DetenteError as error:
        sentence = str(error)
    except OSError as error:
        where, why = error.filename or "a file", error.strerror or str(error)
        sentence = f"cannot read or write {where}: {why.lower()}"
    typer.echo(f"detente: {sentence}", err=True)
    sys.exit(1)


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders of articles.")],
    corpus: Annotated[Path, typer.Option("--corpus", help="Folder of the corpus; made if new.")],
    publishers: Annotated[
        Path | None,
        typer.Option(help="CSV of your publishers: domain, name, country, language, ownership."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="FIELD=COLUMN", help="Column of your tables for a field."),
    ] = None,
) -> None:
    """Read articles into a corpus; every input ends in the ledger, read or refused.

    Example: detente load data/raw --corpus corpora/mine --column body=Volltext
    """
    from detente.collect.load import load as load_articles

    named = dict(_name_and_value("--column", text) for text in columns or [])
    loaded = load_articles(
        paths, corpus, publishers=publishers, columns=named, progress=True, said=typer.echo
    )
    ledger = loaded.table("ledger")
    counts = ledger["status"].value_counts()
    parts = [f"{counts.get(s, 0)} {s}" for s in ("read", "repaired", "refused")]
    typer.echo(f"{len(ledger)} inputs: {', '.join(parts)}. {len(loaded.articles)} articles.")
    refused = ledger[ledger["status"] == "refused"]
    for row in refused.head(20).itertuples():
        typer.echo(f"  refused {row.locator}: {row.reason}")
    if len(refused) > 20:  # noqa: PLR2004 - a screenful
        typer.echo(f"  … and {len(refused) - 20} more, all in the ledger (report 01_corpus)")


@app.command()
def annotate(
    corpus: Annotated[Path, typer.Option("--corpus", help="Folder of the corpus.")],
) -> None:
    """Find mentions, times, quotes, actions, events and conflicts in a corpus.

    Goes on where a stopped run left off; what has not changed is not done again.
    Example: detente annotate --corpus corpora/mine
    """
    from detente.embedded import open_corpus

    done = open_corpus(corpus, progress=True)
    names = ("mentions", "times", "quotes", "actions", "events", "conflicts", "checks")
    typer.echo(", ".join(f"{len(done.table(name))} {name}" for name in names))


@app.command()
def review(
    corpus: CorpusOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the names into a CSV to be filled in.")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--from", help="Take the decisions of such a CSV, filled in.")
    ] = None,
) -> None:
    """Show the names that the reference does not know, and take your decisions on them.

    Decisions are rows of data/review.csv, which is followed whenever a corpus is annotated.
    Example: detente review --corpus corpora/mine --out names.csv
    """
    from detente import files
    from detente.embedded import open_corpus
    from detente.present.sheet import preview, review_table, save_decisions

    if sheet:
        today = datetime.now().astimezone().date().isoformat()
        count = save_decisions(sheet, date=today)
        typer.echo(f"{files.review()}: {count} new decisions; the next report follows them.")
    elif out:
        rows = review_table(open_corpus(corpus or "", progress=True))
        rows.to_csv(out, index=False, encoding="utf-8-sig")
        typer.echo(f"{out}: {len(rows)} names. Fill in the column decision, then: --from {out}")
    else:
        typer.echo(preview(open_corpus(corpus or "", progress=True)))
        typer.echo(
            "To decide on them: --out names.csv writes all into a table for a spreadsheet, and "
            "--from names.csv takes it back; or in JupyterLab detente.review_table(corpus)."
        )


@app.command(add_help_option=False)
def report(  # noqa: PLR0913 - the options of a command
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Notebooks, such as 02_timeline; those of the plan without it."),
    ] = None,
    corpus: CorpusOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the pages; reports without it.")
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option("-p", metavar="NAME=VALUE", help="A parameter of the notebooks."),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", help="The plan of a study; reports.toml here without it."),
    ] = None,
    only: Annotated[
        str, typer.Option("--only", metavar="WORDS", help="Only reports with this in their name.")
    ] = "",
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="Reports at once; one a processor without it."),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--limit", min=1, help="Seconds that one report may take.")
    ] = 600,
    megabytes: Annotated[
        int, typer.Option("--memory", min=100, help="Megabytes that one report may use.")
    ] = 4096,
    force: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--force", help="Make also what has not changed.")
    ] = False,
    list_: Annotated[  # noqa: FBT002
        bool, typer.Option("--list", help="List the reports and what a run would do; make none.")
    ] = False,
    since_last: Annotated[  # noqa: FBT002
        bool, typer.Option("--since-last", help="Say what changed in the data since the last run.")
    ] = False,
    help_: Annotated[  # noqa: FBT002
        bool, typer.Option("--help", help="This text; behind a notebook, its parameters.")
    ] = False,
) -> None:
    """Run the notebooks and write one HTML file each, and index.html.

    What has not changed is not run again; a run that was stopped goes on.
    Example: detente report 04_event_dossier --corpus corpora/mine -p event=geneva-summit-2021
    """
    from detente.present import ordering

    if help_:
        typer.echo(ordering.help_of(names) if names else context.get_help())
        return
    order = ordering.order(
        names or [],
        dict(_name_and_value("-p", text) for text in parameters or []),
        plan=plan,
        corpus=corpus,
        out=out or (ordering.reports_of(corpus.resolve()) if corpus else Path("reports")),
        only=only,
    )
    if list_:
        typer.echo(ordering.listing(order))
        return
    limits = Limits(seconds=seconds, megabytes=megabytes)
    since = cli_changes.SinceLast(order.out) if since_last else None
    made = ordering.carried_out(order, force=force, jobs=jobs, limits=limits, said=typer.echo)
    if since:
        typer.echo(since.text())
    if not made:
        raise typer.Exit(1)


@app.command()
def export(
    what: Annotated[
        str, typer.Option(help="network, timeline, mentions, quotes, actions or events.")
    ],
    out: Annotated[Path, typer.Option("--out", help="A .csv file; .gexf for a network.")],
    corpus: CorpusOption = None,
) -> None:
    """Write a table for other programs: CSV for spreadsheets and R, GEXF for Gephi.

    Example: detente export --what network --out network.gexf
    """
    from detente.embedded import open_corpus
    from detente.present.exports import export as write

    rows = write(open_corpus(corpus or ""), what, out)
    typer.echo(f"{out}: {rows} rows")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Id of an event or actor, or a name.")],
    corpus: CorpusOption = None,
) -> None:
    """Print what the corpus says of an event or an actor, with the sentences.

    Example: detente show reykjavik-talks-2021
    """
    from detente.embedded import open_corpus
    from detente.present.show import show as text_of

    typer.echo(text_of(open_corpus(corpus or ""), name))


@app.command()
def article(
    which: Annotated[str, typer.Argument(help="A file that holds one article, or an article id.")],
    out: Annotated[Path, typer.Option("--out", help="The page to write, an .html file.")],
    corpus: CorpusOption = None,
) -> None:
    """Write one article as a page: names, roles, times, quotes, actions and errors, with why.

    Example: detente article talks.html --out talks-annotated.html
    """
    from detente.present.article import article_page, page_of_file

    if Path(which).is_file():
        page = page_of_file(Path(which))
    else:
        from detente.embedded import open_corpus

        page = article_page(open_corpus(corpus or ""), which)
    out.write_text(page, encoding="utf-8")
    typer.echo(f"{out}: {len(page) // 1024} KB")


def _name_and_value(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ParameterError(f"{option} wants name=value, and {text!r} has no =.", parameter=text)
    return name, value
