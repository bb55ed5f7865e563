"""What a corpus says of one event or actor, as plain text for a terminal."""

import re
from html import unescape

from detente.collect.corpus import Corpus
from detente.errors import UnknownNameError
from detente.extract.reference import Reference
from detente.present.chart import listed
from detente.present.evidence import EvidenceTable, evidence
from detente.wording import counted

_MOST = 10


def show(corpus: Corpus, name: str) -> str:
    """Facts and sentences of an event or actor, by its id or its name in either language.

    UnknownNameError names the nearest ids where the corpus has none.
    """
    events = corpus.table("events").set_index("event_id")
    actors = sorted(corpus.table("mentions")["actor_id"].dropna().unique())
    labels = {row.label: str(row.Index) for row in events.itertuples()}
    wanted = labels.get(name, name)
    if wanted in events.index:
        return _event(corpus, wanted)
    reference = Reference.load()
    names = {reference.name(a, language): a for a in actors for language in ("en", "ru")}
    wanted = names.get(name, name)
    if wanted in actors:
        return _actor(corpus, wanted, reference)
    raise UnknownNameError("event or actor of this corpus", name, [*events.index, *actors])


def _event(corpus: Corpus, event_id: str) -> str:
    events = corpus.table("events")
    (event,) = events[events["event_id"] == event_id].to_dict("records")
    days = " to ".join(dict.fromkeys([event["begin"], event["until"]]))
    name = Reference.load().name
    counts = (
        f"{counted(event['articles'], 'article')}, {event['independent']} independent, "
        f"{counted(event['publishers'], 'publisher')}"
    )
    if event["countries"]:
        counts += f" ({', '.join(event['countries'])})"
    place = Reference.load().place(event["place"]).name_en if event["place"] else "place not known"
    lines = [
        f"{event['label']} ({event_id})",
        f"{days}, {place}",
        counts,
        f"Actors: {listed([name(actor) for actor in event['actors']], most=8)}",
    ]
    return "\n".join([*lines, "", *_sentences(evidence(corpus, event=event_id))])


def _actor(corpus: Corpus, actor_id: str, reference: Reference) -> str:
    mentions = corpus.table("mentions")
    mine = mentions[mentions["actor_id"] == actor_id]
    forms = [str(form) for form in mine["surface"].value_counts().index]
    lines = [
        f"{reference.name(actor_id)} · {reference.name(actor_id, 'ru')} ({actor_id})",
        f"{counted(len(mine), 'mention')} in {counted(mine['article_id'].nunique(), 'article')}",
        f"Named as: {listed(forms, most=8)}",
    ]
    return "\n".join([*lines, "", *_sentences(evidence(corpus, actor=actor_id))])


def _sentences(table: EvidenceTable) -> list[str]:
    shown = [
        f"- {unescape(re.sub('</?mark>', '', row['html']))}\n"
        f"  {', '.join(filter(None, [row['publisher'], row['date'], row['copy']]))}"
        for row in table.rows[:_MOST]
    ]
    more = len(table.rows) - len(shown) + table.more
    return [*shown, f"… and {counted(more, 'more sentence')}"] if more else shown
