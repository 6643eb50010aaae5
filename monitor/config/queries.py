"""The query of a watch, read into a tree when the configuration is, with the place and remedy of what is wrong.

The grammar is FTS5's (https://www.sqlite.org/fts5.html#full_text_query_syntax) with @name for a list of terms.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from monitor.config.expressions import (
    COLUMNS,
    MOST_DEPTH,
    TEXT_COLUMNS,
    Columns,
    Expression,
    Filtered,
    Joined,
    Leaf,
    Phrase,
    Piece,
    Run,
    depth,
)
from storage.fold import fold, search_fold

DISTANCE = 10
"""Words between the phrases of a NEAR that says no number: FTS5's own default."""

_OPERATORS: tuple[Literal["OR", "AND", "NOT"], ...] = ("OR", "AND", "NOT")
"""The one that binds least comes first."""

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


def read_query(query: str, terms: Mapping[str, Sequence[str]]) -> Expression:
    """The tree of a query, its words folded as the index is: typographic quotes are quotes.

    Raises ValueError "what is wrong; what would be right", with the place as a character of the folded query, from 1.
    """
    query = search_fold(query)
    expand_terms(query, terms)
    expression = _Reader(query, terms).read()
    if depth(expression) > MOST_DEPTH:
        raise ValueError(f"the query goes more than {MOST_DEPTH} levels deep; take some brackets out")
    return expression


def query_problem(query: str, terms: Mapping[str, Sequence[str]]) -> str | None:
    """What is wrong with a query, as "what is wrong; what would be right", or None: SQLite would take it."""
    try:
        read_query(query, terms)
    except ValueError as error:
        return str(error)
    return None


def _alternatives(name: str, terms: Mapping[str, Sequence[str]]) -> str:
    if name in terms:
        # Folded, so that no quote of another form turns into one that ends the phrase.
        return "(" + " OR ".join('"' + fold(term).replace('"', '""') + '"' for term in terms[name]) + ")"
    near = get_close_matches(name, terms, n=1)
    remedy = f"did you mean @{near[0]}?" if near else f'write {name or "name"} = ["…", "…"] under [terms]'
    raise ValueError(f"@{name} names no list of [terms]; {remedy}")


class _Reader:
    """Reads one query by recursive descent: FTS5's own grammar, which knows no implicit AND beside brackets."""

    def __init__(self, query: str, terms: Mapping[str, Sequence[str]]) -> None:
        self._query = query
        self._terms = terms
        self._tokens = [_token(query, match) for match in _TOKEN.finditer(query) if match.lastgroup != "space"]
        self._next = 0

    def read(self) -> Expression:
        """Raises ValueError with what is wrong at which character and what would be right."""
        expression = self._expression(brackets=0)
        token = self._peek()
        if token is not None and token.kind == ")":
            raise ValueError(f"one ) too many at character {token.at + 1}; take it out or open one before")
        if token is not None:
            raise _unjoined(token)
        return expression

    def _expression(self, brackets: int) -> Expression:
        if brackets > 100:
            raise ValueError("brackets are nested more than 100 deep; take some out")
        operands = [self._operand(brackets)]
        operators = []
        while (token := self._peek()) is not None and token.kind in _OPERATORS:
            self._next += 1
            operators.append(token.kind)
            operands.append(self._operand(brackets))
        return _joined(operands, operators)

    def _operand(self, brackets: int) -> Expression:
        """Something in brackets, a list of terms, or a run of phrases."""
        columns = self._columns()
        inside: Expression
        if self._take("("):
            opened = self._tokens[self._next - 1]
            inside = self._expression(brackets + 1)
            if not self._take(")"):
                self._unclosed(opened)
        elif self._take("name"):
            inside = _any_term(self._terms[self._tokens[self._next - 1].text[1:]])
        else:
            return self._run(columns)
        return inside if columns is None else Filtered(columns=columns, inside=inside)

    def _run(self, columns: Columns | None) -> Leaf | Run:
        leaves = [self._leaf(columns)]
        while (token := self._peek()) is not None and token.kind in ("text", "^", "{", "-"):
            leaves.append(self._leaf(self._columns()))
        return leaves[0] if len(leaves) == 1 else Run(leaves=tuple(leaves))

    def _columns(self) -> Columns | None:
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
            columns = Columns(names=tuple(_column(name.text) for name in names), excluded=is_filter)
            if columns.excluded and set(columns.names) >= set(TEXT_COLUMNS):
                at = self._tokens[start].at + 1
                raise ValueError(f"the filter at character {at} leaves no column; name those to search, as in added :")
            return columns
        if is_filter or (self._next > start and self._tokens[start].kind == "{"):
            raise ValueError(_misplaced(self._query, self._tokens[start].at))
        self._next = start
        return None

    def _leaf(self, columns: Columns | None) -> Leaf:
        """A phrase, perhaps at the beginning of a column, or NEAR(a b, 10)."""
        first = self._peek()
        if first is not None and first.text == "NEAR" and self._kind_after(1) == "(":
            self._next += 2
            phrases, distance = self._near(f"NEAR at character {first.at + 1}")
            return Leaf(phrases=phrases, distance=distance, columns=columns)
        is_first = self._take("^")
        phrase = self._phrase()
        if (token := self._peek()) is not None and token.kind in ("(", "name"):
            raise _unjoined(token)
        return Leaf(phrases=(phrase,), first=is_first, columns=columns)

    def _near(self, name: str) -> tuple[tuple[Phrase, ...], int]:
        phrases = [self._phrase()]
        distance = DISTANCE
        while (token := self._peek()) is not None and token.kind == "text":
            phrases.append(self._phrase())
        if self._take(","):
            if not (self._take("text") and self._tokens[self._next - 1].text.isdecimal()):
                raise ValueError(f"{name} has no distance after its comma; write NEAR(a b, 10)")
            distance = int(self._tokens[self._next - 1].text)
        if not self._take(")"):
            raise ValueError(f"{name} is not closed; write NEAR(a b, 10), with phrases alone")
        return tuple(phrases), distance

    def _phrase(self) -> Phrase:
        pieces = []
        while True:
            if not self._take("text"):
                self._missing()
            text = _unquoted(self._tokens[self._next - 1].text)
            pieces.append(Piece(text=text, prefix=self._take("*")))
            if not self._take("+"):
                return tuple(pieces)

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


def _column(text: str) -> str:
    column = _unquoted(text).lower()
    if column not in COLUMNS:
        near = get_close_matches(column, COLUMNS, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"write one of {', '.join(COLUMNS)}"
        raise ValueError(f"{text} is no column; {remedy}")
    return column


def _joined(operands: Sequence[Expression], operators: Sequence[str]) -> Expression:
    """Operands with the operators between them: NOT binds most, then AND, then OR."""
    for operator in _OPERATORS:
        if operator in operators:
            return Joined(operator=operator, parts=tuple(_split(operands, operators, operator)))
    return operands[0]


def _split(operands: Sequence[Expression], operators: Sequence[str], at: str) -> list[Expression]:
    parts = []
    start = 0
    for index, operator in enumerate([*operators, at]):
        if operator == at:
            parts.append(_joined(operands[start : index + 1], operators[start:index]))
            start = index + 1
    return parts


def _any_term(terms: Sequence[str]) -> Expression:
    leaves = tuple(Leaf(phrases=((Piece(text=search_fold(term)),),)) for term in terms)
    return leaves[0] if len(leaves) == 1 else Joined(operator="OR", parts=leaves)


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"') if text.startswith('"') else text
