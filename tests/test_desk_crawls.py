"""Crawls, their failures and suspects: begun, ended, found again, forgotten by age."""

import sqlite3
from datetime import timedelta

from storage.crawls import (
    add_failure,
    add_suspect,
    begin_crawl,
    end_abandoned_crawls,
    end_crawl,
    latest_crawls,
    latest_failures,
    latest_suspects,
    prune_crawls,
    prune_failures,
)
from storage.desk_records import CrawlCounts, Failure, SuspectPage
from tests.storage_samples import NOW

SOURCE = "valley-post"
DAY = timedelta(days=1)


def failure(crawl_id: int, url: str = "https://valley-post.example/a") -> Failure:
    return Failure(crawl_id=crawl_id, source_id=SOURCE, url=url, at=NOW, reason="timeout", detail="no answer in 30 s")


def suspect(crawl_id: int) -> SuspectPage:
    return SuspectPage(
        crawl_id=crawl_id,
        source_id=SOURCE,
        url="https://valley-post.example/b",
        at=NOW,
        reason="consent_wall",
        signs=("no story", 'a form "I agree"'),
        status=200,
    )


def test_a_crawl_is_a_row_with_its_counts(desk: sqlite3.Connection) -> None:
    first, second = (begin_crawl(desk, SOURCE, at=NOW + days * DAY) for days in (0, 1))
    counts = CrawlCounts(
        requests=9, bytes=10, channels=1, entries=8, unchanged=2, new=3, changed=4, suspects=5, removed=6
    )
    end_crawl(desk, first, at=NOW + DAY, outcome="done", counts=counts)
    newest, ended = latest_crawls(desk, SOURCE, limit=9)
    assert (newest.id, newest.ended_at, newest.outcome, newest.requests) == (second, None, None, 0)
    assert (ended.id, ended.started_at, ended.ended_at, ended.outcome) == (first, NOW, NOW + DAY, "done")
    assert all(getattr(ended, name) == getattr(counts, name) for name in CrawlCounts.__slots__)
    end_crawl(desk, second, at=NOW, outcome="failed", counts=counts, reason="HTTP 503")
    assert latest_crawls(desk, SOURCE, limit=1)[0].reason == "HTTP 503"
    assert latest_crawls(desk, "hill-times", limit=1) == []


def test_crawls_of_a_program_that_died_are_closed(desk: sqlite3.Connection) -> None:
    ended, open_one = (begin_crawl(desk, SOURCE, at=NOW) for _ in range(2))
    end_crawl(desk, ended, at=NOW, outcome="done", counts=CrawlCounts())
    assert end_abandoned_crawls(desk, at=NOW + DAY) == 1
    assert [(crawl.id, crawl.outcome) for crawl in latest_crawls(desk, SOURCE, limit=9)] == [
        (open_one, "died"),
        (ended, "done"),
    ]


def test_what_failed_and_what_was_set_aside_is_found_newest_first(desk: sqlite3.Connection) -> None:
    crawl = begin_crawl(desk, SOURCE, at=NOW)
    first, second = failure(crawl), failure(crawl, "https://valley-post.example/c")
    add_failure(desk, first)
    add_failure(desk, second)
    add_suspect(desk, suspect(crawl))
    assert latest_failures(desk, SOURCE, limit=9) == [second, first]
    assert latest_suspects(desk, SOURCE, limit=9) == [suspect(crawl)]


def test_old_crawls_are_forgotten_with_what_belongs_to_them(desk: sqlite3.Connection) -> None:
    old, running, new = (begin_crawl(desk, SOURCE, at=NOW + days * DAY) for days in (0, 0, 5))
    for crawl in (old, new):
        end_crawl(desk, crawl, at=NOW + 6 * DAY, outcome="done", counts=CrawlCounts())
        add_failure(desk, failure(crawl))
        add_suspect(desk, suspect(crawl))
    assert prune_crawls(desk, older_than=NOW + DAY) == 1
    assert [crawl.id for crawl in latest_crawls(desk, SOURCE, limit=9)] == [new, running]
    assert len(latest_failures(desk, SOURCE, limit=9)) == len(latest_suspects(desk, SOURCE, limit=9)) == 1
    assert prune_failures(desk, older_than=NOW) == 0
    assert prune_failures(desk, older_than=NOW + DAY) == 2
    assert latest_failures(desk, SOURCE, limit=9) == []
