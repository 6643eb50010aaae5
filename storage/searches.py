"""A search of the archive as an address asks for it: what narrows it, and its expression. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast, get_args
from urllib.parse import urlencode

from storage.fold import search_fold

Scope = Literal["any", "now", "removed", "asof"]
"""Where to look: in any version, in stories as they stand, only in what was taken out, or as they stood on a day."""

Sort = Literal["new", "old", "best"]
"""Newest or oldest first, by when the archive saw a version; or those first that say most of the words."""

KINDS = ("published", "edited", "corrected", "restored")
STATES = ("live", "removed")
NARROWING = ("source", "language", "kind", "state", "month")
"""What a facet can narrow by, in the order in which they are shown; each is a parameter of the address."""

LONGEST = 400
"""Characters of a query that are read; a longer one is cut."""

MOST_WORDS = 32
MOST_BEGINNINGS = 4
"""Of one search. To mark many words in a text takes their number squared, and FTS5 cannot be stopped while it does; a
beginning (alli*) is all the words that begin so."""

_TOO_MUCH = (
    f"At most {MOST_WORDS} words and {MOST_BEGINNINGS} beginnings are searched at once; these were taken as words."
)

LAST_PAGE = 50
"""Of the best; who has read a thousand hits narrows the search, and each page costs all before it."""

_SHAPES: Mapping[str, str] = {
    "source": r"[a-z0-9-]{1,80}",
    "language": r"[a-z]{2,3}",
    "kind": "|".join(KINDS),
    "state": "|".join(STATES),
    "month": r"[0-9]{4}-(0[1-9]|1[0-2])",
}
_UNTYPED = re.compile("[\x00\ud800-\udfff]")
"""What nobody types and SQLite does not take: NUL, and what a terminal's stray bytes become."""

_OPERATORS = re.compile(r'["*^(){}]|\b(?:AND|OR|NOT|NEAR)\b|(?:^|[\s(])(?i:headline|standfirst|byline|body)\s*:')
_PIECE = re.compile(
    r'(?P<phrase>"[^"]+"\s*\*?)|(?P<bracket>[()])|(?P<operator>\b(?:AND|OR|NOT)\b)'
    r"|(?P<column>\b(?:headline|standfirst|byline|body)\s*:)|(?P<word>[^\s()\"]+)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What an address asks for. Days are ISO 8601, UTC; what it does not ask for is None."""

    query: str = ""
    scope: Scope = "any"
    sort: Sort = "new"
    source: str | None = None
    language: str | None = None
    kind: str | None = None
    state: str | None = None
    month: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    as_of: str | None = None
    before: int | None = None
    after: int | None = None
    page: int = 1

    @property
    def since(self) -> str | None:
        """The first day that counts, of `month` and `first_day` the later one."""
        return max(filter(None, (f"{self.month}-01" if self.month else None, self.first_day)), default=None)

    @property
    def until(self) -> str | None:
        """The first day that counts no more: stored times before it sort below it."""
        after_last = _day_after(self.last_day) if self.last_day else None
        return min(filter(None, (_after_month(self.month) if self.month else None, after_last)), default=None)

    @property
    def day_after(self) -> str | None:
        """The day after the one that it asks of."""
        return _day_after(self.as_of) if self.as_of else None

    @property
    def narrowed(self) -> dict[str, str]:
        """What facets have narrowed it by, by name."""
        given = {name: getattr(self, name) for name in NARROWING}
        return {name: value for name, value in given.items() if value is not None}

    def parameters(self, **changed: str | int | None) -> dict[str, str | int]:
        """The address's parameters with something changed; None takes one out, and paging starts again."""
        given: dict[str, str | int | None] = {
            "q": self.query,
            "in": None if self.scope == "any" else self.scope,
            **self.narrowed,
            "from": self.first_day,
            "to": self.last_day,
            "asof": self.as_of if self.scope == "asof" else None,
            "sort": None if self.sort == "new" else self.sort,
            **changed,
        }
        return {name: value for name, value in given.items() if value not in (None, "")}

    def address(self, path: str = "/search", /, **changed: str | int | None) -> str:
        """This search's address, or one with something changed."""
        return f"{path}?{urlencode(self.parameters(**changed))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The FTS5 expression for what was typed, "" where it has no word; `note` says what had to be done to it."""

    match: str
    note: str | None = None


def fits(name: str, value: str) -> bool:
    """Whether what is to be narrowed by has the shape of such a value."""
    return re.fullmatch(_SHAPES[name], value) is not None


def read_search(arguments: Callable[[str], str | None]) -> Search:
    """The search that the parameters of an address ask for, without what means nothing here.

    `arguments` answers a parameter by its name, None where it is not there.
    """
    given = {
        name: (arguments(name) or "").strip()
        for name in ("q", "in", "sort", "from", "to", "asof", "before", "after", "page", *NARROWING)
    }
    narrowing = {name: given[name] if fits(name, given[name]) else None for name in NARROWING}
    scope = given["in"] if given["in"] in get_args(Scope) else "any"
    as_of = _day(given["asof"])
    if scope == "asof" and as_of is None:
        scope = "any"
    return Search(
        query=_UNTYPED.sub(" ", given["q"][:LONGEST]),
        scope=cast("Scope", scope),
        sort=cast("Sort", given["sort"] if given["sort"] in get_args(Sort) else "new"),
        first_day=_day(given["from"]),
        last_day=_day(given["to"]),
        as_of=as_of,
        before=_number(given["before"]),
        after=_number(given["after"]),
        page=min(_number(given["page"]) or 1, LAST_PAGE),
        **narrowing,
    )


def understand(
    query: str, is_expression: Callable[[str], bool], *, problem: Callable[[str], str | None] = lambda _: None
) -> Understood:
    """What is searched for when `query` is typed.

    Words are plain words, all of them wanted, those with a minus before them not. Where operators stand among them it
    is an expression; what FTS5 would refuse only for a sign in a word ("pre-poll OR it's") is mended by quoting, and
    what it refuses still is taken for plain words, which is said. `is_expression` asks FTS5, `problem` says what is
    wrong with a query.
    """
    folded = search_fold(_UNTYPED.sub(" ", query[:LONGEST]))
    if not _OPERATORS.search(folded):
        return Understood(match=plain_words(folded))
    if _is_too_much(folded):
        return Understood(match=plain_words(folded), note=_TOO_MUCH)
    for tried in (folded, _mended(folded)):
        if tried and is_expression(tried):
            return Understood(match=tried)
    reason = (problem(query) or "").partition(";")[0]
    note = f"That is not a complete search expression{f' ({reason})' if reason else ''}"
    return Understood(match=plain_words(folded), note=f"{note}, so it was searched as plain words.")


def plain_words(folded: str) -> str:
    """The expression that finds all words of a folded text, whatever marks stand in it; '' where it has none.

    Of a text without end the first words count.
    """
    words = _words(folded[:LONGEST])[:MOST_WORDS]
    left_out = [word for word in words if re.match(r"-+\w", word)]
    wanted = " ".join(f'"{word}"' for word in words if word not in left_out)
    if not wanted:
        return " ".join(f'"{word}"' for word in words)
    return f"({wanted}) NOT ({' OR '.join(_quoted(word.lstrip('-')) for word in left_out)})" if left_out else wanted


def _words(text: str) -> list[str]:
    """What stands between spaces and has a letter or a digit in it."""
    return [word for word in text.replace('"', " ").split() if re.search(r"\w", word)]


def _is_too_much(folded: str) -> bool:
    return len(re.findall(r"\w+", folded)) > MOST_WORDS or folded.count("*") > MOST_BEGINNINGS


def _mended(folded: str) -> str:
    """The expression with every word in quotes, so that signs in words are no syntax; '' where more is broken."""
    if folded.count('"') % 2 or re.search(r"(?:^|\s)[*^{}]+(?:\s|$)", folded):
        return ""
    return " ".join(_mended_piece(piece) for piece in _PIECE.finditer(folded))


def _mended_piece(piece: re.Match[str]) -> str:
    text = piece[0]
    if piece.lastgroup != "word":
        return text
    if not re.search(r"\w", text):
        return ""
    return f"{_quoted(text.rstrip('*'))}*" if text.endswith("*") else _quoted(text)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', "") + '"'


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _day_after(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except OverflowError:
        return "9999-12-31T24"


def _after_month(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}-01"
