"""No query that a tick, a crawl or a page runs walks through a table that grows: read from SQLite's own plans.

The functions themselves are called and every statement that they run is explained, so that none can be forgotten.
"""

import re
import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from storage import (
    articles,
    captures,
    changes,
    channels,
    conditions,
    crawls,
    cursors,
    due,
    entries,
    follows,
    matches,
    readings,
    search,
    signs,
    stories,
    versions,
    watches,
)
from storage.desk_records import Channel, Look, StoredReading
from storage.records import ChangeKind
from tests.storage_samples import NOW, address, capture, listed, publish

Connection = sqlite3.Connection
SOURCE = "valley-post"
GROWING = re.compile(
    r"SCAN (articles|urls|versions|changes|captures|entries|follows|crawls|failures|suspects|readings|channels|hints"
    r"|stories|chain|redacted_addresses|fingerprints|marks|matches|conditions|bulletins)\b"
    r"(?! USING INDEX (crawls_open|conditions_open|bulletins_waiting))"  # hold the few that are open
)
SORT = "USE TEMP B-TREE FOR ORDER BY"


def plans(conn: Connection, run: Callable[[], object]) -> list[tuple[str, str]]:
    """Each statement that `run` executes, with its plan."""
    statements: list[str] = []
    conn.set_trace_callback(statements.append)
    try:
        run()
    finally:
        conn.set_trace_callback(None)
    asked = [each for each in statements if each.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH"))]
    return [(each, "\n".join(row["detail"] for row in conn.execute(f"EXPLAIN QUERY PLAN {each}"))) for each in asked]


def feed(desk: Connection) -> Channel:
    channels.sync_channels(desk, SOURCE, [("https://v.example/feed", "feed")], now=NOW)
    return channels.channels_of(desk, SOURCE)[0]


LOOK = Look(at=NOW, next_look_at=NOW, entry_count=1)
FINGERPRINT = stories.Fingerprint(version_id=1, article_id=1, source_id=SOURCE, story_id=1, told_at=NOW, mark_count=1)
PRIVATE = watches.WatchRecord(id="w", title="W", query="x", public=False)
READING = StoredReading(version_id=1, extractor="x", made_at=NOW, story="{}", blocks=b"")
DESK: Sequence[tuple[str, Callable[[Connection], object]]] = [
    ("due_checks", lambda desk: due.due_checks(desk, SOURCE, now=NOW, limit=50)),
    ("next_due_at", lambda desk: due.next_due_at(desk, SOURCE)),
    ("sources_due", lambda desk: due.sources_due(desk, [SOURCE, "b"], now=NOW)),
    ("backlog", lambda desk: due.backlog(desk, SOURCE, now=NOW)),
    ("sync_channels", lambda desk: channels.sync_channels(desk, SOURCE, [], now=NOW)),
    ("sync_parts", lambda desk: channels.sync_parts(desk, feed(desk), ["https://v.example/p"], now=NOW)),
    ("due_channels", lambda desk: channels.due_channels(desk, SOURCE, now=NOW)),
    ("channels_of", lambda desk: channels.channels_of(desk, SOURCE)),
    ("record_look", lambda desk: channels.record_look(desk, 1, LOOK)),
    ("record_failed_look", lambda desk: channels.record_failed_look(desk, 1, at=NOW, next_look_at=NOW, reason="x")),
    ("admit_entries", lambda desk: entries.admit_entries(desk, feed(desk), [listed("a")], baseline=5, now=NOW)),
    ("admit again", lambda desk: entries.admit_entries(desk, feed(desk), [listed("z", hint="2")], baseline=5, now=NOW)),
    ("get_entry", lambda desk: entries.get_entry(desk, 1)),
    ("settle_entry", lambda desk: entries.settle_entry(desk, 1, article_id=1)),
    ("postpone_entry", lambda desk: entries.postpone_entry(desk, 1, due_at=NOW, reason="x")),
    ("get_follow", lambda desk: follows.get_follow(desk, 1)),
    ("record_unchanged", lambda desk: follows.record_unchanged(desk, 1, at=NOW, due_at=NOW)),
    ("record_failed_check", lambda desk: follows.record_failed_check(desk, 1, at=NOW, due_at=NOW)),
    ("get_source_state", lambda desk: follows.get_source_state(desk, SOURCE)),
    ("count_followed", lambda desk: follows.count_followed(desk, SOURCE)),
    ("follows_to_check", lambda desk: follows.follows_to_check(desk, SOURCE, removed_since=NOW)),
    ("end_abandoned_crawls", lambda desk: crawls.end_abandoned_crawls(desk, at=NOW)),
    ("latest_crawls", lambda desk: crawls.latest_crawls(desk, SOURCE, limit=5)),
    ("latest_failures", lambda desk: crawls.latest_failures(desk, SOURCE, limit=5)),
    ("latest_suspects", lambda desk: crawls.latest_suspects(desk, SOURCE, limit=5)),
    ("prune_crawls", lambda desk: crawls.prune_crawls(desk, older_than=NOW)),
    ("prune_failures", lambda desk: crawls.prune_failures(desk, older_than=NOW)),
    ("get_reading", lambda desk: readings.get_reading(desk, 1, extractor="x")),
    ("has_reading", lambda desk: readings.has_reading(desk, 1, extractor="x")),
    ("articles_to_compare", lambda desk: readings.articles_to_compare(desk, SOURCE, removed_since=NOW)),
    ("drop_readings", lambda desk: readings.drop_readings(desk, 1)),
    ("add_fingerprint", lambda desk: stories.add_fingerprint(desk, FINGERPRINT, marks=[7])),
    ("drop_fingerprints", lambda desk: stories.drop_fingerprints(desk, [1])),
    ("move_fingerprints", lambda desk: stories.move_fingerprints(desk, 1, story_id=1)),
    ("forget_fingerprints", lambda desk: stories.forget_fingerprints(desk, told_before=NOW)),
    ("fingerprints_of", lambda desk: stories.fingerprints_of(desk, 1)),
    ("get_fingerprint", lambda desk: stories.get_fingerprint(desk, 1)),
    ("texts_sharing", lambda desk: stories.texts_sharing(desk, [7])),
    ("stories_of_marks", lambda desk: stories.stories_of_marks(desk, [7])),
    ("looked_hours", lambda desk: signs.looked_hours(desk, SOURCE, since=NOW)),
    ("listed_hours", lambda desk: signs.listed_hours(desk, SOURCE, since=NOW)),
    ("crawl_sum", lambda desk: signs.crawl_sum(desk, SOURCE, since=NOW, until=NOW)),
    ("failing_since", lambda desk: signs.failing_since(desk, SOURCE)),
    ("open_crawls", lambda desk: signs.open_crawls(desk, before=NOW)),
    ("last_crawl_at", signs.last_crawl_at),
    ("failed_fetches", lambda desk: signs.failed_fetches(desk, since=NOW)),
    ("pages_set_aside", lambda desk: signs.pages_set_aside(desk, since=NOW, until=NOW)),
    ("open_conditions", conditions.open_conditions),
    ("conditions_ended_since", lambda desk: conditions.conditions_ended_since(desk, NOW)),
    ("last_bulletin_at", conditions.last_bulletin_at),
    ("waiting_bulletins", conditions.waiting_bulletins),
    ("get_cursor", lambda desk: cursors.get_cursor(desk, "alerts")),
    ("matches_between", lambda desk: matches.matches_between(desk, 1, 5)),
    ("match_of", lambda desk: matches.match_of(desk, "w", 1)),
    ("count_matches", lambda desk: matches.count_matches(desk, "w", after=1)),
    ("counts_since", lambda desk: watches.counts_since(desk, "w")),
]
ARCHIVE: Sequence[tuple[str, Callable[[Connection], object]]] = [
    ("find_article", lambda archive: articles.find_article(archive, [address("nowhere")])),
    ("find_twin", lambda archive: articles.find_twin(archive, SOURCE, "x" * 64)),
    ("get_article", lambda archive: articles.get_article(archive, 1)),
    ("record_published", lambda archive: publish(archive, "new")),
    ("record_removed", lambda archive: articles.record_removed(archive, 1, seen_at=NOW)),
    ("record_moved", lambda archive: articles.record_moved(archive, 1, address=address("there"), seen_at=NOW)),
    ("get_version", lambda archive: versions.get_version(archive, 1)),
    ("latest_version", lambda archive: versions.latest_version(archive, 1)),
    ("versions_of", lambda archive: versions.versions_of(archive, 1)),
    ("latest_versions", lambda archive: versions.latest_versions(archive, 1, limit=3)),
    ("version_numbered", lambda archive: versions.version_numbered(archive, 1, 1)),
    ("version_with_content", lambda archive: versions.version_with_content(archive, 1, "x")),
    ("changes_of", lambda archive: changes.changes_of(archive, 1)),
    ("changes_after", lambda archive: changes.changes_after(archive, 1, limit=5)),
    ("tellings_after", lambda archive: stories.tellings_after(archive, 0, limit=5)),
    ("place_article", lambda archive: stories.place_article(archive, 1, story_id=1)),
    ("count_articles", lambda archive: stories.count_articles(archive, 1)),
    ("last_change_id", changes.last_change_id),
    ("changes_from", lambda archive: changes.changes_from(archive, 1, limit=5)),
    ("get_changes", lambda archive: changes.get_changes(archive, [1])),
    ("last_change_before", lambda archive: changes.last_change_before(archive, NOW)),
    ("get_versions", lambda archive: versions.get_versions(archive, [1])),
    ("sync_public_watches", lambda archive: watches.sync_public_watches(archive, [PRIVATE], now=NOW)),
    ("matches_between", lambda archive: matches.matches_between(archive, 1, 5)),
    ("latest_changes of a source", lambda archive: changes.latest_changes(archive, limit=5, source_id=SOURCE)),
    ("latest_changes of a kind", lambda archive: changes.latest_changes(archive, limit=5, kind=ChangeKind.EDITED)),
    ("first_change_since", lambda archive: signs.first_change_since(archive, NOW)),
    ("story_hours", lambda archive: signs.story_hours(archive, SOURCE, first_id=1)),
    ("last_story_at", lambda archive: signs.last_story_at(archive, SOURCE, first_id=1)),
    ("story_shapes", lambda archive: signs.story_shapes(archive, SOURCE, first_id=1, before=NOW, limit=9)),
    ("passages", lambda archive: signs.passages(archive, first_id=1)),
    ("captured_bytes", lambda archive: signs.captured_bytes(archive, first_id=1)),
    ("oldest_unread_at", lambda archive: signs.oldest_unread_at(archive, after=1)),
    ("get_capture", lambda archive: captures.get_capture(archive, 1)),
    ("search newest", lambda archive: search.search(archive, "alliance")),
    ("search best", lambda archive: search.search(archive, "alliance", order="best")),
]


@pytest.mark.parametrize("run", [run for _, run in DESK], ids=[name for name, _ in DESK])
def test_the_desk_s_questions_are_answered_by_indexes(desk: Connection, run: Callable[[Connection], object]) -> None:
    entries.admit_entries(desk, feed(desk), [listed("z")], baseline=5, now=NOW - timedelta(days=2))
    readings.put_reading(desk, READING)
    found = plans(desk, lambda: run(desk))
    assert found
    for statement, plan in found:
        assert not GROWING.search(plan), f"{statement}\n{plan}"


@pytest.mark.parametrize("run", [run for _, run in ARCHIVE], ids=[name for name, _ in ARCHIVE])
def test_the_archive_s_questions_are_answered_by_indexes(
    archive: Connection, run: Callable[[Connection], object]
) -> None:
    publish(archive)
    captures.add_capture(archive, capture())
    found = plans(archive, lambda: run(archive))
    assert found
    for statement, plan in found:
        # The log's end and its beginning are read in the order of its ids.
        assert not GROWING.search(plan), f"{statement}\n{plan}"
        assert SORT not in plan, f"{statement}\n{plan}"


def test_the_whole_log_is_read_from_its_end_without_sorting(archive: Connection) -> None:
    ((statement, plan),) = plans(archive, lambda: changes.latest_changes(archive, limit=5))
    assert SORT not in plan, statement
    assert plan.splitlines()[0] == "SCAN changes", "by descending id, ended by the limit"


def test_due_checks_are_read_in_order(desk: Connection) -> None:
    for statement, plan in plans(desk, lambda: due.due_checks(desk, SOURCE, now=NOW, limit=50)):
        assert SORT not in plan, f"{statement}\n{plan}"
