"""The owner of subscribers.db inside a process: a thread of its own, which reads archive.db and desk.db beside it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from monitor.delivery.gathering import Shelves
from storage.database import open_archive, open_desk, open_subscribers

T = TypeVar("T")


class Outbox:
    """Opens the files at once, raising StorageError where that fails; `close` when done.

    A second process with an outbox on the same files is no harm: each message is claimed before it is sent.
    """

    def __init__(self, directory: Path) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox")
        try:
            self._shelves = self._thread.submit(_open, directory).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def do(self, job: Callable[[Shelves], T]) -> T:
        """What the job returns. It makes its own transactions and runs when those before it are done."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, job, self._shelves)

    def close(self) -> None:
        """Finishes the jobs that wait, then closes the files."""
        self._thread.submit(_close, self._shelves).result()
        self._thread.shutdown()


def _open(directory: Path) -> Shelves:
    archive = open_archive(directory / "archive.db", read_only=True)
    try:
        desk = open_desk(directory / "desk.db", read_only=True)
        try:
            return Shelves(subscribers=open_subscribers(directory / "subscribers.db"), archive=archive, desk=desk)
        except BaseException:
            desk.close()
            raise
    except BaseException:
        archive.close()
        raise


def _close(shelves: Shelves) -> None:
    for conn in (shelves.subscribers, shelves.archive, shelves.desk):
        conn.close()
