from concurrent.futures import ThreadPoolExecutor

import pytest

from detente import files
from detente.embedded import open_corpus


@pytest.mark.slow
def test_two_that_ask_for_the_embedded_corpus_before_it_is_made_both_get_it(tmp_path, monkeypatch):
    (tmp_path / "sample" / "articles").mkdir(parents=True)
    for number in range(20):
        text = f"Talks in Iceland\n\n20 May 2021\n\nLavrov met Blinken {number} times in all.\n"
        (tmp_path / "sample" / "articles" / f"{number}.txt").write_text(text, "utf-8")
    publishers = files.SAMPLE / "publishers.csv"
    (tmp_path / "sample" / "publishers.csv").write_bytes(publishers.read_bytes())
    monkeypatch.setattr(files, "SAMPLE", tmp_path / "sample")
    monkeypatch.setattr(files, "cache", lambda: tmp_path / "cache")

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: open_corpus(), range(2)))

    assert [len(corpus.articles) for corpus in found] == [20, 20]
