"""Asks OSV whether what we install has known holes: by pip-audit, of every pin of a runtime installation.

usage: python tools/audit.py [REQUIREMENTS]

A hole that is found fails. Where OSV cannot be reached, one line says so, and nothing fails for it.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PINS = Path(__file__).parent.parent / "requirements" / "runtime.txt"
PATIENCE = 300.0
"""Seconds for all; it asks once for each of some ninety pins."""

UNREACHABLE = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "SSLError",
    "ServiceError",
    "HTTPError",
)

Run = Callable[[Sequence[str]], tuple[int, str]]


def audit(pins: Path, run: Run) -> tuple[int, str]:
    """The exit status, and what is to be said: what was found, that nothing was, or that nobody could be asked."""
    status, said = run(
        ["-r", str(pins), "--no-deps", "--disable-pip", "-s", "osv", "--progress-spinner", "off", "--timeout", "10"]
    )
    if status == 0:
        return 0, f"No known hole in what {pins.name} pins."
    last = said.strip().splitlines()[-1] if said.strip() else "it said nothing"
    if any(sign in last for sign in UNREACHABLE):
        return 0, f"Known holes were not looked for: OSV cannot be reached from here ({last.split(':')[0]})."
    return 1, said.strip()


def pip_audit(arguments: Sequence[str]) -> tuple[int, str]:
    """Runs pip-audit: its exit status and all that it printed."""
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [sys.executable, "-m", "pip_audit", *arguments],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, "ReadTimeout: no end within five minutes"
    return done.returncode, f"{done.stdout}\n{done.stderr}"


if __name__ == "__main__":
    code, text = audit(Path(sys.argv[1]) if len(sys.argv) > 1 else PINS, pip_audit)
    sys.stdout.write(f"{text}\n")
    sys.exit(code)
