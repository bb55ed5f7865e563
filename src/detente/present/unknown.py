"""The names that the reference does not know, as a report shows them: ranked, with sentences."""

from collections.abc import Sequence
from html import escape

from detente.collect.corpus import Corpus
from detente.errors import ModelError
from detente.extract.candidates import Candidate
from detente.extract.names import listed
from detente.present.chart import counted
from detente.present.evidence import Number, number
from detente.present.examples import Examples
from detente.present.prose import Prose, merged_evidence

KINDS = ("person", "organisation")
_HEADS = ("Name", "Kind", "Other spellings", "Independent reports", "Sounds like", "A sentence")


def unknown(corpus: Corpus, *, kinds: Sequence[str] = KINDS, top: int = 20) -> Prose:
    """A table of the names in most independent reports, each number opening its sentences.

    Where a model is not installed, a sentence that says which and how to install it.
    """
    try:
        found = [row for row in listed(corpus) if row.kind in kinds]
    except ModelError as error:
        return _said(str(error))
    if not found:
        return _said("No name that the reference does not know stands in two articles.")
    return _table(corpus, found, top)


def _table(corpus: Corpus, found: list[Candidate], top: int) -> Prose:
    examples, held = Examples(corpus), corpus.table("candidate_mentions")
    rows, numbers = [], []
    for row in found[:top]:
        sentences = held[held["candidate_id"] == row.candidate_id]
        count = number(row.independent, corpus, sentences, f"{row.name}, not yet known")
        numbers.append(count)
        rows.append(_row(row, count, examples.first(row.candidate_id)))
    left = len(found) - top
    more = f" {counted(left, 'more name')} in the table `candidates`." if left > 0 else ""
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    caption = f"Names that the reference does not know.{more}"
    html = (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
    listed = ", ".join(row.name for row in found[:top])
    return Prose(
        html=html, text=f"{caption} {listed}", place="here", evidence=merged_evidence(numbers)
    )


def _row(row: Candidate, count: Number, sentence: str) -> str:
    cells = (row.name, row.kind, ", ".join(row.aliases))
    told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    like = f"<td>{escape(', '.join(row.like))}</td><td>{escape(sentence)}</td>"
    return f'<tr>{told}<td class="num">{count._repr_html_()}</td>{like}</tr>'


def _said(text: str) -> Prose:
    return Prose(html=f"<p>{escape(text)}</p>", text=text, place="here", evidence={})
