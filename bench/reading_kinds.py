"""The kinds of pages that `reading_pages.py` asks for: addresses at random, made of what the archive holds."""

import random
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

SAMPLE = 400
"""Versions from which the words to search for are taken."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page, its addresses, and its budget in milliseconds at the 95th percentile (None: there is none)."""

    name: str
    budget: int | None
    address: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Words:
    """Words to search for, by how many of the sampled versions have them, and phrases that stand in one."""

    everywhere: list[str]
    common: list[str]
    rare: list[str]
    phrases: list[str]
    hindi: list[str]
    urdu: list[str]


@dataclass(frozen=True, slots=True)
class Archive:
    """What addresses are made of. `articles` are ids by how many versions they have, `sources` from large to tiny."""

    chance: random.Random
    words: Words
    sources: list[str]
    watches: list[str]
    articles: dict[int, list[int]]
    last_article: int
    last_version: int
    last_change: int
    days: tuple[date, date]

    def day(self) -> date:
        """A day on which the archive was kept."""
        first, last = self.days
        return first + timedelta(days=self.chance.randrange((last - first).days + 1))


def look_into(conn: sqlite3.Connection, chance: random.Random) -> Archive:
    """Choose what is asked for."""

    def one(sql: str) -> int:
        return int(conn.execute(sql).fetchone()[0])

    last_article, last_version = one("SELECT max(id) FROM articles"), one("SELECT max(id) FROM versions")
    articles: dict[int, list[int]] = {1: [], 5: [], 200: []}
    drawn = ",".join(str(chance.randint(1, last_article)) for _ in range(6_000))
    for number, versions in conn.execute(f"SELECT id, version_count FROM articles WHERE id IN ({drawn})"):
        if versions in articles:
            articles[versions].append(number)
    articles[200] = [row[0] for row in conn.execute("SELECT id FROM articles WHERE version_count = 200")]
    days = conn.execute("SELECT min(day), max(day) FROM daily_counts").fetchone()
    return Archive(
        chance=chance,
        words=_words(conn, chance, last_version),
        sources=[row[0] for row in conn.execute("SELECT id FROM sources ORDER BY id")],
        watches=[row[0] for row in conn.execute("SELECT id FROM watches ORDER BY id")],
        articles=articles,
        last_article=last_article,
        last_version=last_version,
        last_change=one("SELECT max(id) FROM changes"),
        days=(date.fromisoformat(days[0]), date.fromisoformat(days[1])),
    )


def _words(conn: sqlite3.Connection, chance: random.Random, last_version: int) -> Words:
    drawn = ",".join(str(chance.randint(1, last_version)) for _ in range(SAMPLE))
    texts: dict[str, list[list[str]]] = {"en": [], "hi": [], "ur": []}
    for language, body in conn.execute(f"SELECT language, body FROM versions WHERE id IN ({drawn}) ORDER BY id"):
        texts.setdefault(language or "", []).append(re.findall(r"[^\W\d_][^\W\d_\u0900-\u0903]+[\u0900-\u0957]*", body))
    english = Counter(word for text in texts["en"] for word in {each.lower() for each in text})
    share = {word: count / max(1, len(texts["en"])) for word, count in english.items() if word.isascii()}
    phrases = [" ".join(text[at : at + 2]) for text in texts["en"] for at in [chance.randrange(len(text) - 2)]]
    return Words(
        everywhere=sorted(word for word, of_all in share.items() if of_all > 0.5),
        common=sorted(word for word, of_all in share.items() if 0.06 < of_all < 0.3 and len(word) > 3),
        rare=sorted(word for word, count in english.items() if count == 1 and len(word) > 4),
        phrases=phrases,
        hindi=sorted({word for text in texts["hi"] for word in text if len(word) > 3}) or ["चुनाव"],
        urdu=sorted({word for text in texts["ur"] for word in text if len(word) > 3}) or ["انتخابات"],
    )


def kinds(archive: Archive) -> Iterator[Kind]:
    """All kinds, those for readers first, then Datasette's own."""
    yield Kind("front page", 100, lambda: "/")
    yield from _search_kinds(archive)
    yield from _article_kinds(archive)
    yield from _list_kinds(archive)
    yield from _native_kinds(archive)


def _search_kinds(archive: Archive) -> Iterator[Kind]:
    pick, words = archive.chance.choice, archive.words

    def search(query: Callable[[], str], order: str, narrowing: Callable[[], dict[str, str]] = dict) -> str:
        return "/search?" + urlencode({"q": query(), "sort": order, **narrowing()})

    def two() -> str:
        return _two_words(archive)

    def some_words() -> str:
        return pick((pick(words.common), two(), pick(words.rare)))

    for order, budget in (("new", 50), ("best", 300)):
        for name, query in _queries(archive).items():
            yield Kind(f"search {order}: {name}", budget, partial(search, query, order))
        for name, narrowing in _narrowings(archive).items():
            yield Kind(f"search {order}: {name}", budget, partial(search, some_words, order, narrowing))
    later = partial(search, two, "new", lambda: {"before": str(archive.chance.randint(1, archive.last_version))})
    yield Kind("search new: a later page", 50, later)
    yield Kind("search best: page 4", 300, partial(search, two, "best", lambda: {"page": "4"}))


def _two_words(archive: Archive) -> str:
    return f"{archive.chance.choice(archive.words.common)} {archive.chance.choice(archive.words.common)}"


def _queries(archive: Archive) -> dict[str, Callable[[], str]]:
    pick, words = archive.chance.choice, archive.words
    return {
        "one common word": lambda: pick(words.common),
        "a word of every second story": lambda: pick(words.everywhere),
        "two common words": lambda: _two_words(archive),
        "rare word": lambda: pick(words.rare),
        "common and rare word": lambda: f"{pick(words.common)} {pick(words.rare)}",
        "phrase": lambda: f'"{pick(words.phrases)}"',
        "prefix of 3": lambda: f"{pick(words.common)[:3]}*",
        "prefix of 5": lambda: f"{pick([word for word in words.common if len(word) > 5])[:5]}*",
        "headline:": lambda: f"headline:{pick(words.common)}",
        "OR": lambda: f"{pick(words.common)} OR {pick(words.common)}",
        "NOT": lambda: f"{pick(words.common)} NOT {pick(words.common)}",
        "Hindi": lambda: pick(words.hindi),
        "Urdu": lambda: pick(words.urdu),
    }


def _narrowings(archive: Archive) -> dict[str, Callable[[], dict[str, str]]]:
    pick = archive.chance.choice

    def of_month() -> str:
        return archive.day().isoformat()[:7]

    def within() -> dict[str, str]:
        start = archive.day()
        return {
            "from": start.isoformat(),
            "to": (start + timedelta(days=archive.chance.choice((1, 7, 30)))).isoformat(),
        }

    return {
        "in a large source": lambda: {"source": pick(archive.sources[:3])},
        "in a tiny source": lambda: {"source": pick(archive.sources[-5:])},
        "in Urdu": lambda: {"language": "ur"},
        "in a month": lambda: {"month": of_month()},
        "between days": within,
        "corrected": lambda: {"kind": "corrected"},
        "as it stands now": lambda: {"in": "now"},
        "any version": lambda: {"in": "any"},
        "in what was taken out": lambda: {"in": "removed"},
        "as of a day": lambda: {"in": "asof", "asof": archive.day().isoformat()},
        "of a source, month": lambda: {"source": pick(archive.sources), "month": of_month()},
    }


def _article_kinds(archive: Archive) -> Iterator[Kind]:
    pick, among = archive.chance.choice, archive.articles
    for versions in among:
        yield Kind(f"article, {versions} versions", 50, partial(lambda of: f"/article/{pick(of)}", among[versions]))
    yield Kind("article, first of 5 versions", 50, lambda: f"/article/{pick(among[5])}?version=1")
    yield Kind("diff, neighbours", 50, lambda: f"/article/{pick(among[5])}?from=4&to=5")
    yield Kind("diff, first and last of 5", 50, lambda: f"/article/{pick(among[5])}?from=1&to=5")
    yield Kind("diff, first and last of 200", 50, lambda: f"/article/{pick(among[200])}?from=1&to=200")


def _list_kinds(archive: Archive) -> Iterator[Kind]:
    pick = archive.chance.choice

    def before() -> str:
        return str(archive.chance.randint(1, archive.last_change))

    choices: dict[str, Callable[[], dict[str, str]]] = {
        "all": dict,
        "further back": lambda: {"before": before()},
        "of a large source": lambda: {"source": pick(archive.sources[:3])},
        "of a tiny source": lambda: {"source": pick(archive.sources[-5:])},
        "edited": lambda: {"kind": "edited"},
        "corrected": lambda: {"kind": "corrected"},
        "moved, the rarest kind": lambda: {"kind": "moved"},
        "corrected of a tiny source": lambda: {"kind": "corrected", "source": pick(archive.sources[-5:])},
        "removed of a source, further back": lambda: {
            "kind": "removed",
            "source": pick(archive.sources),
            "before": before(),
        },
        "headlines": lambda: {"headline": "1"},
        "headlines of a tiny source": lambda: {"headline": "1", "source": pick(archive.sources[-5:])},
        "of a source that is not there": lambda: {"source": "nobody"},
    }
    for name, choice in choices.items():
        yield Kind(f"changes: {name}", 50, partial(lambda chosen: f"/changes?{urlencode(chosen())}", choice))
    yield Kind("source, large", 100, lambda: f"/source/{pick(archive.sources[:3])}")
    yield Kind("source, tiny", 100, lambda: f"/source/{pick(archive.sources[-5:])}")
    yield Kind("watch", 100, lambda: f"/watch/{pick(archive.watches)}")
    yield Kind("feed of changes", None, lambda: f"/feeds/changes.atom?before={before()}")
    yield Kind("feed of a tiny source", None, lambda: f"/feeds/source/{pick(archive.sources[-5:])}.atom")
    yield Kind("feed of corrections", None, lambda: "/feeds/changes.atom?kind=corrected")
    yield Kind("feed of a search", None, lambda: f"/feeds/search.atom?q={pick(archive.words.common)}")
    yield Kind("feed of a watch", None, lambda: f"/feeds/watch/{pick(archive.watches)}.json")


def _native_kinds(archive: Archive) -> Iterator[Kind]:
    pick = archive.chance.choice
    addresses: dict[str, Callable[[], str]] = {
        "database page": lambda: "/archive",
        "table versions": lambda: "/archive/versions",
        "table changes": lambda: "/archive/changes",
        "table articles": lambda: "/archive/articles",
        "table articles of a source": lambda: f"/archive/articles?source_id={pick(archive.sources)}",
        "table changes of a kind": lambda: "/archive/changes?kind=corrected",
        "table, one facet": lambda: "/archive/articles?_facet=state",
        "table, sorted": lambda: "/archive/versions?_sort=word_count",
        "view recent_changes": lambda: "/archive/recent_changes",
        "view latest_versions": lambda: "/archive/latest_versions",
        "JSON of changes": lambda: "/archive/changes.json?_shape=objects",
        "JSON of readable changes": lambda: "/archive/recent_changes.json?source_id=outlet-40",
        "CSV of a source": lambda: f"/archive/articles.csv?source_id={pick(archive.sources)}",
        "row of an article": lambda: f"/archive/articles/{archive.chance.randint(1, archive.last_article)}",
        "row of a version": lambda: f"/archive/versions/{archive.chance.randint(1, archive.last_version)}",
        "row of a source": lambda: f"/archive/sources/{pick(archive.sources)}",
        "query search": lambda: f"/archive/search?words={pick(archive.words.common)}",
        "query silent_edits": lambda: "/archive/silent_edits",
        "query headlines_changed": lambda: "/archive/headlines_changed",
        "query corrections": lambda: "/archive/corrections",
        "query removed_stories": lambda: "/archive/removed_stories",
    }
    for name, address in addresses.items():
        yield Kind(name, None, address)
