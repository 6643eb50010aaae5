"""Sources whose channels or robots.txt are hostile: each is read up to a limit or refused with a reason.

The channel behind it and its story are read as ever.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from monitor.config import Config, SourceConfig
from monitor.crawl import Outcome
from monitor.demo.newsroom import Newsroom
from scrapers import settings
from scrapers.sources import ChannelKind
from tests.answering import Answer, Site, answering
from tests.hostile_channels import FEED, READ, SECTION, SITEMAP, ChannelCase, channels, robots_files
from tests.hostile_inputs import article, served
from tests.peaks import peak_megabytes
from tests.watching import Watch, configure, watching

pytestmark = [pytest.mark.usefixtures("reactor"), pytest.mark.once]

MEMORY = 150
"""MB that the crawling process may grow by: lists of thousands of lines, one after the other, and no bomb unpacked."""

SECONDS = 120
"""For what takes five on an idle machine: nothing waits for a channel without end."""


@pytest.fixture
def site() -> Iterator[Site]:
    with answering() as opened:
        yield opened


def put_up(site: Site, cases: Sequence[ChannelCase]) -> dict[str, tuple[str, ...]]:
    """Serves each hostile channel with a good one behind it that lists one story; the channels by their kind's key."""
    placed: dict[str, list[str]] = {"feeds": [], "sitemaps": [], "sections": []}
    for number, each in enumerate(cases):
        site.says(f"/{each.name}", each.make(site.url, False))
        for path, make in each.also:
            site.says(path, make(site.url, False))
        story = site.says(f"/news/good-story-of-the-day-{number}", served(article(20_000 + number)))
        item = f"<h2><a href='{story}'>The good story of that day</a></h2>"
        if each.kind is not ChannelKind.SECTION:
            date = f"<pubDate>{datetime.now(UTC).isoformat()}</pubDate>"
            item = f"<rss><channel><item><title>Good</title><link>{story}</link>{date}</item></channel></rss>"
        placed[f"{each.kind.value}s"] += [site.url(f"/{each.name}"), site.says(f"/good-{number}", served(item))]
    return {key: tuple(urls) for key, urls in placed.items()}


def told_of(watch: Watch, site: Site) -> dict[str, tuple[str, int]]:
    """What was recorded of each channel, and how many lines were taken of it."""
    rows = watch.rows("SELECT url, reason, coalesce(entry_count, 0) FROM channels")
    failed = {
        url: f"{reason} {detail}" for url, reason, detail in watch.rows("SELECT url, reason, detail FROM failures")
    }
    return {url.removeprefix(site.home): (failed.get(url) or reason or READ, count) for url, reason, count in rows}


@pytest.mark.parametrize("kind", [FEED, SITEMAP, SECTION])
async def test_hostile_channels(
    room: Newsroom, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: ChannelKind
) -> None:
    monkeypatch.setattr(settings, "RETRY_TIMES", 0)
    cases = [each for each in channels() if each.kind is kind]
    config = configure(room, tmp_path, home=f"{site.home}/", baseline=len(cases), **put_up(site, cases))
    before, began = peak_megabytes(reset=True), monotonic()
    async with watching(room, config) as watch:
        report = await watch.crawl()
        assert report.outcome is Outcome.OK, report.reason
        told = told_of(watch, site)
        stored = [url for (url,) in watch.archived("SELECT url FROM articles")]
    assert monotonic() - began < SECONDS
    assert peak_megabytes() - before < MEMORY
    wrong = {each.name: told.get(f"/{each.name}") for each in cases if not is_as_told(each, told[f"/{each.name}"])}
    assert not wrong
    assert {told[f"/good-{number}"] for number in range(len(cases))} == {(READ, 1)}
    # The lines of a section have no dates: the baseline ends within the five hundred of the last hostile one.
    wanted = range(len(cases) - 1 if kind is SECTION else len(cases))
    good = {site.url(f"/news/good-story-of-the-day-{number}") for number in wanted}
    assert good <= set(stored), "a story in the channel behind a hostile one is stored"
    if kind is SITEMAP:
        assert_indexes_end(site)


def is_as_told(case: ChannelCase, told: tuple[str, int]) -> bool:
    words, count = told
    return case.outcome in words and case.least <= count <= case.most


def assert_indexes_end(site: Site) -> None:
    """No part of an index is asked for twice, of thousands one where none is dated, of a chain the first few."""
    asked = [path for path in site.paths if path.startswith(("/ring", "/fan", "/chain", "/index"))]
    assert len(asked) == len(set(asked))
    assert sum(path.startswith("/fan") for path in asked) == 1
    assert sum(path.startswith("/chain") for path in asked) == 2


async def test_hostile_robots_files(room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "RETRY_TIMES", 0)
    with ExitStack() as open_sites:
        files = list(robots_files())
        sites = [open_sites.enter_context(answering()) for _ in files]
        config = configure(room, tmp_path, baseline=5)
        sources = [_source(config, site, name, make(False)) for site, (name, make, _) in zip(sites, files, strict=True)]
        config = config.model_copy(update={"sources": tuple(sources)})
        before, began = peak_megabytes(reset=True), monotonic()
        async with watching(room, config) as watch:
            for source in sources:
                await watch.crawls.crawl(source, every_channel=True)
            stored = {source for (source,) in watch.archived("SELECT source_id FROM articles")}
            failed = set(watch.rows("SELECT source_id, reason FROM failures"))
        assert monotonic() - began < SECONDS
        assert peak_megabytes() - before < MEMORY
    assert stored == {f"robots-{name}" for name, _, may in files if may}
    assert failed == {(f"robots-{name}", "robots_unreachable") for name, _, may in files if not may}


def _source(config: Config, site: Site, name: str, robots: object) -> SourceConfig:
    assert isinstance(robots, Answer) or robots
    site.answers["/robots.txt"] = [robots]  # type: ignore[list-item]
    story = site.says("/news/good-story-of-the-day", served(article(30_000 + len(name))))
    item = f"<rss><channel><item><title>Good</title><link>{story}</link></item></channel></rss>"
    feed = site.says("/feed", served(item))
    update = {"id": f"robots-{name}", "name": name, "home": f"{site.home}/", "feeds": (feed,)}
    return config.sources[0].model_copy(update=update)
