"""How long pages take with an archive as large as years of crawling make it (see bench/big_archive.py).

    python bench/reading_pages.py DIRECTORY [--rounds 60] [--only search] [--worst] [--http]

Asks Datasette in this process, without a network, for each kind of page: at random, but the same at each run. The
first tenth of the rounds, three at least, warm what the system keeps of the file and are not counted. Beside the time
that passed stands that of the processor, which is also right on a machine that has other work: with --busy it is held
against the budgets. With --http the same questions go to a server in a process of its own, whose processor time is not
known. Exits 1 where a kind is over its budget.
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
from dataclasses import dataclass
from pathlib import Path

import httpx
from reading_kinds import Kind, kinds, look_into

from monitor.site import Site, make_datasette, serve
from storage.database import open_archive

Ask = Callable[[str], Awaitable[int]]
"""Asks for an address and gives the status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How long one took: milliseconds that passed, and milliseconds of the processor in this process."""

    address: str
    status: int
    passed: float
    worked: float


def main() -> None:
    """Ask and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", default="", help="kinds whose name has this")
    parser.add_argument("--worst", action="store_true", help="print the slowest address of each kind")
    parser.add_argument("--busy", action="store_true", help="judge by processor time")
    parser.add_argument("--http", action="store_true", help="over HTTP, from another process")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    path = options.directory / "archive.db"
    with closing(open_archive(path, read_only=True)) as conn:
        archive = look_into(conn, random.Random(options.seed))  # noqa: S311 (not for cryptography)
    chosen = [kind for kind in kinds(archive) if options.only in kind.name]
    asking = _over_http(path) if options.http else _in_process(path)
    sys.exit(asyncio.run(_measure(chosen, asking, options)))


async def _measure(chosen: list[Kind], asking: AbstractAsyncContextManager[Ask], options: argparse.Namespace) -> int:
    """1 where a kind is over its budget, else 0."""
    over = False
    print(f"{'milliseconds':<42}{'n':>5}{'median':>8}{'p95':>8}{'longest':>8} | {'cpu':>7}{'p95':>8}{'budget':>8}")
    async with asking as ask:
        for kind in chosen:
            answers = [answer async for answer in _answers(kind, ask, options.rounds)]
            passed, worked = sorted(each.passed for each in answers), sorted(each.worked for each in answers)
            p95 = [times[max(0, round(0.95 * len(times)) - 1)] for times in (passed, worked)]
            is_over = kind.budget is not None and p95[options.busy] > kind.budget
            over |= is_over
            failed = [f"{each.status} {each.address}" for each in answers if each.status != 200]
            marks = ("  OVER" if is_over else "") + (f"  {len(failed)} failed: {failed[0]}" if failed else "")
            print(
                f"{kind.name:<42}{len(answers):>5}{statistics.median(passed):>8.1f}{p95[0]:>8.1f}{passed[-1]:>8.1f} | "
                f"{statistics.median(worked):>7.1f}{p95[1]:>8.1f}{kind.budget or '':>8}{marks}",
                flush=True,
            )
            if options.worst:
                print(f"    {max(answers, key=lambda each: each.worked).address}")
    return int(over)


async def _answers(kind: Kind, ask: Ask, rounds: int) -> AsyncIterator[Answer]:
    warming = max(3, rounds // 10)
    for number in range(warming + rounds):
        address = kind.address()
        began, worked = time.perf_counter(), time.process_time()
        status = await ask(address)
        if number >= warming:
            passed, worked = time.perf_counter() - began, time.process_time() - worked
            yield Answer(address=address, status=status, passed=1000 * passed, worked=1000 * worked)


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
