"""Judges what a crawl recorded against what a press really did: false alarms, edits seen, late, in part, missed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from press import Answer, Press, Served
from press_chrome import Noise
from press_copy import EditKind

from monitor.demo.phrases import PHRASES
from monitor.demo.stories import Copy
from storage.fold import letters_and_digits

LEAST_OVERLAP = 0.5
"""The share of an edit's words that a recorded change must have to have seen it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A story's fields as a version of the archive has them, or as its outlet means them."""

    headline: str
    standfirst: str
    byline: Sequence[str]
    paragraphs: Sequence[str]

    @classmethod
    def of_copy(cls, copy: Copy) -> "Text":
        """What the outlet says; a note is part of the body."""
        paragraphs = (*copy.paragraphs, copy.note) if copy.note else copy.paragraphs
        return cls(headline=copy.headline, standfirst=copy.standfirst, byline=copy.byline, paragraphs=paragraphs)


@dataclass(frozen=True, slots=True)
class Difference:
    """Words by field that one text has more than another, and whether paragraphs that both have stand otherwise."""

    added: Counter[tuple[str, str]]
    removed: Counter[tuple[str, str]]
    moved: bool

    @property
    def size(self) -> int:
        """Words added and removed, or 1 for a move alone."""
        return self.added.total() + self.removed.total() + (self.moved and not self.added and not self.removed)

    def shared(self, other: "Difference") -> int:
        """How much of it the other has, in whatever field; of a move alone, whether the other moved something, too."""
        words = (_plain(self.added) & _plain(other.added)).total()
        words += (_plain(self.removed) & _plain(other.removed)).total()
        is_move = self.moved and not self.added and not self.removed
        return words + (is_move and other.moved)


def _plain(words: Counter[tuple[str, str]]) -> Counter[str]:
    plain: Counter[str] = Counter()
    for (_, word), count in words.items():
        plain[word] += count
    return plain


def difference(old: Text, new: Text) -> Difference:
    """What became of a text."""
    before, after = _words(old), _words(new)
    kept = {letters_and_digits(text) for text in old.paragraphs} & {letters_and_digits(text) for text in new.paragraphs}
    orders = [[key for text in side.paragraphs if (key := letters_and_digits(text)) in kept] for side in (old, new)]
    return Difference(after - before, before - after, orders[0] != orders[1])


def _words(text: Text) -> Counter[tuple[str, str]]:
    fields = {
        "headline": text.headline,
        "standfirst": text.standfirst,
        "byline": " ".join(text.byline),
        "body": " ".join(text.paragraphs),
    }
    return Counter(
        (name, key) for name, said in fields.items() for word in said.split() if (key := letters_and_digits(word))
    )


class Outcome(StrEnum):
    """What a recorded change was."""

    EXACT = "exactly the edit"
    FIELD = "the edit, in another field"
    PART = "a part of the edit"
    MORE = "the edit and more"
    FALSE = "a false alarm"
    WALL = "a wall taken for the story"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A change of the archive, with the texts of its versions; `before` and `after` are equal where it has none."""

    change_id: int
    path: str
    kind: str
    before: Text
    after: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A recorded change, judged. `noise` is the class of most foreign words; `pages` are the fetches before, after.

    `undoes` says that it only takes out again what an earlier version should not have had, or puts back what it lacked.
    """

    recorded: Recorded
    outcome: Outcome
    noise: str
    pages: tuple[Served, Served]
    edits: Sequence[EditKind] = ()
    rounds_late: int = 0
    undoes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """An edit that was served and never recorded."""

    path: str
    kinds: Sequence[EditKind]
    pages: tuple[Served, Served]


@dataclass(slots=True)
class _Known:
    """What the desk knows of a story: the version it has, from which fetch, and the fetches around a newer one."""

    version: int
    page: Served
    latest: Served
    shown: tuple[Served, Served] | None = None


@dataclass(slots=True)
class Judge:
    """Takes each round's fetches and recorded changes; keeps the alarms and, by `missed`, what was never seen.

    `looked_again` counts the fetches of a story beyond the first of a round, those that met a busy server left out.
    """

    press: Press
    alarms: list[Alarm] = field(default_factory=list)
    answers: Counter[Answer] = field(default_factory=Counter)
    looked_again: int = 0
    _known: dict[str, _Known] = field(default_factory=dict)

    def take(self, served: Sequence[Served], recorded: Sequence[Recorded]) -> None:
        """A round is over: what was fetched in it, and what was recorded, each in its order."""
        pages: dict[str, list[Served]] = {}
        for one in served:
            self.answers[one.answer] += 1
            pages.setdefault(one.path, []).append(one)
        for path, fetched in pages.items():
            self.looked_again += max(0, sum(one.answer is not Answer.BUSY for one in fetched) - 1)
            self._note_fetched(path, [one for one in fetched if one.answer is Answer.STORY])
        for change in recorded:
            self._judge(change, pages.get(change.path, ()))

    def _note_fetched(self, path: str, stories: Sequence[Served]) -> None:
        if not stories:
            return
        known = self._known.get(path)
        if known is None:
            self._known[path] = _Known(stories[0].version, stories[0], stories[-1])
            return
        known.latest = stories[-1]
        if known.shown is None and stories[-1].version != known.version:
            known.shown = (known.page, stories[-1])

    def _judge(self, change: Recorded, fetched: Sequence[Served]) -> None:
        known = self._known[change.path]
        telling = self.press.tellings[change.path]
        latest = known.latest.version
        truth = difference(Text.of_copy(telling.versions[known.version]), Text.of_copy(telling.versions[latest]))
        found = difference(change.before, change.after)
        walls = [one for one in fetched if one.answer is not Answer.STORY]
        outcome = _outcome(truth, found)
        edits: Sequence[EditKind] = ()
        late = 0
        if outcome is Outcome.FALSE and walls and len(walls) == len(fetched):
            outcome = Outcome.WALL
        elif outcome is not Outcome.FALSE:
            edits = _kinds(telling.kinds, known.version, latest)
            late = known.latest.round - (known.shown[1].round if known.shown else known.latest.round)
        after = walls[-1] if outcome is Outcome.WALL else known.latest
        noise = "" if outcome is Outcome.EXACT else self._noise(truth, found, (known.page, after))
        self.alarms.append(
            Alarm(
                recorded=change,
                outcome=outcome,
                noise=noise,
                pages=(known.page, after),
                edits=edits,
                rounds_late=late,
                undoes=outcome is Outcome.FALSE and _undoes(Text.of_copy(telling.versions[known.version]), change),
            )
        )
        known.page = after
        if edits:
            known.version, known.shown = latest, None

    def _noise(self, truth: Difference, found: Difference, pages: tuple[Served, Served]) -> str:
        """The classes whose texts, on either page, have the words that the edit does not account for, most first."""
        foreign = {word for _, word in (found.added - truth.added) + (found.removed - truth.removed)}
        if not foreign:
            return "order" if found.moved else "nothing foreign"
        spoken = self._spoken(pages)
        left, classes = set(foreign), list[str]()
        while left and len(classes) < 3:
            best = max(spoken, key=lambda name: len(spoken[name] & left))
            if len(spoken[best] & left) < 0.25 * len(foreign):
                break
            classes.append(best)
            left -= spoken[best]
        return "+".join(classes if len(left) <= 0.4 * len(foreign) else [*classes, "own text"])

    def _spoken(self, pages: tuple[Served, Served]) -> dict[str, set[str]]:
        """The words of each class on these pages; the line with names and times is a class of its own."""
        spoken: dict[str, set[str]] = {}
        for served in pages:
            telling, chrome = self.press.tellings[served.path], self.press.chrome(served)
            phrases, copy = PHRASES[telling.language], telling.versions[served.version]
            line = (phrases.by, phrases.published, f"{telling.published_at:%d-%m-%Y %H:%M}", *copy.byline)
            ago = (said for noise, said in chrome.said if noise is Noise.TIMES)
            for name, said in [*chrome.said, ("line of names and times", " ".join((*line, *ago)))]:
                spoken.setdefault(name, set()).update(map(letters_and_digits, said.split()))
        return spoken

    def missed(self) -> list[Missed]:
        """The edits that were on a page that was fetched, and were not recorded by now."""
        return [
            Missed(
                path=path,
                kinds=_kinds(self.press.tellings[path].kinds, known.version, known.latest.version),
                pages=known.shown,
            )
            for path, known in self._known.items()
            if known.shown is not None and known.latest.version != known.version
        ]


def _undoes(told: Text, change: Recorded) -> bool:
    """Whether a change only brings the archive nearer to what the story says."""
    excess, found = difference(told, change.before), difference(change.before, change.after)
    is_some = bool(found.added or found.removed)
    return is_some and not found.added - excess.removed and not found.removed - excess.added


def _kinds(kinds: Sequence[EditKind | None], after: int, to: int) -> list[EditKind]:
    return [kind for kind in kinds[after + 1 : to + 1] if kind is not None]


def _outcome(truth: Difference, found: Difference) -> Outcome:
    shared = truth.shared(found)
    if not truth.size or shared < LEAST_OVERLAP * truth.size:
        return Outcome.FALSE
    if found.size > shared:
        return Outcome.MORE
    if shared < truth.size:
        return Outcome.PART
    return Outcome.EXACT if found.added == truth.added and found.removed == truth.removed else Outcome.FIELD


def shown(served: Served) -> str:
    """A fetch in short, for a file's name."""
    return re.sub(r"\W+", "-", f"{served.path} r{served.round} t{served.turn}").strip("-")
