"""Readings made anew in bulk: the captures of what is followed, read by today's extractor.

Versions and changes stay as they are: a crawl would do the same page by page, when it next checks each article. What is
left to do is asked of the files, so that a call that was cut short is simply made again.
"""

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor import policy
from monitor.config import Config
from monitor.errors import MonitorError
from monitor.newsdesk import Tools
from monitor.passes import chosen_sources, opened
from monitor.reading import ReadingFailed
from monitor.readwork import Packed, reread_page
from monitor.recorder import Files
from monitor.stories import story_of
from scrapers.extract import EXTRACTOR
from scrapers.orders import DeskError, FailureReason
from storage.articles import get_article
from storage.captures import StoredResponse, get_capture, read_capture
from storage.database import StorageError
from storage.desk_records import StoredReading
from storage.readings import articles_to_compare, drop_readings, has_reading, put_reading
from storage.records import CaptureRecord, Version
from storage.versions import get_version

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Pages on their way for each worker: one is read, the others wait for it or for their commit, so that none idles."""

MOST_NAMED = 10
"""Failures of a source that are kept with their addresses: where all captures are lost, a line a page helps nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A page that could not be read anew; its article keeps the reading that it has."""

    url: str
    reason: FailureReason
    detail: str


@dataclass(slots=True, kw_only=True)
class Reextraction:
    """What has come of one source's followed articles.

    `present` had a reading by today's extractor, `made` got one, `without_capture` have no page left to be read, as
    `[keep]` says: their next check reads what the version says. `unread` names the first of those that `failed`.
    """

    source_id: str
    articles: int
    made: int = 0
    present: int = 0
    without_capture: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Pages that could not be read."""
        return self.reasons.total()

    @property
    def done(self) -> int:
        """Articles that were looked at."""
        return self.made + self.present + self.without_capture + self.failed

    def note_failure(self, url: str, failed: ReadingFailed) -> None:
        """Counts a page that could not be read."""
        self.reasons[failed.reason] += 1
        if len(self.unread) < MOST_NAMED:
            self.unread.append(Unread(url=url, reason=failed.reason, detail=failed.detail))


Tell = Callable[[Reextraction], None]


def reextract(
    config: Config, *, source_ids: Sequence[str] = (), force: bool = False, on_step: Tell, on_source: Tell
) -> list[Reextraction]:
    """Makes the missing readings of the sources named, or of all; with `force` also those that are there.

    `on_step` is told after each article, `on_source` after each source. SIGINT and SIGTERM let the pages under way
    finish; then, as where the files cannot be used, MonitorError says what to do.
    """
    # Paused ones, too: nobody is asked for anything.
    sources = chosen_sources(config, source_ids or [source.id for source in config.sources])
    if not (config.directory / "archive.db").is_file():
        raise MonitorError(f"{config.directory}: there is no archive yet; `presswatch crawl` makes it")

    async def whole() -> list[Reextraction]:
        stop = _stopped_by_signals()
        found: list[Reextraction] = []
        async with opened(config, gone_confirmed_after=timedelta(0)) as crawls:
            captures = config.directory / "captures"
            for source in sources:
                work = Reextracting(tools=crawls.tools, captures=captures, force=force, stop=stop, on_step=on_step)
                found.append(await work.reextract(source.id))
                on_source(found[-1])
                if found[-1].done < found[-1].articles:
                    raise MonitorError("stopped before the end; `presswatch reextract` goes on from here")
        return found

    return asyncio.run(whole())


def _stopped_by_signals() -> asyncio.Event:
    """Set by SIGINT or SIGTERM; a second one ends the process at once, which loses nothing that is committed."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def end() -> None:
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    return stop


@dataclass(slots=True, kw_only=True)
class Reextracting:
    """One source's work under way; no page is begun after `stop` is set."""

    tools: Tools
    captures: Path
    force: bool = False
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    on_step: Tell = lambda _: None

    async def reextract(self, source_id: str) -> Reextraction:
        """Reads what is to be read of the source; raises DeskError where nothing can be stored."""
        since = datetime.now(UTC) - policy.RESTORE_WINDOW
        article_ids = articles_to_compare(self.tools.shelf.desk, source_id, removed_since=since)
        found = Reextraction(source_id=source_id, articles=len(article_ids))
        self.on_step(found)
        waiting = iter(article_ids)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.tools.pool.workers * AT_ONCE):
                    group.create_task(self._work(waiting, found))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        return found

    async def _work(self, waiting: Iterator[int], found: Reextraction) -> None:
        for article_id in waiting:
            # Others have their turn, signals too, where article after article has its reading already.
            await asyncio.sleep(0)
            if self.stop.is_set():
                return
            await self._settle(article_id, found)
            self.on_step(found)

    async def _settle(self, article_id: int, found: Reextraction) -> None:
        url = f"article {article_id}"
        try:
            article = get_article(self.tools.shelf.archive, article_id)
            if article is None:
                raise ReadingFailed(FailureReason.STORAGE, "the archive does not know it; run an integrity check")
            url, version_id = article.url, article.latest_version_id
            if not self.force and has_reading(self.tools.shelf.desk, version_id, extractor=EXTRACTOR):
                found.present += 1
            elif await self._remake(version_id):
                found.made += 1
            else:
                found.without_capture += 1
        except (DeskError, StorageError):
            raise
        except ReadingFailed as failed:
            found.note_failure(url, failed)
        except Exception as error:
            # One article whose rows are broken must not stop the others.
            logger.exception("not read anew url=%s", url)
            found.note_failure(url, ReadingFailed(FailureReason.STORAGE, f"{type(error).__name__}: {error}"[:300]))

    async def _remake(self, version_id: int) -> bool:
        """Whether the version's page is there to be read anew; then its reading is stored."""
        version = get_version(self.tools.shelf.archive, version_id)
        if version is None:
            raise ReadingFailed(FailureReason.STORAGE, f"it has no version {version_id}; run an integrity check")
        capture = get_capture(self.tools.shelf.archive, version.capture_id) if version.capture_id else None
        if capture is None:
            return False
        packed = await self._read(version, capture)
        await self.tools.recorder.submit(lambda files: _keep(files, version.id, packed))
        return True

    async def _read(self, version: Version, capture: CaptureRecord) -> Packed:
        response = self._response(capture)
        read = await self.tools.pool.run(
            reread_page,
            response.body,
            url=capture.url,
            content_type=next((value for name, value in response.headers if name.lower() == "content-type"), None),
            story=story_of(version),
        )
        if read.packed is None:
            raise ReadingFailed(FailureReason.READING_ERROR, read.error or "")
        return read.packed

    def _response(self, capture: CaptureRecord) -> StoredResponse:
        try:
            return read_capture(self.captures, capture)
        except (StorageError, OSError) as error:
            raise ReadingFailed(FailureReason.STORAGE, str(error)) from error


def _keep(files: Files, version_id: int, packed: Packed) -> None:
    put_reading(
        files.desk,
        StoredReading(
            version_id=version_id,
            extractor=packed.extractor,
            made_at=datetime.now(UTC),
            story=packed.story,
            blocks=packed.blocks,
        ),
    )
    drop_readings(files.desk, version_id, but=packed.extractor)
