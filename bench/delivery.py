"""How sure and how quick delivery is.

python bench/delivery.py kills [COUNT]      the deliverer killed at random moments: what was lost, what came twice
python bench/delivery.py latency [COUNT]    from a match's commit to the mail server's acceptance
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from random import Random

from delivery_kills import Servers, kill_again_and_again, serving
from delivery_log import Log, configuration

from monitor.delivery.deliverer import Deliverer
from monitor.delivery.outbox import Outbox
from monitor.messages.compose import compose


def kills(directory: Path, count: int, seed: int) -> None:
    """Prints the figures of so many kills."""
    figures = asyncio.run(kill_again_and_again(directory, kills=count, seed=seed))
    for field in fields(figures):
        value = getattr(figures, field.name)
        print(f"{field.name.replace('_', ' '):>22}  {dict(value) if field.name == 'faults' else value}")


class Punctual(Servers):
    """A mail server that notes when it accepted."""

    accepted_at: float = 0.0
    arrived: asyncio.Event

    async def handle_DATA(self, *_: object) -> str:
        """Takes everything."""
        self.accepted_at = time.perf_counter()
        self.arrived.set()
        return "250 OK"


async def latency(directory: Path, count: int) -> Sequence[float]:
    """Seconds from the commit of a match to the acceptance, message after message, real texts and real waits."""
    log = Log(directory)
    servers = Punctual(random=Random(1), is_failing=False)  # noqa: S311 - chance, not secrecy
    servers.arrived = asyncio.Event()
    found = []
    async with serving(servers):
        environment = {
            "MAIL": f"mailto://127.0.0.1:{servers.mail_port}?from=d@example.org&to=r@example.org",
            "HOOK": f"http://127.0.0.1:{servers.hook_port}/",
        }
        outbox = Outbox(directory)
        one = Deliverer(
            config=configuration(directory), outbox=outbox, compose=compose,
            new_in_copy=lambda *_: (), environment=environment,
        )  # fmt: skip
        await one.adopt()
        running = asyncio.ensure_future(one.run())
        for _ in range(count):
            servers.arrived.clear()
            log.add(1)
            committed_at = time.perf_counter()
            one.wake()
            await servers.arrived.wait()
            found.append(servers.accepted_at - committed_at)
            await asyncio.sleep(0.05)
        one.stop()
        await running
        outbox.close()
    log.close()
    return found


def main() -> None:
    """Runs what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["kills", "latency"])
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.what == "kills":
            kills(Path(folder), asked.count, asked.seed)
            return
        found = sorted(asyncio.run(latency(Path(folder), asked.count)))
        print(f"median {statistics.median(found) * 1000:.0f} ms, 95% {found[int(len(found) * 0.95)] * 1000:.0f} ms")


if __name__ == "__main__":
    main()
