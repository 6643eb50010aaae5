"""Redactions: articles that were taken down. What archive.db loses by one, and how their addresses are known again.

A redaction leaves the rows of an article where they are, without what they said: the ids, times and counts stay, and so
do the digests of its captures. Its addresses are kept as digests alone, since an address may say what the story said.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.chain import add_link
from storage.fold import search_fold
from storage.records import Address, CaptureRecord
from storage.rows import from_row
from storage.times import from_text, to_text

TAKEN_DOWN = "Taken down"
"""What stands in the place of a headline."""

_TEXTS = ("headline", "standfirst", "byline", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What is to be taken down, or was: the digests of all its addresses, why and when."""

    addresses: tuple[str, ...]
    reason: str
    redacted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A row of `redactions`; `article_id` is None where the archive never had the article."""

    id: int
    article_id: int | None
    redacted_at: datetime
    reason: str
    version_count: int
    change_count: int
    capture_count: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The ids of redacted articles and of their versions and changes: what other files know them by."""

    articles: Sequence[int]
    versions: Sequence[int]
    changes: Sequence[int]


def address_digest(address: str) -> str:
    """SHA-256, in hexadecimal, of an address or of the key that its look-alikes share."""
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()


def digests_of(addresses: Iterable[Address]) -> set[str]:
    """By what these addresses are known once they are taken down."""
    return {address_digest(value) for address in addresses for value in (address.url, address.url_key)}


def redacted_among(conn: sqlite3.Connection, digests: Collection[str]) -> set[str]:
    """Those of the digests that are of addresses which were taken down."""
    rows = conn.execute(
        """
        SELECT address_sha256 FROM redacted_addresses
        WHERE address_sha256 IN (SELECT value FROM json_each(:digests))
        """,
        {"digests": json.dumps(sorted(digests))},
    )
    return {row["address_sha256"] for row in rows}


def is_redacted(conn: sqlite3.Connection, addresses: Iterable[Address], *, article_id: int | None = None) -> bool:
    """Whether one of the addresses was taken down, or the article was."""
    if article_id is not None and get_redaction(conn, article_id) is not None:
        return True
    return bool(redacted_among(conn, digests_of(addresses)))


def get_redaction(conn: sqlite3.Connection, article_id: int) -> Redacted | None:
    """How the article was taken down, None where it was not."""
    row = conn.execute("SELECT * FROM redactions WHERE article_id = :id", {"id": article_id}).fetchone()
    return None if row is None else from_row(Redacted, row)


def redaction_of(conn: sqlite3.Connection, digests: Collection[str]) -> Redacted | None:
    """How what stood at one of these addresses was taken down, None where nothing was."""
    row = conn.execute(
        """
        SELECT redactions.* FROM redacted_addresses JOIN redactions ON redactions.id = redaction_id
        WHERE address_sha256 IN (SELECT value FROM json_each(:digests)) ORDER BY redactions.id LIMIT 1
        """,
        {"digests": json.dumps(sorted(digests))},
    ).fetchone()
    return None if row is None else from_row(Redacted, row)


def all_redactions(conn: sqlite3.Connection) -> list[Redaction]:
    """What was taken down, in that order, as it can be taken down again in another copy of the archive."""
    rows = conn.execute("SELECT id, reason, redacted_at FROM redactions ORDER BY id").fetchall()
    return [
        Redaction(
            addresses=digests_of_redaction(conn, row["id"]),
            reason=row["reason"],
            redacted_at=from_text(row["redacted_at"]),
        )
        for row in rows
    ]


def digests_of_redaction(conn: sqlite3.Connection, redaction_id: int) -> tuple[str, ...]:
    """The digests of the addresses that it took down."""
    rows = conn.execute(
        "SELECT address_sha256 FROM redacted_addresses WHERE redaction_id = :id ORDER BY address_sha256",
        {"id": redaction_id},
    )
    return tuple(row["address_sha256"] for row in rows)


def counts_of_article(conn: sqlite3.Connection, article_id: int) -> dict[str, int]:
    """How many versions, changes and captures a redaction of the article would empty."""
    row = conn.execute(
        """
        SELECT (SELECT count(*) FROM versions WHERE article_id = :id) AS versions,
               (SELECT count(*) FROM changes WHERE article_id = :id) AS changes,
               (SELECT count(capture_id) FROM versions WHERE article_id = :id) AS captures
        """,
        {"id": article_id},
    ).fetchone()
    return dict(row)


def unfinished(conn: sqlite3.Connection) -> list[Redacted]:
    """Redactions of which something may be left outside of archive.db."""
    rows = conn.execute("SELECT * FROM redactions WHERE finished_at IS NULL ORDER BY id")
    return [from_row(Redacted, row) for row in rows]


def finish_redactions(conn: sqlite3.Connection, *, upto: int, at: datetime) -> None:
    """Nothing is left of these redactions' articles anywhere."""
    conn.execute(
        "UPDATE redactions SET finished_at = :at WHERE finished_at IS NULL AND id <= :upto",
        {"at": to_text(at), "upto": upto},
    )


def articles_at(conn: sqlite3.Connection, digests: Collection[str]) -> list[int]:
    """The articles to which addresses of these digests lead, or led until they were taken down. Reads all of `urls`."""
    conn.create_function("address_sha256", 1, address_digest, deterministic=True)
    rows = conn.execute(
        """
        WITH wanted AS MATERIALIZED (SELECT value AS digest FROM json_each(:digests))
        SELECT article_id FROM urls WHERE address_sha256(url) IN wanted OR address_sha256(url_key) IN wanted
        UNION
        SELECT article_id FROM redacted_addresses JOIN redactions ON redactions.id = redaction_id
        WHERE redacted_addresses.address_sha256 IN wanted AND article_id IS NOT NULL
        """,
        {"digests": json.dumps(sorted(digests))},
    )
    return sorted(int(row["article_id"]) for row in rows)


def addresses_of_article(conn: sqlite3.Connection, article_id: int) -> list[Address]:
    """Every address that leads to the article."""
    rows = conn.execute("SELECT url, url_key FROM urls WHERE article_id = :id ORDER BY url", {"id": article_id})
    return [from_row(Address, row) for row in rows]


def take_down(conn: sqlite3.Connection, redaction: Redaction) -> list[Redacted]:
    """Take the articles at these addresses out of archive.db, in the caller's transaction: a row for each.

    Where there is none the addresses are remembered, so that none comes. What was taken down before stays so.
    """
    article_ids: list[int | None] = [*articles_at(conn, redaction.addresses)]
    taken = [_take_down_article(conn, each, redaction) for each in article_ids]
    if not taken and (known := redaction_of(conn, redaction.addresses)) is None:
        taken = [_take_down_article(conn, None, redaction)]
    elif not taken and known is not None:
        taken = [known]
    digests = set(redaction.addresses)
    for row in taken:
        if row.article_id is not None:
            digests |= digests_of(addresses_of_article(conn, row.article_id))
            _empty_article(conn, row.article_id)
        conn.executemany(
            "INSERT INTO redacted_addresses VALUES (:digest, :id) ON CONFLICT (address_sha256) DO NOTHING",
            [{"digest": digest, "id": row.id} for digest in sorted(digests)],
        )
    return taken


def _take_down_article(conn: sqlite3.Connection, article_id: int | None, redaction: Redaction) -> Redacted:
    known = None if article_id is None else get_redaction(conn, article_id)
    if known is not None:
        return known
    row = conn.execute(
        """
        INSERT INTO redactions (article_id, redacted_at, reason, version_count, change_count, capture_count)
        SELECT :article_id, :at, :reason, (SELECT count(*) FROM versions WHERE article_id = :article_id),
               (SELECT count(*) FROM changes WHERE article_id = :article_id),
               (SELECT count(capture_id) FROM versions WHERE article_id = :article_id)
        RETURNING *
        """,
        {"article_id": article_id, "at": to_text(redaction.redacted_at), "reason": redaction.reason},
    ).fetchone()
    add_link(conn, "redaction", int(row["id"]))
    return from_row(Redacted, row)


def _empty_article(conn: sqlite3.Connection, article_id: int) -> None:
    _keep_identity(conn, article_id)
    _empty_indexes(conn, article_id)
    of_article = "SELECT id FROM {} WHERE article_id = :id"
    for statement in (
        """
        UPDATE captures SET url = '' WHERE url <> ''
        AND id IN (SELECT capture_id FROM versions WHERE article_id = :id AND capture_id IS NOT NULL)
        """,
        """
        UPDATE versions SET headline = '', standfirst = '', byline = '', body = '', content_sha256 = ''
        WHERE article_id = :id AND content_sha256 <> ''
        """,
        "UPDATE changes SET summary = NULL, diff = NULL WHERE article_id = :id",
        f"UPDATE chain SET salt = '' WHERE version_id IN ({of_article.format('versions')})",
        f"UPDATE chain SET salt = '' WHERE change_id IN ({of_article.format('changes')})",
        f"UPDATE matches SET matched = '[]' WHERE change_id IN ({of_article.format('changes')})",
        "DELETE FROM urls WHERE article_id = :id",
        "UPDATE articles SET url = 'redacted:' || id, headline = :taken_down, language = NULL WHERE id = :id",
        # The story that it founded is told by the headline of the next article that tells it.
        """
        UPDATE stories SET headline = coalesce((
            SELECT headline FROM articles WHERE story_id = stories.id
            AND NOT EXISTS (SELECT 1 FROM redactions WHERE article_id = articles.id) ORDER BY id LIMIT 1
        ), :taken_down) WHERE id = :id
        """,
    ):
        conn.execute(statement, {"id": article_id, "taken_down": TAKEN_DOWN})


def _keep_identity(conn: sqlite3.Connection, article_id: int) -> None:
    """The ids of feeds and their entries are made of the first version's digest, and must not change with it."""
    conn.execute(
        """
        INSERT INTO archive_identity (id, seen_at, content_sha256)
        SELECT id, seen_at, content_sha256 FROM versions WHERE id = 1 AND article_id = :id
        ON CONFLICT (id) DO NOTHING
        """,
        {"id": article_id},
    )


def _empty_indexes(conn: sqlite3.Connection, article_id: int) -> None:
    """FTS5 forgets a row when it is told what it took in; a version then has an empty one, as if indexed anew."""
    _forget(
        conn,
        ("versions_fts", _TEXTS),
        """
        SELECT id, headline, standfirst, byline, body FROM versions WHERE article_id = :id AND content_sha256 <> ''
        """,
        article_id,
        is_kept_empty=True,
    )
    _forget(
        conn,
        ("changes_fts", ("added", "removed")),
        """
        SELECT change_id, added, removed FROM change_texts
        WHERE change_id IN (SELECT id FROM changes WHERE article_id = :id)
        """,
        article_id,
        is_kept_empty=False,
    )
    conn.execute(
        "DELETE FROM change_texts WHERE change_id IN (SELECT id FROM changes WHERE article_id = :id)",
        {"id": article_id},
    )


def _forget(
    conn: sqlite3.Connection, index: tuple[str, Sequence[str]], sql: str, article_id: int, *, is_kept_empty: bool
) -> None:
    name, columns = index
    places = ", ".join("?" for _ in columns)
    for row in conn.execute(sql, {"id": article_id}).fetchall():
        conn.execute(
            f"INSERT INTO {name} ({name}, rowid, {', '.join(columns)}) VALUES ('delete', ?, {places})",
            [row[0], *map(search_fold, tuple(row)[1:])],
        )
        if is_kept_empty:
            conn.execute(
                f"INSERT INTO {name} (rowid, {', '.join(columns)}) VALUES (?, {places})", [row[0], *[""] * len(columns)]
            )


def rows_of(conn: sqlite3.Connection, redacted: Iterable[Redacted]) -> Rows:
    """The articles of these redactions, with their versions and changes."""
    articles = [row.article_id for row in redacted if row.article_id is not None]
    ids = {"ids": json.dumps(articles)}
    found = {
        table: [
            int(row[0])
            for row in conn.execute(
                f"SELECT id FROM {table} WHERE article_id IN (SELECT value FROM json_each(:ids))", ids
            )
        ]
        for table in ("versions", "changes")
    }
    return Rows(articles=articles, **found)


def captures_in_files_of(conn: sqlite3.Connection, versions: Sequence[int]) -> list[tuple[CaptureRecord, bool]]:
    """All captures in the files that hold those of these versions, by file and place; whether each is one of theirs.

    Files that were deleted are left out.
    """
    rows = conn.execute(
        """
        WITH own AS MATERIALIZED (
            SELECT capture_id AS id FROM versions WHERE id IN (SELECT value FROM json_each(:ids))
        )
        SELECT captures.*, captures.id IN own AS is_own FROM captures JOIN capture_files USING (file)
        WHERE deleted_at IS NULL AND file IN (SELECT file FROM captures WHERE id IN own) ORDER BY file, "offset"
        """,
        {"ids": json.dumps(list(versions))},
    )
    return [(from_row(CaptureRecord, row), bool(row["is_own"])) for row in rows]


IsTheirs = Callable[[str], bool]
"""Whether an address is one of those that are taken down, in whichever form it stands."""
