"""Options that several commands share, what they lead to, and what a caller of the command line may hand in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

if TYPE_CHECKING:
    from monitor.config import Config, SourceConfig
    from monitor.trial import Fetch

_C = TypeVar("_C", bound=Callable[..., Any])

DEFAULT_CONFIG = Path("presswatch.toml")


def _open_fetcher(
    config: "Config", source: "SourceConfig | None" = None, *, typed: str | None = None
) -> "AbstractContextManager[Fetch]":
    from monitor.fetching import open_fetcher

    return open_fetcher(config, source, typed=typed)


class OpenFetcher(Protocol):
    """Opens the function that addresses are fetched with, at the delay of a source where it is known.

    Only the hosts of that source, or of the address that was typed, may be on an inner network.
    """

    def __call__(
        self, config: "Config", source: "SourceConfig | None" = None, *, typed: str | None = None
    ) -> "AbstractContextManager[Fetch]": ...


@dataclass(slots=True)
class Session:
    """What one call of the command line works with.

    `config_path` is the `--config` that stands before the command's name. `open_fetcher` gives the function that
    `source add` and `source test` fetch with; a caller may put in its own.
    """

    config_path: Path | None = None
    open_fetcher: OpenFetcher = _open_fetcher


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
    return value or ctx.ensure_object(Session).config_path or DEFAULT_CONFIG
