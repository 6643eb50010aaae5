"""Starting `presswatch run` and its like as a user does, and waiting for what the files say."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from monitor.demo.configuration import configuration
from monitor.demo.newsroom import Newsroom

PATIENCE = 120.0
"""Seconds that a test waits for what takes one or two on an idle machine: it bounds a hang and measures nothing."""


def write_configuration(room: Newsroom, directory: Path, *, every: str = "1s", extra: str = "") -> Path:
    """presswatch.toml for the newsroom with short waits; its path."""
    path = directory / "presswatch.toml"
    path.write_text(configuration(room).replace('every = "1m"', f'every = "{every}"') + extra, encoding="utf-8")
    return path


def unmeasured() -> dict[str, str]:
    """The environment in which a process's coverage is not measured, which makes each start cost three times as much.

    For processes that are killed before they could tell it, or that do only what other tests measure.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


@contextmanager
def presswatch(config: Path, *arguments: str, measured: bool = True) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, its stderr in `stderr.txt` beside the configuration; killed at the end."""
    with (config.parent / "stderr.txt").open("a", encoding="utf-8") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "--config", str(config), *arguments],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env=None if measured else unmeasured(),
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def end(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> int:
    """Signals the process; its exit status."""
    process.send_signal(number)
    return process.wait(PATIENCE)


def until(claim: Callable[[], bool], what: str) -> None:
    """Waits until the claim holds; fails, naming it, after PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while not claim():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {PATIENCE:.0f} s: {what}")
        os.sched_yield()
        time.sleep(0.05)


def rows(directory: Path, file: str, query: str) -> list[tuple[object, ...]]:
    """What a query gives now; nothing where the file is not there yet."""
    path = directory / file
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as conn:
        try:
            return conn.execute(query).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise
