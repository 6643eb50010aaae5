"""The command line: one group, its commands by duty in the modules beside this one.

Command modules import at their top only what is quick to import, so that `presswatch --help` answers at once; what is
heavy is imported inside the commands that need it.
"""

from pathlib import Path
from typing import Any

import click

from monitor.cli.options import config_file_option
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
        except BrokenPipeError:
            raise  # click ends quietly
        except MonitorError as error:
            raise ExpectedError(str(error)) from error
        except OSError as error:
            if error.strerror is None:
                raise
            raise ExpectedError(f"{error.filename}: {error.strerror}" if error.filename else error.strerror) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="presswatch", prog_name="presswatch", message="%(prog)s %(version)s")
@config_file_option
@click.pass_context
def main(ctx: click.Context, config_path: Path | None) -> None:
    """Watch news sources: keep every version of every story, tell what changed, publish a searchable archive.

    Begin with `presswatch demo`, which needs nothing, or with `presswatch init`, which writes a configuration.
    """
    ctx.obj = config_path
