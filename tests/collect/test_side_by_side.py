from detente.collect.retold import side_by_side

WIRE = "The two ministers met on Wednesday evening. They spoke for nearly two hours about arms."
PAPER = "Late in Iceland, the two Ministers met on Wednesday evening; they spoke for long."


def test_shared_runs_of_words_are_given_as_spans_of_both_bodies():
    (span,) = side_by_side(WIRE, PAPER).itertuples()

    assert (
        WIRE[span.start : span.end] == "The two ministers met on Wednesday evening. They spoke for"
    )
    assert PAPER[span.other_start : span.other_end] == (
        "the two Ministers met on Wednesday evening; they spoke for"
    )
    assert span.likeness == 1


def test_a_passage_that_was_moved_is_found_where_it_stands():
    one = "First comes the arms control. Then come the missing ambassadors."
    other = "Then come the missing ambassadors. First comes the arms control."

    spans = list(side_by_side(one, other).itertuples())

    assert [one[s.start : s.end] for s in spans] == [
        "First comes the arms control",
        "Then come the missing ambassadors",
    ]
    assert [s.other_start for s in spans] == [35, 0]


def test_texts_that_share_nothing_have_no_spans():
    spans = side_by_side("Nothing here is alike.", "Другой текст на другом языке.")

    assert spans.empty
    assert list(spans.columns) == ["start", "end", "other_start", "other_end", "likeness"]


def test_sentences_that_say_the_same_in_two_languages_are_given_whole():
    one = "The ministers talked for nearly two hours in Reykjavik. Prices fell."
    other = "Цены упали. Министры почти два часа разговаривали в Рейкьявике."

    (span,) = side_by_side(one, other).itertuples()

    assert one[span.start : span.end] == "The ministers talked for nearly two hours in Reykjavik."
    assert other[span.other_start : span.other_end].startswith("Министры почти два часа")
    assert 0.6 < span.likeness < 1
