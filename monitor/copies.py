"""Near copies: whether two articles are cuts of one wire story, and what the later one says that the first does not.

Pure. Texts are compared paragraph by paragraph, by the runs of words that they share: outlets cut, splice and reorder
what an agency sends, put paragraphs of their own before and after, and write their own headline. How the constants were
found and what they bring is told in docs/stories.md.
"""

import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from monitor.agency_words import is_about_the_wire
from monitor.compare.lexicon import Lexicon, lexicon_for
from monitor.compare.notices import is_byline, is_notice
from monitor.compare.telling import Telling, marks_of, words_of
from monitor.words import folded_words, is_number
from scrapers.items import Story

MOST_WORDS = 5_000
"""Of a text; the rest is left out. No agency sends so much, but live pages and transcripts grow without end."""

RUN = 5
"""Words of a run. Different reporters' texts share few runs of five but in quotes and titles; with four they share
twice as many, and with six a light editor's hand leaves too few."""

WINDOW = 8
"""Of so many neighbouring runs one is a mark (winnowing: Schleimer, Wilkerson and Aiken, 2003), so that two texts with
RUN + WINDOW - 1 = 12 words in a row in common always have a common mark, at a quarter of the runs."""

LEAST_PASSAGE = 8
"""Words. What is shorter (a crosshead, a label, a signature) stands in stories that have nothing in common."""

LONGEST_PASSAGE = 60
"""Words. A longer paragraph is compared in pieces: some pages part their paragraphs by nothing that a program sees."""

COVERED = 0.5
"""Of a passage's words in common runs, and of its numbers, for it to say the same as the other text."""

COPIED = 0.5
"""Of the one text, for the two to be copies: the wire's part of a spliced copy, seldom so much of shared quotes."""

COPIED_BELOW = 0.6
"""The same where neither text begins with what is common: two briefs of one publisher share what stands below them."""

COPIED_OF_BOTH = 0.3
"""Of the other text, where that does not begin with what is common: a summary of the day contains many briefs whole."""

BEGUN_ALIKE = (0.4, 0.3)
"""The same two where both texts begin with what is common, as cuts do that share less for what each outlet put in."""

COPIED_WITHIN_SOURCE = (0.75, 0.5)
"""The same two for articles of one source, which share forms, notices and background that other sources do not have."""

LEAST_COPIED = 20
"""Words in common: two sentences. Less is a formula."""

KIN = 0.2
"""Of one text, for an article that copies another of a story's to belong to the story's first as well."""

SHORT_RUN = 3
"""Words of a run where a copy's paragraph is looked for in the first text: the two are known to be of one kind."""

NEW_WORDS, UNHEARD_WORDS = 6, 3
"""A stretch of so many words in a row that the first text does not have so, of which so many it does not have at all:
what an editor adds. A cut, a turned sentence and a changed word stay below."""

FORMULA = 0.5
"""Of a paragraph's marks in other stories, for it to be a formula: where a name or a day in it changes, others stay."""

DATELINE = 8
"""Words at the beginning of a copy that name a place, a day and an agency."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a piece of one: its folded words, the digests of its runs in order, where its numbers stand."""

    words: Sequence[str]
    runs: Sequence[int]
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Text:
    """A story's body as it is compared: its passages, and the runs of its paragraphs.

    `marks` are the runs by which an index finds texts that share a paragraph: numbers from 0 to 2**63 - 1.
    """

    passages: Sequence[Passage]
    runs: frozenset[int]
    marks: frozenset[int]
    word_count: int


@dataclass(frozen=True, slots=True)
class Share:
    """How much of one text stands in the other.

    `share` is from -1 to 1: of all words those in passages that say the same, less those in passages that give other
    numbers in the same words; what stands higher in the text counts more. `words` counts the former alone; `opens`:
    one of the first two passages is such.
    """

    share: float
    words: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two texts are the same, seen from each of them."""

    of_shorter: Share
    of_longer: Share

    @property
    def most(self) -> float:
        """The larger of the two shares."""
        return max(self.of_shorter.share, self.of_longer.share)

    @property
    def least(self) -> float:
        """The smaller of the two shares."""
        return min(self.of_shorter.share, self.of_longer.share)

    @property
    def words(self) -> int:
        """Words in common."""
        return min(self.of_shorter.words, self.of_longer.words)

    def is_copy(self, *, same_source: bool) -> bool:
        """Whether the two are cuts of one story."""
        if self.words < LEAST_COPIED:
            return False
        if same_source:
            return self._reaches(*COPIED_WITHIN_SOURCE)
        if self.of_shorter.opens and self.of_longer.opens and self._reaches(*BEGUN_ALIKE):
            return True
        least = 0.0 if self.of_longer.opens else COPIED_OF_BOTH
        return self._reaches(COPIED if self.of_shorter.opens or self.of_longer.opens else COPIED_BELOW, least)

    def _reaches(self, most: float, least: float) -> bool:
        return self.most >= most and self.least >= least

    def is_kin(self) -> bool:
        """Whether the two have so much in common that a third may hold them together."""
        return self.words >= LEAST_COPIED and self.most >= KIN


def text_of(story: Story) -> Text:
    """The body's paragraphs, but those that are too short and those in which a publication speaks of itself."""
    passages: list[Passage] = []
    runs: set[int] = set()
    marks: set[int] = set()
    count = 0
    for text in story.paragraphs:
        if count >= MOST_WORDS:
            break
        words = _words(text)
        if len(words) >= LEAST_PASSAGE and not _is_notice(text, story.byline):
            found = _runs(words)
            passages += _passages(words, found)
            runs.update(found)
            marks.update(_winnowed(found))
            count += len(words)
    return Text(passages, frozenset(runs), frozenset(marks), count)


def agreement(one: Text, other: Text) -> Agreement:
    """How far two texts are the same."""
    sides = (one.word_count, _share(one, other)), (other.word_count, _share(other, one))
    # Of two texts of one size, that which begins with what is common counts as the longer, whichever came first.
    shorter, longer = sorted(sides, key=lambda side: (side[0], side[1].opens))
    return Agreement(shorter[1], longer[1])


def new_in_copy(first: Story, copy: Story, formulas: Collection[int] = ()) -> tuple[str, ...]:
    """The paragraphs of `copy` that say what `first` does not, as they stand there.

    That is a clause with words that `first` does not have, or a number that it does not give; dates are no numbers,
    and twelve is 12. Datelines, bylines and lines of a publication on itself say nothing, whoever has them; `formulas`
    are marks that stand in other stories too, and a paragraph of which half the marks are such says nothing either.
    """
    told = [first.headline, first.standfirst, *first.paragraphs]
    sentences = [_words(text) for text in told]
    heard = _Heard(
        runs=frozenset(run for words in sentences for run in _word_runs(words)),
        words=frozenset(word for words in sentences for word in words),
    )
    whole = "\n".join(told)
    lexicon = lexicon_for(first.language, [word.key for word in words_of(whole)])
    numbers = _numbers(whole, lexicon)
    found: list[str] = []
    for place, text in enumerate(copy.paragraphs):
        if _is_notice(text, copy.byline) or _is_formula(text, formulas):
            continue
        words = _words(text)
        skipped = heard.dateline(words) if place == 0 else 0
        if heard.has_new(words[skipped:]) or _numbers(text, lexicon, skipped=skipped) - numbers:
            found.append(text)
    return tuple(found)


def _is_formula(text: str, formulas: Collection[int]) -> bool:
    found = frozenset(_winnowed(_runs(_words(text)))) if formulas else frozenset()
    return bool(found) and len(found & frozenset(formulas)) >= FORMULA * len(found)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the first text says: its short runs of words, and its words."""

    runs: frozenset[tuple[str, ...]]
    words: frozenset[str]

    def has_new(self, words: Sequence[str]) -> bool:
        """Whether the words have a stretch that is new."""
        return any(
            end - start >= NEW_WORDS and sum(word not in self.words for word in words[start:end]) >= UNHEARD_WORDS
            for start, end in self._stretches(words)
        )

    def dateline(self, words: Sequence[str]) -> int:
        """How many words stand before what the first text says too, where they are few enough for a dateline."""
        start, end = next(self._stretches(words), (0, 0))
        return end if start == 0 and end <= DATELINE else 0

    def _stretches(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where the words are that stand in no run of the first text, from and to (excluded)."""
        known = [False] * len(words)
        for start, run in enumerate(_word_runs(words)):
            if run in self.runs:
                known[start : start + SHORT_RUN] = [True] * SHORT_RUN
        for is_known, places in groupby(range(len(words)), key=known.__getitem__):
            if not is_known:
                stretch = list(places)
                yield stretch[0], stretch[-1] + 1


def _word_runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + SHORT_RUN]) for start in range(len(words) - SHORT_RUN + 1)]


def _numbers(text: str, lexicon: Lexicon, *, skipped: int = 0) -> set[str]:
    """The numbers that a text gives, as values; those in its first `skipped` words are left out."""
    words = words_of(text)
    begin = words[skipped].start if skipped < len(words) else len(text)
    marks_found = marks_of(text, words, lexicon=lexicon, names=())
    return {mark.key for mark in marks_found if mark.kind is Telling.NUMBER and not mark.loose and mark.start >= begin}


def _words(text: str) -> list[str]:
    return [word.casefold() for word in folded_words(text)]


def _is_notice(text: str, names: Sequence[str]) -> bool:
    return is_notice(text) or is_about_the_wire(text) or is_byline(text, names)


def _passages(words: Sequence[str], runs: Sequence[int]) -> Iterator[Passage]:
    """A paragraph in pieces of one size, none longer than LONGEST_PASSAGE."""
    count = -(-len(words) // LONGEST_PASSAGE)
    size = -(-len(words) // count)
    for start in range(0, len(words), size):
        piece = words[start : start + size]
        numbers = [place for place, word in enumerate(piece) if is_number(word)]
        yield Passage(piece, runs[start : start + len(piece) - RUN + 1], numbers)


def _runs(words: Sequence[str]) -> list[int]:
    """Digests that are the same in every process, unlike Python's own."""
    digests = [zlib.crc32(word.encode()) * 0x9E3779B97F4A7C15 for word in words]
    return [_digest(digests[start : start + RUN]) for start in range(len(digests) - RUN + 1)]


def _digest(digests: Sequence[int]) -> int:
    value = 0
    for digest in digests:
        value = (value * 0x100000001B3 + digest) & 0xFFFFFFFFFFFFFFFF
    # Winnowing takes the least of neighbours, so every word has to move the high digits.
    return ((value ^ value >> 32) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 1


def _winnowed(runs: Sequence[int]) -> Iterator[int]:
    for start in range(max(min(1, len(runs)), len(runs) - WINDOW + 1)):
        yield min(runs[start : start + WINDOW])


def _share(text: Text, other: Text) -> Share:
    weights = common = 0.0
    words = before = 0
    opens = False
    for place, passage in enumerate(text.passages):
        size = len(passage.words)
        # From 1.5 at the top to 0.5 at the end: news stands at the top, background and notices at the end.
        weight = size * (1.5 - (before + size / 2) / text.word_count)
        weights += weight
        before += size
        covered = _covered(passage, other.runs)
        if sum(covered) < COVERED * size:
            continue
        if sum(covered[number] for number in passage.numbers) < COVERED * len(passage.numbers):
            # The same words about other numbers: a form that is filled in every day. An update has a few of these.
            common -= size
            continue
        common += weight
        words += size
        opens = opens or place < 2
    return Share(common / weights if weights else 0.0, words, opens)


def _covered(passage: Passage, runs: Collection[int]) -> list[bool]:
    """Of each of the passage's words, whether it stands in one of the runs."""
    covered = [False] * len(passage.words)
    for start, run in enumerate(passage.runs):
        if run in runs:
            covered[start : start + RUN] = [True] * RUN
    return covered
