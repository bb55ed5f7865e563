"""Reports: the pages of a study made side by side, and the index that leads to them.

What has not changed is not run again: each report keeps a key of all that it was made from. Each
result is written as it comes, so that a run that was killed goes on where it stopped.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from detente.content import write_aside
from detente.present.front import bring_up_to_date
from detente.present.jobs import (
    Given,
    Job,
    Planned,
    Result,
    asked,
    base_key,
    jobs_of,
    notebooks,
    whole_key,
    with_key,
)
from detente.present.limits import Limits
from detente.present.study import Study
from detente.processes import cores

__all__ = ["Limits", "Result", "asked", "make", "make_plan", "notebooks"]


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
    with _alone(out):
        bring_up_to_date(
            out,
            corpus,
            _earlier(out),
            study=study or Study(),
            current={job.name for job in jobs},
            whole=jobs[0].whole if jobs else whole_key(corpus),
        )
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
    from detente.present.making import digest_of, stamp

    was, page = earlier.get(job.name), job.out / f"{job.name}.html"
    if was is None or was.key != job.key or was.status == "failed" or not was.page:
        return False
    return was.page == stamp(page) or was.digest == digest_of(page) != ""


def _remember(out: Path, results: dict[str, Result]) -> None:
    """Put results beside those on disk, which another run may have written meanwhile."""
    with _alone(out):
        everything = {name: asdict(row) for name, row in (_earlier(out) | results).items()}
        write_aside(out / ".results.json", json.dumps(everything, indent=1, sort_keys=True))


def _run(jobs: list[Job], *, progress: bool, **how: Any) -> Iterator[Result]:
    if not jobs:
        return
    from tqdm import tqdm

    from detente.present.making import make_one, not_made
    from detente.present.workers import side_by_side

    def watched(running: list[Any]) -> None:
        bar.set_postfix_str(", ".join(f"{one.job.name} {one.cell}/{one.cells}" for one in running))

    hidden = None if progress else True  # None: where the error stream is no terminal
    with tqdm(total=len(jobs), unit="report", dynamic_ncols=True, disable=hidden) as bar:
        for job, done, seconds in side_by_side(jobs, make_one, watched=watched, **how):
            bar.update()
            result = not_made(job, done) if isinstance(done, str) else done
            yield replace(result, seconds=round(seconds, 2))


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Let one run at a time read the results and write them back."""
    if os.name == "nt":
        yield
        return
    import fcntl

    with (out / ".results.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
