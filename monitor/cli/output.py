"""Tables and text for people and machines.

On a terminal: rich tables. Elsewhere: one line a row, fields apart by tabs, no colour, no wrapping, each line flushed.
With `--json`: one object a line. Text from the web loses its control characters before it is shown.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.text import Text

MARKS = ("\ue000", "\ue001")
"""Before and after a found word, for `print_marked`: characters of private use, which are never shown."""

# C0 and C1 controls could drive the terminal, the bidi overrides could reorder what stands around the text.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


_SHORT = 24
"""Characters of a cell that is never broken: a time has 20, most ids have fewer."""


def is_terminal() -> bool:
    """Whether a person is likely to read stdout."""
    return sys.stdout.isatty()


def safe_text(text: str) -> str:
    """The text without control characters; tabs and line breaks stay."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n"))


def safe_line(text: str) -> str:
    """The text on one line, without control characters."""
    return safe_text(" ".join(text.split()))


def counted(number: int, plural: str) -> str:
    """A number with its noun: "1 watch", "2 watches"."""
    singular = "watch" if plural == "watches" else plural.removesuffix("s")
    return f"{number:,} {singular if number == 1 else plural}"


def print_line(text: str = "") -> None:
    """One line on stdout, flushed; what stdout's encoding has no sign for becomes a question mark."""
    click.echo(safe_text(text).encode(sys.stdout.encoding or "utf-8", "replace"))


def print_json(record: object) -> None:
    """One value as one line of JSON in UTF-8, flushed."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        line = text.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair: JSON can say it, UTF-8 cannot.
        line = json.dumps(record, separators=(",", ":")).encode()
    click.echo(line)


def print_styled(text: "Text") -> None:
    """A rich text on stdout: in colours on a terminal, plain and unwrapped elsewhere."""
    if not is_terminal():
        print_line(text.plain.rstrip("\n"))
        return
    from rich.console import Console

    Console(highlight=False).print(text, end="")


def print_marked(text: str, *, style: str = "") -> None:
    """One line for a terminal, with what stands between the two `MARKS` in bold."""
    from rich.text import Text

    styled = Text(style=style)
    for number, piece in enumerate(re.split("|".join(MARKS), safe_line(text))):
        styled.append(piece, style="bold yellow" if number % 2 else "")
    print_styled(styled.append("\n"))


def print_records(rows: Iterable[Mapping[str, object]], *, columns: Mapping[str, str], as_json: bool = False) -> None:
    """Rows as JSON with all their keys, as plain lines, or as a table; `columns` maps the keys shown to headings."""
    if as_json:
        for row in rows:
            print_json(row)
    elif is_terminal():
        _print_table(list(rows), columns)
    else:
        for row in rows:
            print_line("\t".join(_cell(row.get(key)) for key in columns))


def _print_table(rows: Sequence[Mapping[str, object]], columns: Mapping[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for key, heading in columns.items():
        # Times, ids and counts stay whole where there is room at all; headlines and long addresses give way.
        cells = [_cell(row.get(key)) for row in rows]
        is_short = all(" " not in cell and len(cell) <= _SHORT for cell in cells)
        table.add_column(heading, overflow="fold", no_wrap=is_short)
    for row in rows:
        # Text, not markup: square brackets in a headline are the headline's own.
        table.add_row(*(Text(_cell(row.get(key))) for key in columns))
    Console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return safe_line(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def say_wider(wider: Mapping[str, str]) -> None:
    """On stderr: which beginnings pass by words, and what finds more."""
    for beginning, more in wider.items():
        told = "may pass by words that begin so, since English words are searched without their endings"
        click.echo(f"{beginning} {told}; {more} finds more", err=True)
