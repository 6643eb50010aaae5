"""The command line: one group, its commands by duty in the modules beside this one.

Command modules import at their top only what is quick to import, so that `presswatch --help` answers at once; what is
heavy is imported inside the commands that need it.
"""

from pathlib import Path
from typing import Any

import click

from monitor.cli import (
    archive,
    backups,
    delivering,
    pages,
    redacting,
    rereading,
    running,
    serving,
    setup,
    status,
    verifying,
    watches,
)
from monitor.cli.options import Session, config_file_option
from monitor.errors import MonitorError


class ExpectedError(click.ClickException):
    """An error that a person can mend: its lines on stderr, no traceback, exit code 1."""

    def show(self, file: Any = None) -> None:  # click's own signature
        """Write each line of the message to stderr."""
        for line in self.message.splitlines():
            click.echo(f"Error: {line}", file=file, err=file is None)


class Commands(click.Group):
    """A group whose commands may raise what monitor and the system are expected to raise."""

    def invoke(self, ctx: click.Context) -> Any:  # what a command returns
        """Run the command; expected errors become one line each."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            message = _expected_message(error)
            if message is None:
                raise
            raise ExpectedError(message) from error


def _expected_message(error: Exception) -> str | None:
    """What a person is told of an error that can be mended; None for a bug, and for what click itself deals with."""
    if isinstance(error, BrokenPipeError | click.ClickException | click.exceptions.Exit):
        return None
    if isinstance(error, OSError) and error.strerror is not None:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, MemoryError) or str(error) == "can't start new thread":
        return "there is not enough memory; let the process have more (`ulimit -v`, MemoryMax= of systemd)"
    # Imported when something failed, since it takes SQLite's tools with it.
    from storage.database import StorageError

    return str(error) if isinstance(error, MonitorError | StorageError) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="presswatch", prog_name="presswatch", message="%(prog)s %(version)s")
@config_file_option
@click.pass_context
def main(ctx: click.Context, config_path: Path | None) -> None:
    """Watch news sources: keep every version of every story, tell what changed, publish a searchable archive.

    Begin with `presswatch demo`, which needs nothing, or with `presswatch init`, which writes a configuration.
    """
    ctx.ensure_object(Session).config_path = config_path


for _command in (
    setup.init,
    setup.check_config,
    setup.source,
    running.crawl,
    running.run,
    running.up,
    delivering.deliver,
    status.status,
    rereading.reextract,
    backups.backup,
    backups.restore,
    verifying.verify,
    redacting.redact,
    serving.serve,
    serving.snapshot,
    serving.hash_password,
    serving.demo,
    archive.search,
    archive.log,
    archive.show,
    archive.diff,
    watches.watch,
    pages.extract,
    pages.compare,
):
    main.add_command(_command)
