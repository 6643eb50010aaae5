"""Worker processes: each with a pipe of its own and a thread that feeds it, so that one's death costs its task alone.

Workers share nothing, no lock and no pipe: a lock that a worker held when it was killed would be held for ever.
"""

import logging
import multiprocessing
import queue
import signal
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from typing import Any

from monitor.environment import secrets_put_away
from monitor.readwork import OUT_OF_MEMORY, prepare_worker

logger = logging.getLogger(__name__)

TASKS_A_WORKER = 1_000
"""A worker that has read so many pages is replaced, in some 10 ms: what libraries leak is given back."""

END_PATIENCE = 5.0
"""Seconds that a killed process gets to be gone."""

_OWN_ENDS = (-signal.SIGXCPU, OUT_OF_MEMORY)
"""Exit statuses of a worker that passed a limit of ours. Any other death may have come from outside."""


class WorkerDied(Exception):
    """A task's worker ended under it. `is_late` where it was ended for want of an answer."""

    def __init__(self, exit_status: int | None, *, is_late: bool = False) -> None:
        super().__init__(f"its worker ended with status {exit_status}")
        self.exit_status = exit_status
        self.is_late = is_late

    @property
    def is_slow(self) -> bool:
        """Whether the task took too long, by the clock or of the CPU."""
        return self.is_late or self.exit_status == -signal.SIGXCPU

    @property
    def may_pass(self) -> bool:
        """Whether another worker may live: this one was perhaps killed from outside, such as by the kernel."""
        return not self.is_slow and self.exit_status not in _OWN_ENDS


class TaskRaised(Exception):
    """What a task raised, in words: its type and message; `trace` is the worker's traceback."""

    def __init__(self, text: str, trace: str) -> None:
        super().__init__(text)
        self.trace = trace


@dataclass(frozen=True, slots=True)
class _Order:
    function: Callable[..., Any]
    args: Sequence[Any]
    kwargs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Raised:
    text: str
    trace: str


@dataclass(frozen=True, slots=True)
class _Job:
    order: _Order
    future: Future[Any]


class Workers:
    """So many worker processes, started when first needed; `schedule` hands one a task, `stop` ends them at once.

    A task that has no answer after `patience` seconds costs its worker. One whose worker died without having passed a
    limit is given to a second worker, and to no third.
    """

    def __init__(self, count: int, *, patience: float, memory_limit: int, cpu_limit: int) -> None:
        self._context = multiprocessing.get_context("forkserver")
        # The fork server imports the extractor once; its children share that memory and start at once.
        self._context.set_forkserver_preload(["monitor.workers"])
        with secrets_put_away():
            forkserver.ensure_running()
        self._limits = (memory_limit, cpu_limit)
        self._patience = patience
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        # Starting and reaping look at all children of the process, and one's exit status can be read but once.
        self._children = threading.Lock()
        self._lives: set[_Life] = set()
        self._threads = [threading.Thread(target=self._feed, name=f"worker-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def schedule(self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Future[Any]:
        """The task's future; it raises WorkerDied, also where the workers were stopped, or TaskRaised."""
        job = _Job(_Order(function, args, kwargs), Future())
        if self._stopping.is_set():
            job.future.set_exception(WorkerDied(None))
        else:
            self._jobs.put(job)
        return job.future

    def stop(self) -> None:
        """Ends the workers; tasks that wait or are under way fail."""
        self._stopping.set()
        with self._children:
            for life in self._lives:
                life.process.kill()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _feed(self) -> None:
        life: _Life | None = None
        while (job := self._jobs.get()) is not None:
            if job.future.set_running_or_notify_cancel():
                life = self._settle(job, life)
        if life is not None:
            self._end(life)

    def _settle(self, job: _Job, life: "_Life | None") -> "_Life | None":
        """Does the job, with a second worker where the first was killed; the worker that is left, if any."""
        died = WorkerDied(None)
        for _ in range(2):
            try:
                life = life or self._start()
                result = self._ask(life, job.order)
            except WorkerDied as error:
                died, life = error, None
                if not error.may_pass or self._stopping.is_set():
                    break
            except Exception as error:
                # The caller's to judge; nothing that one task raises may end the thread that feeds the others.
                job.future.set_exception(error)
                return life
            else:
                job.future.set_result(result)
                return self._renewed(life)
        # Where it was raised says nothing, and would hold this frame, the job, and so itself.
        job.future.set_exception(died.with_traceback(None))
        return None

    def _start(self) -> "_Life":
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, *self._limits), name="reader", daemon=True)
        try:
            with self._children:
                if self._stopping.is_set():
                    raise WorkerDied(None)
                process.start()
                life = _Life(process, ours)
                self._lives.add(life)
        except (OSError, EOFError) as error:
            ours.close()
            logger.warning("no worker process could be started: %s", error)
            raise WorkerDied(None) from error
        finally:
            theirs.close()
        return life

    def _ask(self, life: "_Life", order: _Order) -> Any:
        is_late = threading.Event()

        def give_up() -> None:
            is_late.set()
            life.process.kill()

        timer = threading.Timer(self._patience, give_up)
        timer.daemon = True
        timer.start()
        answer: Any = None
        has_answered = False
        try:
            life.pipe.send(order)
            answer = life.pipe.recv()
            has_answered = True
        except (EOFError, OSError):
            pass
        finally:
            timer.cancel()
        if not has_answered:
            # Here, so that it keeps nothing of the pipe's error, whose frames hold the order as it was packed.
            raise WorkerDied(self._end(life), is_late=is_late.is_set())
        life.tasks += 1
        if isinstance(answer, _Raised):
            raise TaskRaised(answer.text, answer.trace)
        return answer

    def _renewed(self, life: "_Life") -> "_Life | None":
        """The worker, or none where it has done its share."""
        if life.tasks < TASKS_A_WORKER:
            return life
        self._end(life)
        return None

    def _end(self, life: "_Life") -> int | None:
        """Ends the worker, whatever it is doing; its exit status."""
        life.pipe.close()
        # One that has died by itself is left its own status; one that idles ends when its pipe does.
        if not wait([life.process.sentinel], END_PATIENCE):
            life.process.kill()
        with self._children:
            life.process.join(END_PATIENCE)
            self._lives.discard(life)
            status: int | None = life.process.exitcode
            return status


@dataclass(slots=True, eq=False)
class _Life:
    """A worker process that lives, and our end of its pipe."""

    process: Any  # multiprocessing's classes of processes share no type that is exported
    pipe: Connection
    tasks: int = 0


def _serve(pipe: Connection, memory_limit: int, cpu_limit: int) -> None:
    """The worker: answers tasks until its pipe ends, as it does when the parent dies."""
    prepare_worker(memory_limit, cpu_limit)
    while True:
        try:
            order = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = order.function(*order.args, **order.kwargs)
        except Exception as error:
            # The parent tells it apart by what it says.
            answer = _Raised(f"{type(error).__name__}: {error}", traceback.format_exc())
        try:
            pipe.send(answer)
        except OSError:
            return
        except Exception as error:
            # Whatever cannot be pickled raises as it likes.
            pipe.send(_Raised(f"{type(error).__name__}: {error}", traceback.format_exc()))
