"""`redact`: takes articles down, after showing what would go."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import counted, is_terminal, print_json, print_line, safe_line

if TYPE_CHECKING:
    from monitor.redact import Done, Found
    from storage.redactions import Redacted


@click.command()
@click.argument("addresses", nargs=-1, metavar="[URL]…")
@click.option("--reason", help="Why; the archive shows it to its readers.")
@click.option("--again", is_flag=True, help="Do what an earlier call left undone, and all that redactions.jsonl says.")
@click.option("--dry-run", is_flag=True, help="Show what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--thorough",
    "is_thorough",
    is_flag=True,
    help="Write the databases anew as a whole: once for files that an earlier release wrote. Needs as much disk again.",
)
@json_option
@config_option
def redact(
    config_path: Path,
    addresses: tuple[str, ...],
    *,
    reason: str | None,
    again: bool,
    dry_run: bool,
    yes: bool,
    is_thorough: bool,
    as_json: bool,
) -> None:
    """Take articles down for good: those at each URL, or with that number.

    Their texts, captures and addresses go from every file, and they are not fetched again. What stays is a line in the
    archive that says when and why, their times and counts, and digests by which `verify` knows that nothing else was
    changed. Works while `run` and `serve` do. One that was interrupted is done again with --again.
    """
    from datetime import UTC, datetime

    from monitor.redact import look_up, redact, redact_again

    if again == bool(addresses):
        raise click.UsageError("name what is to be taken down, or say --again")
    if again and dry_run:
        raise click.UsageError(
            "--again takes down nothing new, and does not say beforehand what is left: leave out one"
        )
    directory, now = load_config(config_path).directory, datetime.now(UTC).replace(microsecond=0)

    def say(text: str) -> None:
        if is_terminal() and not as_json:
            click.echo(text, err=True)

    if again:
        done = redact_again(directory, now=now, is_thorough=is_thorough, say=say)
        if not (done.redacted or as_json):
            print_line("nothing was ever taken down here")
        _finish(done, as_json=as_json)
        return
    if not dry_run and not (reason or "").strip():
        raise click.UsageError("say why with --reason; the archive's readers are told")
    found = look_up(directory, addresses)
    if dry_run or not yes:
        _show(found, as_json=as_json and dry_run)
    if dry_run:
        return
    _ask(yes=yes)
    done = redact(directory, addresses, reason=safe_line(reason or ""), now=now, is_thorough=is_thorough, say=say)
    _finish(done, as_json=as_json)
    say("Backups and copies from before still hold it: `presswatch backup` takes it out of a backup.")


def _show(found: Sequence["Found"], *, as_json: bool) -> None:
    for one in found:
        if as_json:
            print_json({name: getattr(one, name) for name in one.__slots__})
        elif one.is_redacted:
            print_line(f"{one.address}: taken down before")
        elif one.article_id is None:
            print_line(f"{one.address}: not in the archive; it would not be fetched from then on")
        else:
            counts = {"versions": one.versions, "changes": one.changes, "captures": one.captures}
            print_line(f"{one.address}: article {one.article_id}, {safe_line(one.headline or '')}: {_listed(counts)}")


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("nobody is there to be asked: say --yes")
    click.confirm("Nothing of this can be brought back. Take it down?", abort=True)


def _finish(done: "Done", *, as_json: bool) -> None:
    for row in done.redacted:
        counts = {
            "versions": row.version_count,
            "changes": row.change_count,
            "captures": row.capture_count,
        }
        if as_json:
            print_json({"redaction": row.id, "article": row.article_id, **counts})
        else:
            print_line(_told(row, counts))
    for line in done.left:
        click.echo(f"{line}; `presswatch redact --again` does the rest", err=True)
    if done.left:
        sys.exit(1)


def _told(row: "Redacted", counts: dict[str, int]) -> str:
    if row.article_id is None:
        what, done = "an address that the archive never had", "will not be fetched"
    else:
        what, done = f"article {row.article_id}", f"taken down; {_listed(counts)}"
    if row.finished_at is None:
        return f"{what}: {done}"
    return f"{what}: taken down before, on {row.redacted_at.day} {row.redacted_at:%B %Y}: {safe_line(row.reason)}"


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(counted(count, plural) for plural, count in counts.items())
