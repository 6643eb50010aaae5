"""The list of what was taken down, beside archive.db: so that a copy from before is redacted when it is restored.

One JSON object a line: `addresses` are digests, as in `redacted_addresses`, so that the list says no more than the
archive does.
"""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from monitor.errors import MonitorError
from storage.redactions import Redaction
from storage.times import to_text

LIST = "redactions.jsonl"


def read_list(directory: Path) -> list[Redaction]:
    """What the list says; nothing where there is none. Raises MonitorError for a line that is none of ours."""
    path = directory / LIST
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    found = []
    # A line that a crash cut short was not said to anyone yet.
    for number, line in enumerate(text.split("\n")[:-1], 1):
        try:
            said = json.loads(line)
            at = datetime.fromisoformat(said["redacted_at"])
            found.append(
                Redaction(addresses=tuple(map(str, said["addresses"])), reason=str(said["reason"]), redacted_at=at)
            )
        except (ValueError, KeyError, TypeError) as error:
            raise MonitorError(f"{path}: line {number} is no redaction; mend it, or take the line out") from error
    return found


def add_to_list(directory: Path, redactions: Iterable[Redaction]) -> None:
    """Write down what the list does not have yet; it is on the disk when this returns."""
    known = {address for each in read_list(directory) for address in each.addresses}
    lines = [_line(each) for each in redactions if not known.issuperset(each.addresses)]
    if not lines:
        return
    path = directory / LIST
    with path.open("a+b") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 1))
        # What a crash cut short goes.
        if end and file.read(1) != b"\n":
            file.truncate(path.read_bytes().rfind(b"\n") + 1)
        file.write("".join(lines).encode())
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _line(redaction: Redaction) -> str:
    said = {
        "redacted_at": to_text(redaction.redacted_at),
        "reason": redaction.reason,
        "addresses": list(redaction.addresses),
    }
    return json.dumps(said, ensure_ascii=False) + "\n"
