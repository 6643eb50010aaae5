"""What publishing extracts costs: how long extracts.db takes to be made, how large it is, how soon a change is there.

    python bench/extracts.py [--versions 100000]

An archive of stories of 540 words whose frequencies fall as in real text, each with up to four edits of a paragraph, in
a temporary folder (--directory chooses the disk).
"""

import argparse
import json
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import accumulate, islice, pairwise
from pathlib import Path

from monitor.diff import diff_stories, extent
from monitor.publishing import make_extracts
from scrapers.items import Story
from storage.articles import record_published, record_version
from storage.database import Connection, open_archive, transaction
from storage.extracts import compare_more, open_maker, publish_news
from storage.records import Address, ChangeKind, Edit, NewArticle, SourceRecord, StoryRecord
from storage.sources import sync_sources

NOW = datetime(2024, 8, 22, 12, tzinfo=UTC)
SOURCES = [f"source-{number}" for number in range(50)]
PARAGRAPHS = 12
WORDS_OF_A_PARAGRAPH = 45


def paragraphs(chance: random.Random, count: int) -> list[str]:
    """Paragraphs to make stories of: words of seven letters, the most common one a tenth of all (Zipf)."""
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(20_000)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
    return [" ".join(chance.choices(words, cum_weights=weights, k=WORDS_OF_A_PARAGRAPH)) + "." for _ in range(count)]


def stories(chance: random.Random, texts: list[str]) -> Iterator[list[Story]]:
    """Stories without end, each with its versions in order: one of them, mostly; up to five."""
    number = 0
    while True:
        number += 1
        body = [f"{each} {number}" for each in chance.choices(texts, k=PARAGRAPHS)]
        told = [Story(headline=f"Headline {number}", standfirst=body[0][:150], body="\n\n".join(body))]
        for _ in range(chance.choice([0, 0, 1, 2, 4])):
            at = chance.randrange(PARAGRAPHS)
            before, _, after = body[at].partition(" ")
            body[at] = f"{after[:100]} {before} {after}"
            told.append(Story(headline=told[0].headline, standfirst=told[0].standfirst, body="\n\n".join(body)))
        yield told


def record(story: Story) -> StoryRecord:
    """The story as storage takes it."""
    return StoryRecord(
        headline=story.headline,
        standfirst=story.standfirst,
        body=story.body,
        word_count=story.word_count,
        content_sha256=sha256(story.body.encode()).hexdigest(),
        extractor="bench",
    )


def add_story(archive: Connection, number: int, told: list[Story]) -> None:
    """A story with all its versions, in the caller's transaction."""
    source = SOURCES[number % len(SOURCES)]
    address = Address(url=f"https://{source}.example/news/{number}", url_key=f"{source}.example/news/{number}")
    article = NewArticle(source_id=source, address=address)
    at = NOW + timedelta(minutes=number)
    first = record_published(archive, article, story=record(told[0]), capture=None, seen_at=at, baseline=False)
    for before, after in pairwise(told):
        diff = diff_stories(before, after)
        size = extent(diff)
        edit = Edit(
            kind=ChangeKind.EDITED,
            words_added=size.words_added,
            words_removed=size.words_removed,
            diff=json.dumps(diff, ensure_ascii=False),
        )
        record_version(archive, first.article_id, story=record(after), capture=None, edit=edit, seen_at=at)


def fill(archive: Connection, source: Iterator[list[Story]], count: int) -> int:
    """So many versions or a few more; how many stories."""
    sync_sources(
        archive, [SourceRecord(id=each, name=each, home_url="https://s.example/") for each in SOURCES], now=NOW
    )
    number = versions = 0
    while versions < count:
        with transaction(archive):
            for told in islice(source, 500):
                add_story(archive, number, told)
                number += 1
                versions += len(told)
    return number


def size_of(path: Path) -> int:
    """Bytes of the file, all in it."""
    return path.stat().st_size


def bench(folder: Path, versions: int) -> None:
    """Make the file, look at an archive that has not grown and at one that has, compare all."""
    # Not for cryptography: the same numbers at each run.
    chance = random.Random(1)  # noqa: S311
    source = stories(chance, paragraphs(chance, 5_000))
    archive_path, path = folder / "archive.db", folder / "extracts.db"
    with closing(open_archive(archive_path)) as archive:
        articles = fill(archive, source, versions)
        archive.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        began, busy = time.perf_counter(), time.process_time()
        make_extracts(path, archive_path, stop=threading.Event())
        took, busy = time.perf_counter() - began, time.process_time() - busy
        print(f"{articles} articles with {versions} versions: made in {took:.1f} s, of which {busy:.1f} s of CPU")
        with closing(open_maker(path, archive_path)) as maker:
            maker.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            whole, shown = size_of(archive_path), size_of(path)
            print(f"archive.db {whole / 1e6:.0f} MB, extracts.db {shown / 1e6:.0f} MB: {shown / whole:.2f}")
            bench_looks(archive, maker, source, articles)


def bench_looks(archive: Connection, maker: Connection, source: Iterator[list[Story]], articles: int) -> None:
    """CPU of what is done each second: a look with a new story to publish, one with nothing new, a piece compared."""
    times: dict[str, list[float]] = {"with a new story": [], "with nothing new": [], "comparing 200 articles": []}
    place: int | None = 0
    for number in range(articles, articles + 50):
        with transaction(archive):
            add_story(archive, number, next(source)[:1])
        for name, seconds in times.items():
            busy = time.process_time()
            if name.startswith("comparing"):
                place = compare_more(maker, place or 0)
            else:
                publish_news(maker)
            seconds.append(time.process_time() - busy)
    for name, seconds in times.items():
        print(f"a look {name}: median {1000 * statistics.median(seconds):.1f} ms of CPU")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", type=int, default=100_000)
    parser.add_argument(
        "--directory", type=Path, default=None, help="where the files are made; the system's temp folder"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="presswatch-bench-", dir=arguments.directory) as temporary:
        bench(Path(temporary), arguments.versions)
