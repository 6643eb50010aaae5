"""The one writer: a thread that owns archive.db, desk.db and the WARC files, and commits what is waiting in one go.

A job is a function of the open `Files`. Jobs that wait together share a commit: captures reach the disk first, then
archive.db, then desk.db, so that a crash in between repeats work and loses none. A job's future is done only after
its commit; a job that raises is undone alone.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from scrapers.orders import DeskError
from storage.captures import CaptureWriter
from storage.database import FILE_ERRORS, Connection, open_archive, open_desk, savepoint, transaction

logger = logging.getLogger(__name__)

T = TypeVar("T")

BATCH = 100
"""Jobs in one commit at most: a commit of a hundred versions takes about as long as a reader would notice (0.2 s)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What a job may write to."""

    archive: Connection
    desk: Connection
    captures: CaptureWriter


@dataclass(frozen=True, slots=True)
class _Job:
    function: Callable[[Files], Any]
    future: asyncio.Future[Any]
    alone: bool = False


class Recorder:
    """Starts its thread at once; `submit` from the loop, `close` when done.

    Raises StorageError where the files cannot be opened.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._opened: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()
        if (error := self._opened.get()) is not None:
            raise error

    async def submit(self, function: Callable[[Files], T], *, alone: bool = False) -> T:
        """What the job returns, once it is committed. One that runs `alone` makes its own transactions.

        Raises what the job raised, or `DeskError` where nothing can be stored any more.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(function, future, alone))
        return await future

    def close(self) -> None:
        """Finishes the jobs that wait, then closes the files."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        with ExitStack() as stack:
            try:
                archive = open_archive(self._directory / "archive.db")
                stack.callback(archive.close)
                desk = open_desk(self._directory / "desk.db")
                stack.callback(desk.close)
                captures = CaptureWriter(self._directory / "captures", archive=archive)
                stack.callback(captures.close)
            except BaseException as error:
                self._opened.put(error)
                return
            self._opened.put(None)
            files = Files(archive=archive, desk=desk, captures=captures)
            while (jobs := self._next_jobs()) is not None:
                self._commit(files, [job for job in jobs if not job.alone])
                for job in jobs:
                    if job.alone:
                        _run_alone(files, job)

    def _next_jobs(self) -> list[_Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        jobs = [first]
        while len(jobs) < BATCH:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            jobs.append(job)
        return jobs

    def _commit(self, files: Files, jobs: list[_Job]) -> None:
        if len(jobs) == 1:
            _commit_one(files, jobs[0])
        elif jobs:
            _commit_together(files, jobs)


class _Undone(Exception):
    """Raised through a commit that is to be undone because its only job raised."""


def _commit_one(files: Files, job: _Job) -> None:
    """A job that waits alone needs no savepoints: undoing its commit undoes it."""
    try:
        # Left in reverse: archive.db commits before desk.db.
        with transaction(files.desk), transaction(files.archive):
            try:
                result = job.function(files)
            except FILE_ERRORS:
                raise
            except Exception as error:
                # The caller gets it; the writer goes on with the next job.
                raise _Undone from error
            files.captures.sync()
    except _Undone as undone:
        _settle(job.future, error=undone.__cause__)
    except Exception as error:
        _settle(job.future, error=_explained(error, [job]))
    else:
        _settle(job.future, result=result)


def _commit_together(files: Files, jobs: list[_Job]) -> None:
    done: list[tuple[_Job, Any]] = []
    failed: list[tuple[_Job, BaseException]] = []
    try:
        # Left in reverse: archive.db commits before desk.db.
        with transaction(files.desk), transaction(files.archive):
            for job in jobs:
                try:
                    with savepoint(files.archive), savepoint(files.desk):
                        done.append((job, job.function(files)))
                except FILE_ERRORS:
                    raise
                except Exception as error:
                    failed.append((job, error))
            files.captures.sync()
    except Exception as error:
        explained = _explained(error, jobs)
        done, failed = [], [(job, explained) for job in jobs]
    for job, result in done:
        _settle(job.future, result=result)
    for job, failure in failed:
        _settle(job.future, error=failure)


def _explained(error: Exception, jobs: list[_Job]) -> DeskError:
    logger.error("nothing stored jobs=%d: %s", len(jobs), error)
    explained = DeskError(str(error))
    explained.__cause__ = error
    return explained


def _run_alone(files: Files, job: _Job) -> None:
    try:
        result = job.function(files)
    except Exception as error:
        # The caller gets it; the writer goes on with the next job.
        _settle(job.future, error=error)
    else:
        _settle(job.future, result=result)


def _settle(future: asyncio.Future[Any], *, result: Any = None, error: BaseException | None = None) -> None:
    def set_it() -> None:
        if future.cancelled():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    loop = future.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(set_it)
