"""`reextract`: the readings that comparing needs, made anew from captures."""

import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import is_terminal, print_json, print_line, safe_line

if TYPE_CHECKING:
    from rich.progress import Progress

    from monitor.reextract import Reextraction


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]…")
@click.option("--force", is_flag=True, help="Also read anew what today's extractor has read already.")
@json_option
@config_option
def reextract(config_path: Path, sources: tuple[str, ...], *, force: bool, as_json: bool) -> None:
    """Read earlier pages anew, after an upgrade that brought another extractor.

    A check compares what today's extractor reads from both pages, the earlier one from its capture; this does so at
    once for every article that is followed. Versions stay as they are and no change is recorded. Without SOURCE all
    sources, paused ones too. One that was interrupted goes on at the next call. What failed is named on stderr; exits
    with 1 where every page failed.
    """
    from monitor.logs import log_to_stderr
    from monitor.reextract import reextract

    config = load_config(config_path)
    log_to_stderr(quiet=True)
    with closing(_Bar(is_shown=is_terminal() and sys.stderr.isatty() and not as_json)) as bar:

        def show(found: "Reextraction") -> None:
            bar.close()
            _print_found(found, as_json=as_json)

        reports = reextract(config, source_ids=sources, force=force, on_step=bar.step, on_source=show)
    if any(found.failed for found in reports) and not any(found.made or found.present for found in reports):
        sys.exit(1)


def _print_found(found: "Reextraction", *, as_json: bool) -> None:
    counts = {name: getattr(found, name) for name in ("articles", "made", "present", "without_capture", "failed")}
    if as_json:
        print_json({"source": found.source_id, **counts})
    else:
        extent = str(found.articles) if found.done == found.articles else f"{found.done} of {found.articles}"
        print_line(
            f"{found.source_id}: {found.made} read anew, {found.present} present, "
            f"{found.without_capture} without a capture, {found.failed} failed; {extent} articles"
        )
    for unread in found.unread:
        click.echo(safe_line(f"{found.source_id}: {unread.url}: {unread.reason}: {unread.detail}"), err=True)
    if found.failed > len(found.unread):
        reasons = ", ".join(f"{reason} {count}" for reason, count in found.reasons.most_common())
        click.echo(f"{found.source_id}: {found.failed} failed in all ({reasons})", err=True)


@dataclass(slots=True)
class _Bar:
    """How far the source at work is, on stderr; nothing where no person is likely to see it."""

    is_shown: bool
    _progress: "Progress | None" = None

    def step(self, found: "Reextraction") -> None:
        """Shows what is done."""
        if not self.is_shown:
            return
        if self._progress is None:
            self._progress = _start_progress(found)
        self._progress.update(self._progress.task_ids[0], completed=found.done)

    def close(self) -> None:
        """Takes the bar away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None


def _start_progress(found: "Reextraction") -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    progress.add_task(found.source_id, total=found.articles)
    progress.start()
    return progress
