"""Holds the tests to their coverage: 95% of branches in all, 100% of the pure modules and of storage.

usage: python tools/check_coverage.py REPORT.json        a report of `coverage json`
"""

import json
import sys
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

OVERALL = 95.0
WHOLLY_COVERED = (
    "storage/*",
    "scrapers/addresses.py",
    "scrapers/items.py",
    "scrapers/sources.py",
    "scrapers/suspects.py",
    "scrapers/urls.py",
    "scrapers/channels/*",
    "monitor/anywhere.py",
    "monitor/compare/*",
    "monitor/citing.py",
    "monitor/copies.py",
    "monitor/matching/events.py",
    "monitor/matching/sieve.py",
    "monitor/matching/texts.py",
    "monitor/delivery/calendar.py",
    "monitor/delivery/letters.py",
    "monitor/delivery/merging.py",
    "monitor/delivery/planning.py",
    "monitor/delivery/retrying.py",
    "monitor/delivery/webhook.py",
    "monitor/diff.py",
    "monitor/render.py",
    "monitor/policy.py",
)
"""Patterns of the modules that take everything as an argument, so that no line of them has an excuse."""


def shortfalls(report: Mapping[str, Any], *, wholly: Sequence[str] = WHOLLY_COVERED) -> list[str]:
    """What is below its threshold, in words; `report` is what `coverage json` writes with branches on."""
    files: Mapping[str, Any] = report["files"]
    found = []
    for pattern in wholly:
        names = [name for name in files if fnmatchcase(name, pattern)]
        if not names:
            found.append(f"{pattern}: no such module was measured")
        found += [_shortfall(name, files[name]) for name in names if _percent(files[name]["summary"]) < 100]
    overall = _percent(report["totals"])
    if overall < OVERALL:
        found.append(f"in all: {overall:.1f}%, to be {OVERALL:.0f}%; least covered: {_least_covered(files)}")
    return found


def _percent(summary: Mapping[str, Any]) -> float:
    wanted = summary["num_statements"] + summary["num_branches"]
    return 100 * (summary["covered_lines"] + summary["covered_branches"]) / wanted if wanted else 100.0


def _shortfall(name: str, file: Mapping[str, Any]) -> str:
    lines = ", ".join(map(str, file["missing_lines"]))
    branches = ", ".join(f"{start}->{end}" for start, end in file["missing_branches"])
    missing = "; ".join(filter(None, [lines and f"lines {lines}", branches and f"branches {branches}"]))
    return f"{name}: {_percent(file['summary']):.1f}%, to be 100%: {missing}"


def _least_covered(files: Mapping[str, Any]) -> str:
    def missed(name: str) -> int:
        summary = files[name]["summary"]
        return int(summary["missing_lines"] + summary["missing_branches"])

    return ", ".join(f"{name} ({missed(name)} missed)" for name in sorted(files, key=missed, reverse=True)[:5])


def main(path: str) -> int:
    """Print what is short, or one line that all is well; the exit status."""
    report = json.loads(Path(path).read_text(encoding="utf-8"))
    found = shortfalls(report)
    lines = found or [f"Coverage {_percent(report['totals']):.1f}%, with pure modules and storage whole."]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
