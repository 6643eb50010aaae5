"""Serving a copy of the archive in place of the live file, and taking a newer one every so often."""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from storage.database import StorageError
from storage.snapshots import write_snapshot

log = logging.getLogger(__name__)

# An ASGI message, as its specification has it: a dict of anything.
Message = MutableMapping[str, Any]


@dataclass(slots=True)
class _Served:
    """One copy while it is served: it is deleted when a newer one has taken its place and its last answer is given."""

    path: Path
    site: Datasette
    app: Any
    answering: int = 0
    retired: bool = False

    def end_if_idle(self) -> None:
        if self.retired and self.answering == 0:
            for database in self.site.databases.values():
                database.close()
            if self.site.executor is not None:
                self.site.executor.shutdown(wait=False)
            self.path.unlink(missing_ok=True)


class StandingCopy:
    """An ASGI application: the archive as it stood when last copied. SIGHUP asks for a newer copy at once.

    Copies lie beside the archive, so that its captures are found, and are deleted when they are no longer served.
    """

    def __init__(self, archive: Path, *, every: timedelta, make_site: Callable[[Path], Datasette]) -> None:
        self._archive = archive
        self._every = every.total_seconds()
        self._make_site = make_site
        self._count = 0
        self._seen: object = None
        self._served: _Served | None = None
        self._wanted = asyncio.Event()
        remove_left_copies(archive)

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """One connection of the server: its life, or one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        served = self._served
        if served is None:
            raise RuntimeError("asked before the first copy was taken")
        served.answering += 1
        try:
            await served.app(scope, receive, send)
        finally:
            served.answering -= 1
            served.end_if_idle()

    async def renew(self) -> None:
        """Take a newer copy and serve it from now on; nothing where nothing was written since the last one."""
        seen = _state(self._archive)
        if self._served is not None and seen == self._seen:
            return
        self._count += 1
        path = self._archive.with_name(f"{self._archive.stem}.copy-{os.getpid()}-{self._count}.db")
        await asyncio.to_thread(write_snapshot, self._archive, path)
        site = self._make_site(path)
        await site.invoke_startup()
        # Datasette counts the rows of a file that cannot change; before anybody waits for it.
        await site.get_database().table_counts(limit=60_000)
        earlier, self._served, self._seen = self._served, _Served(path, site, site.app()), seen
        if earlier is not None:
            log.info("serving a newer copy copy=%s", path.name)
            earlier.retired = True
            earlier.end_if_idle()

    def close(self) -> None:
        """Delete the copy that is served."""
        if self._served is not None:
            self._served.retired = True
            self._served.end_if_idle()

    async def _live(
        self, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        await receive()
        try:
            await self.renew()
        except StorageError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._wanted.set)
        renewing = asyncio.create_task(self._keep_renewing())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing
        self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _keep_renewing(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), self._every)
            self._wanted.clear()
            try:
                await self.renew()
            except StorageError as error:
                log.warning("no newer copy, the one that is there is served on error=%s", error)


def remove_left_copies(archive: Path) -> None:
    """Delete the copies of processes that are no more: a kill leaves its copy behind."""
    for path in archive.parent.glob(f"{archive.stem}.copy-*-*.db"):
        process = path.stem.split("-")[-2]
        if process.isdigit() and not _is_alive(int(process)):
            path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    # Our own number is free again where a copy bears it at the start.
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _state(archive: Path) -> object:
    """Differs after any write to the archive: length and time of the file, and of its log where that is not empty."""
    files = (archive, archive.with_name(f"{archive.name}-wal"))
    found = [file.stat() for file in files if file.exists()]
    return [(stat.st_size, stat.st_mtime_ns) for stat in found if stat.st_size]
