"""Does a long run stay as it began?

    python bench/soak.py [stories] [--stories 20000]                     20,000 stories in one `run`: its memory
    python bench/soak.py faults [--minutes 45] [--sources 200] [--long]  200 outlets and everything going wrong

`stories`: eight hosts of a page server on loopback list their stories in a feed; the pages are small, since what is
looked for is what the main process keeps. Prints its memory (VmRSS) by stories stored, and the end against half way.

`faults`: outlets that answer slowly, with 500s, cut or never, whose pages are hostile and whose names do not resolve;
workers killed, databases held by readers and writers, alerts refused. Prints a line a minute, then how memory, handles,
threads and -wal files grew over the second half, and how late looks came; exits with 1 where something grew, a source
was not looked at in time, an alert was lost, or the files are not whole. `--long` is a night, ten hours.
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from pageserver import serving_invented

HOSTS = 8


def configure(homes: list[str], directory: Path) -> Path:
    """presswatch.toml for the hosts, all their stories wanted."""
    lines = ['[archive]\ncontact = "bench@example.org"\n[schedule]\nconcurrency = 8\n[keep]\nfree_disk = "1 MB"']
    lines += [
        f'[[source]]\nid = "h{place}"\nname = "Host {place}"\nhome = {json.dumps(home + "/")}\n'
        f'feeds = [{json.dumps(home + "/feed.xml")}]\nevery = "30s"\nmin_delay = 0\nbaseline = 100000'
        for place, home in enumerate(homes)
    ]
    path = directory / "presswatch.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def resident_mb(pid: int) -> float:
    """The process's resident memory in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def stored(directory: Path) -> int:
    """Stories in the archive."""
    path = directory / "archive.db"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30)) as conn:
        try:
            return int(conn.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def main(stories: int) -> None:
    """One run from empty files to the last story."""
    with (
        tempfile.TemporaryDirectory(prefix="presswatch-soak-") as folder,
        serving_invented(hosts=HOSTS, articles=stories // HOSTS) as served,
    ):
        directory = Path(folder)
        config = configure(served.homes, directory)
        command = [sys.executable, "-m", "monitor", "--config", str(config), "run"]
        with (directory / "log.txt").open("w") as log, subprocess.Popen(command, stderr=log) as process:
            began, half, peak, shown = time.monotonic(), 0.0, 0.0, 0
            while (count := stored(directory)) < stories:
                time.sleep(1)
                if process.poll() is not None:
                    raise SystemExit(
                        f"run ended with {process.returncode}:\n{(directory / 'log.txt').read_text()[-2000:]}"
                    )
                memory = resident_mb(process.pid)
                peak = max(peak, memory)
                if count >= stories // 2 and not half:
                    half = memory
                if count - shown >= stories // 10:
                    shown = count
                    print(f"  {count:6d} stories after {time.monotonic() - began:4.0f} s: {memory:.0f} MB", flush=True)
            end = resident_mb(process.pid)
            print(
                f"{stories} stories in {time.monotonic() - began:.0f} s; half way {half:.0f} MB, end {end:.0f} MB,",
                end=" ",
            )
            print(f"ratio {end / half:.3f}, highest {peak:.0f} MB")
            size = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
            print(f"  {size / stories / 1024:.1f} KB a story on the disk, of small pages")
            process.terminate()


def endure(*, sources: int, minutes: float, directory: Path | None) -> int:
    """One soak with faults: the exit status."""
    from soak_faults import lines_of, soak

    with tempfile.TemporaryDirectory(prefix="presswatch-soak-") as folder:
        place = directory or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        report = soak(place, outlets=sources, minutes=minutes)
        for line in lines_of(report):
            print(line)
        return 1 if report.over else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("stories", "faults"), default="stories")
    parser.add_argument("--stories", type=int, default=20_000)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=45.0)
    parser.add_argument("--long", action="store_true", help="ten hours")
    parser.add_argument("--directory", type=Path, help="keep the files there")
    options = parser.parse_args()
    if options.what == "faults":
        sys.exit(
            endure(
                sources=options.sources,
                minutes=600.0 if options.long else options.minutes,
                directory=options.directory,
            )
        )
    main(options.stories)
