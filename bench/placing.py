"""What placing articles among stories costs: `python bench/placing.py [CORPUS] [--articles 3000]`.

An archive of its own is filled with texts drawn after the corpus's stories, one in three a copy of a real one, as if
they had come within three days; then the log is read as `run` reads it. Times are CPU.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from copy_index import drawn_paragraphs
from copy_pairs import Source, make_pairs, read_sources

from monitor.grouping import find_stories, keep_stories
from monitor.recorder import Files
from storage.articles import record_published
from storage.captures import CaptureWriter
from storage.database import Connection, open_archive, open_desk, transaction
from storage.records import Address, NewArticle, SourceRecord, StoryRecord
from storage.sources import sync_sources

START = datetime(2024, 8, 22, tzinfo=UTC)
SOURCES = 100


def main() -> None:
    """Fill an archive, place its articles, print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("PRESSWATCH_CORPUS"))
    parser.add_argument("--articles", type=int, default=3000)
    options = parser.parse_args()
    if not options.corpus:
        parser.error("name the corpus folder, or set PRESSWATCH_CORPUS")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            closing(open_archive(folder / "archive.db")) as archive,
            closing(open_desk(folder / "desk.db")) as desk,
            closing(CaptureWriter(folder / "captures", archive=archive)) as captures,
        ):
            with transaction(archive):
                fill(archive, read_sources(Path(options.corpus)), options.articles)
            place(Files(archive=archive, desk=desk, captures=captures), options.articles)


def fill(archive: Connection, sources: list[Source], count: int) -> None:
    """So many articles within three days."""
    draw = random.Random(4)  # noqa: S311 - no secret
    names = [f"source-{number}" for number in range(SOURCES)]
    records = [SourceRecord(id=name, name=name, home_url=f"https://{name}.example/") for name in names]
    sync_sources(archive, records, now=START)
    texts = [*_copies(sources, count // 3), *drawn_paragraphs(sources, count - count // 3)]
    draw.shuffle(texts)
    for number, paragraphs in enumerate(texts):
        source = draw.choice(names)
        address = Address(url=f"https://{source}.example/{number}", url_key=f"{source}.example/{number}")
        body = "\n\n".join(paragraphs)
        record_published(
            archive,
            NewArticle(source_id=source, address=address),
            story=StoryRecord(
                headline=f"Headline {number}",
                body=body,
                word_count=len(body.split()),
                content_sha256=str(number),
                extractor="bench/1",
            ),
            capture=None,
            seen_at=START + timedelta(hours=70) * number / count,
            baseline=False,
        )


def place(files: Files, count: int) -> None:
    """Read the whole log in batches."""
    finding = keeping = 0.0
    while True:
        start = time.process_time()
        found = find_stories(files.archive, files.desk)
        finding += time.process_time() - start
        if found.at is None:
            break
        start = time.process_time()
        with transaction(files.desk), transaction(files.archive):
            keep_stories(files, found)
        keeping += time.process_time() - start
    stories, joined = files.archive.execute("SELECT count(*), sum(article_count > 1) FROM stories").fetchone()
    print(f"{count:,} articles, {stories:,} stories, {joined:,} of them told by more than one article")
    print(f"find_stories {1000 * finding / count:.1f} ms an article, keep_stories {1000 * keeping / count:.1f} ms")


def _copies(sources: list[Source], count: int) -> Iterator[list[str]]:
    pairs = [pair.second for pair in make_pairs(sources, rounds=1) if pair.is_copy]
    random.Random(5).shuffle(pairs)  # noqa: S311 - no secret
    yield from pairs[:count]


if __name__ == "__main__":
    main()
