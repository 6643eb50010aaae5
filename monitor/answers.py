"""`extract` and `compare`: lines of JSON in, one line out for each, in order, read by the code that a crawl runs.

A line that cannot be answered gets ``{"id", "error"}`` and costs no other line its answer.
"""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from monitor.compare import SiteMemory, Verdict, judge_gone
from monitor.compare.traits import summary
from monitor.errors import MonitorError
from monitor.reading import ReadingFailed, ReadingPool
from monitor.readwork import Earlier, page_digests, read_page
from scrapers.items import Story
from scrapers.urls import canonical_url, site_of, url_key

# A line's fields are of any type until they were looked at; an answer's are what JSON can say.
Request = Mapping[str, Any]
Answer = dict[str, Any]
Answerer = Callable[[ReadingPool, Request], Awaitable[Answer]]

HTML_TYPE = "text/html; charset=utf-8"
"""Of HTML that came as text: its bytes are UTF-8 whatever the page declares."""

LINES_A_WORKER = 3
"""Lines that wait for each worker, so that none idles while a slow line holds back the answers behind it."""


class BadLineError(ValueError):
    """A line that is no request; the message says what it should be."""


class BadSitePagesError(MonitorError):
    """The file of other pages cannot be used."""


async def answer_lines(lines: Iterable[bytes], answerer: Answerer, emit: Callable[[Answer], None]) -> None:
    """Hand `emit` one answer a line, in the order of the lines, as soon as it is known; `lines` may block."""
    async with ReadingPool() as pool:
        room = threading.Semaphore(pool.workers * LINES_A_WORKER)
        waiting = _read_in_thread(lines, room)
        answers: asyncio.Queue[asyncio.Task[Answer] | None] = asyncio.Queue()
        starting = asyncio.create_task(_start_answers(waiting, answers, partial(_answer_line, pool, answerer)))
        while (task := await answers.get()) is not None:
            emit(await task)
            room.release()
        await starting


async def answer_one(request: Request, answerer: Answerer) -> Answer:
    """The answer to one request. Raises ReadingFailed or BadLineError."""
    async with ReadingPool(workers=1) as pool:
        return await answerer(pool, request)


async def answer_extract(pool: ReadingPool, request: Request) -> Answer:
    """``{"id", "url", "html"}`` to the story and why its page is suspect, None where it is not."""
    url = _address(request, "url")
    page, kind = _page(request, "html")
    read = await pool.run(read_page, page, url=url, final_url=url, status=200, content_type=kind, earlier=None)
    if read.story is None:
        raise BadLineError(f"the page cannot be read: {read.error}")
    suspect = None if read.suspicion is None else read.suspicion.reason.value
    return {"id": request.get("id"), **story_record(read.story), "suspect": suspect}


class Comparer:
    """Answers ``{"id", "url", "before", "after"}`` with the verdict; `after_status` and `after_url` where unusual.

    A removed page needs no `after`. `site_pages` is a file of JSON lines ``{"url", "html"}``: other pages of the same
    sites, from which it learns at the first line what each site repeats, as a crawl learns it.
    """

    def __init__(self, site_pages: Path | None = None) -> None:
        self._site_pages = site_pages
        self._sites: dict[str, SiteMemory] = {}
        self._learning = asyncio.Lock()

    async def __call__(self, pool: ReadingPool, request: Request) -> Answer:
        """The answer to one line. Raises ReadingFailed, BadLineError or BadSitePagesError."""
        await self._learn(pool)
        return await _compare(pool, request, self._sites)

    async def _learn(self, pool: ReadingPool) -> None:
        async with self._learning:
            if self._site_pages is not None:
                path, self._site_pages = self._site_pages, None
                self._sites = await _learn_sites(pool, path)


async def _learn_sites(pool: ReadingPool, path: Path) -> dict[str, SiteMemory]:
    """The memory of each site whose pages the file has; a page that cannot be read teaches nothing."""
    sites: dict[str, SiteMemory] = {}

    async def learn(request: Request) -> None:
        url = _address(request, "url")
        page, kind = _page(request, "html")
        with suppress(ReadingFailed):
            digests = await pool.run(page_digests, page, url=url, content_type=kind)
            if digests:
                sites.setdefault(site_of(url), SiteMemory()).learn(url_key(url), digests)

    with path.open("rb") as lines:
        while batch := list(islice(lines, pool.workers * LINES_A_WORKER)):
            await asyncio.gather(*(learn(_request(line)) for line in batch))
    return sites


async def _compare(pool: ReadingPool, request: Request, sites: Mapping[str, SiteMemory]) -> Answer:
    url = _address(request, "url")
    final_url = _address(request, "after_url") if request.get("after_url") is not None else url
    status = request.get("after_status", 200)
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 599:
        raise BadLineError('"after_status" is no HTTP status; write a number such as 404')
    before, before_kind = _page(request, "before")
    gone = judge_gone(url=url, final_url=final_url, status=status)
    if gone is not None:
        return {"id": request.get("id"), **verdict_record(gone)}
    after, kind = _page(request, "after")
    site = sites.get(site_of(url))
    repeated = site.repeated(but=url_key(url)) if site is not None else frozenset()
    earlier = Earlier(body=before, content_type=before_kind, repeated=repeated)
    read = await pool.run(
        read_page, after, url=url, final_url=final_url, status=status, content_type=kind, earlier=earlier
    )
    if read.verdict is None:
        raise BadLineError(f"the later page cannot be read: {read.error}")
    return {"id": request.get("id"), **verdict_record(read.verdict)}


def check_site_pages(path: Path) -> None:
    """Raise BadSitePagesError where a line of the file is not ``{"url", "html"}``."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                request = _request(line)
                _address(request, "url")
                _page(request, "html")
            except BadLineError as error:
                raise BadSitePagesError(f"{path}, line {number}: {error}") from None


def story_record(story: Story) -> Answer:
    """A story as `presswatch extract` prints it."""
    return {
        "headline": story.headline,
        "standfirst": story.standfirst,
        "byline": list(story.byline),
        "published_at": _time(story.published_at),
        "modified_at": _time(story.modified_at),
        "language": story.language,
        "body": story.body,
    }


def verdict_record(verdict: Verdict) -> Answer:
    """A verdict as `presswatch compare` prints it; `confirm` is there only where a crawl would fetch once more."""
    record: Answer = {
        "changed": verdict.changed,
        "status": verdict.status,
        "reason": verdict.reason,
        "kind": verdict.kind,
        "fields": list(verdict.fields),
        "words_added": verdict.words_added,
        "words_removed": verdict.words_removed,
        "chars_changed": verdict.chars_changed,
        "diff": verdict.diff,
    }
    if verdict.traits is not None and verdict.diff is not None:
        told = asdict(verdict.traits)
        record |= {
            "summary": summary(verdict.traits, verdict.diff),
            "importance": told.pop("importance"),
            "traits": told,
        }
    return record | ({"confirm": True} if verdict.confirm else {})


async def _start_answers(
    waiting: "asyncio.Queue[bytes | None]",
    answers: "asyncio.Queue[asyncio.Task[Answer] | None]",
    answer: Callable[[bytes], Coroutine[Any, Any, Answer]],
) -> None:
    while (line := await waiting.get()) is not None:
        answers.put_nowait(asyncio.create_task(answer(line)))
    answers.put_nowait(None)


def _read_in_thread(lines: Iterable[bytes], room: threading.Semaphore) -> "asyncio.Queue[bytes | None]":
    """The lines, then None, as they come. A thread waits for them, so that answers leave meanwhile."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[bytes | None] = asyncio.Queue()

    def read() -> None:
        # A loop that is closed was left for good: nobody waits for the lines any more.
        with suppress(RuntimeError):
            try:
                for line in lines:
                    room.acquire()
                    loop.call_soon_threadsafe(waiting.put_nowait, line)
            finally:
                loop.call_soon_threadsafe(waiting.put_nowait, None)

    # A daemon, since Ctrl-C must not wait for a line that never comes.
    threading.Thread(target=read, name="lines", daemon=True).start()
    return waiting


async def _answer_line(pool: ReadingPool, answerer: Answerer, line: bytes) -> Answer:
    request: Request = {}
    try:
        request = _request(line)
        return await answerer(pool, request)
    except ReadingFailed as failed:
        return {"id": request.get("id"), "error": failed.detail}
    except BadLineError as error:
        return {"id": request.get("id"), "error": str(error)}


def _request(line: bytes) -> Request:
    try:
        request = json.loads(line)
    except json.JSONDecodeError as error:
        where = f"{error.msg} at character {error.pos + 1}"
        raise BadLineError(f"the line is no JSON ({where}); write one object a line") from None
    except (ValueError, RecursionError):
        # No UTF-8, brackets in brackets without end, or a number of thousands of digits.
        raise BadLineError("the line is no JSON in UTF-8; write one object a line") from None
    if not isinstance(request, dict):
        raise BadLineError("the line is no object; write {…}")
    return request


def _address(request: Request, key: str) -> str:
    url = request.get(key)
    if not isinstance(url, str):
        raise BadLineError(f'"{key}" is missing; write the address that the page was fetched from')
    try:
        canonical_url(url)
    except ValueError as error:
        raise BadLineError(f'"{key}" is no web address: {error}') from None
    return url


def _page(request: Request, key: str) -> tuple[bytes, str | None]:
    """The HTML of a field as bytes, and its content type; a file's page comes as bytes of an unknown encoding."""
    page = request.get(key)
    if isinstance(page, bytes):
        return page, None
    if not isinstance(page, str):
        raise BadLineError(f'"{key}" is missing; write the page\'s HTML as text')
    # JSON may hold halves of surrogate pairs, which no encoding takes.
    return page.encode("utf-8", "replace"), HTML_TYPE


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
