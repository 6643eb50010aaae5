"""How a story's body grew or shrank: paragraphs added, removed and moved; rewritten, cut short, or a live blog."""

import re
from collections import Counter
from dataclasses import dataclass

from monitor.diff import BodyBlock, Diff
from scrapers.items import Story
from storage.fold import letters_and_digits

NEW_SHARE, OLD_SHARE = 0.5, 0.5
"""A story is rewritten when so much of its new text is new and so much of its old text is gone; in characters."""

STUB_SHARE, STUB_NEW_SHARE, STUB_NOTICE = 0.5, 0.2, 200
"""A story is cut short when at most so much of its text is left and at most so much of what it says is new: a share, or
a notice of so many characters that more is to follow."""

LEAST = 200
"""Characters of a body below which nothing can be said of its shape: a line or two is soon all new."""

LIVE_ENTRIES = 3
"""So many paragraphs put in at the top at once are entries of a live blog, whatever they look like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What happened to the paragraphs as a whole; `is_only_split` says that they were only cut or joined elsewhere,
    which is neither adding nor removing."""

    added: int
    removed: int
    moved: int
    is_rewritten: bool
    is_cut: bool
    is_live: bool
    is_only_split: bool


def shape_of(before: Story, after: Story, diff: Diff) -> Shape:
    """What the body's part of `diff` did to the story's shape."""
    blocks = diff.get("body", [])
    ops = Counter(block["op"] for block in blocks)
    come, gone = _chars_changed(blocks)
    old, new = len(before.body), len(after.body)
    is_only_split = bool(ops["add"] or ops["remove"]) and letters_and_digits(
        before.body.replace("\n\n", "")
    ) == letters_and_digits(after.body.replace("\n\n", ""))
    return Shape(
        added=0 if is_only_split else ops["add"],
        removed=0 if is_only_split else ops["remove"],
        moved=ops["move_to"],
        is_rewritten=min(old, new) >= LEAST and come >= NEW_SHARE * new and gone >= OLD_SHARE * old,
        is_cut=old >= LEAST and new <= STUB_SHARE * old and come <= max(STUB_NEW_SHARE * new, STUB_NOTICE),
        is_live=_is_live(after, blocks),
        is_only_split=is_only_split,
    )


def _chars_changed(blocks: list[BodyBlock]) -> tuple[int, int]:
    """Characters put in and characters taken out."""
    come = gone = 0
    for block in blocks:
        if block["op"] == "edit":
            come += sum(len(text) for op, text in block["parts"] if op == "+")
            gone += sum(len(text) for op, text in block["parts"] if op == "-")
        elif block["op"] == "add":
            come += len(block["text"])
        elif block["op"] == "remove":
            gone += len(block["text"])
    return come, gone


_LIVE = re.compile(
    r"\b(?:live|en direct|en vivo|en directo|ao vivo|in diretta|na żywo|canlı)\b|live-?(?:blog|ticker|updates?)"
    r"|онлайн|наживо|लाइव|लाईव|لائیو|براہ راست|مباشر|זמן אמת|直播|速報|ライブ|실시간|สด",
    re.IGNORECASE,
)
_STAMP = re.compile(r"^\W*(?:\d{1,2}[:.h]\d{2}\b|\d{1,2}\s*(?:am|pm|a\.m\.|p\.m\.)\b)", re.IGNORECASE)


def _is_live(after: Story, blocks: list[BodyBlock]) -> bool:
    """Whether paragraphs were only put in at the top or the end of a story that says it is live or looks so."""
    kept = [index for index, block in enumerate(blocks) if block["op"] == "keep"]
    if {block["op"] for block in blocks} != {"keep", "add"} or len(kept) != 1:
        return False
    added = [block["text"] for block in blocks if block["op"] == "add"]
    at_top = kept[0]
    return (
        bool(_LIVE.search(f"{after.headline} {after.standfirst}"))
        or any(map(_STAMP.match, added))
        or at_top >= LIVE_ENTRIES
    )
