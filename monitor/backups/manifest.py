"""The manifest of a backup: what is in it, under which names, with sizes and digests.

A backup may come from anywhere, so nothing in a manifest is believed before it was looked at: a name is one of the few
that a desk's files have, and where it is stored follows from it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.errors import MonitorError
from storage.backups import CAPTURE_FILE, DATABASES
from storage.times import from_text, to_text

MANIFEST = "manifest.json"
CONFIGURATION = "presswatch.toml"
FORMAT = 1

LONGEST = 64 * 1024**2
"""Bytes of a manifest that are read: a line of 300 bytes for each of 200,000 files, which is 500 years of captures."""

MOST_BYTES = 2**50
"""A petabyte; a size beyond it is no size."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NUMBERED = re.compile(r".*\.([1-9][0-9]{0,8})\.(?:warc\.gz|db|toml)")


class BackupError(MonitorError):
    """A backup cannot be made, or is not one that can be restored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file of the desk's and where it is stored, both as paths below the folder with slashes.

    `mark` changes when the desk's file does: "" where that was not sure when it was copied.
    """

    name: str
    stored: str
    size: int
    sha256: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup: the `number`th of its folder. `schemas` has each database's newest migration."""

    number: int
    made_at: datetime
    program: str
    files: tuple[StoredFile, ...]
    schemas: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_name(self) -> dict[str, StoredFile]:
        """The files by the desk's names of them."""
        return {file.name: file for file in self.files}


def is_capture(name: str) -> bool:
    """Whether the name is that of a file of captures."""
    return name.startswith("captures/") and CAPTURE_FILE.fullmatch(name.removeprefix("captures/")) is not None


def stored_name(name: str, number: int) -> str:
    """Where the `number`th backup puts a file whose place is taken by an earlier copy: the number before its suffix."""
    suffix = ".warc.gz" if is_capture(name) else Path(name).suffix
    return f"{name.removesuffix(suffix)}.{number}{suffix}"


def is_stored_name(stored: str, name: str) -> bool:
    """Whether a backup puts a file of that name there."""
    if stored == name:
        return is_capture(name)
    number = _NUMBERED.fullmatch(stored)
    return number is not None and stored == stored_name(name, int(number[1]))


def to_json(manifest: Manifest) -> str:
    """The manifest as it stands in the file."""
    whole = {"format": FORMAT, **asdict(manifest), "made_at": to_text(manifest.made_at)}
    return json.dumps(whole, indent=1) + "\n"


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest, None where there is none. Raises BackupError."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BackupError(f"{path}: it cannot be read: {error.strerror}") from error
    if len(data) > LONGEST:
        raise BackupError(f"{path}: it is too long for a manifest; name a folder that `presswatch backup` made")
    try:
        return parse_manifest(data)
    except ValueError as error:
        raise BackupError(f"{path}: it is no manifest of a backup ({error}); take an earlier backup") from error


def parse_manifest(data: bytes) -> Manifest:
    """The manifest that is written there. Raises ValueError, which says what is wrong."""
    try:
        whole = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise ValueError(f"its format is not {FORMAT}, the one that this program reads")
    try:
        files = tuple(_file(each) for each in whole["files"])
        manifest = Manifest(
            number=_count(whole["number"], 10**9 - 1),
            made_at=from_text(whole["made_at"]),
            program=str(whole["program"]),
            files=files,
            schemas={str(name): str(migration) for name, migration in dict(whole["schemas"]).items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"something is missing or of another kind: {error}") from error
    if len(manifest.by_name) < len(files) or len({file.stored for file in files}) < len(files):
        raise ValueError("a file is named twice")
    if "archive.db" not in manifest.by_name:
        raise ValueError("it has no archive.db")
    return manifest


# Any: what stands in the file, not looked at yet.
def _file(given: Any) -> StoredFile:
    name, stored, sha256 = str(given["name"]), str(given["stored"]), str(given["sha256"])
    if name not in (*DATABASES, CONFIGURATION) and not is_capture(name):
        raise ValueError(f"{name!r} is no file of a desk's")
    if not is_stored_name(stored, name):
        raise ValueError(f"{name} is not stored as {stored!r}")
    if not _DIGEST.fullmatch(sha256):
        raise ValueError(f"the digest of {name} is none")
    return StoredFile(
        name=name, stored=stored, size=_count(given["size"], MOST_BYTES), sha256=sha256, mark=str(given["mark"])
    )


# Any: as above.
def _count(given: Any, most: int) -> int:
    if type(given) is not int or not 0 <= given <= most:
        raise ValueError(f"{given!r} is no number of that kind")
    return given
