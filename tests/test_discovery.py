"""Where a site's channels may be: home pages and robots.txt."""

from hypothesis import given
from hypothesis import strategies as st

from scrapers.channels import Candidate, discover_channels, sitemaps_of
from scrapers.sources import ChannelKind

HOME = "https://courier.example/"
PAGE = """<!doctype html><html lang="en"><head><title>Valley Courier</title>
<link rel="alternate" type="application/rss+xml" title="Courier &raquo; Feed" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Courier &raquo; Comments Feed" href="/comments/feed/">
<link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="https://courier.example/atom.xml">
<link rel="alternate" type="application/feed+json" href="feed.json">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">
<link rel="alternate" type="text/xml" href="/rss/politics.xml">
<link rel="alternate" type="text/xml+oembed" href="/oembed?format=xml">
<link rel="alternate" hreflang="hi" href="/hi/">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="stylesheet" href="/style.css">
<link rel="sitemap" type="application/xml" title="Sitemap" href="/main-sitemap.xml">
</head><body>
<header><nav class="main-menu"><ul>
 <li><a href="/">Home</a></li><li><a href="/politics/">Politics</a></li>
 <li><a href="/jammu-kashmir/srinagar">Srinagar</a></li>
 <li><a href="/rajniti"><b>राजनीति</b></a></li><li><a href="/siyasat">سیاست</a></li>
 <li><a href="/politics">Politics again</a></li><li><a href="/login">Log in</a></li>
 <li><a href="/about-us">About</a></li>
 <li><a href="https://elsewhere.example/shop">Shop</a></li><li><a href="mailto:desk@courier.example">Write</a></li>
 <li><a href="#top">Top</a></li><li><a href="/epaper/today.pdf">Paper</a></li><li><a href="/search?q=x">Search</a></li>
 <li><a href="/a/b/c/d">Deep</a></li><li><a href="/elections"><img src="x.png"></a></li>
 <li><a href="/politics/talks-on-alliance-will-be-held-soon-4711.html">Talks</a></li>
</ul></nav></header>
<main><article><h2><a href="/politics/congress-nc-final-on-all-90-seats-4712.html">Alliance final on all seats</a></h2>
</article>
<a href="/opinion">Opinion</a></main>
<footer><a href="/rss/all.rss">All our feeds</a><a href="https://feeds.feedburner.com/courier">By mail</a>
<a href="https://feeds.elsewhere.example/rss">Other</a></footer></body></html>"""


def found(page: str, *, kind: ChannelKind, url: str = HOME) -> list[Candidate]:
    return [candidate for candidate in discover_channels(page.encode(), url=url) if candidate.kind is kind]


def test_named_feeds_come_first_and_comments_feeds_never() -> None:
    feeds = found(PAGE, kind=ChannelKind.FEED)
    assert feeds[:6] == [
        Candidate(url="https://courier.example/feed/", kind=ChannelKind.FEED, title="Courier » Feed"),
        Candidate(url="https://courier.example/atom.xml", kind=ChannelKind.FEED),
        Candidate(url="https://courier.example/feed.json", kind=ChannelKind.FEED),
        Candidate(url="https://courier.example/rss/politics.xml", kind=ChannelKind.FEED),
        Candidate(url="https://courier.example/rss/all.rss", kind=ChannelKind.FEED, title="All our feeds"),
        Candidate(url="https://feeds.feedburner.com/courier", kind=ChannelKind.FEED, title="By mail"),
    ]
    urls = [feed.url for feed in feeds]
    assert len(urls) == len(set(urls))
    assert {
        "https://courier.example/feed",
        "https://courier.example/rss.xml",
        "https://courier.example/index.xml",
    } < set(urls)
    assert not [url for url in urls if "comments" in url or "wp-json" in url or "oembed" in url or "elsewhere" in url]


def test_sitemaps_are_named_or_usual() -> None:
    sitemaps = found(PAGE, kind=ChannelKind.SITEMAP)
    assert sitemaps[0] == Candidate(
        url="https://courier.example/main-sitemap.xml", kind=ChannelKind.SITEMAP, title="Sitemap"
    )
    urls = [sitemap.url for sitemap in sitemaps]
    assert urls.index("https://courier.example/news-sitemap.xml") < urls.index("https://courier.example/sitemap.xml")


def test_sections_are_the_short_addresses_of_menus() -> None:
    assert [(section.url, section.title) for section in found(PAGE, kind=ChannelKind.SECTION)] == [
        ("https://courier.example/politics/", "Politics"),
        ("https://courier.example/jammu-kashmir/srinagar", "Srinagar"),
        ("https://courier.example/rajniti", "राजनीति"),
        ("https://courier.example/siyasat", "سیاست"),
    ]


def test_a_home_page_of_one_language_has_its_own_usual_feeds() -> None:
    urls = [feed.url for feed in found("<p>x", kind=ChannelKind.FEED, url="https://courier.example/hi/")]
    assert urls[0] == "https://courier.example/hi/feed"
    assert "https://courier.example/feed" in urls
    urls = [feed.url for feed in found("<p>x", kind=ChannelKind.FEED, url="https://courier.example/index.html")]
    assert urls[0] == "https://courier.example/feed"


def test_links_are_relative_to_the_base_that_the_page_names() -> None:
    page = '<base href="https://courier.example/in/"><link rel=alternate type=application/rss+xml href=news.rss>'
    assert found(page, kind=ChannelKind.FEED)[0].url == "https://courier.example/in/news.rss"
    page = '<base href="javascript:x"><link rel=alternate type=application/rss+xml href=news.rss>'
    assert found(page, kind=ChannelKind.FEED)[0].url == "https://courier.example/news.rss"


def test_a_menu_of_a_hundred_sections_gives_the_first_thirty() -> None:
    names = ["s" + a + b for a in "abcdefghij" for b in "klmnopqrst"]
    menu = "".join(f'<a href="/{name}">{name}</a>' for name in names)
    assert len(found(f"<nav>{menu}</nav>", kind=ChannelKind.SECTION)) == 30


def test_an_empty_page_leaves_the_usual_paths() -> None:
    candidates = discover_channels(b"", url="http://127.0.0.1:8001/")
    assert Candidate(url="http://127.0.0.1:8001/feed", kind=ChannelKind.FEED) in candidates
    assert all(candidate.url.startswith("http://127.0.0.1:8001/") for candidate in candidates)


def test_sitemaps_of_robots() -> None:
    robots = """\ufeffUser-agent: *
Disallow: /search
Sitemap: https://courier.example/sitemap.xml
SITEMAP:https://courier.example/news.xml   # the news
 sitemap : /relative.xml\r
Sitemap: https://courier.example/sitemap.xml
Sitemap: javascript:alert(1)
Sitemap: file:///etc/passwd
Sitemap:
# Sitemap: https://courier.example/commented-out.xml
Allow: /sitemap: https://courier.example/no.xml
"""
    assert sitemaps_of(robots, url="https://courier.example/robots.txt") == [
        "https://courier.example/sitemap.xml",
        "https://courier.example/news.xml",
        "https://courier.example/relative.xml",
    ]


def test_sitemaps_of_a_hostile_robots_are_bounded() -> None:
    robots = "\n".join(f"Sitemap: /s{i}.xml" for i in range(5000)) + "\nSitemap" + " " * 300_000
    assert len(sitemaps_of(robots, url=HOME)) == 100


_PIECES = st.sampled_from(
    [
        "<nav>",
        "</nav>",
        "<a href='",
        "'>",
        "x",
        "</a>",
        "<link rel=alternate type=text/xml href=",
        ">",
        "//[",
        "/feed",
        "<base href=",
    ]
)


@given(st.lists(_PIECES, max_size=25).map("".join))
def test_any_page_gives_candidates_once_each(page: str) -> None:
    candidates = discover_channels(page.encode(), url=HOME)
    urls = [candidate.url for candidate in candidates]
    assert len(urls) == len(set(urls))
    assert all(url.startswith(("http://", "https://")) for url in urls)
