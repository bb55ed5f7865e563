"""Articles annotated in memory, for tests of what is made from several of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from detente import tables
from detente.collect.article import Article
from detente.extract.annotate import TABLES, ArticleReader, corpus_tables
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split


@dataclass(frozen=True, slots=True)
class Annotated:
    """The tables of some articles, as lists of rows."""

    tables: dict[str, list[dict[str, Any]]]
    bodies: dict[str, str]

    def __getattr__(self, name: str) -> list[dict[str, Any]]:
        return self.tables[name]

    def said_of(self, event_id: str) -> list[str]:
        """Sentences that report an event, as printed."""
        spans = {(s["article_id"], s["sentence"]): s for s in self.sentences}
        keys = [
            (e["article_id"], e["sentence"])
            for e in self.event_evidence
            if e["event_id"] == event_id
        ]
        return [self.bodies[key[0]][spans[key]["start"] : spans[key]["end"]] for key in keys]

    @property
    def event_ids(self) -> set[str]:
        return {row["event_id"] for row in self.events}


def article(body: str, **given: Any) -> Article:
    """An article of 20 May 2021 in the language of its text, its own origin."""
    day = given.pop("day", "2021-05-20")
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    name = given.pop("name", body)
    values: dict[str, Any] = {
        "article_id": name,
        "url": None,
        "publisher": f"publisher of {name}",
        "country": None,
        "title": "",
        "summary": None,
        "byline": None,
        "section": None,
        "body": body,
        "language": "en" if body.isascii() or sum(map(str.isascii, body)) > len(body) / 2 else "ru",
        "published": published,
        "published_local": published and published.replace(tzinfo=None),
        "published_local_basis": "as printed" if day else "none",
        "published_precision": "day" if day else "none",
        "published_basis": "column",
        "published_raw": day,
        "title_raw": None,
        "reader": "jsonl",
        "source": "a.jsonl",
        "locator": f"a.jsonl#{name}",
        "furniture": (),
        "copy_group": name,
        "copy_kind": "single",
        "is_origin": True,
    }
    return Article(**(values | given))


@pytest.fixture(scope="session")
def article_reader() -> ArticleReader:
    return ArticleReader(Reference.load())


@pytest.fixture
def annotated(article_reader: ArticleReader) -> Callable[..., Annotated]:
    """Annotates texts, or articles made by `article`."""

    def annotate(*given: str | Article, **values: Any) -> Annotated:
        articles = [article(a, **values) if isinstance(a, str) else a for a in given]
        rows: dict[str, list[Any]] = {name: [] for name in TABLES}
        for row in tables.table(Article, articles).to_pylist():
            found, reason = article_reader.read(row)
            assert reason == ""
            for name, part in found.items():
                rows[name] += part
        evidence = {name: tables.table(TABLES[name], part) for name, part in rows.items()}
        evidence |= corpus_tables(
            tables.table(Article, articles), evidence, article_reader.reference
        )
        return Annotated(
            {name: _rows(table) for name, table in evidence.items()},
            {a.article_id: a.body for a in articles},
        )

    return annotate


@pytest.fixture(scope="session")
def make_article() -> Callable[..., Article]:
    return article


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    return table.to_pylist()


@pytest.fixture(scope="session")
def reading_of():
    """What an extractor gets of a text of 20 May 2021, in the language of its letters."""

    def make(body, *, day=date(2021, 5, 20), country=None):
        language = "ru" if any("А" <= letter <= "я" for letter in body) else "en"
        return Reading(
            article_id="a",
            title="",
            body=body,
            language=language,
            day=day,
            country=country,
            sentences=split(body, language),
        )

    return make
