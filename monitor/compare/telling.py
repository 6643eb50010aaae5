"""The telling passages of a text: its numbers, dates, names, quotes, negations and attributions, and where they stand.

What cannot be told from the text alone is not guessed: sentence by sentence grammar there is none.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from monitor.compare.lexicon import Lexicon, key
from monitor.words import is_number, is_word, tokens
from storage.fold import fold


class Telling(StrEnum):
    """The kinds of passages that carry a story's facts."""

    NUMBER = "number"
    NAME = "name"
    QUOTE = "quote"
    NEGATION = "negation"
    ATTRIBUTION = "attribution"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage: its kind, where it stands (characters, end excluded) and what it says, its look-alikes made alike.

    A `loose` number is a word that only may be one.
    """

    kind: Telling
    start: int
    end: int
    key: str
    loose: bool = False


class Word(NamedTuple):
    """A token that says something: its place, what it is looked up by (and the word before it), and what is between."""

    text: str
    start: int
    end: int
    key: str
    gap: str
    previous: str


def words_of(text: str) -> list[Word]:
    """The words and numbers of `text` in order."""
    found: list[Word] = []
    start = said = 0
    previous = ""
    for token in tokens(text):
        end = start + len(token)
        if is_word(token):
            own = key(token)
            found.append(Word(token, start, end, own, text[said:start], previous))
            said, previous = end, own
        start = end
    return found


def marks_of(text: str, words: Sequence[Word], *, lexicon: Lexicon, names: Collection[str]) -> list[Mark]:
    """All telling passages of `text`, whose words are `words`; `names` are keys that the story shows to be names."""
    dates = list(_dates(text, words, lexicon))
    dated = {at for mark in dates for at in range(mark.start, mark.end)}
    rest = [word for word in words if word.start not in dated]
    numbers = list(_numbers(rest, lexicon))
    said = [*_spoken(text, words, lexicon, Telling.NEGATION), *_spoken(text, words, lexicon, Telling.ATTRIBUTION)]
    taken = {at for mark in (*numbers, *said) for at in range(mark.start, mark.end) if not mark.loose} | dated
    return [*dates, *numbers, *said, *_names(words, taken, lexicon, names), *_quotes(text)]


# Dates

_NUMERIC_DATE = re.compile(
    r"(?<![\d.,/])(?:\d{1,4}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}"
    r"|\d{1,4} ?[年月日號号년월일](?: ?\d+ ?[年月日號号년월일])*)(?![\d/])"
)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_DAY = re.compile(r"[0-3]?[0-9](?:st|nd|rd|th|er|e|º|°)?")
_IN_DATES = frozenset(["of", "de", "del", "di", "den", "do", "der"])


def _dates(text: str, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Mark]:
    taken: set[int] = set()
    for pattern in (_NUMERIC_DATE, lexicon.dating):
        for match in pattern.finditer(text) if pattern else ():
            taken.update(range(*match.span()))
            yield Mark(Telling.DATE, match.start(), match.end(), fold(match[0]))
    index = 0
    while index < len(words):
        end = index if words[index].start in taken else _date_end(words, index, lexicon)
        if end > index:
            parts = [word.key for word in words[index:end] if word.key not in _IN_DATES]
            yield Mark(Telling.DATE, words[index].start, words[end - 1].end, " ".join(parts))
        index = max(end, index + 1)


def _date_end(words: Sequence[Word], first: int, lexicon: Lexicon) -> int:
    """One past the last word of the date that begins here: "18 September 2024", "Thursday", "2019"; `first` if none."""
    index = end = first
    has_month = False
    while index < len(words) and (index == first or re.fullmatch(r"[\s,.]{1,3}", words[index].gap)):
        kind = _date_part(words[index], lexicon)
        if kind == "" or (kind == "joint" and index == first):
            break
        has_month = has_month or kind == "month"
        if kind in ("month", "weekday", "year") or (kind == "day" and has_month):
            end = index + 1
        index += 1
    return end


def _date_part(word: Word, lexicon: Lexicon) -> str:
    known = word.text[:1].isupper() or not lexicon.has_capital_dates
    if known and word.key in lexicon.months:
        return "month"
    if known and word.key in lexicon.weekdays:
        return "weekday"
    if _YEAR.fullmatch(word.key):
        return "year"
    if _DAY.fullmatch(word.key):
        return "day"
    return "joint" if word.key in _IN_DATES else ""


# Numbers

_PER_CENT = frozenset(
    [
        ("per", "cent"),
        ("por", "ciento"),
        ("por", "cento"),
        ("per", "cento"),
        ("pour", "cent"),
        ("la", "sută"),
        ("τοις", "εκατό"),
    ]
)
_SCALED = re.compile("(.*[0-9])(bn|mn|tn|m|k|b)")
_SCALES = {"bn": "e9", "b": "e9", "mn": "e6", "m": "e6", "k": "e3", "tn": "e12"}
_GROUPED = re.compile("(?<=[0-9]),(?=[0-9]{2,3}(?:,|$|[^0-9]))")


def _numbers(words: Sequence[Word], lexicon: Lexicon) -> Iterator[Mark]:
    group: list[Word] = []
    for word in (*_with_per_cent(words), None):
        is_part = word is not None and (_is_number(word, lexicon) or word.key in lexicon.loose)
        joins = word is not None and group and word.start - group[-1].end <= 1 and word.gap in (" ", "-", "\u00a0", "")
        if group and not (is_part and joins):
            yield _number(group, lexicon)
            group = []
        if is_part and word is not None:
            group.append(word)


def _with_per_cent(words: Sequence[Word]) -> Iterator[Word]:
    """The words with "per cent" as one, in the languages that write two."""
    index = 0
    while index < len(words):
        word = words[index]
        if index + 1 < len(words) and (word.key, words[index + 1].key) in _PER_CENT:
            index += 1
            word = Word("percent", word.start, words[index].end, "percent", word.gap, word.previous)
        yield word
        index += 1


def _number(group: Sequence[Word], lexicon: Lexicon) -> Mark:
    is_loose = not any(_is_number(word, lexicon) for word in group)
    values: list[str] = []
    for word in group:
        value = _value(word, lexicon)
        if values and values[-1].isdecimal() and values[-1].endswith("0") and len(values[-1]) == 2 and len(value) == 1:
            values[-1] = values[-1][0] + value
        else:
            values.append(value)
    return Mark(Telling.NUMBER, group[0].start, group[-1].end, "".join(values), is_loose)


def _is_number(word: Word, lexicon: Lexicon) -> bool:
    return is_number(word.text) or word.key in lexicon.numbers or word.key == "percent"


def _value(word: Word, lexicon: Lexicon) -> str:
    if word.key == "percent":
        return "%"
    known = lexicon.numbers.get(word.key) or lexicon.loose.get(word.key)
    if known is not None:
        return known
    value = _GROUPED.sub("", word.key)
    scaled = _SCALED.fullmatch(value)
    return scaled[1] + _SCALES[scaled[2]] if scaled else value


# Negations and attributions


def _spoken(text: str, words: Iterable[Word], lexicon: Lexicon, kind: Telling) -> Iterator[Mark]:
    listed, pattern = (
        (lexicon.negations, lexicon.denying) if kind is Telling.NEGATION else (lexicon.attributions, lexicon.reporting)
    )
    for word in words:
        if word.key in listed or (kind is Telling.NEGATION and _denies(word.key, listed)):
            yield Mark(kind, word.start, word.end, word.key)
    for match in pattern.finditer(text) if pattern else ():
        yield Mark(kind, match.start(), match.end(), match[0])


def _denies(word: str, negations: Collection[str]) -> bool:
    """Negation written onto a word: doesn't; n'est."""
    before, apostrophe, after = word.replace("’", "'").partition("'")
    return bool(apostrophe) and ((after == "t" and before.endswith("n")) or f"{before}e" in negations)


# Names

_SENTENCE_START = re.compile('[.!?…:।॥۔؟。！？;•"“”„«»]|^\\W*$')
TITLE_CASE = 0.6
"""Share of longer words with a capital from which capitals say nothing: a headline in title case has 0.8 and more,
running English text 0.05 to 0.3."""


def names_in(passages: Iterable[Sequence[Word]], lexicon: Lexicon) -> frozenset[str]:
    """The keys of words that a story's passages show to be names: by capitals inside a sentence or a title before."""
    found: set[str] = set()
    for words in passages:
        telling = _capitals_tell(words)
        for index, word in enumerate(words):
            if _is_name(words, index, lexicon, telling=telling) and not _acts(words, index, lexicon):
                found.add(_bare(word.key))
    return frozenset(found)


def _names(words: Sequence[Word], taken: Collection[int], lexicon: Lexicon, names: Collection[str]) -> Iterator[Mark]:
    telling = _capitals_tell(words)
    group: list[Word] = []
    for index, word in enumerate(words):
        is_part = word.start not in taken and (
            (_bare(word.key) in names and not word.text[:1].islower())
            or _is_name(words, index, lexicon, telling=telling)
        )
        if group and not (is_part and word.gap == " "):
            yield _name(group)
            group = []
        if is_part:
            group.append(word)
    if group:
        yield _name(group)


def _name(group: Sequence[Word]) -> Mark:
    return Mark(Telling.NAME, group[0].start, group[-1].end, " ".join(_bare(word.key) for word in group))


def _bare(word: str) -> str:
    """Without the English genitive."""
    return re.sub("['’]s?$", "", word)


def _capitals_tell(words: Sequence[Word]) -> bool:
    long = [word.text for word in words if len(word.text) > 3]
    return sum(text[:1].isupper() for text in long) <= TITLE_CASE * len(long) or len(long) < 3


def _is_name(words: Sequence[Word], index: int, lexicon: Lexicon, *, telling: bool) -> bool:
    word = words[index]
    letter = word.text[:1]
    if len(word.text) < 2 or word.key in lexicon.joining or not letter.isalpha():
        return False
    if letter.isupper():
        if not telling or word.key.replace("’", "'").startswith("i'"):
            return False
        return word.text.isupper() or (not begins_sentence(word) and _is_no_common_noun(words, index, lexicon))
    return not letter.islower() and (_has_title(words, index, lexicon) or _acts(words, index, lexicon))


def begins_sentence(word: Word) -> bool:
    """Whether a capital says nothing at its place: at the start of a passage, a sentence or a quote."""
    return bool(_SENTENCE_START.search(word.gap)) and word.gap != " "


def _is_no_common_noun(words: Sequence[Word], index: int, lexicon: Lexicon) -> bool:
    """Where all nouns have capitals, only two words with capitals in a row are a name."""
    if not lexicon.has_capital_nouns:
        return True
    pairs = words[index - 1 : index + 2] if index else words[:2]
    return any(
        left.text[:1].isupper() and right.text[:1].isupper() and right.gap == " " and left.key not in lexicon.joining
        for left, right in pairwise(pairs)
        if words[index] in (left, right)
    )


def _has_title(words: Sequence[Word], index: int, lexicon: Lexicon) -> bool:
    """In a script without capitals: after a title, and none itself."""
    return (
        index > 0
        and words[index - 1].key in lexicon.titles
        and words[index].gap.strip(" .") == ""
        and _is_open(words[index], lexicon)
    )


def _acts(words: Sequence[Word], index: int, lexicon: Lexicon) -> bool:
    """In a script without capitals: before a word that follows persons."""
    return index + 1 < len(words) and words[index + 1].key in lexicon.agents and _is_open(words[index], lexicon)


def _is_open(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word of a script without capitals is none that the lexicon knows."""
    known = (lexicon.joining, lexicon.titles, lexicon.negations, lexicon.attributions, lexicon.numbers, lexicon.loose)
    return not any(word.key in kind for kind in known) and not word.text[0].islower()


# Quotes

_OPENING = {
    "“": "”“",
    "„": "“”",
    "«": "»",
    "»": "«",
    "”": "”",
    "「": "」",
    "『": "』",
    "‹": "›",
    "‘": "’",
    '"': '"',
    "'": "'",
    "‚": "‘’",
}
_SINGLE = frozenset("'‘‚")


def quotes_in(text: str) -> list[Sequence[str]]:
    """The words of each quotation in a text, by what they are looked up by."""
    return [[word.key for word in words_of(text[mark.start : mark.end])] for mark in _quotes(text)]


def _quotes(text: str) -> Iterator[Mark]:
    """What stands within quotation marks; a double one that is not closed runs to the paragraph's end."""
    last = {character: at for at, character in enumerate(text) if character in "'’‘" and at and _closes(text, at)}
    opened = -1
    for at, character in enumerate(text):
        if opened >= 0:
            if character in _OPENING[text[opened]] and (text[opened] not in _SINGLE or _closes(text, at)):
                yield _quote(text, opened, at + 1)
                opened = -1
        elif character in _OPENING and _opens(text, at):
            if character in _SINGLE and max(last.get(closing, 0) for closing in _OPENING[character]) <= at:
                continue
            opened = at
    if opened >= 0:
        yield _quote(text, opened, len(text))


def _opens(text: str, at: int) -> bool:
    return not text[at - 1 : at].isalnum() and not text[at + 1 : at + 2].isspace() and at + 1 < len(text)


def _closes(text: str, at: int) -> bool:
    return not text[at + 1 : at + 2].isalnum() and not text[at - 1].isspace()


def _quote(text: str, start: int, end: int) -> Mark:
    return Mark(Telling.QUOTE, start, end, " ".join(word.key for word in words_of(text[start:end])))
