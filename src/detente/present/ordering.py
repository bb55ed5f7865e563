"""A run of reports as the command line orders it: what is asked for, listed, made and told."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.present.jobs import Given, Planned, asked, notebooks, read_plan
from detente.present.limits import Limits
from detente.present.parameters import parameters_of
from detente.present.report import make_plan, states
from detente.present.study import Study, read_study

PLAN = "reports.toml"
_SMALL = 20_000
"""Bytes of a table of articles below which it may be empty: looking takes time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a command asks for."""

    plan: tuple[Planned, ...]
    """The entries of the plan."""
    note: str = ""
    """What the user should know before."""
    corpus: Path
    """Folder of the corpus, annotated."""
    out: Path
    """Folder for the pages."""
    only: str
    """Words that the name of a report is to have."""
    study: Study
    """What the study says of itself."""


def order(
    names: Sequence[str],
    given: Given,
    *,
    plan: Path | None,
    corpus: Path | None,
    out: Path,
    only: str,
) -> Order:
    """What is asked for, checked before any work; the corpus is then brought up to date.

    Named notebooks are made with the given parameters. Without names, and without parameters,
    the plan is followed: `plan`, or the file reports.toml here if it is there, or each notebook
    once.
    """
    values = asked(names, given)
    entries = [Planned(notebook=name, name=name, parameters=values[name]) for name in values]
    if not names and not given and (plan or Path(PLAN).is_file()):
        entries = read_plan(plan or Path(PLAN))
    folder, note = _up_to_date(corpus), ""
    if not names and (folder / "articles.parquet").stat().st_size < _SMALL and _is_empty(folder):
        entries = [Planned(notebook="01_corpus", name="01_corpus")]
        note = "The corpus holds no articles; 01_corpus says what became of each input."
    about = read_study(plan or Path(PLAN))
    return Order(plan=tuple(entries), corpus=folder, out=out, only=only, note=note, study=about)


def listing(order: Order) -> str:
    """A line for each report: its name, and whether a run would make it."""
    lines = [f"{name:60} {state}" for name, state in states(order.plan, order)]
    return "\n".join(lines) or "no report has these words in its name"


def help_of(names: Sequence[str]) -> str:
    """The parameters of some notebooks: name, type, default and what they mean."""
    asked(names, {})
    parts = []
    for name in names:
        known = [p for p in parameters_of(notebooks()[name]).values() if p.name != "corpus_dir"]
        lines = [f"  -p {p.name}={p.default!s:<28} {p.kind.__name__}; {p.help}" for p in known]
        parts.append(
            "\n".join(
                [f"{name} has these parameters:", *lines]
                if lines
                else [f"{name} has no parameters."]
            )
        )
    return "\n\n".join(parts)


def carried_out(
    order: Order,
    *,
    force: bool,
    jobs: int | None,
    limits: Limits,
    said: Callable[[str], None],
) -> bool:
    """Make what is ordered, with a line for each report and a summary; whether none failed."""
    begun = time.monotonic()

    def say(line: str) -> None:
        from tqdm import tqdm

        with tqdm.external_write_mode():  # the bar is taken away and drawn anew
            said(line)

    if order.note:
        said(order.note)
    results = make_plan(
        order.plan,
        corpus=order.corpus,
        out=order.out,
        only=order.only,
        study=order.study,
        force=force,
        at_once=jobs,
        limits=limits,
        said=say,
        progress=True,
    )
    failed = [r for r in results if r.status == "failed"]
    unchanged = sum(r.status == "unchanged" for r in results)
    said(
        f"{order.out / 'index.html'}: {len(results)} reports, {unchanged} unchanged, "
        f"{len(failed)} failed, in {time.monotonic() - begun:.1f} s"
    )
    return not failed


def reports_of(corpus: Path) -> Path:
    """Folder for the reports of a corpus: its name, and its folder's where another has that."""
    for name in (corpus.name, f"{corpus.parent.name}-{corpus.name}"):
        folder = Path("reports") / name
        mark = folder / ".corpus"
        if not folder.exists() or (mark.is_file() and mark.read_text("utf-8") == str(corpus)):
            break
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(str(corpus), "utf-8")
    return folder


def _up_to_date(corpus: Path | None) -> Path:
    from detente.embedded import fresh_folder, open_corpus

    return fresh_folder(corpus) or open_corpus(corpus or "", progress=True).folder


def _is_empty(folder: Path) -> bool:
    from detente.collect.corpus import Corpus

    return Corpus.open(folder).articles.empty
