"""Articles and their addresses, and the recording of what happened to one, in the caller's open transaction."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime

from storage.changes import add_change
from storage.records import (
    Address,
    Article,
    ArticleState,
    CaptureRecord,
    ChangeKind,
    Edit,
    NewArticle,
    NewChange,
    Recorded,
    StoryRecord,
)
from storage.rows import from_row, to_parameters
from storage.sources import count_story
from storage.times import to_text, to_text_or_none
from storage.versions import add_version

_ARTICLE = """
    SELECT articles.id, source_id, articles.url, headline, published_at, first_seen_at, changed_at, state, language,
           version_count, latest_version_id, story_id, first_channel, first_listed_at
    FROM articles
"""


def find_article(conn: sqlite3.Connection, addresses: Sequence[Address]) -> Article | None:
    """The article that one of the addresses leads to: by exact URL, else by the key of its look-alikes."""
    for column in ("url", "url_key"):
        for address in addresses:
            row = conn.execute(
                f"""
                {_ARTICLE} JOIN urls ON urls.article_id = articles.id
                WHERE urls.{column} = :value ORDER BY urls.article_id LIMIT 1
                """,
                {"value": getattr(address, column)},
            ).fetchone()
            if row is not None:
                return from_row(Article, row)
    return None


def find_twin(conn: sqlite3.Connection, source_id: str, content_sha256: str) -> int | None:
    """The source's live article whose latest version says exactly this: the one seen last where there are several."""
    # CROSS: left to itself, SQLite goes through all articles of the source.
    row = conn.execute(
        """
        SELECT articles.id FROM versions CROSS JOIN articles ON articles.latest_version_id = versions.id
        WHERE content_sha256 = :content AND source_id = :source_id AND state = 'live'
        ORDER BY versions.id DESC LIMIT 1
        """,
        {"content": content_sha256, "source_id": source_id},
    ).fetchone()
    return None if row is None else int(row["id"])


def get_article(conn: sqlite3.Connection, article_id: int) -> Article | None:
    """The article of that id."""
    row = conn.execute(f"{_ARTICLE} WHERE id = :id", {"id": article_id}).fetchone()
    return None if row is None else from_row(Article, row)


def add_addresses(conn: sqlite3.Connection, article_id: int, addresses: Iterable[Address], *, at: datetime) -> None:
    """Remember further addresses of the article; one that already leads to an article keeps leading there."""
    conn.executemany(
        """
        INSERT INTO urls (url, url_key, article_id, added_at) VALUES (:url, :url_key, :article_id, :at)
        ON CONFLICT (url) DO NOTHING
        """,
        [to_parameters(address) | {"article_id": article_id, "at": to_text(at)} for address in addresses],
    )


def record_published(
    conn: sqlite3.Connection,
    article: NewArticle,
    *,
    story: StoryRecord,
    capture: CaptureRecord | None,
    seen_at: datetime,
    baseline: bool,
) -> Recorded:
    """A new article with its first version, capture, index rows and change. The caller's transaction commits them."""
    article_id = _add_article(conn, article, story=story, seen_at=seen_at)
    version_id = add_version(conn, article_id, story=story, capture=capture, seen_at=seen_at)
    change = NewChange(
        article_id=article_id,
        seen_at=seen_at,
        kind=ChangeKind.PUBLISHED,
        to_version_id=version_id,
        baseline=baseline,
        words_added=story.word_count,
    )
    if not baseline:
        count_story(conn, article.source_id, at=seen_at)
    return Recorded(article_id=article_id, version_id=version_id, change_id=add_change(conn, change))


def record_version(
    conn: sqlite3.Connection,
    article_id: int,
    *,
    story: StoryRecord,
    capture: CaptureRecord | None,
    edit: Edit,
    seen_at: datetime,
) -> Recorded:
    """A known article's new version and how it differs from its latest. The caller's transaction commits them."""
    before = _latest_version_id(conn, article_id)
    version_id = add_version(conn, article_id, story=story, capture=capture, seen_at=seen_at)
    change = NewChange(
        article_id=article_id,
        seen_at=seen_at,
        kind=edit.kind,
        from_version_id=before,
        to_version_id=version_id,
        **{field.name: getattr(edit, field.name) for field in fields(edit) if field.name != "kind"},
    )
    return Recorded(article_id=article_id, version_id=version_id, change_id=add_change(conn, change))


def record_removed(conn: sqlite3.Connection, article_id: int, *, seen_at: datetime) -> int:
    """The article is gone: the id of the change. Its versions stay."""
    before = _latest_version_id(conn, article_id)
    _set_state(conn, article_id, "removed", at=seen_at)
    return add_change(
        conn,
        NewChange(article_id=article_id, seen_at=seen_at, kind=ChangeKind.REMOVED, from_version_id=before),
    )


def record_restored(conn: sqlite3.Connection, article_id: int, *, seen_at: datetime) -> int:
    """The article is back: the id of the change. What it says anew is recorded after this, as a version."""
    after = _latest_version_id(conn, article_id)
    _set_state(conn, article_id, "live", at=seen_at)
    return add_change(
        conn,
        NewChange(article_id=article_id, seen_at=seen_at, kind=ChangeKind.RESTORED, to_version_id=after),
    )


def record_moved(conn: sqlite3.Connection, article_id: int, *, address: Address, seen_at: datetime) -> int:
    """The article stands at a new canonical address: the id of the change, whose diff says from where to where.

    Raises ValueError where the address is another article's already: two articles are never merged.
    """
    add_addresses(conn, article_id, [address], at=seen_at)
    owner = conn.execute("SELECT article_id FROM urls WHERE url = :url", {"url": address.url}).fetchone()[0]
    if owner != article_id:
        raise ValueError(f"{address.url} leads to article {owner} and cannot become that of article {article_id}")
    old_url = conn.execute("SELECT url FROM articles WHERE id = :id", {"id": article_id}).fetchone()[0]
    conn.execute(
        "UPDATE articles SET url = :url, changed_at = :at WHERE id = :id",
        {"url": address.url, "at": to_text(seen_at), "id": article_id},
    )
    latest = _latest_version_id(conn, article_id)
    diff = {"v": 1, "url": [["-", old_url], ["+", address.url]]}
    change = NewChange(
        article_id=article_id,
        seen_at=seen_at,
        kind=ChangeKind.MOVED,
        from_version_id=latest,
        to_version_id=latest,
        diff=json.dumps(diff, ensure_ascii=False),
    )
    return add_change(conn, change)


def _add_article(conn: sqlite3.Connection, article: NewArticle, *, story: StoryRecord, seen_at: datetime) -> int:
    row = conn.execute(
        """
        INSERT INTO articles (source_id, url, headline, first_seen_at, changed_at, first_channel, first_listed_at)
        VALUES (:source_id, :url, :headline, :seen_at, :seen_at, :first_channel, :first_listed_at)
        RETURNING id
        """,
        {
            "source_id": article.source_id,
            "url": article.address.url,
            "headline": story.headline,
            "seen_at": to_text(seen_at),
            "first_channel": article.first_channel,
            "first_listed_at": to_text_or_none(article.first_listed_at),
        },
    ).fetchone()
    article_id = int(row["id"])
    add_addresses(conn, article_id, [article.address, *article.others], at=seen_at)
    return article_id


def _latest_version_id(conn: sqlite3.Connection, article_id: int) -> int:
    row = conn.execute("SELECT latest_version_id FROM articles WHERE id = :id", {"id": article_id}).fetchone()
    if row is None:
        raise LookupError(f"there is no article {article_id}")
    return int(row["latest_version_id"])


def _set_state(conn: sqlite3.Connection, article_id: int, state: ArticleState, *, at: datetime) -> None:
    conn.execute(
        "UPDATE articles SET state = :state, changed_at = :at WHERE id = :id",
        {"state": state, "at": to_text(at), "id": article_id},
    )
