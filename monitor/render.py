"""Diffs made readable: HTML, plain text, terminal text, two columns. Pure; all text is escaped."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from rich.text import Text

from monitor.diff import BodyBlock, Diff
from monitor.words import Part
from scrapers.items import Story

FIELDS: tuple[Literal["headline", "standfirst", "byline"], ...] = ("headline", "standfirst", "byline")

RowKind = Literal["headline", "standfirst", "byline", "keep", "skip", "edit", "add", "remove", "move_from", "move_to"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A step of a diff as a reader goes through it: what it is and its parts; `count` of those left out with skip."""

    kind: RowKind
    parts: Sequence[Part] = ()
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A row of two columns: the HTML of the left cell (before) and of the right one (after), "" where there is none."""

    kind: RowKind
    left: str
    right: str


def rows(diff: Diff, old: Story, *, context: int = 1) -> list[Row]:
    """The diff in reading order, with `context` unchanged paragraphs around each change, the others only counted."""
    fields = [Row(kind=field, parts=diff[field]) for field in FIELDS if field in diff]
    return [*fields, *_body_rows(diff.get("body", []), old.paragraphs, context)]


def html(diff: Diff, old: Story, *, context: int = 1, language: str | None = None) -> str:
    """The diff as a `<div class="diff">` of paragraphs with `<ins>` and `<del>`.

    `language` (the story's, where None) and `dir="auto"` stand on each paragraph, so that Urdu reads from the right.
    """
    attributes = _attributes(language or old.language)
    lines = (f'<p class="diff-{row.kind}"{attributes}>{_html_row(row)}</p>' for row in rows(diff, old, context=context))
    return "\n".join(['<div class="diff">', *lines, "</div>"])


def side_by_side(diff: Diff, old: Story, *, context: int = 1) -> list[Columns]:
    """The diff as rows of two cells in escaped HTML: the old text with `<del>`, the new with `<ins>`."""
    return [
        Columns(kind=row.kind, left=_html_side(row, "-"), right=_html_side(row, "+"))
        for row in rows(diff, old, context=context)
    ]


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
    for index, block in enumerate(blocks):
        if block["op"] == "keep":
            kept = old[at : at + block["count"]]
            at += len(kept)
            yield from _kept_rows(kept, context if index else 0, context if index + 1 < len(blocks) else 0)
            continue
        at += block["op"] in ("edit", "remove", "move_from")
        yield Row(kind=block["op"], parts=_parts(block))


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
    return "".join(_html_part(op, part) for op, part in row.parts)


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
