"""Feeds that are too large, cut, wrong or meant to harm: a listing all the same, at little cost."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.channels import read_channel
from scrapers.channels.feeds import MAX_ENTRIES, read_feed
from scrapers.channels.markup import parse_xml, plain_text
from scrapers.channels.sitemaps import read_sitemap
from scrapers.items import Listing
from scrapers.sources import ChannelKind
from tests.feed_samples import NOW, URL, item, read, rss


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{}',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">{}',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]>{}',
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY x "' + "&a;" * 50 + '">\n]>{}',
        "<!DOCTYPE rss [<!ENTITY x '<rss><channel><item><title>in</title></item></channel></rss>'> ]>{}",
    ],
)
def test_no_entity_is_expanded(document: str) -> None:
    body = rss(item(title="A &x; B"), declaration="")
    listing = read('<?xml version="1.0"?>' + document.format(body))
    assert [entry.title for entry in listing.entries] == ["A &x; B"]


def test_what_feedparser_cannot_take_ends_no_crawl(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a reader of some date")

    monkeypatch.setattr("feedparser.parse", fail)
    listing = read(rss(item()))
    assert not listing.entries
    assert listing.problem is not None
    assert "parser failed" in listing.problem
    assert "a reader of some date" in caplog.text


def test_text_without_markup_has_no_root() -> None:
    assert parse_xml("no markup")[0] is None
    assert parse_xml("")[0] is None
    assert read_feed("no markup", url=URL, now=NOW).problem is not None
    assert read_sitemap("no markup", url=URL, now=NOW).problem is not None


def test_an_entity_bomb_is_inert() -> None:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>{rss(item(title="&l11;"), declaration="")}'
    assert [entry.title for entry in read(bomb).entries] == ["&l11;"]


HOSTILE = [
    "<" * 300_000,
    "<a " * 300_000,
    "<rss " + "a" * 500_000,
    "<rss " + "a=" * 300_000 + ">",
    "<rss " + 'a="' * 200_000 + ">",
    "<rss><channel>" + "<![CDATA[" * 100_000,
    "<rss><channel><![CDATA[ <item>",
    "<rss><channel>" + "<item>" * 50_000,
    "<rss><channel>" + "<item><title>" * 50_000,
    "<!--" * 200_000,
    "<!DOCTYPE " + "[" * 300_000,
    "<rss>" + "&" * 500_000 + "</rss>",
    "<rss>" + "&a" * 300_000 + "</rss>",
    rss(item(title="&lt;a " * 100_000)),
    rss(item(title="&amp;lt;!--" * 50_000)),
    rss(item(more="<pubDate>" + "1" * 300_000 + "</pubDate>")),
    rss(item("http://" + "a" * 300_000)),
    "<rss>" + "".join(f"<p{i}:x/>" for i in range(30_000)) + "</rss>",
    rss(item().replace("<item>", f"<item {' '.join(f'a{i}=' + repr('x') for i in range(60_000))}>")),
    '{"items": [' + '{"url": "/a"},' * 20_000 + "1]}",
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bytes_cost_little(body: str) -> None:
    # A quadratic step over half a megabyte takes minutes: the suite's patience is the limit, no clock is read.
    assert isinstance(read(body), Listing)


def test_two_thousand_entries_in_order() -> None:
    listing = read(rss("".join(item(f"/story/{i}", more="<description>words</description>") for i in range(2000))))
    assert [entry.url for entry in listing.entries] == [f"https://courier.example/story/{i}" for i in range(2000)]


def test_entries_are_bounded() -> None:
    listing = read(rss("".join(f"<item><guid>http://a.example/{i}</guid></item>" for i in range(MAX_ENTRIES + 9))))
    assert len(listing.entries) == MAX_ENTRIES
    assert listing.problem is not None
    assert "more than 5000 entries" in listing.problem


def test_gzipped_feeds() -> None:
    assert len(read(gzip.compress(rss(item()).encode())).entries) == 1


def test_summaries_end_at_a_word() -> None:
    summary = read(rss(item(more=f"<description>{'word ' * 400}</description>"))).entries[0].summary
    assert summary is not None
    assert len(summary) <= 1000
    assert summary.endswith("word…")


_MARKUP = st.lists(
    st.sampled_from(["<b>", "</p>", "a < b", "&amp;lt;", "&#8217;", " x ", "<!-- c -->", "&", ";", "नुक़्ता", "<"])
)


@given(_MARKUP.map("".join))
def test_plain_text_is_short_single_spaced_and_without_tags(markup: str) -> None:
    text = plain_text(markup, limit=40)
    assert text is None or (0 < len(text) <= 40 and text == " ".join(text.split()) and "<b>" not in text)


_PIECES = st.sampled_from(
    [
        "<rss>",
        "<feed>",
        "<channel>",
        "<item>",
        "</item>",
        "<entry>",
        "<link>http://a.example/",
        "</link>",
        "<title>",
        "</title>",
        "<pubDate>2024",
        "</pubDate>",
        "<![CDATA[",
        "]]>",
        "&x;",
        "<!DOCTYPE rss [",
        "]>",
        "\x1f\x8b",
        "{",
        "http://[",
        "<html>",
        "<guid>",
        "xml:base='http://['",
        "<a:b c:d='1'/>",
        "<geo:lat>1",
        "<link href='//[' rel='alternate'/>",
        "<dc:date>",
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join), st.sampled_from(ChannelKind))
def test_any_bytes_give_a_listing(body: str, kind: ChannelKind) -> None:
    listing = read_channel(body.encode("latin-1"), url=URL, kind=kind, content_type=None, now=NOW)
    assert all(entry.url.startswith(("http://", "https://")) for entry in listing.entries)


@given(st.binary(max_size=200))
def test_any_binary_gives_a_listing(body: bytes) -> None:
    assert isinstance(read(body), Listing)
