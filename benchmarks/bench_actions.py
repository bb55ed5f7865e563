"""PLOVER types of sentences whose pair of actors is given, beside a word list and the majority.

    python benchmarks/bench_actions.py PLOVER_GSR_CAMEO.txt

The gold records are those of github.com/openeventdata/PLOVER, 2016, with the names of types of
2021. A hash of the record's id splits them: rules were made on one half, the other half was not
read for them. The word list is learnt from the half with rules: lemmas of spaCy's small English
model, weighted by TF-IDF, in a logistic regression of scikit-learn.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pair_type

from detente.extract.evidence import Mention

OLDER_NAMES = {
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
}
Record = dict[str, Any]


def main(given: list[str]) -> None:
    if not given:
        print("Nothing measured: give PLOVER_GSR_CAMEO.txt of github.com/openeventdata/PLOVER.")
        return
    records = json.loads(Path(given[0]).read_text("utf-8"))
    halves: dict[str, list[Record]] = {"half with rules": [], "other half": []}
    for record in records:
        if record["event"] != "DOCUMENT":
            halves[_half(record)].append(record)
    coders = {
        "détente": _type,
        "détente, patterns alone": _type_of_patterns,
        "learnt list of lemmas": _word_list(halves["half with rules"]),
        "majority class": lambda _: _majority(halves["half with rules"]),
    }
    for half, kept in halves.items():
        print(f"{half}: {len(kept)} records")
        for name, coder in coders.items():
            _report(name, [(_gold(record), coder(record)) for record in kept])


def _half(record: Record) -> str:
    odd = hashlib.sha256(record["id"].encode()).digest()[0] % 2
    return "other half" if odd else "half with rules"


def _gold(record: Record) -> str:
    return OLDER_NAMES.get(record["event"], record["event"])


def _type(record: Record) -> str | None:
    text = record["text"].strip("{} ")
    found = pair_type.of_mentions(text, _given(record, text))
    return found.event_type if found else None


def _type_of_patterns(record: Record) -> str | None:
    text = record["text"].strip("{} ")
    found = pair_type.of_mentions(text, _given(record, text))
    return found.event_type if found and found.basis != "words" else None


def _given(record: Record, text: str) -> list[Mention]:
    names = {
        actor["actorText"].strip(): f"{side}-{number}"
        for key, side in (("source", "actor"), ("target", "recipient"))
        for number, actor in enumerate(record[key] if isinstance(record.get(key), list) else [])
    }
    found: list[Mention] = []
    for name in sorted(names, key=len, reverse=True):
        start = text.find(name)
        end = start + len(name)
        if start >= 0 and not any(start < m.end and end > m.start for m in found):
            found.append(
                Mention(
                    article_id="",
                    sentence=0,
                    start=start,
                    end=end,
                    surface=name,
                    actor_id=names[name],
                    kind="name",
                    basis="given",
                    score=1.0,
                )
            )
    return found


def _word_list(records: list[Record]) -> Callable[[Record], str]:
    import spacy
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    installed = spacy.util.get_installed_models()
    (model, *_) = (name for name in installed if name.startswith("en_core_web_sm"))
    nlp = spacy.load(model, disable=["ner", "parser"])

    def lemmas(text: str) -> list[str]:
        return [token.lemma_.lower() for token in nlp(text) if token.is_alpha]

    words = TfidfVectorizer(tokenizer=lemmas, token_pattern=None, lowercase=False)
    learnt = make_pipeline(words, LogisticRegression(C=100, class_weight="balanced"))
    learnt.fit([record["text"] for record in records], [_gold(record) for record in records])
    return lambda record: str(learnt.predict([record["text"]])[0])


def _majority(records: list[Record]) -> str:
    return Counter(_gold(record) for record in records).most_common(1)[0][0]


def _report(name: str, pairs: list[tuple[str, str | None]]) -> None:
    typed = [pair for pair in pairs if pair[1]]
    right = sum(gold == told for gold, told in typed)
    scores = {kind: _f(pairs, kind) for kind in sorted({gold for gold, _ in pairs})}
    print(
        f"  {name:<24} typed {len(typed):3}, of these right {right / max(len(typed), 1):.2f}; "
        f"accuracy {right / len(pairs):.2f}, macro-F1 {sum(scores.values()) / len(scores):.2f}"
    )
    if name == "détente":
        print("    " + ", ".join(f"{kind} {score:.2f}" for kind, score in scores.items()))


def _f(pairs: list[tuple[str, str | None]], kind: str) -> float:
    counts = Counter((gold == kind) + 2 * (told == kind) for gold, told in pairs)
    return 2 * counts[3] / (2 * counts[3] + counts[1] + counts[2])


if __name__ == "__main__":
    main(sys.argv[1:])
