"""Words that set two groups of publishers apart, where a corpus has two to compare."""

from detente.collect.corpus import Corpus
from detente.present.chart import Chart
from detente.present.compare import sides
from detente.present.prose import Prose, reading


def words_within(corpus: Corpus, language: str, *, group: str = "", top: int = 12) -> Chart | Prose:
    """Words of one group of publishers against all others that write in a language.

    Parameters
    ----------
    group
        Names of publishers, `|` between them. Where it is empty, or names none that write in
        the language, the group is the country with most articles, or the publisher with most
        where all are of one country. A sentence says so where there is nothing to compare.
    """
    articles = corpus.articles[corpus.articles["language"] == language]
    names = [name for name in group.split("|") if name in set(articles["publisher"])]
    if not names:
        column = "country" if articles["country"].nunique() > 1 else "publisher"
        names = [str(value) for value in articles[column].value_counts().index[:1]]
    members = articles["publisher"].isin(names) | articles["country"].isin(names)
    if members.all() or not members.any():
        text = "Only one publisher or group writes in this language here: no words to compare."
        return reading(corpus, text, articles.head(0).assign(sentence=0))
    chosen = Corpus(corpus.folder, selected=frozenset(articles["article_id"]))
    label = ", ".join(names)
    return sides(chosen, {label: names, "others": None}).words(label, "others", top=top)
