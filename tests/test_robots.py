"""robots.txt as RFC 9309 reads it: obeyed, kept between crawls, forbidding while it fails, slowing its host."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.demo.exchange import Fault, Mishap
from monitor.demo.newsroom import Newsroom
from scrapers.orders import Check, FailureReason, Missed
from scrapers.robots import MAX_BYTES, MAX_CRAWL_DELAY, RobotsCache
from tests.answering import Answer, Site, answering
from tests.spidering import Notebook, Told, crawl
from tests.watching import path, publish

pytestmark = pytest.mark.usefixtures("reactor")

HTML = {"Content-Type": "text/html"}


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


def robots(*lines: str, status: int = 200) -> Answer:
    return Answer("\n".join(lines).encode(), status, {"Content-Type": "text/plain"})


def page(site: Site, where: str = "/story") -> Check:
    return Check(url=site.says(where, Answer(b"<p>A story.", headers=HTML)))


@pytest.mark.parametrize(
    ("lines", "allowed"),
    [
        (["User-agent: *", "Disallow: /story"], False),
        (["User-agent: *", "Disallow: /", "Allow: /story"], True),
        (["User-agent: *", "Disallow: /", "User-agent: Presswatch", "Allow: /"], True),
        (["User-agent: presswatch", "Disallow: /"], False),
        (["User-agent: OtherBot", "Disallow: /"], True),
        (["<html>nonsense</html>"], True),
        ([], True),
    ],
)
async def test_robots_txt_is_obeyed(site: Site, lines: list[str], allowed: bool) -> None:
    site.says("/robots.txt", robots(*lines))
    item = (await crawl(Notebook(), checks=[page(site)])).item
    assert isinstance(item, Told if allowed else Missed)
    assert site.paths == (["/story"] if allowed else [])
    if isinstance(item, Missed):
        assert item.reason is FailureReason.ROBOTS


@pytest.mark.parametrize(("filler", "allowed"), [(MAX_BYTES - 100, False), (MAX_BYTES - 35, True), (MAX_BYTES, True)])
async def test_a_robots_txt_is_read_to_its_limit_and_by_whole_lines(site: Site, filler: int, allowed: bool) -> None:
    site.says(
        "/robots.txt", robots("#" * (filler - 1), "User-agent: *", "Disallow: /story/of/the/day/only", "Allow: /x")
    )
    item = (await crawl(Notebook(), checks=[page(site, "/story/of/the/day/only")])).item
    assert isinstance(item, Told if allowed else Missed)


async def test_robots_txt_holds_for_every_request_that_waits_for_it(site: Site) -> None:
    site.says("/robots.txt", robots("User-agent: *", "Disallow: /private/"))
    checks = [page(site, f"/private/{number}") for number in range(5)]
    items = (await crawl(Notebook(), checks=checks)).items
    assert [type(item) for item in items] == [Missed] * 5
    assert site.paths == []


@pytest.mark.parametrize(
    ("status", "reason"), [(404, None), (403, None), (500, "HTTP 500"), (503, "HTTP 503"), (429, "HTTP 429")]
)
async def test_a_robots_txt_that_is_missing_allows_and_one_that_fails_forbids(
    site: Site, status: int, reason: str | None
) -> None:
    site.says("/robots.txt", robots("User-agent: *", "Disallow: /", status=status))
    cache = RobotsCache()
    item = (await crawl(Notebook(), checks=[page(site)], robots=cache)).item
    if reason is None:
        assert isinstance(item, Told)
        return
    assert isinstance(item, Missed)
    assert item.reason is FailureReason.ROBOTS_UNREACHABLE
    assert reason in item.detail
    assert site.paths == []
    site.says("/robots.txt", robots(""))
    assert isinstance((await crawl(Notebook(), checks=[page(site)], robots=cache)).item, Told), "the next crawl asks"


async def test_a_robots_txt_without_an_answer_forbids(room: Newsroom) -> None:
    outlet = next(iter(room.outlets.values()))
    publish(outlet, 1, 2, age=timedelta(days=1))
    outlet.fail(Fault(mishap=Mishap.RESET, path="/robots.txt"))
    checks = [Check(url=outlet.url(path(number))) for number in (1, 2)]
    items = (await crawl(Notebook(), checks=checks, RETRY_TIMES=0)).items
    assert [item.reason for item in items] == [FailureReason.ROBOTS_UNREACHABLE] * 2


async def test_robots_txt_is_kept_between_crawls_for_an_hour(site: Site) -> None:
    site.says("/robots.txt", robots("User-agent: *", "Disallow: /private", "Crawl-delay: 0.1"))
    cache = RobotsCache()
    for expected in (1, 1):
        assert (await crawl(Notebook(), checks=[page(site)], robots=cache)).delays == {"127.0.0.1": 0.1}
        assert [path for path, _ in site.asked].count("/robots.txt") == expected
    cache.keep_seconds = 0.0
    await crawl(Notebook(), checks=[page(site)], robots=cache)
    assert [path for path, _ in site.asked].count("/robots.txt") == 2


async def test_a_cache_of_absurdly_many_hosts_begins_anew(site: Site) -> None:
    cache = RobotsCache()
    await crawl(Notebook(), checks=[page(site)], robots=cache)
    host = site.home.removeprefix("http://")
    parser = cache.get(host)
    assert parser is not None
    for number in range(5_001):
        cache.put(f"host{number}.example", parser)
    assert cache.get(host) is None
    assert cache.get("host5000.example") is parser


@pytest.mark.parametrize(("said", "kept"), [("7", 7.0), ("7.5", 7.5), ("86400", MAX_CRAWL_DELAY), ("soon", 0.0)])
async def test_a_crawl_delay_slows_its_host(site: Site, said: str, kept: float) -> None:
    site.says("/robots.txt", robots("User-agent: *", f"Crawl-delay: {said}"))
    crawled = await crawl(Notebook(), checks=[page(site)], stop_when_slowed=kept > 0)
    assert crawled.delays == {"127.0.0.1": kept}
    assert site.paths == ([] if kept else ["/story"]), "it holds from the first request after robots.txt on"
    assert crawled.items == [] or not kept, "what is not fetched has no outcome"


async def test_a_longer_delay_of_ours_stays(site: Site) -> None:
    site.says("/robots.txt", robots("User-agent: *", "Crawl-delay: 0.1"))
    assert (await crawl(Notebook(), checks=[page(site)], DOWNLOAD_DELAY=0.3)).delays == {"127.0.0.1": 0.3}
