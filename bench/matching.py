"""How fast watches are matched: 1,000 against one change, 10,000 against a batch of 100.

    PRESSWATCH_CORPUS=… python bench/matching.py [--rounds 5]

The texts are the true texts of the corpus' real pages; half of the changes are new stories, half are edits that replace
a paragraph by another story's and change a word. A watch looks for 2 to 12 names and phrases of one story that at most
three other stories have, as of a person who follows what happened there: two lists of which each must be found, one
list without another, and now and then a column, NEAR, a beginning, or what was taken out. Most watches follow stories
that are not in the batch, one in twenty follows one that is ("usual"), or all of them do ("dense", which costs for the
many matches). Medians of several rounds, from the open files to the matches found; real files in a temporary folder.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from monitor.config.models import WatchConfig
from monitor.diff import diff_stories, extent
from monitor.matching.searching import find_matches
from monitor.matching.watches import ReadyWatches, ready, ready_watch
from monitor.words import is_word, tokens
from scrapers.items import Story
from storage.articles import record_published, record_version
from storage.cursors import set_cursor
from storage.database import Connection, open_archive, open_desk, transaction
from storage.records import Address, ChangeKind, Edit, NewArticle, SourceRecord, StoryRecord
from storage.sources import sync_sources
from storage.texts import words_of
from storage.watches import WatchRecord, sync_watches

NOW = datetime(2024, 8, 22, 12, tzinfo=UTC)


def stories(corpus: Path) -> list[Story]:
    """The corpus' stories, as its truth has them."""
    with (corpus / "pages" / "pages.jsonl").open(encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    return [
        Story(headline=page.get("headline") or page["body"][0][:80], body="\n\n".join(page["body"]))
        for page in pages
        if page["body"]
    ]


def telling_terms(told: Sequence[Story]) -> list[list[str]]:
    """For each story words and phrases as a watch would name them: seldom ones, with a capital or long."""
    texts = [[token for token in tokens(f"{story.headline} {story.body}") if is_word(token)] for story in told]
    vocabulary = list({word for words in texts for word in words})
    stems = dict(zip(vocabulary, map(tuple, words_of(vocabulary)), strict=True))
    stories_with = Counter(stem for words in texts for stem in {stems[word] for word in words})
    found = []
    for words in texts:
        seldom = [place for place, word in enumerate(words[:-1]) if len(word) > 3 and stories_with[stems[word]] <= 4]
        telling = [place for place in seldom if words[place][0].isupper() or len(words[place]) > 7] or seldom
        terms = [" ".join(words[place : place + 1 + place % 3 // 2]) for place in telling]
        found.append(terms or [" ".join(words[:4])])
    return found


def query(found: Sequence[str], chance: random.Random) -> str:
    """A query of these terms in one of the shapes that people write."""
    quoted = ['"' + term.replace('"', "") + '"' for term in found]
    half = len(quoted) // 2
    either, other = " OR ".join(quoted[:half]), " OR ".join(quoted[half:])
    shapes = [f"({either}) AND ({other})"] * 4 + [f"({other}) NOT ({either})"] * 4
    shapes += [
        f"headline : ({other})",
        f"({either}) AND removed : ({other})",
        f"{quoted[0]}* AND ({other})",
        f"NEAR({quoted[0]} {quoted[-1]}, 20)",
    ]
    return chance.choice(shapes)


def make_watches(
    told: Sequence[Story], others: Sequence[Story], count: int, *, share: float, chance: random.Random
) -> list[WatchConfig]:
    """So many watches with queries of 2 to 12 terms; a `share` of them about the stories told."""
    found = telling_terms([*told, *others])
    here, elsewhere = found[: len(told)], found[len(told) :]
    watches = []
    for number in range(count):
        terms = chance.choice(here if chance.random() < share else elsewhere)
        chosen = chance.choices(terms, k=chance.randint(2, 12))
        watches.append(WatchConfig(id=f"watch-{number}", query=query(chosen, chance)))
    return watches


def record(story: Story) -> StoryRecord:
    """The story as storage takes it."""
    return StoryRecord(
        headline=story.headline,
        body=story.body,
        word_count=story.word_count,
        content_sha256=sha256(story.body.encode()).hexdigest(),
        extractor="bench",
    )


def edited(story: Story, others: Sequence[Story], chance: random.Random) -> Story:
    """The story with a paragraph of another and a word that is new."""
    paragraphs = story.paragraphs
    paragraphs[chance.randrange(len(paragraphs))] = chance.choice(chance.choice(others).paragraphs)
    words = paragraphs[0].split(" ")
    words[chance.randrange(len(words))] = "different"
    return Story(headline=story.headline, body="\n\n".join([" ".join(words), *paragraphs[1:]]))


def fill(archive: Connection, told: Sequence[Story], count: int, chance: random.Random) -> int:
    """So many changes at the log's end, new stories and edits by turns: the change after which they begin."""
    new = [chance.choice(told) for _ in range(count)]
    edits = [(story, edited(story, told, chance)) for story in new[1::2]]
    with transaction(archive):
        sync_sources(archive, [SourceRecord(id="s", name="S", home_url="https://s.example/")], now=NOW)
        known = [publish(archive, f"old/{number}", story) for number, (story, _) in enumerate(edits)]
        begin = archive.execute("SELECT max(id) FROM changes").fetchone()[0]
        for number, story in enumerate(new[::2]):
            publish(archive, f"new/{number}", story)
        for article_id, (before, after) in zip(known, edits, strict=True):
            diff = diff_stories(before, after)
            size = extent(diff)
            edit = Edit(
                kind=ChangeKind.EDITED,
                words_added=size.words_added,
                words_removed=size.words_removed,
                diff=json.dumps(diff, ensure_ascii=False),
            )
            record_version(archive, article_id, story=record(after), capture=None, edit=edit, seen_at=NOW)
    return int(begin or 0)


def publish(archive: Connection, path: str, story: Story) -> int:
    """A new article."""
    url = f"https://s.example/{path}"
    article = NewArticle(source_id="s", address=Address(url=url, url_key=url))
    return record_published(archive, article, story=record(story), capture=None, seen_at=NOW, baseline=False).article_id


def adopted(desk: Connection, configs: Sequence[WatchConfig]) -> ReadyWatches:
    """The watches made ready, and in force from the log's beginning."""
    began = time.perf_counter()
    watches = ready([ready_watch(config, {}) for config in configs])
    print(f"({len(configs)} watches made ready in {time.perf_counter() - began:.2f} s)")
    records = [WatchRecord(id=each.id, title="", query="", public=False) for each in configs]
    with transaction(desk):
        sync_watches(desk, records, last_change_id=0, now=NOW)
    return watches


def bench(archive: Connection, desk: Connection, watches: ReadyWatches, *, begins: Sequence[int], limit: int) -> str:
    """Median and largest time of finding what the watches select of the changes after each beginning."""
    times, processor, counts = [], [], []
    for begin in begins:
        with transaction(desk):
            set_cursor(desk, "matching", change_id=begin)
        began, worked = time.perf_counter(), time.process_time()
        found = find_matches(archive, desk, watches, limit=limit)
        times.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - worked))
        counts.append(len(found.matches) if found else 0)
    return (
        f"median {statistics.median(times):.1f} ms, largest {max(times):.1f} ms, "
        f"of the processor {statistics.median(processor):.1f} ms; "
        f"{statistics.mean(counts):.1f} matches on average ({len(begins)} rounds)"
    )


def main() -> None:
    """Make texts and watches, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if "PRESSWATCH_CORPUS" not in os.environ:
        parser.error("set PRESSWATCH_CORPUS to the folder of real pages")
    # Not for cryptography: the same numbers at each run.
    chance = random.Random(1)  # noqa: S311
    every = stories(Path(os.environ["PRESSWATCH_CORPUS"]))
    told, others = every[::2], every[1::2]
    with tempfile.TemporaryDirectory(prefix="presswatch-bench-") as folder:
        archive, desk = open_archive(Path(folder) / "archive.db"), open_desk(Path(folder) / "desk.db")
        begin = fill(archive, told, 100, chance)
        for name, share in (("usual", 0.05), ("dense", 1.0)):
            for count, limit in ((1_000, 1), (10_000, 100)):
                configs = make_watches(told, others, count, share=share, chance=chance)
                watches = adopted(desk, configs)
                begins = range(begin, begin + 100, 2) if limit == 1 else [begin] * arguments.rounds
                print(f"{name}: {count} watches against {limit} change{'s' * (limit > 1)}")
                print(f"  {bench(archive, desk, watches, begins=begins, limit=limit)}")
        archive.close()
        desk.close()


if __name__ == "__main__":
    main()
