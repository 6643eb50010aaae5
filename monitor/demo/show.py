"""Shows the demo as it runs: each act, each change as it is found, and at the end how it compares with the script.

On a terminal in colour; elsewhere in plain lines that nothing wraps; for machines there is `report`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.demo.alerts import Told
from monitor.demo.check import Found, Outcome
from monitor.demo.expected import Expected
from monitor.demo.inbox import Mail
from storage.records import ChangeKind, LoggedChange

_COLOURS: Mapping[ChangeKind, str] = {
    ChangeKind.PUBLISHED: "green",
    ChangeKind.EDITED: "yellow",
    ChangeKind.CORRECTED: "magenta",
    ChangeKind.REMOVED: "red",
    ChangeKind.RESTORED: "cyan",
    ChangeKind.MOVED: "blue",
}
_CONTROL = dict.fromkeys((*range(32), *range(127, 160)))
_OUTLET_WIDTH = 18


class Screen:
    """Where a run is told to a person; `quiet` tells nothing, where `report` is printed for machines."""

    def __init__(self, console: Console, *, outlets: Mapping[str, str], quiet: bool = False) -> None:
        self._console = console
        self._outlets = outlets
        self._quiet = quiet

    def begin(self, number: int, title: str) -> None:
        """The act begins."""
        if self._quiet:
            return
        if self._console.is_terminal:
            self._console.print()
        self._line(Text(f"Act {number}. {title}", style="bold"))

    def change(self, change: LoggedChange) -> None:
        """A change was found. A baseline is only counted at the act's end: it is news to nobody."""
        if not self._quiet and not change.baseline:
            self._line(self._change(change))

    def mail(self, mail: Mail) -> None:
        """A message arrived at the demo's subscriber."""
        if not self._quiet:
            self._line(Text("  message   ", "blue").append(mail.subject.translate(_CONTROL), style="bold"))

    def end(self, found: Sequence[Found]) -> None:
        """The act is over, with all that was found in it."""
        if self._quiet:
            return
        baseline = [one.change.source_id for one in found if one.change.baseline]
        if baseline:
            self._line(Text(f"  {len(baseline)} stories at {len(set(baseline))} outlets were there: baseline", "dim"))
        elif not found:
            self._line(Text("  nothing changed", "dim"))

    def verdict(self, outcome: Outcome) -> None:
        """How the run compares with the script: a table on a terminal, lines elsewhere."""
        if self._quiet:
            return
        if self._console.is_terminal:
            self._console.print()
            self._console.print(_table(outcome, self._outlets))
        for kind, text in _complaints(outcome):
            self._line(Text(f"{kind}: {text}", style="red"))
        right, total = len(outcome.right), _expected_count(outcome)
        style = "bold green" if outcome.is_perfect else "bold red"
        self._line(Text(f"Found {right} of {total} expected changes, {len(outcome.surplus)} surplus.", style=style))

    def told(self, told: Told) -> None:
        """How the messages compare with the script."""
        if self._quiet:
            return
        for alert in told.missing:
            names = " or ".join(self._outlets.get(outlet, outlet) for outlet in alert.outlets)
            self._line(Text(f"no message: act {alert.act}, {alert.event} of {names}", style="red"))
        for subject in told.surplus:
            self._line(Text(f"a message too many: {subject}", style="red"))
        total = len(told.right) + len(told.missing)
        style = "bold green" if told.is_perfect else "bold red"
        self._line(
            Text(f"Told {len(told.right)} of {total} expected alerts, {len(told.surplus)} surplus.", style=style)
        )

    def _change(self, change: LoggedChange) -> Text:
        line = Text("  ")
        line.append(f"{change.seen_at:%H:%M:%S} ", style="dim")
        line.append(set_cell_size(self._outlets.get(change.source_id, change.source_id), _OUTLET_WIDTH) + " ")
        line.append(f"{change.kind:<9} ", style=_COLOURS[change.kind])
        line.append(change.headline.translate(_CONTROL), style="bold")
        told = _told(change)
        if told:
            line.append(f"  ({told})", style="dim")
        return line

    def _line(self, text: Text) -> None:
        self._console.print(text, **_AS_IS)


_AS_IS: Mapping[str, Any] = {"soft_wrap": True, "markup": False, "highlight": False, "emoji": False}
"""Options of Console.print: headlines are printed as they are, lines are never broken."""


def report(outcome: Outcome, told: Told) -> dict[str, object]:
    """The outcome as one JSON document: counts, and every change with what was wrong with it."""
    return {
        "ok": outcome.is_perfect and told.is_perfect,
        "expected": _expected_count(outcome),
        "found": len(outcome.right),
        "changes": [_found(found) for _, found in outcome.right],
        "flawed": [{**_found(one.found), "flaws": list(one.flaws)} for one in outcome.flawed],
        "missing": [_expected(one) for one in outcome.missing],
        "surplus": [_found(found) for found in outcome.surplus],
        "trespasses": list(outcome.trespasses),
        "alerts": len(told.right),
        "alerts_missing": [f"act {one.act}: {one.event} of {', '.join(one.outlets)}" for one in told.missing],
        "alerts_surplus": list(told.surplus),
    }


def _found(found: Found) -> dict[str, object]:
    change = found.change
    return {
        "act": found.act,
        "id": change.id,
        "at": f"{change.seen_at:%Y-%m-%dT%H:%M:%SZ}",
        "outlet": change.source_id,
        "kind": str(change.kind),
        "url": change.url,
        "headline": change.headline,
        "baseline": change.baseline,
        "summary": _told(change),
    }


def _expected(one: Expected) -> dict[str, object]:
    return {"act": one.act, "outlet": one.outlet, "kind": str(one.kind), "path": one.path, "fields": sorted(one.fields)}


def _told(change: LoggedChange) -> str:
    """What the change did, in words; empty for what has no diff."""
    return change.summary or ""


def _expected_count(outcome: Outcome) -> int:
    return len(outcome.right) + len(outcome.flawed) + len(outcome.missing)


def _complaints(outcome: Outcome) -> list[tuple[str, str]]:
    return [
        *(("missing", f"act {one.act}, {one.outlet}: {one.kind} {one.path}") for one in outcome.missing),
        *(
            (
                "surplus",
                f"act {one.act}, {one.change.source_id}: {one.change.kind} {one.change.url} {_told(one.change)}",
            )
            for one in outcome.surplus
        ),
        *(
            ("wrong", f"act {one.found.act}, {one.expected.kind} {one.found.change.url} {'; '.join(one.flaws)}")
            for one in outcome.flawed
        ),
        *(("forbidden", f"{url} was asked for against robots.txt") for url in outcome.trespasses),
    ]


def _table(outcome: Outcome, outlets: Mapping[str, str]) -> Table:
    """A row an outlet: how many were expected, found, missing, surplus."""
    table = Table("Outlet", title="What was found, against the script")
    for name in ("expected", "found", "missing", "surplus"):
        table.add_column(name, justify="right")
    for outlet, name in outlets.items():
        right = sum(one.outlet == outlet for one, _ in outcome.right)
        flawed = sum(one.expected.outlet == outlet for one in outcome.flawed)
        missing = sum(one.outlet == outlet for one in outcome.missing)
        surplus = sum(one.change.source_id == outlet for one in outcome.surplus)
        counts = (right + flawed + missing, right, flawed + missing, surplus)
        table.add_row(name, *map(str, counts))
    return table
