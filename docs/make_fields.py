"""Write docs/fields.md from the record classes: `.venv/bin/python docs/make_fields.py`."""

import inspect
from pathlib import Path

from detente.collect.article import Article, LedgerRow
from detente.collect.inputs import InputFile
from detente.extract import evidence
from detente.extract.annotate import Annotation
from detente.extract.cues import Count
from detente.extract.unknown import Candidate, CandidateMention
from detente.tables import field_docs, schema

TABLES = {
    "ledger": LedgerRow,
    "articles": Article,
    "files": InputFile,
    "sentences": evidence.Sentence,
    "mentions": evidence.Mention,
    "times": evidence.TimeSpan,
    "quotes": evidence.Quote,
    "actions": evidence.Action,
    "events": evidence.Event,
    "event_evidence": evidence.EventEvidence,
    "subjects": evidence.Subject,
    "checks": evidence.Check,
    "conflicts": evidence.Conflict,
    "counts": Count,
    "annotated": Annotation,
    "candidates": Candidate,
    "candidate_mentions": CandidateMention,
}


def text() -> str:
    """The whole page: a section a table, a row a field."""
    intro = (
        "# Fields\n\nEvery table of a corpus folder, as Parquet. Made from the record classes by "
        "`.venv/bin/python docs/make_fields.py`.\n"
    )
    parts = [intro]
    for name, record in TABLES.items():
        docs = field_docs(record)
        about = inspect.cleandoc(record.__doc__ or "")
        rows = [
            f"| {field.name} | {field.type} | {' '.join(docs[field.name].split())} |"
            for field in schema(record)
        ]
        table = "\n".join(["| field | type | meaning |", "|---|---|---|", *rows])
        parts.append(f"## {name}\n\n{about}\n\n{table}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    Path(__file__).with_name("fields.md").write_text(text(), "utf-8")
