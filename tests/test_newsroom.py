"""The scripted newsroom speaks HTTP as outlets do, fails as they do, and leaves nothing behind."""

import gzip
import socket
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import urlsplit

import pytest

from monitor.demo.exchange import Fault, Mishap
from monitor.demo.newsroom import Newsroom, Script
from monitor.demo.outlets import Outlet
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
    assert set(threading.enumerate()) <= before


def test_a_newsroom_that_cannot_open_closes_what_it_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(threading.enumerate())
    monkeypatch.setattr("monitor.demo.newsroom.FIRST_ADDRESS", 255)
    with pytest.raises(OSError), Newsroom(Script(mastheads=(masthead(), masthead(dynamic=True)))):  # noqa: PT011
        pass
    assert set(threading.enumerate()) <= before


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
