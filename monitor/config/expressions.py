"""A watch's query as a tree, and what SQLite runs for it.

The grammar is FTS5's. Two things are ours: a term without a column searches the text of a story only, and what a change
put in and took out is searched only where it is named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from storage.texts import INDEXED, LONGEST, count_words

TEXT_COLUMNS = ("headline", "standfirst", "byline", "body")
"""What a term without a column searches: the indexed columns of a version."""

COLUMNS = (*TEXT_COLUMNS, "added", "removed")
"""What a query may name before a colon: the indexed columns, and what a change put in and took out."""

_BAREWORD = re.compile("[A-Za-z0-9_\u0080-\U0010ffff]+")

MOST_DEPTH = 15
"""Levels of a query. SQLite's reader has room for 16 of the deepest that `to_fts5` writes, NOT in NOT (3.40)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A bareword or what stands in one pair of quotes, folded; `prefix`: a word that begins so is enough."""

    text: str
    prefix: bool = False


Phrase: TypeAlias = tuple[Piece, ...]
"""Pieces that follow each other: `a + b`; most have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What stands before a colon: the columns to search, or with a minus those not to."""

    names: tuple[str, ...]
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A phrase, or with `distance` the phrases of NEAR; `first`: only at a column's beginning."""

    phrases: tuple[Phrase, ...]
    distance: int | None = None
    first: bool = False
    columns: Columns | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Two or more leaves with nothing between: all must be found, but one without a letter or digit is passed over."""

    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Two or more parts: any of them (OR), all of them (AND), or the first without any of the others (NOT)."""

    operator: Literal["OR", "AND", "NOT"]
    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """A column filter before a bracket. Filters inside of filters narrow each other."""

    columns: Columns
    inside: "Expression"


Expression: TypeAlias = Leaf | Run | Joined | Filtered


def to_fts5(expression: Expression, *, is_named: bool = False) -> str:
    """The query for SQLite. `is_named`: a filter around it names columns already."""
    match expression:
        case Leaf():
            return _leaf(expression, is_named=is_named)
        case Run(leaves=leaves):
            return " ".join(_leaf(leaf, is_named=is_named) for leaf in leaves)
        case Filtered(columns=columns, inside=inside):
            return f"{_filter(columns)}({to_fts5(inside, is_named=is_named or not columns.excluded)})"
        case Joined(operator="NOT", parts=parts):
            first, *others = (f"({to_fts5(part, is_named=is_named)})" for part in parts)
            # One bracket for all that is unwanted: SQLite limits how deep a chain of NOT may go.
            return f"{first} NOT ({' OR '.join(others)})"
    return f" {expression.operator} ".join(f"({to_fts5(part, is_named=is_named)})" for part in expression.parts)


def wanted(expression: Expression) -> Expression:
    """The query that finds any of the words that the whole one looks for; what NOT leaves out is not looked for."""
    match expression:
        case Leaf():
            return expression
        case Run(leaves=leaves):
            return Joined(operator="OR", parts=leaves)
        case Filtered(columns=columns, inside=inside):
            return Filtered(columns=columns, inside=wanted(inside))
        case Joined(operator="NOT", parts=parts):
            return wanted(parts[0])
    return Joined(operator="OR", parts=tuple(wanted(part) for part in expression.parts))


def phrases_wanted(expression: Expression) -> list[Phrase]:
    """Every phrase that the query looks for, wherever, each once."""
    return list(dict.fromkeys(phrase for leaf in leaves_of(wanted(expression)) for phrase in leaf.phrases))


def any_phrase(phrases: list[Phrase], columns: tuple[str, ...]) -> str:
    """The query for SQLite that finds any of the phrases in any of these columns."""
    return f"{{{' '.join(columns)}}} : ({' OR '.join(_phrase(phrase) for phrase in phrases)})"


def columns_searched(expression: Expression) -> tuple[str, ...]:
    """The columns of the index in which the query may look: those of the text, and those it names."""
    named = {name for columns in columns_of(expression) for name in columns.names}
    return tuple(name for name in INDEXED if name in TEXT_COLUMNS or name.partition("_")[0] in named)


def depth(expression: Expression) -> int:
    """How many levels there are."""
    match expression:
        case Filtered(inside=inside):
            return 1 + depth(inside)
        case Joined(parts=parts):
            return 1 + max(depth(part) for part in parts)
        case _:
            return 1


def leaf_text(leaf: Leaf) -> str:
    """A leaf as a person would write it, with its columns."""
    phrases = [_phrase(phrase, plain=True) for phrase in leaf.phrases]
    written = phrases[0] if leaf.distance is None else f"NEAR({' '.join(phrases)}, {leaf.distance})"
    return f"{columns_text(leaf.columns)}{'^' if leaf.first else ''}{written}"


def columns_text(columns: Columns | None) -> str:
    """A column filter as a person would write it, with its colon; empty for none."""
    if columns is None:
        return ""
    names = columns.names[0] if len(columns.names) == 1 else "{" + " ".join(columns.names) + "}"
    return f"{'- ' if columns.excluded else ''}{names} : "


def leaves_of(expression: Expression) -> Iterator[Leaf]:
    """All phrases of a query with what is asked of each, those that NOT leaves out among them."""
    match expression:
        case Leaf():
            yield expression
        case Run(leaves=leaves):
            yield from leaves
        case Filtered(inside=inside):
            yield from leaves_of(inside)
        case _:
            yield from (leaf for part in expression.parts for leaf in leaves_of(part))


def columns_of(expression: Expression) -> Iterator[Columns]:
    """All column filters of a query."""
    match expression:
        case Filtered(columns=columns, inside=inside):
            yield columns
            yield from columns_of(inside)
        case Joined(parts=parts):
            for part in parts:
                yield from columns_of(part)
        case _:
            yield from (leaf.columns for leaf in leaves_of(expression) if leaf.columns is not None)


def _leaf(leaf: Leaf, *, is_named: bool) -> str:
    names: tuple[str, ...] = COLUMNS if is_named else TEXT_COLUMNS
    if leaf.columns is not None and leaf.columns.excluded:
        names = tuple(name for name in names if name not in leaf.columns.names)
    elif leaf.columns is not None:
        names = leaf.columns.names
    phrases = [_phrase(phrase) for phrase in leaf.phrases]
    written = phrases[0] if leaf.distance is None else f"NEAR({' '.join(phrases)}, {leaf.distance})"
    columns = [*names, *_columns_of_broken(leaf, names)]
    return f"{{{' '.join(columns)}}} : {'^ ' if leaf.first else ''}{written}"


def _columns_of_broken(leaf: Leaf, names: tuple[str, ...]) -> Iterator[str]:
    """Where a phrase is found that a change made or broke without putting in or taking out all of its words."""
    words = min(sum(count_words(piece.text) for piece in leaf.phrases[0]), LONGEST)
    if words > 1 and leaf.distance is None and not leaf.first:
        yield from (f"{name}_{words}" for name in names if name in ("added", "removed"))


def _filter(columns: Columns) -> str:
    names = [name for name in INDEXED if name in columns.names or name.partition("_")[0] in columns.names]
    return f"{'- ' if columns.excluded else ''}{{{' '.join(names)}}} : "


def _phrase(phrase: Phrase, *, plain: bool = False) -> str:
    return " + ".join(_quoted(piece.text, plain=plain) + ("*" if piece.prefix else "") for piece in phrase)


def _quoted(text: str, *, plain: bool) -> str:
    """In double quotes; `plain` leaves them off a word that needs none."""
    if plain and _BAREWORD.fullmatch(text) and text not in ("AND", "OR", "NOT", "NEAR"):
        return text
    # SQLite ends a query at a NUL.
    return '"' + text.replace('"', '""').replace("\0", " ") + '"'
