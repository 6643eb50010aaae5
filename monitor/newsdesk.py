"""The desk that a crawl reports to: hands bytes to the reading pool and what came of them to the recorder."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from monitor.compare import SiteMemory
from monitor.ledger import Ledger, Noted
from monitor.pages import PageOutcome, note_page
from monitor.reading import ReadingFailed, ReadingPool
from monitor.readwork import Earlier, Packed, PageRead, compare_packed, list_channel, read_page
from monitor.recorder import Files, Recorder
from monitor.shelf import Shelf
from monitor.stories import content_digest
from monitor.tally import Tally
from scrapers.items import Listing, Page
from scrapers.orders import Admitted, Ask, Check, DeskError, FailureReason, Gone, Look, Missed, Read, Unchanged
from scrapers.urls import article_address, is_amp
from storage.database import StorageError
from storage.follows import get_follow

logger = logging.getLogger(__name__)

MOST_CHECKS = 700
"""Articles handed to one crawl: at a second each more than its ten minutes. What is more stays due, not in memory."""

FLUSH_AFTER = 200
"""Unchanged pages that are noted together: a crash repeats that many conditional requests, and loses nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the crawls of one process share; `memories` are those of sites, by source."""

    recorder: Recorder
    pool: ReadingPool
    shelf: Shelf
    memories: dict[str, SiteMemory] = field(default_factory=dict)


class Newsdesk:
    """One crawl's desk. `settle` and `flush` are awaited by the crawl; `record` by its pipeline."""

    def __init__(self, tools: Tools, ledger: Ledger, *, on_changes: Callable[[Sequence[int]], None]) -> None:
        self._tools = tools
        self._ledger = ledger
        self._on_changes = on_changes
        self._unchanged: list[Unchanged] = []
        self._seen_once: dict[str, PageOutcome] = {}
        self.tally = Tally()

    @cached_property
    def _memory(self) -> SiteMemory:
        """Read when the source's first page is: most crawls look at channels alone."""
        source_id = self._ledger.source.id
        if source_id not in self._tools.memories:
            self._tools.memories[source_id] = self._tools.shelf.memory_of(source_id)
        return self._tools.memories[source_id]

    async def room(self) -> None:
        """Waits until the reading pool has caught up."""
        await self._tools.pool.room()

    async def admit(self, look: Look, page: Page) -> Admitted:
        """Reads the channel and takes in what it lists."""
        try:
            listing = await self._list(look, page)
        except ReadingFailed as failed:
            await self.record(Missed(order=look, at=page.fetched_at, reason=failed.reason, detail=failed.detail))
            return Admitted()
        if not listing.entries and not listing.parts and listing.problem:
            reason = FailureReason.UNREADABLE_CHANNEL
            await self.record(Missed(order=look, at=page.fetched_at, reason=reason, detail=listing.problem))
            return Admitted()
        self.tally.channels += 1
        self.tally.entries += len(listing.entries)
        return await self._tools.recorder.submit(lambda files: self._ledger.take_listing(files, look, page, listing))

    async def _list(self, look: Look, page: Page) -> Listing:
        return await self._tools.pool.run(
            list_channel,
            page.body,
            url=page.final_url,
            kind=look.kind,
            content_type=page.header("Content-Type"),
            now=page.fetched_at,
        )

    async def settle(self) -> Sequence[Check]:
        """All channels have been looked at: what waited for that is due now."""
        return await self._tools.recorder.submit(
            lambda files: self._ledger.settle(files, datetime.now(UTC), most=MOST_CHECKS)
        )

    async def read(self, check: Check, page: Page, *, asked: frozenset[Ask]) -> Read:
        """Reads the page, judges it against what the archive has, and asks for a further fetch where that is due."""
        try:
            return await self._judged(check, page, asked=asked)
        except StorageError as error:
            raise DeskError(str(error)) from error

    async def _judged(self, check: Check, page: Page, *, asked: frozenset[Ask]) -> Read:
        first = self._seen_once.pop(check.url, None)
        outcome = await self._outcome(check, page, witness=first.read.packed if first else None)
        if isinstance(outcome, Missed):
            return Read(item=first if first is not None and _is_new(first) else outcome)
        if (question := self._question(outcome)) is not None and question.ask not in asked:
            if question.ask is Ask.CONFIRM:
                self._seen_once[check.url] = outcome
            return question
        return Read(item=self._believed(outcome, first))

    async def _outcome(self, check: Check, page: Page, *, witness: Packed | None) -> PageOutcome | Missed:
        """What came of reading the page, or why nothing did."""
        try:
            check, read, base = await self._read(check, page, witness=witness)
        except ReadingFailed as failed:
            return Missed(order=check, at=page.fetched_at, reason=failed.reason, detail=failed.detail)
        except (DeskError, StorageError):
            raise
        except Exception as error:
            # One article whose rows are broken must not rest its source: it is a failed fetch with its reason.
            logger.exception("not read url=%s", check.url)
            detail = f"{type(error).__name__}: {error}"[:300]
            return Missed(order=check, at=page.fetched_at, reason=FailureReason.STORAGE, detail=detail)
        if read.error is not None:
            return Missed(order=check, at=page.fetched_at, reason=FailureReason.READING_ERROR, detail=read.error)
        return PageOutcome(check=check, page=page, read=read, base_version_id=base)

    async def _read(self, check: Check, page: Page, *, witness: Packed | None) -> tuple[Check, PageRead, int | None]:
        """The page read, with the check as it turned out (whose article) and the version it was compared with."""
        base, earlier = self._earlier(check.article_id)
        try:
            read = await self._read_page(check, page, earlier, witness)
        except ReadingFailed:
            if earlier is None or earlier.body is None or earlier.story is None:
                raise
            # Perhaps it is the earlier page that today's extractor cannot read: then what the version says must do.
            read = await self._read_page(check, page, replace(earlier, body=None), witness)
        if earlier is not None or read.packed is None:
            return check, read, base
        known = self._tools.shelf.find(check.url, page.final_url, read.canonical_url)
        if known is None:
            return check, read, None
        base, earlier = self._earlier(known)
        if earlier is None:
            return check, read, None
        read = await self._tools.pool.run(
            compare_packed,
            earlier,
            read.packed,
            url=check.url,
            final_url=page.final_url,
            status=page.status,
            witness=witness,
        )
        return replace(check, article_id=known), read, base

    async def _read_page(self, check: Check, page: Page, earlier: Earlier | None, witness: Packed | None) -> PageRead:
        return await self._tools.pool.run(
            read_page,
            page.body,
            url=check.url,
            final_url=page.final_url,
            status=page.status,
            content_type=page.header("Content-Type"),
            earlier=earlier,
            witness=witness,
        )

    def _earlier(self, article_id: int | None) -> tuple[int | None, Earlier | None]:
        """The version that a page is compared with, what its page was, and what its site repeats."""
        base, earlier = self._tools.shelf.earlier(article_id)
        if earlier is None:
            return base, None
        return base, replace(earlier, repeated=self._memory.repeated(but=article_id))

    def _believed(self, outcome: PageOutcome, first: PageOutcome | None) -> PageOutcome:
        """The outcome to be written down of two fetches, the second of which may have met a wall.

        A new story was seen, whatever came then. A change is believed when this happens at two checks in a row.
        """
        read = outcome.read
        is_walled = read.suspicion is not None or (read.verdict is not None and read.verdict.status == "suspect")
        if first is None or not is_walled:
            return outcome
        follow = get_follow(self._tools.shelf.desk, first.check.article_id) if first.check.article_id else None
        return first if follow is None or follow.suspect_count else outcome

    def _question(self, outcome: PageOutcome) -> Read | None:
        """What is to be fetched before this page is written down."""
        check, page, read = outcome.check, outcome.page, outcome.read
        if read.verdict is not None:
            return Read(ask=Ask.CONFIRM) if read.verdict.confirm else None
        if check.article_id is not None or read.suspicion is not None or read.story is None:
            return None
        canonical = article_address(page.final_url, read.canonical_url)
        if is_amp(page.final_url) and not is_amp(canonical):
            return Read(ask=Ask.CANONICAL, check=replace(check, url=canonical), otherwise=check)
        twin = self._ledger.check_of_twin(self._tools.shelf, content_digest(read.story))
        if twin is not None:
            return Read(ask=Ask.TWIN, first=twin)
        # A new story is to be seen by two fetches as a change is. Not the baseline: its first check does for that.
        is_news = check.origin is not None and not check.origin.baseline
        return Read(ask=Ask.CONFIRM) if is_news else None

    async def record(self, item: object) -> object:
        """The pipeline's end: writes down what came of an order."""
        match item:
            case Missed() | Gone() if (first := self._first_of(item)) is not None:
                await self.record(first)
            case Unchanged():
                self.tally.note_unchanged(item)
                self._unchanged.append(item)
                if len(self._unchanged) >= FLUSH_AFTER:
                    await self.flush()
            case Missed():
                self.tally.note_failure(item)
                await self._tools.recorder.submit(lambda files: self._ledger.note_missed(files, item))
            case Gone():
                await self._note(item.check, item.at, lambda files: self._ledger.note_gone(files, item))
            case PageOutcome():
                await self._note(item.check, item.page.fetched_at, lambda files: note_page(self._ledger, files, item))
                self._learn(item)
            case _:
                raise TypeError(f"a crawl yields outcomes, not {type(item).__name__}")
        return item

    def _first_of(self, item: Missed | Gone) -> PageOutcome | None:
        """The new story that was seen just before its second fetch failed: it is not to wait for another one."""
        first = self._seen_once.pop(item.order.url if isinstance(item, Missed) else item.check.url, None)
        return first if first is not None and _is_new(first) else None

    def _learn(self, outcome: PageOutcome) -> None:
        """Remember the page for this crawl's later ones; `note_page` wrote it down for the crawls after it."""
        if any(outcome.read.moved):
            self._memory.note_moved(outcome.check.article_id, outcome.read.moved)
        if outcome.read.digests and outcome.read.suspicion is None:
            self._memory.learn(outcome.check.article_id or outcome.page.final_url, outcome.read.digests)

    async def _note(self, check: Check, at: datetime, job: Callable[[Files], Noted]) -> None:
        try:
            noted = await self._tools.recorder.submit(job)
        except DeskError:
            raise
        except Exception as error:
            # One page that cannot be stored must not stop the others: it is a failed fetch with its reason.
            logger.exception("not stored url=%s", check.url)
            detail = f"{type(error).__name__}: {error}"[:300]
            await self.record(Missed(order=check, at=at, reason=FailureReason.STORAGE, detail=detail))
        else:
            self._told(noted)

    def _told(self, noted: Noted) -> None:
        for name in ("new", "changed", "unchanged", "absent", "suspects", "removed"):
            setattr(self.tally, name, getattr(self.tally, name) + getattr(noted, name))
        if noted.suspicion is not None:
            self.tally.suspicions[noted.suspicion] += 1
        if noted.changes:
            self._on_changes(noted.changes)

    async def flush(self) -> None:
        """Notes the unchanged pages that wait."""
        waiting, self._unchanged = self._unchanged, []
        if waiting:
            await self._tools.recorder.submit(lambda files: self._ledger.note_unchanged(files, waiting))


def _is_new(outcome: PageOutcome) -> bool:
    """Whether the page is that of a story that the archive does not have: one fetch of it is enough to keep it."""
    return outcome.check.article_id is None
