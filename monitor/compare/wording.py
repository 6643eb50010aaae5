"""What changed inside one passage, a field or a paragraph: which telling passages, which words, or only letters."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA, Indel

from monitor.compare.lexicon import Lexicon
from monitor.compare.telling import Mark, Telling, Word, marks_of, words_of
from monitor.words import Part
from storage.fold import letters_and_digits

SHORTEST_TYPO = 4
"""Letters. Among shorter words one letter makes another word: man, men; not, now."""

LONG_WORD = 8
"""Letters from which two wrong ones are still a slip."""

WORDY = tuple(kind for kind in Telling if kind is not Telling.QUOTE)
"""What is told by its own words; a quote is told by its marks and holds all kinds of words."""


@dataclass(slots=True)
class Wording:
    """How the wording of a passage changed.

    `told` counts the telling passages of each kind that were put in, taken out or replaced; `gone` and `come` the other
    words that mean something, by what they are looked up by; `typos` words of which single letters changed.
    `is_restyled` says that joining words, order, spelling or punctuation changed.
    """

    told: Counter[Telling] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    come: Counter[str] = field(default_factory=Counter)
    typos: int = 0
    is_restyled: bool = False

    @property
    def words(self) -> int:
        """Words that went or came, the larger count; those that only moved do not count."""
        return max((self.gone - self.come).total(), (self.come - self.gone).total())

    @property
    def is_of_substance(self) -> bool:
        """Whether more changed than letters and style."""
        return bool(self.words or self.told.total())


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of the whole story: its lexicon, its names, and the keys of words that stand in its new text."""

    lexicon: Lexicon
    names: Collection[str] = frozenset()
    before: Collection[str] = frozenset()
    after: Collection[str] = frozenset()


def wording(parts: Sequence[Part], context: Context) -> Wording:
    """What the parts of a word diff change."""
    texts = ["".join(text for op, text in parts if op != skipped) for skipped in "+-"]
    words = [words_of(text) for text in texts]
    marks = [
        marks_of(text, found, lexicon=context.lexicon, names=context.names)
        for text, found in zip(texts, words, strict=True)
    ]
    result = Wording()
    counted: set[Mark] = set()
    quotes: set[Mark] = set()
    for old_span, new_span in _spans(parts):
        old = _Side(words[0], marks[0], old_span)
        new = _Side(words[1], marks[1], new_span)
        told = _told(old, new, counted)
        result.told.update(told)
        gone, come = _rest(old, new)
        if _spelled(gone) == _spelled(come):
            result.is_restyled = result.is_restyled or bool(gone or come) or not told.total()
            is_reworded = bool(told.total())
        else:
            is_reworded = _reword(gone, come, context, result) or bool(told.total())
        quotes.update(_quotes_touched(old, new, is_reworded=is_reworded))
    result.told[Telling.QUOTE] += len(quotes)
    result.is_restyled = result.is_restyled or bool(result.gone & result.come)
    return result


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Side:
    """The old or the new side of one run of changes: the words in its span, and all marks of the passage."""

    all_words: Sequence[Word]
    all_marks: Sequence[Mark]
    span: Span

    @property
    def words(self) -> list[Word]:
        return [word for word in self.all_words if word.start < self.span[1] and word.end > self.span[0]]

    def holds_end_of(self, mark: Mark) -> bool:
        """Whether the run has the first or the last character of a mark."""
        start, end = self.span
        return start <= mark.start < end or start < mark.end <= end

    def marks(self, kind: Telling) -> list[Mark]:
        """The marks of a kind that the run touches; a quote also where something is put into it or taken out."""
        start, end = self.span
        return [
            mark
            for mark in self.all_marks
            if mark.kind is kind
            and (mark.start < end and mark.end > start if start < end else mark.start < start < mark.end)
        ]


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


def _told(old: _Side, new: _Side, counted: set[Mark]) -> Counter[Telling]:
    """Telling passages but quotes that one side of a run has and the other has not; a replaced one counts once."""
    told: Counter[Telling] = Counter()
    for kind in WORDY:
        left, right = (
            [mark for mark in side if mark not in counted] for side in _in_earnest(old.marks(kind), new.marks(kind))
        )
        counted.update(left, right)
        same = (len(left) + len(right) - Indel.distance(_keys(left), _keys(right))) // 2
        told[kind] = max(len(left), len(right)) - same
    return told


def _in_earnest(left: list[Mark], right: list[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Without words that only may be numbers, unless a number stands against them."""
    return (
        [mark for mark in left if not mark.loose or right],
        [mark for mark in right if not mark.loose or left],
    )


def _keys(marks: Iterable[Mark]) -> list[str]:
    return [mark.key for mark in marks]


def _quotes_touched(old: _Side, new: _Side, *, is_reworded: bool) -> list[Mark]:
    """Each quote that a run rewords, opens or closes; one that became another is told by what it became."""
    left, right = (
        [mark for mark in side.marks(Telling.QUOTE) if is_reworded or side.holds_end_of(mark)] for side in (old, new)
    )
    return right + left[len(right) :]


def _reword(gone: Sequence[Word], come: Sequence[Word], context: Context, result: Wording) -> bool:
    """Notes which of the changed words are style, slips, or mean something; False where all are slips."""
    left = [word for word in gone if word.key not in context.lexicon.joining]
    right = [word for word in come if word.key not in context.lexicon.joining]
    has_joining = len(left) < len(gone) or len(right) < len(come)
    result.is_restyled = result.is_restyled or has_joining
    for word in list(left):
        slip = next((other for other in right if _is_slip(word, other, context)), None)
        if slip is not None:
            left.remove(word)
            right.remove(slip)
            result.typos += 1
    result.gone.update(word.key for word in left)
    result.come.update(word.key for word in right)
    return has_joining or bool(left or right)


def _rest(old: _Side, new: _Side) -> tuple[list[Word], list[Word]]:
    """The words of a run that no telling passage holds, less those that stand on both sides in the same order."""
    earnest = [_in_earnest(old.marks(kind), new.marks(kind)) for kind in WORDY]
    sides = []
    for side, index in ((old, 0), (new, 1)):
        taken = {at for pair in earnest for mark in pair[index] for at in range(mark.start, mark.end)}
        sides.append([word for word in side.words if word.start not in taken])
    gone: list[Word] = []
    come: list[Word] = []
    for op in Indel.opcodes([word.key for word in sides[0]], [word.key for word in sides[1]]):
        if op.tag != "equal":
            gone += sides[0][op.src_start : op.src_end]
            come += sides[1][op.dest_start : op.dest_end]
    return gone, come


def _spelled(words: Iterable[Word]) -> str:
    return letters_and_digits("".join(word.key for word in words))


def _is_slip(old: Word, new: Word, context: Context) -> bool:
    """Whether one word is the other with single letters wrong.

    A slip seldom hits the first letter (8 of 100: Pollock and Zamora, 1984), and the wrong word stands nowhere else in
    the story. In scripts without capitals, where it could be a name's, it is one only in a vowel sign or a mark, or
    where the story has the new word elsewhere.
    """
    left, right = old.key, new.key
    if min(len(left), len(right)) < SHORTEST_TYPO or left in context.after or left[0] not in right[:2]:
        return False
    if OSA.distance(left, right) > (2 if min(len(left), len(right)) >= LONG_WORD else 1):
        return False
    has_capitals = old.text[0].lower() != old.text[0].upper()
    return has_capitals or right in context.before or _letters(left) == _letters(right)


def _letters(word: str) -> str:
    return "".join(character for character in word if character.isalpha())
