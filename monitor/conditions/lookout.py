"""One whole look, for `run` to call each minute: finds, keeps, and makes deliveries of what the desk is to be told."""

import asyncio
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

from monitor.conditions.finding import find_conditions
from monitor.conditions.flows import Histories
from monitor.conditions.keeping import Kept, keep_conditions, queue_bulletins, settle_bulletins
from monitor.conditions.kinds import Findings
from monitor.config import Config
from monitor.delivery.gathering import Shelves
from monitor.delivery.outbox import Outbox
from monitor.recorder import Recorder
from storage.conditions import waiting_bulletins
from storage.database import open_archive, open_desk, open_subscribers, transaction


@dataclass(slots=True, kw_only=True)
class Lookout:
    """Remembers between looks what is usual. Only one look at a time."""

    recorder: Recorder
    outbox: Outbox
    archive_url: str | None = None
    _histories: Histories = field(default_factory=Histories)

    async def look(self, config: Config, now: datetime) -> Kept:
        """Finds in a thread what is wrong, and writes what began and what is over.

        The caller wakes the deliverer where `has_bulletin` is set. Raises StorageError or DeskError where the files
        cannot be read or written.
        """
        findings = await asyncio.to_thread(self._find, config, now)
        kept = await self.recorder.submit(lambda files: keep_conditions(files, findings, config=config))
        await self._queue(config, now)
        return kept

    def _find(self, config: Config, now: datetime) -> Findings:
        directory = config.directory
        with (
            closing(open_archive(directory / "archive.db", read_only=True)) as archive,
            closing(open_desk(directory / "desk.db", read_only=True)) as desk,
            closing(open_subscribers(directory / "subscribers.db", read_only=True)) as subscribers,
        ):
            return find_conditions(archive, desk, subscribers, config, now, histories=self._histories)

    async def _queue(self, config: Config, now: datetime) -> None:
        """Also what an earlier process kept and did not live to queue."""
        to = config.desk.to
        if to is None:
            return

        def job(shelves: Shelves) -> list[int]:
            bulletins = waiting_bulletins(shelves.desk)
            if not bulletins:
                return []
            with transaction(shelves.subscribers):
                return queue_bulletins(shelves.subscribers, bulletins, to=to, archive_url=self.archive_url, at=now)

        queued = await self.outbox.do(job)
        if queued:
            await self.recorder.submit(lambda files: settle_bulletins(files, queued, at=now))
