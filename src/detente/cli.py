"""The command line: `detente load`, `annotate`, `report`, `export`, `bundle` and the others."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from detente.collect.columns import FIELDS
from detente.collect.text import shown
from detente.errors import DetenteError, ParameterError
from detente.present.plan import Limits
from detente.tables import write_aside
from detente.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from detente.collect.corpus import Corpus

_SCREENFUL = 20  # refusals that are printed; all are in the ledger

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Research on news coverage of US–Russia relations: load articles, find who did what "
    "to whom and when, and write reports in which every number opens its sentences.",
)


def _say(text: str, *, err: bool = False) -> None:
    """Print text in which nothing steers the terminal, wherever it comes from."""
    typer.echo(shown(text, but="\n\t"), err=err)


CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", help="Folder of the corpus; the embedded corpus without it."),
]


@app.command()
def bundle(
    out: Annotated[Path, typer.Argument(help="The file to write, a .zip.")],
    *,
    corpus: CorpusOption = None,
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
    sign: Annotated[
        Path | None, typer.Option("--sign", metavar="KEY", help="Your secret key of minisign.")
    ] = None,
) -> None:
    """Write the reports, their data and all that they were made with into one ZIP file.

    The table of articles goes in without its texts, because most are under copyright; pages and
    notebooks quote sentences, and it is said how many. --with-texts puts all in, and the reports
    can then be made again from the bundle.
    Example: detente bundle study.zip --corpus corpora/mine
    """
    from detente.embedded import open_corpus
    from detente.present.bundle import Asked, write
    from detente.present.report import reports_of

    folder = reports or reports_of(corpus)
    asked = Asked(texts=texts, license=license_, author=author, date=_today())
    made = write(out, corpus=open_corpus(corpus or "").folder, reports=folder, asked=asked)
    said = "with the texts of the articles" if texts else "the table of articles without texts"
    _say(f"{out}: {made.files} files, {made.size / 1e6:.1f} MB, {said}")
    if not texts:
        _say(
            f"Its pages and notebooks quote {made.quoted:,} of the {made.sentences:,} sentences of "
            "the articles as evidence; consider that before you publish it."
        )
    if sign:
        from detente.present.signing import sign as signed

        _say(f"{signed(out, sign)}: the signature, to be handed on with it")


def _today() -> str:
    """Today, YYYY-MM-DD; SOURCE_DATE_EPOCH sets another day for a build that is to be repeated."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return datetime.now().astimezone().date().isoformat()


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
    from detente.present import report

    if help_:
        _say(report.help_of(names) if names else context.get_help())
        return
    order = report.order(
        names or [],
        dict(_name_and_value("-p", text) for text in parameters or []),
        plan=plan,
        corpus=corpus,
        out=out or report.reports_of(corpus),
        only=only,
    )
    if list_:
        _say(report.listing(order))
        return
    limits = Limits(seconds=seconds, megabytes=megabytes)
    how: dict[str, Any] = {"force": force, "at_once": jobs, "limits": limits}
    if since_last:
        from detente.present.changes import kept, since

        _, before = kept(order.out)
        made = report.told(order, said=_say, **how)
        _say(since(before, order.out))
    else:
        made = report.told(order, said=_say, **how)
    if not made:
        raise typer.Exit(1)


def _name_and_value(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ParameterError(f"{option} wants name=value, and {text!r} has no =.", parameter=text)
    return name, value


@app.command()
def verify(
    path: Annotated[Path, typer.Argument(help="A file that detente bundle wrote.")],
    signer: Annotated[
        str, typer.Option("--signer", metavar="KEY", help="A public key of minisign, or its file.")
    ] = "",
) -> None:
    """Check that a bundle is whole, and who signed it; the exit status is 1 where it is not.

    Nothing in a bundle is run. Hashes find damage; who made a bundle only a signature tells.
    Example: detente verify study.zip --signer maker.pub
    """
    from detente.present.bundle import verify as checked
    from detente.present.signing import not_signed

    problems = [not_signed(path, signer)] if signer else []
    whole = "whole: each file has the hash that the bundle lists. "
    by = f"Signed by {signer}." if signer else "Who made it, no hash tells: ask for a signature."
    _tell(path, [*filter(None, problems), *checked(path, said=_say)], whole + by)


@app.command()
def changes(
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
    from detente.present.changes import as_json, as_page, as_text, last_two, read_snapshot
    from detente.present.changes import changes as differing

    before, after = (read_snapshot(old), read_snapshot(new)) if new else last_two(old)
    found = differing(before, after)
    _say(as_text(found))
    if out:
        write_aside(out, as_page(found))
    if json:
        write_aside(json, as_json(found))


def main() -> None:
    """Run the command line; an error that a user can mend is one sentence and exit status 1."""
    try:
        app()
    except DetenteError as error:
        sentence = str(error)
    except OSError as error:
        where, why = error.filename or "a file", error.strerror or str(error)
        sentence = f"cannot read or write {where}: {why.lower()}"
    _say(f"detente: {sentence}", err=True)
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
        typer.Option(
            "--column",
            metavar="FIELD=COLUMN",
            help=f"Column of your tables, or key of your JSON, for a field: {', '.join(FIELDS)}.",
        ),
    ] = None,
    as_: Annotated[
        Literal["text"] | None,
        typer.Option("--as", help="Take each file as one article, whatever it looks like."),
    ] = None,
) -> None:
    """Read articles into a corpus; every input ends in the ledger, read or refused.

    A file that looks like many documents in one, and that no reader takes apart, is refused, and
    the ledger says why. --as text takes it as one article after all.
    Example: detente load data/raw --corpus corpora/mine --column body=Volltext
    """
    from detente.collect.corpus import Corpus
    from detente.collect.load import load as load_articles

    there = (corpus / "ledger.parquet").is_file()
    before = Corpus.open(corpus).table("ledger") if there else None
    named = dict(_name_and_value("--column", text) for text in columns or [])
    loaded = load_articles(
        paths,
        corpus,
        publishers=publishers,
        columns=named,
        as_text=as_ == "text",
        progress=True,
        said=_say,
    )
    _loaded(loaded, before)


def _loaded(loaded: "Corpus", before: "pd.DataFrame | None") -> None:
    """Say what a load brought, with what it refused, and what the corpus holds now."""
    articles, ledger = loaded.articles, loaded.table("ledger")
    refused = ledger[ledger["status"] == "refused"]
    if before is not None:
        told = refused.merge(before, how="left", on=["locator", "reason"], indicator=True)
        refused = told[told["_merge"] == "left_only"]
        new = ~articles["article_id"].isin(before["article_id"])
        _say(f"New in the corpus: {counted(int(new.sum()), 'article')}.")
    for row in refused.head(_SCREENFUL).itertuples():
        _say(f"  refused {shown(str(row.locator))}: {row.reason}")
    if len(refused) > _SCREENFUL:
        more = f"{len(refused) - _SCREENFUL:,} more, all in the ledger (report 01_corpus)"
        _say(f"  … and {more}")
    counts = ledger["status"].value_counts()
    parts = ", ".join(f"{counts.get(s, 0):,} {s}" for s in ("read", "repaired", "refused"))
    publishers = counted(articles["publisher"].nunique(), "publisher")
    _say(
        f"{loaded.folder}: {counted(len(ledger), 'input')}, {parts}; "
        f"{counted(len(articles), 'article')} by {publishers}."
    )
    _tell_languages(loaded)


def _tell_languages(corpus: "Corpus") -> None:
    """Say how many articles are in a language that is not read."""
    if others := int((corpus.articles["language"] == "und").sum()):
        _say(
            "In another language than English, Russian and Ukrainian: "
            f"{counted(others, 'article')}, kept and counted; only names are looked for."
        )


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
    names = ("mention", "time", "quote", "action", "event", "conflict", "check")
    _say(", ".join(counted(len(done.table(f"{name}s")), name) for name in names))
    _tell_languages(done)


@app.command()
def check(
    corpus: Annotated[Path, typer.Argument(help="Folder of the corpus.")],
) -> None:
    """Check that a corpus is whole: each table as it was written, each span where it is said.

    The exit status is 1 where it is not.
    Example: detente check corpora/mine
    """
    from detente.extract.wholeness import problems

    _tell(corpus, problems(corpus), "whole")


def _tell(path: Path, problems: list[str], none: str) -> None:
    """Print what is wrong with a corpus or a bundle, and end with status 1 if anything is."""
    for problem in problems:
        _say(problem)
    if problems:
        _say(f"{path}: {counted(len(problems), 'problem')}")
        raise typer.Exit(1)
    _say(f"{path}: {none}")


@app.command()
def migrate(
    corpus: Annotated[Path, typer.Argument(help="Folder of a corpus that an older version wrote.")],
) -> None:
    """Make a corpus of an older format one that this version reads; its evidence is made anew.

    Example: detente migrate corpora/mine
    """
    from detente.collect.corpus import FORMAT
    from detente.collect.migrate import migrate as to_today

    was = to_today(corpus)
    done = "is" if was == FORMAT else f"was of format {was} and is now"
    _say(f"{corpus} {done} of format {FORMAT}, which this version reads.")


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
    from detente.present.review import preview, review_table, save_decisions

    if sheet:
        today = datetime.now().astimezone().date().isoformat()
        taken = counted(save_decisions(sheet, date=today), "new decision")
        _say(f"{files.review()}: {taken}; the next report follows them.")
    elif out:
        rows = review_table(open_corpus(corpus or "", progress=True))
        write_aside(out, f"\ufeff{rows.to_csv(index=False)}")
        _say(
            f"{out}: {counted(len(rows), 'name')}. Fill in the column decision, then: --from {out}"
        )
    else:
        _say(preview(open_corpus(corpus or "", progress=True)))
        _say(
            "To decide on them: --out names.csv writes all into a table for a spreadsheet, and "
            "--from names.csv takes it back; or in JupyterLab detente.review_table(corpus)."
        )


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
    _say(f"{out}: {counted(rows, 'row')}")


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

    _say(text_of(open_corpus(corpus or ""), name))


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
    write_aside(out, page)
    _say(f"{out}: {len(page) // 1024} KB")
