import json
from datetime import date, timedelta

import pandas as pd
import pytest

from detente.errors import FactError, ParameterError
from detente.extract.evidence import Event
from detente.extract.facts import Theme
from detente.extract.reference import Reference
from detente.present.chart import plain
from detente.present.timeline import LANES, dense_range, pack, timeline


def change_first_event(corpus, **changes):
    first, *others = corpus.arrow("events").to_pylist()
    corpus.write("events", Event, [Event(**row) for row in (first | changes, *others)])


def test_every_mark_opens_sentences_that_are_there(corpus):
    chart = timeline(corpus)
    keys = {data[0] for trace in chart.figure.data for data in trace.customdata or () if data}

    assert "event:reykjavik-talks-2021" in keys
    assert keys == set(chart.evidence)
    assert all(chart.evidence[key] for key in keys)


def test_an_event_on_record_is_filled_and_a_found_one_open(corpus):
    (dots,) = [
        t for t in timeline(corpus).figure.select_traces("scatter") if t.mode == "markers+text"
    ]
    symbols = dict(zip([key for (key,) in dots.customdata], dots.marker.symbol, strict=True))

    assert symbols["event:reykjavik-talks-2021"] == "circle"
    assert symbols["event:found-sanctions"] == "circle-open"


def test_an_event_known_to_the_month_gets_a_dotted_line_over_that_month(corpus):
    lines = [
        t
        for t in timeline(corpus).figure.select_traces("scatter")
        if t.mode == "lines" and t.line.dash == "dot"
    ]

    assert [t.x for t in lines] == [("2021-06-01", "2021-06-30", None)]


def test_a_wire_story_and_its_copy_are_two_articles_and_one_report(corpus):
    articles, independent = [t for t in timeline(corpus).figure.data if t.type == "bar"]

    assert sum(articles.y) == len(corpus.articles)
    assert sum(independent.y) == corpus.articles["copy_group"].nunique()


def test_an_event_without_a_lane_fails_loudly(corpus):
    change_first_event(corpus, known=None, event_types=("DANCE",))

    with pytest.raises(FactError, match="no lane on the timeline"):
        timeline(corpus)


def test_every_theme_and_every_type_of_event_has_a_lane():
    themes = {row.theme for row in Reference.load().event_rows.values()}

    assert themes | set(Theme.__args__) <= set(LANES)


def test_a_theme_that_is_not_one_is_refused_with_the_themes_there_are(corpus):
    with pytest.raises(ParameterError, match="diplomacy, arms control"):
        timeline(corpus, theme="diplomcy")


def test_events_outside_the_dates_are_counted_in_the_caption(corpus):
    chart = timeline(corpus, begin="2021-06", until="2021-06")

    assert list(chart.table["event_id"]) == ["found-sanctions", "geneva-summit-2021"]
    assert "1 event outside these dates" in chart.caption


def test_labels_in_one_row_never_overlap():
    marks = [(f"e{i}", (i * 37) % 600, 6.0, 40.0 + (i * 53) % 160) for i in range(80)]
    spots, rows = pack(marks, width=600)
    taken = {}
    for spot, (_, x, radius, label) in zip(spots, marks, strict=True):
        left = x - radius - label if spot.side == "left" else x - radius
        taken.setdefault(spot.row, []).append((left, left + 2 * radius + label))
    pairs = [(a, b) for boxes in taken.values() for a in boxes for b in boxes if a < b]

    assert rows > 1
    assert all(a[1] <= b[0] for a, b in pairs)


def test_on_a_phone_nine_events_have_labels_and_all_have_dots(corpus):
    chart = timeline(corpus)
    (dots,) = [t for t in chart.phone.select_traces("scatter") if t.mode == "markers+text"]

    assert len(dots.x) == 3
    assert len([text for text in dots.text if text]) == 3
    assert chart.phone.layout.yaxis.range[0] < chart.figure.layout.height


def test_a_few_days_in_1986_do_not_squeeze_a_corpus_on_2021():
    year = [date(2021, 1, 1) + timedelta(days=i) for i in range(180)]

    assert dense_range([date(1986, 10, 11), *year])[0] == date(2021, 1, 1)


def test_an_old_day_that_would_leave_the_others_an_eighth_of_the_width_is_left_out():
    spring = [date(2021, 3, 1) + timedelta(days=5 * i) for i in range(20)]

    assert dense_range([date(2019, 5, 1), *spring]) == (spring[0], spring[-1])


def test_an_old_day_that_leaves_the_others_a_third_of_the_width_is_drawn():
    spring = [date(2021, 3, 1) + timedelta(days=5 * i) for i in range(20)]
    before = date(2020, 9, 1)

    assert dense_range([before, *spring]) == (before, spring[-1])


def test_a_corpus_spread_over_years_is_drawn_whole():
    years = [date(2009 + i, 5, 1) for i in range(15)]

    assert dense_range(years) == (years[0], years[-1])


def test_the_same_corpus_gives_the_same_bytes(corpus):
    one, other = (json.dumps(timeline(corpus)._repr_mimebundle_()) for _ in range(2))

    assert one == other


def test_a_label_with_markup_is_drawn_as_it_is_printed(corpus):
    change_first_event(corpus, label="<b>Talks</b> & tea")
    texts = json.dumps(plain(timeline(corpus).figure)["data"])

    assert "&lt;b&gt;Talks&lt;/b&gt; &amp; tea" in texts
    assert "<b>Talks" not in texts


def test_articles_without_a_date_are_counted(corpus):
    articles = corpus.table("articles")
    articles.loc[0, "published_local"] = pd.NaT

    assert "1 article with no date" in timeline(corpus).caption
