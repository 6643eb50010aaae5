"""The pool of worker processes that does what costs CPU: parsing channels, extracting stories, comparing them.

Each task has a time limit and each worker a memory limit; a task that passes either costs its worker, which is
replaced, and fails alone. What the workers run is in `monitor.readwork`.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from monitor.workers import TaskRaised, WorkerDied, Workers
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
        self._workers = Workers(
            self.workers, patience=time_limit * WALL_FACTOR, memory_limit=memory_limit, cpu_limit=time_limit
        )
        self._pending = 0
        self._room = asyncio.Event()
        self._room.set()

    async def __aenter__(self) -> "ReadingPool":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers at once; what they were at is lost to the caller, who still has it due."""
        self._workers.stop()

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
        try:
            result: T = await asyncio.wrap_future(self._workers.schedule(function, args, kwargs))
        except WorkerDied as died:
            raise self._why(died) from died
        except Exception as error:
            # One document must not stop the others; the traceback is the worker's.
            said = str(error) if isinstance(error, TaskRaised) else f"{type(error).__name__}: {error}"
            trace = error.trace if isinstance(error, TaskRaised) else ""
            logger.error("reading failed task=%s: %s\n%s", getattr(function, "__name__", function), said, trace)
            raise ReadingFailed(FailureReason.READING_ERROR, said[:300]) from error
        return result

    def _why(self, died: WorkerDied) -> ReadingFailed:
        if died.is_slow:
            return ReadingFailed(FailureReason.READING_TIMEOUT, f"took more than {self._time_limit} s to read")
        if died.exit_status is None:
            return ReadingFailed(
                FailureReason.READING_CRASHED, "no worker process could be started, or all were stopped"
            )
        limit = self._memory_limit // 1024**2
        twice = " and so did a second one" if died.may_pass else ""
        return ReadingFailed(
            FailureReason.READING_CRASHED,
            f"its worker died (status {died.exit_status}){twice}; at most {limit} MB were allowed",
        )
