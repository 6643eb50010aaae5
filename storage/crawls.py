"""Crawls: what each did, the fetches that failed in it and the pages that it set aside."""

import sqlite3
from datetime import datetime

from storage.desk_records import Crawl, CrawlCounts, Failure, SuspectPage
from storage.rows import from_row, to_parameters
from storage.times import to_text

_CRAWL = """
    SELECT id, source_id, started_at, ended_at, outcome, requests, bytes, channels, entries, unchanged, new, changed,
           suspects, removed, failures, reason
    FROM crawls
"""


def begin_crawl(desk: sqlite3.Connection, source_id: str, *, at: datetime) -> int:
    """A crawl of the source starts: its id."""
    row = desk.execute(
        "INSERT INTO crawls (source_id, started_at) VALUES (:source_id, :at) RETURNING id",
        {"source_id": source_id, "at": to_text(at)},
    ).fetchone()
    return int(row["id"])


def end_crawl(
    desk: sqlite3.Connection,
    crawl_id: int,
    *,
    at: datetime,
    outcome: str,
    counts: CrawlCounts,
    reason: str | None = None,
) -> None:
    """The crawl is over, with that outcome (a slug) and these counts."""
    desk.execute(
        """
        UPDATE crawls SET
            ended_at = :at, outcome = :outcome, reason = :reason, requests = :requests, bytes = :bytes,
            channels = :channels, entries = :entries, unchanged = :unchanged, new = :new, changed = :changed,
            suspects = :suspects, removed = :removed, failures = :failures
        WHERE id = :id
        """,
        to_parameters(counts) | {"id": crawl_id, "at": to_text(at), "outcome": outcome, "reason": reason},
    )


def end_abandoned_crawls(desk: sqlite3.Connection, *, at: datetime) -> int:
    """Close what an earlier program began and did not live to end, with outcome `died`: how many."""
    return desk.execute(
        "UPDATE crawls SET ended_at = :at, outcome = 'died' WHERE ended_at IS NULL", {"at": to_text(at)}
    ).rowcount


def last_crawled_at(desk: sqlite3.Connection) -> datetime | None:
    """When the newest crawl of any source ended, or began where it has not; None before the first."""
    row = desk.execute("SELECT coalesce(ended_at, started_at) FROM crawls ORDER BY id DESC LIMIT 1").fetchone()
    return datetime.fromisoformat(row[0]) if row else None


def latest_crawls(desk: sqlite3.Connection, source_id: str, *, limit: int) -> list[Crawl]:
    """The source's crawls, newest first."""
    rows = desk.execute(
        f"{_CRAWL} WHERE source_id = :source_id ORDER BY id DESC LIMIT :limit",
        {"source_id": source_id, "limit": limit},
    )
    return [from_row(Crawl, row) for row in rows]


def add_failure(desk: sqlite3.Connection, failure: Failure) -> None:
    """A fetch failed."""
    desk.execute(
        """
        INSERT INTO failures (crawl_id, source_id, url, at, reason, detail)
        VALUES (:crawl_id, :source_id, :url, :at, :reason, :detail)
        """,
        to_parameters(failure),
    )


def latest_failures(desk: sqlite3.Connection, source_id: str, *, limit: int) -> list[Failure]:
    """The source's failed fetches, newest first."""
    rows = desk.execute(
        """
        SELECT crawl_id, source_id, url, at, reason, detail
        FROM failures WHERE source_id = :source_id ORDER BY id DESC LIMIT :limit
        """,
        {"source_id": source_id, "limit": limit},
    )
    return [from_row(Failure, row) for row in rows]


def add_suspect(desk: sqlite3.Connection, suspect: SuspectPage) -> None:
    """A page was set aside."""
    desk.execute(
        """
        INSERT INTO suspects (crawl_id, article_id, source_id, url, at, reason, signs, status, body_sha256)
        VALUES (:crawl_id, :article_id, :source_id, :url, :at, :reason, :signs, :status, :body_sha256)
        """,
        to_parameters(suspect),
    )


def latest_suspects(desk: sqlite3.Connection, source_id: str, *, limit: int) -> list[SuspectPage]:
    """The source's pages that were set aside, newest first."""
    rows = desk.execute(
        """
        SELECT crawl_id, article_id, source_id, url, at, reason, signs, status, body_sha256
        FROM suspects WHERE source_id = :source_id ORDER BY id DESC LIMIT :limit
        """,
        {"source_id": source_id, "limit": limit},
    )
    return [from_row(SuspectPage, row) for row in rows]


def prune_crawls(desk: sqlite3.Connection, *, older_than: datetime) -> int:
    """Forget the crawls that ended and began before then, with their failures and suspects: how many crawls."""
    return desk.execute(
        "DELETE FROM crawls WHERE started_at < :older_than AND ended_at IS NOT NULL",
        {"older_than": to_text(older_than)},
    ).rowcount


def prune_failures(desk: sqlite3.Connection, *, older_than: datetime) -> int:
    """Forget the failures and suspects before then, where they are kept for less time than their crawls: how many."""
    parameters = {"older_than": to_text(older_than)}
    failures = desk.execute("DELETE FROM failures WHERE at < :older_than", parameters).rowcount
    return failures + desk.execute("DELETE FROM suspects WHERE at < :older_than", parameters).rowcount
