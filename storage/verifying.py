"""Whether the files still hold what was written to them: pages and indexes, texts and their digests, the chain.

Reading only, a range of ids at a time, so that nobody waits. What is found is told as values; nothing is mended here.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from storage.captures import check_capture, read_member
from storage.chain import COVERED, FIRST, Kind, content_digest, next_head, split
from storage.database import StorageError
from storage.records import CaptureRecord
from storage.rows import from_row
from storage.warc import is_redacted

TEXTS = ("headline", "standfirst", "byline", "body")
"""What a version's `content_sha256` is of, with a NUL character between."""

AT_ONCE = 1000
"""Links whose rows are held at once: some megabytes of text."""

MOST_NAMED = 20
"""Faults that SQLite is asked to name in a file, or that are named of one range: who has more has lost the file."""

UNREADABLE = (sqlite3.DatabaseError, StorageError, UnicodeDecodeError)
"""What is raised by a file so damaged that a check ends early."""

_KINDS: Sequence[Kind] = ("version", "change", "redaction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as it was written: the thing, and what is wrong with it."""

    thing: str
    what: str


@dataclass(slots=True, kw_only=True)
class Checked:
    """What was looked at, and what was found. `counts` by kind; `faults` names the first of them by kind."""

    counts: dict[str, int] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    fault_counts: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str, by: int = 1) -> None:
        """So many more of the kind were looked at."""
        self.counts[kind] = self.counts.get(kind, 0) + by

    def note(self, kind: str, thing: str, what: str) -> None:
        """One more fault of the kind."""
        self.fault_counts[kind] = self.fault_counts.get(kind, 0) + 1
        named = self.faults.setdefault(kind, [])
        if len(named) < MOST_NAMED:
            named.append(Fault(thing=thing, what=what))

    def add(self, other: "Checked") -> None:
        """What another range brought."""
        for kind, count in other.counts.items():
            self.count(kind, count)
        for kind, count in other.fault_counts.items():
            self.fault_counts[kind] = self.fault_counts.get(kind, 0) + count
        for kind, faults in other.faults.items():
            named = self.faults.setdefault(kind, [])
            named += faults[: MOST_NAMED - len(named)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much there is to look at: the last link with its head, and the last capture."""

    last_link: int
    head: str
    last_capture: int


def extent(conn: sqlite3.Connection) -> Extent:
    """What the archive holds at this moment; what is added later is another day's."""
    row = conn.execute(
        """
        SELECT coalesce(max(id), 0), (SELECT head FROM chain ORDER BY id DESC LIMIT 1),
               (SELECT coalesce(max(id), 0) FROM captures)
        FROM chain
        """
    ).fetchone()
    return Extent(last_link=row[0], head=row[1] or FIRST, last_capture=row[2])


def link_with_head(conn: sqlite3.Connection, head: str) -> int | None:
    """The link after which the chain had that head, if it ever had. Reads all of the chain."""
    row = conn.execute("SELECT id FROM chain WHERE head = :head", {"head": head}).fetchone()
    return None if row is None else int(row[0])


def check_file(conn: sqlite3.Connection, name: str) -> Checked:
    """Every page, every index and every reference of the file, as SQLite itself checks them."""
    checked = Checked(counts={name: 1})
    for row in conn.execute(f"PRAGMA integrity_check({MOST_NAMED})"):
        if row[0] != "ok":
            checked.note(name, name, str(row[0]))
    for row in conn.execute("PRAGMA foreign_key_check").fetchmany(MOST_NAMED):
        checked.note(name, f"row {row[1]} of {row[0]}", f"it names a row of {row[2]} that is not there")
    return checked


def check_index(conn: sqlite3.Connection, index: str, *, of: str, key: str) -> Checked:
    """A full-text index read from end to end, and whether it holds as many words as it took in, of every row.

    FTS5's own check would keep all others from writing for as long as it takes.
    """
    checked = Checked(counts={index: 1})
    conn.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_of_{index} USING fts5vocab('main', '{index}', 'row')")
    with _one_moment(conn):
        held = conn.execute(f"SELECT coalesce(sum(cnt), 0) FROM temp.words_of_{index}").fetchone()[0]
        taken = sum(sum(_numbers(row[0])) for row in conn.execute(f"SELECT sz FROM {index}_docsize"))
        both = f"(SELECT {{}} FROM {of} EXCEPT SELECT id FROM {index}_docsize)".format(key)
        missing = conn.execute(f"SELECT * FROM {both} LIMIT {MOST_NAMED}").fetchall()
        beyond = conn.execute(
            f"SELECT id FROM {index}_docsize EXCEPT SELECT {key} FROM {of} LIMIT {MOST_NAMED}"
        ).fetchall()
    if held != taken:
        checked.note(index, index, f"it holds {held} words, where {taken} were taken in")
    for row in missing:
        checked.note(index, index, f"it does not have row {row[0]} of {of}")
    for row in beyond:
        checked.note(index, index, f"it has row {row[0]}, which {of} does not have")
    return checked


def _numbers(packed: bytes) -> Iterator[int]:
    """The integers of a `sz` of FTS5: seven bits a byte, the highest bit set where another byte follows."""
    number = 0
    for byte in packed:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0


def check_links(conn: sqlite3.Connection, *, after: int, upto: int) -> Checked:
    """The links after that one and what they cover: texts and their digests, all other columns, the heads."""
    checked = Checked()
    for first in range(after + 1, upto + 1, AT_ONCE):
        with _one_moment(conn):
            _check_some(conn, checked, first=first, last=min(first + AT_ONCE - 1, upto))
    return checked


def _check_some(conn: sqlite3.Connection, checked: Checked, *, first: int, last: int) -> None:
    ids = {"first": first, "last": last}
    links = conn.execute("SELECT * FROM chain WHERE id BETWEEN :first AND :last ORDER BY id", ids).fetchall()
    rows: Mapping[Kind, Mapping[int, sqlite3.Row]] = {kind: _covered_rows(conn, kind, ids) for kind in _KINDS}
    redacted = {row[0] for row in conn.execute("SELECT article_id FROM redactions")}
    before = conn.execute("SELECT id, head FROM chain WHERE id < :first ORDER BY id DESC LIMIT 1", ids).fetchone()
    number, head = (0, FIRST) if before is None else (before["id"], before["head"])
    for link in links:
        kind: Kind = next(each for each in _KINDS if link[f"{each}_id"] is not None)
        row = rows[kind].get(link[f"{kind}_id"])
        checked.count("links")
        if link["id"] != number + 1:
            checked.note("chain", f"link {link['id']}", f"the link before it is {number}: those between are missing")
        if row is None:
            checked.note("chain", f"{kind} {link[f'{kind}_id']}", f"it is gone; link {link['id']} covers it")
        else:
            # Of a link after a gap nobody can tell what its head was made of.
            known = head if link["id"] == number + 1 else None
            _check_link(checked, kind, link, row, head=known, is_redacted=row["article_id"] in redacted)
        number, head = link["id"], link["head"]


def _covered_rows(conn: sqlite3.Connection, kind: Kind, ids: Mapping[str, int]) -> dict[int, sqlite3.Row]:
    covered = COVERED[kind]
    texts = "".join(f", versions.{name}" for name in TEXTS) if kind == "version" else ""
    rows = conn.execute(
        f"""
        SELECT {covered.columns}{texts} FROM {covered.rows} WHERE {covered.fields[0]} IN (
            SELECT {kind}_id FROM chain WHERE id BETWEEN :first AND :last
        )
        """,
        ids,
    )
    return {row[0]: row for row in rows}


def _check_link(
    checked: Checked, kind: Kind, link: sqlite3.Row, row: sqlite3.Row, *, head: str | None, is_redacted: bool
) -> None:
    covered = COVERED[kind]
    values = tuple(row)[: len(covered.fields) + len(covered.contents)]
    fields, contents = split(kind, values)
    thing = f"{kind} {row[0]} of article {row['article_id']}"
    checked.count(f"{kind}s")
    if is_redacted and kind != "redaction":
        checked.count(f"{kind}s redacted")
        left = [value for value in (*contents, *tuple(row)[len(values) :], link["salt"]) if value]
        if left:
            checked.note(f"{kind}s", thing, "it is redacted, and its text is there")
    else:
        if kind == "version" and _text_digest(row) != row["content_sha256"]:
            checked.note("versions", thing, "its text is not that of its digest")
        if content_digest(link["salt"], contents) != link["content_sha256"]:
            checked.note("chain", thing, f"its text is not what link {link['id']} covers")
    if head is not None and next_head(head, kind, fields, link["content_sha256"]) != link["head"]:
        checked.note("chain", thing, f"it, or the order of links, is not what link {link['id']} covers")


def _text_digest(row: sqlite3.Row) -> str:
    return hashlib.sha256("\0".join(row[name] for name in TEXTS).encode()).hexdigest()


def check_captures(conn: sqlite3.Connection, directory: Path, *, after: int, upto: int) -> Checked:
    """The captures after that one: each record lies where its row says, and is the response that its row tells of.

    What `[keep]` ended is counted as such, and so is what was redacted.
    """
    checked = Checked()
    sql = f"""
        SELECT captures.id, captures.url, fetched_at, status, captures.file, "offset", length, body_sha256, deleted_at,
               redactions.id AS redaction_id
        FROM captures JOIN capture_files USING (file) LEFT JOIN versions ON versions.capture_id = captures.id
        LEFT JOIN redactions ON redactions.article_id = versions.article_id
        WHERE captures.id > :after AND captures.id <= :upto ORDER BY captures.id LIMIT {AT_ONCE}
    """
    while rows := conn.execute(sql, {"after": after, "upto": upto}).fetchall():
        for row in rows:
            checked.count("captures")
            try:
                _check_capture(checked, directory, row)
            except StorageError as error:
                checked.note("captures", f"capture {row['id']}", str(error))
        after = rows[-1]["id"]
    return checked


def _check_capture(checked: Checked, directory: Path, row: sqlite3.Row) -> None:
    capture = from_row(CaptureRecord, row)
    if row["deleted_at"] is not None:
        checked.count("captures ended")
    elif row["redaction_id"] is None:
        check_capture(directory, capture)
    elif is_redacted(read_member(directory, capture)) and not capture.url:
        checked.count("captures redacted")
    else:
        checked.note("captures", f"capture {row['id']}", "it is redacted, and is there")


def check_coverage(conn: sqlite3.Connection) -> Checked:
    """Whether every version, change and redaction is covered, and articles say what their last versions say."""
    checked = Checked()
    with _one_moment(conn):
        for kind in _KINDS:
            rows = conn.execute(
                f"""
                SELECT id, article_id FROM {kind}s
                WHERE NOT EXISTS (SELECT 1 FROM chain WHERE {kind}_id = {kind}s.id) LIMIT {MOST_NAMED}
                """
            )
            for row in rows:
                checked.note("chain", f"{kind} {row['id']} of article {row['article_id']}", "no link covers it")
        rows = conn.execute(
            f"""
            SELECT articles.id FROM articles LEFT JOIN versions ON versions.id = latest_version_id
            WHERE (versions.article_id, versions.number, versions.headline) IS NOT
                  (articles.id, version_count, articles.headline)
                  AND articles.id NOT IN (SELECT article_id FROM redactions) LIMIT {MOST_NAMED}
            """
        )
        for row in rows:
            checked.note("articles", f"article {row['id']}", "it does not say what its last version says")
        checked.count("articles", conn.execute("SELECT count(*) FROM articles").fetchone()[0])
    return checked


@contextmanager
def _one_moment(conn: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is of one state of the file."""
    conn.execute("BEGIN")
    try:
        yield
    finally:
        conn.execute("ROLLBACK")
