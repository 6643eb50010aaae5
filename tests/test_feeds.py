"""Feeds of every kind and every usual defect, to entries."""

from datetime import UTC, datetime

import pytest

from scrapers.channels.encoding import decode
from scrapers.channels.feeds import is_comments_feed
from scrapers.items import Entry
from scrapers.sources import ChannelKind
from tests.feed_samples import DATA, at, item, read, rss


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
