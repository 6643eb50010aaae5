"""Ways to write a text as HTML that all read the same: what a publisher's system may choose anew at each fetch."""

import html
import re
import unicodedata
from collections.abc import Callable, Sequence


def ways_to_write(language: str) -> Sequence[Callable[[str], str]]:
    """The ways that the language has, each from text to HTML."""
    ways = [_as_entities, _with_straight_quotes, _with_hard_spaces, _with_soft_hyphens, _decomposed]
    return [*ways, _with_arabic_letters] if language == "ur" else ways


def _as_entities(text: str) -> str:
    return "".join(
        f"&#{ord(c)};" if not c.isascii() else f"&#x{ord(c):x};" if c in "aeq" else html.escape(c) for c in text
    )


def _with_straight_quotes(text: str) -> str:
    return html.escape(text.translate({ord(c): '"' for c in "“”„"} | {ord(c): "'" for c in "‘’"}))


def _with_hard_spaces(text: str) -> str:
    words = html.escape(text).split(" ")
    return "".join(word + ("&nbsp;" if place % 3 == 1 else " ") for place, word in enumerate(words)).strip(" ")


def _with_soft_hyphens(text: str) -> str:
    """Latin words of eight letters and more; a zero-width space after a dash or a slash of other scripts."""
    softened = re.sub(r"\b([A-Za-z]{4})(?=[A-Za-z]{4,}\b)", "\\1\u00ad", text)
    return html.escape(re.sub("(?<=[-/])", "\u200b", softened))


def _decomposed(text: str) -> str:
    return html.escape(unicodedata.normalize("NFD", text))


def _with_arabic_letters(text: str) -> str:
    return html.escape(text.replace("ی", "ي").replace("ک", "ك"))
