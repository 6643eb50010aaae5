"""Feeds of every kind and every usual defect, to entries."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.channels import read_channel
from scrapers.channels.dates import read_date, zone_of
from scrapers.channels.encoding import decode
from scrapers.channels.feeds import MAX_ENTRIES, is_comments_feed, read_feed
from scrapers.channels.markup import parse_xml, plain_text
from scrapers.channels.sitemaps import read_sitemap
from scrapers.items import Entry, Listing
from scrapers.sources import ChannelKind

DATA = Path(__file__).parent / "data" / "channels"
NOW = datetime(2024, 8, 22, 18, 0, tzinfo=UTC)
URL = "https://courier.example/politics/feed/"


def read(body: bytes | str, *, url: str = URL, content_type: str | None = "application/rss+xml") -> Listing:
    if isinstance(body, str):
        body = body.encode()
    return read_channel(body, url=url, kind=ChannelKind.FEED, content_type=content_type, now=NOW)


def rss(items: str, *, channel: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{declaration}<rss version="2.0"><channel><title>T</title>{channel}{items}</channel></rss>'


def item(link: str = "/story/1", *, more: str = "", title: str = "One") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def at(hour: int, minute: int = 0, *, day: int = 22) -> datetime:
    return datetime(2024, 8, day, hour, minute, tzinfo=UTC)


def test_rss_20() -> None:
    listing = read((DATA / "rss20.xml").read_bytes())
    assert listing.problem is None
    assert (listing.title, listing.language, listing.is_comments) == ("Valley Courier – Politics", "en-in", False)
    assert list(listing.entries) == [
        Entry(
            url="https://courier.example/politics/congress-nc-final-90-seats/?utm_source=rss&utm_medium=rss",
            title="Congress, NC call alliance ‘final’ on all 90 seats",
            summary="The two parties agreed on Thursday. Lists follow.",
            published_at=at(10, 30),
        ),
        Entry(
            url="https://courier.example/politics/alliance-possible/",
            title='Alliance "possible", say leaders in J&K',
            published_at=at(3, 30),
        ),
    ]


def test_rdf() -> None:
    listing = read((DATA / "rdf.xml").read_bytes())
    written_at = datetime(2024, 7, 10, 2, 45, tzinfo=UTC)
    assert listing.title == "Valley Courier"
    assert list(listing.entries) == [
        Entry(
            url="https://courier.example/story/1",
            title="Talks at the appropriate time",
            summary="Leaders stay vague.",
            published_at=written_at,
            updated_at=written_at,
        )
    ]


def test_atom_10() -> None:
    listing = read((DATA / "atom10.xml").read_bytes(), url="https://samachar.example/atom.xml")
    assert listing.problem is None
    assert listing.title == "समाचार — राजनीति"
    assert list(listing.entries) == [
        Entry(
            url="https://samachar.example/rajniti/gathbandhan-tay-101.html",
            title="गठबंधन तय",
            summary="सभी 90 सीटों पर",
            published_at=at(4, 30),
            updated_at=at(6),
            language="hi",
        ),
        Entry(
            url="https://samachar.example/urdu/ittehad.html",
            title="اتحاد طے",
            summary="تمام نشستوں پر",
            updated_at=at(9, 30),
            language="ur",
        ),
    ]


def test_atom_03() -> None:
    listing = read((DATA / "atom03.xml").read_bytes())
    assert list(listing.entries) == [
        Entry(
            url="https://courier.example/story/2",
            title="Seats & sums",
            summary="How many each.",
            published_at=datetime(2004, 8, 22, 4, 30, tzinfo=UTC),
            updated_at=datetime(2004, 8, 22, 5, 30, tzinfo=UTC),
            language="en",
        )
    ]


def test_rss_091_with_a_document_type_and_html_entities() -> None:
    listing = read((DATA / "rss091.xml").read_bytes())
    assert listing.problem is None
    assert list(listing.entries) == [
        Entry(url="http://courier.example/story/3", title="Café talks", summary="Q&A with a leader")
    ]


def test_json_feed() -> None:
    listing = read((DATA / "feed.json").read_bytes(), url="https://courier.example/feed.json")
    assert (listing.title, listing.language, listing.problem) == ("Valley Courier", "en-in", None)
    assert list(listing.entries) == [
        Entry(
            url="https://courier.example/story/1",
            title="Alliance",
            summary="On all 90 seats",
            published_at=at(4, 30),
            updated_at=at(5, 30),
        ),
        Entry(url="https://courier.example/story/2", title="کانگریس", summary="خلاصہ", language="ur"),
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("<!doctype html><title>Not found</title>", "web page"),
        ("<html><body>We moved</body></html>", "web page"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "web page"),
        ("Service unavailable", "no XML"),
        ("<opml version='2.0'/>", "<opml>"),
        ('{"items": ', "JSON is broken"),
        ('{"error": "no such feed"}', "no JSON Feed"),
        ("[1, 2]", "no JSON Feed"),
        ("[" * 200_000, "JSON is broken"),
        ("<rss", "no XML"),
    ],
)
def test_what_is_no_feed_says_so(body: str, words: str) -> None:
    listing = read(body)
    assert listing.entries == ()
    assert listing.problem is not None
    assert words in listing.problem


@pytest.mark.parametrize(
    "body",
    [rss(""), '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title></feed>', '{"items": []}', "<rss/>"],
)
def test_an_empty_feed_is_no_problem(body: str) -> None:
    listing = read(body)
    assert not listing.entries
    assert listing.problem is None


def test_a_sitemap_listed_as_a_feed_is_read_as_one() -> None:
    listing = read((DATA / "news-sitemap.xml").read_bytes())
    assert listing.kind is ChannelKind.SITEMAP
    assert len(listing.entries) == 2


@pytest.mark.parametrize(
    "content_type", [None, "text/html", "text/html; charset=iso-8859-1", "text/plain", "image/png"]
)
def test_the_content_type_does_not_matter(content_type: str | None) -> None:
    listing = read(rss(item(title="सीट")), content_type=content_type)
    assert [entry.title for entry in listing.entries] == ["सीट"]


@pytest.mark.parametrize(
    ("declared", "real", "content_type"),
    [
        ("UTF-8", "utf-8-sig", None),
        ("UTF-8", "utf-16", None),
        ("UTF-16", "utf-16-le", None),
        ("UTF-16", "utf-16-be", None),
        ("UTF-8", "utf-32", None),
        ("ISO-8859-1", "utf-8", None),
        ("windows-1252", "utf-8", "text/xml; charset=windows-1252"),
        ("UTF-8", "cp1252", None),
        ("UTF-8", "cp1252", "application/xml; charset=utf-8"),
        ("iso-8859-1", "cp1252", None),
        ("us-ascii", "cp1252", None),
        ("no-such-code", "cp1252", None),
        ("base64", "cp1252", None),
    ],
)
def test_encodings_whatever_is_declared(declared: str, real: str, content_type: str | None) -> None:
    words = "Café “talks” – ünï"
    body = rss(item(title=words), declaration=f'<?xml version="1.0" encoding="{declared}"?>')
    listing = read(body.encode(real), content_type=content_type)
    assert [entry.title for entry in listing.entries] == [words]
    assert listing.problem is None


def test_encodings_that_only_a_declaration_tells() -> None:
    body = rss(item(title="Коалиция"), declaration='<?xml version="1.0" encoding="windows-1251"?>')
    assert read(body.encode("cp1251")).entries[0].title == "Коалиция"
    body = rss(item(title="联盟"), declaration='<?xml version="1.0"?>')
    assert read(body.encode("gb18030"), content_type="text/xml; charset=gb2312").entries[0].title == "联盟"
    assert decode("ÆØé – x".encode("cp1252"), "text/xml; charset=idna") == "ÆØé – x"
    body = rss(item(title="é"), declaration='<?xml version="1.0" encoding="shift_jis"?>')
    assert decode(body.encode() + b"\xff\xfd" * 50, None).endswith("ÿý")


def test_one_bad_byte_does_not_make_it_another_encoding() -> None:
    body = rss(item(title="गठबंधन") * 3).encode()
    assert read(body.replace("न".encode(), b"\xe0\xa4", 1)).entries[0].title == "गठबंध�"


@pytest.mark.parametrize(
    ("defect", "title"),
    [
        ("Talks &nbsp;&rsquo;on&rsquo;&hellip;", "Talks ’on’…"),
        ("Q&A &amp; more", "Q&A & more"),
        ("Q &nosuch; A", "Q &nosuch; A"),
        ("A &#x2019; B &#8217; C", "A ’ B ’ C"),
        ("A &#xZZ; B &#99999999999;", None),
        ("<![CDATA[Q&A &amp; <b>bold</b> &eacute;]]>", "Q&A & bold é"),
        ("A\x00B\x0bC\ufffe", "ABC"),
        ("A\u200bB \u00ad C\ufeff", "AB C"),
        ("5 < 6", None),
        ("  lots \n of\t space  ", "lots of space"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "alert(1)"),
        ("x" * 900, "x" * 499 + "…"),
    ],
)
def test_titles_are_plain_text(defect: str, title: str | None) -> None:
    listing = read(rss(item(title=defect) + item("/story/2", title="Two")))
    assert listing.entries[-1].title == "Two"
    if title is not None:
        assert listing.entries[0].title == title
        assert listing.problem is None


@pytest.mark.parametrize(
    "root",
    [
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dc="http://purl.org/dc/elements/1.1/">',
        '<rss version="2.0" version="2.0">',
        "<rss>",
        '<rss media:x="1" version="2.0">',
        '<rss version="2.0" xmlns:dc="">',
        'Warning: PHP <b>notice</b>\n<?xml version="1.0"?><rss version="2.0">',
        '<!-- <rss> made by <b>us</b> --><!DOCTYPE rss [ <!ELEMENT rss ANY> ]><rss version="2.0">',
        '\n\n<?xml version="1.0"?>\n<rss version="2.0">',
    ],
)
def test_namespaces_that_are_undeclared_or_declared_twice_and_junk_before_the_root(root: str) -> None:
    date = "<dc:date>2024-08-22T10:00:00Z</dc:date><media:thumbnail url='x'/><foo:bar>x</foo:bar>"
    listing = read(f"{root}<channel><title>T</title>{item(more=date)}</channel></rss>")
    assert listing.problem is None
    assert [(entry.url, entry.published_at) for entry in listing.entries] == [
        ("https://courier.example/story/1", at(10))
    ]


LINKS = [
    ("<link>/a</link>", "https://courier.example/a"),
    ("<link>b.html</link>", "https://courier.example/politics/feed/b.html"),
    ("<link>\n  https://courier.example/a\n</link>", "https://courier.example/a"),
    ("<link><![CDATA[https://courier.example/a?x=1&y=2]]></link>", "https://courier.example/a?x=1&y=2"),
    ("<link>https://courier.example/a?x=1&y=2</link>", "https://courier.example/a?x=1&y=2"),
    ("<link>https://courier.example/a?x=1&amp;copy=2</link>", "https://courier.example/a?x=1&copy=2"),
    ("<guid>https://courier.example/a</guid>", "https://courier.example/a"),
    ("<link/><guid isPermaLink='true'>https://courier.example/a</guid>", "https://courier.example/a"),
    ("<link>javascript:alert(1)</link><guid>https://courier.example/a</guid>", "https://courier.example/a"),
    (
        "<link>http://feeds.feedburner.com/~r/courier/~3/x/</link>"
        "<feedburner:origLink>https://courier.example/a</feedburner:origLink>",
        "https://courier.example/a",
    ),
    ("<atom:link href='https://courier.example/self' rel='self'/><link>/a</link>", "https://courier.example/a"),
    ("<link>https://समाचार.भारत/गठबंधन</link>", "https://समाचार.भारत/गठबंधन"),
]


@pytest.mark.parametrize(("links", "address"), LINKS)
def test_links(links: str, address: str) -> None:
    listing = read(rss(f"<item><title>One</title>{links}</item>"))
    assert [entry.url for entry in listing.entries] == [address]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://x.example/a",
        "http://u:p@x.example/",
        "http://inner\\@x.example/",
        "mailto:a@b.example",
        "http://[",
        "http://0x7f.1/",
        "",
    ],
)
def test_links_that_are_no_plain_addresses_are_left_out(link: str) -> None:
    listing = read(rss(item(link) + item("/story/2")))
    assert [entry.url for entry in listing.entries] == ["https://courier.example/story/2"]


@pytest.mark.parametrize("cut", [1, 4, 9, 20, 40, 60, 80])
def test_of_a_truncated_feed_the_whole_entries_are_kept(cut: int) -> None:
    full = rss("".join(item(f"/story/{i}", more="<description>words</description>") for i in range(5)))
    listing = read(full[: len(full) - len("</channel></rss>") - cut])
    assert [entry.url for entry in listing.entries] == [f"https://courier.example/story/{i}" for i in range(4)]
    assert listing.problem is not None
    assert "broken at line 1" in listing.problem


def test_a_feed_cut_between_entries_keeps_all_of_them() -> None:
    listing = read(rss(item("/story/1") + item("/story/2")).partition("</channel>")[0])
    assert len(listing.entries) == 2
    assert listing.problem is not None


def test_a_mismatched_tag_costs_one_entry_at_most() -> None:
    listing = read(rss(item("/story/1") + "<item><title>Broken</b><link>/story/2</link></item>" + item("/story/3")))
    assert {"https://courier.example/story/1", "https://courier.example/story/3"} <= {e.url for e in listing.entries}
    assert listing.problem is not None


def test_a_feed_cut_before_its_first_entry_is_whole() -> None:
    listing = read('<rss version="2.0"><channel><item><title>cut')
    assert not listing.entries
    assert listing.problem is not None


DATES = [
    ("Thu, 22 Aug 2024 10:30:00 +0530", at(5)),
    ("Thu, 22 Aug 2024 10:30:00 +05:30", at(5)),
    ("Thu, 22 Aug 2024 10:30:00 IST", at(5)),
    ("Thu, 22 Aug 2024 10:30:00 GMT", at(10, 30)),
    ("Thu, 22 Aug 2024 10:30:00 GMT+5:30", at(5)),
    ("Thu, 22 Aug 2024 10:30:00 Z", at(10, 30)),
    ("Thu, 22 Aug 2024 10:30:00 EDT", at(14, 30)),
    ("Thu, 22 Aug 2024 10:30:00 -0000", at(10, 30)),
    ("Thu, 22 Aug 2024 10:30 PKT", at(5, 30)),
    ("Thursday, 22 August 2024 10:30:00 +0530", at(5)),
    ("Thu,  22 Aug 2024   10:30:00   +0530", at(5)),
    ("22 Aug 2024 10:30:00 +0530", at(5)),
    ("Thu, 22 Aug 24 10:30:00 +0530", at(5)),
    ("Mon, 22 Aug 2024 10:30:00 +0530 (IST)", at(5)),
    ("Thu Aug 22 10:30:00 IST 2024", at(5)),
    ("22 Aug 2024 10:30 AM IST", at(5)),
    ("22 Aug 2024 10:30:00 p.m. +0530", at(17)),
    ("2024-08-22 12:15 AM", at(0, 15)),
    ("2024-08-22T10:30:00Z", at(10, 30)),
    ("2024-08-22T10:30:00.123456+05:30", at(5)),
    ("2024-08-22T10:30:00,5+0530", at(5)),
    ("2024-08-22T10:30+05:30", at(5)),
    ("2024-08-22T10:30:00+05", at(5, 30)),
    ("2024-08-22 10:30:00 +0530", at(5)),
    ("2024-08-22 10:30:00 IST", at(5)),
    ("2024/08/22 10:30:00", at(10, 30)),
    ("2024-08-22T10:30:00", at(10, 30)),
    ("2024-08-22", at(0)),
    ("2024-08", at(0, day=1)),
    ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
    ("2024-08-22T23:59:60Z", datetime(2024, 8, 22, 23, 59, 59, tzinfo=UTC)),
    ("2024-08-21T24:00:00Z", at(0)),
    ("Thu, 22 Aug 2024 10:30:00 XYZ", at(10, 30)),
    ("2024-08-24T17:00:00Z", at(17, day=24)),
    ("2024-08-24T19:00:00Z", None),
    ("9999-12-31T23:59:59Z", None),
    ("0000-00-00 00:00:00", None),
    ("0001-01-01T00:00:00Z", None),
    ("0001-01-01T00:00:00+14:00", None),
    ("Thu, 01 Jan 1970 00:00:00 +0000", None),
    ("2024-13-41", None),
    ("2024-08-22T10:75:00Z", None),
    ("2024-08-22T31:00:00Z", None),
    ("2024-08-22T10:30:00+99:00", None),
    ("Thu, 22 Aug 2024 10:30:00 +9900", None),
    ("Thu, 99 Aug 2024 10:30:00 +0530", None),
    ("yesterday", None),
    ("", None),
    (None, None),
    ("2024-08-22 " * 50, None),
]


@pytest.mark.parametrize(("text", "moment"), DATES)
def test_dates(text: str | None, moment: datetime | None) -> None:
    assert read_date(text, now=NOW) == moment


@pytest.mark.parametrize(
    ("channel", "published_at"),
    [
        ("<lastBuildDate>Thu, 22 Aug 2024 16:00:00 +0530</lastBuildDate>", at(5)),
        ("<pubDate>Thu, 22 Aug 2024 16:00:00 IST</pubDate>", at(5)),
        ("<lastBuildDate>Thu, 22 Aug 2024 16:00:00 GMT</lastBuildDate>", at(10, 30)),
        ("<lastBuildDate>Thu, 22 Aug 2024 16:00:00</lastBuildDate>", at(10, 30)),
        ("", at(10, 30)),
    ],
)
def test_dates_without_zone_are_in_the_channels_own(channel: str, published_at: datetime) -> None:
    dated = item(more="<pubDate>Thu, 22 Aug 2024 10:30:00</pubDate>")
    assert read(rss(dated, channel=channel)).entries[0].published_at == published_at


def test_zones_of_dates() -> None:
    assert str(zone_of("2024-08-22T10:00:00+05:30")) == "UTC+05:30"
    assert zone_of("2024-08-22") is None
    assert zone_of("x" * 200) is None
    assert zone_of(None) is None


@given(
    st.text(max_size=60)
    | st.from_regex(r"[0-9]{1,5}[-/ ][0-9]{1,3}[-/ ][0-9]{1,5}[T ][0-9:.,+Z-]{0,30}", fullmatch=True)
)
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = read_date(text, now=NOW)
    assert moment is None or (moment.tzinfo is UTC and moment <= NOW + timedelta(days=2))
    zone_of(text)


@pytest.mark.parametrize(
    ("url", "title", "links", "is_comments"),
    [
        ("https://kashmir.example/comments/feed/", None, [], True),
        ("https://kashmir.example/story/comments/feed", None, [], True),
        ("https://kashmir.example/?feed=comments-rss2", None, [], True),
        ("https://blog.example/feeds/123/comments/default", None, [], True),
        ("https://kashmir.example/feed/", "Comments on: Alliance final", [], True),
        ("https://kashmir.example/feed/", "Comments for Kashmir Paper", [], True),
        ("https://kashmir.example/x", "T", ["https://a.example/1#comment-7", "https://a.example/2#comment-9"], True),
        ("https://kashmir.example/feed/", "Commentary", ["https://a.example/1"], False),
        ("https://kashmir.example/comment/feed/", "Comment and opinion", ["https://a.example/1#top"], False),
        ("https://kashmir.example/feed/", None, [], False),
    ],
)
def test_comments_feeds(url: str, title: str | None, links: list[str], *, is_comments: bool) -> None:
    assert is_comments_feed(url, title, links) is is_comments


def test_a_listing_says_that_it_is_comments() -> None:
    assert read(rss(item("/a#comment-1") + item("/b#comment-2"))).is_comments


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
