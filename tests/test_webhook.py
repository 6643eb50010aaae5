"""The JSON webhook, Apprise's door, and that no secret leaves them."""

import asyncio
import base64
import json
import logging
import re
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from monitor.delivery import services
from monitor.delivery.retrying import End, Outcome
from monitor.delivery.sending import attempt, web_hook
from monitor.delivery.services import UnreadableAddress, is_service, read_hook, send_by_service, title_of
from monitor.delivery.web import Unanswered, post, reason_of
from monitor.delivery.webhook import Hook, body_of, outcome_of, send_to_hook, signed_headers
from storage.delivery_records import Delivery
from tests.receiving import http_sink, mail_server
from tests.running import PATIENCE
from tests.storage_samples import NOW
from tests.test_mail import DELIVERY

PAGE = Path(__file__).parent.parent / "docs" / "delivery.md"
WORD = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOOKED = replace(DELIVERY, payload='{"subscription":"s","watch":"w","digest":false,"items":[]}')


async def test_what_is_posted_is_json_with_id_time_and_signature() -> None:
    async with http_sink() as sink:
        outcome = await send_to_hook(HOOKED, Hook(url=f"{sink.url}/in", headers={"X-A": "1"}), secret=WORD, now=NOW)
    assert outcome == Outcome(end=End.SENT)
    ((headers, body),) = sink.requests
    assert (headers["content-type"], headers["x-a"]) == ("application/json", "1")
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("a" * 32, "1724319000")
    told = json.loads(body)
    assert (told["id"], told["subject"], told["watch"]) == ("a" * 32, DELIVERY.subject, "w")
    assert body == body_of(replace(HOOKED, attempt_count=9))


def test_without_a_secret_nothing_is_signed() -> None:
    assert "webhook-signature" not in signed_headers("id", b"{}", secret=None, now=NOW)


def test_the_signature_is_that_of_standard_webhooks() -> None:
    # The example of the specification's own libraries: id, time, body, secret and what they make of it.
    found = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        secret=f"whsec_{WORD}",
        now=NOW.fromtimestamp(1614265330, NOW.tzinfo),
    )
    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["whsec_" + WORD, "any words, कोई शब्द"])
def test_the_verifier_of_the_manual_knows_ours_from_others(secret: str) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 12
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - the manual's own lines
    verify = names["is_from_presswatch"]
    body = body_of(HOOKED)
    headers = signed_headers(HOOKED.message_id, body, secret=secret, now=NOW)
    now = NOW.timestamp()
    assert verify(headers, body, secret, now=now)
    assert not verify(headers, body + b" ", secret, now=now)
    assert not verify(headers, body, "another", now=now)
    assert not verify(headers, body, secret, now=now + 600)
    assert not verify(headers | {"webhook-timestamp": str(int(now) + 1)}, body, secret, now=now)
    assert not verify(headers | {"webhook-id": "b"}, body, secret, now=now)


@pytest.mark.parametrize("secret", ["whsec_x", "whsec_c2Vj-cmV0", "whsec_c2Vj cmV0"])
async def test_a_secret_that_cannot_be_used_pauses(secret: str) -> None:
    environment = {"DESK": "http://127.0.0.1:1/", "DESK_SECRET": secret}
    outcome = await attempt(HOOKED, environment)
    assert outcome.end is End.PAUSE
    assert "whsec_ and is no base64" in (outcome.reason or "")


@pytest.mark.parametrize(
    ("status", "end"),
    [
        (200, End.SENT), (202, End.SENT), (204, End.SENT), (301, End.PAUSE), (302, End.PAUSE), (308, End.PAUSE),
        (400, End.REFUSED), (401, End.PAUSE), (403, End.PAUSE), (404, End.PAUSE), (405, End.PAUSE), (408, End.DOWN),
        (410, End.PAUSE), (413, End.REFUSED), (422, End.REFUSED), (425, End.DOWN), (429, End.DOWN), (500, End.DOWN),
        (503, End.DOWN),
    ],
)  # fmt: skip
def test_what_a_status_means(status: int, end: End) -> None:
    assert outcome_of(status, retry=Outcome(end=End.DOWN)).end is end


@pytest.mark.parametrize(
    ("header", "wait"),
    [("120", timedelta(minutes=2)), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-5", None), ("9" * 40, None)],
)
async def test_a_receiver_says_how_long_to_wait(header: str, wait: timedelta | None) -> None:
    async with http_sink() as sink:
        sink.answers, sink.headers = [503], {"Retry-After": header}
        outcome = await send_to_hook(HOOKED, Hook(url=sink.url), secret=None, now=NOW)
    assert outcome == Outcome(end=End.DOWN, reason="it answered 503", wait=wait)


async def test_a_redirect_is_not_followed() -> None:
    async with http_sink() as other, http_sink() as sink:
        sink.answers, sink.headers = [307], {"Location": other.url}
        outcome = await send_to_hook(HOOKED, Hook(url=sink.url), secret=None, now=NOW)
    assert outcome.end is End.PAUSE
    assert other.requests == []


async def test_a_connection_that_is_cut_is_no_answer() -> None:
    async with http_sink() as sink:
        sink.answers = [0]
        outcome = await send_to_hook(HOOKED, Hook(url=sink.url), secret=None, now=NOW)
    assert outcome == Outcome(end=End.DOWN, reason="it closed the connection without an answer")


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://127.0.0.1:1/", "connection refused"), ("http:///in", "the connection failed (InvalidUrlClientError)")],
)
async def test_a_post_without_an_answer(url: str, reason: str) -> None:
    with pytest.raises(Unanswered, match=re.escape(reason)):
        await post(url, body=b"", headers={})


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeoutError(), "no answer in time"),
        (__import__("ssl").SSLCertVerificationError("of secret.example"), "its certificate is not valid"),
        (__import__("ssl").SSLError("secret.example"), "no encrypted connection could be agreed on"),
        (__import__("socket").gaierror(-2, "secret.example"), "its name is not known to the name servers"),
        (aiohttp.ServerDisconnectedError(), "it closed the connection without an answer"),
        (OSError(113, "secret.example"), "no route to host"),
        (ValueError("secret.example"), "the connection failed (ValueError)"),
    ],
)
def test_reasons_hold_nothing_of_the_address(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason


@pytest.mark.parametrize(
    ("address", "url", "headers"),
    [
        ("json://127.0.0.1:99/a%20b?-p=2&+X-Key=k", "http://127.0.0.1:99/a%20b?p=2", {"X-Key": "k"}),
        ("jsons://u:p%40w@example.org/in", "https://example.org/in", {"Authorization": "Basic dTpwQHc="}),
        ("jsons://example.org", "https://example.org/", {}),
    ],
)
def test_json_addresses_are_read_as_apprise_writes_them(address: str, url: str, headers: dict[str, str]) -> None:
    hook = read_hook(address)
    assert (hook.url, dict(hook.headers)) == (url, headers)
    assert repr(hook) == "Hook(verify=True)"


@pytest.mark.parametrize("address", ["jsons://", "json://127.0.0.1/?method=GET", "mailto://u:p@example.org"])
def test_an_address_that_is_no_hook(address: str) -> None:
    with pytest.raises(UnreadableAddress):
        read_hook(address)


def test_plain_web_addresses() -> None:
    hook = web_hook("https://u:p%40w@example.org:8443/in?key=1#part")
    assert (hook.url, hook.headers["Authorization"]) == ("https://example.org:8443/in?key=1", "Basic dTpwQHc=")
    assert web_hook("http://example.org").headers == {}
    for broken in ("http://", "http://[", "http://example.org:0/", "http://example.org:x/"):
        with pytest.raises(UnreadableAddress):
            web_hook(broken)


def test_a_services_own_web_address_is_the_services() -> None:
    assert is_service("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ")
    assert not is_service("https://example.org/services/hook")


@pytest.mark.parametrize(
    ("subject", "calls"),
    [("@everyone now", "@everyone"), ("<!channel> now", "<!channel>"), ("<@U1> now", "<@U1>"), ("a <@&1>", "<@&")],
)
def test_a_title_calls_nobody(subject: str, calls: str) -> None:
    assert calls not in title_of(subject)
    assert title_of(subject).replace("\u200b", "") == subject
    assert title_of("5 < 6, mail @ home") == "5 < 6, mail @ home"


async def by_xml(url: str, delivery: Delivery = DELIVERY) -> Outcome:
    """Through Apprise to the sink: its XML service is one that a server on this machine can take."""
    return await send_by_service(delivery, url.replace("http://", "xml://"))


@pytest.mark.parametrize(("status", "end"), [(200, End.SENT), (500, End.DOWN), (404, End.DOWN)])
async def test_a_service_takes_it_or_not(status: int, end: End) -> None:
    async with http_sink() as sink:
        sink.answers = [status]
        assert (await by_xml(f"{sink.url}/in")).end is end
    assert len(sink.requests) == 1
    assert "गठबंधन" in sink.requests[0][1].decode()


async def test_a_service_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "ANSWER_LIMIT", 0.01)
    go_on, ended = threading.Event(), threading.Event()

    def hang(*_: object) -> bool:
        go_on.wait(PATIENCE)
        asyncio.get_event_loop_policy()
        ended.set()
        return True

    monkeypatch.setattr(services, "_notify", hang)
    assert await by_xml("http://127.0.0.1/") == Outcome(end=End.DOWN, reason="no answer in time")
    go_on.set()
    assert await asyncio.get_running_loop().run_in_executor(None, ended.wait, PATIENCE)
    # Its late answer is nobody's any more.
    await asyncio.sleep(0)


async def test_a_plugin_that_raises_has_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise ZeroDivisionError("https://secret.example")

    monkeypatch.setattr(services, "_notify", fail)
    assert await by_xml("http://127.0.0.1/") == Outcome(end=End.DOWN, reason="the service did not take it")


HIDDEN = "s3cr3tw0rd"


@pytest.mark.parametrize(
    "address",
    [
        "mailto://desk:{hidden}@127.0.0.1:{port}?from=d{hidden}@example.org&to={hidden}@example.org",
        "mailtos://desk:{hidden}@127.0.0.1:{port}?from=d@example.org&to={hidden}@example.org",
        "mailto://{hidden}@",
        "json://u:{hidden}@127.0.0.1:{port}/{hidden}?key={hidden}",
        "http://u:{hidden}@127.0.0.1:{port}/{hidden}?key={hidden}",
        "https://127.0.0.1:{port}/{hidden}",
        "http://{hidden}.invalid/{hidden}",
        "http://[{hidden}",
        "xml://u:{hidden}@127.0.0.1:{port}/{hidden}",
        "discord://{hidden}/{hidden}",
        "nonsense://{hidden}",
        "{hidden}",
    ],
)
@pytest.mark.parametrize("is_there", [True, False])
async def test_no_secret_is_in_a_log_or_an_error(
    address: str, is_there: bool, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "discord" in address:
        # Not reachable from here: only that it is refused or fails without a word.
        monkeypatch.setattr(services, "_notify", lambda *_: False)
    async with mail_server() as server, http_sink() as sink:
        server.recipients = {f"{HIDDEN}@example.org": f"550 5.1.1 <{HIDDEN}@example.org> unknown"}
        sink.answers = [500]
        port = server.port if "mail" in address else int(sink.url.rpartition(":")[2])
        url = address.format(hidden=HIDDEN, port=port if is_there else 1)
        with caplog.at_level(logging.DEBUG):
            # aiosmtpd, the server, logs what it is told.
            logging.getLogger("mail.log").setLevel(logging.CRITICAL)
            outcome = await attempt(DELIVERY, {"DESK": url, "DESK_SECRET": HIDDEN})
    assert outcome.end is not End.SENT
    assert HIDDEN not in f"{outcome}"
    assert HIDDEN not in caplog.text
    assert base64.b64encode(HIDDEN.encode()).decode() not in caplog.text


async def test_a_bug_in_an_attempt_is_told_without_its_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> Outcome:
        raise ZeroDivisionError(HIDDEN)

    monkeypatch.setattr("monitor.delivery.sending.send_mail", fail)
    outcome = await attempt(DELIVERY, {"DESK": "mailto://127.0.0.1?from=d@example.org&to=a@example.org"})
    assert outcome == Outcome(end=End.DOWN, reason="the attempt failed (ZeroDivisionError)")
    assert HIDDEN not in caplog.text
    assert "attempt failed destination=DESK error=ZeroDivisionError" in caplog.text


async def test_an_attempt_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(*_: object) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr("monitor.delivery.sending.ATTEMPT_LIMIT", 0.01)
    monkeypatch.setattr("monitor.delivery.sending.send_mail", hang)
    outcome = await attempt(DELIVERY, {"DESK": "mailto://127.0.0.1?from=d@example.org&to=a@example.org"})
    assert outcome == Outcome(end=End.DOWN, reason="no answer in time")
