"""Whether visitors slow the crawler: new stories a second with nobody there, and while a crowd asks costly questions.

    python bench/visitors.py [--stories 600] [--rounds 3] [--connections 8]

wrk (apt-get install wrk) asks on loopback for SQL without end, searches, filtered and counted tables and CSV, as fast
as it is answered, of a `presswatch serve` over the very archive that is crawled into. Rounds alternate, medians are
printed.
"""

import argparse
import asyncio
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawling import our_pass
from pageserver import Served, serving_invented

from monitor import passes, upkeep
from monitor.config import Config, parse
from monitor.reactor import run_with_reactor

HOSTS = 4
LONGEST = 60
"""Seconds that wrk asks at most; it is ended with the crawl."""

ENDLESS = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+max(i)+from+n"
COSTLY = {
    "SQL without end": [f"/archive.json?sql={ENDLESS}"],
    "search": ["/search?q=council", "/search?q=the+OR+a&sort=best", "/feeds/search.atom?q=report"],
    "tables": ["/archive/versions?_facet=headline&_sort=body", "/archive/versions?body__contains=zzz"],
    "CSV": ["/archive/versions.csv?_stream=on"],
    "pages": ["/", "/article/1", "/changes"],
}
SCRIPT = """
local paths = {%s}
local place = 0
request = function()
  place = place + 1
  return wrk.format("GET", paths[place %% #paths + 1])
end
"""


def configuration(served: Served, directory: Path, number: int) -> Config:
    """Each host as a source of its own round without delay; anybody may run SQL."""
    lines = ['[archive]\ncontact = "bench@example.org"\naccess = "public"\nsql = true\n[schedule]\nconcurrency = 8']
    lines += [
        f'[[source]]\nid = "r{number}h{place}"\nname = "Host {place}"\nhome = "{home}/"\nfeeds = ["{home}/feed.xml"]\n'
        f"min_delay = 0\nbaseline = 100000"
        for place, home in enumerate(served.homes)
    ]
    path = directory / "presswatch.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return parse(path.read_text(encoding="utf-8"), path=path)


@contextmanager
def serving_archive(directory: Path) -> Iterator[str]:
    """The command over the archive, and its address."""
    command = [sys.executable, "-m", "monitor", "serve", "--port", "0", "--config", str(directory / "presswatch.toml")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1].rstrip("/")
        finally:
            process.terminate()


def start_crowd(address: str, paths: list[str], directory: Path, connections: int) -> "subprocess.Popen[str]":
    """wrk, asking for these paths in turn."""
    script = directory / "paths.lua"
    script.write_text(SCRIPT % ", ".join(f'"{path}"' for path in paths), encoding="utf-8")
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{LONGEST}s",
        "--timeout",
        "30s",
        "--latency",
        "-s",
        str(script),
        address,
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def end_crowd(crowd: "subprocess.Popen[str]") -> dict[str, str]:
    """Its figures: answers, those that were no 200, latencies of half and of 99 in 100."""
    crowd.send_signal(signal.SIGINT)
    told = crowd.communicate()[0]
    found = {
        "answers": re.search(r"(\d+) requests in", told),
        "refused": re.search(r"Non-2xx or 3xx responses: (\d+)", told),
        "half within": re.search(r"^\s+50%\s+(\S+)$", told, re.MULTILINE),
        "99% within": re.search(r"^\s+99%\s+(\S+)$", told, re.MULTILINE),
    }
    return {name: match[1] if match else "0" for name, match in found.items()}


async def crawl(directory: Path, number: int, stories: int) -> float:
    """New stories a second of one round."""
    with serving_invented(hosts=HOSTS, articles=stories // HOSTS) as served:
        config = configuration(served, directory, number)
        async with passes.opened(config, gone_confirmed_after=timedelta(0)) as crawls:
            await upkeep.adopt(crawls.tools.recorder, config, datetime.now(UTC))
            return stories / await our_pass(crawls, every_article=False)


async def main(arguments: argparse.Namespace) -> None:
    """Fill an archive, then alternate rounds without visitors and with them; at the end each kind of question alone."""
    with tempfile.TemporaryDirectory(prefix="presswatch-bench-") as folder:
        directory = Path(folder)
        await crawl(directory, 0, arguments.stories)
        alone, crowded, told = [], [], {}
        with serving_archive(directory) as address:
            every = [path for paths in COSTLY.values() for path in paths]
            for number in range(arguments.rounds):
                alone.append(await crawl(directory, 2 * number + 1, arguments.stories))
                crowd = start_crowd(address, every, directory, arguments.connections)
                crowded.append(await crawl(directory, 2 * number + 2, arguments.stories))
                told = await asyncio.to_thread(end_crowd, crowd)
            ratios = [with_them / without for without, with_them in zip(alone, crowded, strict=True)]
            print(f"New stories a second: {statistics.median(alone):.1f} with nobody there,", end=" ")
            print(f"{statistics.median(crowded):.1f} with {arguments.connections} asking, ratio", end=" ")
            print(f"{statistics.median(ratios):.2f} (rounds {', '.join(f'{ratio:.2f}' for ratio in ratios)})")
            print("  the crowd: " + ", ".join(f"{name} {value}" for name, value in told.items()))
            for kind, paths in COSTLY.items():
                crowd = start_crowd(address, paths, directory, arguments.connections)
                await asyncio.sleep(arguments.seconds)
                told = await asyncio.to_thread(end_crowd, crowd)
                print(f"  {kind} alone: " + ", ".join(f"{name} {value}" for name, value in told.items()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0)
    run_with_reactor(main(parser.parse_args()))
