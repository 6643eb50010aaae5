"""Words of any script, and what differs between two texts word by word. A changed word is shown whole."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from rapidfuzz.distance import Indel

from storage.fold import fold, has_directions

Part = list[str]
"""An operation and its text: ["=", both], ["-", before], ["+", after]. A list, since diffs are kept as JSON."""

LARGEST_TABLE = 30_000_000
"""Cells of the table that aligning fills at once: 4 MB and about 5 ms. Larger texts are cut at places they share."""

MOST_WORDS = 1_000
"""Words by which two texts are found alike; the cost is the product, and no real paragraph has so many."""


def tokens(text: str) -> list[str]:
    """`text` cut into words, numbers, spaces and signs; joined they are `text` again.

    A word is whole with its marks, joiners and apostrophes; a number with its separators, sign, currency and unit
    (-1,234.5, $90, 5%, 10:30). Chinese and Japanese are cut by character, since finding their words takes a dictionary
    that names are not in, but a word in katakana is whole; Thai, Lao, Khmer and Burmese by what is written together.
    """
    found = []
    start = 0
    for token in _TOKEN.findall(text.translate(_CLASSES)):
        end = start + len(token)
        found.append(text[start:end])
        start = end
    return found


def is_word(token: str) -> bool:
    """Whether a token says something: it has a letter or a digit."""
    return token.isalnum() or (not token.isspace() and any(character.isalnum() for character in token))


def is_number(token: str) -> bool:
    """Whether a token has a digit."""
    return any(character.isdigit() for character in token)


def letter_count(token: str) -> int:
    """Letters, digits and marks in a token: what counts as its length."""
    if token.isalnum():
        return len(token)
    if token.isspace():
        return 0
    return sum(unicodedata.category(character)[0] in "LMN" for character in token)


def word_diff(old: str, new: str) -> list[Part]:
    """The parts that turn `old` into `new`.

    What folds alike is equal and is shown in the old spelling, and so are spaces at either end. Short equal runs
    between two changes are shown as changed, too: a sentence rewritten is easier to read as one change than as ten.
    """
    lead, core, trail = _ends(old)
    parts = token_diff(tokens(core), tokens(_ends(new)[1]))
    return _joined([["=", lead], *parts, ["=", trail]])


def token_diff(old: Sequence[str], new: Sequence[str]) -> list[Part]:
    """As `word_diff`, of texts that are cut into tokens already."""
    parts = _parts(old, new, _key)
    # What a mark of direction folds to, a space or nothing, hangs on what stands beside it.
    if has_directions("".join([*old, *new])):
        said = "".join(text for op, text in parts if op != "-")
        if fold(said) != fold("".join(new)):
            return _parts(old, new, lambda token: token if has_directions(token) else _key(token))
    return parts


def _parts(old: Sequence[str], new: Sequence[str], key: Callable[[str], str]) -> list[Part]:
    before, after = _numbered(old, new, key)
    runs = []
    for op, first, last in _runs(before, after):
        if op == "=":
            runs.append(("=", list(old[first:last])))
        else:
            runs.append((op, list((old if op == "-" else new)[first:last])))
    return _joined(_without_slivers(runs))


def similarity(old: Sequence[str], new: Sequence[str]) -> float:
    """From 0 to 1: how much of two texts' words, in their order, is the same; all of it where one is part of the other.

    Takes folded words. Being part of the other counts from four words on: fewer are found in any long text.
    """
    old, new = old[:MOST_WORDS], new[:MOST_WORDS]
    shorter = min(len(old), len(new))
    if not shorter:
        return 0.0
    common = (len(old) + len(new) - Indel.distance(old, new)) / 2
    ratio = 2 * common / (len(old) + len(new))
    contained = common / shorter
    return max(ratio, contained * 0.9) if common >= 4 and contained >= 0.8 else ratio


def folded_words(text: str) -> list[str]:
    """The words of `text`, folded, without spaces and signs."""
    return [token for token in tokens(fold(text)) if is_word(token)]


class _Classes(dict[int, str]):
    """A translation table from characters to their classes, learned as it is used, so that importing costs nothing.

    w letter, d digit, c a letter of a script without spaces, K katakana, l a vowel written before its consonant, f a
    letter that belongs to the one before, v what stacks two consonants, x what closes a syllable, k another mark,
    j joiner or other invisible, s space, h dash, m what may stand inside a number, a apostrophe, e full stop,
    S currency, P per cent, o anything else.
    """

    def __missing__(self, code: int) -> str:
        self[code] = _character_class(chr(code))
        return self[code]


_CLASSES = _Classes()
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_SPECIAL = {
    "'": "a",
    "’": "a",
    "ʼ": "a",
    ".": "e",
    ",": "m",
    ":": "m",
    "/": "m",
    "٫": "m",
    "٬": "m",
    "%": "P",
    "٪": "P",
    **dict.fromkeys("เแโใไເແໂໃໄ", "l"),
    **dict.fromkeys("ะาำๅๆฯະາຳຽໆຯ々〻ゝゞぁぃぅぇぉゃゅょゎ", "f"),
    "\u17d2": "v",
    "\u1039": "v",
    "\u103a": "x",
}
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]")


def _character_class(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    category = unicodedata.category(character)
    if character.isspace():
        return "s"
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return "j"
    if category == "Nd":
        return "d"
    if category[0] in "LN":
        if _KATAKANA.match(character):
            return "K"
        return "c" if _WITHOUT_SPACES.match(character) else "w"
    if category == "Sc":
        return "S"
    return "h" if category == "Pd" or character == "−" else {"M": "k"}.get(category[0], "o")


_NUMBER = "(?:(?<![wdkjcKf])h)?S?d+(?:[em]d+)*[wdkj]*P?"
_WORD = "w[wdkj]*(?:a[wdkj]+)*"
_CLUSTER = "l?c[jkxf]*(?:v+[jk]*c[jkxf]*)*(?:c[jk]*x[jkxf]*)*"
_MARKS = "[jkvx]"
_PLAIN = "w++(?![dkjavx])|s(?![sjkvx])"
"""A word of letters alone and a single space, as most are: what follows would find the same, in twice the time."""
_TOKEN = re.compile(
    f"{_PLAIN}|{_MARKS}*(?:{_NUMBER}|{_WORD}|{_CLUSTER}|K[Kjk]*|s(?:[sjk]*s)?|h+|eee|.){_MARKS}*|{_MARKS}+"
)


def _ends(text: str) -> tuple[str, str, str]:
    core = text.strip()
    start = text.find(core) if core else len(text)
    return text[:start], core, text[start + len(core) :]


def _numbered(old: Sequence[str], new: Sequence[str], key: Callable[[str], str]) -> tuple[list[int], list[int]]:
    """Both as numbers, the same for tokens of the same key."""
    numbers: dict[str, int] = {}
    keys: dict[str, int] = {}

    def number(token: str) -> int:
        if token not in keys:
            keys[token] = numbers.setdefault(token if token.isascii() and token.isalnum() else key(token), len(numbers))
        return keys[token]

    return [number(token) for token in old], [number(token) for token in new]


def _key(token: str) -> str:
    """What tokens are compared by; a lone mark that folds to nothing is itself, and no space."""
    if token == "\n":  # noqa: S105 (a line break, no password)
        return token
    return fold(token) or (" " if token.isspace() else token)


Span = tuple[int, int]
Run = tuple[str, int, int]
"""Operation and range: of the old tokens for = and -, of the new ones for +."""


def _runs(old: Sequence[int], new: Sequence[int]) -> Iterator[Run]:
    """Equal, removed and added ranges in order, removed before added."""
    start = _common_count(old, new)
    end = _common_count(old[start:][::-1], new[start:][::-1])
    if start:
        yield "=", 0, start
    yield from _middle(old, new, (start, len(old) - end), (start, len(new) - end))
    if end:
        yield "=", len(old) - end, len(old)


def _common_count(old: Sequence[int], new: Sequence[int]) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _middle(old: Sequence[int], new: Sequence[int], before: Span, after: Span) -> Iterator[Run]:
    if (before[1] - before[0]) * (after[1] - after[0]) > LARGEST_TABLE:
        yield from _by_places(old, new, before, after)
        return
    for op in Indel.opcodes(old[slice(*before)], new[slice(*after)]):
        if op.tag == "equal":
            yield "=", before[0] + op.src_start, before[0] + op.src_end
        elif op.tag == "delete":
            yield "-", before[0] + op.src_start, before[0] + op.src_end
        else:
            yield "+", after[0] + op.dest_start, after[0] + op.dest_end


SHINGLE = 6
"""Tokens in a row, spaces among them, that mark a place: about three words, which a long text rarely repeats."""


def _by_places(old: Sequence[int], new: Sequence[int], before: Span, after: Span) -> Iterator[Run]:
    """Aligns at the shingles that stand once in either text; where there is none, the two are cut in the middle."""
    left, right = _places(old, before), _places(new, after)
    anchors = rising(sorted((left[shingle], right[shingle]) for shingle in left.keys() & right.keys()))
    if not anchors:
        halves = sum(before) // 2, sum(after) // 2
        yield from _middle(old, new, (before[0], halves[0]), (after[0], halves[1]))
        yield from _middle(old, new, (halves[0], before[1]), (halves[1], after[1]))
        return
    position = (before[0], after[0])
    for old_at, new_at in anchors:
        if old_at >= position[0] and new_at >= position[1]:
            yield from _middle(old, new, (position[0], old_at), (position[1], new_at))
            position = (old_at + SHINGLE, new_at + SHINGLE)
            yield "=", old_at, position[0]
    yield from _middle(old, new, (position[0], before[1]), (position[1], after[1]))


def _places(numbers: Sequence[int], span: Span) -> dict[tuple[int, ...], int]:
    """Where each shingle that is there once begins."""
    found: dict[tuple[int, ...], int] = {}
    for start in range(span[0], span[1] - SHINGLE + 1):
        shingle = tuple(numbers[start : start + SHINGLE])
        found[shingle] = -1 if shingle in found else start
    return {shingle: start for shingle, start in found.items() if start >= 0}


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of `pairs`, which rise in their first numbers, whose second numbers rise as well."""
    ends: list[int] = []
    last: list[int] = []
    previous = [-1] * len(pairs)
    for index, (_, second) in enumerate(pairs):
        at = bisect_left(ends, second)
        previous[index] = last[at - 1] if at else -1
        ends[at : at + 1] = [second]
        last[at : at + 1] = [index]
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = previous[index]
    return chain[::-1]


Change = tuple[list[str], list[str], list[str]]
"""Equal tokens, and what was removed and added after them."""


def _without_slivers(runs: Sequence[tuple[str, list[str]]]) -> list[Part]:
    """The runs as parts, removed before added, equal runs too short to be worth reading taken into their neighbours."""
    changes = _merged(_merged(_merged(_changes(runs), _is_wordless), _is_scrap), _is_short)
    return [[op, "".join(run)] for change in changes for op, run in zip("=-+", change, strict=True)]


def _changes(runs: Sequence[tuple[str, list[str]]]) -> list[Change]:
    changes: list[Change] = [([], [], [])]
    for op, run in runs:
        if op == "=" and (changes[-1][1] or changes[-1][2]):
            changes.append(([], [], []))
        changes[-1]["=-+".index(op)].extend(run)
    return changes


def _merged(changes: Sequence[Change], is_sliver: Callable[[Change, Change, int], bool]) -> list[Change]:
    merged: list[Change] = []
    size = 0
    for change in changes:
        equal, removed, added = change
        if merged and any(change[1:]) and is_sliver(merged[-1], change, size):
            merged[-1][1].extend([*equal, *removed])
            merged[-1][2].extend([*equal, *added])
            size += _letters(equal) + _size(change)
        else:
            merged.append((equal, list(removed), list(added)))
            size = _size(change)
    return merged


def _is_wordless(left: Change, right: Change, _size_of_left: int) -> bool:
    """Only spaces and signs between two changes of which one is a replacement."""
    return not any(map(is_word, right[0])) and (all(left[1:]) or all(right[1:]))


def _is_scrap(left: Change, right: Change, _size_of_left: int) -> bool:
    """One or two characters of a script without spaces between two replacements: scraps of the words replaced."""
    is_unspaced = all(map(_WITHOUT_SPACES.match, right[0])) and len(right[0]) <= 2
    return is_unspaced and all(left[1:]) and all(right[1:])


def _is_short(_left: Change, right: Change, size_of_left: int) -> bool:
    """Up to two words, less than half as long as the change on either side."""
    return sum(map(is_word, right[0])) <= 2 and 2 * _letters(right[0]) <= min(size_of_left, _size(right))


def _size(change: Change) -> int:
    return max(_letters(change[1]), _letters(change[2]))


def _letters(run: Sequence[str]) -> int:
    return sum(map(letter_count, run))


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Without empty parts; neighbours of one operation become one part."""
    joined: list[Part] = []
    for op, text in parts:
        if text and joined and joined[-1][0] == op:
            joined[-1][1] += text
        elif text:
            joined.append([op, text])
    return joined
