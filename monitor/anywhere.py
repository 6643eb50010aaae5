"""A search expression asked of an index that does not know where in a text its words stand. Pure.

The index of extracts knows which words are in which column of a version. A phrase is then all of its words, and so are
the phrases of NEAR; a word at a column's beginning is one anywhere in it.
"""

from collections.abc import Iterator

from monitor.config.expressions import (
    TEXT_COLUMNS,
    Expression,
    Filtered,
    Joined,
    Leaf,
    Run,
    columns_of,
    columns_text,
    leaves_of,
    wanted,
)
from monitor.config.queries import read_query
from storage.fold import search_fold
from storage.texts import split_words

NOTHING = '""'
"""Finds nothing, and is passed over beside words."""


def words_anywhere(query: str) -> str:
    """The expression with each phrase as all of its words; what needs no places says the same as before.

    Raises ValueError with what is wrong with a query that FTS5 would not take either, as a person is told it.
    """
    return _written(_read(query), "AND")


def words_however(query: str) -> str:
    """`words_anywhere`, and of what is no expression all words that stand in it; '' where there are none."""
    if not split_words(search_fold(query)):
        return ""
    try:
        return words_anywhere(query)
    except ValueError:
        return " AND ".join(f'"{word}"' for word in split_words(search_fold(query)))


def words_wanted(query: str) -> str:
    """The expression that finds any of the words that the query looks for, in the columns in which it looks: for marks.

    Raises ValueError like `words_anywhere`.
    """
    return _written(wanted(_read(query)), "OR")


def asks_for_places(query: str) -> bool:
    """Whether the query says where words are to stand, so that `words_anywhere` finds more. ValueError as there."""
    return any(_needs_places(leaf) for leaf in leaves_of(_read(query)))


def _read(query: str) -> Expression:
    expression = read_query(query, {})
    for columns in columns_of(expression):
        if set(columns.names) - set(TEXT_COLUMNS):
            raise ValueError(
                f"{columns_text(columns)}is no column of a version; write one of {', '.join(TEXT_COLUMNS)}"
            )
    return expression


def _written(expression: Expression, joiner: str) -> str:
    match expression:
        case Leaf():
            return f"{columns_text(expression.columns)}({_words(expression, joiner) or NOTHING})"
        case Run(leaves=leaves):
            written = [_written(leaf, joiner) for leaf in leaves if _words(leaf, joiner)]
            return f" {joiner} ".join(written) or NOTHING
        case Filtered(columns=columns, inside=inside):
            return f"{columns_text(columns)}({_written(inside, joiner)})"
        case Joined(operator="NOT", parts=parts):
            first, *others = (f"({_written(part, joiner)})" for part in parts)
            return f"{first} NOT ({' OR '.join(others)})"
    return f" {expression.operator} ".join(f"({_written(part, joiner)})" for part in expression.parts)


def _words(leaf: Leaf, joiner: str) -> str:
    return f" {joiner} ".join(
        word for phrase in leaf.phrases for piece in phrase for word in _quoted(piece.text, piece.prefix)
    )


def _quoted(text: str, prefix: bool) -> Iterator[str]:
    words = split_words(text)
    for at, word in enumerate(words):
        yield f'"{word}"' + ("*" if prefix and at == len(words) - 1 else "")


def _needs_places(leaf: Leaf) -> bool:
    """One without words asks for nothing."""
    words = [word for phrase in leaf.phrases for piece in phrase for word in split_words(piece.text)]
    return len(words) > 1 or (bool(words) and leaf.first)
