"""Which of a site's channels are written down, and what the source is called."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from monitor.adding import Found, NothingFoundError, choose_channels, find_source, site_name, source_id
from monitor.trial import Trial, UnreachableError, newest_entries
from scrapers.items import Entry, Page
from scrapers.sources import ChannelKind

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SITE = "https://valley.example"


def page(text: str, url: str = f"{SITE}/", status: int = 200) -> Page:
    return Page(
        url=url, final_url=url, status=status, body=text.encode(), headers=[], fetched_at=NOW, body_sha256="0" * 64
    )


def find(pages: Mapping[str, str], *, tried: list[str] | None = None) -> Found:
    def fetch(url: str) -> Page:
        path = url.removeprefix(SITE) or "/"
        if path == "/robots.txt" and path not in pages:
            raise UnreachableError(f"{url}: timeout")
        return page(pages.get(path, ""), url, 200 if path in pages else 404)

    return find_source(f"{SITE}/", fetch=fetch, now=NOW, on_try=(tried if tried is not None else []).append)


def story_urls(numbers: range) -> list[str]:
    return [f"{SITE}/2026/11/21/a-story-of-the-day-number-{number}" for number in numbers]


def rss(numbers: range) -> str:
    items = "".join(
        f"<item><title>Story</title><link>{url}</link><pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate></item>"
        for url in story_urls(numbers)
    )
    return f'<rss version="2.0"><channel><title>Post</title><language>hi</language>{items}</channel></rss>'


def sitemap(numbers: range, *, news: bool) -> str:
    told = "<news:news><news:title>Story</news:title></news:news>" if news else ""
    lines = "".join(f"<url><loc>{url}</loc><lastmod>2026-11-21</lastmod>{told}</url>" for url in story_urls(numbers))
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<urlset {spaces}>{lines}</urlset>"


def front(numbers: range) -> str:
    links = "".join(
        f'<article><h2><a href="{url}">A story of this day here</a></h2></article>' for url in story_urls(numbers)
    )
    return f"<html><head><title>Valley Post</title></head><body>{links}</body></html>"


def test_a_local_paper_gets_its_feed_and_its_front_page() -> None:
    found = find({"/": front(range(6)), "/feed": rss(range(4))})
    assert found.source.feeds == (f"{SITE}/feed",)
    assert found.source.sections == (f"{SITE}/",)
    assert (found.source.sitemaps, found.source.language, found.source.id) == ((), "hi", "valley-post")


def test_usual_addresses_are_tried_only_until_one_is_of_use() -> None:
    tried: list[str] = []
    find({"/": front(range(6)), "/feed": rss(range(4)), "/news-sitemap.xml": sitemap(range(6), news=True)}, tried=tried)
    assert tried == [f"{SITE}/feed", f"{SITE}/news-sitemap.xml"]


def test_a_news_sitemap_is_found_through_robots_and_an_index() -> None:
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{SITE}/pages.xml</loc><lastmod>2026-11-21</lastmod></sitemap>"
        f"<sitemap><loc>{SITE}/my-news.xml</loc><lastmod>2026-11-21</lastmod></sitemap></sitemapindex>"
    )
    pages = {
        "/robots.txt": f"Sitemap: {SITE}/all.xml\n",
        "/all.xml": index,
        "/my-news.xml": sitemap(range(9), news=True),
    }
    found = find({"/": front(range(6)), **pages})
    assert found.source.sitemaps == (f"{SITE}/my-news.xml",)
    assert (found.source.feeds, found.source.sections) == ((), ())
    (everything,) = [trial for trial in found.trials if trial.url == f"{SITE}/all.xml"]
    assert everything.problem == "lists all pages; feeds or news sitemaps are there"


def test_a_numbered_part_is_not_taken_for_its_index() -> None:
    parts = [f"{SITE}/news-2026-{month}.xml" for month in (10, 11)]
    lines = "".join(f"<sitemap><loc>{part}</loc><lastmod>2026-11-21</lastmod></sitemap>" for part in parts)
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</sitemapindex>'
    pages = {part.removeprefix(SITE): sitemap(range(9), news=True) for part in parts}
    tried: list[str] = []
    found = find(
        {"/": front(range(6)), "/robots.txt": f"Sitemap: {SITE}/all.xml\n", "/all.xml": index} | pages, tried=tried
    )
    assert found.source.sitemaps == (f"{SITE}/all.xml",)
    assert not set(parts) & set(tried)


def test_a_sitemap_of_everything_is_better_than_nothing() -> None:
    found = find({"/": "<html><body>Hello</body></html>", "/sitemap.xml": sitemap(range(9), news=False)})
    assert found.source.sitemaps == (f"{SITE}/sitemap.xml",)
    assert found.source.name == "valley.example"


def test_a_site_without_channels_says_what_was_tried() -> None:
    with pytest.raises(NothingFoundError, match="is a feed, sitemap or section of use") as caught:
        find({"/": "<html><body>Hello</body></html>"})
    assert all(trial.problem for trial in caught.value.trials)


def trial(name: str, numbers: range, kind: ChannelKind = ChannelKind.FEED) -> Trial:
    entries = [Entry(url=url, title="T") for url in story_urls(numbers)]
    return Trial(url=f"{SITE}/{name}", kind=kind, entries=entries)


def test_a_channel_that_adds_nothing_is_left_out() -> None:
    chosen = choose_channels([trial("atom", range(9)), trial("rss", range(10)), trial("other", range(8, 30))])
    assert [one.problem for one in chosen] == ["lists what another one of the same kind lists", None, None]


def test_each_kind_has_its_most() -> None:
    feeds = [trial(str(number), range(number * 10, number * 10 + 5)) for number in range(12)]
    chosen = choose_channels(feeds)
    assert [one.problem for one in chosen].count(None) == 10
    assert {one.problem for one in chosen} == {None, "is one too many; 10 of its kind are enough"}


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content=" The  Post "><title>x</title>', "The Post"),
        ('<meta name="application-name" content="Post"><title>Latest news</title>', "Post"),
        ("<title>News from the valley, live updates | The Post</title>", "The Post"),
        ("<title>The Post: News, Sport, Business and more</title>", "The Post"),
        ("<title> </title>", None),
        ("", None),
    ],
)
def test_site_names(head: str, name: str | None) -> None:
    assert site_name(page(f"<html><head>{head}</head><body></body></html>" if head else "")) == name


@pytest.mark.parametrize(
    ("name", "host", "taken", "slug"),
    [
        ("The Valley Post", "x.example", [], "the-valley-post"),
        ("The Valley Post", "x.example", ["the-valley-post", "the-valley-post-2"], "the-valley-post-3"),
        ("अमर उजाला", "www.amarujala.com", [], "amarujala"),
        ("خبر", "localhost", [], "localhost"),
        ("Écho d'Été!", "x.example", [], "echo-d-ete"),
    ],
)
def test_ids(name: str, host: str, taken: list[str], slug: str) -> None:
    assert source_id(name, host=host, taken_ids=taken) == slug


def test_the_newest_entries_come_first_and_once() -> None:
    entries = [
        Entry(url=f"{SITE}/no-time"),
        Entry(url=f"{SITE}/old", published_at=NOW - timedelta(days=1)),
        Entry(url=f"{SITE}/new?utm_source=feed", updated_at=NOW),
        Entry(url=f"{SITE}/new", published_at=NOW),
    ]
    assert [entry.url.removeprefix(SITE) for entry in newest_entries(entries, count=9)] == [
        "/new?utm_source=feed",
        "/old",
        "/no-time",
    ]
    assert len(newest_entries(entries, count=2)) == 2
