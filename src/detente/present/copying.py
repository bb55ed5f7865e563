"""Who printed whose text."""

import pandas as pd

from detente.collect.corpus import Corpus
from detente.present.chart import listed


def copy_groups(corpus: Corpus) -> pd.DataFrame:
    """Copy groups of a corpus, the largest first: origin, publisher, copies, kinds, copied by.

    Of a selection, the groups that have a copy in it; the origin may be outside.
    """
    everything = Corpus(corpus.folder).articles.set_index("article_id")[["title", "publisher"]]
    copied = corpus.articles[~corpus.articles["is_origin"]]
    rows = [
        (
            *everything.loc[str(group)],
            len(part),
            listed(sorted(set(part["copy_kind"]))),
            listed(sorted(set(part["publisher"]))),
        )
        for group, part in copied.groupby("copy_group")
    ]
    columns = ["origin", "publisher", "copies", "kinds", "copied by"]
    out = pd.DataFrame(rows, columns=columns)
    return out.sort_values(["copies", "origin"], ascending=[False, True], ignore_index=True)
