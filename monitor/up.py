"""`presswatch up`: run and serve as two processes, each restarted when it dies, both ended together."""

import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from monitor.stopping import stopped_by_signals

logger = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
"""Seconds before a process that died is started again, doubling while it keeps dying."""

HEALTHY_AFTER = 60.0
"""Seconds after which a process counts as having started well: the next pause is short again."""

STOP_PATIENCE = 30.0
"""Seconds that the two get to end; `run` needs 25 at most, and systemd gives 90."""


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    command: Sequence[str]


def keep_up(config_path: Path, *, host: str, port: int, prefix: str) -> None:
    """Runs until SIGTERM or SIGINT. A part that refuses its configuration is restarted like any other, ever later."""
    presswatch = [sys.executable, "-m", "monitor", "--config", str(config_path)]
    parts = (
        _Part("run", [*presswatch, "run"]),
        _Part("serve", [*presswatch, "serve", "--host", host, "--port", str(port), "--prefix", prefix]),
    )
    with stopped_by_signals() as stopping:
        threads = [threading.Thread(target=_keep, args=(part, stopping), name=part.name) for part in parts]
        for thread in threads:
            thread.start()
        # A wait without end would not be woken by a signal everywhere.
        while not stopping.wait(1.0):
            continue
        for thread in threads:
            thread.join()


def _keep(part: _Part, stopping: threading.Event) -> None:
    pause = FIRST_PAUSE
    while not stopping.is_set():
        began = monotonic()
        process = subprocess.Popen(part.command)  # noqa: S603 - our own interpreter and module
        while process.poll() is None and not stopping.wait(0.2):
            continue
        if stopping.is_set():
            _end(process)
            return
        pause = FIRST_PAUSE if monotonic() - began > HEALTHY_AFTER else min(pause * 2, LONGEST_PAUSE)
        logger.error("died part=%s exit=%s: started again in %.0f s", part.name, process.returncode, pause)
        stopping.wait(pause)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
