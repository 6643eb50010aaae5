"""Options that several commands share, and the configuration that they lead to."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from monitor.config import Config

_C = TypeVar("_C", bound=Callable[..., Any])

DEFAULT_CONFIG = Path("presswatch.toml")

config_file_option = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="PRESSWATCH_CONFIG",
    metavar="FILE",
    help="The configuration; presswatch.toml in the working directory where left out.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for machines.")


def config_option(command: _C) -> _C:
    """Give a command `--config`, before or after its name, as `config_path: Path`."""
    return click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        callback=_chosen_path,
        help="The configuration; presswatch.toml in the working directory where left out.",
    )(command)


def load_config(path: Path) -> "Config":
    """The checked configuration. Raises ConfigError with every problem."""
    from monitor.config import load

    return load(path)


def _chosen_path(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path:
    inherited = ctx.find_object(Path)
    return value or inherited or DEFAULT_CONFIG
