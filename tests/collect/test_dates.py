from datetime import UTC, datetime

import pytest

from detente import files
from detente.collect.dates import (
    DateWords,
    in_address,
    is_date_line,
    is_update_line,
    order_of,
    published,
)
from detente.tables import read

WORDS = read(DateWords, files.REFERENCE / "date_words.csv")


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
        ("Tue Jul 30 09:35:14 CEST 2019", at(2019, 7, 30, 7, 35, 14), "second"),
        ("Wed May 19 2021 10:15:00 GMT+0300 (MSK)", at(2021, 5, 19, 7, 15), "second"),
        ("Mittwoch, 19.05.2021 | 10.15 Uhr", at(2021, 5, 19, 10, 15), "minute"),
        ("Publié le mercredi 1er mai 2021 à 10h15", at(2021, 5, 1, 10, 15), "minute"),
        ("Publicado el 19 de mayo de 2021 a las 10:15 h", at(2021, 5, 19, 10, 15), "minute"),
        ("2021. május 19. 10:15", at(2021, 5, 19, 10, 15), "minute"),
        ("2021 m. gegužės 19 d. 10:15", at(2021, 5, 19, 10, 15), "minute"),
        ("2021. gada 19. maijs", at(2021, 5, 19), "day"),
        ("2021年5月19日下午3:15", at(2021, 5, 19, 15, 15), "minute"),
        ("2021년 5월 19일 오전 10:15", at(2021, 5, 19, 10, 15), "minute"),
        ("19. 5. 2021 10:15", at(2021, 5, 19, 10, 15), "minute"),
        ("7-го мая 2021 г.", at(2021, 5, 7), "day"),
        ("发布时间：21-05-19 10:15", at(2021, 5, 19, 10, 15), "minute"),
        ("الأربعاء، 19 أيار/مايو 2021", at(2021, 5, 19), "day"),
        ("19 May 2021 22:15 -04:00", at(2021, 5, 20, 2, 15), "minute"),
        ("2021/05/19 22:15:30-04:00", at(2021, 5, 20, 2, 15, 30), "second"),
        ("19-May-21", at(2021, 5, 19), "day"),
        ("05-19-2021", at(2021, 5, 19), "day"),
        ("19 MAYIS 2021", at(2021, 5, 19), "day"),
        ("May 19, 2021 | 10:15-11:30", at(2021, 5, 19, 10, 15), "minute"),
        ("май 2021", at(2021, 5, 1), "month"),
        ("2021-05", at(2021, 5, 1), "month"),
        ("2021", at(2021, 1, 1), "year"),
    ],
)
def test_a_printed_date_is_read_with_its_zone_and_precision(raw, when, precision):
    found = published(raw)

    assert (found.when, found.precision) == (when, precision)


@pytest.mark.parametrize(
    "raw",
    ["", "© 2021", "12 March", "31 February 2021", "0000-00-00", "9999-12-31T23:59:59Z", "10 of 12",
     "99999999999999999999", "1/2/3.4", "12/12/12/12", "19 мая 0021", "19 killed in 2021 attack"],
)  # fmt: skip
def test_what_is_no_date_is_not_made_into_one(raw):
    assert published(raw, country="US") is None


def test_a_time_without_zone_is_that_of_the_publishers_place_and_says_so():
    moscow = published("19.05.2021 21:30", zone="Europe/Moscow")
    elsewhere = published("19.05.2021 21:30")

    assert (moscow.when, moscow.assumed) == (at(2021, 5, 19, 18, 30), "Moscow time assumed")
    assert (elsewhere.when, elsewhere.assumed) == (at(2021, 5, 19, 21, 30), "UTC assumed")


@pytest.mark.parametrize("row", [row for row in WORDS if row.kind == "month"])
def test_a_month_is_read_in_every_language_that_has_a_row(row):
    found = {published(f"7 {word} 2021").when for word in row.words}

    assert found == {at(2021, int(row.value), 7)}


@pytest.mark.parametrize("row", [row for row in WORDS if row.kind == "zone"])
def test_a_zone_is_read_as_publishers_of_its_country_mean_it(row):
    found = {published(f"7 May 2021 10:15 {name}", country=row.of).when for name in row.words}

    ahead = row.value if "/" not in row.value else None
    assert found == {
        published(f"2021-05-07T10:15{ahead or ''}", zone=row.value if not ahead else None).when
    }


def test_a_zone_that_means_another_elsewhere_is_said_to_be_assumed():
    assert published("7 May 2021 10:15 CST").assumed == "CST read as -06:00"
    assert published("7 May 2021 10:15 CST", country="CN").assumed == ""
    assert published("7 May 2021 10:15 JST").assumed == ""


@pytest.mark.parametrize(
    ("raw", "zone", "day", "offset", "basis"),
    [
        ("2021-05-20T01:30:00Z", "America/New_York", 19, "-04:00", "publisher's place"),
        ("2021-05-20T01:30:00Z", None, 20, "+00:00", "UTC"),
        ("2021-05-20T01:30:00+03:00", "America/New_York", 20, "+03:00", "as printed"),
        ("20 May 2021 01:30 GMT", "Asia/Qatar", 20, "+00:00", "as printed"),
        ("Thu, 20 May 2021 01:30:00 GMT", "America/Chicago", 19, "-05:00", "publisher's place"),
        ("20 May 2021 01:30", "Europe/Moscow", 20, "+03:00", "as printed"),
        ("20 May 2021 01:30", None, 20, None, "as printed"),
        ("20 May 2021", "America/New_York", 20, None, "as printed"),
    ],
)
def test_the_day_is_the_one_in_the_publishers_place(raw, zone, day, offset, basis):
    said = published(raw, zone=zone)

    assert (said.local.day, said.offset, said.basis) == (day, offset, basis)


def test_moscow_was_an_hour_further_ahead_in_2012():
    assert published("19.05.2012 21:30", zone="Europe/Moscow").when == at(2012, 5, 19, 17, 30)


def test_05_06_2021_is_may_in_the_us_and_june_elsewhere():
    assert published("05/06/2021", country="US").when == at(2021, 5, 6)
    assert published("05/06/2021", country="GB").when == at(2021, 6, 5)


def test_a_column_tells_the_order_of_its_dates_where_one_day_is_over_12():
    assert order_of(["05/06/2021", "05/19/2021"]) is True
    assert order_of(["05/06/2021", "19/05/2021"]) is False
    assert order_of(["05/06/2021"]) is None


def test_an_impossible_clock_leaves_the_day():
    found = published("19 мая 2021, 99:99", country="RU")

    assert (found.when, found.precision, found.assumed) == (at(2021, 5, 19), "day", "")


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Wednesday, 19 May 2021", True),
        ("Published 19 May 2021 10:15 GMT", True),
        ("Reykjavik, 18 May 2021", True),
        ("Опубликовано: 19 мая 2021, 21:30 МСК", True),
        ("Veröffentlicht am Mittwoch, 19. Mai 2021 um 10.15 Uhr", True),
        ("发布时间：2021年5月19日 10:15", True),
        ("3 min read 19 May 2021", False),
        ("19 May 2021 10:15 dead", False),
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
    assert in_address("https://x.example/2021/may/19/talks") == "2021-05-19"
    assert in_address("https://x.example/2021-05/19/c_1.htm") == "2021-05-19"
    assert in_address("https://x.example/2021/middle_east/5/19/a/index.html") == "2021-05-19"
    assert in_address("https://x.example/t20210519_1.shtml") == "2021-05-19"
    assert in_address("https://x.example/plans-for-2024-05-09-parade") == ""
    assert in_address("https://x.example/2021/13/19/talks") == ""
    assert in_address("https://x.example/2021/05/talks-19") == ""
    assert in_address("https://x.example/news/2021051912345") == ""


def test_a_line_that_says_when_a_text_was_changed_is_told_in_other_languages():
    assert is_update_line("Aktualisiert am 19. Mai 2021, 10:15 Uhr")
    assert is_update_line("Mis à jour le 19 mai 2021 à 10h15")
    assert not is_update_line("Publié le 19 mai 2021 à 10h15")
