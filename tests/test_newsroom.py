"""The scripted newsroom speaks HTTP as outlets do, and its API does to a story what publishers do."""

import gzip
import json
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest

from monitor.demo.answers import TRACKING
from monitor.demo.exchange import Fault, Mishap
from monitor.demo.mastheads import Channel, Form, Link, Masthead, Shape
from monitor.demo.newsroom import Newsroom, Script
from monitor.demo.outlets import Gone, Outlet
from monitor.demo.stories import Copy
from monitor.demo.walls import Wall

NOW = datetime(2024, 8, 22, 6, 30, tzinfo=UTC)
PATH = "/politics/alliance-possible-1"
TALKS = Copy(
    headline="Alliance possible, say leaders & friends",
    standfirst="Lists exchanged for 60 seats",
    byline=("Sameena Lone", "Irfan Mattoo"),
    paragraphs=tuple(f"Paragraph {number} of the talks, which lasted until the tea was cold." for number in range(8)),
    section="politics",
)


@dataclass(frozen=True)
class Fetched:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def fetch(url: str, method: str = "GET", **headers: str) -> Fetched:
    """One exchange, redirects not followed; header names as keywords with underscores."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers={key.replace("_", "-"): value for key, value in headers.items()})
        response = connection.getresponse()
        return Fetched(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def masthead(*, dynamic: bool = False, shape: Shape = Shape.ARTICLE_DATA, language: str = "en") -> Masthead:
    return Masthead(
        id="dynamic" if dynamic else "static",
        name="The Test & Times",
        language=language,
        shape=shape,
        channels=(
            Channel(form=Form.RSS, path="/rss.xml", link=Link.TRACKED),
            Channel(form=Form.ATOM, path="/atom.xml", link=Link.REDIRECT),
            Channel(form=Form.RDF, path="/rdf.xml", link=Link.AMP),
            Channel(form=Form.JSON_FEED, path="/feed.json"),
            Channel(form=Form.BROKEN_RSS, path="/broken.xml", content_type="text/html"),
            Channel(form=Form.COMMENTS, path="/comments/feed/"),
            Channel(form=Form.SITEMAP_INDEX, path="/sitemap.xml"),
            Channel(form=Form.SECTION, path="/latest/"),
        ),
        dynamic=dynamic,
        crawl_delay=0.25,
    )


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


def test_each_outlet_is_a_host_of_its_own(room: Newsroom) -> None:
    hosts = [urlsplit(outlet.home).hostname for outlet in room.outlets.values()]
    assert hosts == ["127.0.0.11", "127.0.0.12"]


def test_a_static_page_answers_304_until_it_is_edited(static: Outlet) -> None:
    first = fetch(static.url(PATH))
    tag = first.headers["etag"]
    assert fetch(static.url(PATH)).body == first.body
    assert fetch(static.url(PATH), If_None_Match=tag).status == 304
    assert fetch(static.url(PATH), If_None_Match=f'"other", W/{tag}').status == 304
    static.edit(PATH, lambda copy: copy.saying("possible", "final"))
    edited = fetch(static.url(PATH), If_None_Match=tag)
    assert edited.status == 200
    assert "Alliance final, say leaders &amp; friends" in edited.text


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (format_datetime(NOW, usegmt=True), 304),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), 304),
        (format_datetime(NOW - timedelta(seconds=1), usegmt=True), 200),
        ("yesterday", 200),
    ],
)
def test_last_modified_is_a_validator(static: Outlet, since: str, status: int) -> None:
    assert fetch(static.url(PATH)).headers["last-modified"] == format_datetime(NOW, usegmt=True)
    assert fetch(static.url(PATH), If_Modified_Since=since).status == status


def test_an_etag_outweighs_a_date(static: Outlet) -> None:
    later = format_datetime(NOW + timedelta(days=1), usegmt=True)
    assert fetch(static.url(PATH), If_None_Match='"other"', If_Modified_Since=later).status == 200


def test_a_silent_edit_leaves_the_time_of_the_last_change(static: Outlet, clock: Clock) -> None:
    clock.now += timedelta(hours=2)
    static.edit(PATH, lambda copy: copy.headed("Another headline"), silent=True)
    assert static.story(PATH).modified_at == NOW
    static.edit(PATH, TALKS)
    assert static.story(PATH).modified_at == clock.now
    assert [copy.headline for copy in static.story(PATH).versions] == [
        TALKS.headline,
        "Another headline",
        TALKS.headline,
    ]


def test_a_dynamic_page_moves_around_the_story_that_stays(dynamic: Outlet) -> None:
    pages = [fetch(dynamic.url(PATH)) for _ in range(5)]
    assert len({page.body for page in pages}) == 5
    assert all(text in page.text for page in pages for text in TALKS.paragraphs)
    again = fetch(dynamic.url(PATH), If_None_Match=pages[-1].headers["etag"])
    assert again.status == 200


def test_the_same_seed_gives_the_same_chrome(clock: Clock) -> None:
    bodies = []
    for _ in range(2):
        with Newsroom(Script(mastheads=(masthead(dynamic=True),)), clock, seed=7) as room:
            room.outlets["dynamic"].publish(PATH, TALKS)
            page = fetch(room.outlets["dynamic"].url(PATH)).text
            bodies.append(page.replace(room.outlets["dynamic"].home, "/"))
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("name", ["static", "dynamic"])
def test_gzip_where_the_client_takes_it(room: Newsroom, name: str) -> None:
    url = room.outlets[name].url(PATH)
    zipped = fetch(url, Accept_Encoding="br, gzip")
    assert zipped.headers["content-encoding"] == "gzip"
    assert "Paragraph 7 of the talks" in gzip.decompress(zipped.body).decode()
    assert "content-encoding" not in fetch(url).headers


def test_head_names_the_length_and_sends_no_body(static: Outlet) -> None:
    head, get = fetch(static.url(PATH), "HEAD"), fetch(static.url(PATH))
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-length"] == str(len(get.body))


def test_other_methods_are_refused(static: Outlet) -> None:
    refused = fetch(static.url(PATH), "POST")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")


def test_a_connection_serves_many_requests(static: Outlet) -> None:
    connection = HTTPConnection(urlsplit(static.home).netloc)
    connection.connect()
    first = connection.sock.getsockname()
    for _ in range(20):
        connection.request("GET", PATH)
        assert connection.getresponse().read()
    assert connection.sock.getsockname() == first
    connection.close()


@pytest.mark.parametrize("request_line", [b"GET / HTTP/1.0", b"GET / HTTP/1.1\r\nConnection: close"])
def test_a_connection_ends_where_the_client_wants_it(static: Outlet, request_line: bytes) -> None:
    with socket.create_connection((urlsplit(static.home).hostname, urlsplit(static.home).port)) as client:
        client.sendall(request_line + b"\r\n\r\n")
        received = b"".join(iter(lambda: client.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 200 OK")
    assert b"Connection: close" in received


def test_what_is_no_http_is_hung_up_on(static: Outlet) -> None:
    with socket.create_connection((urlsplit(static.home).hostname, urlsplit(static.home).port)) as client:
        client.sendall(b"\x16\x03\x01 hello\r\n")
        assert client.recv(100) == b""


def test_robots_txt_names_delay_folder_and_sitemap(static: Outlet) -> None:
    robots = fetch(static.url("/robots.txt"))
    assert robots.headers["content-type"].startswith("text/plain")
    assert robots.text.splitlines() == [
        "User-agent: *",
        "Disallow: /private/",
        "Crawl-delay: 0.25",
        f"Sitemap: {static.home}sitemap.xml",
    ]


def test_requests_are_logged(static: Outlet, clock: Clock) -> None:
    clock.now += timedelta(minutes=5)
    fetch(static.url(f"{PATH}?page=2"), User_Agent="Presswatch/1 (desk@example.org)", If_None_Match='"x"')
    (logged,) = static.requests
    assert (logged.at, logged.method, logged.target, logged.status) == (clock.now, "GET", f"{PATH}?page=2", 200)
    assert logged.user_agent == "Presswatch/1 (desk@example.org)"
    assert logged.conditional


# What happens to stories


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


# Channels


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


# Failures


def test_a_busy_outlet_answers_503_but_for_robots_txt(static: Outlet) -> None:
    static.fail(Fault(status=503, retry_after=7))
    answer = fetch(static.url(PATH))
    assert (answer.status, answer.headers["retry-after"]) == (503, "7")
    assert fetch(static.url("/rss.xml")).status == 503
    assert fetch(static.url("/robots.txt")).status == 200
    static.recover()
    assert fetch(static.url(PATH)).status == 200


def test_retry_after_may_be_a_date(static: Outlet) -> None:
    static.fail(Fault(status=429, retry_after=NOW + timedelta(minutes=2)))
    assert fetch(static.url(PATH)).headers["retry-after"] == "Thu, 22 Aug 2024 06:32:00 GMT"


def test_rendered_pages_are_not_kept_without_end(static: Outlet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.demo.answers.BODY_LIMIT", 3)
    first = fetch(static.url(PATH)).body
    for number in range(10):
        fetch(static.url(f"/topic/{number}"))
    assert len(static.bodies) <= 3
    assert fetch(static.url(PATH)).body == first


def test_a_fault_may_hit_one_path_a_number_of_times(static: Outlet) -> None:
    static.fail(Fault(status=429, path=PATH, times=2))
    assert fetch(static.home).status == 200
    assert [fetch(static.url(PATH)).status for _ in range(3)] == [429, 429, 200]


def test_a_truncated_body(static: Outlet) -> None:
    static.fail(Fault(mishap=Mishap.TRUNCATED, times=1))
    with pytest.raises(IncompleteRead):
        fetch(static.url(PATH))
    assert fetch(static.url(PATH)).status == 200


def test_a_reset_connection(static: Outlet) -> None:
    static.fail(Fault(mishap=Mishap.RESET, times=1))
    with pytest.raises(ConnectionResetError):
        fetch(static.url(PATH))
    assert fetch(static.url(PATH)).status == 200


def test_a_slow_body_comes_whole(static: Outlet) -> None:
    whole = fetch(static.url(PATH)).body
    static.fail(Fault(mishap=Mishap.SLOW, seconds=0.1, times=1))
    assert fetch(static.url(PATH)).body == whole


def test_an_endless_redirect(static: Outlet) -> None:
    static.fail(Fault(loop=True, path=PATH))
    url = static.url(PATH)
    for hop in range(1, 4):
        answer = fetch(url)
        url = answer.headers["location"]
        assert (answer.status, url) == (302, f"{static.url(PATH)}?hop={hop}")


# Lifetime


def test_closing_ends_idle_and_slow_connections_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with Newsroom(Script(mastheads=(masthead(), masthead(dynamic=True)))) as room:
        outlet = room.outlets["static"]
        outlet.publish(PATH, TALKS)
        address = (urlsplit(outlet.home).hostname, urlsplit(outlet.home).port)
        idle, slow = socket.create_connection(address), socket.create_connection(address)
        idle.sendall(b"GET /robots.txt HTTP/1.1\r\n\r\n")
        assert idle.recv(65536)
        outlet.fail(Fault(mishap=Mishap.SLOW, seconds=3600))
        slow.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        assert slow.recv(100)
    idle.close()
    slow.close()
    assert set(threading.enumerate()) == before


def test_a_newsroom_that_cannot_open_closes_what_it_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(threading.enumerate())
    monkeypatch.setattr("monitor.demo.newsroom.FIRST_ADDRESS", 255)
    with pytest.raises(OSError), Newsroom(Script(mastheads=(masthead(), masthead(dynamic=True)))):  # noqa: PT011
        pass
    assert set(threading.enumerate()) == before


def test_a_client_that_goes_away_is_no_error(static: Outlet, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        client = socket.create_connection((urlsplit(static.home).hostname, urlsplit(static.home).port))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(f"GET {PATH} HTTP/1.1\r\n".encode())
        client.close()
    assert fetch(static.url(PATH)).status == 200
    assert not [record for record in caplog.records if record.name.startswith("monitor.demo")]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_is_logged(static: Outlet, caplog: pytest.LogCaptureFixture) -> None:
    static.story(PATH).versions.clear()
    with pytest.raises(ConnectionError):
        fetch(static.url(PATH))
    assert "an exchange failed outlet=static" in caplog.text


@pytest.mark.parametrize("name", ["static", "dynamic"])
def test_readers_see_whole_versions_while_a_story_is_edited(room: Newsroom, name: str) -> None:
    outlet = room.outlets[name]

    def read(_: int) -> set[str]:
        page = fetch(outlet.url(PATH)).text
        return {word for word in ("morning", "noon", "evening") if f"talks at {word}" in page}

    outlet.edit(PATH, lambda copy: copy.saying("the talks", "the talks at morning"))
    with ThreadPoolExecutor(4) as readers:
        seen = readers.map(read, range(40))
        for old, new in (("morning", "noon"), ("noon", "evening")):
            outlet.edit(PATH, outlet.story(PATH).copy.saying(f"talks at {old}", f"talks at {new}"))
        assert all(len(words) == 1 for words in seen)
    assert read(0) == {"evening"}
