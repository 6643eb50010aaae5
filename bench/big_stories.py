"""The lives of the articles of one day, as rows to be: what each version said, when, and what the change before it was.

A diff is put together from the edits that were made; it is in the form of `monitor.diff`, which a test holds it to.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from big_words import LASTING, Language, Topic, number, popularity

from storage.fold import search_fold
from storage.passages import changed_words

FIRST_DAY = datetime(2022, 1, 3, tzinfo=UTC)
DAYS = 3 * 365
WEEK = (1.12, 1.15, 1.15, 1.14, 1.08, 0.7, 0.66)
EXTRACTOR = "presswatch/1 trafilatura/2.3.0"
VERSIONS = (50, 18, 10, 6.5, 4.5, 3.2, 2.3, 1.7, 1.3, 1.0, 0.8, 0.7)
"""Per cent of articles with one version, two …: two and a half on average."""

Parts = list[list[str]]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A source of the archive: how much of the news it has, from which day on."""

    id: str
    name: str
    language: str
    share: float
    since: int


@dataclass(frozen=True, slots=True)
class Event:
    """One change and the version that it brought, if it brought one. `story` names the first article of the story."""

    at: str
    article: tuple[int, int]
    kind: str
    version: tuple[Any, ...] | None
    folded: tuple[str, ...] | None
    change: dict[str, Any]
    texts: tuple[str, str] | None = None
    first: dict[str, Any] | None = None


@dataclass(slots=True)
class Draft:
    """An article's text while it is being written and edited."""

    headline: str
    standfirst: str
    byline: str
    paragraphs: list[str]
    diff: dict[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


def outlets(seed: int) -> list[Outlet]:
    """Forty sources, the first with a quarter of the news, the last with hardly any; seven in Hindi or Urdu."""
    chance = Random(f"{seed} outlets")  # noqa: S311 (not for cryptography)
    found = []
    for index in range(40):
        language = {3: "hi", 9: "ur", 11: "hi", 17: "hi", 22: "ur", 27: "hi", 33: "ur"}.get(index, "en")
        since = 0 if index < 30 else chance.randrange(DAYS // 2)
        found.append(
            Outlet(f"outlet-{index + 1:02}", f"The {index + 1:02} Courier", language, 1 / (index + 1.5), since)
        )
    return found


def counts_of_day(day: int, articles: int, versions: int, seed: int) -> tuple[int, list[int]]:
    """How many articles the day has, by its share of the weeks, and how many versions each; all days sum up."""

    def until(day: int, total: int) -> int:
        weeks, rest = divmod(day, 7)
        whole = sum(WEEK)
        all_weeks, last = divmod(DAYS, 7)
        return round(total * (weeks * whole + sum(WEEK[:rest])) / (all_weeks * whole + sum(WEEK[:last])))

    count = until(day + 1, articles) - until(day, articles)
    wanted = until(day + 1, versions) - until(day, versions)
    chance = Random(f"{seed} counts {day}")  # noqa: S311
    counts = chance.choices(range(1, len(VERSIONS) + 1), VERSIONS, k=count)
    wanted = min(max(wanted, count), len(VERSIONS) * count)
    while sum(counts) != wanted:
        index = chance.randrange(count)
        step = 1 if sum(counts) < wanted else -1
        if 1 <= counts[index] + step <= len(VERSIONS):
            counts[index] += step
    # A few stories besides are edited for days on end.
    if counts and day % (DAYS // (20 if versions > 200_000 else 2)) == 7:
        counts[0] = 200
    return count, counts


def events_of_day(
    day: int, counts: list[int], sources: list[Outlet], languages: dict[str, Language], seed: int
) -> Iterator[Event]:
    """All that ever happened to the articles that appeared on that day; not in the order of time."""
    chance = Random(f"{seed} {day}")  # noqa: S311
    open_now = [source for source in sources if source.since <= day]
    shares = [source.share for source in open_now]
    told: dict[str, list[tuple[tuple[int, int], Topic, Draft]]] = {}
    hours = sorted(_moment_of_day(chance) for _ in counts)
    topics = {code: _topics_of_day(language, day) for code, language in languages.items()}
    for index, versions in enumerate(counts):
        source = chance.choices(open_now, shares)[0]
        language = languages[source.language]
        known = told.setdefault(source.language, [])
        key = (day, index)
        if known and chance.random() < 0.2:
            story, topic, wire = chance.choice(known)
            draft = Draft(wire.headline, wire.standfirst, "Agencies", list(wire.paragraphs))
            edit(draft, language, topic, chance)
        else:
            story = key
            topic = chance.choices(*topics[source.language])[0]
            draft = written(language, topic, chance)
        known.append((story, topic, Draft(draft.headline, draft.standfirst, draft.byline, list(draft.paragraphs))))
        at = FIRST_DAY + timedelta(days=day, seconds=hours[index])
        life = Life(key, story, source, language, topic, draft, chance, baseline=day - source.since < 2)
        yield from life.events(at, versions)


def _topics_of_day(language: Language, day: int) -> tuple[list[Topic], list[float]]:
    current = [topic for topic in language.topics if topic.first_day <= day < topic.first_day + topic.days]
    return current, list(popularity(len(current)))


def _moment_of_day(chance: Random) -> int:
    """Seconds of the day: few at night."""
    return int(min(86_399, max(0, chance.triangular(0, 86_399, 45_000))))


def written(language: Language, topic: Topic, chance: Random) -> Draft:
    """A new story of 150 to 900 words, half of them below 350."""
    length = min(900, max(150, int(chance.lognormvariate(5.62, 0.45))))
    paragraphs = []
    while length > 0:
        paragraphs.append(language.paragraph(chance, topic))
        length -= paragraphs[-1].count(" ") + 1
    standfirst = language.sentence(chance, topic) if chance.random() < 0.6 else ""
    return Draft(language.headline(chance, topic), standfirst, chance.choice((*topic.names, "Desk")), paragraphs)


def edit(draft: Draft, language: Language, topic: Topic, chance: Random) -> dict[str, Any]:
    """Edit the draft in place: its `diff` is then of this edit. The answer is what the change's columns say of it."""
    draft.diff = {"v": 1}
    told = {"numbers": 0, "quotes": 0, "names": 0, "headline_changed": 0, "nature": "substance"}
    dice = chance.random()
    if dice < 0.22:
        new = language.headline(chance, topic) if chance.random() < 0.3 else None
        draft.headline, draft.diff["headline"] = _replaced(draft.headline, new or None, language, chance)
        told |= {"headline_changed": 1}
    if 0.18 < dice < 0.28 and draft.standfirst:
        draft.standfirst, draft.diff["standfirst"] = _replaced(draft.standfirst, None, language, chance)
    if dice > 0.15 or "headline" not in draft.diff:
        draft.diff["body"] = _edit_body(draft, language, topic, chance, told)
    return told


def _edit_body(
    draft: Draft, language: Language, topic: Topic, chance: Random, told: dict[str, Any]
) -> list[dict[str, Any]]:
    """Steps through the old body as `monitor.diff` has them; the draft's paragraphs become the new ones."""
    count = len(draft.paragraphs)
    rewritten = chance.random() < 0.04
    edited = set(chance.sample(range(count), min(count, 1 + int(chance.expovariate(1.2)))))
    removed = set(chance.sample(range(count), count // 2)) if rewritten else set()
    if count > 4 and chance.random() < 0.1:
        removed.add(chance.randrange(count))
    added = {chance.randrange(count + 1)} if chance.random() < 0.4 and count < 60 else set()
    if chance.random() < 0.5 and added:
        edited = set()
    steps: list[dict[str, Any]] = []
    paragraphs: list[str] = []
    for index in range(count + 1):
        if index in added or (rewritten and index in removed):
            text = language.paragraph(chance, topic)
            told["quotes"] += text.startswith('"')
            # What stood there before goes first, as in a diff of `monitor.diff`.
            if index in removed:
                steps.append({"op": "remove", "text": draft.paragraphs[index]})
            steps.append({"op": "add", "text": text})
            paragraphs.append(text)
            if index in removed:
                continue
        if index == count:
            break
        old = draft.paragraphs[index]
        if index in removed:
            steps.append({"op": "remove", "text": old})
            continue
        if index in edited:
            old, parts = _replaced(old, None, language, chance, told)
            steps.append({"op": "edit", "parts": parts})
        elif steps and steps[-1]["op"] == "keep":
            steps[-1]["count"] += 1
        else:
            steps.append({"op": "keep", "count": 1})
        paragraphs.append(old)
    told["nature"] = "rewritten" if rewritten else told["nature"]
    draft.paragraphs = paragraphs
    return steps


def _replaced(
    text: str, new: str | None, language: Language, chance: Random, told: dict[str, Any] | None = None
) -> tuple[str, Parts]:
    """The text as `new`, or with one to three of its words replaced, and the parts of that."""
    if new is not None:
        return new, [["-", text], ["+", new]]
    words = text.split(" ")
    start = chance.randrange(len(words))
    end = min(len(words), start + chance.choice((1, 1, 2, 3)))
    put = [number(chance)] if chance.random() < 0.4 else chance.choices(language.urn, k=end - start)
    if told is not None:
        told["numbers"] += put[0].isdigit()
        told["nature"] = "typo" if end - start == 1 and not put[0].isdigit() else told["nature"]
    before, old, after = (" ".join(part) for part in (words[:start], words[start:end], words[end:]))
    if " ".join(put) == old:
        put = [*put, language.urn[0]]
    lead, trail = f"{before} " if before else "", f" {after}" if after else ""
    parts = [["=", lead], ["-", old], ["+", " ".join(put)], ["=", trail]]
    return f"{lead}{' '.join(put)}{trail}", [part for part in parts if part[1]]


@dataclass(slots=True)
class Life:
    """An article from its first version to its last."""

    key: tuple[int, int]
    story: tuple[int, int]
    source: Outlet
    language: Language
    topic: Topic
    draft: Draft
    chance: Random
    baseline: bool
    published_at: str = ""
    modified_at: str = ""

    def events(self, at: datetime, versions: int) -> Iterator[Event]:
        """Its first version, its edits over the next hours or days, and sometimes that it went and came back."""
        self.published_at = self.modified_at = _text(at - timedelta(minutes=self.chance.randint(1, 40)))
        change: dict[str, Any] = {"words_added": _words(self.draft.body), "baseline": int(self.baseline)}
        first = {
            "source": self.source.id,
            "url": f"https://{self.source.id}.example/news/{self.topic.number}/{_slug(self.draft.headline, self.key)}",
            "story": self.story,
            "topic": self.topic.number if self.topic.number < LASTING and self.language.code == "en" else None,
            "names": self.topic.names[:2],
            "language": self.language.code,
        }
        yield self._version(at, "published", change, None, first)
        mean = 90 if versions < 13 else 20
        for _ in range(versions - 1):
            at += timedelta(minutes=3 + self.chance.expovariate(1 / mean) * (30 if self.chance.random() < 0.08 else 1))
            yield self._edited(at)
        dice = self.chance.random()
        if dice < 0.015:
            at += timedelta(hours=1 + self.chance.expovariate(1 / 100))
            yield Event(_text(at), self.key, "removed", None, None, {})
            if dice < 0.005:
                yield Event(_text(at + timedelta(hours=9)), self.key, "restored", None, None, {})
        elif dice < 0.018:
            yield Event(_text(at + timedelta(hours=30)), self.key, "moved", None, None, {})

    def _edited(self, at: datetime) -> Event:
        told = edit(self.draft, self.language, self.topic, self.chance)
        added, removed = changed_words(self.draft.diff)
        silent = self.chance.choice((1, 1, 0, 0, None))
        if silent == 0:
            self.modified_at = _text(at - timedelta(minutes=2))
        dice = self.chance.random()
        change = {
            **told,
            "words_added": _words(added),
            "words_removed": _words(removed),
            "importance": round(self.chance.random(), 2),
            "summary": ("headline; " if told["headline_changed"] else "") + f"{max(1, told['numbers'])} numbers",
            "silent": silent,
            "quiet": "flapping" if dice < 0.01 else "redesign" if dice < 0.02 else None,
            "diff": json.dumps(self.draft.diff, ensure_ascii=False),
        }
        kind = "corrected" if dice > 0.97 else "edited"
        return self._version(at, kind, change, (added, removed), None)

    def _version(
        self,
        at: datetime,
        kind: str,
        change: dict[str, Any],
        texts: tuple[str, str] | None,
        first: dict[str, Any] | None,
    ) -> Event:
        draft = self.draft
        body = draft.body
        said = (draft.headline, draft.standfirst, draft.byline, body)
        digest = sha256("\0".join(said).encode()).hexdigest()
        version = (
            *said[:3],
            self.published_at,
            self.modified_at,
            self.language.code,
            body,
            _words(body),
            digest,
            EXTRACTOR,
        )
        return Event(_text(at), self.key, kind, version, tuple(map(search_fold, said)), change, texts, first)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")[:19] + "Z"


def _words(text: str) -> int:
    return text.count(" ") + text.count("\n\n") + 1 if text else 0


def _slug(headline: str, key: tuple[int, int]) -> str:
    words = [word.lower() for word in headline.split() if word.isascii() and word.isalpha()]
    return "-".join([*words[:7], f"{key[0]:04}{key[1]:04}"])
