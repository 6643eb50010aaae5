"""Sources that serve what nobody should: a recorded outcome for each, in little memory, and the rest is stored."""

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.crawl import Outcome
from monitor.demo.newsroom import Newsroom
from scrapers import settings
from tests.answering import Answer, Site, answering
from tests.hostile_answers import GONE, STOP, answers, endless
from tests.hostile_inputs import STORED, SUSPECT, Case, article, pages, served
from tests.peaks import peak_megabytes
from tests.watching import Watch, configure, watching

pytestmark = [pytest.mark.usefixtures("reactor"), pytest.mark.once]

MEMORY = 150
"""MB that the crawling process may grow by: some of the largest bodies at once, and nothing without a bound."""


@pytest.fixture
def site() -> Iterator[Site]:
    STOP.clear()
    with answering() as opened:
        yield opened
        STOP.set()


@pytest.fixture
def config(room: Newsroom, site: Site, tmp_path: Path) -> Config:
    return configure(room, tmp_path, home=f"{site.home}/", feeds=(site.url("/feed"),), baseline=1_000)


@pytest.fixture
async def watch(room: Newsroom, config: Config) -> AsyncIterator[Watch]:
    async with watching(room, config) as opened:
        yield opened


def put_up(site: Site, cases: Sequence[Case]) -> dict[str, Case]:
    """Serves each case with a good story behind it, newest first so that they are fetched in this order."""
    lines, placed = [], {}
    for number, each in enumerate(cases):
        hostile = f"/news/{each.name}-{number}"
        placed[hostile] = each
        site.says(hostile, each.make(number, False))
        site.says(f"/news/good-story-{number}", served(article(10_000 + number)))
        lines += [hostile, f"/news/good-story-{number}"]
    items = "".join(f"<item><title>A line</title><link>{site.url(line)}</link></item>" for line in lines)
    feed = f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>".encode()
    site.says("/feed", Answer(feed, headers={"Content-Type": "application/rss+xml"}))
    return placed


def outcomes(watch: Watch, site: Site) -> dict[str, str]:
    """What was recorded of each address."""
    home = len(site.home)
    told = {url[home:]: reason for url, reason in watch.rows("SELECT url, reason FROM failures")}
    told |= {url[home:]: SUSPECT for (url,) in watch.rows("SELECT url FROM suspects")}
    told |= {url[home:]: STORED for (url,) in watch.archived("SELECT url FROM urls")}
    gone = "SELECT url FROM entries WHERE article_id IS NULL AND reason LIKE 'gone: %'"
    return {url[home:]: GONE for (url,) in watch.rows(gone)} | told


async def crawled(watch: Watch, site: Site, cases: Sequence[Case]) -> None:
    placed = put_up(site, cases)
    before = peak_megabytes(reset=True)
    report = await watch.crawl()
    assert peak_megabytes() - before < MEMORY
    assert report.outcome is Outcome.OK, report.reason
    told = outcomes(watch, site)
    wrong = {path: told.get(path) for path, each in placed.items() if told.get(path) not in each.outcomes}
    assert not wrong
    stored = [number for number in range(len(cases)) if told.get(f"/news/good-story-{number}") == STORED]
    assert stored == list(range(len(cases))), "a story behind a hostile page is stored"


async def test_hostile_pages(watch: Watch, site: Site) -> None:
    await crawled(watch, site, list(pages()))


async def test_hostile_answers(watch: Watch, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # One: a connection that brought more than its answer may have (a 204 with a body) can end under the next request.
    monkeypatch.setattr(settings, "RETRY_TIMES", 1)
    await crawled(watch, site, list(answers()))


async def test_answers_that_do_not_end(watch: Watch, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "RETRY_TIMES", 0)
    monkeypatch.setitem(settings.DOWNLOADER_MIDDLEWARES, "tests.hostile_answers.NoPatienceWithEndless", 300)
    await crawled(watch, site, list(endless()))
