"""What matching writes, as jobs of the recorder: the watches that there are, and what they selected."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.config.models import Config, WatchConfig
from monitor.config.queries import expand_terms
from monitor.matching.searching import CURSOR, Found
from monitor.recorder import Files
from storage.changes import last_change_id
from storage.cursors import get_cursor, set_cursor
from storage.matches import add_matches, add_public_matches
from storage.watches import WatchRecord, counting_since, sync_public_watches, sync_watches


def adopt_watches(files: Files, config: Config, at: datetime) -> None:
    """Make the files name the configured watches. What is told of a watch begins with the next change.

    A watch whose query changed goes on with the new one. Of a watch that is private, or no more, archive.db keeps
    nothing; what it matched while it was private stays private when it becomes public.
    """
    watches = [_record(watch, config.terms) for watch in config.watches]
    sync_public_watches(files.archive, watches, now=at)
    sync_watches(files.desk, watches, last_change_id=last_change_id(files.archive), now=at)


def keep_matches(files: Files, found: Found) -> None:
    """Write what was found, and that the log is read so far; nothing where that was written already."""
    if get_cursor(files.desk, CURSOR) != found.after:
        return
    known = counting_since(files.desk)
    matches = [match for match in found.matches if match.watch_id in known]
    add_public_matches(files.archive, matches)
    add_matches(files.desk, matches)
    set_cursor(files.desk, CURSOR, change_id=found.upto)


def _record(watch: WatchConfig, terms: Mapping[str, Sequence[str]]) -> WatchRecord:
    query = " ".join(expand_terms(watch.query, terms).split())
    return WatchRecord(id=watch.id, title=watch.title or watch.id, query=query, public=watch.public)
