"""Tasks for worker processes that go wrong in every way: importable, as whatever a worker runs must be."""

import os
import time
from pathlib import Path

from monitor.readwork import _within_limits


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
