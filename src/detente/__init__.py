"""détente: research on news coverage of US–Russia relations.

The public names, in reading order; each is imported when it is first used. A name with a
bare colon behind its path is a module of its own.
"""

from importlib import import_module
from typing import Any

_WHERE = {
    "load": "detente.collect.load",
    "open": "detente.embedded:open_corpus",
    "Corpus": "detente.collect.corpus",
    "annotate": "detente.extract.annotate",
    "Reference": "detente.extract.reference",
    "timeline": "detente.present.timeline",
    "network": "detente.present.network",
    "charts": "detente.present.charts:",
    "words_within": "detente.present.compare",
    "sides": "detente.present.compare",
    "copy_groups": "detente.present.tables",
    "copies_beside": "detente.present.tables",
    "beside": "detente.present.tables",
    "borderline": "detente.collect.copies",
    "regroup": "detente.collect.copies",
    "dossier": "detente.present.dossier",
    "against_record": "detente.present.tables",
    "evidence": "detente.present.evidence",
    "actor_page": "detente.present.actor",
    "article_page": "detente.present.article",
    "findings": "detente.present.findings:",
    "number": "detente.present.evidence",
    "table": "detente.present.tables",
    "finding": "detente.present.prose",
    "reading": "detente.present.prose",
    "names": "detente.extract.unknown",
    "unknown": "detente.present.tables",
    "review_table": "detente.present.review",
    "save_decisions": "detente.present.review",
    "export": "detente.present.exports",
}
__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    path, colon, attribute = _WHERE[name].partition(":")
    module = import_module(path)
    found = module if colon and not attribute else getattr(module, attribute or name)
    globals()[name] = found
    return found
