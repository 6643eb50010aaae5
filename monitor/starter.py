"""The configuration that `presswatch init` writes: starter.toml, with real outlets and an example watch."""

from importlib.resources import files
from pathlib import Path

from monitor.config import FILE_NAME
from monitor.errors import MonitorError

EXAMPLE_CONTACT = "desk@example.org"
"""The contact that the starter file carries until its owner writes another."""


class StarterError(MonitorError):
    """The starter file could not be written."""


def write_starter(directory: Path, *, contact: str = EXAMPLE_CONTACT) -> Path:
    """Write presswatch.toml into a folder, made if need be, and return its path.

    Raises StarterError where there is one already: a configuration is never overwritten.
    """
    path = directory / FILE_NAME
    directory.mkdir(parents=True, exist_ok=True)
    try:
        # "x" makes looking and creating one step, so that a second `init` cannot slip in between.
        with path.open("x", encoding="utf-8") as file:
            file.write(starter_text(contact=contact))
    except FileExistsError:
        raise StarterError(
            f"{path} is there already and stays as it is; name another folder, or move it away"
        ) from None
    return path


def starter_text(*, contact: str = EXAMPLE_CONTACT) -> str:
    """The starter file. `contact` is written as a TOML string."""
    quoted = contact.replace("\\", "\\\\").replace('"', '\\"')
    text = files("monitor").joinpath("starter.toml").read_text(encoding="utf-8")
    return text.replace(f'"{EXAMPLE_CONTACT}"', f'"{quoted}"', 1)
