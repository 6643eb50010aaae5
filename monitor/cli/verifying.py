"""`verify`: the files checked against themselves, and what was found told in lines."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import is_terminal, print_json, print_line

if TYPE_CHECKING:
    from monitor.verify import Progress, Verified


def _read_heads(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if len(value) != 64 or not all(sign in "0123456789abcdef" for sign in value.lower()):
            raise click.BadParameter(f"{value} is no head; `presswatch verify` prints one, of 64 hexadecimal digits")
    return values


@click.command()
@click.argument(
    "directory", type=click.Path(path_type=Path, file_okay=False, exists=True), required=False, metavar="[DIR]"
)
@click.option("--no-captures", is_flag=True, help="Leave out the captures, which take longest.")
@click.option(
    "--fast", is_flag=True, help="Leave out captures, and the pages and indexes of the files: texts and chain alone."
)
@click.option(
    "--expect",
    "expected",
    multiple=True,
    metavar="HEAD",
    callback=_read_heads,
    help="A head that was printed earlier: the chain must have had it. May be given several times.",
)
@json_option
@config_option
def verify(
    config_path: Path,
    directory: Path | None,
    expected: tuple[str, ...],
    *,
    no_captures: bool,
    fast: bool,
    as_json: bool,
) -> None:
    """Check that the files hold what was written to them; or those in DIR, such as a backup.

    Checked are the pages, references and indexes of each file, the text of each version and its digest, each capture,
    and the chain that covers all versions, changes and redactions. The head that is printed covers all of them: keep
    it elsewhere, and a later --expect shows whether anything before it was changed since. Only reads, also while `run`
    writes. Exits with 1 where anything is damaged.
    """
    from monitor.verify import Asked, verify

    where = directory or load_config(config_path).directory
    asked = Asked(files=not fast, captures=not (fast or no_captures), expected=expected)
    with _bar(is_shown=is_terminal() and sys.stderr.isatty() and not as_json) as on_progress:
        found = verify(where, asked, on_progress=on_progress)
    (_print_json if as_json else _print_found)(found)
    if found.is_damaged:
        sys.exit(1)


NOTES = {"redacted": "redacted", "ended": "no longer kept, as [keep] says"}


def _print_found(found: "Verified") -> None:
    from monitor.verify import REMEDIES

    for record in _records(found):
        kind, count, faults = str(record["kind"]), int(str(record["checked"])), int(str(record["faults"]))
        notes = [f"{record[name]:,} {words}" for name, words in NOTES.items() if record.get(name)]
        amount = "" if kind.endswith((".db", "_fts")) or kind == "expected head" else f"{count:,}"
        notes += [f"{record['per_second']:,} a second of one core"] if "per_second" in record else []
        state = f"{faults:,} damaged" if faults else "well"
        print_line(f"{kind}: {', '.join(filter(None, [amount, *notes, state]))}")
        for fault in found.checked.faults.get(kind, []):
            print_line(f"  {fault.thing}: {fault.what}")
        if faults:
            print_line(f"  To mend it: {REMEDIES[kind]}.")
    for head, link in found.expected.items():
        if link is not None:
            print_line(f"expected head {head}: link {link:,}")
    print_line(f"head: {found.head}, after link {found.links:,}; checked in {found.took:,.1f} s")


def _print_json(found: "Verified") -> None:
    from monitor.verify import REMEDIES

    for record in _records(found):
        print_json(record)
    for kind in REMEDIES:
        for fault in found.checked.faults.get(kind, []):
            print_json({"fault": kind, "thing": fault.thing, "what": fault.what, "remedy": REMEDIES[kind]})
    print_json(
        {
            "head": found.head,
            "links": found.links,
            "expected": found.expected,
            "damaged": found.is_damaged,
            "seconds": round(found.took, 1),
        }
    )


def _records(found: "Verified") -> Iterator[dict[str, object]]:
    """What each kind of thing came to."""
    from monitor.verify import REMEDIES

    checked = found.checked
    counts = {**checked.counts, "chain": checked.counts.get("links", 0), "expected head": len(found.expected)}
    timed = {"chain": "links", "captures": "captures"}
    for kind in REMEDIES:
        faults = checked.fault_counts.get(kind, 0)
        if not counts.get(kind) and not faults:
            continue
        record: dict[str, object] = {"kind": kind, "checked": counts.get(kind, 0), "faults": faults}
        record |= {name: count for name in NOTES if (count := counts.get(f"{kind} {name}", 0))}
        if kind in timed and found.seconds.get(timed[kind]):
            record["per_second"] = round(counts[kind] / found.seconds[timed[kind]])
        yield record


@contextmanager
def _bar(*, is_shown: bool) -> Iterator["Progress"]:
    """How much is done, on stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Checking"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not is_shown)
    task = bar.add_task("")
    with bar:
        yield lambda done, of: bar.update(task, completed=done, total=of)
