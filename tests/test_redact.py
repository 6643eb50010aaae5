"""`redact`: nothing of an article is left in any file, what else is there stays, and it does not come back."""

import gzip
import shutil
import sqlite3
from contextlib import closing, redirect_stdout
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from warcio.checker import Checker

from monitor import redact as redacting
from monitor.errors import MonitorError
from monitor.redact import redact, redact_again, redact_restored
from monitor.redactionlist import LIST, add_to_list, read_list
from monitor.verify import Asked, verify
from scrapers.urls import url_key
from storage import redactions
from storage.captures import CaptureWriter
from storage.chain import last_head
from storage.database import StorageError, open_archive, open_desk, open_subscribers, transaction
from storage.deliveries import claim_delivery, retry_dead
from storage.delivery_items import waiting_items
from storage.outgoing import outgoing_changes
from storage.records import Address
from storage.redactions import TAKEN_DOWN, Redaction, all_redactions, digests_of
from storage.search import search
from storage.snapshots import write_snapshot
from storage.stories import place_article
from storage.versions import reindex_versions
from storage.warc import Exchange, pack_capture
from tests.archive_data import build_archive, time
from tests.redacted_desk import ARTICLE, NOW, URL, archived, build_desk, is_well, left_over, take
from tests.tampering import tamper
from tests.watching import Watch, path, publish


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk's folder, all of whose files say something of the article."""
    return build_desk(tmp_path_factory.mktemp("built"))


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(built, tmp_path / "desk")
    return tmp_path / "desk"


# Nothing is left


def test_the_words_were_in_every_file(folder: Path) -> None:
    names = {"archive.db", "desk.db", "subscribers.db", "extracts.db", "24-0001.warc.gz"}
    assert {name.removesuffix("-wal") for name in left_over(folder)} == names


def test_the_article_is_known_as_redacted(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as archive:
        assert not redactions.is_redacted(archive, [], article_id=ARTICLE)
        take(folder)
        assert redactions.is_redacted(archive, [], article_id=ARTICLE)


def test_no_byte_of_it_is_left_in_any_file(folder: Path) -> None:
    done = take(folder)
    assert done.left == []
    assert left_over(folder) == {}
    (row,) = done.redacted
    assert (row.article_id, row.version_count, row.change_count, row.capture_count) == (ARTICLE, 2, 2, 2)


def test_nor_beside_open_connections(folder: Path) -> None:
    """As `run` and `serve` have them, which read before and after."""
    with (
        closing(open_archive(folder / "archive.db")) as writer,
        closing(open_archive(folder / "archive.db", read_only=True)) as reader,
        closing(open_desk(folder / "desk.db")),
    ):
        assert search(reader, "numbatic", limit=5)
        take(folder)
        assert search(reader, "numbatic", limit=5) == []
        writer.execute("UPDATE articles SET changed_at = changed_at WHERE id = 1")
    assert left_over(folder) == {}


def test_a_copy_that_is_still_shown_is_told(folder: Path) -> None:
    copy = folder / "archive.copy-1-1.db"
    write_snapshot(folder / "archive.db", copy)
    (told,) = take(folder).left
    assert told.startswith("archive.copy-1-1.db: ")
    copy.unlink()
    write_snapshot(folder / "archive.db", copy)
    assert redact_again(folder, now=NOW, say=lambda _: None).left == []
    assert left_over(folder) == {}


def test_nor_of_what_was_deleted_before(folder: Path) -> None:
    """Earlier rows that a program without this rule deleted are in free pages; a thorough redaction finds all."""
    with closing(sqlite3.connect(folder / "desk.db", isolation_level=None)) as desk:
        desk.execute("PRAGMA secure_delete = OFF")
        for number in range(400):
            desk.execute("INSERT INTO readings VALUES (?, 'old', 'x', ?, x'00')", [number, "quokkas " * 300])
        desk.execute("DELETE FROM readings WHERE extractor = 'old' AND version_id % 3")
        desk.execute("UPDATE readings SET story = 'other' WHERE extractor = 'old'")
    take(folder, is_thorough=True)
    assert left_over(folder) == {}


def test_what_else_is_there_stays(folder: Path) -> None:
    texts = "SELECT id, headline, body, content_sha256 FROM versions WHERE article_id <> :id ORDER BY id"
    words = "SELECT term, doc, cnt FROM temp.words"
    before = archived(folder, texts, id=ARTICLE)
    take(folder)
    assert archived(folder, texts, id=ARTICLE) == before
    with closing(open_archive(folder / "archive.db")) as archive:
        archive.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'versions_fts', 'row')")
        held = archive.execute(words).fetchall()
        with transaction(archive):
            reindex_versions(archive)
        assert [tuple(row) for row in archive.execute(words)] == [tuple(row) for row in held]
        archive.execute("INSERT INTO versions_fts (versions_fts) VALUES ('integrity-check')")
        archive.execute("INSERT INTO changes_fts (changes_fts) VALUES ('integrity-check')")


def test_what_is_left_says_when_and_why(folder: Path) -> None:
    take(folder)
    assert archived(folder, "SELECT article_id, redacted_at, reason, finished_at FROM redactions") == [
        (ARTICLE, "2024-09-01T12:00:00Z", "Court order", "2024-09-01T12:00:00Z")
    ]
    assert archived(folder, "SELECT url, headline, version_count FROM articles WHERE id = :id", id=ARTICLE) == [
        (f"redacted:{ARTICLE}", TAKEN_DOWN, 2)
    ]
    assert archived(folder, "SELECT headline FROM stories WHERE id = :id", id=ARTICLE) == [(TAKEN_DOWN,)]
    digests = archived(folder, "SELECT body_sha256, url FROM captures ORDER BY id DESC LIMIT 1")
    assert [(len(str(digest)), url) for digest, url in digests] == [(64, "")]


def test_a_story_is_named_by_the_next_article_that_tells_it(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as archive, transaction(archive):
        place_article(archive, 1, story_id=1)
        place_article(archive, 2, story_id=1)
    take(folder, "1")
    assert archived(folder, "SELECT headline FROM stories WHERE id = 1") == [("कांग्रेस और क्षेत्रीय दल में गठबंधन तय",)]


# Evidence


def test_verify_says_redacted_not_damaged(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as archive:
        head = last_head(archive).head
    take(folder)
    found = verify(folder, Asked(expected=[head]), on_progress=lambda *_: None)
    assert not found.is_damaged
    counts = found.checked.counts
    names = ("versions redacted", "changes redacted", "captures redacted", "redactions")
    assert [counts[name] for name in names] == [2, 2, 2, 1]
    assert found.expected[head] == found.links - 1


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE versions SET body = 'quokkas' WHERE id = 12", "versions"),
        ("UPDATE chain SET salt = 'x' WHERE change_id = 12", "changes"),
        ("UPDATE versions SET seen_at = '2020' WHERE id = 12", "chain"),
        ("UPDATE redactions SET reason = 'Another'", "chain"),
        ("DELETE FROM redactions", "chain"),
        ("UPDATE captures SET url = 'https://x.example/' WHERE id = 12", "captures"),
    ],
)
def test_what_is_done_to_a_redacted_row_shows(folder: Path, statement: str, kind: str) -> None:
    take(folder)
    tamper(folder, statement)
    found = verify(folder, Asked(), on_progress=lambda *_: None).checked
    assert found.fault_counts[kind]


def test_only_a_redaction_may_empty_a_row(folder: Path) -> None:
    take(folder)
    with closing(open_archive(folder / "archive.db")) as archive:
        for statement in (
            "UPDATE versions SET headline = '', standfirst = '', byline = '', body = '', content_sha256 = ''",
            "UPDATE versions SET body = 'quokkas' WHERE id = 12",
            "UPDATE changes SET diff = NULL, summary = NULL",
            "UPDATE captures SET url = ''",
            "UPDATE chain SET salt = ''",
            "UPDATE redactions SET reason = ''",
            "UPDATE redactions SET finished_at = NULL",
            "DELETE FROM redactions",
            "DELETE FROM chain",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="is append only"):
                archive.execute(statement)


def is_valid(file: Path) -> bool:
    with redirect_stdout(StringIO()) as found:
        checker = Checker(SimpleNamespace(inputs=[str(file)], verbose=True))
        checker.process_all()
    return checker.exit_value == 0 and "digest pass" in found.getvalue()


def test_captures_stay_readable_to_their_end(folder: Path) -> None:
    file = next(folder.glob("captures/2024/08/24-*"))
    size = file.stat().st_size
    take(folder)
    assert file.stat().st_size == size
    assert is_valid(file)
    records = gzip.decompress(file.read_bytes())
    assert records.count(b"What was captured here has been taken down.") == 4


def test_records_that_no_version_names_go_too(folder: Path) -> None:
    """Their crawl failed after it had written them."""
    exchange = Exchange(
        url=f"{URL}?utm_source=x",
        status=200,
        request_headers=[],
        headers=[],
        body=b"quokkas",
        fetched_at=time("2024-08-24T08:00:00Z"),
    )
    with closing(open_archive(folder / "archive.db")) as archive, CaptureWriter(folder / "captures", archive) as writer:
        writer.append(pack_capture(exchange))
        writer.append(pack_capture(replace(exchange, url="https://valley-courier.example/other")))
    take(folder)
    file = next(folder.glob("captures/2024/08/24-*"))
    assert is_valid(file)
    assert URL.encode() not in gzip.decompress(file.read_bytes())
    assert b"https://valley-courier.example/other" in gzip.decompress(file.read_bytes())


def test_beside_a_writer_of_the_same_file(folder: Path) -> None:
    exchange = Exchange(
        url="https://a.example/",
        status=200,
        request_headers=[],
        headers=[],
        body=b"x",
        fetched_at=time("2024-08-24T08:00:00Z"),
    )
    with closing(open_archive(folder / "archive.db")) as archive, CaptureWriter(folder / "captures", archive) as writer:
        writer.append(pack_capture(exchange))
        take(folder)
        writer.append(pack_capture(exchange))
    file = next(folder.glob("captures/2024/08/24-*"))
    assert is_valid(file)
    assert gzip.decompress(file.read_bytes()).count(b"https://a.example/") == 4


def test_a_request_that_was_cut_by_a_crash_is_overwritten(folder: Path) -> None:
    (place,) = archived(
        folder, 'SELECT file, "offset" + length FROM captures WHERE url = :url ORDER BY id LIMIT 1', url=URL
    )
    file = folder / "captures" / str(place[0])
    with file.open("r+b") as warc:
        warc.seek(int(str(place[1])))
        warc.write(bytes(40))
    take(folder)
    assert is_valid(file)
    assert is_well(folder)


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_captures_that_are_not_there_keep_nobody_from_it(folder: Path, damage: str) -> None:
    file = next(folder.glob("captures/2024/08/24-*"))
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-700])
    assert take(folder).left == []


def test_a_file_of_captures_that_cannot_be_written_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise ValueError("no room")

    monkeypatch.setattr("storage.overwriting.pack_redacted", fail)
    with pytest.raises(StorageError, match=r"24-0001.warc.gz: a capture cannot be overwritten: no room"):
        take(folder)
    monkeypatch.undo()
    assert redact_again(folder, now=NOW, say=lambda _: None).left == []
    assert left_over(folder) == {}


# Messages


def test_messages_lose_their_texts_and_others_are_told_in_another(folder: Path) -> None:
    take(folder)
    with closing(open_subscribers(folder / "subscribers.db")) as conn:
        rows = conn.execute("SELECT subject, text || html || markdown, payload, state FROM deliveries ORDER BY id")
        assert [tuple(row) for row in rows] == [
            (TAKEN_DOWN, "", "{}", "sent"),
            (TAKEN_DOWN, "", "{}", "dropped"),
        ]
        assert [(item.article_id, item.change_id) for item in waiting_items(conn, "s")] == [(2, 5)]
        assert retry_dead(conn, at=NOW) == 0


def test_a_message_that_is_being_sent_is_waited_for(folder: Path) -> None:
    with closing(open_subscribers(folder / "subscribers.db")) as conn:
        assert claim_delivery(conn, "DESK", by="me", at=NOW, lease=timedelta(minutes=5)) is not None
    assert take(folder).left == ["subscribers.db: a message is being sent"]
    assert list(left_over(folder)) == ["subscribers.db"]
    later = NOW + timedelta(minutes=6)
    assert redact_again(folder, now=later, say=lambda _: None).left == []
    assert left_over(folder) == {}


def test_nobody_is_told_of_it_any_more(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as archive:
        assert outgoing_changes(archive, [5, 13]).keys() == {5, 13}
        take(folder)
        assert outgoing_changes(archive, [5, 13]).keys() == {5}


# Again, and elsewhere


def test_a_reader_of_an_older_state_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT", 0.1)
    with closing(open_archive(folder / "archive.db", read_only=True)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM versions").fetchone()
        done = take(folder)
    assert ["archive.db: somebody is reading" in line for line in done.left] == [True]
    assert archived(folder, "SELECT finished_at FROM redactions") == [(None,)]
    assert redact_again(folder, now=NOW, say=lambda _: None).left == []
    assert left_over(folder) == {}


STEPS = [
    "overwrite_captures",
    "forget_in_desk",
    "forget_in_subscribers",
    "publish_articles",
    "merge_index",
    "empty_log",
]


@pytest.mark.parametrize("step", ["take_down", *STEPS])
def test_after_a_crash_it_is_done_again(folder: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(redacting, step, die)
    with pytest.raises(KeyboardInterrupt):
        take(folder)
    monkeypatch.undo()
    done = redact_again(folder, now=NOW, say=lambda _: None)
    assert [row.article_id for row in done.redacted] == [ARTICLE]
    assert left_over(folder) == {}
    assert is_well(folder)


def test_twice_is_once(folder: Path) -> None:
    take(folder)
    with closing(open_archive(folder / "archive.db")) as archive:
        head = last_head(archive)
    take(folder)
    take(folder, str(ARTICLE))
    with closing(open_archive(folder / "archive.db")) as archive:
        assert last_head(archive) == head
    assert len(read_list(folder)) == 1


def test_an_older_copy_is_redacted_when_it_is_restored(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "stage")
    take(folder)
    done = redact_restored(tmp_path / "stage", folder, now=NOW)
    assert [row.article_id for row in done.redacted] == [ARTICLE]
    assert left_over(tmp_path / "stage") == {}
    assert is_well(tmp_path / "stage")


@pytest.mark.parametrize("lost", ["list", "archive", "damaged archive"])
def test_the_list_or_the_archive_will_do(folder: Path, tmp_path: Path, lost: str) -> None:
    shutil.copytree(folder, tmp_path / "stage")
    take(folder)
    if lost == "list":
        (folder / LIST).unlink()
    elif lost == "archive":
        (folder / "archive.db").unlink()
    else:
        (folder / "archive.db").write_bytes(b"no database" * 99)
    redact_restored(tmp_path / "stage", folder, now=NOW)
    assert left_over(tmp_path / "stage") == {}
    assert len(read_list(folder)) == 1


def test_an_older_copy_that_never_had_it_will_not_get_it(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "stage").mkdir()
    build_archive(tmp_path / "stage")
    take(folder)
    (row,) = redact_restored(tmp_path / "stage", folder, now=NOW).redacted
    assert (row.article_id, row.version_count) == (None, 0)
    assert redact_restored(tmp_path / "stage", folder, now=NOW).redacted == [replace(row, finished_at=NOW)]
    with closing(open_archive(tmp_path / "stage" / "archive.db")) as archive:
        assert redactions.is_redacted(archive, [Address(url=URL, url_key=url_key(URL))])
    assert is_well(tmp_path / "stage")


def test_the_list_is_on_lines_of_its_own(tmp_path: Path) -> None:
    one, other = (Redaction(addresses=(name,), reason="نام", redacted_at=NOW) for name in "ab")
    add_to_list(tmp_path, [one])
    with (tmp_path / LIST).open("a") as file:
        file.write('{"addresses": ["c')
    assert read_list(tmp_path) == [one]
    add_to_list(tmp_path, [one, other])
    assert read_list(tmp_path) == [one, other]
    add_to_list(tmp_path, [one, other])
    assert (tmp_path / LIST).read_text(encoding="utf-8").count("\n") == 2


def test_a_line_that_is_none_of_ours_is_told(tmp_path: Path) -> None:
    (tmp_path / LIST).write_text("{}\n")
    with pytest.raises(MonitorError, match=r"redactions.jsonl: line 1 is no redaction"):
        read_list(tmp_path)


def test_what_was_redacted_can_be_listed(folder: Path) -> None:
    take(folder)
    with closing(open_archive(folder / "archive.db")) as archive:
        (found,) = all_redactions(archive)
    assert (found.reason, found.redacted_at) == ("Court order", NOW)
    assert set(found.addresses) == digests_of([Address(url=URL, url_key=URL), Address(url=URL, url_key=url_key(URL))])


# It does not come back


async def test_a_crawl_does_not_bring_it_back(watch: Watch) -> None:
    publish(watch.outlet, 1, 2)
    await watch.found()
    folder = watch.config.directory
    url = watch.archived("SELECT url FROM articles ORDER BY id")[0][0]
    taken = path(1) if str(url).endswith(path(1)) else path(2)
    redact(folder, [str(url)], reason="Court order", now=NOW, say=lambda _: None)
    asked = len(watch.outlet.requests)
    watch.make_due()
    assert await watch.found() == []
    assert [target for target, _ in watch.asked(asked) if taken in target] == []
    assert watch.rows("SELECT url FROM entries WHERE url LIKE :url", url=f"%{taken}%") == []
    assert len(watch.archived("SELECT id FROM articles")) == 2


async def test_a_page_that_is_under_way_is_not_kept(watch: Watch) -> None:
    """It was asked for before, and is written down after."""
    publish(watch.outlet, 1)
    home = watch.outlet.home.rstrip("/")
    folder = watch.config.directory
    recorder = watch.crawls.tools.recorder
    first = recorder.submit
    is_done = False

    async def submit(function: object, **how: object) -> object:
        nonlocal is_done
        if not is_done and watch.rows("SELECT id FROM entries"):
            is_done = True
            redact(folder, [f"{home}{path(1)}"], reason="Court order", now=NOW, say=lambda _: None)
        return await first(function, **how)  # type: ignore[arg-type]  # a job

    recorder.submit = submit  # type: ignore[method-assign,assignment]  # the moment between asking and writing
    await watch.crawl()
    assert is_done
    assert watch.archived("SELECT id FROM articles") == []
    assert watch.rows("SELECT url FROM entries") == []
    assert watch.rows("SELECT url FROM failures") == []
