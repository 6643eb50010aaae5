"""The query of a watch, checked when the configuration is read, with the place and what would be right.

The grammar is FTS5's (https://www.sqlite.org/fts5.html#full_text_query_syntax) with @name for a list of terms.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from storage.fold import search_fold

COLUMNS = ("headline", "standfirst", "byline", "body", "added", "removed")
"""What a query may name before a colon: the indexed columns, and what a change put in and took out."""

_OPERATORS = ("AND", "OR", "NOT")
# A bareword is letters, digits, _, U+001A and anything beyond ASCII.
_TOKEN = re.compile(
    r'(?P<text>"(?:[^"]|"")*"|[A-Za-z0-9_\x1a\u0080-\U0010ffff]+)|(?P<name>@[A-Za-z0-9_-]*)|(?P<space>[ \t\r\n]+)'
    r"|(?P<sign>[(){}:+*^,-])|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    """`kind` is "text", an operator, or the sign itself; `at` its place in the query, from 0."""

    kind: str
    text: str
    at: int


def expand_terms(query: str, terms: Mapping[str, Sequence[str]]) -> str:
    """The query with each @name outside quotes replaced by a parenthesised OR of quoted phrases.

    Raises ValueError "what is wrong; what would be right" for a name that `terms` has not.
    """
    found = _TOKEN.finditer(query)
    return "".join(_alternatives(token[0][1:], terms) if token.lastgroup == "name" else token[0] for token in found)


def query_problem(query: str, terms: Mapping[str, Sequence[str]]) -> str | None:
    """What is wrong with a query, as "what is wrong; what would be right", or None: SQLite would take it.

    It is read folded, as it is searched: typographic quotes are quotes.
    """
    query = search_fold(query)
    try:
        expand_terms(query, terms)
        _Reader(query).read()
    except ValueError as error:
        return str(error)
    return None


def _alternatives(name: str, terms: Mapping[str, Sequence[str]]) -> str:
    if name in terms:
        return "(" + " OR ".join('"' + term.replace('"', '""') + '"' for term in terms[name]) + ")"
    near = get_close_matches(name, terms, n=1)
    remedy = f"did you mean @{near[0]}?" if near else f'write {name or "name"} = ["…", "…"] under [terms]'
    raise ValueError(f"@{name} names no list of [terms]; {remedy}")


class _Reader:
    """Reads one query by recursive descent: FTS5's own grammar, which knows no implicit AND beside brackets."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._tokens = [_token(query, match) for match in _TOKEN.finditer(query) if match.lastgroup != "space"]
        self._next = 0

    def read(self) -> None:
        """Raises ValueError with what is wrong at which character and what would be right."""
        self._expression(depth=0)
        token = self._peek()
        if token is not None and token.kind == ")":
            raise ValueError(f"one ) too many at character {token.at + 1}; take it out or open one before")
        if token is not None:
            raise _unjoined(token)

    def _expression(self, depth: int) -> None:
        if depth > 100:
            raise ValueError("brackets are nested more than 100 deep; take some out")
        self._operand(depth)
        while (token := self._peek()) is not None and token.kind in _OPERATORS:
            self._next += 1
            self._operand(depth)

    def _operand(self, depth: int) -> None:
        """Something in brackets, a list of terms, or a run of phrases."""
        self._columns()
        if self._take("("):
            opened = self._tokens[self._next - 1]
            self._expression(depth + 1)
            if not self._take(")"):
                self._unclosed(opened)
        elif not self._take("name"):
            self._nearset()
            while (token := self._peek()) is not None and token.kind in ("text", "^", "{", "-"):
                self._columns()
                self._nearset()

    def _columns(self) -> None:
        """A column filter, if one begins here: `body :`, `- body :`, `{headline body} :`."""
        start = self._next
        is_filter = self._take("-")
        if self._take("{"):
            names = []
            while self._take("text"):
                names.append(self._tokens[self._next - 1])
            if not self._take("}"):
                at = self._tokens[start].at + 1
                raise ValueError(f"the {{ at character {at} is not closed; write {{headline body}} :")
        elif self._take("text"):
            names = [self._tokens[self._next - 1]]
        else:
            names = []
        if names and self._take(":"):
            for name in names:
                _check_column(name.text)
            return
        if is_filter or (self._next > start and self._tokens[start].kind == "{"):
            raise ValueError(_misplaced(self._query, self._tokens[start].at))
        self._next = start

    def _nearset(self) -> None:
        """A phrase, perhaps at the beginning of a column, or NEAR(a b, 10)."""
        first = self._peek()
        if first is not None and first.text == "NEAR" and self._kind_after(1) == "(":
            self._next += 2
            self._near(f"NEAR at character {first.at + 1}")
            return
        self._take("^")
        self._phrase()
        if (token := self._peek()) is not None and token.kind in ("(", "name"):
            raise _unjoined(token)

    def _near(self, name: str) -> None:
        self._phrase()
        while (token := self._peek()) is not None and token.kind == "text":
            self._phrase()
        if self._take(",") and not (self._take("text") and self._tokens[self._next - 1].text.isdecimal()):
            raise ValueError(f"{name} has no distance after its comma; write NEAR(a b, 10)")
        if not self._take(")"):
            raise ValueError(f"{name} is not closed; write NEAR(a b, 10), with phrases alone")

    def _phrase(self) -> None:
        while True:
            if not self._take("text"):
                self._missing()
            self._take("*")
            if not self._take("+"):
                return

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _kind_after(self, count: int) -> str | None:
        place = self._next + count
        return self._tokens[place].kind if place < len(self._tokens) else None

    def _take(self, kind: str) -> bool:
        token = self._peek()
        if token is None or token.kind != kind:
            return False
        self._next += 1
        return True

    def _unclosed(self, opened: _Token) -> None:
        token = self._peek()
        if token is None:
            raise ValueError(f"the ( at character {opened.at + 1} is not closed; add )")
        raise _unjoined(token)

    def _missing(self) -> None:
        token = self._peek()
        if token is None:
            raise ValueError("the query ends where a word is missing; write a word or a phrase in double quotes")
        where = f"before {token.text} at character {token.at + 1}"
        raise ValueError(f"a word is missing {where}; write it or take {token.text} out")


def _unjoined(token: _Token) -> ValueError:
    where = f"{token.text} at character {token.at + 1}"
    return ValueError(f"{where} is joined to nothing; write AND, OR or NOT before it")


def _token(query: str, match: re.Match[str]) -> _Token:
    text, at = match[0], match.start()
    if match.lastgroup == "other" or (text == "-" and re.match(r"\w-\w", query[max(at - 1, 0) :])):
        raise ValueError(_misplaced(query, at))
    if match.lastgroup == "text":
        return _Token(kind=text if text in _OPERATORS else "text", text=text, at=at)
    return _Token(kind="name" if match.lastgroup == "name" else text, text=text, at=at)


def _misplaced(query: str, position: int) -> str:
    sign = query[position]
    if sign == '"':
        return f'the quote at character {position + 1} is not closed; close it with "'
    before = re.search(r'[^\s()"]*$', query[:position])
    after = re.match(r'[^\s()"]*', query[position:])
    word = (before[0] if before else "") + (after[0] if after else "")
    return f'{sign} at character {position + 1} stands outside quotes; write "{word}" in double quotes'


def _check_column(text: str) -> None:
    column = text.strip('"').lower()
    if column not in COLUMNS:
        near = get_close_matches(column, COLUMNS, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"write one of {', '.join(COLUMNS)}"
        raise ValueError(f"{text} is no column; {remedy}")
