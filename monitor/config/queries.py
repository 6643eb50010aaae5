"""The query of a watch, checked when the configuration is read: named lists, quotes, brackets, columns.

What is left to say about its syntax is said by SQLite itself, through the `check` that is handed in.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

COLUMNS = ("headline", "standfirst", "byline", "body", "added", "removed")
"""What a query may name before a colon: the indexed columns, and what a change put in and took out."""

QueryCheck = Callable[[str], str | None]
"""Takes an FTS5 expression over `COLUMNS`, answers with what is wrong, or None."""

# https://www.sqlite.org/fts5.html#full_text_query_syntax: a bareword is letters, digits, _ and anything beyond ASCII.
_TOKEN = re.compile(
    r'(?P<quoted>"(?:[^"]|"")*")|(?P<name>@[A-Za-z0-9_-]*)|(?P<word>[A-Za-z0-9_\u0080-\U0010ffff]+)|(?P<open>\()|(?P<close>\))'
    r"|(?P<space>\s+)|(?P<sign>[{}:+*^,-])|(?P<other>.)",
    re.DOTALL,
)
_FILTER = re.compile(r"(\w+)\s*:|\{([^}]*)\}\s*:")


def expand_terms(query: str, terms: Mapping[str, Sequence[str]]) -> str:
    """The query with each @name outside quotes replaced by a parenthesised OR of quoted phrases.

    Raises ValueError "what is wrong; what would be right" for a name that `terms` has not.
    """
    return "".join(
        _alternatives(token[0][1:], terms) if token.lastgroup == "name" else token[0]
        for token in _TOKEN.finditer(query)
    )


def query_problem(query: str, terms: Mapping[str, Sequence[str]], *, check: QueryCheck | None) -> str | None:
    """What is wrong with a query, as "what is wrong; what would be right", or None."""
    try:
        expanded = expand_terms(query, terms)
        _check_tokens(expanded)
        _check_columns(expanded)
    except ValueError as error:
        return str(error)
    complaint = check(expanded) if check is not None else None
    if complaint is None:
        return None
    return f'SQLite cannot read it ({complaint}); put phrases in "double quotes", join them with AND, OR, NOT'


def _alternatives(name: str, terms: Mapping[str, Sequence[str]]) -> str:
    if name in terms:
        return "(" + " OR ".join('"' + term.replace('"', '""') + '"' for term in terms[name]) + ")"
    near = get_close_matches(name, terms, n=1)
    remedy = f"did you mean @{near[0]}?" if near else f'write {name or "name"} = ["…", "…"] under [terms]'
    raise ValueError(f"@{name} names no list of [terms]; {remedy}")


def _check_tokens(query: str) -> None:
    depth = 0
    for token in _TOKEN.finditer(query):
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if depth < 0:
            raise ValueError(f"one ) too many at character {token.start() + 1}; take it out or open one before")
        if token.lastgroup == "other":
            raise ValueError(_misplaced(query, token.start()))
        if token[0] == "-" and re.match(r"\w-\w", query[max(token.start() - 1, 0) :]):
            raise ValueError(_misplaced(query, token.start()))
    if depth:
        raise ValueError("a ( is not closed; add )")


def _misplaced(query: str, position: int) -> str:
    sign = query[position]
    if sign == '"':
        return f'the quote at character {position + 1} is not closed; close it with "'
    word = re.findall(r'[^\s()"]*', query[: position + 1])[-2] + re.match(r'[^\s()"]*', query[position + 1 :])[0]  # type: ignore[index]
    return f'{sign} at character {position + 1} stands outside quotes; write "{word}" in double quotes'


def _check_columns(query: str) -> None:
    # Quoted text is blanked so that a colon inside of it is not taken for a column's.
    bare = re.sub(r'"(?:[^"]|"")*"', '""', query)
    for match in _FILTER.finditer(bare):
        for column in (match[1] or match[2]).split():
            if column.lower() not in COLUMNS:
                near = get_close_matches(column.lower(), COLUMNS, n=1)
                remedy = f"did you mean {near[0]}?" if near else f"write one of {', '.join(COLUMNS)}"
                raise ValueError(f"{column} is no column; {remedy}")
