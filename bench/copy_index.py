"""Ways to find, among the texts of three days, those that a new text may be a copy of: recall, company, time of each.

Beside the real stories and their copies the texts are drawn word by word after each language's pairs of words, so that
they share the turns of phrase that unrelated texts share. datasketch and simhash are tried where they are installed.
"""

import importlib
import importlib.util
import random
import sqlite3
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from copy_pairs import Source, make_pairs

from monitor.copies import Text, text_of
from scrapers.items import Story
from storage import stories
from storage.database import open_desk, transaction

PERMUTATIONS = 128
PARAGRAPHS, WORDS = 8, 45
AT = datetime(2024, 8, 22, tzinfo=UTC)


class Index(Protocol):
    """What finds candidates."""

    def add(self, key: int, text: Text) -> None:
        """Take a text in."""

    def find(self, text: Text) -> set[int]:
        """Keys of the texts that it may be a copy of."""


class Runs:
    """Every run in a dictionary; a candidate shares at least a tenth of the shorter text's."""

    def __init__(self, keys_of: Callable[[Text], frozenset[int]] = lambda text: text.runs) -> None:
        self._of = keys_of
        self._texts: dict[int, list[int]] = defaultdict(list)
        self._sizes: dict[int, int] = {}

    def add(self, key: int, text: Text) -> None:
        """Take a text in."""
        runs = self._of(text)
        self._sizes[key] = len(runs)
        for run in runs:
            self._texts[run].append(key)

    def find(self, text: Text) -> set[int]:
        """Keys of the texts that share enough."""
        runs = self._of(text)
        shared = Counter(key for run in runs for key in self._texts.get(run, ()))
        return {key for key, count in shared.items() if count >= 0.1 * min(len(runs), self._sizes[key])}


class Marks:
    """Marks in SQLite: what Presswatch does."""

    def __init__(self, desk: sqlite3.Connection) -> None:
        self._desk = desk

    def add(self, key: int, text: Text) -> None:
        """Take a text in."""
        found = text.marks
        fingerprint = stories.Fingerprint(
            version_id=key, article_id=key, source_id="x", story_id=key, told_at=AT, mark_count=len(found)
        )
        stories.add_fingerprint(self._desk, fingerprint, marks=found)

    def find(self, text: Text) -> set[int]:
        """Keys of the texts that share enough."""
        found = text.marks
        near = stories.texts_sharing(self._desk, found).most_common(60)
        sizes = {key: stories.get_fingerprint(self._desk, key) for key, _ in near}
        return {key for key, count in near if (one := sizes[key]) and count >= 0.1 * min(len(found), one.mark_count)}


class MinHashes:
    """datasketch's MinHashLSH over all runs of a text, at a threshold of its Jaccard similarity."""

    def __init__(self, threshold: float) -> None:
        library = importlib.import_module("datasketch")
        self._hash: Callable[..., Any] = library.MinHash  # Any: untyped
        self._index: Any = library.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)

    def _hashed(self, text: Text) -> Any:
        made = self._hash(num_perm=PERMUTATIONS)
        made.update_batch([run.to_bytes(8, "big") for run in text.runs])
        return made

    def add(self, key: int, text: Text) -> None:
        """Take a text in."""
        self._index.insert(key, self._hashed(text))

    def find(self, text: Text) -> set[int]:
        """Keys of the texts that are likely to be similar."""
        return set(self._index.query(self._hashed(text)))


class Simhashes:
    """simhash's index over a text's runs: fingerprints of 64 bits that differ in few."""

    def __init__(self, bits: int) -> None:
        library = importlib.import_module("simhash")
        self._hash: Callable[..., Any] = library.Simhash  # Any: untyped
        self._index: Any = library.SimhashIndex([], k=bits, log=_Quiet())

    def _hashed(self, text: Text) -> Any:
        return self._hash([run.to_bytes(8, "big").hex() for run in text.runs] or [""])

    def add(self, key: int, text: Text) -> None:
        """Take a text in."""
        self._index.add(str(key), self._hashed(text))

    def find(self, text: Text) -> set[int]:
        """Keys of the texts whose fingerprints are near."""
        return {int(key) for key in self._index.get_near_dups(self._hashed(text))}


class _Quiet:
    """A log that nobody reads: simhash warns of every bucket that fills."""

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_arguments: None


@dataclass(frozen=True, slots=True)
class Query:
    """A copy, and the text that it is to be found by."""

    kind: str
    text: Text
    of: int


def compare_indexes(sources: Sequence[Source], *, texts: int) -> None:
    """Print a table of all ways."""
    firsts: dict[int, Text] = {}
    queries: list[Query] = []
    for pair in make_pairs(sources, rounds=1):
        if pair.is_copy:
            first, second = sorted((pair.first, pair.second), key=lambda each: -len("".join(each)))
            firsts[len(queries)] = _text(first)
            queries.append(Query(pair.kind, _text(second), len(queries)))
    random.Random(1).shuffle(queries)  # noqa: S311 - no secret
    queries = queries[:500]
    held = [(query.of, firsts[query.of]) for query in queries]
    held += [
        (10_000 + number, text) for number, text in enumerate(map(_text, drawn_paragraphs(sources, texts - len(held))))
    ]
    random.Random(2).shuffle(held)  # noqa: S311 - no secret
    print(f"{len(held):,} texts, {len(queries)} copies asked for; milliseconds of CPU\n")
    print("| way | copies found | candidates a copy | ms to take one in | ms to find |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, closing(open_desk(Path(folder) / "desk.db")) as desk:
        with transaction(desk):
            _measure("marks in SQLite (Presswatch)", Marks(desk), held, queries)
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
    _measure("marks in a dictionary", Runs(lambda text: text.marks), held, queries)
    _measure("all runs in a dictionary", Runs(), held, queries)
    if importlib.util.find_spec("datasketch"):
        for threshold in (0.5, 0.2):
            _measure(f"datasketch MinHashLSH, {threshold}", MinHashes(threshold), held, queries)
    if importlib.util.find_spec("simhash"):
        for bits in (3, 8):
            _measure(f"simhash, {bits} bits", Simhashes(bits), held, queries)
    print(f"\nThe index in SQLite takes {size:,.0f} MB for {len(held):,} texts.")


def _measure(name: str, index: Index, held: Sequence[tuple[int, Text]], queries: Sequence[Query]) -> None:
    start = time.process_time()
    for key, text in held:
        index.add(key, text)
    taken = (time.process_time() - start) / len(held)
    start = time.process_time()
    answers = [index.find(query.text) for query in queries]
    found = (time.process_time() - start) / len(queries)
    hits = sum(query.of in answer for query, answer in zip(queries, answers, strict=True))
    company = sum(map(len, answers)) / len(queries)
    print(
        f"| {name} | {hits / len(queries):.3f} | {company:.1f} | {1000 * taken:.2f} | {1000 * found:.2f} |", flush=True
    )
    missed = Counter(q.kind for q, answer in zip(queries, answers, strict=True) if q.of not in answer)
    if missed:
        print(f"    missed: {', '.join(f'{kind} {count}' for kind, count in missed.most_common())}")


def drawn_paragraphs(sources: Sequence[Source], count: int) -> Iterator[list[str]]:
    """Texts in the manner of the sources, a language at a time."""
    draw = random.Random(3)  # noqa: S311 - no secret
    following: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for source in sources:
        words = " ".join(source.paragraphs).split()
        for word, after in pairwise(words):
            following[source.country][word].append(after)
    languages = sorted(language for language, table in following.items() if len(table) > 1_000)
    for _ in range(count):
        table = following[draw.choice(languages)]
        starts = list(table)
        yield [" ".join(_walk(table, starts, draw)) for _ in range(PARAGRAPHS)]


def _walk(table: dict[str, list[str]], starts: Sequence[str], draw: random.Random) -> Iterator[str]:
    word = draw.choice(starts)
    for _ in range(WORDS):
        yield word
        # A leap now and then: rare words have one follower, and whole sentences would be told again.
        word = draw.choice(table[word]) if word in table and draw.random() > 0.1 else draw.choice(starts)


def _text(paragraphs: Sequence[str]) -> Text:
    return text_of(Story(headline="", body="\n\n".join(paragraphs)))
