"""Copy groups: pairs found and time, beside a comparison of all pairs in the same run."""

import dataclasses
import random
import time
from datetime import UTC, datetime, timedelta
from itertools import combinations

from detente.collect.article import Article
from detente.collect.copies import grouped

CONTAINED = 0.5
WORDS = [f"w{n}" for n in range(5000)]


def article(number: int, words: list[str]) -> Article:
    return Article(
        article_id=f"{number:06}", url=None, publisher=f"Paper {number % 40}", country=None, title="", summary=None,
        byline=None, section=None, body=" ".join(words), language="en",
        published=datetime(2021, 5, 1, tzinfo=UTC) + timedelta(hours=number % 700), published_precision="second",
        published_basis="column", published_raw=None, title_raw=None, reader="jsonl", source="", locator=str(number),
        furniture=(), copy_group="", copy_kind="single", is_origin=True,
    )  # fmt: skip


def corpus(size: int) -> list[Article]:
    """Made-up stories; every fourth is an edited copy of an earlier one."""
    chance = random.Random(20210519)
    stories: list[list[str]] = []
    for number in range(size):
        if number % 4 == 3:
            words = list(chance.choice(stories[max(0, number - 200) :]))
            for place in chance.sample(range(len(words)), chance.randint(0, len(words) // 12)):
                words[place] = chance.choice(WORDS)
            words = words[: chance.randint(len(words) * 2 // 3, len(words))]
        else:
            words = chance.choices(WORDS, k=chance.randint(150, 600))
        stories.append(words)
    return [article(number, words) for number, words in enumerate(stories)]


def triples(one: Article) -> set[tuple[str, ...]]:
    words = one.body.split()
    return set(zip(words, words[1:], words[2:], strict=False))


def pairs_of_all(articles: list[Article]) -> set[tuple[str, str]]:
    sets = {a.article_id: triples(a) for a in articles}
    return {
        (a, b)
        for a, b in combinations(sets, 2)
        if len(sets[a] & sets[b]) >= CONTAINED * min(len(sets[a]), len(sets[b]))
    }


def main() -> None:
    small = corpus(600)
    begin = time.perf_counter()
    wanted = pairs_of_all([dataclasses.replace(a) for a in small])
    all_pairs = time.perf_counter() - begin
    begin = time.perf_counter()
    group = {a.article_id: a.copy_group for a in grouped(small)}
    spent = time.perf_counter() - begin
    together = sum(group[a] == group[b] for a, b in wanted)
    print(
        "| articles | all pairs, s | détente, s | pairs of copies | in one group |\n|---|---|---|---|---|"
    )
    print(
        f"| {len(small):,} | {all_pairs:.1f} | {spent:.2f} | {len(wanted)} | {together / len(wanted):.3f} |"
    )
    for size in (2_000, 10_000):
        many = corpus(size)
        begin = time.perf_counter()
        grouped(many)
        print(f"| {size:,} | | {time.perf_counter() - begin:.2f} | | |")


if __name__ == "__main__":
    main()
