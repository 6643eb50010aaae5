"""Sitemaps of every kind, gzipped and broken ones, to entries and parts."""

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.channels import read_channel, sitemaps
from scrapers.channels.encoding import MAX_MEMBERS, MAX_UNPACKED_BYTES, unpack
from scrapers.channels.sitemaps import MAX_PARTS
from scrapers.items import Entry, Listing
from scrapers.sources import ChannelKind

DATA = Path(__file__).parent / "data" / "channels"
NOW = datetime(2024, 8, 22, 18, 0, tzinfo=UTC)
URL = "https://courier.example/sitemap/news.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(body: bytes | str, *, url: str = URL) -> Listing:
    if isinstance(body, str):
        body = body.encode()
    return read_channel(body, url=url, kind=ChannelKind.SITEMAP, content_type="text/xml", now=NOW)


def index(*parts: tuple[str, str | None]) -> str:
    listed = (
        f"<sitemap><loc>{url}</loc>{'' if modified is None else f'<lastmod>{modified}</lastmod>'}</sitemap>"
        for url, modified in parts
    )
    return f"<?xml version='1.0'?><sitemapindex {SPACE}>{''.join(listed)}</sitemapindex>"


def urlset(*urls: str, attributes: str = SPACE) -> str:
    return f"<urlset {attributes}>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>"


def test_news_sitemap() -> None:
    listing = read((DATA / "news-sitemap.xml").read_bytes())
    assert (listing.problem, listing.parts) == (None, [])
    assert list(listing.entries) == [
        Entry(
            url="https://courier.example/politics/congress-nc-final-101.html",
            title='Congress, NC: "final" on 90 seats',
            summary="alliance, seats",
            published_at=datetime(2024, 8, 22, 10, 30, tzinfo=UTC),
            updated_at=datetime(2024, 8, 22, 11, 0, tzinfo=UTC),
            language="en",
        ),
        Entry(
            url="https://courier.example/urdu/اتحاد-102.html",
            title="اتحاد & نشستیں",
            published_at=datetime(2024, 8, 22, tzinfo=UTC),
            language="ur",
        ),
    ]


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        'xmlns="http://www.google.com/schemas/sitemap/0.84"',
        'xmlns="https://www.sitemaps.org/schemas/sitemap/0.9/" xmlns="twice"',
        'xmlns:news="http://example.org/not-the-news-namespace"',
    ],
)
def test_wrong_and_missing_namespaces(attributes: str) -> None:
    news = "<news:title>Talks &nbsp;on</news:title><news:publication_date>2024-08</news:publication_date>"
    listing = read(f"<urlset {attributes}><url><loc>/story/1</loc><news:news>{news}</news:news></url></urlset>")
    assert listing.problem is None
    assert list(listing.entries) == [
        Entry(url="https://courier.example/story/1", title="Talks on", published_at=datetime(2024, 8, 1, tzinfo=UTC))
    ]


def test_addresses_are_listed_once_and_only_where_they_are_plain() -> None:
    listing = read(
        urlset("/a", "javascript:alert(1)", "http://www.courier.example/a/", "http://u@x.example/", "", "/b?x=1&y=2")
    )
    assert [entry.url for entry in listing.entries] == [
        "https://courier.example/a",
        "https://courier.example/b?x=1&y=2",
    ]


def test_dates_in_the_future_and_nonsense_are_none() -> None:
    first, second = "<loc>/a</loc><lastmod>9999-12-31</lastmod>", "<loc>/b</loc><lastmod/>"
    body = f"<urlset {SPACE}><url>{first}</url><url>{second}</url></urlset>"
    assert [entry.updated_at for entry in read(body).entries] == [None, None]


def test_index_gives_the_parts_of_the_last_three_days_newest_first() -> None:
    body = index(
        ("/sitemap-a.xml", "2024-08-20"),
        ("/sitemap-b.xml", "2024-08-22T17:00:00+00:00"),
        ("/sitemap-c.xml", "2024-08-19T17:59:59Z"),
        ("/sitemap-d.xml", "2024-08-19T18:00:00Z"),
        ("/sitemap-e.xml", "2023-01-01"),
        ("/sitemap-f.xml", None),
        ("javascript:x", "2024-08-22"),
        (URL, "2024-08-22"),
    )
    listing = read(body)
    assert (listing.problem, list(listing.entries)) == (None, [])
    assert listing.parts == [f"https://courier.example/sitemap-{letter}.xml" for letter in "bad"]


@pytest.mark.parametrize(
    ("parts", "newest"),
    [
        (["/2023-12.xml", "/2024-08.xml", "/2024-07.xml"], "/2024-08.xml"),
        (["/sitemap-2024.xml", "/sitemap-2023.xml", "/sitemap-2022.xml"], "/sitemap-2024.xml"),
        (["/2024/8/1.xml", "/2024-08-21.xml", "/2024-08-22.xml"], "/2024-08-22.xml"),
        (
            ["/post-sitemap1.xml", "/post-sitemap12.xml", "/post-sitemap2.xml", "/page-sitemap99.xml"],
            "/post-sitemap12.xml",
        ),
        (["/sitemap-2024-08.xml", "/google-news.xml"], "/google-news.xml"),
        (["/x.xml", "/y.xml"], "/x.xml"),
        (["/one.xml"], "/one.xml"),
    ],
)
def test_of_an_index_without_dates_the_part_that_looks_newest(parts: list[str], newest: str) -> None:
    assert read(index(*((part, None) for part in parts))).parts == [f"https://courier.example{newest}"]


def test_an_index_of_old_parts_has_none_to_follow() -> None:
    assert read(index(("/a.xml", "2024-01-01"), ("/b.xml", None))).parts == []
    assert read(index()).parts == []


def test_parts_are_bounded_where_all_claim_to_be_new() -> None:
    parts = read(index(*((f"/sitemap-{year}.xml", "2024-08-22") for year in range(1990, 2025)))).parts
    assert parts[0] == "https://courier.example/sitemap-2024.xml"
    assert len(parts) == MAX_PARTS


@pytest.mark.parametrize("form", ["urlset", "index", "text"])
def test_lines_are_bounded(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(sitemaps, "MAX_ENTRIES", 3)
    urls = [f"https://courier.example/{number}" for number in range(5)]
    if form == "index":
        assert read(index(*((url, None) for url in urls))).parts == [urls[2]]
    else:
        listing = read(urlset(*urls) if form == "urlset" else "\n".join(urls))
        assert [entry.url for entry in listing.entries] == urls[:3]


def test_plain_text_sitemaps() -> None:
    listing = read("\ufeffhttps://courier.example/a\r\nhttps://courier.example/b\n\n")
    assert [entry.url for entry in listing.entries] == ["https://courier.example/a", "https://courier.example/b"]
    assert listing.problem is None
    mixed = read("https://courier.example/a\nhello\n")
    assert len(mixed.entries) == 1
    assert mixed.problem == "1 of 2 lines are no addresses"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "empty"),
        ("not found", "no sitemap"),
        ("<!doctype html><p>x", "robots.txt"),
        ("<?xml version='1.0'?><error/>", "<error>"),
        (b"\x00\x01\x02\x03", "no sitemap"),
        (b"\x1f\x8b\x08nonsense", "gzip data"),
        (b"\x1f\x8b", "gzip data ends early"),
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes | str, words: str) -> None:
    listing = read(body)
    assert (list(listing.entries), list(listing.parts)) == ([], [])
    assert listing.problem is not None
    assert words in listing.problem


def test_a_feed_listed_as_a_sitemap_is_read_as_one() -> None:
    listing = read("<rss><channel><item><link>/a</link></item></channel></rss>")
    assert (listing.kind, len(listing.entries)) == (ChannelKind.FEED, 1)


@pytest.mark.parametrize("cut", [3, 8, 14, 20, 26])
def test_of_a_truncated_sitemap_the_whole_entries_are_kept(cut: int) -> None:
    full = urlset(*(f"/story/{i}" for i in range(5)))
    listing = read(full[: len(full) - len("</urlset>") - cut])
    assert [entry.url for entry in listing.entries] == [f"https://courier.example/story/{i}" for i in range(4)]
    assert listing.problem is not None
    assert "broken at line 1" in listing.problem


def test_gzip_is_told_by_its_bytes() -> None:
    body = urlset("/a").encode()
    assert len(read(gzip.compress(body)).entries) == 1
    assert len(read(gzip.compress(body), url=URL + ".gz").entries) == 1
    assert len(read(body, url=URL + ".gz").entries) == 1
    assert len(read(gzip.compress(body[:20]) + gzip.compress(body[20:])).entries) == 1


def test_a_truncated_gzip_gives_what_was_unpacked() -> None:
    packed = gzip.compress(urlset(*(f"/story/{i}-{hash(i) * 7919 % 1009}" for i in range(2000))).encode())
    listing = read(packed[: len(packed) // 2])
    assert 500 < len(listing.entries) < 1500
    assert listing.problem == "the gzip data ends early"


def test_a_gzip_bomb_is_a_problem_and_no_memory() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(64)) + packer.flush()
    listing = read(bomb)
    assert not listing.entries
    assert listing.problem == "unpacks to more than 8,192 kB, which is the limit"
    many = gzip.compress(bytes(MAX_UNPACKED_BYTES // 2))
    assert unpack(many * 2).problem is None
    assert unpack(many * 3).problem is not None
    assert unpack(gzip.compress(b"abc"), limit=3).body == b"abc"
    assert unpack(gzip.compress(b"abcd"), limit=3).body == b""


def test_of_a_gzip_without_end_the_first_hundred_members_are_read() -> None:
    assert unpack(gzip.compress(b"a") * (MAX_MEMBERS + 1)).body == b"a" * MAX_MEMBERS


def test_no_entity_is_expanded_and_nothing_is_fetched() -> None:
    types = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]>'
    listing = read(types + urlset("/a", "https://courier.example/&x;/b"))
    assert [entry.url for entry in listing.entries] == [
        "https://courier.example/a",
        "https://courier.example/&x;/b",
    ]


HOSTILE = [
    f"<urlset {SPACE}>" + "<url>" * 100_000,
    f"<urlset {SPACE}>" + "<url><loc>" * 50_000,
    f"<urlset {SPACE}>" + "<url><loc>/a</loc>" * 20_000,
    urlset(*["http://" + "a." * 3000] * 20),
    urlset(*["/" + "%" * 4000] * 50),
    "https://a.example/\n" * 50_000,
    "http" * 200_000,
    index(*((f"/{'2024' * 500}{i}", None) for i in range(200))),
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bytes_cost_little(body: str) -> None:
    assert isinstance(read(body), Listing)


@given(st.binary(max_size=200).map(lambda tail: b"\x1f\x8b\x08\x00" + tail) | st.binary(max_size=50))
def test_any_bytes_unpack_within_the_limit(body: bytes) -> None:
    assert len(unpack(body, limit=64).body) <= max(64, len(body))


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=20))
def test_parts_are_recent_and_in_order(ages: list[tuple[int, bool]]) -> None:
    listed = [
        (f"/part{i}.xml", (NOW - timedelta(hours=hours)).isoformat() if dated else None)
        for i, (hours, dated) in enumerate(ages)
    ]
    recent = {
        f"https://courier.example{url}": hours
        for (url, _), (hours, dated) in zip(listed, ages, strict=True)
        if dated and hours <= 72
    }
    parts = read(index(*listed)).parts
    if any(dated for _, dated in ages):
        assert set(parts) == set(recent)
        assert [recent[part] for part in parts] == sorted(recent.values())
    else:
        assert len(parts) == min(len(ages), 1)
