from email.utils import parsedate_to_datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

from detente.present.changes import Snapshot, changes
from detente.present.front import follow, write_feed
from detente.present.plan import Study

PUBLISHED = Study(
    title="Talks & <tea>", about="Who met whom?", address="https://example.org/study/"
)


def run(articles: int) -> Snapshot:
    names = {f"a{n}": f"Northwire, no date: <b>Лавров</b> & \x07tea {n}" for n in range(articles)}
    return Snapshot(
        corpus="mine",
        latest=f"2021-{1 + articles // 28:02}-{1 + articles % 28:02}",
        counts={},
        articles=names,
    )


def channel(out):
    return ET.fromstring((out / "changes.xml").read_bytes()).find("channel")  # noqa: S314 - written here


def follow_all(out, *sizes):
    (out / ".data").mkdir(parents=True)
    for before, after in pairwise(sizes):
        follow(out, changes(run(before), run(after)))
    write_feed(out, PUBLISHED)


def test_a_feed_is_rss_2_with_the_latest_change_first(tmp_path):
    follow_all(tmp_path, 1, 2, 4)

    feed = channel(tmp_path)
    items = feed.findall("item")

    assert feed.find("title").text == "Talks & <tea>"
    assert feed.find("link").text == "https://example.org/study/index.html"
    assert [item.find("title").text for item in items] == ["2 articles added", "1 article added"]
    assert "&lt;b&gt;Лавров&lt;/b&gt; &amp; tea 1" in items[1].find("description").text
    assert (
        parsedate_to_datetime(items[0].find("pubDate").text).isoformat()
        == "2021-01-05T00:00:00+00:00"
    )


def test_an_item_keeps_its_guid_when_others_come_after_it(tmp_path):
    follow_all(tmp_path / "one", 1, 2)
    follow_all(tmp_path / "more", 1, 2, 3)

    first = channel(tmp_path / "one").find("item/guid")
    last = channel(tmp_path / "more").findall("item/guid")

    assert last[1].text == first.text
    assert last[0].text != first.text
    assert first.get("isPermaLink") == "false"


def test_data_that_go_back_and_forth_are_news_each_time(tmp_path):
    follow_all(tmp_path, 1, 2, 1, 2)

    guids = [guid.text for guid in channel(tmp_path).findall("item/guid")]

    assert len(set(guids)) == 3


def test_a_run_that_was_stopped_after_it_told_does_not_tell_twice(tmp_path):
    follow_all(tmp_path, 1, 2)
    follow(tmp_path, changes(run(1), run(2)))
    write_feed(tmp_path, PUBLISHED)

    assert len(channel(tmp_path).findall("item")) == 1


def test_a_feed_goes_back_thirty_changes_and_a_damaged_history_begins_anew(tmp_path):
    follow_all(tmp_path, *range(1, 35))
    long = len(channel(tmp_path).findall("item"))
    (tmp_path / ".data" / "feed.json").write_text("{")
    write_feed(tmp_path, Study())

    assert long == 30
    assert channel(tmp_path).findall("item") == []
