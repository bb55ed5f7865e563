"""Loading: files → records → articles, each input with its row in the ledger."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any

import pandas as pd
import xxhash

from detente.collect.article import Article
from detente.collect.copies import grouped
from detente.collect.corpus import Corpus
from detente.collect.dates import order_of, published
from detente.collect.draft import Draft, RawFile, Reason, Refusal
from detente.collect.furniture import without_furniture
from detente.collect.inputs import InputFile, content, found
from detente.collect.ledger import LedgerRow
from detente.collect.publishers import Publishers
from detente.collect.readers import reader_of
from detente.collect.text import cleaned, decoded, one_line, unmangled

_FEW = 200  # files that are read faster in this process than a second one starts
Said = Callable[[str], None]
Record = tuple[LedgerRow, Article | None]


def load(
    paths: Sequence[str | Path],
    corpus: str | Path,
    *,
    publishers: str | Path | None = None,
    workers: int | None = None,
    progress: bool = False,
    said: Said = lambda _line: None,
) -> Corpus:
    """A corpus with every article of some files and folders; what is in it already stays.

    Every input record has one row in the ledger: read, repaired or refused. A file that was
    loaded before and has not changed is passed over; one that has changed takes the place of
    what it was.

    Parameters
    ----------
    publishers
        CSV of your own publishers (domain, name, country), asked before the reference.
    workers
        Processes that read files; as many as there are processors, and one for few files.
    said
        Is told, in sentences, what was passed over and which columns were guessed.
    """
    target = Corpus(Path(corpus))
    before = _Before(target)
    table = Path(publishers) if publishers else None
    new, digests = _new(list(found([Path(p) for p in paths])), before, said)
    records = [r for read in _each(new, table, workers, progress) for r in _told(read, said)]
    replaced = set(digests)
    ledger = [row for row in before.ledger if row.source not in replaced]
    articles = [a for a in before.articles if a.source not in replaced]
    _add(records, ledger, articles)
    seen = before.digests | digests
    _check(ledger, articles)
    articles = sorted(grouped(articles), key=_order)
    target.write("articles", Article, articles)
    target.write("ledger", LedgerRow, sorted(ledger, key=lambda r: _natural(r.locator)))
    target.write(
        "files", InputFile, [InputFile(source=s, digest=d) for s, d in sorted(seen.items())]
    )
    return Corpus.open(corpus)


class _Before:
    """What a corpus holds before a load."""

    def __init__(self, corpus: Corpus) -> None:
        there = (corpus.folder / "articles.parquet").is_file()
        self.articles = _back(Article, corpus.table("articles")) if there else []
        self.ledger = _back(LedgerRow, corpus.table("ledger")) if there else []
        seen = _back(InputFile, corpus.table("files")) if there else []
        self.digests = {row.source: row.digest for row in seen}


def _back(record: type, frame: pd.DataFrame) -> list[Any]:
    """Records of a frame, gaps as None."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    for row in rows:
        if isinstance(row.get("published"), pd.Timestamp):
            row["published"] = row["published"].to_pydatetime()
    return [record(**row) for row in rows]


def _new(
    inputs: list[tuple[str, Path]], before: _Before, said: Said
) -> tuple[list[tuple[str, Path]], dict[str, str]]:
    """Inputs that are new or have changed, and their digests."""
    digests = {source: _digest(path) for source, path in inputs}
    new = [(s, p) for s, p in inputs if before.digests.get(s) != digests[s]]
    changed = sum(source in before.digests for source, _ in new)
    if len(new) < len(inputs):
        said(f"{len(inputs) - len(new)} files were loaded before and have not changed.")
    if changed:
        said(f"{changed} files have changed and are read again.")
    return new, {source: digests[source] for source, _ in new}


def _digest(path: Path) -> str:
    hashed = xxhash.xxh3_128()
    try:
        with path.open("rb") as stream:
            while block := stream.read(2**20):
                hashed.update(block)
    except OSError:
        return "unreadable"
    return hashed.hexdigest()


def _each(
    inputs: list[tuple[str, Path]],
    table: Path | None,
    workers: int | None,
    progress: bool,  # noqa: FBT001
) -> Iterator[tuple[list[Record], str]]:
    from tqdm import tqdm

    count = workers or (1 if len(inputs) < _FEW else min(cpu_count() or 1, 8))
    jobs = [(source, path, table) for source, path in inputs]
    bar = {"total": len(jobs), "desc": "reading", "unit": " files", "delay": 2, "leave": False}
    if count == 1:
        yield from tqdm(map(_read, jobs), disable=not progress, **bar)
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        yield from tqdm(pool.map(_read, jobs, chunksize=8), disable=not progress, **bar)


def _told(read: tuple[list[Record], str], said: Said) -> list[Record]:
    records, note = read
    if note:
        said(note)
    return records


def _read(job: tuple[str, Path, Path | None]) -> tuple[list[Record], str]:
    """All records of one file, and what the user should know of it."""
    source, path, table = job
    data = content(path)
    if isinstance(data, Refusal):
        return [_refused(source, data)], ""
    text, guess = decoded(data[0])
    file = RawFile(source=source, data=data[0], text=text)
    if not text and data[0].strip() and not data[0].startswith(b"PAR1"):
        return [_refused(source, Refusal(place="", reason="not text"))], ""
    reader = reader_of(file)
    try:
        drafts = list(reader.read(file)) or [Refusal(place="", reason="no records")]
    except (ValueError, RecursionError, AssertionError) as error:
        drafts = [
            Refusal(place="", reason="damaged", seen=f"{type(error).__name__}: {error}"[:120])
        ]
    known = Publishers(table)
    dates = [d.dates[0][1] for d in drafts if isinstance(d, Draft) and d.dates]
    context = {"reader": reader.NAME, "guess": guess, "month_first": order_of(dates)}
    made = [_record(draft, source, known, context) for draft in drafts]
    return made, _note(source, reader, file)


def _note(source: str, reader: Any, file: RawFile) -> str:
    """The columns that were guessed, in a sentence."""
    if not hasattr(reader, "columns") or not (columns := reader.columns(file)):
        return ""
    pairs = ", ".join(f"{field} from {name!r}" for name, field in columns.items())
    return f"{source}: {pairs}"


def _record(
    draft: Draft | Refusal, source: str, known: Publishers, context: dict[str, Any]
) -> Record:
    if isinstance(draft, Refusal):
        return _refused(source, draft)
    article, mangled = _article(draft, source, known, context)
    if not article.body:
        return _refused(source, Refusal(place=draft.place, reason="no text", seen="only furniture"))
    reason: Reason | None = (
        "text repaired" if mangled else "encoding guessed" if context["guess"] else None
    )
    seen = f": {context['guess']}" if reason == "encoding guessed" else ""
    row = LedgerRow(
        source=source,
        locator=article.locator,
        status="repaired" if reason else "read",
        reason=f"{reason}{seen}" if reason else "",
        article_id=article.article_id,
    )
    return row, article


def _article(
    draft: Draft, source: str, known: Publishers, context: dict[str, Any]
) -> tuple[Article, bool]:
    """The article of a draft, and whether its text had to be repaired."""
    from courlan import clean_url

    body, mangled = unmangled(draft.body)
    title, _ = unmangled(draft.title)
    byline, summary = one_line(draft.byline), one_line(draft.summary)
    above = (one_line(title), byline, f"By {byline}", summary, *(raw for _, raw in draft.dates))
    body, cut = without_furniture(cleaned(body), above)
    publisher = known.of(named=one_line(draft.publisher), url=draft.url, source=source)
    when = _published(draft.dates, publisher.country, context["month_first"])
    text = f"{publisher.name}\0{' '.join(body.split())}"
    identity = xxhash.xxh3_128_hexdigest(text.encode("utf-8", "replace"))[:16]
    return Article(
        article_id=identity,
        url=clean_url(draft.url.partition("#")[0]) if draft.url else None,
        publisher=publisher.name,
        country=publisher.country,
        title=one_line(title),
        summary=None if _begins(body, summary) else summary or None,
        byline=byline or None,
        section=one_line(draft.section) or None,
        body=body,
        language=_language(body),
        **when,
        title_raw=draft.title or None,
        reader=context["reader"],
        source=source,
        locator=f"{source}#{draft.place}" if draft.place else source,
        furniture=(*draft.furniture, *cut),
        copy_group=identity,
        copy_kind="single",
        is_origin=True,
    ), mangled


def _begins(body: str, summary: str) -> bool:
    """Whether a summary is only the beginning of the text, as feeds give it."""
    opening = re.sub(r"\W*(\[…\]|…|\.\.\.)$", "", summary)
    return bool(opening) and one_line(body[: len(summary) + 200]).startswith(opening)


def _published(
    dates: Iterable[tuple[str, str]],
    country: str | None,
    month_first: bool | None,  # noqa: FBT001
) -> dict[str, Any]:
    """The fields of the time of publication, from the best candidate that is a date."""
    for basis, raw in dates:
        if found := published(raw, country=country, month_first=month_first):
            when, precision, assumed = found
            return {
                "published": when,
                "published_precision": precision,
                "published_basis": f"{basis}; {assumed}" if assumed else basis,
                "published_raw": raw,
            }
    return {
        "published": None,
        "published_precision": "none",
        "published_basis": "none",
        "published_raw": next((raw for _, raw in dates), None),
    }


def _language(body: str) -> str:
    if not any(c.isalpha() for c in body):
        return "und"
    return str(_languages().classify(body[:4000])[0])


@cache
def _languages() -> Any:
    """Identifier of the languages that détente reads; it takes a second to load."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "ru", "uk"])
    return identifier


def _refused(source: str, refusal: Refusal) -> Record:
    locator = f"{source}#{refusal.place}" if refusal.place else source
    reason = f"{refusal.reason}: {refusal.seen}" if refusal.seen else refusal.reason
    row = LedgerRow(
        source=source, locator=locator, status="refused", reason=reason, article_id=None
    )
    return row, None


def _add(records: list[Record], ledger: list[LedgerRow], articles: list[Article]) -> None:
    """Put records into the ledger and the articles; one that is there already keeps its row."""
    known = {article.article_id for article in articles}
    for row, article in records:
        if article is None:
            ledger.append(row)
        elif article.article_id in known:
            ledger.append(dataclasses.replace(row, status="read", reason="same article again"))
        else:
            known.add(article.article_id)
            articles.append(article)
            ledger.append(row)


def _check(ledger: list[LedgerRow], articles: list[Article]) -> None:
    """Every input is in the ledger once, and every article is there."""
    assert len({r.locator for r in ledger}) == len(ledger), "an input has two rows in the ledger"  # noqa: S101 - the promise of the ledger
    read = {r.article_id for r in ledger if r.status != "refused"}
    assert read == {a.article_id for a in articles}, "an article is missing from the ledger"  # noqa: S101


def _order(article: Article) -> tuple[bool, float, str]:
    time = article.published.timestamp() if article.published else 0.0
    return article.published is None, time, article.article_id


def _natural(text: str) -> list[tuple[int, str]]:
    """Sort key in which row 10 comes after row 9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]
