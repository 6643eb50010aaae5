"""How much memory this process took at most."""

import os
from pathlib import Path


def peak_megabytes(*, reset: bool = False) -> int:
    """The most memory that this process had since it was last reset."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path(f"/proc/{os.getpid()}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024
