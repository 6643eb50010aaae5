"""A message before it has a form: lines of spans, raw text in each. What writes them for a channel escapes them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How a span of text stands out."""

    PLAIN = "plain"
    STRONG = "strong"
    TAKEN_OUT = "taken_out"
    PUT_IN = "put_in"
    FOUND = "found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of raw text in one style.

    `url` makes it a link; it is an address that was checked. `is_quoted` says that the words are not ours, so that
    their direction is kept apart from that of the words around them.
    """

    text: str
    style: Style = Style.PLAIN
    url: str | None = None
    is_quoted: bool = False


class Kind(StrEnum):
    """What a line is in its message: `PASSAGE` is what a change touched, `CONTEXT` what stands unchanged beside it."""

    TITLE = "title"
    HEADING = "heading"
    HEADLINE = "headline"
    FACT = "fact"
    PASSAGE = "passage"
    CONTEXT = "context"
    NOTE = "note"
    LINKS = "links"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph of a message.

    `label` stands before it in words of ours; `language` is a publisher's text's, a BCP 47 tag, None for ours.
    """

    kind: Kind
    spans: Sequence[Span]
    label: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a message says of one change.

    `brief` is the least that is said. With room for more, `lead`, the `passages` as far as they fit, `cut` where they
    do not all fit, and `foot` stand in its place.
    """

    brief: Line
    lead: Sequence[Line]
    passages: Sequence[Line]
    cut: Line
    foot: Sequence[Line]
