"""Section and front pages: which links are articles."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.channels import read_channel
from scrapers.channels.sections import MAX_ENTRIES, is_story_address
from scrapers.items import Entry, Listing
from scrapers.sources import ChannelKind

URL = "https://courier.example/politics/"


def read(page: str, *, url: str = URL) -> Listing:
    now = datetime(2024, 8, 22, 18, 0, tzinfo=UTC)
    return read_channel(page.encode(), url=url, kind=ChannelKind.SECTION, content_type="text/html", now=now)


def link(href: str, text: str = "Alliance is final on all seats") -> str:
    return f'<div class="story-card"><h3><a href="{href}">{text}</a></h3></div>'


def urls(page: str, *, url: str = URL) -> list[str]:
    return [entry.url for entry in read(page, url=url).entries]


def test_a_section_page() -> None:
    page = """<!doctype html><html lang="en-IN"><head><title> Politics |
      Valley Courier </title></head><body>
    <header><a href="/"><img alt="Valley Courier" src="/logo.png"></a></header>
    <nav><a href="/politics/">Politics</a>
      <a href="/politics/a-very-long-menu-entry-with-many-words-4700.html">Long</a></nav>
    <main><h1>Politics</h1>
    <div class="card"><a href="/politics/congress-nc-final-on-90-seats-4712.html"><img
      alt="Leaders wave" src="a.jpg"></a>
      <h2><a href="/politics/congress-nc-final-on-90-seats-4712.html?ref=home">
      Congress, NC: <em>final</em> on 90 seats</a></h2>
      <p>Standfirst <a href="/author/a-reporter">A. Reporter</a> <a href="/tag/alliance">alliance</a></p></div>
    <div class="card"><a href="/2024/08/22/alliance-possible"><h3>Alliance possible, say leaders</h3>
      <p>More text</p></a>
      <a href="/2024/08/22/alliance-possible#comments">12 comments</a></div>
    <article><h4><a href="/politics/talks-begin">Talks on the alliance begin today</a></h4></article>
    <a href="?page=2">Next page of all the stories</a><a href="#top">Back to the top of page</a>
    <a href="https://elsewhere.example/2024/08/22/another-papers-own-story">Another paper's own long story</a>
    <a href="mailto:desk@courier.example">Write a letter to the desk</a>
    <a href="javascript:share()">Share this story now please</a>
    <a href="/login?next=/politics/4712">Log in to read all stories</a>
    <a href="/videos/">All our videos in one place</a>
    </main><footer><a href="/privacy-policy">Privacy policy</a></footer></body></html>"""
    listing = read(page)
    assert (listing.title, listing.language, listing.problem) == ("Politics | Valley Courier", "en-in", None)
    assert list(listing.entries) == [
        Entry(
            url="https://courier.example/politics/congress-nc-final-on-90-seats-4712.html?ref=home",
            title="Congress, NC: final on 90 seats",
        ),
        Entry(url="https://courier.example/2024/08/22/alliance-possible", title="Alliance possible, say leaders"),
        Entry(url="https://courier.example/politics/talks-begin", title="Talks on the alliance begin today"),
    ]


def test_pages_in_hindi_and_urdu() -> None:
    page = """<html lang="hi"><div class="news-list"><h3><a href="/राजनीति/गठबंधन-पर-कांग्रेस-और-नेकां-में-सहमति">
      गठबंधन पर कांग्रेस और नेकां में सहमति</a></h3>
      <h3><a href="/hindi/bharat/congress-nc-gathbandhan/na20240822101">सभी नब्बे सीटों पर फ़ैसला हुआ</a></h3>
      <a href="/urdu/jammu-and-kashmir/%DA%A9%D8%A7%D9%86%DA%AF%D8%B1%DB%8C%D8%B3-urn20240822">
      کانگریس اور نیشنل کانفرنس میں اتحاد</a>
      <a href="/राजनीति">राजनीति</a><a href="/hindi/delhi">दिल्ली</a><a href="/urdu">اردو</a></div>"""
    listing = read(page, url="https://samachar.example/")
    assert [entry.title for entry in listing.entries] == [
        "गठबंधन पर कांग्रेस और नेकां में सहमति",
        "सभी नब्बे सीटों पर फ़ैसला हुआ",
        "کانگریس اور نیشنل کانفرنس میں اتحاد",
    ]
    assert listing.language == "hi"


ARTICLES = [
    "/india/congress-nc-final/articleshow/112708911.cms",
    "/news/national/talks-on-alliance/article68554321.ece",
    "/india-news/alliance-final-on-all-90-seats-101724321234.html",
    "/article/political-pulse/congress-nc-alliance-9526111/",
    "/india-news/omar-abdullah-alliance-6384555",
    "/2024/08/22/alliance/",
    "/story/news/2024-08-22/alliance",
    "/en/alliance-is-final/a-65464327",
    "/news/articles/clymn8zyrp9o",
    "/world/5f2c1d3e-8a07-42e4-a527-2f03f45e1234",
    "/2024/08/22/politics/alliance/index.html",
    "/archives/2024/10/16/2003825372",
    "/news.php?id=4711",
    "/?p=4711",
    "/politics/alliance-is-final-on-all-seats",
]


@pytest.mark.parametrize("path", ARTICLES)
def test_addresses_of_articles(path: str) -> None:
    assert urls(link(path)) == [f"https://courier.example{path}"]
    assert is_story_address(f"https://courier.example{path}")


NO_ARTICLES = [
    "/",
    "/index.html",
    "/hi/",
    "/politics/",
    "/politics#latest",
    "/tag/alliance-of-the-two-parties-in-kashmir",
    "/topic/jammu-and-kashmir-assembly-election-2024",
    "/author/a-long-name-of-a-reporter-12345",
    "/category/politics/page/2",
    "/page/20240",
    "/videos",
    "/video-gallery/",
    "/web-stories/",
    "/login",
    "/contact-us.html",
    "/terms-and-conditions",
    "/2024/08/",
    "/media/2024/08/22/leaders-wave-to-the-crowd-4711.jpg",
    "/epaper/2024-08-22.pdf",
    "/feed/",
    "/wp-content/uploads/2024/08/list-of-all-candidates/",
    "https://elsewhere.example/2024/08/22/another-story-4711.html",
    "https://www.facebook.com/sharer.php?u=https://courier.example/2024/08/22/x-4711",
    "whatsapp://send?text=/2024/08/22/story-4711",
    "http://user@courier.example/2024/08/22/story-4711",
]


@pytest.mark.parametrize("href", NO_ARTICLES)
def test_addresses_that_are_no_articles(href: str) -> None:
    listing = read(link(href) + link("/2024/08/22/the-one-real-story-4711.html"))
    assert [entry.url for entry in listing.entries] == [
        "https://courier.example/2024/08/22/the-one-real-story-4711.html"
    ]


@pytest.mark.parametrize(
    ("page", "is_listed"),
    [
        ("<div class=header-menu><a href='/politics/the-story-4711.html'>Final</a></div>", False),
        ("<div class=mega-menu><a href='/2024/08/22/a-story-4711.html'>Alliance final on all seats</a></div>", True),
        ("<div role=navigation><a href='/2024/08/22/a-story-4711.html'>Alliance final on all seats</a></div>", False),
        ("<footer><a href='/2024/08/22/a-story-4711.html'>Alliance final on all seats</a></footer>", False),
        ("<a href='/2024/08/22/a-story-4711.html'>12</a>", False),
        ("<a href='/2024/08/22/a-story-4711.html'></a>", True),
        ("<a href='/2024/08/22/a-story-4711.html'>联盟最终在所有九十个席位上达成一致的消息传来了</a>", True),
        ("<div>" * 20 + "<h2><a href='/2024/08/22/a-story-4711.html'>Alliance final on all seats</a></h2>", True),
        ("<h2 class=card><a href='/elections'>All about the elections of this year</a></h2>", False),
        ("<p><a href='/our-team'>Who we are and what we do</a></p>", False),
    ],
)
def test_the_place_of_a_link_counts(page: str, *, is_listed: bool) -> None:
    assert bool(urls(page)) is is_listed


@pytest.mark.parametrize(
    ("anchor", "title"),
    [
        (
            "<a href='{}'><span>Label</span> <h3>The real headline here</h3><p>And a long summary</p></a>",
            "The real headline here",
        ),
        ("<a href='{}'><img alt='Leaders wave to the crowd'></a>", "Leaders wave to the crowd"),
        ("<a href='{}' aria-label='Alliance is final on seats'><svg></svg></a>", "Alliance is final on seats"),
        ("<a href='{}' title='Alliance is final on seats'></a>", "Alliance is final on seats"),
        ("<a href='{}'>Q&amp;A: 5 &lt; 6 in the <b>House</b></a>", "Q&A: 5 ‹ 6 in the House"),
        ("<a href='{}'>" + "many words " * 500 + "</a>", "many words " * 26 + "many words…"),
        ("<a href='{}'></a>", None),
    ],
)
def test_titles(anchor: str, title: str | None) -> None:
    listing = read(anchor.format("/2024/08/22/story-4711.html"))
    assert [entry.title for entry in listing.entries] == [title]


@pytest.mark.parametrize("page", ["", "   ", "<p>Loading", "<html><body><div id=root></div><script>x()</script>"])
def test_a_page_without_articles_says_so(page: str) -> None:
    listing = read(page)
    assert not listing.entries
    assert listing.problem is not None


def test_the_page_itself_is_none_of_its_articles() -> None:
    url = "https://courier.example/2024/08/22/live-updates-4711.html"
    assert urls(link(url + "?x=1") + link(url + "#now"), url=url) == [url + "?x=1"]


def test_a_server_on_this_machine_is_a_site_with_its_port() -> None:
    page = link("http://127.0.0.1:8001/2024/08/22/story-1.html") + link("http://127.0.0.1:8002/2024/08/22/story-2.html")
    assert urls(page, url="http://127.0.0.1:8001/") == ["http://127.0.0.1:8001/2024/08/22/story-1.html"]


def test_entries_are_bounded() -> None:
    assert len(urls("".join(link(f"/2024/08/22/story-{i}.html") for i in range(MAX_ENTRIES + 20)))) == MAX_ENTRIES


HOSTILE = [
    "<a href='/2024/08/22/story-1.html'>" * 20_000,
    "<div class='card'>" * 100_000 + link("/a"),
    "<a href='/2024/08/22/" + "a-" * 1500 + "'>x</a>",
    "<a href='/" + "0" * 3000 + "'>x</a>" * 50,
    "<a href='/2024/08/22/story-1.html'>" + "<b>word" * 50_000,
    "<" * 300_000,
    "<!--" * 100_000,
]


@pytest.mark.parametrize("page", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pages_cost_little(page: str) -> None:
    assert isinstance(read(page), Listing)


_HREFS = st.sampled_from(
    [
        "/2024/08/22/story-4711.html",
        "//[",
        "?id=7",
        "#x",
        "http://courier.example/a-b-c-d-e-f",
        "/tag/x",
        "x:y",
        "/" + "%" * 9,
        "\\a",
    ]
)


@given(st.lists(st.tuples(_HREFS, st.text(max_size=20)), max_size=12))
def test_entries_are_of_the_site_and_listed_once(links: list[tuple[str, str]]) -> None:
    found = urls("".join(f"<h2><a href='{href}'>{text}</a></h2>" for href, text in links))
    assert len(found) == len(set(found))
    assert all("//courier.example/" in url for url in found)
