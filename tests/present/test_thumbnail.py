from nbformat.v4 import new_code_cell, new_notebook, new_output

from detente.present.thumbnail import HEIGHT, LIMIT, WIDTH, drawing, thumbnail


def figure(*traces, **layout):
    return {"data": list(traces), "layout": layout}


def test_dots_lie_where_days_and_rows_put_them():
    drawn = drawing(figure({"type": "scatter", "mode": "markers", "x": ["2021-05-01", "2021-05-11", "2021-05-06"],
                            "y": [0, 2, 1], "marker": {"color": "#2f7fc1", "size": 14}}))  # fmt: skip

    assert 'd="M5 67h0M115 5h0M60 36h0"' in drawn
    assert 'stroke="#2f7fc1"' in drawn


def test_bars_begin_at_zero_and_words_are_places_in_order():
    drawn = drawing(figure({"type": "bar", "orientation": "h", "x": [10, 5], "y": ["US", "RU"]}))

    assert "M5 62.5H115" in drawn
    assert "M5 0.5H60" in drawn


def test_a_line_breaks_where_a_value_is_missing():
    drawn = drawing(figure({"mode": "lines", "x": [0, 1, None, 2, 3], "y": [0, 0, None, 1, 1]}))

    assert 'd="M5 67L42 67M78 5L115 5"' in drawn


def test_a_drawing_of_many_marks_is_thinned_and_stays_small():
    many = list(range(5000))
    drawn = drawing(figure({"mode": "markers", "x": many, "y": many}))

    assert 500 < len(drawn) < LIMIT + 200


def test_a_colour_that_is_no_colour_and_bytes_for_values_do_no_harm():
    hostile = {
        "mode": "markers",
        "x": [1],
        "y": [1],
        "marker": {"color": '"/><script>', "size": [None]},
    }
    packed = {"mode": "markers", "x": {"bdata": "AA==", "dtype": "i1"}, "y": [1]}

    assert "script" not in drawing(figure(hostile))
    assert drawing(figure(packed)) == ""
    assert drawing(figure({"type": "pie", "values": [1]})) == ""


def test_the_first_figure_of_a_notebook_is_drawn_and_none_where_there_is_none():
    data = {"application/vnd.plotly.v1+json": figure({"mode": "markers", "x": [1, 2], "y": [1, 2]})}
    with_one = new_notebook(cells=[new_code_cell(outputs=[new_output("display_data", data=data)])])

    assert thumbnail(with_one).startswith(f'<svg class="thumb" viewBox="0 0 {WIDTH} {HEIGHT}"')
    assert thumbnail(new_notebook()) == ""
