"""How we ask: pauses, one request at a time, limits on every answer, nothing that listens."""

import gzip
import itertools
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import brotli
import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response

from monitor.config import Config
from monitor.crawl import crawl_settings, user_agent
from monitor.demo.exchange import Fault, Mishap
from monitor.demo.newsroom import Newsroom
from monitor.demo.outlets import Outlet
from scrapers.connecting import GuardedDownloads
from scrapers.middlewares import MAX_PAUSE, retry_after_seconds
from scrapers.orders import Check, FailureReason, Look, Missed, Unchanged, Validators
from scrapers.settings import USER_AGENT
from scrapers.sources import ChannelKind
from scrapers.spiders.news import NewsSpider
from storage.captures import get_capture, read_capture
from tests.answering import Answer, Site, answering
from tests.spidering import Notebook, Told, crawl
from tests.watching import Watch, path, publish

pytestmark = pytest.mark.usefixtures("reactor")

DAY = timedelta(days=1)
NOW = datetime(2024, 8, 22, 6, 30, tzinfo=UTC)
HTML = {"Content-Type": "text/html"}


@pytest.fixture
def outlet(room: Newsroom) -> Outlet:
    outlet = next(iter(room.outlets.values()))
    publish(outlet, 1, 2, age=DAY)
    return outlet


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


def robots(*lines: str, status: int = 200) -> Answer:
    return Answer("\n".join(lines).encode(), status, {"Content-Type": "text/plain"})


def page(site: Site, where: str = "/story") -> Check:
    return Check(url=site.says(where, Answer(b"<p>A story.", headers=HTML)))


async def test_the_user_agent_names_project_and_contact(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    (agent,) = {each.user_agent for each in watch.outlet.requests}
    assert agent == user_agent("desk@example.org")
    assert agent.startswith("Presswatch/")
    assert "+desk@example.org" in agent
    assert USER_AGENT.startswith("Presswatch/"), "a plain scrapy crawl says at least that"


@pytest.mark.parametrize("delay", [0, 1])
async def test_one_host_is_asked_one_thing_at_a_time_whatever_the_delay(
    site: Site, monkeypatch: pytest.MonkeyPatch, delay: int
) -> None:
    under_way = most = 0
    fetch = GuardedDownloads.download_request

    async def counted(self: GuardedDownloads, request: Request) -> Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        try:
            return await fetch(self, request)
        finally:
            under_way -= 1

    monkeypatch.setattr(GuardedDownloads, "download_request", counted)
    # A machine that stands still between any two looks at the clock: each delay is over when it is asked for.
    seconds = itertools.count(step=10)
    monkeypatch.setattr("scrapy.core.downloader.monotonic", lambda: next(seconds))
    checks = [page(site, f"/{number}") for number in range(6)]
    assert len((await crawl(Notebook(), checks=checks, DOWNLOAD_DELAY=delay)).items) == 6
    assert most == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("31536000", 86_400.0),
        ("9" * 40, 86_400.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Thu, 22 Aug 2024 06:31:00 GMT", 60.0),
        ("Thu, 22 Aug 2024 06:29:00 GMT", 0.0),
        ("Thu, 22 Aug 2024 06:31:00", 60.0),
        ("Thu, 22 Aug 2024 12:01:00 +0530", 60.0),
        ("Sun, 22 Aug 2077 06:31:00 GMT", 86_400.0),
        ("Thu, 99 Aug 2024 06:31:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOW) == seconds


@given(st.one_of(st.text(max_size=40), st.integers().map(str), st.datetimes().map(format_datetime)))
def test_retry_after_is_never_more_than_a_day(value: str) -> None:
    seconds = retry_after_seconds(value, NOW)
    assert seconds is None or 0.0 <= seconds <= 86_400.0


@pytest.mark.parametrize("mishap", [Mishap.TRUNCATED, None], ids=["truncated", "503"])
async def test_what_may_pass_is_tried_again_after_a_growing_pause(outlet: Outlet, mishap: Mishap | None) -> None:
    fault = Fault(mishap=mishap, path=path(1), times=2) if mishap else Fault(status=503, path=path(1), times=2)
    outlet.fail(fault)
    told = (await crawl(Notebook(), checks=[Check(url=outlet.url(path(1)))], RETRY_PAUSE=0.1)).item
    assert isinstance(told, Told)
    asked = [each.at for each in outlet.requests if each.target == path(1)]
    first, second = (after - before for before, after in itertools.pairwise(asked))
    assert first >= timedelta(seconds=0.075)
    assert second >= timedelta(seconds=0.15)


async def test_a_third_failure_is_the_last(outlet: Outlet) -> None:
    outlet.fail(Fault(status=502, path=path(1)))
    missed = (await crawl(Notebook(), checks=[Check(url=outlet.url(path(1)))])).item
    assert (missed.reason, missed.detail) == (FailureReason.HTTP_STATUS, "HTTP 502")
    assert len([each for each in outlet.requests if each.target == path(1)]) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
async def test_what_will_not_pass_is_not_tried_again(site: Site, status: int) -> None:
    await crawl(Notebook(), checks=[Check(url=site.says("/story", Answer(b"No.", status, HTML)))])
    assert site.paths == ["/story"]


async def test_a_short_retry_after_is_waited_for(outlet: Outlet) -> None:
    outlet.fail(Fault(status=503, retry_after=1, path=path(1), times=1))
    assert isinstance((await crawl(Notebook(), checks=[Check(url=outlet.url(path(1)))])).item, Told)
    first, second = [each.at for each in outlet.requests if each.target == path(1)]
    assert second - first >= timedelta(seconds=1)


async def test_a_long_retry_after_ends_the_crawl_and_rests_the_source(watch: Watch) -> None:
    publish(watch.outlet, *range(3), age=DAY)
    asked = int(MAX_PAUSE) * 200
    watch.outlet.fail(Fault(status=503, retry_after=asked, path="/rss.xml"))
    report = await watch.crawl()
    assert report.failed
    assert report.reason == f"asked to wait: HTTP 503, Retry-After {asked} s"
    assert len(watch.asked()) == 1, "it is not tried again"
    ((until, next_look),) = watch.rows(
        "SELECT not_before_at, next_look_at FROM source_state JOIN channels USING (source_id)"
    )
    rest = report.ended_at.replace(microsecond=0) + timedelta(seconds=asked)
    for at in (until, next_look):
        assert abs(datetime.fromisoformat(at) - rest) <= timedelta(seconds=2)


async def test_channels_and_articles_are_asked_for_conditionally(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    since = len(watch.outlet.requests)
    await watch.crawl(every_article=True)
    assert [(each.target, each.status, each.conditional) for each in watch.outlet.requests[since:]] == [
        ("/rss.xml", 304, True),
        (path(1), 304, True),
    ]


async def test_a_304_may_bring_new_validators(site: Site) -> None:
    url = site.says("/feed", Answer(b"", 304, {"ETag": '"new"'}))
    look = Look(url=url, kind=ChannelKind.FEED, validators=Validators(etag='"old"'))
    unchanged = (await crawl(Notebook(), looks=[look])).item
    assert isinstance(unchanged, Unchanged)
    assert unchanged.validators == Validators(etag='"new"')
    check = Check(url=site.url("/feed"), validators=Validators(etag='"a"', last_modified="then"))
    site.says("/feed", Answer(b"", 304))
    assert (await crawl(Notebook(), checks=[check])).item.validators == check.validators
    headers = dict(site.asked[-1][1])
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"a"', "then")


ENCODINGS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_every_encoding_that_we_offer_is_decoded(site: Site, encoding: str) -> None:
    plain = b"<!doctype html><p>A story that is told in many ways.</p>" * 20
    headers = {**HTML, "Content-Encoding": encoding}
    answer = Answer(ENCODINGS[encoding](plain), headers=headers)
    told = (await crawl(Notebook(), checks=[Check(url=site.says("/a", answer))])).item
    assert told.page.body == plain
    assert told.page.header("Content-Encoding") == encoding
    assert encoding in dict(site.asked[-1][1])["accept-encoding"]


async def test_a_capture_says_what_was_received_and_sent(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    capture = get_capture(watch.archive, 1)
    assert capture is not None
    stored = read_capture(watch.config.directory / "captures", capture)
    headers = {name.lower(): value for name, value in stored.headers}
    assert stored.body.startswith(b"<!doctype html>")
    assert headers["x-archive-orig-content-encoding"] == "gzip"
    assert "content-encoding" not in headers
    assert headers["etag"]
    record = gzip.decompress(
        (watch.config.directory / "captures" / capture.file).read_bytes()[capture.offset + capture.length :]
    )
    assert f"User-Agent: {user_agent('desk@example.org')}".encode() in record


@pytest.mark.parametrize("how", ["plain", "unannounced", "bomb"])
async def test_more_than_eight_megabytes_are_refused(site: Site, how: str) -> None:
    body = b"<p>" + b"long " * (9 * 1024 * 1024 // 5)
    answers = {
        "plain": Answer(body, headers=HTML),
        "unannounced": Answer(body, headers={**HTML, "Content-Length": "", "Connection": "close"}),
        "bomb": Answer(gzip.compress(body), headers={**HTML, "Content-Encoding": "gzip"}),
    }
    missed = (await crawl(Notebook(), checks=[Check(url=site.says("/story", answers[how]))])).item
    assert isinstance(missed, Missed)
    assert missed.reason is FailureReason.TOO_LARGE
    assert site.paths == ["/story"], "it is not tried again"


async def test_five_redirects_are_followed_and_no_more(site: Site) -> None:
    for hop in range(6):
        site.says(f"/{hop}", Answer(b"", 302, {"Location": f"/{hop + 1}"}))
    page(site, "/6")
    told = (await crawl(Notebook(), checks=[Check(url=site.url("/1"))])).item
    assert told.page.final_url == site.url("/6")
    assert "Referer" not in dict(told.page.request_headers)
    missed = (await crawl(Notebook(), checks=[Check(url=site.url("/0"))])).item
    assert missed.reason is FailureReason.REDIRECTS


async def test_an_answer_that_does_not_end_is_given_up(outlet: Outlet) -> None:
    outlet.fail(Fault(mishap=Mishap.SLOW, seconds=60, path=path(1)))
    checks = [Check(url=outlet.url(path(1)))]
    missed = (await crawl(Notebook(), checks=checks, ROBOTSTXT_OBEY=False, DOWNLOAD_TIMEOUT=0.3, RETRY_TIMES=0)).item
    assert missed.reason is FailureReason.TIMEOUT


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody of note has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - DAY, now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "site.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(built.public_bytes(pem) + key.private_bytes(pem, *form))
    return file


async def test_a_certificate_that_nobody_signed_is_refused(certificate: Path) -> None:
    with answering(certificate=certificate) as site:
        site.says("/robots.txt", robots(""))
        missed = (await crawl(Notebook(), checks=[page(site)])).item
        assert isinstance(missed, Missed)
        assert missed.reason is FailureReason.ROBOTS_UNREACHABLE
        assert site.asked == []
        refused = await crawl(Notebook(), checks=[page(site)], ROBOTSTXT_OBEY=False)
        assert refused.item.reason is FailureReason.TLS
        assert "retry/count" not in refused.stats, "it will not pass"
        trusting = await crawl(Notebook(), checks=[page(site)], DOWNLOAD_VERIFY_CERTIFICATES=False)
        assert isinstance(trusting.item, Told), "the site itself is well"


async def test_nothing_listens_and_certificates_are_verified(config: Config) -> None:
    for source in (None, config.sources[0]):
        crawler = AsyncCrawlerRunner(crawl_settings(config, source)).create_crawler(NewsSpider)
        settings = crawler.settings
        assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        assert settings.getbool("ROBOTSTXT_OBEY")
        for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED", "METAREFRESH_ENABLED"):
            assert not settings.getbool(name), name
        assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
        assert {name for name, handler in settings.getdict("DOWNLOAD_HANDLERS").items() if handler is None} == {
            "data",
            "file",
            "ftp",
            "s3",
        }


async def test_cookies_are_not_kept(site: Site) -> None:
    site.says("/first", Answer(b"", 302, {"Location": "/story", "Set-Cookie": "who=you; Path=/"}))
    site.says("/story", Answer(b"<p>A", headers=HTML))
    await crawl(Notebook(), checks=[Check(url=site.url("/first"))])
    assert all("cookie" not in headers for _, headers in site.asked)
    assert site.paths == ["/first", "/story"]


def test_a_source_s_own_delay_is_used_and_adapted(config: Config) -> None:
    source = config.sources[0].model_copy(update={"min_delay": 2.5})
    settings = crawl_settings(config, source)
    assert settings.getfloat("DOWNLOAD_DELAY") == 2.5
    assert settings.getbool("AUTOTHROTTLE_ENABLED")
    assert settings.getfloat("AUTOTHROTTLE_START_DELAY") == 2.5
    assert not crawl_settings(config, config.sources[0]).getbool("AUTOTHROTTLE_ENABLED")
