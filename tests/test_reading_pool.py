"""Worker processes that read pages: what hangs, swallows memory or dies costs its worker and fails alone."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.reading import WAITING_A_WORKER, WALL_FACTOR, ReadingFailed, ReadingPool
from monitor.readwork import Earlier, Packed, compare_packed, list_channel, read_page
from scrapers.extract import EXTRACTOR
from scrapers.items import Story
from scrapers.orders import FailureReason
from scrapers.sources import ChannelKind
from tests.page_tasks import cpu_seconds, die, idle, measure, name_process, parent, spin, stumble, swallow
from tests.running import PATIENCE

URL = "https://valley.example/news/alliance-is-final-1"
PARAGRAPHS = [
    f"Paragraph {n} says that the parties have agreed on all ninety seats after long talks." for n in range(8)
]
HOSTILE = b"<p " + b"x " * 200_000 + b">"
"""A tag that would block a parser: refused."""
STORY = Story(headline="Alliance is final", body="\n\n".join(PARAGRAPHS), extractor=EXTRACTOR)
OTHERWISE = Story(headline="Alliance is final", body="\n\n".join([PARAGRAPHS[0], " ".join(PARAGRAPHS[1:])]))
"""The same as an extractor of other habits would have it."""


def html(paragraphs: list[str] = PARAGRAPHS) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    title = "<title>Alliance is final</title>"
    return f"<html><head>{title}</head><body><article><h1>Alliance is final</h1>{text}</article></body></html>".encode()


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[ReadingPool]:
    """One worker, so that each test meets what the one before it left; a second of CPU for each task.

    By the clock it gets minutes, for a worker may stand still on a busy machine.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitor.reading.WALL_FACTOR", 120)
        opened = ReadingPool(workers=1, time_limit=1, memory_limit=400 * 1024**2)
    async with opened:
        yield opened


@pytest.mark.parametrize(
    ("task", "arguments", "reason"),
    [
        (spin, (), FailureReason.READING_TIMEOUT),
        (swallow, (800,), FailureReason.READING_CRASHED),
        (die, (3,), FailureReason.READING_CRASHED),
    ],
    ids=["costs CPU", "takes memory", "dies"],
)
async def test_a_task_that_passes_its_limits_costs_its_worker_and_fails_alone(
    pool: ReadingPool, task: Callable[..., Any], arguments: tuple[int, ...], reason: FailureReason
) -> None:
    before = await pool.run(name_process)
    with pytest.raises(ReadingFailed) as failed:
        await pool.run(task, *arguments)
    assert failed.value.reason is reason
    assert failed.value.detail
    assert await pool.run(name_process) != before, "the next page is read by another worker"
    assert await pool.run(swallow, 20) == 20 * 1024**2


async def test_a_task_that_takes_its_time_costs_its_worker_and_fails_alone(
    pool: ReadingPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await pool.run(name_process)
    with monkeypatch.context() as patch:
        patch.setattr(pool._workers, "_patience", 0.1)
        with pytest.raises(ReadingFailed) as failed:
            await pool.run(idle)
    assert failed.value.reason is FailureReason.READING_TIMEOUT
    assert failed.value.detail
    assert await pool.run(name_process) != before, "the next page is read by another worker"


async def test_a_worker_s_patience_on_the_clock_is_a_few_of_its_limits() -> None:
    async with ReadingPool(workers=1, time_limit=7) as pool:
        assert pool._workers._patience == 7 * WALL_FACTOR


async def test_what_a_task_raises_is_a_failure_and_the_worker_stays(pool: ReadingPool) -> None:
    before = await pool.run(name_process)
    with pytest.raises(ReadingFailed, match="LookupError: there is no such word") as failed:
        await pool.run(stumble)
    assert failed.value.reason is FailureReason.READING_ERROR
    assert await pool.run(name_process) == before


async def test_the_limit_is_each_task_s_own(pool: ReadingPool) -> None:
    """A worker may cost more CPU than one page's limit: it reads many pages."""
    before = await pool.run(name_process)
    for _ in range(4):
        total = await pool.run(cpu_seconds, 0.7)
    assert total > 2.5
    assert await pool.run(name_process) == before


async def test_workers_come_from_a_fork_server(pool: ReadingPool) -> None:
    assert "forkserver" in await pool.run(parent)


async def test_a_closed_pool_reads_nothing_more() -> None:
    async with ReadingPool(workers=1) as pool:
        assert pool.workers == 1
    with pytest.raises(ReadingFailed):
        await pool.run(name_process)


async def test_a_pool_has_a_worker_a_core() -> None:
    async with ReadingPool() as pool:
        assert pool.workers >= 1


async def test_a_channel_and_a_page_come_back_from_a_worker(pool: ReadingPool) -> None:
    feed = b"<rss version='2.0'><channel><item><title>A</title><link>https://v.example/a</link></item></channel></rss>"
    listing = await pool.run(
        list_channel,
        feed,
        url="https://v.example/feed",
        kind=ChannelKind.FEED,
        content_type=None,
        now=datetime(2024, 8, 22, tzinfo=UTC),
    )
    assert [entry.url for entry in listing.entries] == ["https://v.example/a"]
    read = await pool.run(read_page, html(), url=URL, final_url=URL, status=200, content_type="text/html", earlier=None)
    assert read.story is not None
    assert (read.story.headline, read.suspicion, read.verdict) == ("Alliance is final", None, None)


def reread(earlier: Earlier, paragraphs: list[str]) -> Any:
    return read_page(html(paragraphs), url=URL, final_url=URL, status=200, content_type=None, earlier=earlier)


def packed() -> Packed:
    read = read_page(html(), url=URL, final_url=URL, status=200, content_type=None, earlier=None)
    assert read.packed is not None
    assert read.packed.extractor == EXTRACTOR
    return read.packed


@pytest.mark.parametrize(
    ("earlier", "is_remade"),
    [
        (lambda: Earlier(packed=packed()), False),
        (lambda: Earlier(body=html(), story=STORY), True),
        (lambda: Earlier(body=html()), True),
        (lambda: Earlier(story=STORY), True),
        (lambda: Earlier(body=HOSTILE, story=STORY), True),
        (lambda: Earlier(body=html(), story=OTHERWISE), True),
        (lambda: Earlier(story=OTHERWISE), True),
    ],
    ids=[
        "its reading",
        "its bytes",
        "its bytes alone",
        "its text",
        "bytes that cannot be read",
        "its bytes, told by another extractor",
        "its text, told by another extractor",
    ],
)
def test_a_page_is_compared_with_what_is_left_of_the_earlier_one(
    earlier: Callable[[], Earlier], is_remade: bool
) -> None:
    same = reread(earlier(), PARAGRAPHS)
    assert (same.verdict.status, same.verdict.changed, same.packed) == ("ok", False, None)
    assert (same.earlier is not None) == is_remade
    changed = reread(earlier(), [PARAGRAPHS[0].replace("ninety", "87"), *PARAGRAPHS[1:]])
    assert changed.verdict.changed
    assert changed.verdict.fields == ("body",)
    assert "on all 87 seats" in changed.story.body
    again = compare_packed(Earlier(packed=packed()), changed.packed, url=URL, final_url=URL, status=200)
    assert again.verdict is not None
    assert again.verdict.changed


def test_nothing_left_of_the_earlier_page_is_a_bug() -> None:
    with pytest.raises(ValueError, match="neither a reading, a capture nor a version"):
        reread(Earlier(), PARAGRAPHS)


def test_a_page_that_cannot_be_read_says_why() -> None:
    read = read_page(HOSTILE, url=URL, final_url=URL, status=200, content_type=None, earlier=None)
    assert read.error
    assert read.story is None


async def test_a_worker_that_is_killed_while_idle_costs_no_page() -> None:
    async with ReadingPool(workers=1) as pool:
        first = await pool.run(name_process)
        os.kill(first, signal.SIGKILL)
        assert await pool.run(name_process) != first


async def test_what_always_kills_its_worker_is_given_up_and_costs_nobody_else() -> None:
    async with ReadingPool(workers=1) as pool:
        waiting = asyncio.gather(*(pool.run(measure, b"page") for _ in range(20)))
        with pytest.raises(ReadingFailed, match=r"its worker died \(status 3\) and so did a second one") as failed:
            await pool.run(die, 3)
        assert failed.value.reason is FailureReason.READING_CRASHED
        assert await waiting == [4] * 20


async def test_workers_killed_at_any_moment_hold_nobody_up() -> None:
    """Also in the middle of a task's coming or its answer's going: no page is waited for in vain."""
    page = bytes(500_000)
    async with ReadingPool(workers=2) as pool:
        reading = [asyncio.ensure_future(pool.run(measure, page)) for _ in range(120)]
        kills, server = 0, parent_of(await pool.run(name_process))
        while kills <= 10 or not all(task.done() for task in reading):
            if all(task.done() for task in reading):
                # The killer came late.
                reading += [asyncio.ensure_future(pool.run(measure, page)) for _ in range(120)]
            await asyncio.wait(reading, timeout=0.004)
            for worker in children_of(server):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
                    kills += 1
        outcomes = await asyncio.gather(*reading, return_exceptions=True)
        assert all(outcome == len(page) or isinstance(outcome, ReadingFailed) for outcome in outcomes)
        assert await pool.run(measure, page) == len(page)


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def children_of(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


async def test_fetching_waits_while_enough_is_waiting_to_be_read() -> None:
    async with ReadingPool(workers=1) as pool:
        await asyncio.wait_for(pool.room(), PATIENCE)
        tasks = [asyncio.ensure_future(pool.run(name_process)) for _ in range(WAITING_A_WORKER)]
        room = asyncio.ensure_future(pool.room())
        await asyncio.sleep(0)
        assert not room.done()
        await asyncio.gather(*tasks)
        await asyncio.wait_for(room, PATIENCE)
