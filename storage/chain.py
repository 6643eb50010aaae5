"""The chain over versions, changes and redactions: each link covers the one before it, so that tampering shows.

What a link covers is written out in docs/reliability.md, so that another program can check it: change both or neither.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from json import JSONEncoder
from typing import Literal

from storage.rows import Value

Kind = Literal["version", "change", "redaction"]
"""What a link covers: a row of the table of that name, in the plural."""

FIRST = "0" * 64
"""What stands for the head before the first link."""

AT_ONCE = 1000
"""Rows that are chained in one go where a whole file is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The columns of a row that a link covers, in their order, the row's id first.

    `contents` is what a redaction takes away: of it only a salted digest is covered, by which nothing can be guessed
    once the salt is gone. Everything else never changes.
    """

    rows: str
    fields: Sequence[str]
    contents: Sequence[str]

    @property
    def columns(self) -> str:
        """Fields and contents as they are selected."""
        return ", ".join((*self.fields, *self.contents))


COVERED: Mapping[Kind, Covered] = {
    "version": Covered(
        rows="versions LEFT JOIN captures ON captures.id = versions.capture_id",
        fields=(
            *("versions.id", "versions.article_id", "versions.number", "versions.seen_at", "versions.published_at"),
            *("versions.modified_at", "versions.language", "versions.word_count", "versions.extractor"),
            *("versions.capture_id", "captures.fetched_at", "captures.status", "captures.file", "captures.offset"),
            *("captures.length", "captures.body_sha256"),
        ),
        contents=("versions.content_sha256", "captures.url"),
    ),
    "change": Covered(
        rows="changes",
        fields=(
            *("changes.id", "changes.article_id", "changes.source_id", "changes.seen_at", "changes.kind"),
            *("changes.from_version_id", "changes.to_version_id", "changes.baseline", "changes.headline_changed"),
            *("changes.words_added", "changes.words_removed", "changes.nature", "changes.importance"),
            *("changes.numbers", "changes.names", "changes.quotes", "changes.negations", "changes.attributions"),
            *("changes.dates", "changes.silent", "changes.quiet", "changes.returns_to_version_id"),
        ),
        contents=("changes.summary", "changes.diff"),
    ),
    "redaction": Covered(
        rows="redactions",
        fields=(
            *("redactions.id", "redactions.article_id", "redactions.redacted_at", "redactions.reason"),
            *("redactions.version_count", "redactions.change_count", "redactions.capture_count"),
        ),
        contents=(),
    ),
}

_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_ADD = """
    INSERT INTO chain (version_id, change_id, redaction_id, salt, content_sha256, head)
    VALUES (:version, :change, :redaction, :salt, :content_sha256, :head)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The chain's last link and the digest that covers everything up to it; 0 and `FIRST` while there is none."""

    id: int
    head: str


def content_digest(salt: str, contents: Sequence[Value]) -> str:
    """What the chain keeps of a row's contents: SHA-256 in hexadecimal, of the salt and the contents as JSON."""
    return _digest(salt, contents)


def next_head(head: str, kind: Kind, fields: Sequence[Value], content_sha256: str) -> str:
    """The head after a link: SHA-256 in hexadecimal, of the head before it and what the link covers as JSON."""
    return _digest(head, [kind, *fields, content_sha256])


def _digest(before: str, values: Sequence[Value]) -> str:
    return hashlib.sha256(f"{before}\n{_encode(values)}".encode()).hexdigest()


def last_head(conn: sqlite3.Connection) -> Head:
    """Where the chain ends now."""
    row = conn.execute("SELECT id, head FROM chain WHERE id = (SELECT max(id) FROM chain)").fetchone()
    return Head(id=0, head=FIRST) if row is None else Head(id=row[0], head=row[1])


def add_link(conn: sqlite3.Connection, kind: Kind, row_id: int) -> None:
    """Cover a row that was just added, in its transaction."""
    covered = COVERED[kind]
    row = conn.execute(
        f"SELECT {covered.columns} FROM {covered.rows} WHERE {covered.fields[0]} = :id", {"id": row_id}
    ).fetchone()
    conn.execute(_ADD, _link(kind, row, last_head(conn).head))


def add_missing_links(conn: sqlite3.Connection) -> int:
    """Cover all versions and changes later than those that are covered, in one transaction of the caller's.

    They are taken in the order in which they were committed, as the log has it. Answers how many there were.
    """
    head, count = last_head(conn).head, 0
    rows = _uncovered(conn)
    while batch := list(islice(rows, AT_ONCE)):
        links = []
        for kind, row in batch:
            links.append(_link(kind, row, head))
            head = str(links[-1]["head"])
        conn.executemany(_ADD, links)
        count += len(links)
    return count


def _link(kind: Kind, row: Sequence[Value], head: str) -> dict[str, Value]:
    fields, contents = split(kind, row)
    salt = secrets.token_hex(16)
    digest = content_digest(salt, contents)
    ids: dict[str, Value] = {"version": None, "change": None, "redaction": None}
    return {**ids, kind: row[0], "salt": salt, "content_sha256": digest, "head": next_head(head, kind, fields, digest)}


def split(kind: Kind, row: Iterable[Value]) -> tuple[list[Value], list[Value]]:
    """A row as it was selected by `Covered.columns`: its fields and its contents."""
    values, count = list(row), len(COVERED[kind].fields)
    return values[:count], values[count:]


def _uncovered(conn: sqlite3.Connection) -> Iterator[tuple[Kind, Sequence[Value]]]:
    versions, changes = _rows_after(conn, "version"), _rows_after(conn, "change")
    upto = COVERED["change"].fields.index("changes.to_version_id")
    version = next(versions, None)
    for change in changes:
        while version is not None and int(version[0] or 0) <= int(change[upto] or 0):
            yield "version", version
            version = next(versions, None)
        yield "change", change
    while version is not None:
        yield "version", version
        version = next(versions, None)


def _rows_after(conn: sqlite3.Connection, kind: Kind) -> Iterator[Sequence[Value]]:
    """The rows after the last one that is covered, a thousand held at once."""
    covered = COVERED[kind]
    after = conn.execute(f"SELECT coalesce(max({kind}_id), 0) FROM chain WHERE {kind}_id IS NOT NULL").fetchone()[0]
    key = covered.fields[0]
    sql = f"SELECT {covered.columns} FROM {covered.rows} WHERE {key} > :after ORDER BY {key} LIMIT :limit"
    while rows := conn.execute(sql, {"after": after, "limit": AT_ONCE}).fetchall():
        yield from rows
        after = rows[-1][0]
