"""Clearing a backup's folder of what its manifest does not name: copies of earlier backups and of some cut short."""

import re
from pathlib import Path

from monitor.backups.manifest import MANIFEST, Manifest

_OURS = re.compile(
    r"(?:(?:archive|desk|subscribers)\.[0-9]+\.db(?:-journal|-wal|-shm)?|presswatch\.[0-9]+\.toml(?:\.part)?"
    r"|captures/[0-9]{4}/[0-9]{2}/[0-9]{2}-[0-9]+(?:\.[0-9]+)?\.warc\.gz(?:\.part)?|manifest\.json\.part)"
)
"""What a backup puts into its folder; whatever else lies there is somebody's own."""


def sweep(folder: Path, manifest: Manifest) -> None:
    """Delete what was once put there and is no longer named."""
    named = {MANIFEST, *(file.stored for file in manifest.files)}
    for path in (*folder.glob("*"), *folder.glob("captures/*/*/*")):
        name = path.relative_to(folder).as_posix()
        if name not in named and _OURS.fullmatch(name):
            path.unlink()
