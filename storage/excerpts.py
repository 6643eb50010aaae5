"""How much of a publisher's text may be shown where only extracts are published: cutting, and nothing else. Pure."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

CHARACTERS = 300
"""Of a story's text at most so many, the sign that something was left out among them."""

CONTEXT = 300
"""Characters of what did not change, on either side of a change within its paragraph; as many of one that moved."""

LEFT_OUT = "…"

_PARTS = ("headline", "standfirst", "byline", "url")
"""Fields of a diff that are whole: a headline is a headline, and an address is no text."""


def excerpt(text: str, *, limit: int = CHARACTERS) -> str:
    """The text's beginning, cut between two words, with a sign that it goes on; all of a text that is no longer."""
    if len(text) <= limit:
        return text
    return text[: _end_of_words(text, limit - len(LEFT_OUT))].rstrip() + LEFT_OUT


def ending(text: str, *, limit: int = CONTEXT) -> str:
    """The text's end, cut likewise."""
    if len(text) <= limit:
        return text
    start = len(text) - limit + len(LEFT_OUT)
    space = next((at for at in range(start - 1, start + limit // 2) if text[at].isspace()), None)
    if space is not None:
        return LEFT_OUT + text[space:].lstrip()
    return LEFT_OUT + text[next((at for at in range(start, len(text)) if not _is_mark(text, at)), len(text)) :]


def shown_diff(diff: str | None) -> str | None:
    """A diff as `changes.diff` has it, of whose unchanged text only the context of each change is left.

    It can be shown like any other, and no longer be applied: what was left out is gone. What is no diff is left out.
    """
    try:
        told = json.loads(diff or "null")
        if not isinstance(told, dict):
            return None
        shown = dict(_shown_fields(told))
    except (ValueError, KeyError, TypeError):
        return None
    return diff if shown == told else json.dumps(shown, ensure_ascii=False)


def paragraphs_before(diff: Mapping[str, Any], shown: str) -> list[str]:
    """The paragraphs that a diff begins from, as many as they were: those of the extract, and a sign for each other.

    So the ones that did not change are counted right when the diff is shown.
    """
    count = sum(block.get("count", block["op"] in ("edit", "remove", "move_from")) for block in diff.get("body", []))
    seen = shown.split("\n\n") if shown else []
    return [*seen, *[LEFT_OUT] * (count - len(seen))]


def shown_words(matched: str) -> str:
    """The words that a watch found, as JSON, as many as stay within the characters of an extract."""
    shown: list[str] = []
    room = CHARACTERS
    for words in json.loads(matched):
        room -= len(words)
        if room < 0:
            break
        shown.append(words)
    return json.dumps(shown, ensure_ascii=False)


def _shown_fields(told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((name, told[name]) for name in ("v", *_PARTS) if name in told)
    if "body" in told:
        yield "body", [dict(_shown_block(block)) for block in told["body"]]


def _shown_block(block: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """A step of a diff of bodies; of one that is not known only its name."""
    op = block["op"]
    yield "op", op
    if op == "keep":
        yield "count", int(block["count"])
    elif op == "edit":
        yield "parts", list(_shown_parts(block["parts"]))
    elif op in ("add", "remove"):
        yield "text", block["text"]
    elif op in ("move_from", "move_to"):
        yield "text", excerpt(block["text"], limit=CONTEXT)


def _shown_parts(parts: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    last = len(parts) - 1
    for at, (op, text) in enumerate(parts):
        if op in ("+", "-"):
            yield [op, text]
        elif at == 0 and last > 0:
            yield [op, ending(text)]
        elif at == last:
            yield [op, excerpt(text, limit=CONTEXT)]
        elif len(text) > 2 * CONTEXT:
            around = excerpt(text, limit=CONTEXT), ending(text)
            yield [op, f" {LEFT_OUT} ".join(side.strip(LEFT_OUT) for side in around)]
        else:
            yield [op, text]


def _end_of_words(text: str, end: int) -> int:
    """Where to cut so that at most `end` characters are left: after a word, or within one where words are very long."""
    space = next((at for at in range(end, end // 2, -1) if text[at].isspace()), None)
    if space is not None:
        return space
    return next((at for at in range(end, 0, -1) if not _is_mark(text, at)), end)


def _is_mark(text: str, at: int) -> bool:
    """Whether the character there belongs to the letter before it."""
    return at < len(text) and unicodedata.category(text[at])[0] == "M"
