"""How fast the files are: what is due with 200,000 articles followed; a version with its change and index committed.

    python bench/storing.py [--follows 200000] [--versions 500]

Real files in a temporary folder (--directory chooses the disk), with the pragmas and indexes of a real archive.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from monitor.diff import diff_stories, extent
from scrapers.items import Story
from storage.articles import record_published, record_version
from storage.captures import CaptureWriter
from storage.database import Connection, open_archive, open_desk, transaction
from storage.desk_records import Follow
from storage.due import due_checks, sources_due
from storage.follows import save_follow
from storage.records import Address, ChangeKind, Edit, NewArticle, SourceRecord, StoryRecord
from storage.sources import sync_sources
from storage.warc import Exchange, pack_capture

NOW = datetime(2024, 8, 22, 12, tzinfo=UTC)
SOURCES = [f"source-{number}" for number in range(50)]
WORDS = [f"word{number}" for number in range(20_000)]


def milliseconds(function: Callable[[], object], rounds: int) -> str:
    """Median and 95th percentile of one call."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        function()
        times.append(1000 * (time.perf_counter() - began))
    times.sort()
    return f"median {statistics.median(times):.2f} ms, 95% {times[int(0.95 * len(times))]:.2f} ms"


def fill_follows(desk: Connection, count: int, chance: random.Random) -> None:
    """So many articles followed, due over the next 30 days, a hundred of them now."""
    with transaction(desk):
        for number in range(count):
            late = timedelta(minutes=-1 if number < 100 else chance.uniform(1, 43_200))
            save_follow(
                desk,
                Follow(
                    article_id=number + 1,
                    source_id=SOURCES[number % len(SOURCES)],
                    url=f"https://source-{number % 50}.example/news/{number}",
                    due_at=NOW + late,
                    published_at=NOW,
                    first_seen_at=NOW,
                    changed_at=NOW,
                    checked_at=NOW,
                ),
            )


def text(chance: random.Random, paragraphs: int = 12) -> str:
    """Paragraphs of words whose frequencies fall as in real text (Zipf)."""
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    return "\n\n".join(" ".join(chance.choices(WORDS, weights, k=45)) for _ in range(paragraphs))


def record(story: Story) -> StoryRecord:
    """The story as storage takes it."""
    return StoryRecord(
        headline=story.headline,
        body=story.body,
        word_count=story.word_count,
        content_sha256=sha256(story.body.encode()).hexdigest(),
        extractor="bench",
    )


def bench_versions(directory: Path, count: int, chance: random.Random) -> None:
    """Each edit as a crawl stores a lone one: capture on the disk, version, change and index in one commit."""
    archive = open_archive(directory / "archive.db")
    sync_sources(archive, [SourceRecord(id="s", name="S", home_url="https://s.example/")], now=NOW)
    stories = [Story(headline=f"Headline {number}", body=text(chance)) for number in range(count)]
    page = "".join(f"<p>{line}</p>" for line in stories[0].body.split("\n\n")).encode() * 40
    ids = []
    with transaction(archive):
        for number, story in enumerate(stories):
            address = Address(url=f"https://s.example/{number}", url_key=f"https://s.example/{number}")
            article = NewArticle(source_id="s", address=address)
            recorded = record_published(
                archive, article, story=record(story), capture=None, seen_at=NOW, baseline=False
            )
            ids.append(recorded.article_id)
    edits = []
    for story in stories:
        after = Story(headline=story.headline, body=story.body.replace("word1 ", "word2 ", 1) + " More.")
        edits.append((after, diff_stories(story, after)))
    with CaptureWriter(directory / "captures", archive) as captures:
        packed = pack_capture(
            Exchange(url="https://s.example/1", status=200, request_headers=[], headers=[], body=page, fetched_at=NOW)
        )
        times: dict[str, list[float]] = {"capture": [], "commit": []}
        for article_id, (after, diff) in zip(ids, edits, strict=True):
            began = time.perf_counter()
            capture = captures.append(packed)
            captures.sync()
            stored = time.perf_counter()
            with transaction(archive):
                edit = Edit(kind=ChangeKind.EDITED, words_added=extent(diff).words_added, diff=str(diff))
                record_version(archive, article_id, story=record(after), capture=capture, edit=edit, seen_at=NOW)
            times["capture"].append(1000 * (stored - began))
            times["commit"].append(1000 * (time.perf_counter() - stored))
    archive.close()
    median = {name: statistics.median(values) for name, values in times.items()}
    print(f"version with change and index committed (synchronous FULL): median {median['commit']:.2f} ms")
    print(f"  its capture appended and on the disk before: median {median['capture']:.2f} ms")


def bench_due(directory: Path, follows: int, chance: random.Random) -> None:
    """What every tick and every crawl's start ask."""
    desk = open_desk(directory / "desk.db")
    fill_follows(desk, follows, chance)
    print(f"{follows} articles of {len(SOURCES)} sources followed")
    print(f"  which sources are due: {milliseconds(lambda: sources_due(desk, SOURCES, now=NOW), 200)}")
    one = lambda: due_checks(desk, SOURCES[0], now=NOW, limit=500)  # noqa: E731
    print(f"  what of one source is due: {milliseconds(one, 200)}")
    desk.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--follows", type=int, default=200_000)
    parser.add_argument("--versions", type=int, default=500)
    parser.add_argument(
        "--directory", type=Path, default=None, help="where the files are made; the system's temp folder"
    )
    arguments = parser.parse_args()
    # Not for cryptography: the same numbers at each run.
    dice = random.Random(1)  # noqa: S311
    with tempfile.TemporaryDirectory(prefix="presswatch-bench-", dir=arguments.directory) as folder:
        bench_due(Path(folder), arguments.follows, dice)
        bench_versions(Path(folder), arguments.versions, dice)
