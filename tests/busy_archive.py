"""An archive of many outlets and weeks, written straight into its tables: for charts, numbers and the speed of pages.

Its texts are short and its numbers those of a busy press: half of the stories edited, some corrected, few removed,
every eighth one carried by several outlets. The same arguments give the same archive.
"""

import itertools
import json
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from storage.database import open_archive, transaction
from storage.fold import search_fold

UNTIL = date(2026, 3, 31)
WATCH = "alliance"
NAMES = ("Valley Courier", "Hill Gazette", "पर्वत समाचार", "صبح نو", "Lake Herald", "Orchard Times", "Pass Observer")
WORDS = (
    *("alliance", "seats", "talks", "minister", "final", "possible", "assembly", "road", "court", "budget", "snow"),
    *("power", "school", "rain", "apples", "border", "trains", "strike", "election", "rally", "police", "water"),
    *("hospital", "bridge", "leader", "party", "list", "council", "vote", "market"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """How much there is: outlets, days up to `until`, and stories a day over all outlets."""

    outlets: int = 12
    days: int = 100
    stories: int = 60
    until: date = UNTIL
    body_words: int = 40
    edited: tuple[int, ...] = (50, 30, 15, 5)  # shares of stories with no edit, one, two, four


def build_busy_archive(path: Path, busy: Busy | None = None) -> Path:
    """archive.db at that path."""
    busy = busy or Busy()
    with closing(open_archive(path)) as conn:
        with transaction(conn):
            _add_sources(conn, busy)
        writer = _Writer(conn, busy)
        for number in range(busy.days):
            with transaction(conn):
                writer.write_day(busy.until - timedelta(days=busy.days - 1 - number))
    return path


def _add_sources(conn: sqlite3.Connection, busy: Busy) -> None:
    start = f"{busy.until - timedelta(days=busy.days)}T00:00:00Z"
    end = f"{busy.until}T18:00:00Z"
    for number in range(busy.outlets):
        name = NAMES[number] if number < len(NAMES) else f"Outlet {number}"
        source = (f"outlet-{number}", name, f"https://outlet-{number}.example/", "en", start)
        conn.execute("INSERT INTO sources VALUES (?, ?, ?, ?, ?)", source)
        failed = number % 9 == 5
        status = (source[0], f"{busy.until}T06:00:00Z" if failed else end, end if failed else None)
        conn.execute(
            "INSERT INTO source_status VALUES (?, ?, ?, ?, 0, NULL)", (*status, "answers 503" if failed else None)
        )
    conn.execute(
        "INSERT INTO watches VALUES (?, ?, ?, ?)", (WATCH, "Alliance of the two parties", "alliance AND seats", start)
    )


class _Writer:
    """Writes rows in order of time; ids ascend with it."""

    def __init__(self, conn: sqlite3.Connection, busy: Busy) -> None:
        self.conn = conn
        self.busy = busy
        self.random = random.Random(5)  # noqa: S311 (no secret)
        self.article = itertools.count(1)
        self.version = itertools.count(1)
        self.change = itertools.count(1)
        self.weights = [1 / (number + 1.5) for number in range(busy.outlets)]
        self.waiting: list[tuple[datetime, int, str, int]] = []
        self.latest: dict[int, tuple[int, str]] = {}

    def write_day(self, day: date) -> None:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        weekend = 0.6 if day.weekday() >= 5 else 1.0
        count = round(self.busy.stories * weekend * self.random.uniform(0.8, 1.2))
        published = [(midnight + timedelta(seconds=self.random.randrange(86_000)), 0, "", 0) for _ in range(count)]
        due = [each for each in self.waiting if each[0] < midnight + timedelta(days=1)]
        self.waiting = [each for each in self.waiting if each[0] >= midnight + timedelta(days=1)]
        for at, article, source, number in sorted([*published, *due]):
            if article:
                self._edit(at, article, source, number)
            else:
                self._publish(at)

    def _publish(self, at: datetime) -> None:
        (source,) = self.random.choices(range(self.busy.outlets), self.weights)
        self._one_story(at, f"outlet-{source}", story=None)

    def _one_story(self, at: datetime, source: str, *, story: int | None) -> None:
        article, version = next(self.article), next(self.version)
        headline = self._headline()
        seen = _text(at)
        published = _text(at - timedelta(minutes=self.random.randrange(1, 40)))
        if story is None:
            self.conn.execute("INSERT INTO stories VALUES (?, ?, ?, 1)", (article, headline, seen))
        else:
            self.conn.execute("UPDATE stories SET article_count = article_count + 1 WHERE id = ?", (story,))
        self.conn.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, 'live', 'en', 1, NULL, ?, ?, ?)",
            (
                *(article, source, f"https://{source}.example/{article}", headline, published, seen, seen),
                *(story or article, f"https://{source}.example/feed{article % 3}", seen),
            ),
        )
        self._version(version, article, 1, at, headline)
        self._change(at, article, source, ("published", None, version, 0), sizes=(0, 0))
        self.latest[article] = (version, headline)
        edits = self.random.choices((0, 1, 2, 4), self.busy.edited)[0]
        for number in range(edits):
            later = at + timedelta(minutes=self.random.lognormvariate(4, 1.3) * (number + 1))
            self.waiting.append((later.replace(microsecond=0), article, source, number + 2))
        if story is None and article % 8 == 0:
            for _ in range(self.random.randrange(1, 4)):
                other = f"outlet-{self.random.randrange(self.busy.outlets)}"
                self._one_story(at + timedelta(minutes=self.random.randrange(3, 90)), other, story=article)

    def _edit(self, at: datetime, article: int, source: str, number: int) -> None:
        before, headline = self.latest[article]
        if self.random.random() < 0.02:
            self._change(at, article, source, ("removed", before, before, 0), sizes=(0, 0))
            self.conn.execute("UPDATE articles SET state = 'removed' WHERE id = ?", (article,))
            return
        version = next(self.version)
        renamed = self.random.random() < 0.25
        after = self._headline() if renamed else headline
        self._version(version, article, number, at, after)
        kind = "corrected" if self.random.random() < 0.04 else "edited"
        size = (int(self.random.lognormvariate(2.5, 1.3)), int(self.random.lognormvariate(2, 1.3)))
        self._change(at, article, source, (kind, before, version, int(renamed)), sizes=size)
        self.latest[article] = (version, after)

    def _version(self, version: int, article: int, number: int, at: datetime, headline: str) -> None:
        body = " ".join(self.random.choices(WORDS, k=self.busy.body_words))
        row = (version, article, number, _text(at), headline, body, self.busy.body_words, f"{version:064x}")
        self.conn.execute(
            "INSERT INTO versions (id, article_id, number, seen_at, headline, standfirst, byline, language, body,"
            " word_count, content_sha256, extractor) VALUES (?, ?, ?, ?, ?, '', '', 'en', ?, ?, ?, 'x')",
            row,
        )
        self.conn.execute(
            "INSERT INTO versions_fts (rowid, headline, standfirst, byline, body) VALUES (?, ?, '', '', ?)",
            (version, search_fold(headline), body),
        )
        self.conn.execute(
            "UPDATE articles SET version_count = ?, latest_version_id = ?, headline = ?, changed_at = ? WHERE id = ?",
            (number, version, headline, _text(at), article),
        )

    def _change(
        self, at: datetime, article: int, source: str, what: tuple[str, int | None, int, int], *, sizes: tuple[int, int]
    ) -> None:
        change, (kind, before, after, renamed) = next(self.change), what
        edit = kind in ("edited", "corrected")
        silent = int(self.random.random() < 0.4) if edit else None
        numbers, quotes = (self.random.choice((0, 0, 0, 1, 2)), self.random.choice((0, 0, 0, 0, 1))) if edit else (0, 0)
        summary = f"{numbers} numbers; 1 paragraph" if edit else None
        row = (
            change,
            article,
            source,
            _text(at),
            kind,
            before,
            after,
            renamed,
            *sizes,
            summary,
            numbers,
            quotes,
            silent,
        )
        self.conn.execute(
            "INSERT INTO changes (id, article_id, source_id, seen_at, kind, from_version_id, to_version_id,"
            " headline_changed, words_added, words_removed, summary, numbers, quotes, silent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        if edit:
            texts = (change, *(" ".join(self.random.choices(WORDS, k=8)) for _ in range(2)))
            self.conn.execute("INSERT INTO change_texts VALUES (?, ?, ?)", texts)
            self.conn.execute("INSERT INTO changes_fts (rowid, added, removed) VALUES (?, ?, ?)", texts)
        if article % 16 in (0, 1, 2):
            event = {"published": "report", "edited": "edit", "corrected": "correction", "removed": "removal"}[kind]
            match = (WATCH, change, event, json.dumps(["alliance", "seats"]))
            self.conn.execute("INSERT INTO matches VALUES (?, ?, ?, ?)", match)

    def _headline(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randrange(6, 11))).capitalize()


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
