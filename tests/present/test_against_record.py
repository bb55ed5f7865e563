import detente


def test_checks_and_values_that_the_record_contradicts_are_listed_with_their_reason(corpus):
    rows = detente.against_record(corpus)

    listed = list(zip(rows["printed"], rows["about"], rows["on record"], strict=True))
    assert ("20 мая", "weekday", "Thursday") in listed
    assert ("almost two hours", "duration", "1 h 45 min") in listed
    assert rows["why"].str.len().min() > 0
    assert rows["source"].str.len().min() > 0


def test_values_that_only_seem_to_differ_are_not_listed(corpus):
    rows = detente.against_record(corpus)

    assert "19 May in Reykjavik is 20 May in Moscow" not in " ".join(rows["why"])


def test_the_printed_words_stand_in_the_article(corpus):
    rows = detente.against_record(corpus)
    bodies = corpus.articles.set_index("article_id")["body"]

    for row in rows.itertuples():
        assert bodies[row.article_id][row.start : row.end] == row.printed


def test_a_selection_lists_its_own_articles_alone(corpus):
    rows = detente.against_record(corpus.by_country("RU"))

    assert set(rows["article_id"]) == {"vestnik"}
