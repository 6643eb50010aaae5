"""Fuzzes our readers of foreign input with atheris: one target after the other, each for its minutes.

    python tests/fuzz/run.py [TARGET…] [--minutes 20] [--long]        --long: four hours a target

A target is a file beside this one with a `check(data)` that raises where something does not hold. What it finds is
written to build/fuzz/TARGET/found; mended and made small, it is kept in tests/fuzz/finds/TARGET, where
tests/test_fuzz_finds.py replays it. Needs what requirements/fuzz.txt pins (`make requirements` writes it): pip install
--require-hashes -r requirements/fuzz.txt, in a virtual environment of its own.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TARGETS = ("channels", "urls", "extract", "compare", "diff", "matching", "query", "warc")
MOST_FINDS = 20
"""Crashes of one target after which it is left: it is to be mended first."""

_DONE = re.compile(r"Done (\d+) (?:runs )?in")
_STATUS = re.compile(r"^#(\d+)\s", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzed:
    """What came of one target: executions, seconds, and the files that it found."""

    target: str
    executions: int
    seconds: float
    finds: int


def main() -> int:
    """The targets in turn; 1 where one found something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--long", action="store_true", help="four hours a target")
    arguments = parser.parse_args()
    seconds = 60 * (240.0 if arguments.long else arguments.minutes)
    found = 0
    for target in arguments.targets or TARGETS:
        told = fuzz(target, seconds)
        found += told.finds
        sys.stdout.write(
            f"{told.target}: {told.executions:,} executions in {told.seconds / 60:.1f} minutes, {told.finds} finds\n"
        )
        sys.stdout.flush()
    return 1 if found else 0


def fuzz(target: str, seconds: float) -> Fuzzed:
    """One target until its time is over, started again after each crash."""
    work = ROOT / "build" / "fuzz" / target
    for folder in ("corpus", "found"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    began, executions, crashes = time.monotonic(), 0, 0
    before = set((work / "found").iterdir())
    while (left := seconds - (time.monotonic() - began)) > 1 and crashes < MOST_FINDS:
        command = [sys.executable, str(HERE / "inside.py"), target, f"-max_total_time={int(left)}", "-timeout=25"]
        command += [
            "-rss_limit_mb=2500",
            "-max_len=32768",
            f"-artifact_prefix={work / 'found'}/",
            "-print_final_stats=1",
        ]
        command += [str(work / "corpus"), str(HERE / "seeds" / target)]
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=_environment(), check=False
        )
        told = done.stdout.decode("utf-8", "replace")
        executions += _executions(told)
        if done.returncode == 0:
            break
        crashes += 1
        with (work / "log.txt").open("a", encoding="utf-8") as log:
            log.write(told[-6_000:] + "\n\n")
        if not _executions(told):
            raise SystemExit(f"{target} does not start:\n{told[-2_000:]}")
    finds = len(set((work / "found").iterdir()) - before)
    return Fuzzed(target=target, executions=executions, seconds=time.monotonic() - began, finds=finds)


def _executions(told: str) -> int:
    done = _DONE.search(told) or None
    return int(done[1]) if done else max(map(int, _STATUS.findall(told)), default=0)


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}


if __name__ == "__main__":
    sys.exit(main())
