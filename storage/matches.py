"""Matches: the changes that watches selected. desk.db has all of them, archive.db those of public watches as well."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage.rows import from_row, to_parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A row of `matches`. `matched` are the words of the text that the query found, as they stand there."""

    watch_id: str
    change_id: int
    event: str
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchCount:
    """How many changes a watch selected lately, and the last of all that it ever selected."""

    count: int
    last_change_id: int | None


def add_matches(desk: sqlite3.Connection, matches: Sequence[Match]) -> None:
    """Add to desk.db; what a watch made of a change before stays."""
    desk.executemany(
        """
        INSERT INTO matches (watch_id, change_id, event, matched) VALUES (:watch_id, :change_id, :event, :matched)
        ON CONFLICT DO NOTHING
        """,
        [to_parameters(match) for match in matches],
    )


def add_public_matches(archive: sqlite3.Connection, matches: Sequence[Match]) -> None:
    """Add to archive.db those of the watches that are public at this moment; what is there stays."""
    archive.executemany(
        """
        INSERT INTO matches (watch_id, change_id, event, matched)
        SELECT id, :change_id, :event, :matched FROM watches WHERE id = :watch_id
        ON CONFLICT DO NOTHING
        """,
        [to_parameters(match) for match in matches],
    )


def matches_between(conn: sqlite3.Connection, after: int, upto: int) -> list[Match]:
    """The matches of changes after the one, up to the other, in order; of desk.db all, of archive.db the public ones."""
    rows = conn.execute(
        """
        SELECT watch_id, change_id, event, matched FROM matches
        WHERE change_id > :after AND change_id <= :upto ORDER BY change_id, watch_id
        """,
        {"after": after, "upto": upto},
    )
    return [from_row(Match, row) for row in rows]


def match_of(desk: sqlite3.Connection, watch_id: str, change_id: int) -> Match | None:
    """What the watch made of that change."""
    row = desk.execute(
        "SELECT watch_id, change_id, event, matched FROM matches WHERE watch_id = :watch AND change_id = :change",
        {"watch": watch_id, "change": change_id},
    ).fetchone()
    return None if row is None else from_row(Match, row)


def count_matches(desk: sqlite3.Connection, watch_id: str, *, after: int) -> MatchCount:
    """The watch's matches of changes after that one, and its last."""
    row = desk.execute(
        """
        SELECT count(*) FILTER (WHERE change_id > :after) AS count, max(change_id) AS last_change_id
        FROM matches WHERE watch_id = :watch
        """,
        {"watch": watch_id, "after": after},
    ).fetchone()
    return from_row(MatchCount, row)
