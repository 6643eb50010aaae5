"""What a change touched, as lines: the changed passages with a little of what stands around them. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from monitor.diff import Diff
from monitor.messages.cleaning import clean, one_line, shortened
from monitor.messages.lines import Kind, Line, Span, Style
from monitor.render import Row, rows
from monitor.words import Part
from scrapers.items import Story

CONTEXT = 160
"""Characters of unchanged text shown on either side of a change: a sentence or so."""

LONGEST_RUN = 1_500
"""Characters shown of one run put in or taken out; the archive has the rest. A long paragraph of news has 900."""

FIRST_PARAGRAPHS = 2
MORE_PARAGRAPHS = 2
"""Paragraphs of a story that are shown: the first ones, and further ones in which the query found something."""

_STYLES = {"=": Style.PLAIN, "-": Style.TAKEN_OUT, "+": Style.PUT_IN}
_FIELDS = ("headline", "standfirst", "byline")
_LABELS = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "byline": "Byline",
    "add": "Put in",
    "remove": "Taken out",
    "move_from": "Moved from here",
    "move_to": "Moved to here",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")


def language_of(*stories: Story | None) -> str | None:
    """The first language that the stories name and that is a tag."""
    names = (story.language for story in stories if story)
    return next((name for name in names if name and _LANGUAGE.fullmatch(name)), None)


def changed_passages(diff: Diff, before: Story, *, language: str | None) -> list[Line]:
    """The diff in reading order: what changed, with its context, and a word of what is left out in between."""
    shown = rows(diff, before, context=1)
    edges = [at for at, row in enumerate(shown) if row.kind not in ("keep", "skip")]
    lines: list[Line] = []
    for at, row in enumerate(shown):
        if row.kind == "skip":
            if edges[0] < at < edges[-1]:
                lines.append(Line(kind=Kind.NOTE, spans=[Span(text=_unchanged(row.count))]))
        elif row.kind == "keep":
            lines.append(_context_line(row, is_before=at + 1 in edges, is_after=at - 1 in edges, language=language))
        else:
            lines.append(_changed_line(row, language))
    return lines


def new_passages(diff: Diff, *, language: str | None) -> list[Line]:
    """What is new alone: paragraphs put in, and edited ones with what stands there now.

    That is what another outlet's report says that the first does not; what it leaves out is nobody's news.
    """
    changed = [block for block in diff.get("body", []) if block["op"] in ("add", "edit")]
    lines = []
    for block in changed:
        parts = [["+", block["text"]]] if block["op"] == "add" else [part for part in block["parts"] if part[0] != "-"]
        if any(op == "+" for op, _ in parts):
            lines.append(Line(kind=Kind.PASSAGE, spans=list(_spans(parts)), language=language))
    return lines


def excerpt(story: Story, *, matched: Sequence[str] = (), language: str | None) -> list[Line]:
    """The standfirst, the first paragraphs, and two more in which words of `matched` stand; those words are marked."""
    paragraphs = [text for text in story.paragraphs if text.strip()]
    chosen = list(range(min(FIRST_PARAGRAPHS, len(paragraphs))))
    found = [at for at in range(len(chosen), len(paragraphs)) if any(_places(paragraphs[at], matched))]
    lines = [_excerpt_line(story.standfirst, matched, language)] if story.standfirst.strip() else []
    last = -1
    for at in [*chosen, *found[:MORE_PARAGRAPHS]]:
        if at != last + 1:
            lines.append(Line(kind=Kind.NOTE, spans=[Span(text="…")]))
        lines.append(_excerpt_line(paragraphs[at], matched, language))
        last = at
    return lines


def marked(text: str, matched: Sequence[str]) -> list[Span]:
    """`text` with the words of `matched` marked where they stand as whole words."""
    spans: list[Span] = []
    at = 0
    for start, end in _places(text, matched):
        if start > at:
            spans.append(Span(text=text[at:start]))
        spans.append(Span(text=text[start:end], style=Style.FOUND))
        at = end
    return [*spans, Span(text=text[at:])] if at < len(text) else spans


def _changed_line(row: Row, language: str | None) -> Line:
    parts = row.parts
    if row.kind.startswith("move"):
        # Its words are the same; where it stood and stands is what its first words tell.
        parts = [["=", shortened(clean(text), CONTEXT)] for _, text in parts]
    elif row.kind not in _FIELDS:
        parts = list(_with_gaps(parts))
    label = _LABELS.get(row.kind, "")
    return Line(kind=Kind.PASSAGE, spans=list(_spans(parts)), label=label, language=language)


def _context_line(row: Row, *, is_before: bool, is_after: bool, language: str | None) -> Line:
    text = clean(row.parts[0][1])
    if is_before and is_after:
        text = _middle_left_out(text)
    elif is_before:
        text = _end_of(text)
    else:
        text = shortened(text, CONTEXT)
    return Line(kind=Kind.CONTEXT, spans=[Span(text=text)], language=language)


def _with_gaps(parts: Sequence[Part]) -> Iterator[Part]:
    """An edited paragraph's parts, with only the ends of long unchanged runs."""
    last = len(parts) - 1
    for at, (op, text) in enumerate(parts):
        if op != "=" or len(text) <= 2 * CONTEXT or last == 0:
            yield [op, text]
        elif at == 0:
            yield [op, _end_of(text)]
        elif at == last:
            yield [op, shortened(text, CONTEXT)]
        else:
            yield [op, _middle_left_out(text)]


def _spans(parts: Sequence[Part]) -> Iterator[Span]:
    """The parts as spans, with spaces outside of what is marked, and one between what went and what came for it."""
    last = Style.PLAIN
    for op, raw in parts:
        text, style = _capped(clean(raw)), _STYLES[op]
        core = text.strip()
        start = text.index(core)
        if last is Style.TAKEN_OUT and style is Style.PUT_IN and start == 0 and core:
            yield Span(text=" ")
        pieces = ((text[:start], Style.PLAIN), (core, style), (text[start + len(core) :], Style.PLAIN))
        for piece, its_style in pieces:
            if piece:
                yield Span(text=piece, style=its_style)
                last = its_style


def _capped(text: str) -> str:
    if len(text) <= LONGEST_RUN:
        return text
    return f"{shortened(text, LONGEST_RUN)} [{len(text) - LONGEST_RUN:,} more characters]"


def _end_of(text: str) -> str:
    """The last words of `text`, of about `CONTEXT` characters; never from within a letter's marks."""
    if len(text) <= CONTEXT:
        return text
    start = len(text) - CONTEXT
    space = text.find(" ", start, start + CONTEXT // 4)
    start = start if space < 0 else space + 1
    while start < len(text) and unicodedata.category(text[start])[0] == "M":
        start += 1
    return "…" + text[start:]


def _middle_left_out(text: str) -> str:
    return text if len(text) <= 2 * CONTEXT else f"{shortened(text, CONTEXT)} {_end_of(text)}"


def _excerpt_line(text: str, matched: Sequence[str], language: str | None) -> Line:
    shown = shortened(clean(text), LONGEST_RUN)
    return Line(kind=Kind.PASSAGE, spans=marked(shown, matched), language=language)


def _places(text: str, matched: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where words of `matched` stand in `text`, in order, none within another; of two at one place the longer."""
    wanted = sorted({word for word in map(one_line, matched) if word}, key=len, reverse=True)
    if not wanted:
        return
    for match in re.finditer("|".join(map(re.escape, wanted)), text):
        start, end = match.span()
        if not _is_within_word(text, start) and not _is_within_word(text, end):
            yield start, end


def _is_within_word(text: str, at: int) -> bool:
    """Whether the place lies between two letters, digits or marks: Devanagari's vowel signs are marks."""
    return 0 < at < len(text) and all(unicodedata.category(text[i])[0] in "LMN" for i in (at - 1, at))


def _unchanged(count: int) -> str:
    return f"… {count:,} {'paragraph' if count == 1 else 'paragraphs'} unchanged …"
