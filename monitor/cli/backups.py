"""Commands that keep a desk's files safe: backup, restore."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import is_terminal, print_json, print_line, safe_line

if TYPE_CHECKING:
    from monitor.backups.making import Backup
    from monitor.backups.restoring import Restored

folder_argument = click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")


@click.command()
@folder_argument
@click.option(
    "--check", is_flag=True, help="Also read anew all that is there, and copy again what does not fit any more."
)
@json_option
@config_option
def backup(config_path: Path, folder: Path, *, check: bool, as_json: bool) -> None:
    """Bring the backup in DIR up to date, or begin one, also while `run` writes.

    It is one consistent set: the three databases, the captures that they name, presswatch.toml; no secrets. Only what
    is new is copied, and until the whole is done the earlier backup in DIR stays good. Captures that are lost or
    damaged here are named on stderr, and the backup keeps what it has of them.
    """
    from monitor.backups.making import back_up

    config = load_config(config_path)
    with _bar("Backing up", as_json=as_json) as step:
        made = back_up(config, folder, now=datetime.now(UTC), check=check, on_progress=step)
    for problem in made.problems:
        click.echo(safe_line(problem), err=True)
    _print_backup(made, as_json=as_json)


def _print_backup(made: "Backup", *, as_json: bool) -> None:
    size = sum(file.size for file in made.files)
    if as_json:
        lists = {name: getattr(made, name) for name in ("copied", "grown", "rewritten", "problems")}
        counts = {name: getattr(made, name) for name in ("number", "unchanged", "dropped", "written")}
        print_json({**counts, "files": len(made.files), "size": size, **lists})
        return
    print_line(
        f"Backup {made.number}: {len(made.files)} files, {_megabytes(size)}; {_megabytes(made.written)} written, "
        f"{len(made.copied)} files copied, {len(made.grown)} grown, {len(made.rewritten)} rewritten, "
        f"{made.unchanged} unchanged, {made.dropped} dropped"
    )


@click.command()
@folder_argument
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Restore into this folder, presswatch.toml too; where left out, to where the configuration has its data.",
)
@click.option("--replace", is_flag=True, help="Put aside what is there; nothing of it is deleted.")
@click.option("--check", is_flag=True, help="Only read the backup and compare it with its manifest.")
@json_option
@config_option
def restore(config_path: Path, folder: Path, target: Path | None, *, replace: bool, check: bool, as_json: bool) -> None:
    """Put the backup in DIR into its place, once all of it has been checked.

    Refused while `run`, `serve` or another program has the files open, and where there is an archive already, but with
    --replace. A presswatch.toml that is there stays. Then `presswatch run` goes on from where the backup was made.
    """
    from monitor.backups.restoring import check_backup, directory_below, restore
    from monitor.redact import redact_restored

    now = datetime.now(UTC)
    with _bar("Checking" if check else "Restoring", as_json=as_json) as step:
        if check:
            manifest = check_backup(folder, on_progress=step)
            restored = None
        else:
            directory = directory_below(folder, target) if target else load_config(config_path).directory
            restored = restore(
                folder,
                directory,
                now=now,
                make_ready=lambda stage, place: redact_restored(stage, place, now=now),
                configuration=target / "presswatch.toml" if target else None,
                replace=replace,
                on_progress=step,
            )
            manifest = restored.manifest
    size = sum(file.size for file in manifest.files)
    told = {
        "number": manifest.number,
        "made_at": f"{manifest.made_at:%Y-%m-%dT%H:%M:%SZ}",
        "files": len(manifest.files),
    }
    if as_json:
        print_json({**told, "size": size, **(_facts(restored) if restored else {})})
        return
    print_line(f"Backup {told['number']} of {told['made_at']}: {told['files']} files, {_megabytes(size)}, all whole")
    if restored:
        _print_restored(restored)


def _facts(restored: "Restored") -> dict[str, object]:
    return {
        "directory": str(restored.directory),
        "aside": str(restored.aside) if restored.aside else None,
        "configuration": str(restored.configuration) if restored.configuration else None,
        "incomplete": list(restored.incomplete),
    }


def _print_restored(restored: "Restored") -> None:
    for file in restored.incomplete:
        click.echo(f"captures/{file}: the backup has not all captures of it", err=True)
    print_line(f"Restored into {restored.directory}")
    if restored.aside:
        print_line(f"What was there is now in {restored.aside}")
    if restored.configuration:
        print_line(f"Configuration: {restored.configuration}")


def _megabytes(size: int) -> str:
    return f"{size / 1000**2:,.1f} MB"


@contextmanager
def _bar(title: str, *, as_json: bool) -> Iterator[Callable[[int, int], None]]:
    """How far it is, on stderr; nothing where no person is likely to see it."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(title), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    is_hidden = as_json or not (is_terminal() and console.is_terminal)
    with Progress(*columns, console=console, transient=True, disable=is_hidden) as progress:
        task = progress.add_task("")
        yield lambda done, total: progress.update(task, completed=done, total=total)
