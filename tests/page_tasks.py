"""Tasks for worker processes that go wrong in every way: importable, as whatever a worker runs must be."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from monitor.readwork import PageRead, _within_limits, read_page


@_within_limits
def name_process() -> int:
    """The worker's process id."""
    return os.getpid()


@_within_limits
def spin() -> None:
    """Costs CPU for ever."""
    while True:
        pass


def idle() -> None:
    """Costs nothing, and takes its time."""
    time.sleep(600)


@_within_limits
def swallow(megabytes: int) -> int:
    """Takes so much memory and gives it back."""
    return len(bytearray(megabytes * 1024**2))


def die(status: int) -> None:
    """Leaves at once."""
    os._exit(status)


@_within_limits
def stumble() -> None:
    """Raises."""
    raise LookupError("there is no such word")


def parent() -> str:
    """The command of the process that this worker was forked from."""
    with Path(f"/proc/{os.getppid()}/cmdline").open("rb") as file:
        return file.read().replace(b"\0", b" ").decode()


@_within_limits
def cpu_seconds(wanted: float) -> float:
    """Costs so much CPU, well within the limit of one task."""
    began = time.process_time()
    while time.process_time() - began < wanted:
        pass
    return time.process_time()


@_within_limits
def environment() -> str:
    """What the worker's and its parent's memory holds of their environment, as anything that runs in them can read."""
    places = [Path("/proc") / str(process) / "environ" for process in (os.getpid(), os.getppid())]
    return "\0".join([*(place.read_bytes().decode() for place in places), *(f"{k}={v}" for k, v in os.environ.items())])


@_within_limits
def measure(page: bytes) -> int:
    """How many bytes came."""
    return len(page)


def read_or_die(body: bytes, **how: Any) -> PageRead:
    """Reads a page as a crawl does; the worker that is sent report 1 is killed at it."""
    if "00001" in how["url"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_page(body, **how)
