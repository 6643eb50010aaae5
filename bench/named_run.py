"""`presswatch` on a machine whose names are those of a file: how an outage of the name servers is scripted.

    python bench/named_run.py NAMES.json --config presswatch.toml run

The file maps names to addresses and may change at any time. A name that it lacks does not resolve.
"""

import json
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

_getaddrinfo = socket.getaddrinfo


def resolve_by(names: Path) -> None:
    """From now on names resolve as the file says at each look. To be called before anything imports the resolver."""

    def getaddrinfo(host: Any, *arguments: Any, **others: Any) -> Any:
        name = host.decode("ascii") if isinstance(host, bytes) else host
        if name is not None and not _is_address(name):
            host = json.loads(names.read_text(encoding="ascii")).get(name)
            if host is None:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return _getaddrinfo(host, *arguments, **others)

    socket.getaddrinfo = getaddrinfo


def write_names(path: Path, names: dict[str, str]) -> None:
    """Replaces the file in one step: who reads it sees the old names or the new ones."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(names), encoding="ascii")
    new.replace(path)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    resolve_by(Path(sys.argv.pop(1)))
    from monitor.cli import main

    main()
