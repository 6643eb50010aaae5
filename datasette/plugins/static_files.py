"""Addresses of static files that change with their content, so that a browser may keep them for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

from datasette import hookimpl
from datasette.app import Datasette

MARK = 12
"""Letters of the digest in an address; `caching` compares them with those of its ETag."""


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, object]:
    folder = Path(__file__).parent.parent / "static"

    def asset(name: str) -> object:
        """The address of a file of ours, such as `asset('archive.css')`."""
        path = folder / name
        return datasette.urls.path(f"/static/{name}?v={_digest(path, path.stat().st_mtime_ns)[:MARK]}")

    return {"asset": asset}


@lru_cache(maxsize=100)
def _digest(path: Path, changed_at: int) -> str:  # noqa: ARG001 (a file that was written anew is read anew)
    return hashlib.sha256(path.read_bytes()).hexdigest()
