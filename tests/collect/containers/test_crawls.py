import gzip

import pytest


def test_each_answer_of_a_crawl_is_read_with_its_address_and_time(loaded, record, page):
    crawl = record("software: x", "warcinfo", media="application/warc-fields") + record(
        page("Talks"), url="https://northwire.example/talks"
    )

    corpus = loaded({"crawl.warc": crawl})

    assert list(corpus.ledger["locator"]) == ["crawl.warc#record 2"]
    assert list(corpus.articles["url"]) == ["https://northwire.example/talks"]


def test_answers_without_an_article_are_refused_with_what_they_are(outcome, record, page):
    url = "https://northwire.example/a"
    crawl = b"".join(
        (
            record("no such page", status="404 Not Found"),
            record("", status="301 Moved Permanently"),
            record(b"\x89PNG", media="image/png"),
            record("p {color: red}", media="text/css"),
            record("", kind="revisit"),
            record("GET / HTTP/1.1\r\n\r\n", kind="request"),
            record(page("Talks"), kind="resource"),
        )
    )

    assert [(status, reason) for _, status, reason in outcome(crawl)] == [
        ("refused", f"no text: HTTP 404 {url}"),
        ("refused", f"no text: HTTP 301 {url}"),
        ("refused", f"not text: image/png {url}"),
        ("refused", f"not text: text/css {url}"),
        (
            "refused",
            f"no text: unchanged since an earlier visit, of which this crawl has the text {url}",
        ),
        ("read", ""),
    ]


@pytest.mark.parametrize(
    ("headers", "packed"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress),
        ("Content-Encoding: gzip\r\n", bytes),  # unpacked by the crawler, its header left
        (
            "Transfer-Encoding: chunked\r\n",
            lambda data: b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data),
        ),
    ],
)
def test_what_a_server_packed_is_unpacked(outcome, record, page, headers, packed):
    crawl = record(packed(page("Talks").encode()), headers=headers)

    assert outcome(crawl) == [("#record 1", "read", "")]


def test_an_answer_that_does_not_unpack_costs_that_answer_only(outcome, record, page):
    bad = gzip.compress(b"x" * 999)[:20] + b"noise"
    crawl = record(bad, headers="Content-Encoding: gzip\r\n") + record(page("Talks"))

    rows = outcome(crawl)

    assert [row[:2] for row in rows] == [("#record 1", "refused"), ("#record 2", "read")]


def test_each_record_of_a_packed_crawl_before_the_cut_is_read(outcome, record, page):
    records = [gzip.compress(record(page(f"Talks {n}"))) for n in range(4)]
    crawl = b"".join(records)

    rows = outcome(crawl[: -len(records[-1]) // 2])

    assert [status for _, status, _ in rows] == ["read", "read", "read", "refused"]
    assert rows[3][0] == "#after record 3"


def test_each_record_of_a_crawl_before_the_cut_is_read(outcome, record, page):
    crawl = record(page("One")) + record(page("Two"))

    rows = outcome(crawl[:-100])

    assert rows[1][0] == "#after record 1"
    assert [status for _, status, _ in rows] == ["read", "refused"]


def test_noise_between_records_is_told_once(outcome, record, page):
    rows = outcome(record(page("One")) + b"noise " * 99 + record(page("Two")))

    assert [row[:2] for row in rows] == [("#record 1", "read"), ("#after record 1", "refused")]


def test_of_a_wacz_the_crawls_are_read_and_not_its_lists(outcome, zipped, record, page):
    data = zipped(
        {
            "datapackage.json": "{}",
            "archive/data.warc.gz": gzip.compress(record(page("Talks"))),
            "indexes/index.cdx": "example",
            "pages/pages.jsonl": '{"title": "T", "text": "not an article of its own"}',
        }
    )

    assert outcome(data) == [("#archive/data.warc.gz#record 1", "read", "")]


def test_each_letter_of_a_mailbox_is_a_file(outcome, english, russian):
    letters = "".join(
        f"From desk@northwire.example Thu May 20 10:0{n}:00 2021\nSubject: Talks\n\n{text}\n\n>From the start, said all.\n\n"
        for n, text in enumerate((english, russian))
    )

    assert [place for place, _, _ in outcome(letters)] == ["#message 1", "#message 2"]


def test_a_text_that_begins_with_from_is_no_mailbox(outcome, english):
    assert outcome(f"From Geneva\n\n{english}") == [("", "read", "")]
