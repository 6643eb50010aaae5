"""What changed inside one passage, a field or a paragraph: which telling passages, which words, or only letters."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rapidfuzz.distance import Indel

from monitor.compare.slips import Context, is_near, is_slip, may_be_name
from monitor.compare.telling import Mark, Telling, Word, marks_of, words_of
from monitor.words import Part
from storage.fold import letters_and_digits

MOST_PAIRS = 10_000
"""Pairs of words in a run that are looked at for slips: a hundred words against a hundred others are no typos."""

WORDY = tuple(kind for kind in Telling if kind is not Telling.QUOTE)
"""What is told by its own words; a quote is told by its marks and holds all kinds of words."""

SHORTEST_SENTENCE = 6
"""Words, or characters of a script without spaces, from which a text put in may be a sentence of its own."""

_SENTENCE_END = re.compile(r"(?<=\w\w)[.!?…][\"'”’»“)\]]*(?=\s|$)|[।॥۔؟。！？]")


@dataclass(slots=True)
class Wording:
    """How the wording of a passage changed.

    `told` counts the telling passages of each kind that were put in, taken out or replaced; `gone` and `come` the other
    words that mean something, by what they are looked up by; `typos` words of which single letters changed.
    `is_restyled` says that joining words, order, spelling or punctuation changed. A sentence that was put in or taken
    out as a whole counts as one, and its words do not.
    """

    told: Counter[Telling] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    come: Counter[str] = field(default_factory=Counter)
    typos: int = 0
    sentences_added: int = 0
    sentences_removed: int = 0
    is_restyled: bool = False

    @property
    def words(self) -> int:
        """Words that went or came, the larger count; those that only moved do not count."""
        return max((self.gone - self.come).total(), (self.come - self.gone).total())

    @property
    def is_of_substance(self) -> bool:
        """Whether more changed than letters and style."""
        return bool(self.words or self.told.total() or self.sentences_added or self.sentences_removed)


def wording(parts: Sequence[Part], context: Context) -> Wording:
    """What the parts of a word diff change."""
    before, after = (_passage("".join(part for op, part in parts if op != skipped), context) for skipped in "+-")
    result = Wording()
    counted: set[Mark] = set()
    quotes: set[Mark] = set()
    for old_span, new_span in _spans(parts):
        old, new = _Side(before, old_span), _Side(after, new_span)
        result.sentences_removed += (gone := old.sentence_count if not new.words else 0)
        result.sentences_added += (come := new.sentence_count if not old.words else 0)
        if gone or come:
            touched = _quotes_touched(old, new, is_reworded=True)
            quotes.update(mark for mark in touched if not (old.holds(mark) or new.holds(mark)))
        else:
            is_reworded = _compare(old, new, context, counted, result)
            quotes.update(_quotes_touched(old, new, is_reworded=is_reworded))
    result.told[Telling.QUOTE] += len(quotes)
    result.is_restyled = result.is_restyled or bool(result.gone & result.come)
    return result


Span = tuple[int, int]


T = TypeVar("T", Word, Mark)


class _Placed(Generic[T]):
    """Words or marks of a passage in order, with their starts and ends beside them, to be found fast."""

    def __init__(self, found: Sequence[T]) -> None:
        self._found: Sequence[T] = found
        self._starts = [one.start for one in found]
        self._ends = [one.end for one in found]

    def within(self, start: int, end: int) -> Sequence[T]:
        """Those with a character from `start` on and before `end`; where these are one place, those around it."""
        return self._found[bisect_right(self._ends, start) : bisect_left(self._starts, end)]


@dataclass(frozen=True, slots=True)
class _Passage:
    """A text with its words and its marks by kind."""

    text: str
    words: _Placed[Word]
    marks: Mapping[Telling, _Placed[Mark]]


def _passage(text: str, context: Context) -> _Passage:
    words = words_of(text)
    marks = marks_of(text, words, lexicon=context.lexicon, names=context.names)
    marks.sort(key=lambda mark: (mark.start, mark.end))
    placed = {kind: _Placed([mark for mark in marks if mark.kind is kind]) for kind in Telling}
    return _Passage(text, _Placed(words), placed)


@dataclass(frozen=True, slots=True)
class _Side:
    """The old or the new side of one run of changes: its span in the passage."""

    passage: _Passage
    span: Span

    @property
    def words(self) -> Sequence[Word]:
        return self.passage.words.within(*self.span)

    @property
    def sentence_count(self) -> int:
        """Whole sentences in the run; 0 where it has too few words for one."""
        if len(self.words) < SHORTEST_SENTENCE:
            return 0
        return len(_SENTENCE_END.findall(self.passage.text[slice(*self.span)]))

    def holds(self, mark: Mark) -> bool:
        """Whether the run has the whole of a mark."""
        return self.span[0] <= mark.start and mark.end <= self.span[1]

    def holds_end_of(self, mark: Mark) -> bool:
        """Whether the run has the first or the last character of a mark."""
        start, end = self.span
        return start <= mark.start < end or start < mark.end <= end

    def marks(self, kind: Telling) -> Sequence[Mark]:
        """The marks of a kind that the run touches, also where something was put into one or taken out of it."""
        return self.passage.marks[kind].within(*self.span)


def _spans(parts: Sequence[Part]) -> Iterator[tuple[Span, Span]]:
    """The places of each run of changes in the old and in the new text, in characters."""
    old = new = 0
    start: tuple[int, int] | None = None
    for op, text in [*parts, ["=", ""]]:
        if op == "=":
            if start is not None:
                yield (start[0], old), (start[1], new)
            start = None
            old, new = old + len(text), new + len(text)
            continue
        start = start or (old, new)
        if op == "-":
            old += len(text)
        else:
            new += len(text)


def _compare(old: _Side, new: _Side, context: Context, counted: set[Mark], result: Wording) -> bool:
    """Notes in `result` what a run does; whether it does more than put letters right or change signs and spaces.

    `counted` are the passages that runs before touched; this one's are added.
    """
    gone, come = _changed(old.words, new.words)
    if (gone or come) and _spelled(gone) == _spelled(come):
        result.is_restyled = True
        return False
    marks: Marks = {kind: _in_earnest(old.marks(kind), new.marks(kind), counted) for kind in WORDY}
    slips = list(_slips(gone, come, marks, context))
    passed = {word.start for word, _, _ in slips}, {word.start for _, word, _ in slips}
    told = _told(marks, passed)
    told[Telling.NAME] += sum(is_name for _, _, is_name in slips)
    for pair in marks.values():
        counted.update(*pair)
    taken = [_places(mark for pair in marks.values() for mark in pair[index]) | passed[index] for index in (0, 1)]
    left = [word for word in gone if word.start not in taken[0]]
    right = [word for word in come if word.start not in taken[1]]
    result.told.update(told)
    result.typos += sum(not is_name for _, _, is_name in slips)
    if _spelled(left) == _spelled(right):
        is_respelled = bool(left or right)
        result.is_restyled = result.is_restyled or is_respelled or not (told.total() or slips)
        return bool(told.total())
    joining = context.lexicon.joining
    result.gone.update(word.key for word in left if word.key not in joining)
    result.come.update(word.key for word in right if word.key not in joining)
    result.is_restyled = result.is_restyled or any(word.key in joining for word in (*left, *right))
    return True


def _changed(old: Sequence[Word], new: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The words that do not stand on both sides in the same order."""
    gone: list[Word] = []
    come: list[Word] = []
    for op in Indel.opcodes([word.key for word in old], [word.key for word in new]):
        if op.tag != "equal":
            gone += old[op.src_start : op.src_end]
            come += new[op.dest_start : op.dest_end]
    return gone, come


Marks = dict[Telling, tuple[list[Mark], list[Mark]]]
"""The passages of each kind that a run touches, of the old text and of the new."""


def _in_earnest(old: Sequence[Mark], new: Sequence[Mark], counted: set[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Without words that only may be numbers, unless a number stands against them, and without those counted before."""
    return (
        [mark for mark in old if mark not in counted and (new or not mark.loose)],
        [mark for mark in new if mark not in counted and (old or not mark.loose)],
    )


def _slips(
    gone: Sequence[Word], come: Sequence[Word], marks: Marks, context: Context
) -> Iterator[tuple[Word, Word, bool]]:
    """Words with what they became where only single letters changed; whether it may be a name's spelling.

    None in a run that is rewritten; none where both are telling words ("million", "billion"), one is in a known name
    or one denies.
    """
    if len(gone) * len(come) > MOST_PAIRS:
        return
    fixed = [_places((*marks[Telling.NAME][index], *marks[Telling.NEGATION][index])) for index in (0, 1)]
    telling = [_places(mark for pair in marks.values() for mark in pair[index]) for index in (0, 1)]
    free = [word for word in come if word.start not in fixed[1]]
    for word in gone:
        if word.start in fixed[0]:
            continue
        for other in free:
            if (word.start in telling[0] and other.start in telling[1]) or not is_near(word, other):
                continue
            is_name = may_be_name(word, other, context)
            if is_name or is_slip(word, other, context):
                free.remove(other)
                yield word, other, is_name
                break


def _told(marks: Marks, passed: tuple[set[int], set[int]]) -> Counter[Telling]:
    """Passages that one side of a run has and the other has not; a replaced one counts once, those of slips do not."""
    told: Counter[Telling] = Counter()
    for kind, pair in marks.items():
        keys = [
            [mark.key for mark in side if passed[index].isdisjoint(range(mark.start, mark.end))]
            for index, side in enumerate(pair)
        ]
        same = (len(keys[0]) + len(keys[1]) - Indel.distance(keys[0], keys[1])) // 2
        told[kind] = max(map(len, keys)) - same
    return told


def _quotes_touched(old: _Side, new: _Side, *, is_reworded: bool) -> list[Mark]:
    """Each quote that a run rewords, opens or closes; one that became another is told by what it became."""
    left, right = (
        [mark for mark in side.marks(Telling.QUOTE) if is_reworded or side.holds_end_of(mark)] for side in (old, new)
    )
    return right + left[len(right) :]


def _places(marks: Iterable[Mark]) -> set[int]:
    return {at for mark in marks for at in range(mark.start, mark.end)}


def _spelled(words: Iterable[Word]) -> str:
    return letters_and_digits("".join(word.key for word in words))
