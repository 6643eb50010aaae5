"""What reads the change log after each commit: places articles in stories, then matches the watches.

Searching happens in a thread with connections of its own; what is found is written by the recorder with the new cursor.
So a slow search holds up no crawl, and a crash repeats work and loses none.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from monitor.config import Config
from monitor.grouping import find_stories, keep_stories
from monitor.matching.keeping import adopt_watches, keep_matches
from monitor.matching.searching import find_matches
from monitor.matching.watches import ReadyWatches, ready_watches
from monitor.recorder import Recorder
from storage.database import Connection, open_archive, open_desk

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Opened:
    archive: Connection
    desk: Connection


class LogReader:
    """Opens the files at once, raising StorageError where that fails; `close` when done. `adopt` before `catch_up`."""

    def __init__(self, recorder: Recorder, directory: Path) -> None:
        self._recorder = recorder
        self._watches: ReadyWatches | None = None
        self._catching_up = asyncio.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="log-reader")
        try:
            self._opened = self._thread.submit(_open, directory).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def adopt(self, config: Config) -> None:
        """Makes the files name the configured watches: new ones count from the end of the log on."""
        await self._recorder.submit(lambda files: adopt_watches(files, config, datetime.now(UTC)))
        self._watches = await self._do(lambda _: ready_watches(config))

    async def catch_up(self) -> None:
        """Reads the log to its end. Raises DeskError where nothing can be stored."""
        async with self._catching_up:
            await self._place()
            await self._match()

    async def _place(self) -> None:
        while True:
            found = await self._do(lambda opened: find_stories(opened.archive, opened.desk))
            if found.at is None:
                return
            await self._recorder.submit(partial(keep_stories, found=found))

    async def _match(self) -> None:
        watches = self._watches
        if watches is None:
            raise RuntimeError("the log is read before its watches were adopted")
        while True:
            found = await self._do(lambda opened: find_matches(opened.archive, opened.desk, watches))
            if found is None:
                return
            await self._recorder.submit(partial(keep_matches, found=found))

    def close(self) -> None:
        """Ends what is being searched, then closes the files."""
        self._thread.submit(_close, self._opened).result()
        self._thread.shutdown()

    async def _do(self, job: Callable[[_Opened], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, job, self._opened)


def _open(directory: Path) -> _Opened:
    archive = open_archive(directory / "archive.db", read_only=True)
    try:
        return _Opened(archive, open_desk(directory / "desk.db", read_only=True))
    except BaseException:
        archive.close()
        raise


def _close(opened: _Opened) -> None:
    opened.archive.close()
    opened.desk.close()
