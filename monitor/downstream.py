"""What `run` does after each commit of changes: reads the log, wakes the deliverer, and looks at how things stand."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor.conditions.lookout import Lookout
from monitor.config import Config
from monitor.delivery.deliverer import Deliverer
from monitor.delivery.gathering import Shelves
from monitor.delivery.opening import open_deliverer
from monitor.logreading import LogReader
from monitor.recorder import Recorder
from scrapers.orders import DeskError
from storage.clock import bring_deliveries_forward
from storage.database import StorageError, transaction
from storage.deliveries import prune_deliveries

logger = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks at the log where nobody wakes the reader: an index seek for each of its cursors."""

LOOK = 60.0
"""Seconds between two looks at what is wrong; the first comes after two of them, when a start has settled."""


@dataclass(slots=True, kw_only=True)
class Downstream:
    """The readers of the change log in one process. `run` until `stop`; `wake` in the same loop after a commit."""

    config: Config
    reader: LogReader
    deliverer: Deliverer
    lookout: Lookout
    _awake: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    async def adopt(self, config: Config) -> None:
        """Takes over the watches and subscriptions of the configuration: new ones count from the log's end on."""
        self.config = config
        self.deliverer.config = config
        await self.reader.adopt(config)
        await self.deliverer.adopt()

    def wake(self) -> None:
        """There are changes to read."""
        self._awake.set()

    def stop(self) -> None:
        """Ends `run`: messages under way are finished or given up."""
        self._stopping = True
        self._awake.set()

    async def run(self) -> None:
        """Reads and delivers until `stop`. Raises DeskError where nothing can be stored."""
        delivering = asyncio.ensure_future(self.deliverer.run())
        looking = asyncio.ensure_future(self._look())
        try:
            while not self._stopping:
                self._awake.clear()
                await self._read()
                try:
                    async with asyncio.timeout(TICK):
                        await self._awake.wait()
                except TimeoutError:
                    continue
        finally:
            looking.cancel()
            self.deliverer.stop()
            await asyncio.gather(delivering, looking, return_exceptions=True)

    async def clock_set_back(self, *, by: timedelta, now: datetime) -> None:
        """The machine's clock was: attempts that wait come as much earlier, so that they come when they would have."""

        def job(shelves: Shelves) -> None:
            with transaction(shelves.subscribers):
                bring_deliveries_forward(shelves.subscribers, by=by, now=now)

        await self.deliverer.outbox.do(job)

    async def tidy(self, now: datetime) -> int:
        """Deletes the messages that `[keep]` says are old enough: how many rows."""
        kept = self.config.keep.deliveries
        if kept is None:
            return 0

        def job(shelves: Shelves) -> int:
            with transaction(shelves.subscribers):
                return prune_deliveries(shelves.subscribers, older_than=now - kept)

        return await self.deliverer.outbox.do(job)

    async def _read(self) -> None:
        try:
            await self.reader.catch_up()
            self.deliverer.wake()
        except DeskError:
            raise
        except StorageError as error:
            raise DeskError(str(error)) from error
        except Exception:
            # A change that cannot be searched must not stop the crawls; the cursor stays before it.
            logger.exception("log not read: it is tried again")

    async def _look(self) -> None:
        pause = 2 * LOOK
        while True:
            await asyncio.sleep(pause)
            pause = LOOK
            try:
                kept = await self.lookout.look(self.config, datetime.now(UTC))
            except (DeskError, StorageError) as error:
                logger.error("not looked at what is wrong: %s", error)
            except Exception:
                # What is wrong with a source must not stop the others.
                logger.exception("not looked at what is wrong")
            else:
                if kept.has_bulletin:
                    self.deliverer.wake()


@asynccontextmanager
async def opened_downstream(config: Config, recorder: Recorder) -> AsyncIterator[Downstream]:
    """The readers with all that they need, their watches and subscriptions adopted.

    Raises StorageError where the files cannot be opened.
    """
    reader = LogReader(recorder, config.directory)
    try:
        with open_deliverer(config, archive_url=config.archive.address) as deliverer:
            lookout = Lookout(recorder=recorder, outbox=deliverer.outbox, archive_url=config.archive.address)
            downstream = Downstream(config=config, reader=reader, deliverer=deliverer, lookout=lookout)
            await downstream.adopt(config)
            yield downstream
    finally:
        reader.close()
