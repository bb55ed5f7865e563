from datetime import UTC, datetime

import pytest

from detente.collect.dates import in_address, is_date_line, order_of, published


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "when", "precision"),
    [
        ("2021-05-19T21:30:15+03:00", at(2021, 5, 19, 18, 30, 15), "second"),
        ("2021-05-19T21:30Z", at(2021, 5, 19, 21, 30), "minute"),
        ("2021-05-19 07:05:00 UTC", at(2021, 5, 19, 7, 5), "second"),
        ("Wed, 19 May 2021 22:05:00 -0400", at(2021, 5, 20, 2, 5), "second"),
        ("Wed, 19 May 2021 22:05:00 GMT", at(2021, 5, 19, 22, 5), "second"),
        ("20210519T070500Z", at(2021, 5, 19, 7, 5), "second"),
        ("20210519T070500+0300", at(2021, 5, 19, 4, 5), "second"),
        ("2021-05-19T07:05:00EEST", at(2021, 5, 19, 4, 5), "second"),
        ("1621407900", at(2021, 5, 19, 7, 5), "second"),
        ("1621407900000", at(2021, 5, 19, 7, 5), "second"),
        ("May 19, 2021 9:30 PM EDT", at(2021, 5, 20, 1, 30), "minute"),
        ("19 May 2021 10:15 GMT+3", at(2021, 5, 19, 7, 15), "minute"),
        ("Sept. 8, 2021", at(2021, 9, 8), "day"),
        ("19-May-2021", at(2021, 5, 19), "day"),
        ("2021/05/19", at(2021, 5, 19), "day"),
        ("19.05.2021", at(2021, 5, 19), "day"),
        ("19.05.21", at(2021, 5, 19), "day"),
        ("11.10.86", at(1986, 10, 11), "day"),
        ("19 мая 2021 года", at(2021, 5, 19), "day"),
        ("Среда, 19 мая 2021 г.", at(2021, 5, 19), "day"),
        ("21:30, 19 мая 2021 мск", at(2021, 5, 19, 18, 30), "minute"),
        ("21:30 (МСК) 19.05.2021", at(2021, 5, 19, 18, 30), "minute"),
        ("19 мая 2021 в 21:30 (мск)", at(2021, 5, 19, 18, 30), "minute"),
        ("19 травня 2021", at(2021, 5, 19), "day"),
        ("май 2021", at(2021, 5, 1), "month"),
        ("2021-05", at(2021, 5, 1), "month"),
        ("2021", at(2021, 1, 1), "year"),
    ],
)
def test_a_printed_date_is_read_with_its_zone_and_precision(raw, when, precision):
    found = published(raw, country=None)

    assert (found[0], found[1]) == (when, precision)


@pytest.mark.parametrize(
    "raw",
    ["", "© 2021", "12 March", "31 February 2021", "0000-00-00", "9999-12-31T23:59:59Z", "10 of 12",
     "99999999999999999999", "1/2/3.4", "19 killed in 2021 attack"],
)  # fmt: skip
def test_what_is_no_date_is_not_made_into_one(raw):
    assert published(raw, country="US") is None


def test_a_time_without_zone_of_a_russian_publisher_is_moscow_time_and_says_so():
    moscow = published("19.05.2021 21:30", country="RU")
    elsewhere = published("19.05.2021 21:30", country="GB")

    assert moscow == (at(2021, 5, 19, 18, 30), "minute", "Moscow time assumed")
    assert elsewhere == (at(2021, 5, 19, 21, 30), "minute", "UTC assumed")


def test_moscow_was_an_hour_further_ahead_in_2012():
    assert published("19.05.2012 21:30", country="RU")[0] == at(2012, 5, 19, 17, 30)


def test_05_06_2021_is_may_in_the_us_and_june_elsewhere():
    assert published("05/06/2021", country="US")[0] == at(2021, 5, 6)
    assert published("05/06/2021", country="GB")[0] == at(2021, 6, 5)


def test_a_column_tells_the_order_of_its_dates_where_one_day_is_over_12():
    assert order_of(["05/06/2021", "05/19/2021"]) is True
    assert order_of(["05/06/2021", "19/05/2021"]) is False
    assert order_of(["05/06/2021"]) is None


def test_an_impossible_clock_leaves_the_day():
    assert published("19 мая 2021, 99:99", country="RU") == (at(2021, 5, 19), "day", "")


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Wednesday, 19 May 2021", True),
        ("Published 19 May 2021 10:15 GMT", True),
        ("Reykjavik, 18 May 2021", True),
        ("Опубликовано: 19 мая 2021, 21:30 МСК", True),
        ("The talks of 19 May 2021", False),
        ("What happened on 19 May 2021", False),
        ("© 19 May 2021", False),
        ("© 2021", False),
    ],
)
def test_a_headline_or_copyright_line_with_a_date_is_no_date_line(line, is_one):
    assert is_date_line(line) is is_one


def test_a_day_in_an_address_is_found_and_a_month_is_not_made_into_one():
    assert in_address("https://x.example/2021/05/19/talks") == "2021-05-19"
    assert in_address("https://x.example/20210519/talks") == "2021-05-19"
    assert in_address("https://x.example/2021/05/talks-19") == ""
    assert in_address("https://x.example/news/2021051912345") == ""
