"""Where messages may go: to what their destination names, and from there to nothing inside this network."""

import asyncio
import contextvars
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from monitor.delivery.guarding import REASON, InnerAddress, Reach, guarded, judge_event
from monitor.delivery.retrying import End, Outcome
from monitor.delivery.services import send_by_service
from monitor.delivery.web import Unanswered, post
from scrapers.addresses import named_by
from tests.receiving import http_sink
from tests.test_mail import DELIVERY

REFUSED = Outcome(end=End.DOWN, reason=REASON)
NAMED = named_by(["http://desk.example:8080/"])


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


async def by_xml(url: str) -> Outcome:
    """Through Apprise's XML service, which posts with requests and follows redirects."""
    return await send_by_service(DELIVERY, url.replace("http://", "xml://"))


@pytest.mark.parametrize(
    ("looked_up", "event", "target", "may"),
    [
        ("api.example", "socket.connect", ("93.184.216.34", 443), True),
        ("api.example", "socket.connect", ("10.0.0.1", 443), False),
        ("api.example", "socket.sendto", ("10.0.0.1", 514), False),
        ("api.example", "socket.sendmsg", ("fd00::1", 514, 0, 0), False),
        ("desk.example", "socket.connect", ("10.0.0.1", 8080), True),
        (b"desk.example", "socket.connect", ("::1", 8080, 0, 0), True),
        ("desk.example", "socket.connect", ("10.0.0.1", 8081), False),
        ("desk.example", "socket.connect", ("169.254.169.254", 8080), False),
        (None, "socket.connect", ("127.0.0.1", 8080), False),
        (None, "socket.connect", ("api.example", 443), False),
        (None, "socket.connect", "/run/a.socket", True),
        (None, "socket.sendmsg", None, True),
        (None, "socket.bind", ("127.0.0.1", 0), True),
    ],
)
def test_a_connection_is_judged_by_the_name_that_was_looked_up(
    looked_up: str | bytes | None, event: str, target: Any, may: bool
) -> None:
    reach = Reach(NAMED)
    judge_event(reach, "socket.getaddrinfo", (looked_up, 0, 0, 0, 0))
    if may:
        judge_event(reach, event, (None, target))
    else:
        with pytest.raises(InnerAddress):
            judge_event(reach, event, (None, target))
    assert reach.refused is not may


async def test_a_service_of_one_s_own_is_reached_by_address_and_by_name() -> None:
    async with http_sink() as sink:
        for host in ("127.0.0.1", "localhost"):
            assert (await by_xml(f"http://{host}:{port_of(sink.url)}/in")).end is End.SENT
    assert len(sink.requests) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_service_s_redirect_leads_nowhere_inside(status: int) -> None:
    async with http_sink() as other, http_sink() as sink:
        sink.answers, sink.headers = [status], {"Location": f"{other.url}/inner"}
        assert await by_xml(f"{sink.url}/in") == REFUSED
    assert len(sink.requests) == 1
    assert other.requests == []


async def test_a_service_s_redirect_to_itself_is_followed() -> None:
    async with http_sink() as sink:
        sink.answers, sink.headers = [307], {"Location": "/in/"}
        assert (await by_xml(f"{sink.url}/in")).end is End.SENT
    assert len(sink.requests) == 2


async def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with http_sink() as proxy, http_sink() as sink:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert (await by_xml(f"{sink.url}/in")).end is End.SENT
        assert (await post(f"{sink.url}/in", body=b"", headers={})).status == 200
    assert proxy.requests == []


def test_outside_a_guarded_call_nothing_is_held_back() -> None:
    with guarded(frozenset()) as reach, pytest.raises(InnerAddress):
        socket.create_connection(("127.0.0.1", 1))
    assert reach.refused
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", 1))


async def test_two_calls_at_once_have_each_their_own_reach() -> None:
    async with http_sink() as first, http_sink() as second:
        ends = await asyncio.gather(*(by_xml(f"{sink.url}/in") for sink in (first, second) for _ in range(3)))
        assert [each.end for each in ends] == [End.SENT] * 6


def test_requests_sees_a_connection_that_failed() -> None:
    with guarded(frozenset()), ThreadPoolExecutor() as pool:
        asked = pool.submit(contextvars.copy_context().run, requests.get, "http://127.0.0.1:1/", timeout=5)
        assert isinstance(asked.exception(), requests.ConnectionError)
        assert REASON in str(asked.exception())


async def test_a_webhook_s_name_may_be_inside_but_never_the_cloud_s(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo
    answers = {"inside.example": "127.0.0.1", "turned.example": "169.254.169.254", "mapped.example": "::ffff:10.0.0.1"}

    def answer(host: Any, *arguments: Any, **named: Any) -> Any:
        return look_up(answers.get(host, host), *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    async with http_sink() as sink:
        assert (await post(f"http://inside.example:{port_of(sink.url)}/", body=b"", headers={})).status == 200
    for host in ("turned.example", "mapped.example"):
        with pytest.raises(Unanswered, match=REASON):
            await post(f"http://{host}/latest/meta-data", body=b"", headers={})
        assert await by_xml(f"http://{host}/") == REFUSED
