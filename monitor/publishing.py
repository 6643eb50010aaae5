"""The file that `serve` serves: archive.db itself, or extracts.db, which is made from it and kept up while it grows."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from storage.database import FILE_ERRORS, Connection
from storage.extracts import Made, compare_more, make_more, open_maker, publish_news, source_version

log = logging.getLogger(__name__)

EXTRACTS = "extracts.db"

LOOK_EVERY = 1.0
"""Seconds between two looks at whether archive.db has grown: one read of its header."""

BREATH = 0.05
"""Seconds between two pieces of a backlog, in which the pages get their turn."""

RETRY_AFTER = 10.0
"""Seconds after which a file that could not be used is tried again."""

LAST_PIECE = 30.0
"""Seconds that the piece at hand may take when serving ends; what it did not commit is done again."""


@contextmanager
def published(archive: Path, *, publish: Literal["full", "extracts"], stop: threading.Event) -> Iterator[Path | None]:
    """The file to serve, kept up for as long as it is served; None where `stop` was set before it was made.

    With "extracts" that is never archive.db, not while extracts.db is being made either.
    """
    if publish == "full":
        yield archive
        return
    path = archive.with_name(EXTRACTS)
    with _progress() as tell:
        is_made = make_extracts(path, archive, stop=stop, on_progress=tell)
    if not is_made:
        yield None
        return
    ending = threading.Event()
    follower = threading.Thread(target=follow_archive, args=(path, archive, ending), name="extracts", daemon=True)
    follower.start()
    try:
        yield path
    finally:
        ending.set()
        follower.join(LAST_PIECE)


def make_extracts(
    path: Path, archive: Path, *, stop: threading.Event, on_progress: Callable[[Made], None] | None = None
) -> bool:
    """Make extracts.db or bring it up to date; False where `stop` was set before that was done.

    Goes on where an earlier one was ended. Several at once do each a part. Raises StorageError where a file cannot be
    used.
    """
    with closing(open_maker(path, archive)) as conn:
        is_complete = False
        while not (is_complete or stop.is_set()):
            made = make_more(conn)
            is_complete = made.is_complete
            if on_progress is not None:
                on_progress(made)
        while not stop.is_set():
            if not publish_news(conn):
                return is_complete
    return False


def follow_archive(path: Path, archive: Path, stop: threading.Event) -> None:
    """Keep extracts.db up to date until `stop` is set; where a file cannot be used, try again."""
    while not stop.is_set():
        try:
            with closing(open_maker(path, archive)) as conn:
                _keep_up(conn, stop)
        except FILE_ERRORS as error:
            log.warning("extracts not kept up: %s; trying again in %.0f s", error, RETRY_AFTER)
            stop.wait(RETRY_AFTER)
        except Exception:
            # The pages are served all the same, and a person is told.
            log.exception("extracts not kept up; trying again in %.0f s", RETRY_AFTER)
            stop.wait(RETRY_AFTER)


def _keep_up(conn: Connection, stop: threading.Event) -> None:
    """News first, then a piece of comparing all articles with archive.db, over and over while that is written to."""
    seen = compared = -1
    place: int | None = None
    while not stop.is_set():
        version = source_version(conn)
        if version != seen:
            _publish_all(conn, stop)
            seen = version
        if place is None and compared != version:
            place, compared = 0, version
        if place is not None:
            place = compare_more(conn, place)
        stop.wait(LOOK_EVERY)


def _publish_all(conn: Connection, stop: threading.Event) -> None:
    while not make_more(conn).is_complete and not stop.is_set():
        stop.wait(BREATH)
    while not stop.is_set() and publish_news(conn):
        stop.wait(BREATH)


@contextmanager
def _progress() -> Iterator[Callable[[Made], None]]:
    """A bar on a terminal; elsewhere a line when there is something to make and one when it is made."""
    columns = (TextColumn("Making extracts.db"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    task = bar.add_task("")
    is_told = False

    def tell(made: Made) -> None:
        nonlocal is_told
        if not (made.is_complete or is_told):
            log.info("making extracts.db articles=%d", made.last_article_id)
        elif made.is_complete and is_told:
            log.info("made extracts.db")
        is_told = is_told or not made.is_complete
        bar.update(task, completed=made.article_id, total=made.last_article_id)

    with bar:
        yield tell
