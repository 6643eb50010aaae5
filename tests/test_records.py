"""Records go into rows and come out as they were."""

import sqlite3
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.changes import changes_of
from storage.crawls import add_suspect, begin_crawl, latest_suspects
from storage.database import transaction
from storage.desk_records import Follow, StoredReading, SuspectPage
from storage.follows import get_follow, save_follow
from storage.readings import drop_readings, get_reading, has_reading, put_reading
from storage.records import StoryRecord
from storage.versions import get_version
from tests.storage_samples import NOW, publish

# The files outlive an example; every example writes rows of its own.
SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=40
)
YEARS = (datetime(1990, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - Hypothesis adds the zone

times = st.datetimes(*YEARS, timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = st.lists(st.text(st.characters(categories=["L", "Mn", "Zs"]), min_size=1, max_size=12), max_size=3).map(tuple)
numbers = st.integers(min_value=0, max_value=2**53)
stories = st.builds(
    StoryRecord,
    headline=texts,
    standfirst=texts,
    byline=names,
    published_at=st.none() | times,
    modified_at=st.none() | times,
    language=st.none() | st.sampled_from(["en", "hi", "ur-in"]),
    body=texts,
    word_count=numbers,
    content_sha256=texts,
    extractor=texts,
)
follows = st.builds(
    Follow,
    article_id=st.integers(min_value=1, max_value=50),
    source_id=st.just("valley-post"),
    url=texts,
    state=st.sampled_from(["live", "removed"]),
    due_at=st.none() | times,
    hinted=st.booleans(),
    etag=st.none() | texts,
    last_modified=st.none() | texts,
    body_sha256=st.none() | texts,
    published_at=st.none() | times,
    first_seen_at=st.just(NOW),
    changed_at=times,
    checked_at=times,
    check_count=numbers,
    failure_count=numbers,
    gone_at=st.none() | times,
    suspect_count=numbers,
)
suspects = st.builds(
    SuspectPage,
    crawl_id=st.just(1),
    article_id=st.none() | numbers,
    source_id=st.just("valley-post"),
    url=texts,
    at=times,
    reason=texts,
    signs=st.lists(texts, max_size=3).map(tuple),
    status=st.integers(min_value=100, max_value=599),
    body_sha256=st.none() | texts,
)


@SHARED
@given(told=stories)
def test_a_story_comes_back_as_its_version_said_it(archive: sqlite3.Connection, told: StoryRecord) -> None:
    with transaction(archive):
        count = archive.execute("SELECT count(*) FROM articles").fetchone()[0]
        recorded = publish(archive, f"story-{count}", told=told)
    version = get_version(archive, recorded.version_id)
    assert version is not None
    assert {name: getattr(version, name) for name in asdict(told)} == asdict(told)
    (change,) = changes_of(archive, recorded.article_id)
    assert change.to_version_id == version.id


def test_a_name_with_the_mark_between_names_stays_one(archive: sqlite3.Connection) -> None:
    told = StoryRecord(headline="h", byline=("Sana; Desk", "Ravi"), word_count=0, content_sha256="", extractor="")
    version = get_version(archive, publish(archive, told=told).version_id)
    assert version is not None
    assert version.byline == ("Sana, Desk", "Ravi")


@SHARED
@given(follow=follows)
def test_a_follow_comes_back_as_it_was_saved(desk: sqlite3.Connection, follow: Follow) -> None:
    save_follow(desk, follow)
    assert get_follow(desk, follow.article_id) == follow


def test_a_follow_never_saved_is_none(desk: sqlite3.Connection) -> None:
    assert get_follow(desk, 1) is None


@SHARED
@given(suspect=suspects)
def test_a_suspect_comes_back_with_its_signs(desk: sqlite3.Connection, suspect: SuspectPage) -> None:
    suspect = replace(suspect, crawl_id=begin_crawl(desk, suspect.source_id, at=NOW))
    add_suspect(desk, suspect)
    assert latest_suspects(desk, suspect.source_id, limit=1) == [suspect]


@SHARED
@given(
    reading=st.builds(
        StoredReading, version_id=numbers, extractor=texts, made_at=times, story=texts, blocks=st.binary(max_size=40)
    )
)
def test_a_reading_comes_back_and_is_replaced(desk: sqlite3.Connection, reading: StoredReading) -> None:
    put_reading(desk, reading)
    assert get_reading(desk, reading.version_id, extractor=reading.extractor) == reading
    anew = replace(reading, blocks=b"anew")
    put_reading(desk, anew)
    assert get_reading(desk, reading.version_id, extractor=reading.extractor) == anew


def test_readings_by_other_extractors_are_dropped(desk: sqlite3.Connection) -> None:
    for version_id, extractor in ((1, "old"), (1, "new"), (2, "old")):
        put_reading(
            desk, StoredReading(version_id=version_id, extractor=extractor, made_at=NOW, story="{}", blocks=b"")
        )
    assert has_reading(desk, 1, extractor="old")
    assert drop_readings(desk, 1, but="new") == 1
    assert get_reading(desk, 1, extractor="old") is None
    assert not has_reading(desk, 1, extractor="old")
    assert drop_readings(desk, 1) == 1
    assert get_reading(desk, 2, extractor="old") is not None


@pytest.mark.parametrize("value", ["", "\x00", "نیشنل کانفرنس", "🗳"])
def test_odd_texts_survive(archive: sqlite3.Connection, value: str) -> None:
    told = StoryRecord(headline=value, body=value, word_count=0, content_sha256="", extractor="")
    version = get_version(archive, publish(archive, told=told).version_id)
    assert version is not None
    assert version.body == value
