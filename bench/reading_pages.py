"""How long pages take with an archive as large as years of crawling make it (see bench/big_archive.py).

    python bench/reading_pages.py DIRECTORY [--rounds 60] [--only search] [--worst] [--http]

Asks Datasette in this process, without a network, for each kind of page: at random, but the same at each run. The
first tenth of the rounds, three at least, warm what the system keeps of the file and are not counted. With --http the
same questions go to a server in a process of its own. Exits 1 where a kind is over its budget.
"""

import argparse
import asyncio
import multiprocessing
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import httpx
from reading_kinds import Kind, kinds, look_into

from monitor.site import Site, make_datasette, serve
from storage.database import open_archive

Ask = Callable[[str], Awaitable[int]]
"""Asks for an address and gives the status."""


def main() -> None:
    """Ask and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", default="", help="kinds whose name has this")
    parser.add_argument("--worst", action="store_true", help="print the slowest address of each kind")
    parser.add_argument("--http", action="store_true", help="over HTTP, from another process")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    path = options.directory / "archive.db"
    with closing(open_archive(path, read_only=True)) as conn:
        archive = look_into(conn, random.Random(options.seed))  # noqa: S311 (not for cryptography)
    chosen = [kind for kind in kinds(archive) if options.only in kind.name]
    asking = _over_http(path) if options.http else _in_process(path)
    sys.exit(asyncio.run(_measure(chosen, asking, rounds=options.rounds, worst=options.worst)))


async def _measure(chosen: list[Kind], asking: AbstractAsyncContextManager[Ask], *, rounds: int, worst: bool) -> int:
    """1 where a kind is over its budget, else 0."""
    over = False
    print(f"{'milliseconds':<42}{'n':>5}{'median':>9}{'p95':>9}{'longest':>9}{'budget':>8}")
    async with asking as ask:
        for kind in chosen:
            timed, failed = await _timed(kind, ask, rounds)
            taken = [each for each, _ in timed]
            p95 = taken[max(0, round(0.95 * len(taken)) - 1)]
            is_over = kind.budget is not None and p95 > kind.budget
            over |= is_over
            marks = ("  OVER" if is_over else "") + (f"  {len(failed)} failed: {failed[0]}" if failed else "")
            figures = (
                f"{len(taken):>5}{statistics.median(taken):>9.1f}{p95:>9.1f}{taken[-1]:>9.1f}{kind.budget or '':>8}"
            )
            print(f"{kind.name:<42}{figures}{marks}", flush=True)
            if worst:
                print(f"    {timed[-1][1]}")
    return int(over)


async def _timed(kind: Kind, ask: Ask, rounds: int) -> tuple[list[tuple[float, str]], list[str]]:
    """Milliseconds and address of each question, fastest first, and those that were not answered."""
    timed, failed = [], []
    warming = max(3, rounds // 10)
    for number in range(warming + rounds):
        address = kind.address()
        began = time.perf_counter()
        status = await ask(address)
        if number >= warming:
            timed.append((1000 * (time.perf_counter() - began), address))
        if status != 200:
            failed.append(f"{status} {address}")
    return sorted(timed), failed


@asynccontextmanager
async def _in_process(path: Path) -> AsyncIterator[Ask]:
    site = make_datasette(path)
    await site.invoke_startup()

    async def ask(address: str) -> int:
        return int((await site.client.get(address)).status_code)

    yield ask


@asynccontextmanager
async def _over_http(path: Path) -> AsyncIterator[Ask]:
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    server = context.Process(target=serve, args=(Site(archive=path, port=0),), kwargs={"say": told.put})
    server.start()
    try:
        base = (await asyncio.to_thread(told.get)).split()[-1]
        async with httpx.AsyncClient(base_url=base, timeout=60) as client:

            async def ask(address: str) -> int:
                return (await client.get(address)).status_code

            yield ask
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
