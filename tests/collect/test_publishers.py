import json
from zoneinfo import ZoneInfo

import pytest

from detente import files
from detente.collect.publishers import Publishers, publishers_of
from detente.errors import InputError

TABLE = (
    "domain,name,country\nnorthwire.example,Northwire,US\nstb-agentstvo.example,СТБ,RU\n"
    "dniproledger.example,Dnipro Ledger,UA\nthe-times.example,The Times of X,GB\n"
)


@pytest.fixture
def publisher(loaded, tmp_path, english):
    """Publisher and country that an article gets from where it is and what it says."""
    table = tmp_path / "publishers.csv"
    table.write_text(TABLE)

    def of(path, **fields):
        record = json.dumps({"title": path, "text": english} | fields)
        articles = loaded({path: record}, publishers=table).articles
        (article,) = articles[articles["title"] == path].itertuples()
        return article.publisher, article.country if isinstance(article.country, str) else None

    return of


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("northwire.json", ("Northwire", "US")),
        ("stb.json", ("СТБ", "RU")),
        ("html/dnipro-ledger/a.json", ("Dnipro Ledger", "UA")),
        ("dnipro-ledger-ru.json", ("Dnipro Ledger", "UA")),
        ("tass.com/a.json", ("TASS (English)", "RU")),
        ("the-post/a.json", ("unknown", None)),
        ("export.json", ("unknown", None)),
    ],
)
def test_a_file_or_folder_named_for_a_publisher_tells_it(publisher, path, expected):
    assert publisher(path) == expected


def test_what_a_record_says_counts_before_its_address_and_its_address_before_its_folder(publisher):
    url = "https://www.northwire.example/a"

    assert publisher("stb/a.json", url=url, source="Dnipro Ledger")[0] == "Dnipro Ledger"
    assert publisher("stb/b.json", url=url)[0] == "Northwire"


def test_a_publisher_in_no_table_goes_by_its_name_or_its_domain(publisher):
    assert publisher("a.json", source={"id": None, "name": "Harbour News"}) == (
        "Harbour News",
        None,
    )
    assert publisher("b.json", url="https://m.harbour.example/a")[0] == "harbour.example"


@pytest.mark.parametrize(
    "printed",
    ["The Guardian (London)", "Guardian", "The Guardian; London (UK)", "The Guardian [London]"],
)
def test_a_name_with_the_city_that_databases_add_is_the_publishers(publisher, printed):
    assert publisher("a.json", source=printed) == ("The Guardian", "GB")


def test_a_zone_comes_from_the_table_or_from_what_all_known_publishers_of_a_country_share(tmp_path):
    table = tmp_path / "publishers.csv"
    table.write_text(
        "domain,name,country,zone\na.example,A,US,America/Denver\nb.example,B,DE,\nc.example,C,US,\n"
    )
    known = Publishers(table)

    zones = [known.of(named=name, url="", path="").zone for name in ("A", "B", "C")]
    assert zones == ["America/Denver", "Europe/Berlin", None]


@pytest.mark.parametrize("zone", ["Moscow time", "../x"])
def test_a_zone_that_there_is_not_says_how_to_write_one(tmp_path, zone):
    table = tmp_path / "publishers.csv"
    table.write_text(f"domain,name,country,zone\na.example,A,RU,{zone}\n")

    with pytest.raises(InputError, match="written as Europe/Moscow"):
        Publishers(table)


def test_every_zone_of_the_reference_is_one_of_the_tz_database():
    assert all(ZoneInfo(p.zone) for p in publishers_of(files.REFERENCE) if p.zone)
