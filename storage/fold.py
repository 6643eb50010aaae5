"""One form for texts that read the same, for comparing, and a wider one for finding them. Case is kept."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache


def fold(text: str) -> str:
    """`text` in the one form that all its look-alikes share.

    NFC; soft hyphens and zero-width characters out; runs of spaces one space and none at the ends; quotes, dashes and
    ellipses alike; Arabic presentation forms and look-alike letters (ي and ی, ك and ک, ه and ہ, ة and ۃ), tatweel,
    both encodings of Malayalam's and Bengali's letters without vowel, full-width and half-width forms, ligatures and
    the digits of every script alike. What a reader would see as another letter (ज and ज़, أ and ا) stays. Idempotent.

    A tokenizer that takes letters, numbers, marks, ZWJ and ZWNJ for token characters finds as many tokens in a story's
    text as in its folded form, so that an index of the one can mark the other; a joiner or a variation selector that
    touches no word therefore stays.
    """
    if text.isascii():
        return _collapse(text.translate(_ascii_table()))
    text = _look_alike().sub(_plain, unicodedata.normalize("NFC", text))
    if _INVISIBLE.search(text):
        text = _JOINER.sub(_without_joiner, _BIDI.sub(_without_bidi, text))
    text = _TATWEEL.sub("", text)
    # What went out may have kept a base and its mark apart, and composing may bring a look-alike (06D5 and 0654: 06C0).
    text = unicodedata.normalize("NFC", text).translate(_composed()).replace("\u06cc\u0654", "\u0626")
    return _collapse(_NATIVE_DIGIT.sub(_ascii_digit, text))


def has_directions(text: str) -> bool:
    """Whether marks of the direction of writing, or others that nobody sees, may keep two words of it apart."""
    return not text.isascii() and _BIDI.search(text) is not None


def search_fold(text: str) -> str:
    """`text` in the form that the index holds and queries are given: what `fold` makes alike, and spellings besides.

    Devanagari and Gurmukhi with and without nukta; chandrabindu, tippi and bindi alike, and a nasal before a stop of
    its own class (हिन्दी, हिंदी); Gurmukhi without addak; Arabic vowel marks out, and its hamza carriers (أ and ا, ؤ and
    و, ئ and ی, ۂ and ہ), ۃ and ہ, ё and е alike. Idempotent, and as many tokens as `fold` leaves.
    """
    folded = fold(text)
    if folded.isascii():
        return folded
    folded = _SPELLING_MARKS.sub(_without_marks, folded.translate(_spellings()))
    return _NASAL.sub("\u0902", folded)


def letters_and_digits(text: str) -> str:
    """The folded letters, marks, digits and currency signs of `text`, for comparing: no spaces, no punctuation.

    Signs that carry meaning in a number stay, so that a changed number always shows: what stands between two digits
    (1.5, 1,500, 10:30, 3/4, 2-1, and a space: 5 000), a sign before a number (-5, +5) and a per cent sign after it.
    """
    folded = fold(text)
    if not _DIGIT.search(folded):
        return folded.translate(_SILENT)
    signed = _SIGN_BEFORE.sub(_kept_sign, _SIGN_AFTER.sub(_kept_sign, folded))
    return signed.translate(_SILENT).translate(_SIGNS_BACK)


def letters_and_digits_of_all(texts: Iterable[str]) -> dict[str, str]:
    """The letters and digits of each text, by text, at a fifth of the cost of asking for each alone.

    Texts of ASCII alone, for which all steps are faster, are folded together, and so are all others.
    """
    distinct = dict.fromkeys(texts)
    found: dict[str, str] = {}
    for batch in ([text for text in distinct if text.isascii()], [text for text in distinct if not text.isascii()]):
        keys = letters_and_digits(_BETWEEN.join(batch)).split(_BETWEEN)
        if len(keys) != len(batch):
            keys = [letters_and_digits(text) for text in batch]
        found.update(zip(batch, keys, strict=True))
    return found


def _collapse(text: str) -> str:
    return " ".join(_DASHES.sub("-", text).split())


_BETWEEN = "\x00"
"""No text of a page has it: HTML knows no such character."""

_DASHES = re.compile("--+")
_NATIVE_DIGIT = re.compile("[^\\D0-9]")
_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2060-\u2064\u2066-\u2069\u206a-\u206f]+")
_INVISIBLE = re.compile("[\u200c-\u200f\u061c\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_JOINER = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_TATWEEL = re.compile("(?<=[\u0620-\u06ff])\u0640+|\u0640+(?=[\u0620-\u063f\u0641-\u06ff])")
"""Beside a letter it only stretches the word; alone it is a dash."""

_DROPPED = "\u200b\ufeff\u00ad\u034f\u180e"
_DOUBLE_QUOTES = "«»“”„‟″‶〝〞〟❝❞⹂「」『』״"
_SINGLE_QUOTES = "‘’‚‛′‵‹›`´❛❜׳"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u058a\u05be\ufe58\ufe63\ufe31\ufe32"
_LETTERS = {
    "\u064a": "\u06cc",  # Arabic yeh and alef maksura, which Urdu pages in an Arabic encoding have for Farsi yeh
    "\u0649": "\u06cc",
    "\u0643": "\u06a9",  # kaf
    "\u0647": "\u06c1",  # heh; do-chashmi heh (06BE) is another letter in Urdu
    "\u0629": "\u06c3",  # teh marbuta
    "\u066a": "%",
    "\u066b": ".",
    "\u066c": ",",
    "\u0d7a": "\u0d23\u0d4d",  # Malayalam chillu letters, which older texts write with a virama and a joiner
    "\u0d7b": "\u0d28\u0d4d",
    "\u0d7c": "\u0d30\u0d4d",
    "\u0d7d": "\u0d32\u0d4d",
    "\u0d7e": "\u0d33\u0d4d",
    "\u0d7f": "\u0d15\u0d4d",
    "\u09ce": "\u09a4\u09cd",  # Bengali khanda ta, likewise
    "\u2026": "...",
    "\u2024": ".",
    "\u2025": "..",
}
_COMPATIBLE = ((0xFB00, 0xFB06), (0xFB50, 0xFDFB), (0xFE70, 0xFEFC), (0xFF01, 0xFFDC), (0xFFE0, 0xFFE6))
"""Ligatures, Arabic presentation forms, full-width and half-width forms: folded by their compatibility mapping."""


@cache
def _ascii_table() -> dict[int, str]:
    return str.maketrans({"`": "'"})


@cache
def _look_alikes() -> dict[int, str]:
    table = dict.fromkeys(_DROPPED, "")
    table |= dict.fromkeys(_DOUBLE_QUOTES, '"')
    table |= dict.fromkeys(_SINGLE_QUOTES, "'")
    table |= dict.fromkeys(_HYPHENS, "-")
    table |= _LETTERS
    base = str.maketrans(table)
    forms = {chr(code): _compatible(chr(code)) for first, last in _COMPATIBLE for code in range(first, last + 1)}
    return base | str.maketrans({form: plain.translate(base) for form, plain in forms.items() if plain != form})


def _compatible(form: str) -> str:
    """Its compatibility mapping; forms of several words (ﷺ) stay, and a mark loses the space that carries it."""
    plain = unicodedata.normalize("NFKC", form).strip()
    return form if " " in plain else plain


@cache
def _look_alike() -> re.Pattern[str]:
    """A search for the few that there are is twice as fast as translating every letter."""
    return re.compile(f"[{re.escape(''.join(map(chr, _look_alikes())))}]")


def _plain(match: re.Match[str]) -> str:
    return _look_alikes()[ord(match[0])]


@cache
def _composed() -> dict[int, str]:
    return str.maketrans({"\u06c0": "\u06c2", "\u06d5": "\u06c1"})


def _without_bidi(match: re.Match[str]) -> str:
    """Nothing, or a space between two words that only this kept apart."""
    return " " if _in_word(match.string[: match.start()][-1:]) and _in_word(match.string[match.end() :][:1]) else ""


def _without_joiner(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    return "" if _in_word(text[start - 1 : start]) or _in_word(text[end : end + 1]) else match[0]


def _in_word(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LMN"


def _ascii_digit(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match[0]))


_SPELLING_MARKS = re.compile(
    "[\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u093c\u0a3c\u0a71]+"
)
"""Arabic vowel and reading marks; the nukta of Devanagari and of Gurmukhi; addak."""

_NASAL = re.compile(
    "\u0919\u094d(?=[\u0915-\u0918])|\u091e\u094d(?=[\u091a-\u091d])|\u0923\u094d(?=[\u091f-\u0922])"
    "|\u0928\u094d(?=[\u0924-\u0927])|\u092e\u094d(?=[\u092a-\u092d])"
)


@cache
def _spellings() -> dict[int, str]:
    return str.maketrans(
        {
            **dict.fromkeys("\u0623\u0625\u0622\u0671\u0672\u0673\u0675", "\u0627"),
            "\u0624": "\u0648",
            "\u0626": "\u06cc",
            **dict.fromkeys("\u06c2\u06c3", "\u06c1"),
            "\u06d3": "\u06d2",
            "\u0901": "\u0902",
            **dict.fromkeys("\u0a01\u0a02", "\u0a70"),
            "\u0929": "\u0928",
            "\u0931": "\u0930",
            "\u0934": "\u0933",
            "ё": "е",
            "Ё": "Е",
        }
    )


def _without_marks(match: re.Match[str]) -> str:
    """Nothing, but what stands in no word, where it is a token of its own."""
    return "" if _in_word(match.string[match.start() - 1 : match.start()]) else match[0]


# While the punctuation goes, the signs of numbers are hidden in noncharacters, which no text holds.
_SIGNS = ".,:/-+% "
_HIDDEN = {sign: chr(0xFDD0 + index) for index, sign in enumerate(_SIGNS)}
_SIGNS_BACK = str.maketrans({hidden: sign for sign, hidden in _HIDDEN.items()})
_DIGIT = re.compile(r"\d")
_SIGN_AFTER = re.compile(r"(?<=\d)(?: ?([-/:]) ?(?=\d)|([.,])(?=\d)|( )(?=\d)| ?(%))")
_SIGN_BEFORE = re.compile(r"(?<![\w)\]])([-+])(?=[^\w\s]?\d)")


def _kept_sign(match: re.Match[str]) -> str:
    return _HIDDEN[match[match.lastindex or 0]]


class _Silent(dict[int, int | None]):
    """A translation table learned as it is used: the whole of Unicode would cost a tenth of a second at import."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        is_spoken = unicodedata.category(character)[0] in "LMN" or unicodedata.category(character) == "Sc"
        kept = is_spoken and not _JOINER.match(character) and character != "\u02bc"
        self[code] = code if kept or character in _HIDDEN.values() or character == _BETWEEN else None
        return self[code]


_SILENT = _Silent()
