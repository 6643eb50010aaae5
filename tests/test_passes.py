"""Passes over several sources, crawls that are stopped, and what a process does where nothing can be stored."""

import asyncio
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import passes
from monitor.crawl import Outcome
from monitor.demo.exchange import Fault, Mishap
from monitor.errors import MonitorError
from monitor.ledger import Ledger
from monitor.newsdesk import Newsdesk
from monitor.pages import PageOutcome
from monitor.readwork import PageRead
from scrapers.items import Page
from scrapers.orders import Check, Validators
from storage.database import open_archive
from storage.records import LoggedChange
from tests.running import PATIENCE, unmeasured
from tests.watching import FEED, Watch, configure, masthead, newsroom, path, publish, watching

pytestmark = pytest.mark.usefixtures("reactor")

DAY = timedelta(days=1)


async def test_a_pass_tells_of_each_change_as_it_is_stored(tmp_path: Path) -> None:
    with newsroom(masthead(FEED, id="first"), masthead(FEED, id="second")) as room:
        async with watching(room, configure(room, tmp_path)) as watch:
            for outlet in room.outlets.values():
                publish(outlet, 1, 2, age=DAY)
            room.outlets["second"].fail(Fault(status=500, path="/rss.xml", times=3))
            told: list[LoggedChange] = []
            reports = await passes.crawl_pass(watch.crawls, watch.config.sources, show=told.append)
            assert [(report.source_id, report.failed) for report in reports] == [("first", False), ("second", True)]
            assert [change.source_id for change in told] == ["first"] * 2
            await passes.crawl_pass(watch.crawls, watch.config.sources, show=told.append)
            assert [change.source_id for change in told] == ["first"] * 2 + ["second"] * 2
            await passes.crawl_pass(watch.crawls, watch.config.sources)
            assert len(told) == 4


async def test_sources_of_one_host_take_turns(tmp_path: Path) -> None:
    with newsroom(masthead(FEED, dynamic=True)) as room:
        config = configure(room, tmp_path)
        (source,) = config.sources
        twin = source.model_copy(update={"id": "wular-sport"})
        config = config.model_copy(update={"sources": (source, twin)})
        async with watching(room, config) as watch:
            publish(watch.outlet, *range(5), age=DAY)
            reports = await passes.crawl_pass(watch.crawls, config.sources)
            first, second = sorted(reports, key=lambda report: report.started_at)
            assert first.ended_at <= second.started_at


def test_sources_are_chosen_by_id_and_paused_ones_only_so(tmp_path: Path) -> None:
    with newsroom(masthead(FEED, id="first"), masthead(FEED, id="second")) as room:
        config = configure(room, tmp_path)
    first, second = config.sources
    config = config.model_copy(update={"sources": (first, second.model_copy(update={"paused": True}))})

    def chosen(*names: str) -> list[str]:
        return [source.id for source in passes.chosen_sources(config, names)]

    assert chosen() == ["first"]
    assert chosen("second", "first") == ["second", "first"]
    with pytest.raises(MonitorError, match="there is no source nowhere, neither"):
        chosen("nowhere", "first", "neither")


async def test_a_crawl_that_is_stopped_leaves_the_rest_due(watch: Watch) -> None:
    for number in range(30):
        publish(watch.outlet, number, age=DAY * (number + 1))
    watch.outlet.fail(Fault(mishap=Mishap.SLOW, seconds=0.5, path=path(3)))
    asked = asyncio.Event()

    async def stop_soon() -> None:
        while not any(target == path(3) for target, _ in watch.asked()):
            await asyncio.sleep(0.005)
        asked.set()
        await watch.crawls.stop(PATIENCE)

    stopping = asyncio.ensure_future(stop_soon())
    report = await watch.crawl()
    await stopping
    assert asked.is_set()
    assert (report.outcome, report.reason) == (Outcome.CUT, "shutdown")
    assert 0 < report.tally.new < 30
    assert watch.rows("SELECT outcome FROM crawls") == [("cut",)]
    rest = watch.rows("SELECT count(*) FROM entries WHERE due_at IS NOT NULL")[0][0]
    assert rest == 30 - report.tally.new
    watch.outlet.recover()
    await watch.crawls.stop(1.0)  # with nothing under way it does nothing
    watch.crawls = replace(watch.crawls, _running={}, _is_ending=False)  # as the next process has it
    assert len(await watch.found()) == rest, "the next pass goes on where this one ended"


@pytest.mark.parametrize("turns", [0, 1, 2, 4, 8, 16])
async def test_a_crawl_that_has_only_begun_is_stopped_too(watch: Watch, turns: int) -> None:
    publish(watch.outlet, 1, 2, age=DAY)
    crawl = asyncio.ensure_future(watch.crawl())
    for _ in range(turns):
        await asyncio.sleep(0)
    await watch.crawls.stop(PATIENCE)
    report = await asyncio.wait_for(crawl, PATIENCE)
    assert (report.outcome, report.reason) == (Outcome.CUT, "shutdown")
    assert turns or not watch.outlet.requests
    assert watch.rows("SELECT outcome FROM crawls") == [("cut",)]


async def test_a_page_that_cannot_be_stored_is_a_failure_and_the_crawl_goes_on(watch: Watch) -> None:
    publish(watch.outlet, 1, age=DAY)
    await watch.crawl()
    crawls = watch.crawls
    source = watch.config.sources[0]
    ledger = Ledger(source=source, schedule=watch.config.schedule, gone_confirmed_after=timedelta(0), crawl_id=1)
    desk = Newsdesk(crawls.tools, ledger, on_changes=lambda _: None)
    url = watch.outlet.url(path(1))
    page = Page(
        url=url,
        final_url=url,
        status=200,
        body=b"",
        headers=(),
        fetched_at=watch.outlet.clock(),
        body_sha256="0" * 64,
    )
    # No worker answers so: neither a story nor a suspicion nor an error.
    order = Check(url=url, article_id=1, validators=Validators())
    await desk.record(PageOutcome(check=order, page=page, read=PageRead(), base_version_id=None))
    assert watch.rows("SELECT reason, detail LIKE 'ValueError: %' FROM failures") == [("storage", 1)]
    assert watch.rows("SELECT failure_count FROM follows") == [(1,)]
    with pytest.raises(TypeError, match="outcomes, not str"):
        await desk.record("a story")


def run(program: str, *arguments: str, measured: bool = True) -> subprocess.CompletedProcess[str]:
    environment = (os.environ if measured else unmeasured()) | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE)


CRAWL = """
    import resource, signal, sys
    from pathlib import Path
    from monitor.config import load
    from monitor.errors import MonitorError
    from monitor.passes import crawl_once

    limit = int(sys.argv[2])
    if limit:
        # As a full disk does, the kernel refuses to let a file grow further.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        for report in crawl_once(load(Path(sys.argv[1])), every_article=True):
            print(report.outcome, report.tally.new)
    except MonitorError as error:
        print("said:", error)
"""


@pytest.mark.slow  # four crawls, each in a process of its own
@pytest.mark.parametrize("limit", [1_000, 400_000], ids=["at the first row", "in the middle"])
@pytest.mark.once
def test_a_full_disk_ends_the_pass_with_one_line(tmp_path: Path, limit: int) -> None:
    with newsroom(masthead(FEED, dynamic=True)) as room:
        config = configure(room, tmp_path)
        outlet = next(iter(room.outlets.values()))
        publish(outlet, 0, age=DAY)
        assert run(CRAWL, str(config.path), "0", measured=False).stdout == "ok 1\n"
        publish(outlet, *range(1, 100))
        full = run(CRAWL, str(config.path), str(limit))
        assert full.returncode == 0, full.stderr
        assert full.stdout.startswith("said: "), full.stderr
        asked = len([each for each in outlet.requests if each.target.startswith("/news/")])
        # Usually some 70. On a machine that stands still now and then up to 64 pages more wait to be read and stored.
        assert asked < 185, "of the 199 fetches, each new story by two, those before the disk was full"
        again = run(CRAWL, str(config.path), "0", measured=False)
        assert again.returncode == 0, again.stderr
        assert again.stdout.startswith("ok "), again.stdout
        archive = open_archive(tmp_path / "archive.db", read_only=True)
        assert archive.execute("SELECT count(*) FROM articles").fetchone()[0] == 100, "nothing lost, nothing twice"
        archive.close()
