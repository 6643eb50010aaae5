"""The newsroom's API does to a story what publishers do; pages and channels tell of it."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest

from monitor.demo.answers import TRACKING
from monitor.demo.mastheads import Form, Masthead, Shape
from monitor.demo.newsroom import Newsroom, Script
from monitor.demo.outlets import Gone, Outlet
from monitor.demo.walls import Wall
from tests.newsroom_visits import NOW, PATH, TALKS, Clock, fetch, masthead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(clock: Clock) -> Iterator[Newsroom]:
    with Newsroom(Script(mastheads=(masthead(), masthead(dynamic=True))), clock) as opened:
        for outlet in opened.outlets.values():
            outlet.publish(PATH, TALKS)
        yield opened


@pytest.fixture
def static(room: Newsroom) -> Outlet:
    return room.outlets["static"]


@pytest.fixture
def dynamic(room: Newsroom) -> Outlet:
    return room.outlets["dynamic"]


@pytest.mark.parametrize(("how", "status"), [(404, 404), (410, 410), ("home", 302)])
@pytest.mark.parametrize("name", ["static", "dynamic"])
def test_a_removed_story_is_gone_until_it_is_restored(room: Newsroom, name: str, how: Gone, status: int) -> None:
    outlet = room.outlets[name]
    outlet.remove(PATH, how=how)
    gone = fetch(outlet.url(PATH))
    assert gone.status == status
    assert gone.headers.get("location") == (outlet.home if how == "home" else None)
    assert PATH not in fetch(outlet.url("/latest/")).text
    outlet.restore(PATH)
    assert "Paragraph 3 of the talks" in fetch(outlet.url(PATH)).text


def test_a_moved_story_is_redirected_to(static: Outlet) -> None:
    fetch(static.url(PATH))
    to = static.move(PATH, "/politics/moved-2")
    old = fetch(static.url(PATH))
    assert (old.status, old.headers["location"]) == (301, to)
    assert f'rel="canonical" href="{to}"' in fetch(to).text
    assert static.find(PATH) is None
    with pytest.raises(ValueError, match="has a story at"):
        static.publish(PATH, TALKS)


def test_a_story_may_be_listed_in_some_channels_only(static: Outlet) -> None:
    static.relist(PATH, listed_in=frozenset({Form.SECTION}))
    assert PATH in fetch(static.url("/latest/")).text
    assert PATH not in fetch(static.url("/rss.xml")).text
    static.relist(PATH, listed_in=None)
    assert PATH in fetch(static.url("/rss.xml")).text


@pytest.mark.parametrize("shape", list(Shape))
def test_each_shape_shows_the_whole_story(shape: Shape) -> None:
    with Newsroom(Script(mastheads=(masthead(shape=shape),))) as room:
        outlet = room.outlets["static"]
        url = outlet.publish(PATH, TALKS.noted("Correction: there were 60 lists."))
        page = fetch(url).text
    for text in (*TALKS.paragraphs, TALKS.standfirst, *TALKS.byline, "Correction: there were 60 lists."):
        assert text in page
    assert f'<link rel="canonical" href="{url}">' in page


def test_the_amp_twin_names_its_story(static: Outlet) -> None:
    twin = fetch(static.url(f"{PATH}/amp"))
    assert twin.text.startswith("<!doctype html><html amp ")
    assert f'<link rel="canonical" href="{static.url(PATH)}">' in twin.text
    static.edit(PATH, lambda copy: copy.headed("Another headline"))
    assert "Another headline" in fetch(static.url(f"{PATH}/amp")).text


def test_article_data_cannot_break_out_of_its_script(static: Outlet) -> None:
    url = static.publish("/politics/odd-3", TALKS.headed("</script><b>bold</b>"))
    page = fetch(url).text
    data = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(data)["headline"] == "</script><b>bold</b>"


def test_an_address_may_be_in_any_script(static: Outlet) -> None:
    url = static.publish("/shehr/مشاعرہ-7", TALKS)
    assert url.endswith("/shehr/%D9%85%D8%B4%D8%A7%D8%B9%D8%B1%DB%81-7")
    assert fetch(url).status == 200


def test_a_page_may_lie_about_its_encoding() -> None:
    small = Masthead(
        id="small",
        name="Small",
        language="en",
        shape=Shape.LINE_BREAKS,
        channels=(),
        encoding="cp1252",
        charset="iso-8859-1",
    )
    with Newsroom(Script(mastheads=(small,))) as room:
        page = fetch(room.outlets["small"].publish(PATH, TALKS.headed("The boatmen’s “fare”")))
    assert "The boatmen’s “fare”".encode("cp1252") in page.body
    assert page.headers["content-type"] == "text/html; charset=iso-8859-1"


@pytest.mark.parametrize(
    ("wall", "status", "words"),
    [
        (Wall.CONSENT, 200, "We value your privacy"),
        (Wall.PAYWALL, 200, "Subscribe to continue reading"),
        (Wall.SOFT_404, 200, "Page not found"),
        (Wall.CHALLENGE, 403, "Are you a robot?"),
        (Wall.SHELL, 200, "Please enable JavaScript"),
    ],
)
def test_a_wall_stands_before_the_story(static: Outlet, wall: Wall, status: int, words: str) -> None:
    static.wall(wall, path=PATH)
    walled = fetch(static.url(PATH))
    assert walled.status == status
    assert words in walled.text
    assert TALKS.paragraphs[2] not in walled.text
    static.wall(None, path=PATH)
    assert TALKS.paragraphs[2] in fetch(static.url(PATH)).text


def test_a_wall_may_stand_before_all(dynamic: Outlet) -> None:
    other = dynamic.publish("/politics/other-2", TALKS)
    dynamic.wall(Wall.CONSENT)
    assert all("We value your privacy" in fetch(url).text for url in (other, dynamic.url(PATH)))
    assert fetch(dynamic.url("/rss.xml")).text.count("<item>") == 2


@pytest.mark.parametrize("path", ["/nowhere", "/politics/none/amp", "/go/99", "/go/x"])
def test_what_is_not_there_is_404(static: Outlet, path: str) -> None:
    missing = fetch(static.url(path))
    assert missing.status == 404
    assert "Page not found" in missing.text


@pytest.mark.parametrize("path", ["/about", "/topic/17", "/sport/", "/politics/"])
def test_pages_that_are_no_story(static: Outlet, path: str) -> None:
    page = fetch(static.url(path))
    assert page.status == 200
    assert (PATH in page.text) == (path == "/politics/")


def test_an_unknown_story_is_named(static: Outlet) -> None:
    with pytest.raises(KeyError, match="/nowhere"):
        static.edit("/nowhere", TALKS)


@pytest.mark.parametrize(
    ("path", "content_type", "link"),
    [
        ("/rss.xml", "application/rss+xml; charset=utf-8", f"{PATH}{TRACKING}"),
        ("/atom.xml", "application/atom+xml; charset=utf-8", "/go/0"),
        ("/rdf.xml", "application/rdf+xml; charset=utf-8", f"{PATH}/amp"),
        ("/broken.xml", "text/html", PATH),
    ],
)
def test_feeds_are_read_by_a_feed_reader(static: Outlet, path: str, content_type: str, link: str) -> None:
    answer = fetch(static.url(path))
    assert answer.headers["content-type"] == content_type
    feed = feedparser.parse(answer.body)
    assert bool(feed.bozo) == (path == "/broken.xml")
    assert feed.entries[0].link == static.url("/").rstrip("/") + link
    assert feed.entries[0].title.replace("&amp;", "&").strip("\xa0 ") == TALKS.headline
    # RDF has one date, which the reader takes for that of the last change.
    at = feed.entries[0].get("published_parsed") or feed.entries[0].updated_parsed
    assert at[:5] == NOW.timetuple()[:5]


def test_a_feed_link_may_lead_through_a_redirect(static: Outlet) -> None:
    step = fetch(static.url("/go/0"))
    assert (step.status, step.headers["location"]) == (302, static.url(PATH))


def test_the_json_feed(static: Outlet) -> None:
    answer = fetch(static.url("/feed.json"))
    document = json.loads(answer.body)
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert [(item["url"], item["title"]) for item in document["items"]] == [(static.url(PATH), TALKS.headline)]


def test_the_comments_feed_is_no_feed_of_stories(static: Outlet) -> None:
    assert static.comment_feeds == [static.url("/comments/feed/")]
    assert static.comment_feeds[0] not in static.feeds
    feed = feedparser.parse(fetch(static.comment_feeds[0]).body)
    assert feed.feed.title.startswith("Comments for")
    assert feed.entries[0].link == f"{static.url(PATH)}#comment-1"


def test_the_sitemap_index_has_a_fresh_part_and_an_old_one(static: Outlet, clock: Clock) -> None:
    namespace = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = ET.fromstring(fetch(static.sitemaps[0]).body)  # noqa: S314 (ours)
    old, recent = (
        (part.findtext("s:loc", "", namespace), part.findtext("s:lastmod", "", namespace))
        for part in index.findall("s:sitemap", namespace)
    )
    assert clock.now - datetime.fromisoformat(old[1]) > timedelta(days=1000)
    assert datetime.fromisoformat(recent[1]) == NOW
    answers = [fetch(part[0]) for part in (old, recent)]
    assert {answer.headers["content-type"] for answer in answers} == {"application/gzip"}
    locations = [
        [loc.text for loc in ET.fromstring(gzip.decompress(answer.body)).iterfind(".//s:loc", namespace)]  # noqa: S314
        for answer in answers
    ]
    assert locations == [[], [static.url(PATH)]]


def test_channels_change_with_their_stories_and_answer_304(static: Outlet, clock: Clock) -> None:
    for url in (*static.feeds, *static.sitemaps, *static.sections):
        tag = fetch(url).headers["etag"]
        assert fetch(url, If_None_Match=tag).status == 304
    tags = {url: fetch(url).headers["etag"] for url in (*static.feeds, *static.sitemaps, *static.sections)}
    clock.now += timedelta(minutes=1)
    static.publish("/politics/new-2", TALKS.headed("A new one"))
    assert all(fetch(url, If_None_Match=tag).status == 200 for url, tag in tags.items())
    titles = [entry.title for entry in feedparser.parse(fetch(static.feeds[0]).body).entries]
    assert titles == ["A new one", TALKS.headline]


def test_feeds_of_a_dynamic_outlet_have_no_validator(dynamic: Outlet) -> None:
    first, second = fetch(dynamic.url("/rss.xml")), fetch(dynamic.url("/rss.xml"))
    assert first.body == second.body
    assert "etag" not in first.headers
    assert "last-modified" not in first.headers


def test_the_front_page_announces_feeds(static: Outlet) -> None:
    front = fetch(static.home).text
    for url in (*static.feeds, *static.comment_feeds):
        assert f'href="{url}"' in front
    assert f'href="{static.url(PATH)}"' in front
