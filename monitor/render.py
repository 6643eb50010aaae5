"""Diffs made readable: HTML, plain text, terminal text, two columns. Pure; all text is escaped."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Literal

from rich.text import Text

from monitor.diff import BodyBlock, Diff
from monitor.words import Part
from scrapers.items import Story
from storage.fold import fold

FIELDS: tuple[Literal["headline", "standfirst", "byline"], ...] = ("headline", "standfirst", "byline")

RowKind = Literal["headline", "standfirst", "byline", "keep", "skip", "edit", "add", "remove", "move_from", "move_to"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A step of a diff as a reader goes through it: what it is and its parts; `count` of those left out with skip.

    `move` numbers the paragraphs that moved, from 1: where one stood and where it stands have the same number.
    """

    kind: RowKind
    parts: Sequence[Part] = ()
    count: int = 0
    move: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A row of two columns: the HTML of the left cell (before) and of the right one (after), "" where there is none.

    `kind` is replace where another paragraph stands beside one that went; `moved_from` and `moved_to` are the numbers
    of moved paragraphs, 0 where the cell holds none.
    """

    kind: RowKind | Literal["replace"]
    left: str
    right: str
    moved_from: int = 0
    moved_to: int = 0


def rows(diff: Diff, old: Story, *, context: int = 1) -> list[Row]:
    """The diff in reading order, with `context` unchanged paragraphs around each change, the others only counted."""
    fields = [Row(kind=field, parts=diff[field]) for field in FIELDS if field in diff]
    return [*fields, *_body_rows(diff.get("body", []), old.paragraphs, context)]


def html(diff: Diff, old: Story, *, context: int = 1, language: str | None = None) -> str:
    """The diff as a `<div class="diff">` of paragraphs with `<ins>` and `<del>`.

    `language` (the story's, where None) and `dir="auto"` stand on each paragraph, so that Urdu reads from the right.
    Above a paragraph that moved stands a note that leads to its other place.
    """
    attributes = _attributes(language or old.language)
    lines = []
    for row in rows(diff, old, context=context):
        if row.move:
            lines.append(move_note(row.move, "from" if row.kind == "move_from" else "to"))
        own = "" if row.kind == "skip" else attributes
        lines.append(f'<p class="diff-{row.kind}"{own}>{_html_row(row)}</p>')
    return "\n".join(['<div class="diff">', *lines, "</div>"])


def move_note(move: int, end: Literal["from", "to"]) -> str:
    """The line above a moved paragraph, at the place that it left (from) or came to (to), with a link to the other."""
    told = "Moved away from here." if end == "from" else "Moved here."
    other, there = ("to", "Where it stands now") if end == "from" else ("from", "Where it stood")
    return f'<p class="diff-moved" id="moved-{move}-{end}">{told} <a href="#moved-{move}-{other}">{there}</a></p>'


def side_by_side(diff: Diff, old: Story, *, context: int = 1) -> list[Columns]:
    """The diff as rows of two cells in escaped HTML: the old text with `<del>`, the new with `<ins>`.

    What went and what came between the same two paragraphs stand beside each other.
    """
    columns: list[Columns] = []
    gone: list[Row] = []
    come: list[Row] = []
    for row in rows(diff, old, context=context):
        if row.kind in ("remove", "move_from"):
            gone.append(row)
        elif row.kind in ("add", "move_to"):
            come.append(row)
        else:
            columns += _gap(gone, come)
            gone, come = [], []
            columns.append(Columns(kind=row.kind, left=_html_side(row, "-"), right=_html_side(row, "+")))
    return [*columns, *_gap(gone, come)]


def passage(parts: Sequence[Part]) -> str:
    """A word diff in escaped HTML, with `<ins>` and `<del>`."""
    return "".join(_html_part(op, part) for op, part in parts)


def text(diff: Diff, old: Story, *, context: int = 1) -> str:
    """The diff in plain text, a paragraph a line: [-taken out-], {+put in+}, moved paragraphs with a word of it."""
    return "\n".join(_label(row) + _plain(row) for row in rows(diff, old, context=context)) + "\n"


def ansi(diff: Diff, old: Story, *, context: int = 1) -> Text:
    """The diff for a terminal: removals red and struck, additions green; it reads as `text` does without colour."""
    styled = Text()
    for row in rows(diff, old, context=context):
        styled.append(_label(row), style="bold")
        if row.kind == "skip":
            styled.append(_left_out(row.count), style="dim")
        for op, part in row.parts:
            styled.append(_MARKS[op].format(_on_one_line(part)), style=_STYLES[op])
        styled.append("\n")
    return styled


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_MARKS = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
_STYLES = {"=": "", "-": "red strike", "+": "green"}
_LABELS = {"move_from": "moved from here: ", "move_to": "moved to here: "} | {
    field: f"{field.capitalize()}: " for field in FIELDS
}


def _body_rows(blocks: Sequence[BodyBlock], old: Sequence[str], context: int) -> Iterator[Row]:
    at = 0
    moves = _moves(blocks)
    for index, block in enumerate(blocks):
        if block["op"] == "keep":
            kept = old[at : at + block["count"]]
            at += len(kept)
            yield from _kept_rows(kept, context if index else 0, context if index + 1 < len(blocks) else 0)
            continue
        at += block["op"] in ("edit", "remove", "move_from")
        yield Row(kind=block["op"], parts=_parts(block), move=moves.get(index, 0))


def _moves(blocks: Sequence[BodyBlock]) -> dict[int, int]:
    """The number of the move that each block tells of: equal paragraphs moved in their order, as diffing pairs them."""
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for index, block in reversed(list(enumerate(blocks))):
        if block["op"] == "move_from":
            waiting[fold(block["text"])].append(index)
    pairs = [
        (waiting[fold(block["text"])].pop(), index)
        for index, block in enumerate(blocks)
        if block["op"] == "move_to" and waiting[fold(block["text"])]
    ]
    return {index: number for number, pair in enumerate(pairs, 1) for index in pair}


def _kept_rows(kept: Sequence[str], after: int, before: int) -> Iterator[Row]:
    """The paragraphs `after` the last change and `before` the next; one that is left out alone is shown instead."""
    left_out = len(kept) - after - before
    if left_out <= 1:
        yield from (Row(kind="keep", parts=[["=", text]]) for text in kept)
        return
    yield from (Row(kind="keep", parts=[["=", text]]) for text in kept[:after])
    yield Row(kind="skip", count=left_out)
    yield from (Row(kind="keep", parts=[["=", text]]) for text in kept[len(kept) - before :])


def _parts(block: BodyBlock) -> Sequence[Part]:
    if block["op"] == "edit":
        return block["parts"]
    return [["+" if block["op"] in ("add", "move_to") else "-", block["text"]]]


def _attributes(language: str | None) -> str:
    return (f' lang="{escape(language)}"' if language else "") + ' dir="auto"'


def _html_row(row: Row) -> str:
    if row.kind == "skip":
        return _left_out(row.count)
    return passage(row.parts)


def _gap(gone: Sequence[Row], come: Sequence[Row]) -> Iterator[Columns]:
    for left, right in zip_longest(gone, come):
        yield Columns(
            kind="replace" if left and right else (left or right).kind,
            left=_html_side(left, "-") if left else "",
            right=_html_side(right, "+") if right else "",
            moved_from=left.move if left else 0,
            moved_to=right.move if right else 0,
        )


def _html_side(row: Row, side: Literal["-", "+"]) -> str:
    if row.kind == "skip":
        return _left_out(row.count)
    return "".join(_html_part(op, part) for op, part in row.parts if op in ("=", side))


def _html_part(op: str, part: str) -> str:
    tag = {"-": "del", "+": "ins"}.get(op)
    shown = escape(part).replace("\n", "<br>")
    return f"<{tag}>{shown}</{tag}>" if tag else shown


def _label(row: Row) -> str:
    return _LABELS.get(row.kind, "")


def _plain(row: Row) -> str:
    if row.kind == "skip":
        return _left_out(row.count)
    return "".join(_MARKS[op].format(_on_one_line(part)) for op, part in row.parts)


def _on_one_line(part: str) -> str:
    """Names one after the other, and no control characters: a page must not steer the reader's terminal."""
    return _CONTROL.sub("", part.replace("\n", ", "))


def _left_out(count: int) -> str:
    return f"… {_plural(count, 'paragraph')} unchanged …"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
