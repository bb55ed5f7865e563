"""A corpus of ten short articles with its evidence, made by hand: the present stage alone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from detente.collect.article import Article, LedgerRow
from detente.collect.corpus import Corpus
from detente.extract import evidence as tables
from detente.extract import plover

NAMES = {
    "Blinken": "antony-blinken",
    "Блинкен": "antony-blinken",
    "Lavrov": "sergey-lavrov",
    "Лавров": "sergey-lavrov",
    "Biden": "joe-biden",
    "Putin": "vladimir-putin",
    "Washington": "united-states",
    "Вашингтон": "united-states",
    "Moscow": "russia",
    "Москва": "russia",
    "Ukraine": "ukraine",
    "Iceland": "iceland",
}
METONYMS = {"Washington", "Moscow", "Вашингтон", "Москва"}
TEXTS: list[dict[str, Any]] = [
    {
        "id": "wire",
        "publisher": "Northwire",
        "country": "US",
        "day": 19,
        "title": "Blinken and Lavrov meet in Iceland",
        "text": "Blinken met Lavrov in Reykjavik on 19 May. The talks lasted 1 hour 45 minutes. "
        "Russian diplomats were pleased. Washington warned Moscow over Ukraine.",
    },
    {
        "id": "copy",
        "publisher": "Potomac Ledger",
        "country": "US",
        "day": 20,
        "group": "wire",
        "title": "Top diplomats meet",
        "text": "Blinken met Lavrov in Reykjavik on 19 May. The talks lasted 1 hour 45 minutes. "
        "Russian diplomats were pleased. Washington warned Moscow over Ukraine.",
    },
    {
        "id": "thames",
        "publisher": "Thames Chronicle",
        "country": "GB",
        "day": 20,
        "title": "<script>alert(1)</script> Talks & tea",
        "url": "javascript:alert(1)",
        "text": "Lavrov and Blinken talked for almost two hours <img src=x onerror=alert(1)>. "
        'Blinken said "a good start". Biden may meet Putin, officials said. '
        "Blinken thanked Iceland.",
    },
    {
        "id": "vestnik",
        "publisher": "Державный вестник",
        "country": "RU",
        "day": 20,
        "language": "ru",
        "title": "Лавров и Блинкен",
        "text": "Лавров встретился с Блинкеном 20 мая. Лавров назвал разговор «полезным». "
        "Москва предложила диалог, Вашингтон не отказался. Дипломаты обсудили посольства.",
    },
    {
        "id": "stroka",
        "publisher": "Открытая строка",
        "country": "RU",
        "day": 21,
        "language": "ru",
        "title": "Что сказали министры",
        "text": "Блинкен поднял вопрос о заключённых. Лавров говорил о диалоге. "
        "Журналисты ждали министров до ночи, Москва молчала.",
    },
    {
        "id": "june",
        "publisher": "Thames Chronicle",
        "country": "GB",
        "day": 47,
        "title": "Summit in Geneva",
        "text": "Biden met Putin in Geneva. Blinken and Lavrov sat beside them. "
        "Washington and Moscow agreed to return ambassadors.",
    },
    {
        "id": "courier",
        "publisher": "Lakeshore Courier",
        "country": "US",
        "day": 48,
        "title": "Sanctions first",
        "text": "Biden met Putin for three hours. Washington imposed sanctions on Moscow. "
        "Senators asked for sanctions, and more sanctions.",
    },
]
EVENTS = [
    ("reykjavik-talks-2021", "Blinken–Lavrov talks in Reykjavik", "2021-05-19", "2021-05-19", "day",
     ("antony-blinken", "sergey-lavrov"), ("CONSULT",),
     [("wire", 0), ("copy", 0), ("thames", 0), ("vestnik", 0), ("stroka", 0)], 4),
    ("geneva-summit-2021", "Biden–Putin summit in Geneva", "2021-06-16", "2021-06-16", "day",
     ("joe-biden", "vladimir-putin"), ("CONSULT",), [("june", 0), ("courier", 0)], 2),
    ("found-sanctions", "Washington imposed sanctions on Moscow", "2021-06", "2021-06", "month",
     ("united-states", "russia"), ("SANCTION",), [("courier", 1)], 1),
]  # fmt: skip


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return build(tmp_path / "corpus")


@pytest.fixture(scope="module")
def corpus_of_module(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The same corpus for the tests of a module, which copy it where they change it."""
    return build(tmp_path_factory.mktemp("study") / "corpus")


def build(folder: Path) -> Corpus:
    made = Corpus(folder)
    made.write("articles", Article, map(article, TEXTS))
    made.write("ledger", LedgerRow, ledger())
    made.write("sentences", tables.Sentence, [s for t in TEXTS for s in sentences(t)])
    made.write("mentions", tables.Mention, [m for t in TEXTS for m in mentions(t)])
    made.write("times", tables.TimeSpan, times())
    made.write("quotes", tables.Quote, quotes())
    made.write("actions", tables.Action, actions())
    made.write("events", tables.Event, map(event, EVENTS))
    made.write("event_evidence", tables.EventEvidence, event_evidence())
    made.write("conflicts", tables.Conflict, conflicts())
    made.write("checks", tables.Check, checks())
    return Corpus.open(folder)


def article(row: dict[str, Any]) -> Article:
    month, day = (5, row["day"]) if row["day"] < 32 else (6, row["day"] - 31)
    group = row.get("group", row["id"])
    return Article(
        article_id=row["id"],
        url=row.get("url", f"https://example.org/{row['id']}"),
        publisher=row["publisher"],
        country=row["country"],
        title=row["title"],
        summary=None,
        byline=None,
        section=None,
        body=row["text"],
        language=row.get("language", "en"),
        published=datetime(2021, month, day, 9, tzinfo=UTC),
        published_local=datetime.fromisoformat(f"2021-{month:02}-{day:02}T09:00"),
        published_offset="+00:00",
        published_local_basis="as printed",
        published_precision="minute",
        published_basis="json-ld",
        published_raw=None,
        title_raw=None,
        reader="text",
        source=f"{row['id']}.txt",
        locator=f"{row['id']}.txt",
        furniture=(),
        copy_group=group,
        copy_kind="near" if "group" in row else "origin" if row["id"] == "wire" else "single",
        is_origin="group" not in row,
    )


def ledger() -> list[LedgerRow]:
    read = [
        LedgerRow(
            source=f"{t['id']}.txt",
            locator=f"{t['id']}.txt",
            status="read",
            reason="",
            article_id=t["id"],
        )
        for t in TEXTS
    ]
    refused = LedgerRow(
        source="bad.bin",
        locator="bad.bin",
        status="refused",
        reason="not text: <b>zip</b>",
        article_id=None,
    )
    return [*read, refused]


def sentences(row: dict[str, Any]) -> list[tables.Sentence]:
    out, at = [], 0
    for number, part in enumerate(row["text"].split(". ")):
        end = min(at + len(part) + 1, len(row["text"]))
        out.append(tables.Sentence(article_id=row["id"], sentence=number, start=at, end=end))
        at = end + 1
    return out


def mentions(row: dict[str, Any]) -> list[tables.Mention]:
    out = []
    for place in sentences(row):
        text = row["text"][place.start : place.end]
        found = [(name, actor) for name, actor in NAMES.items() if name in text]
        for name, actor in [*found, *([("Russian", "russia")] if "Russian" in text else [])]:
            kind = "demonym" if name == "Russian" else "metonym" if name in METONYMS else "name"
            out.append(mention(place, text, name, actor, kind))
        if "officials" in text:
            out.append(mention(place, text, "officials", None, "role"))
    return out


def mention(
    place: tables.Sentence, text: str, name: str, actor: str | None, kind: Any
) -> tables.Mention:
    start = place.start + text.index(name)
    return tables.Mention(
        article_id=place.article_id,
        sentence=place.sentence,
        start=start,
        end=start + len(name),
        surface=name,
        actor_id=actor,
        kind=kind,
        basis="alias",
        score=1.0 if actor else 0.0,
    )


def span(article_id: str, surface: str) -> dict[str, Any]:
    (row,) = [t for t in TEXTS if t["id"] == article_id]
    start = row["text"].index(surface)
    (place,) = [s for s in sentences(row) if s.start <= start < s.end]
    return {
        "article_id": article_id,
        "sentence": place.sentence,
        "start": start,
        "end": start + len(surface),
        "surface": surface,
    }


def times() -> list[tables.TimeSpan]:
    days = [
        ("wire", "19 May", "2021-05-19"),
        ("copy", "19 May", "2021-05-19"),
        ("vestnik", "20 мая", "2021-05-20"),
    ]
    lengths = [
        ("wire", "1 hour 45 minutes", "PT1H45M"),
        ("copy", "1 hour 45 minutes", "PT1H45M"),
        ("thames", "almost two hours", "PT2H"),
    ]
    return [
        tables.TimeSpan(**span(a, s), value=v, begin=v, until=v, precision="day", basis="full date")
        for a, s, v in days
    ] + [
        tables.TimeSpan(
            **span(a, s), value=v, begin=None, until=None, precision="duration", basis="duration"
        )
        for a, s, v in lengths
    ]


def quotes() -> list[tables.Quote]:
    rows = [
        ("thames", "a good start", "said", "antony-blinken"),
        ("vestnik", "полезным", "назвал", "sergey-lavrov"),
    ]
    return [
        tables.Quote(
            **span(a, words),
            cue=cue,
            speaker_id=who,
            speaker_surface=who,
            kind="mixed",
            about=("russia",),
        )
        for a, words, cue, who in rows
    ]


def actions() -> list[tables.Action]:
    rows: list[Any] = [
        ("wire", "Washington warned Moscow", "united-states", "russia", "THREATEN", "verbal-conflict", "happened"),
        ("copy", "Washington warned Moscow", "united-states", "russia", "THREATEN", "verbal-conflict", "happened"),
        ("courier", "Washington imposed sanctions on Moscow", "united-states", "russia", "SANCTION", "material-conflict", "happened"),
        ("thames", "Blinken thanked Iceland", "antony-blinken", "iceland", "SUPPORT", "verbal-cooperation", "happened"),
        ("thames", "Biden may meet Putin", "joe-biden", "vladimir-putin", "CONSULT", "verbal-cooperation", "planned"),
        ("june", "Biden met Putin", "joe-biden", "vladimir-putin", "CONSULT", "verbal-cooperation", "happened"),
        ("vestnik", "Лавров встретился с Блинкеном", "sergey-lavrov", "antony-blinken", "CONSULT", "verbal-cooperation", "happened"),
    ]  # fmt: skip
    return [
        tables.Action(
            **span(a, words),
            actor_id=who,
            recipient_id=whom,
            event_type=kind,
            mode=None,
            quad_class=quad,
            modality=modality,
            scale=plover.scale(kind, None, modality),
            date="2021-05-19",
            place=None,
            rule="r1",
        )
        for a, words, who, whom, kind, quad, modality in rows
    ]


def event(row: Any) -> tables.Event:
    event_id, label, begin, until, precision, actors, types, places, independent = row
    return tables.Event(
        event_id=event_id,
        known=None if event_id.startswith("found") else event_id,
        label=label,
        begin=begin,
        until=until,
        precision=precision,
        place="reykjavik" if "reykjavik" in event_id else None,
        actors=actors,
        event_types=types,
        articles=len(places),
        independent=independent,
        publishers=len(places),
        countries=("GB", "US"),
    )


def event_evidence() -> list[tables.EventEvidence]:
    return [
        tables.EventEvidence(
            event_id=row[0], article_id=a, sentence=s, score=0.9, basis="day and actors"
        )
        for row in EVENTS
        for a, s in row[7]
    ]


def checks() -> list[tables.Check]:
    here = span("vestnik", "20 мая")
    return [
        tables.Check(
            article_id="vestnik",
            sentence=0,
            start=here["start"],
            end=here["end"],
            surface="20 мая",
            attribute="weekday",
            printed="Wednesday",
            record="Thursday",
            reason="20 May 2021 was a Thursday, not a Wednesday",
            source="calendar",
        )
    ]


def conflicts() -> list[tables.Conflict]:
    rows: list[Any] = [
        ("duration", "PT1H45M", "wire", "1 hour 45 minutes", 1, "PT2H", "conflict", "15 minutes apart"),
        ("duration", "PT2H", "thames", "almost two hours", 1, "PT1H45M", "conflict", "15 minutes apart"),
        ("date", "2021-05-20", "vestnik", "20 мая", 1, "2021-05-19", "compatible", "19 May in Reykjavik is 20 May in Moscow"),
    ]  # fmt: skip
    return [
        tables.Conflict(
            event_id="reykjavik-talks-2021",
            attribute=attribute,
            value=value,
            article_id=a,
            start=span(a, surface)["start"],
            end=span(a, surface)["end"],
            independent=independent,
            against=against,
            verdict=verdict,
            reason=reason,
        )
        for attribute, value, a, surface, independent, against, verdict, reason in rows
    ]
