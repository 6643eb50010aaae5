"""One writer for each set of files: a second `run` or `crawl` on the same directory is refused."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import MonitorError

UNFINISHED = "restore.unfinished"
"""Stands in a directory while a restore puts its files in place, and after one that was cut short."""


@contextmanager
def only_writer(directory: Path, *, mends: bool = False) -> Iterator[None]:
    """Holds the directory's lock; raises MonitorError at once where another process has it or it cannot be made.

    Also where a restore was cut short, which may have left files of two times side by side; but for one that `mends`.

    The lock is the kernel's (flock): it goes with the process, however that ends.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(directory / "presswatch.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise MonitorError(
            f"{directory}: it cannot be written to ({error.strerror}); see whose it is, or keep the data elsewhere"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise MonitorError(
                f"{directory}: another presswatch (process {holder}) is writing here; stop it, or use its archive"
            ) from error
        if (directory / UNFINISHED).exists() and not mends:
            raise MonitorError(f"{directory}: a restore was cut short here; run `presswatch restore` again")
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
