"""The pool of worker processes that does what costs CPU: parsing channels, extracting stories, comparing them.

Each task has a time limit and each worker a memory limit; a task that passes either costs its worker, which is
replaced, and fails alone. What the workers run is in `monitor.readwork`.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from monitor.readwork import prepare_worker
from scrapers.orders import FailureReason

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

TIME_LIMIT = 20
"""Seconds of CPU a page. The slowest of 439 real pages took 0.5 s; what needs 20 is built to hang an extractor."""

WALL_FACTOR = 3
"""A worker that has not answered after so many time limits on the clock is replaced, whatever it is doing."""

MEMORY_LIMIT = 1024**3
"""Bytes a worker. The largest real page needed 120 MB; hostile ones ask for 900 MB and more."""


WAITING_A_WORKER = 32
"""Pages that may wait for each worker: a second's work, so that none idles, and some 10 MB of usual pages. Without a
bound quick hosts with small pages filled 300 MB."""

TASKS_A_WORKER = 1_000
"""A worker that has read so many pages is replaced, in some 10 ms: what libraries leak is given back."""


class ReadingFailed(Exception):
    """A page or channel could not be read; `reason` is what the failure is recorded as."""

    def __init__(self, reason: FailureReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class ReadingPool:
    """Worker processes, one a core, started by forkserver: the loop has threads and open databases.

    `async with ReadingPool() as pool` starts and stops them; `run` hands one a task.
    """

    def __init__(
        self, workers: int | None = None, *, time_limit: int = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT
    ) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._pool = self._new_pool()
        self._closed = False
        self._pending = 0
        self._room = asyncio.Event()
        self._room.set()

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        # The fork server imports the extractor once; its children share that memory and start at once.
        context.set_forkserver_preload(["monitor.readwork"])
        pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=TASKS_A_WORKER,
            context=context,
            initializer=prepare_worker,
            initargs=(self._memory_limit, self._time_limit),
        )
        _stop_workers_first(pool)
        return pool

    async def __aenter__(self) -> "ReadingPool":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers at once; what they were at is lost to the caller, who still has it due."""
        self._closed = True
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns, run in a worker. Raises `ReadingFailed`, also for what it raised itself."""
        self._count(1)
        try:
            return await self._run(function, *args, **kwargs)
        finally:
            self._count(-1)

    async def room(self) -> None:
        """Waits while so many pages wait to be read that another one would only take memory."""
        await self._room.wait()

    def _count(self, change: int) -> None:
        self._pending += change
        if self._pending >= self.workers * WAITING_A_WORKER:
            self._room.clear()
        else:
            self._room.set()

    async def _run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if not self._pool.active and not self._closed:
            self._replace(self._pool)
        pool = self._pool
        try:
            future = pool.schedule(function, args=args, kwargs=kwargs, timeout=self._time_limit * WALL_FACTOR)
            return await asyncio.wrap_future(future)
        except FutureTimeout as error:
            raise self._too_slow() from error
        except BrokenProcessPool as error:
            self._replace(pool)
            raise ReadingFailed(
                FailureReason.READING_CRASHED, "the worker processes died and were started anew"
            ) from error
        except ProcessExpired as error:
            if getattr(error, "exitcode", None) == -signal.SIGXCPU:
                raise self._too_slow() from error
            limit = self._memory_limit // 1024**2
            raise ReadingFailed(
                FailureReason.READING_CRASHED, f"its worker died, at most {limit} MB were allowed: {error}"
            ) from error
        except Exception as error:
            # One document must not stop the others; the traceback is the worker's.
            logger.exception("reading failed task=%s", getattr(function, "__name__", function))
            raise ReadingFailed(FailureReason.READING_ERROR, f"{type(error).__name__}: {error}"[:300]) from error

    def _replace(self, broken: ProcessPool) -> None:
        """New workers in place of a pool that pebble gave up, as it does when a worker is killed that had no task."""
        if self._pool is broken:
            logger.warning("worker processes died, starting new ones workers=%d", self.workers)
            self._pool = self._new_pool()
            broken.stop()  # type: ignore[no-untyped-call]

    def _too_slow(self) -> ReadingFailed:
        return ReadingFailed(FailureReason.READING_TIMEOUT, f"took more than {self._time_limit} s to read")


def _stop_workers_first(pool: ProcessPool) -> None:
    """Ends the workers before their channel.

    pebble does it the other way round: a worker that is just starting then finds its lock gone, and says so with a
    traceback on the user's terminal.
    """
    manager = pool._pool_manager

    def stop() -> None:
        manager.worker_manager.force_stop_workers()  # type: ignore[no-untyped-call]
        manager.worker_manager.close_channels()  # type: ignore[no-untyped-call]

    manager.stop = stop  # type: ignore[method-assign]
