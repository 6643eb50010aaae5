"""The bench's large archive is what storage would have written, only made faster."""

import json
from collections.abc import Iterator

import big_archive
import big_words
import pytest

from monitor.diff import Diff, apply_diff
from scrapers.items import Story
from storage.change_texts import index_all_changes
from storage.database import Connection, open_archive
from storage.records import Version
from storage.versions import get_version, reindex_versions
from tests.test_page_plans import GROWING

FULL_TEXT = {"versions_fts": "versions", "changes_fts": "change_texts"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Six hundred versions, and four hundred of two stories that were edited for days."""
    folder = tmp_path_factory.mktemp("big")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(big_words, "URN", 20_000)
        big_archive.build(folder, versions=600, seed=1, corpus=None)
    assert (folder / "READY").exists()
    conn = open_archive(folder / "archive.db")
    yield conn
    conn.close()


def story(version: Version | None) -> Story:
    assert version is not None
    return Story(headline=version.headline, standfirst=version.standfirst, byline=version.byline, body=version.body)


def test_every_table_that_grows_has_rows(archive: Connection) -> None:
    counts = {table: archive.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in GROWING}
    assert all(counts.values()), counts


def test_each_diff_makes_the_new_version_of_the_old(archive: Connection) -> None:
    rows = archive.execute("SELECT from_version_id, to_version_id, diff FROM changes WHERE diff IS NOT NULL").fetchall()
    assert rows
    for before, after, diff in rows:
        changed: Diff = json.loads(diff)
        assert apply_diff(story(get_version(archive, before)), changed) == story(get_version(archive, after))


def test_articles_stand_as_their_last_version_and_change_left_them(archive: Connection) -> None:
    assert not archive.execute(
        """
        SELECT articles.id FROM articles JOIN versions ON versions.id = latest_version_id
        WHERE version_count <> number OR articles.headline <> versions.headline
           OR number <> (SELECT max(number) FROM versions WHERE article_id = articles.id)
           OR changed_at <> (SELECT max(seen_at) FROM changes WHERE article_id = articles.id)
           OR (state = 'removed') <>
              ((SELECT kind FROM changes WHERE article_id = articles.id ORDER BY id DESC LIMIT 1) = 'removed')
        """
    ).fetchall()
    assert not archive.execute("PRAGMA foreign_key_check").fetchall()


def test_what_happened_is_numbered_in_the_order_of_time(archive: Connection) -> None:
    for table in ("versions", "changes"):
        times = [row[0] for row in archive.execute(f"SELECT seen_at FROM {table} ORDER BY id")]
        assert times == sorted(times)


def test_the_indexes_hold_what_storage_would_have_put_there(archive: Connection) -> None:
    def words() -> list[list[tuple[object, ...]]]:
        found = []
        for index in FULL_TEXT:
            archive.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, {index}, instance)")
            found.append([tuple(row) for row in archive.execute("SELECT * FROM temp.words ORDER BY 1, 2, 3, 4")])
            archive.execute("DROP TABLE temp.words")
        return found

    before = words()
    reindex_versions(archive)
    archive.execute("INSERT INTO changes_fts (changes_fts) VALUES ('delete-all')")
    archive.execute("DELETE FROM change_texts")
    index_all_changes(archive)
    assert words() == before


def test_the_same_seed_makes_the_same_days() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(big_words, "URN", 20_000)
        big_archive._languages.cache_clear()
        first, second = (big_archive._day(20, versions=20_000, seed=3, corpus=None) for _ in range(2))
    assert first == second
    assert first
