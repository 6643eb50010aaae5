"""What desk.db remembers of a source's pages, and of templates that changed."""

import sqlite3
from datetime import timedelta

from storage.follows import get_source_state
from storage.sitepages import (
    count_template_changes,
    forget_site_pages,
    note_template_change,
    put_site_page,
    record_redesign,
    redesigned_at,
    site_pages,
)
from tests.storage_samples import NOW

SOURCE = "valley-post"
MINUTE = timedelta(minutes=1)


def test_the_newest_pages_of_each_source_are_kept(desk: sqlite3.Connection) -> None:
    for number in range(5):
        put_site_page(desk, SOURCE, number, digests=bytes([number]), at=NOW + number * MINUTE, keep=3)
    put_site_page(desk, "another", 9, digests=b"x", at=NOW, keep=3)
    assert site_pages(desk, SOURCE) == [(2, b"\2"), (3, b"\3"), (4, b"\4")]
    put_site_page(desk, SOURCE, 2, digests=b"new", at=NOW + 9 * MINUTE, keep=3)
    assert site_pages(desk, SOURCE) == [(3, b"\3"), (4, b"\4"), (2, b"new")]
    forget_site_pages(desk, SOURCE)
    assert site_pages(desk, SOURCE) == []
    assert site_pages(desk, "another") == [(9, b"x")]


def test_a_template_that_changed_is_news_once_a_while(desk: sqlite3.Connection) -> None:
    assert note_template_change(desk, SOURCE, 1, at=NOW, since=NOW - MINUTE)
    assert not note_template_change(desk, SOURCE, 1, at=NOW + MINUTE, since=NOW)
    assert note_template_change(desk, SOURCE, 1, at=NOW + 2 * MINUTE, since=NOW + MINUTE)
    note_template_change(desk, SOURCE, 2, at=NOW + 3 * MINUTE, since=NOW)
    note_template_change(desk, "another", 3, at=NOW + 3 * MINUTE, since=NOW)
    assert count_template_changes(desk, SOURCE, since=NOW) == 2
    assert count_template_changes(desk, SOURCE, since=NOW + 3 * MINUTE) == 1


def test_a_redesign_forgets_the_pages(desk: sqlite3.Connection) -> None:
    put_site_page(desk, SOURCE, 1, digests=b"x", at=NOW, keep=3)
    assert redesigned_at(desk, SOURCE) is None
    record_redesign(desk, SOURCE, at=NOW)
    record_redesign(desk, SOURCE, at=NOW + MINUTE)
    assert redesigned_at(desk, SOURCE) == NOW + MINUTE
    assert get_source_state(desk, SOURCE).redesigned_at == NOW + MINUTE
    assert site_pages(desk, SOURCE) == []
