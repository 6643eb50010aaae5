"""`verify`: whether the files of a desk still hold what was written to them, checked beside whoever writes to them."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from monitor.errors import MonitorError
from storage.database import Connection, open_archive, open_desk, open_subscribers
from storage.verifying import (
    UNREADABLE,
    Checked,
    check_captures,
    check_coverage,
    check_file,
    check_index,
    check_links,
    extent,
    link_with_head,
)

FILES = {"archive.db": open_archive, "desk.db": open_desk, "subscribers.db": open_subscribers}
INDEXES = {"versions_fts": ("versions", "id"), "changes_fts": ("change_texts", "change_id")}

LINKS_AT_ONCE = 20_000
CAPTURES_AT_ONCE = 1_000
"""What one process is given at a time: some seconds' work."""

REMEDIES = {
    **dict.fromkeys(FILES, "restore it from a backup, or save what can be read with `sqlite3 .recover`"),
    **dict.fromkeys(INDEXES, "restore archive.db from a backup; the texts themselves are not touched by this"),
    "versions": "compare with a backup, and restore what differs",
    "articles": "compare with a backup, and restore what differs",
    "chain": "compare with a backup: somebody changed the archive other than by Presswatch",
    "captures": "restore the file from a backup; where it says redacted, run `presswatch redact --again`",
    "expected head": "this is another archive, or one that was rewritten or cut short since that head was told",
}
"""What a person can do about a fault of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be checked. `expected` are heads that were told earlier, in hexadecimal."""

    files: bool = True
    captures: bool = True
    expected: Sequence[str] = ()


@dataclass(slots=True, kw_only=True)
class Verified:
    """What was found, in so many seconds; `seconds` of one core, by what was looked at.

    `expected` are the links of heads that were told earlier, None for one that the chain never had.
    """

    links: int
    head: str
    checked: Checked = field(default_factory=Checked)
    seconds: dict[str, float] = field(default_factory=dict)
    expected: dict[str, int | None] = field(default_factory=dict)
    took: float = 0.0

    @property
    def is_damaged(self) -> bool:
        """Whether anything is not as it was written."""
        return any(self.checked.fault_counts.values())


Progress = Callable[[int, int], None]
"""Told of the pieces of work that are done, and of how many there are."""

_Task = Callable[[], Checked]


def verify(directory: Path, asked: Asked, *, on_progress: Progress, workers: int | None = None) -> Verified:
    """Check the files in the directory. Small ones are checked here, others by a process for each core.

    Raises MonitorError where there is no archive.
    """
    path, began = directory / "archive.db", time.perf_counter()
    if not path.is_file():
        raise MonitorError(f"{directory}: there is no archive yet; `presswatch crawl` makes it")
    with closing(open_archive(path, read_only=True)) as conn:
        held = extent(conn)
        found = Verified(links=held.last_link, head=held.head)
        for head in asked.expected:
            found.expected[head] = link_with_head(conn, head.lower())
            if found.expected[head] is None:
                found.checked.note("expected head", head, "the chain never had it")
    tasks = list(_tasks(directory, asked, links=held.last_link, captures=held.last_capture))
    is_small = held.last_link <= LINKS_AT_ONCE and held.last_capture <= CAPTURES_AT_ONCE
    done = _run_here(tasks) if is_small else _run_beside(tasks, workers or os.cpu_count() or 1)
    for number, (name, seconds, checked) in enumerate(done, 1):
        found.checked.add(checked)
        found.seconds[name] = found.seconds.get(name, 0.0) + seconds
        on_progress(number, len(tasks))
    found.took = time.perf_counter() - began
    return found


def _tasks(directory: Path, asked: Asked, *, links: int, captures: int) -> Iterator[tuple[str, _Task]]:
    """What is to be done, with what it is counted as: first what takes longest in one piece."""
    if asked.files:
        for name in FILES:
            if (directory / name).is_file():
                yield name, partial(_whole_file, directory, name)
        for index in INDEXES:
            yield index, partial(_index, directory, index)
    yield "coverage", partial(_coverage, directory)
    for after in range(0, links, LINKS_AT_ONCE):
        yield "links", partial(_links, directory, after, min(after + LINKS_AT_ONCE, links))
    if asked.captures:
        for after in range(0, captures, CAPTURES_AT_ONCE):
            yield "captures", partial(_captures, directory, after, min(after + CAPTURES_AT_ONCE, captures))


def _whole_file(directory: Path, name: str) -> Checked:
    return _checked(directory, name, partial(check_file, name=name), of=name)


def _index(directory: Path, index: str) -> Checked:
    table, key = INDEXES[index]
    return _checked(directory, "archive.db", partial(check_index, index=index, of=table, key=key), of=index)


def _coverage(directory: Path) -> Checked:
    return _checked(directory, "archive.db", check_coverage, of="archive.db")


def _links(directory: Path, after: int, upto: int) -> Checked:
    return _checked(directory, "archive.db", partial(check_links, after=after, upto=upto), of="archive.db")


def _captures(directory: Path, after: int, upto: int) -> Checked:
    check = partial(check_captures, directory=directory / "captures", after=after, upto=upto)
    return _checked(directory, "archive.db", check, of="archive.db")


def _checked(directory: Path, name: str, check: Callable[[Connection], Checked], *, of: str) -> Checked:
    """What a check finds in the file, opened for it; that the file cannot be read is a fault as well."""
    try:
        with closing(FILES[name](directory / name, read_only=True)) as conn:
            return check(conn)
    except UNREADABLE as error:
        checked = Checked()
        checked.note(of, name, str(error).removeprefix(f"{directory / name}: "))
        return checked


def _timed(task: _Task) -> tuple[float, Checked]:
    began = time.perf_counter()
    checked = task()
    return time.perf_counter() - began, checked


def _run_here(tasks: Sequence[tuple[str, _Task]]) -> Iterator[tuple[str, float, Checked]]:
    for name, task in tasks:
        yield (name, *_timed(task))


def _run_beside(tasks: Sequence[tuple[str, _Task]], workers: int) -> Iterator[tuple[str, float, Checked]]:
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        names: dict[Future[tuple[float, Checked]], str] = {pool.submit(_timed, task): name for name, task in tasks}
        try:
            for future in as_completed(names):
                yield (names[future], *future.result())
        finally:
            pool.shutdown(cancel_futures=True)
