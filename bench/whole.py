"""Whether a desk's files are whole after whatever befell them: what the benches of kills and soaks ask in the end."""

import gzip
import hashlib
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from storage.captures import get_capture, read_capture
from storage.database import StorageError, open_archive
from storage.warc import whole_members

FILES = ("archive.db", "desk.db", "subscribers.db")

_WITHOUT_CAPTURE = "SELECT id FROM versions WHERE capture_id IS NULL"
_NUMBERS_APART = """
    SELECT article_id FROM versions GROUP BY article_id
    HAVING count(*) <> max(number) OR min(number) <> 1 OR count(DISTINCT number) <> count(*)
"""
_COUNTS_APART = """
    SELECT articles.id FROM articles
    WHERE version_count <> (SELECT count(*) FROM versions WHERE article_id = articles.id)
       OR latest_version_id <> (SELECT max(id) FROM versions WHERE article_id = articles.id)
"""
_VERSIONS_UNTOLD = """
    SELECT versions.id FROM versions LEFT JOIN changes ON to_version_id = versions.id
        AND kind IN ('published', 'edited', 'corrected')
    GROUP BY versions.id HAVING count(changes.id) <> 1
"""
_INDEX_APART = "SELECT id FROM versions WHERE id NOT IN (SELECT rowid FROM versions_fts)"
_SAME_TWICE = """
    SELECT later.id FROM versions AS earlier JOIN versions AS later USING (article_id)
    WHERE later.number = earlier.number + 1 AND later.content_sha256 = earlier.content_sha256
"""
_TOLD_TWICE = """
    SELECT change_id FROM delivery_items GROUP BY subscription_id, change_id, event HAVING count(*) > 1
"""

CLAIMS = {
    "archive.db": {
        "versions without a capture": _WITHOUT_CAPTURE,
        "articles whose versions are not numbered 1, 2, …": _NUMBERS_APART,
        "articles whose counts are wrong": _COUNTS_APART,
        "versions that not one change tells": _VERSIONS_UNTOLD,
        "versions that the index lacks": _INDEX_APART,
        "versions that say what the one before said": _SAME_TWICE,
    },
    "subscribers.db": {"changes told twice to one subscription": _TOLD_TWICE},
}


def faults_of(directory: Path) -> list[str]:
    """Everything that is wrong with the files, each in a line; nothing where they are whole."""
    return [*_of_databases(directory), *_of_claims(directory), *_of_captures(directory), *_of_warcs(directory)]


def _of_databases(directory: Path) -> list[str]:
    found = []
    for name in FILES:
        if not (directory / name).exists():
            continue
        with closing(sqlite3.connect(directory / name)) as conn:
            problems = [row[0] for row in conn.execute("PRAGMA integrity_check")]
            found += [f"{name}: {problem}" for problem in problems if problem != "ok"]
            found += [
                f"{name}: a row of {row[0]} points at nothing" for row in conn.execute("PRAGMA foreign_key_check")
            ]
    return found


def _of_claims(directory: Path) -> list[str]:
    found = []
    for name, claims in CLAIMS.items():
        if not (directory / name).exists():
            continue
        with closing(sqlite3.connect(directory / name)) as conn:
            for claim, query in claims.items():
                if rows := conn.execute(query).fetchall():
                    found.append(f"{name}: {claim}: {len(rows)}, such as {rows[0][0]}")
    return found


def _of_captures(directory: Path) -> list[str]:
    """Captures that do not parse, or whose body is not what its digest says."""
    found = []
    with closing(open_archive(directory / "archive.db", read_only=True)) as archive:
        for (capture_id,) in archive.execute("SELECT id FROM captures ORDER BY id").fetchall():
            capture = get_capture(archive, capture_id)
            if capture is None:
                found.append(f"capture {capture_id} is not there")
                continue
            try:
                body = read_capture(directory / "captures", capture).body
            except StorageError as error:
                found.append(str(error))
            else:
                if hashlib.sha256(body).hexdigest() != capture.body_sha256:
                    found.append(f"capture {capture_id} is not what its digest says")
    return found


def _of_warcs(directory: Path) -> list[str]:
    """Files that a WARC tool could not read to their end."""
    found = []
    for path in sorted((directory / "captures").glob("*/*/*.warc.gz")):
        size = path.stat().st_size
        whole = whole_members([path.read_bytes()])
        if whole != size:
            found.append(f"{path}: torn: {size - whole} of {size} bytes are no whole record")
            continue
        try:
            gzip.decompress(path.read_bytes())
        except (OSError, zlib.error) as error:
            found.append(f"{path}: {error}")
    return found
