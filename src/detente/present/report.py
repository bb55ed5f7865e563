"""Reports: the pages of a study made side by side, and the index that leads to them.

What has not changed is not run again: each report keeps a key of all that it was made from. Each
result is written as it comes, so that a run that was killed goes on where it stopped.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from detente.present.plan import (
    Given,
    Job,
    Limits,
    Planned,
    Result,
    Study,
    asked,
    base_key,
    digest_of,
    jobs_of,
    notebooks,
    parameters_of,
    read_plan,
    read_study,
    stamp,
    whole_key,
    with_key,
)
from detente.processes import cores
from detente.tables import key_of, locked, write_aside

__all__ = ["Limits", "Result", "asked", "make", "make_plan", "notebooks"]

PLAN = "reports.toml"
_MADE_FROM = Path(".data") / "made-from"
_SMALL = 20_000
"""Bytes of a table of articles below which it may be empty: looking takes time."""


def make(
    names: Iterable[str],
    *,
    corpus: Path,
    out: Path,
    given: Given | None = None,
    **how: Any,
) -> list[Result]:
    """Make the reports of the named notebooks (of all for no names), and the index.

    Parameters are those of `make_plan`.
    """
    values = asked(names, given or {})
    plan = [Planned(notebook=name, parameters=values[name]) for name in values]
    return make_plan(plan, corpus=corpus, out=out, **how)


def make_plan(  # noqa: PLR0913 - the settings of a run
    plan: Iterable[Planned],
    *,
    corpus: Path,
    out: Path,
    only: str = "",
    force: bool = False,
    at_once: int | None = None,
    limits: Limits | None = None,
    study: Study | None = None,
    said: Callable[[str], None] = lambda _line: None,
    progress: bool = False,
) -> list[Result]:
    """Make the reports of a plan, and the index; one result a report, in the plan's order.

    A notebook that fails fails alone: the others are made, its own page of an earlier run is
    taken away, and what it had made stands in `NAME.failed.html`.

    Parameters
    ----------
    only
        Make only reports whose name has these words in it.
    force
        Whether to make also what has not changed.
    at_once
        Reports made side by side; one for each processor by default.
    study
        What the study says of itself on the first page.
    said
        Called with a line for each report that is made.
    progress
        Whether a terminal shows how far it is: reports made, and the cell of each that runs.
    """
    out.mkdir(parents=True, exist_ok=True)
    earlier = _earlier(out)
    jobs = _keyed([job for job in jobs_of(plan, corpus, out) if only in job.name], earlier)
    kept = {} if force else {j.name: earlier[j.name] for j in jobs if _fresh(j, earlier)}
    results = {name: replace(was, status="unchanged") for name, was in kept.items()}
    todo = [job for job in jobs if job.name not in kept]
    moved = {j.name: replace(kept[j.name], whole=j.whole) for j in jobs if _moved(j, kept)}
    if moved:
        _remember(out, moved)
    how = {"at_once": at_once or cores(), "limits": limits or Limits()}
    for result in _run(todo, progress=progress, **how):
        results[result.name] = result
        _remember(out, {result.name: result})
        said(result.message or f"{result.name}: {result.status} in {result.seconds:.1f} s")
    whole = jobs[0].whole if jobs else whole_key(corpus)
    _lead_to(out, corpus, study or Study(), current={job.name for job in jobs}, whole=whole)
    return [results[job.name] for job in jobs]


def states(plan: Iterable[Planned], order: Any) -> list[tuple[str, str]]:
    """Each report of a plan with what a run would do: unchanged, to be made, failed last time."""
    earlier = _earlier(order.out)
    named = [j for j in jobs_of(plan, order.corpus, order.out) if order.only in j.name]
    jobs = _keyed(named, earlier)
    told = {j.name: "unchanged" if _fresh(j, earlier) else "to be made" for j in jobs}
    for name, was in earlier.items():
        if name in told and was.status == "failed":
            told[name] = "to be made; failed last time"
    return list(told.items())


def made_before(out: Path, corpus: Path) -> list[tuple[Result, bool]]:
    """Results of earlier runs by name, each with whether a run would make the same now."""
    earlier, known = _earlier(out), notebooks()
    jobs = _keyed(
        [
            Job(
                name=name,
                notebook=known[row.notebook],
                parameters=row.parameters,
                corpus=corpus,
                scope=row.scope,
                out=out,
            )
            for name, row in earlier.items()
            if row.notebook in known
        ],
        earlier,
    )
    same = {
        job.name: _fresh(job, earlier)
        or (earlier[job.name].status == "failed" and earlier[job.name].key == job.key)
        for job in jobs
    }
    return [(row, same.get(name, False)) for name, row in sorted(earlier.items())]


def _lead_to(out: Path, corpus: Path, study: Study, *, current: set[str], whole: str) -> None:
    """Write first page, page and feed of changes anew if anything in them has changed.

    The reports in `current` are as the data are, whose hash is `whole`.
    """
    with locked(out, ".results.lock"):
        rows = {
            name: asdict(row)
            | {"seconds": 0, "page": "", "earlier": name not in current and row.whole != whole}
            for name, row in sorted(_earlier(out).items())
        }
        key = key_of([], json.dumps(rows, sort_keys=True), whole, str(study))
        mark = out / _MADE_FROM
        if (out / "index.html").is_file() and mark.is_file() and mark.read_text("utf-8") == key:
            return
        from detente.present.front import write_front  # slow to import

        mark.parent.mkdir(exist_ok=True)
        mark.unlink(missing_ok=True)
        write_front(out, corpus, rows=rows, study=study)
        write_aside(mark, key)


def _keyed(jobs: list[Job], earlier: dict[str, Result]) -> list[Job]:
    if not jobs:
        return []
    base, whole = base_key(jobs[0].corpus), whole_key(jobs[0].corpus)
    return [with_key(job, base, whole, was=earlier.get(job.name)) for job in jobs]


def _moved(job: Job, kept: dict[str, Result]) -> bool:
    """Whether the corpus has changed elsewhere than in the articles of a report that is kept."""
    return job.name in kept and kept[job.name].whole != job.whole


def _earlier(out: Path) -> dict[str, Result]:
    """Results of earlier runs; one that cannot be read counts as none."""
    names = {f.name for f in fields(Result)}
    try:
        rows = json.loads((out / ".results.json").read_text("utf-8"))
        return {
            name: Result(**{k: v for k, v in row.items() if k in names})
            for name, row in rows.items()
        }
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _fresh(job: Job, earlier: dict[str, Result]) -> bool:
    """Whether the page on disk is what a run would make, and is the one that was written."""
    was, page = earlier.get(job.name), job.out / f"{job.name}.html"
    if was is None or was.key != job.key or was.status == "failed" or not was.page:
        return False
    return was.page == stamp(page) or was.digest == digest_of(page) != ""


def _remember(out: Path, results: dict[str, Result]) -> None:
    """Put results beside those on disk, which another run may have written meanwhile."""
    with locked(out, ".results.lock"):
        everything = {name: asdict(row) for name, row in (_earlier(out) | results).items()}
        write_aside(out / ".results.json", json.dumps(everything, indent=1, sort_keys=True))


def _run(jobs: list[Job], *, progress: bool, **how: Any) -> Iterator[Result]:
    if not jobs:
        return
    from tqdm import tqdm

    from detente.present.making import make_one, not_made, side_by_side

    def watched(running: list[Any]) -> None:
        bar.set_postfix_str(", ".join(f"{one.job.name} {one.cell}/{one.cells}" for one in running))

    hidden = None if progress else True  # None: where the error stream is no terminal
    with tqdm(total=len(jobs), unit="report", dynamic_ncols=True, disable=hidden) as bar:
        for job, done, seconds in side_by_side(jobs, make_one, watched=watched, **how):
            bar.update()
            result = not_made(job, done) if isinstance(done, str) else done
            yield replace(result, seconds=round(seconds, 2))


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
