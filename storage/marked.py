"""Texts with the found words marked, as parts: what a page shows of a hit. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from storage.passages import FIELDS, Place, places
from storage.texts import BREAK, count_words, first_words, last_words

Parts = list[tuple[str, str]]
"""[op, text] pairs: "=" text, "*" a found word; of what was taken out "-" its text, "x" a found word, "+" what came."""

AROUND = 14
"""Words that are shown before and after what was taken out."""

LONG = 30
"""Words that are shown at either end of a long run that was taken out or put in."""

PASSAGES = 6
_HIT = re.compile("\x02([^\x02\x03]*)\x03")
_MARKS = re.compile("[\x02\x03]")


def marked_parts(text: str) -> Parts:
    """Text with U+0002 and U+0003 around the found words, as parts.

    A page that itself holds the two control characters could mark its own words, and nothing more.
    """
    pieces = _HIT.split(text)
    pairs = [("*" if at % 2 else "=", _MARKS.sub("", piece)) for at, piece in enumerate(pieces)]
    return [(op, piece) for op, piece in pairs if piece]


def snippet_of(standfirst: Parts, body: Parts) -> Parts:
    """The body's passage, or the standfirst where the words stand there alone."""
    in_standfirst_alone = not _has_hit(body) and _has_hit(standfirst)
    return standfirst if in_standfirst_alone or not body else body


def taken_out(diff: str, marked: str) -> list[Parts]:
    """The first passages of a change in which the found words were taken out, with what stood and stands around.

    `diff` is JSON as `changes.diff` has it, `marked` the row's `change_texts.removed` with its found words marked; all
    that was taken out counts where none is.
    """
    told = json.loads(diff)
    if not _HIT.search(marked):
        return list(islice(_whole_passages(told), PASSAGES))
    return [_passage(place, removed) for place, removed in islice(_found(told, marked), PASSAGES)]


def _whole_passages(diff: Mapping[str, Any]) -> Iterator[Parts]:
    """Each passage that words were taken out of, with all that was done to it."""
    for field in FIELDS:
        if any(op == "-" for op, _ in diff.get(field, [])):
            yield [(op, _short(text)) for op, text in diff[field]]
    for block in diff.get("body", []):
        if block["op"] == "remove":
            yield [("-", _short(block["text"]))]
        elif block["op"] == "edit" and any(op == "-" for op, _ in block["parts"]):
            yield [(op, _short(text)) for op, text in block["parts"]]


def _found(diff: Mapping[str, Any], marked: str) -> Iterator[tuple[Place, str]]:
    """The places whose removed words hold a found one; they stand in the index in the order of the diff."""
    gone = [place for place in places(diff) if place.removed.strip()]
    for place, removed in zip(gone, marked.split(BREAK), strict=False):
        if _HIT.search(removed):
            yield place, removed


def _passage(place: Place, removed: str) -> Parts:
    before, after = place.old
    if count_words(before) > AROUND:
        before = f"… {last_words(before, AROUND)}"
    if count_words(after) > AROUND:
        after = f"{first_words(after, AROUND)} …"
    gone = [("x" if op == "*" else "-", _short(text)) for op, text in marked_parts(removed)]
    shown = [("=", before), *gone, ("+", _short(place.added.strip())), ("=", after)]
    return [(op, text) for op, text in shown if text]


def _has_hit(parts: Parts) -> bool:
    return any(op == "*" for op, _ in parts)


def _short(text: str) -> str:
    """A long run by its beginning and its end."""
    return text if count_words(text) <= 2 * LONG else f"{first_words(text, LONG)} … {last_words(text, LONG)}"
