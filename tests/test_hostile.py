"""A source that serves what nobody should: each page is a failure with a reason, and the rest is stored."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.crawl import Outcome
from monitor.demo.inventing import invented
from monitor.demo.newsroom import Newsroom
from monitor.ledger import Ledger
from monitor.newsdesk import Newsdesk
from monitor.shelf import addresses_of
from scrapers.items import Page
from scrapers.orders import Ask, Check
from tests.answering import Answer, Site, answering
from tests.watching import Watch, configure, watching

pytestmark = pytest.mark.usefixtures("reactor")

HOSTILE = Answer(b"<p " + b"x " * 200_000 + b">")
CONFIRMED = frozenset({Ask.CONFIRM})
RSS = {"Content-Type": "application/rss+xml"}


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


@pytest.fixture
def config(room: Newsroom, site: Site, tmp_path: Path) -> Config:
    return configure(room, tmp_path, home=f"{site.home}/", feeds=(site.url("/feed"),))


@pytest.fixture
async def watch(room: Newsroom, config: Config) -> AsyncIterator[Watch]:
    async with watching(room, config) as opened:
        yield opened


def story(number: int) -> Answer:
    copy = invented(number)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in copy.paragraphs)
    head = f"<title>{copy.headline}</title>"
    return Answer(f"<html><head>{head}</head><article><h1>{copy.headline}</h1>{text}</article></html>".encode())


def feed(*links: str) -> Answer:
    items = "".join(f"<item><title>A line</title><link>{link}</link></item>" for link in links)
    return Answer(f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>".encode(), headers=RSS)


async def test_what_cannot_be_read_is_told_apart_from_what_can(watch: Watch, site: Site) -> None:
    hostile, fine = site.says("/news/hostile-page-1", HOSTILE), site.says("/news/fine-page-2", story(2))
    site.says("/feed", feed(hostile, fine, "http://["))
    report = await watch.crawl()
    assert report.outcome is Outcome.OK
    assert (report.tally.new, report.tally.failures) == (1, 1)
    ((url, reason, detail),) = watch.rows("SELECT url, reason, detail FROM failures")
    assert (url, reason) == (site.url("/news/hostile-page-1"), "reading_error")
    assert "attributes" in detail
    assert watch.rows("SELECT failure_count, due_at IS NOT NULL FROM entries WHERE article_id IS NULL") == [(1, 1)]


async def test_a_known_article_that_becomes_unreadable_stays_as_it_was(watch: Watch, site: Site) -> None:
    site.says("/feed", feed(site.says("/news/fine-page-2", story(2))))
    await watch.crawl()
    site.says("/news/fine-page-2", HOSTILE)
    report = await watch.crawl(every_article=True)
    assert (report.tally.failures, report.tally.changed) == (1, 0)
    assert watch.rows("SELECT failure_count, state FROM follows") == [(1, "live")]
    site.says("/news/fine-page-2", story(2))
    await watch.crawl(every_article=True)
    assert watch.rows("SELECT failure_count FROM follows") == [(0,)]
    assert watch.archived("SELECT count(*) FROM versions") == [(1,)]


def page(url: str, answer: Answer) -> Page:
    return Page(
        url=url,
        final_url=url,
        status=200,
        body=answer.body,
        headers=(),
        fetched_at=datetime.now(UTC),
        body_sha256="0" * 64,
    )


async def test_two_pages_of_one_article_that_were_read_at_once_are_judged_in_turn(watch: Watch, site: Site) -> None:
    """Both were read before either was written down: the second is to be judged against the first."""
    site.says("/feed", feed(site.says("/news/first-address-1", story(1))))
    await watch.crawl()
    ledger = Ledger(
        source=watch.config.sources[0],
        schedule=watch.config.schedule,
        gone_confirmed_after=timedelta(0),
        crawl_id=1,
    )
    desk = Newsdesk(watch.crawls.tools, ledger, on_changes=lambda _: None)
    url = site.url("/news/third-address-3")
    new = [await desk.read(Check(url=url), page(url, story(3)), asked=frozenset()) for _ in range(2)]
    for read in new:
        await desk.record(read.item)
    assert (desk.tally.new, desk.tally.unchanged) == (1, 1)
    known = Check(url=site.url("/news/first-address-1"), article_id=1)
    edited = [
        await desk.read(known, page(known.url, Answer(story(1).body.replace(b"villages", word))), asked=CONFIRMED)
        for word in (b"hamlets", b"towns")
    ]
    for read in edited:
        await desk.record(read.item)
    assert watch.archived("SELECT count(*) FROM versions WHERE article_id = 1") == [(2,)]
    assert desk.tally.changed == 1


def test_an_address_that_is_none_is_left_out() -> None:
    assert addresses_of(None, "", "mailto:desk@example.org", "http://[") == []
    (address,) = addresses_of("http://v.example/a", "HTTP://V.example/a#top")
    assert address.url == "http://v.example/a"


async def test_an_article_of_which_nothing_is_known_has_no_earlier_page(watch: Watch) -> None:
    assert watch.crawls.tools.shelf.earlier(99) == (None, None)
    assert watch.crawls.tools.shelf.earlier(None) == (None, None)


async def test_without_workers_everything_is_a_failure_and_stays_due(watch: Watch, site: Site) -> None:
    site.says("/feed", feed(site.says("/news/fine-page-2", story(2))))
    await watch.crawl()
    site.says("/feed", feed(site.url("/news/fine-page-2"), site.says("/news/late-page-3", story(3))))
    watch.crawls.tools.pool.close()
    report = await watch.crawl(every_article=True)
    # The article is unchanged to the byte: it needs no worker.
    assert (report.outcome, report.tally.unchanged, report.tally.failures) == (Outcome.FAILED, 1, 1)
    assert watch.rows("SELECT url, reason FROM failures") == [(site.url("/feed"), "reading_crashed")]
    site.says("/news/fine-page-2", story(4))
    await watch.crawl(every_article=True)
    assert watch.rows("SELECT count(*) FROM failures WHERE url = :url", url=site.url("/news/fine-page-2")) == [(1,)]
    assert watch.archived("SELECT count(*) FROM versions") == [(1,)]
