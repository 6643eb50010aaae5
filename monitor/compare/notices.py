"""Notices: the lines in which a publication speaks of itself and not of the news. They come and go; no story changed.

Offers to subscribe, cookies, rights, where it was printed, who paid, that something was updated, who the author is.
Publishers type them as paragraphs of the story, so that only what they say tells them apart.
"""

from collections.abc import Collection

from monitor.compare import chrome
from monitor.compare.notice_words import ANYWHERE, OPENING
from storage.fold import letters_and_digits, search_fold

LONGEST_NOTICE = 320
"""Characters. Longer texts that speak so are paragraphs about such things."""

LONGEST_LIFE = 600
"""Characters of an author's life below a story."""

LONGEST_LABEL = 14
"""Letters and digits that a byline's line has beside its names: "By", "Written by", a place."""


def is_notice(text: str) -> bool:
    """Whether a publication speaks of itself here. What is quoted is said by somebody else."""
    if len(text) > LONGEST_NOTICE:
        return False
    # The wider fold: the same word is written with a dot below by one publisher and without by another.
    folded = search_fold(text).lstrip("([*- ")
    return '"' not in folded and bool(OPENING.match(folded) or ANYWHERE.search(folded))


def is_life(text: str, names: Collection[str]) -> bool:
    """Whether a text begins with one of the authors' names, as the line on who they are does at a story's end.

    A name with a colon asks or answers in an interview.
    """
    folded = search_fold(text)
    starts = [name for name in map(search_fold, names) if name and folded.startswith(name)]
    return len(text) <= LONGEST_LIFE and any(folded[len(name) : len(name) + 1] == " " for name in starts)


def is_byline(text: str, names: Collection[str]) -> bool:
    """Whether a text is a line with the authors' names and hardly a word beside them, or a time."""
    rest = letters_and_digits(text)
    size = len(rest)
    for name in map(letters_and_digits, names):
        rest = rest.replace(name, "") if name else rest
    return len(rest) < size and (len(rest) <= LONGEST_LABEL or chrome.is_label(text))
