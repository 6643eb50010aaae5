"""Workers that are killed, memory that ends, names that do not resolve, pipes without a reader, signals."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.crawler import Crawler

from monitor import upkeep
from monitor.config import Config, SourceConfig
from monitor.crawl import StuckError
from monitor.demo.newsroom import Newsroom
from monitor.downstream import opened_downstream
from monitor.passes import crawl_pass
from monitor.reading import ReadingPool
from monitor.scheduler import Scheduler
from tests import page_tasks
from tests.running import PATIENCE, presswatch, rows, unmeasured, until
from tests.watching import Watch, path, publish

pytestmark = pytest.mark.usefixtures("reactor")

DAY = timedelta(days=1)


@pytest.fixture
async def deadly(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watch]:
    """A desk where the first story's page kills whoever reads it: the worker that is sent it meets a real death."""
    async with ReadingPool(workers=1) as pool:
        monkeypatch.setattr("monitor.newsdesk.read_page", page_tasks.read_or_die)
        watch.crawls.tools = type(watch.crawls.tools)(
            recorder=watch.crawls.tools.recorder, pool=pool, shelf=watch.crawls.tools.shelf
        )
        yield watch


async def test_a_page_that_always_kills_its_worker_is_given_up_and_costs_no_other(deadly: Watch) -> None:
    publish(deadly.outlet, 1, 2, 3, age=DAY)
    report = (await crawl_pass(deadly.crawls, deadly.config.sources[:1]))[0]
    assert not report.failed
    assert deadly.archived("SELECT count(*) FROM articles") == [(2,)]
    ((reason, detail, url),) = deadly.rows("SELECT reason, detail, url FROM failures")
    assert (reason, url.endswith(path(1))) == ("reading_crashed", True)
    assert "its worker died (status -9) and so did a second one" in detail
    assert deadly.rows("SELECT count(*) FROM entries WHERE due_at > datetime('now')") == [(1,)], "it is tried later"


async def test_a_name_that_does_not_resolve_rests_its_source_and_comes_back(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    real = watch.config.sources[0]
    away = real.model_copy(update={"feeds": ("http://wular-news.invalid/rss.xml",)})
    await upkeep.adopt(watch.crawls.tools.recorder, alone(watch.config, away), datetime.now(UTC))
    for _ in range(2):
        (report,) = await crawl_pass(watch.crawls, [away])
        assert report.failed
    assert watch.rows("SELECT DISTINCT reason FROM failures") == [("robots_unreachable",)]
    ((failures, rests),) = watch.rows("SELECT failure_count, not_before_at > datetime('now') FROM source_state")
    assert (failures, rests) == (2, 1)
    await upkeep.adopt(watch.crawls.tools.recorder, watch.config, datetime.now(UTC))
    assert not (await watch.crawl()).failed
    assert watch.archived("SELECT count(*) FROM articles") == [(1,)]
    assert watch.rows("SELECT failure_count, not_before_at FROM source_state") == [(0, None)]


def alone(config: Config, source: SourceConfig) -> Config:
    return config.model_copy(update={"sources": (source,)})


def command(config: Path, *arguments: str, **how: Any) -> subprocess.Popen[bytes]:  # Popen's many
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "--config", str(config), *arguments],
        stderr=subprocess.PIPE,
        env=unmeasured(),
        **how,
    )


def closed_pipe() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.once
def test_nobody_who_listens_costs_no_story(room: Newsroom, config: Config) -> None:
    publish(room.outlets["wular-news"], 1, 2, age=DAY)
    pipe = closed_pipe()
    process = command(config.path, "crawl", stdout=pipe)
    os.close(pipe)
    errors = process.communicate(timeout=PATIENCE)[1]
    assert (process.returncode, errors) == (1, b""), "as any program whose reader has gone"
    assert rows(config.directory, "archive.db", "SELECT count(*) FROM articles") == [(2,)]


@pytest.mark.once
def test_run_ends_well_at_once_and_takes_up_the_lock_of_the_dead(config: Config) -> None:
    (config.directory / "presswatch.lock").write_text("1\n")
    with presswatch(config.path, "run", measured=False) as process:
        handled = f"/proc/{process.pid}/status"
        until(lambda: _catches_sigterm(handled), "it has begun")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert (config.directory / "stderr.txt").read_text().count("Traceback") == 0


def _catches_sigterm(status: str) -> bool:
    caught = next(line for line in Path(status).read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("action", "megabytes", "told"),
    [
        ("run", 150, "Error: there is not enough memory"),
        ("run", 600, "this process may have 600 MB of addresses, and needs 1536; raise `ulimit -v`"),
        ("crawl", 600, "this process may have 600 MB of addresses, and needs 1536; raise `ulimit -v`"),
    ],
)
def test_too_little_memory_for_the_whole_ends_it_with_words(
    config: Config, action: str, megabytes: int, told: str
) -> None:
    limit = megabytes * 1024**2

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    process = command(config.path, action, stdout=subprocess.DEVNULL, preexec_fn=limited)
    try:
        errors = process.communicate(timeout=PATIENCE)[1].decode()
    finally:
        process.kill()
    assert process.returncode == 1
    assert told in errors
    assert "Traceback" not in errors


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    """Crawls wait for what never comes, and half a second is long."""

    async def wait(*_: object, **__: object) -> None:
        # As Scrapy's own does, which takes it for an end.
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    monkeypatch.setattr(Crawler, "crawl_async", wait)
    monkeypatch.setattr("monitor.crawl.LONGEST", 0.5)
    monkeypatch.setattr("monitor.scheduler.START_SPREAD", timedelta(0))


@pytest.mark.usefixtures("stuck")
async def test_a_crawl_that_does_not_end_is_given_up(watch: Watch) -> None:
    for _ in range(2):
        with pytest.raises(StuckError, match="the crawl of wular-news did not end within"):
            await watch.crawl()


async def test_a_crawl_that_fails_by_a_time_out_of_its_own_is_not_taken_for_ended(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise TimeoutError("of another kind")

    monkeypatch.setattr(Crawler, "crawl_async", fail)
    with pytest.raises(TimeoutError, match="of another kind"):
        await watch.crawl()


@pytest.mark.usefixtures("stuck")
async def test_a_crawl_that_does_not_end_ends_run_which_can_begin_anew(watch: Watch) -> None:
    keep = watch.config.keep.model_copy(update={"free_disk": 0})
    watch.crawls.config = watch.config.model_copy(update={"keep": keep})
    async with opened_downstream(watch.config, watch.crawls.tools.recorder) as downstream:
        scheduler = Scheduler(crawls=watch.crawls, downstream=downstream)
        with pytest.raises(StuckError):
            async with asyncio.timeout(120):
                await scheduler.run()
