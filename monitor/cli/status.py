"""`presswatch status`: how the sources stand, what is wrong, what waits to be sent, how timely it all is."""

import shutil
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import is_terminal, print_json, print_line, safe_line

if TYPE_CHECKING:
    from monitor.standing import Standing

Row = Mapping[str, object]

WIDEST = 24
"""Characters of an id; longer ones are shown whole and push the rest of their line to the right."""

_SHORT_STATES = {"not crawled yet": "new"}


@click.command()
@json_option
@config_option
def status(config_path: Path, *, as_json: bool) -> None:
    """Show how each source does, what is wrong, what is waiting.

    Of each source: its last success, what it brought today, how many of its articles are followed, how much is due now.
    Then what is wrong, since when, and what you can do; the destinations of messages; and how long new stories of the
    last 7 days took from publication to discovery, from there into the archive, and from there to the first
    subscriber: the median and the 95th percentile.

    With --json a line for each source, then for each condition, then for each destination, told apart by its first key.
    """
    from monitor.standing import standing_of

    standing = standing_of(load_config(config_path))
    if as_json:
        for row in (*standing.sources, *standing.conditions, *standing.destinations):
            print_json(row)
        return
    for block in (_sources, _conditions, _destinations, _timeliness, _summary):
        for line in block(standing):
            print_line(line)


def _sources(standing: "Standing") -> list[str]:
    columns = ("Source", "<"), ("State", "<"), ("Last success", "<"), ("Today", ">"), ("Followed", ">"), ("Due", ">")
    rows, notes = [], []
    for row in standing.sources:
        cells = (row["source"], _short_state(row), _when(row["last_success_at"]), row["stories_today"])
        rows.append([str(cell) for cell in (*cells, row["articles"], row["due"])])
        notes.append(_note(row))
    return _table(columns, rows, notes)


def _short_state(row: Row) -> str:
    state = str(row["state"]).split(",")[0]
    if state == "paused":
        return state
    conditions = row["conditions"] if isinstance(row["conditions"], list) else []
    named = next((kind for kind in ("blocked", "silent") if kind in conditions), None)
    return named or _SHORT_STATES.get(state, state)


def _note(row: Row) -> str | None:
    """Why it fails and until when it rests, or what else is remarkable."""
    rest = str(row["state"]).partition(", ")[2]
    parts = [str(row["reason"]) if row["reason"] else "", rest]
    return "; ".join(filter(None, parts)) or None


def _conditions(standing: "Standing") -> list[str]:
    if not standing.conditions:
        return []
    lines = ["", _count(standing)]
    for row in standing.conditions:
        where = f" {row['subject']}" if row["condition"] == "channel" else ""
        over = f"; not found since {_when(row['cleared_at'])}" if row["cleared_at"] else ""
        lines += _wrapped(f"{row['title']}, since {_when(row['since'])}{over}", indent="  ")
        lines += [f"    {safe_line(where.strip())}"] if where else []
        lines += _wrapped(str(row["detail"]), indent="    ")
        lines += _wrapped(f"You can: {row['remedy']}", indent="    ")
    return lines


def _count(standing: "Standing") -> str:
    count = len(standing.conditions)
    return f"{count} things are wrong" if count > 1 else "One thing is wrong" if count else "Nothing is wrong"


def _summary(standing: "Standing") -> list[str]:
    """The last line, which is what a person sees first."""
    waiting = sum(int(str(row["waiting"])) for row in standing.destinations)
    dead = sum(int(str(row["dead"])) for row in standing.destinations)
    parts = [_count(standing) + (", see above" if standing.conditions else "")]
    parts += [f"{waiting} messages wait"] if waiting else []
    parts += [f"{dead} were given up"] if dead else []
    parts += [f"no crawl has begun since {_when(standing.idle_since)}"] if standing.idle_since else []
    return ["", "; ".join(parts) + "."]


def _destinations(standing: "Standing") -> list[str]:
    if not standing.destinations:
        return []
    columns = ("Destination", "<"), ("State", "<"), ("Waiting", ">"), ("Oldest", "<"), ("Dead", ">"), ("Last sent", "<")
    rows = [
        [
            str(cell)
            for cell in (
                row["destination"],
                row["state"],
                row["waiting"],
                _when(row["oldest_waiting_at"]),
                row["dead"],
                _when(row["last_sent_at"]),
            )
        ]
        for row in standing.destinations
    ]
    notes = [str(row["reason"]) if row["reason"] else None for row in standing.destinations]
    return ["", *_table(columns, rows, notes)]


def _timeliness(standing: "Standing") -> list[str]:
    steps = "discovered", "stored", "sent"
    columns = ("Source", "<"), ("Stories", ">"), *((step.capitalize(), ">") for step in steps)
    rows = []
    for row in standing.sources:
        timeliness = row["timeliness"]
        if isinstance(timeliness, Mapping):
            rows.append([str(row["source"]), str(timeliness["stories"]), *(_delay(timeliness[step]) for step in steps)])
    if not rows:
        return []
    heading = "New stories of 7 days: how long each step took, half of them / 95 in 100 at most"
    return ["", heading, *_table(columns, rows, [None] * len(rows))]


def _delay(delay: object) -> str:
    if not isinstance(delay, Mapping):
        return "-"
    return f"{_short_time(delay['median'])} / {_short_time(delay['late'])}"


def _short_time(seconds: float) -> str:
    """A duration in one unit: "40s", "12m", "5.5h", "3d"."""
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "m")):
        if seconds >= 2 * size or (unit == "m" and seconds >= 100):
            number = seconds / size
            return f"{number:.1f}{unit}" if number < 10 and unit != "m" else f"{number:.0f}{unit}"
    return f"{seconds:.0f}s"


def _when(at: object) -> str:
    """ "2024-08-22T09:30:00Z" as "2024-08-22 09:30Z"."""
    return f"{str(at)[:10]} {str(at)[11:16]}Z" if at else "-"


def _table(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], notes: Sequence[str | None]) -> list[str]:
    """Aligned columns with a heading; a note stands below its row, since it may be long."""
    clean = [[safe_line(cell) for cell in row] for row in rows]
    widths = [
        min(max([len(name), *(len(row[place]) for row in clean)]), WIDEST) for place, (name, _) in enumerate(columns)
    ]

    def line(cells: Sequence[str]) -> str:
        aligned = (f"{cell:{side}{width}}" for cell, width, (_, side) in zip(cells, widths, columns, strict=True))
        return "  ".join(aligned).rstrip()

    lines = [line([name for name, _ in columns])]
    for row, note in zip(clean, notes, strict=True):
        lines.append(line(row))
        lines += _wrapped(note, indent="    ") if note else []
    return lines


def _wrapped(text: str, *, indent: str) -> list[str]:
    """The text on lines of the terminal's width; on one line where there is none."""
    line = safe_line(text)
    if not is_terminal():
        return [indent + line]
    width = max(40, min(shutil.get_terminal_size().columns, 100))
    return textwrap.wrap(line, width=width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
