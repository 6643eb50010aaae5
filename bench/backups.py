"""How long backups take: a first one, one after a night's news, one after nothing, a check, and a restore.

    python bench/backups.py [--megabytes 500] [--directory DIR]

The desk is made up: stories of some 800 words whose captures take 61 KB each, as those of real pages do.
"""

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from monitor.backups.making import back_up
from monitor.backups.restoring import restore
from monitor.config import parse
from storage.articles import record_published
from storage.captures import CaptureWriter
from storage.cursors import set_cursor
from storage.database import open_archive, open_desk, open_subscribers, transaction
from storage.records import Address, NewArticle, SourceRecord, StoryRecord
from storage.sources import sync_sources
from storage.warc import Exchange, pack_capture

T = TypeVar("T")

FIRST = datetime(2024, 8, 1, tzinfo=UTC)
STORY_BYTES = 80_000
"""What a story takes in archive.db and in captures together."""

A_NIGHT = 500
WORDS = [f"word{number}" for number in range(20_000)]


def add_stories(folder: Path, numbers: Iterable[int]) -> None:
    """So many articles with their captures, a minute apart."""
    chance = random.Random(1)  # noqa: S311 - not for cryptography
    archive = open_archive(folder / "archive.db")
    with CaptureWriter(folder / "captures", archive) as captures, transaction(archive):
        sync_sources(archive, [SourceRecord(id="a", name="A", home_url="https://a.example/")], now=FIRST)
        for number in numbers:
            at, url = FIRST + timedelta(minutes=number), f"https://a.example/{number}"
            body = " ".join(chance.choices(WORDS, k=800))
            told = StoryRecord(
                headline=f"Story {number}",
                standfirst="",
                byline=(),
                body=body,
                word_count=800,
                content_sha256=sha256(body.encode()).hexdigest(),
                extractor="bench/1",
            )
            page = chance.randbytes(61_000)
            exchange = Exchange(url=url, status=200, request_headers=(), headers=(), body=page, fetched_at=at)
            article = NewArticle(source_id="a", address=Address(url=url, url_key=url))
            capture = captures.append(pack_capture(exchange))
            record_published(archive, article, story=told, capture=capture, seen_at=at, baseline=False)
    archive.close()


def timed(what: str, work: Callable[[], T]) -> T:
    """What the work gives; how long it took is printed."""
    began = time.perf_counter()
    result = work()
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)
    return result


def main(megabytes: int, directory: Path | None) -> None:
    """Make the desk, then measure."""
    with tempfile.TemporaryDirectory(dir=directory) as name:
        folder, target = Path(name) / "desk", Path(name) / "backup"
        folder.mkdir()
        (folder / "presswatch.toml").write_text('[archive]\ncontact = "desk@example.org"\n')
        config = parse((folder / "presswatch.toml").read_text(), path=folder / "presswatch.toml")
        count = megabytes * 1_000_000 // STORY_BYTES
        add_stories(folder, range(count))
        for open_file, file in ((open_desk, "desk.db"), (open_subscribers, "subscribers.db")):
            conn = open_file(folder / file)
            with transaction(conn):
                set_cursor(conn, "planning", change_id=count)
            conn.close()
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(
            f"{count} stories, {size / 1e6:.0f} MB in {sum(1 for _ in folder.glob('captures/*/*/*'))} files of captures"
        )

        def step(what: str, *, check: bool = False) -> None:
            made = timed(what, lambda: back_up(config, target, now=datetime.now(UTC), check=check))
            print(f"  {made.written / 1e6:.1f} MB written, {len(made.files)} files, {made.unchanged} unchanged")

        # A file that was written to within two seconds is looked at again.
        time.sleep(2.5)
        step("first backup")
        step("after nothing")
        add_stories(folder, range(count, count + A_NIGHT))
        time.sleep(2.5)
        step(f"after {A_NIGHT} stories")
        step("with --check", check=True)
        timed("restore", lambda: restore(target, Path(name) / "restored", now=datetime.now(UTC)))
        shutil.rmtree(Path(name) / "restored")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--directory", type=Path)
    given = parser.parse_args()
    main(given.megabytes, given.directory)
