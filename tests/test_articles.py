"""Articles: what recording an event leaves in every table, and how they are found again."""

import json
import sqlite3
from datetime import timedelta

import pytest

from storage.articles import (
    add_addresses,
    find_article,
    find_twin,
    get_article,
    record_moved,
    record_published,
    record_removed,
    record_restored,
    record_version,
)
from storage.captures import get_capture
from storage.changes import add_change, changes_after, changes_of, last_change_id, latest_changes
from storage.cursors import get_cursor, set_cursor
from storage.database import transaction
from storage.records import Address, ChangeKind, Edit, NewArticle, NewChange, Recorded
from storage.search import search
from storage.sources import record_failure, record_success, source_statuses, sync_sources
from storage.versions import (
    add_version,
    get_version,
    latest_version,
    version_numbered,
    version_with_content,
    versions_of,
)
from tests.storage_samples import NOW, address, capture, publish, source, story

LATER = NOW + timedelta(hours=3)


def edit(archive: sqlite3.Connection, article_id: int, headline: str = "Alliance final") -> Recorded:
    change = Edit(kind=ChangeKind.EDITED, headline_changed=True, words_added=2, words_removed=1, diff='{"v": 1}')
    return record_version(
        archive, article_id, story=story(headline, "On all 90 seats."), capture=None, edit=change, seen_at=LATER
    )


def test_publishing_fills_every_table(archive: sqlite3.Connection) -> None:
    sync_sources(archive, [source()], now=NOW)
    told = story(published_at=NOW - timedelta(hours=1), language="en")
    new = NewArticle(
        source_id="valley-post",
        address=address(),
        others=[address("amp/alliance")],
        first_channel="https://valley-post.example/feed",
        first_listed_at=NOW,
    )
    with transaction(archive):
        recorded = record_published(archive, new, story=told, capture=capture(), seen_at=NOW, baseline=False)

    article = get_article(archive, recorded.article_id)
    assert article is not None
    assert (article.url, article.headline, article.state) == (new.address.url, told.headline, "live")
    assert (article.version_count, article.latest_version_id) == (1, recorded.version_id)
    assert (article.published_at, article.first_seen_at, article.changed_at) == (told.published_at, NOW, NOW)
    assert (article.language, article.first_channel, article.first_listed_at) == ("en", new.first_channel, NOW)
    version = latest_version(archive, recorded.article_id)
    assert version is not None
    assert (version.id, version.number, version.capture_id) == (recorded.version_id, 1, 1)
    assert get_capture(archive, 1) == capture()
    (change,) = changes_of(archive, recorded.article_id)
    assert (change.kind, change.source_id, change.from_version_id) == (ChangeKind.PUBLISHED, "valley-post", None)
    assert (change.words_added, change.baseline, change.diff) == (3, False, None)
    assert [hit.version_id for hit in search(archive, "alliance")] == [recorded.version_id]


def test_an_edit_is_a_version_and_a_change_and_moves_the_article_on(archive: sqlite3.Connection) -> None:
    first = publish(archive, told=story(published_at=NOW, language="hi"))
    second = edit(archive, first.article_id)
    article = get_article(archive, first.article_id)
    assert article is not None
    assert (article.headline, article.version_count, article.latest_version_id) == (
        "Alliance final",
        2,
        second.version_id,
    )
    assert article.changed_at == LATER
    assert article.first_seen_at == NOW
    assert (article.published_at, article.language) == (NOW, "hi"), "a page that forgot them takes nothing back"
    change = changes_of(archive, first.article_id)[-1]
    assert (change.kind, change.from_version_id, change.to_version_id) == (
        "edited",
        first.version_id,
        second.version_id,
    )
    assert (change.headline_changed, change.words_added, change.words_removed) == (True, 2, 1)
    assert [version.number for version in versions_of(archive, first.article_id)] == [1, 2]
    assert version_numbered(archive, first.article_id, 2) == get_version(archive, second.version_id)
    assert version_numbered(archive, first.article_id, 3) is None


def test_an_earlier_content_is_found(archive: sqlite3.Connection) -> None:
    first = publish(archive)
    edit(archive, first.article_id)
    found = version_with_content(archive, first.article_id, story().content_sha256)
    assert found is not None
    assert found.id == first.version_id
    assert version_with_content(archive, first.article_id, "never said") is None


def test_a_twin_is_a_live_article_of_the_source_that_says_the_same_now(archive: sqlite3.Connection) -> None:
    digest = story().content_sha256
    assert find_twin(archive, "valley-post", digest) is None
    first, second = publish(archive, "a"), publish(archive, "b")
    publish(archive, "c", source_id="hill-times")
    assert find_twin(archive, "valley-post", digest) == second.article_id
    record_removed(archive, second.article_id, seen_at=LATER)
    assert find_twin(archive, "valley-post", digest) == first.article_id
    edit(archive, first.article_id)
    assert find_twin(archive, "valley-post", digest) is None


def test_removed_and_restored(archive: sqlite3.Connection) -> None:
    first = publish(archive)
    record_removed(archive, first.article_id, seen_at=LATER)
    gone = get_article(archive, first.article_id)
    assert gone is not None
    assert (gone.state, gone.changed_at, gone.version_count) == ("removed", LATER, 1)
    record_restored(archive, first.article_id, seen_at=LATER + timedelta(days=1))
    back = get_article(archive, first.article_id)
    assert back is not None
    assert back.state == "live"
    assert [(change.kind, change.from_version_id, change.to_version_id) for change in changes_of(archive, back.id)] == [
        ("published", None, first.version_id),
        ("removed", first.version_id, None),
        ("restored", None, first.version_id),
    ]


def test_moved_keeps_the_old_address_leading_here(archive: sqlite3.Connection) -> None:
    first = publish(archive)
    record_moved(archive, first.article_id, address=address("alliance-final"), seen_at=LATER)
    for path in ("alliance", "alliance-final"):
        article = find_article(archive, [address(path)])
        assert article is not None
        assert (article.id, article.url) == (first.article_id, address("alliance-final").url)
    change = changes_of(archive, first.article_id)[-1]
    assert change.kind == "moved"
    assert json.loads(change.diff or "") == {
        "v": 1,
        "url": [["-", address().url], ["+", address("alliance-final").url]],
    }


def test_no_article_moves_onto_another(archive: sqlite3.Connection) -> None:
    first, _ = publish(archive), publish(archive, "tunnel")
    with pytest.raises(ValueError, match="leads to article 2 and cannot become that of article 1"):
        record_moved(archive, first.article_id, address=address("tunnel"), seen_at=LATER)


def test_an_exact_address_goes_before_a_look_alike(archive: sqlite3.Connection) -> None:
    first, second = publish(archive, "a"), publish(archive, "b")
    look_alike = Address(url="http://www.valley-post.example/a/", url_key=address("a").url_key)
    found = find_article(archive, [look_alike])
    assert found is not None
    assert found.id == first.article_id
    exact = find_article(archive, [look_alike, address("b")])
    assert exact is not None
    assert exact.id == second.article_id
    assert find_article(archive, [address("c")]) is None
    assert find_article(archive, []) is None
    assert get_article(archive, 99) is None


def test_an_address_keeps_leading_where_it_led(archive: sqlite3.Connection) -> None:
    first, second = publish(archive, "a"), publish(archive, "b")
    add_addresses(archive, second.article_id, [address("a"), address("c")], at=LATER)
    owners = archive.execute("SELECT url, article_id FROM urls ORDER BY url").fetchall()
    assert [row["article_id"] for row in owners] == [first.article_id, second.article_id, second.article_id]


def test_nothing_is_recorded_of_an_unknown_article(archive: sqlite3.Connection) -> None:
    publish(archive)
    with pytest.raises(LookupError, match="no article 9"):
        edit(archive, 9)
    with pytest.raises(LookupError, match="no article 9"):
        add_version(archive, 9, story=story(), capture=None, seen_at=NOW)
    with pytest.raises(LookupError, match="no article 9"):
        add_change(archive, NewChange(article_id=9, seen_at=NOW, kind=ChangeKind.REMOVED))
    assert latest_version(archive, 9) is None
    assert get_version(archive, 9) is None


def test_a_rolled_back_recording_leaves_nothing(archive: sqlite3.Connection) -> None:
    sync_sources(archive, [source()], now=NOW)
    new = NewArticle(source_id="valley-post", address=address())

    def record_twice() -> None:
        for _ in range(2):
            record_published(archive, new, story=story(), capture=capture(), seen_at=NOW, baseline=False)

    with pytest.raises(sqlite3.IntegrityError), transaction(archive):
        record_twice()
    for table in ("articles", "urls", "versions", "changes", "captures", "capture_files", "versions_fts_docsize"):
        assert archive.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table


def test_the_log_is_read_forwards_by_cursor_and_backwards_by_people(
    archive: sqlite3.Connection, desk: sqlite3.Connection
) -> None:
    assert last_change_id(archive) == 0
    old = publish(archive, "old", baseline=True)
    new = publish(archive, "new", source_id="hill-times")
    edited = edit(archive, new.article_id)
    assert [change.id for change in changes_after(archive, old.change_id, limit=9)] == [new.change_id, edited.change_id]
    assert [change.id for change in changes_after(archive, 0, limit=1)] == [old.change_id]
    assert [change.id for change in latest_changes(archive, limit=9)] == [edited.change_id, new.change_id]
    assert [change.id for change in latest_changes(archive, limit=9, with_baseline=True)][-1] == old.change_id
    assert [change.id for change in latest_changes(archive, limit=9, kind=ChangeKind.EDITED)] == [edited.change_id]
    assert not latest_changes(archive, limit=9, source_id="valley-post")
    assert latest_changes(archive, limit=1)[0].source == "Hill-Times"
    assert last_change_id(archive) == edited.change_id

    assert get_cursor(desk, "alerts") == 0
    set_cursor(desk, "alerts", change_id=new.change_id)
    set_cursor(desk, "alerts", change_id=edited.change_id)
    assert get_cursor(desk, "alerts") == edited.change_id


def test_a_source_s_names_follow_the_configuration_and_it_is_never_dropped(archive: sqlite3.Connection) -> None:
    sync_sources(archive, [source("a"), source("b")], now=NOW)
    changes_before = archive.total_changes
    sync_sources(archive, [source("a")], now=LATER)
    assert archive.total_changes == changes_before, "nothing to learn, nothing written"
    renamed = source("a").__class__(id="a", name="The A", home_url="https://a.example/", language="en")
    sync_sources(archive, [renamed], now=LATER)
    rows = archive.execute("SELECT id, name, language, added_at FROM sources ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [
        ("a", "The A", "en", "2024-08-22T09:30:00Z"),
        ("b", "B", None, "2024-08-22T09:30:00Z"),
    ]


def test_stories_are_counted_by_the_utc_day_and_baseline_is_not_news(archive: sqlite3.Connection) -> None:
    publish(archive, "old", baseline=True)
    assert source_statuses(archive) == []
    publish(archive, "a")
    publish(archive, "b")
    record_success(archive, "valley-post", at=LATER)
    (status,) = source_statuses(archive)
    assert (status.stories_today, status.stories_on, status.last_success_at) == (2, "2024-08-22", LATER)
    tomorrow = NOW + timedelta(days=1)
    record_failure(archive, "valley-post", at=tomorrow, reason="answers 503")
    (status,) = source_statuses(archive)
    assert (status.stories_today, status.reason, status.last_failure_at) == (0, "answers 503", tomorrow)
    publish(archive, "c", seen_at=tomorrow)
    record_success(archive, "valley-post", at=tomorrow)
    (status,) = source_statuses(archive)
    assert (status.stories_today, status.reason, status.last_failure_at) == (1, None, tomorrow)


@pytest.mark.parametrize("record", [record_success, record_failure])
def test_a_source_that_was_never_met_gets_its_status(archive: sqlite3.Connection, record: object) -> None:
    sync_sources(archive, [source()], now=NOW)
    more = {"reason": "no answer"} if record is record_failure else {}
    record(archive, "valley-post", at=NOW, **more)  # type: ignore[operator]
    (status,) = source_statuses(archive)
    assert (status.stories_today, status.reason) == (0, more.get("reason"))
