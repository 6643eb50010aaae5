"""The deliverer killed at random moments, against servers that fail at random: what arrived, and what came twice.

A deliverer of its own process is killed (SIGKILL) again and again while changes come in; the mail server and the HTTP
sink refuse, put off, hang and cut the line after they took a message. In the end both behave and the last deliverer
goes on until nothing waits.
"""

import asyncio
import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from random import Random

from aiohttp import ClientTimeout, web
from aiosmtpd.smtp import SMTP, Envelope, Session
from delivery_log import Log, configuration

from monitor.delivery import deliverer as delivering
from monitor.delivery import mail, retrying
from monitor.delivery import web as door
from monitor.delivery.deliverer import Deliverer
from monitor.delivery.outbox import Outbox
from monitor.delivery.retrying import Outcome
from monitor.delivery.sending import attempt
from monitor.delivery.services import load_services
from monitor.messages.items import Item, Message
from storage.delivery_records import Delivery

PATIENCE = 0.4
"""Seconds after which the deliverers of this bench take a server for hung."""

LONGEST_LIFE = 0.5
"""Seconds that a deliverer lives at most: long enough for a few dozen messages, short enough to die in every step."""


GIVEN_UP = "given-up.txt"
"""The file with a line for each attempt that a deliverer gave up for want of an answer: on a busy machine also where
a server meant to give one."""


@dataclass
class Servers:
    """Where messages go: how often each id was taken, which changes it told, and how often its answer was kept back."""

    random: Random
    is_failing: bool = True
    mail_port: int = 0
    hook_port: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)
    hung: Counter[str] = field(default_factory=Counter)
    changes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)

    def fault(self, *known: tuple[str, float]) -> str:
        """One of these faults by its chance, or "" for none."""
        if self.is_failing:
            drawn = self.random.random()
            for name, chance in known:
                drawn -= chance
                if drawn < 0:
                    self.faults[name] += 1
                    return name
        return ""

    @property
    def have_failed_enough(self) -> bool:
        """Whether they have shown most of their faults, and messages came again."""
        return len(self.faults) > 4 and any(count > 1 for count in self.taken.values())

    def take(self, name: str, message_id: str, changes: Sequence[int], *, fault: str) -> None:
        """The message is the server's now, whether or not the deliverer will hear of it."""
        key = f"{name} {message_id}"
        self.taken[key] += 1
        self.cut[key] += fault.startswith("cut")
        self.hung[key] += fault.startswith("hung")
        self.changes[key] = tuple(changes)

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:
        """Takes a recipient, puts it off, or knows it no more."""
        fault = self.fault(("recipient put off", 0.05), ("recipient gone", 0.01))
        if fault:
            return "450 4.2.1 later" if fault == "recipient put off" else "550 5.1.1 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        """Takes a mail, with every trouble that a server may have at this moment."""
        fault = self.fault(
            ("451 after data", 0.05), ("421 after data", 0.03), ("554 after data", 0.03),
            ("cut after data", 0.06), ("hung after data", 0.03), ("cut before taking", 0.03),
        )  # fmt: skip
        if fault in ("451 after data", "421 after data", "554 after data"):
            return f"{fault[:3]} {fault[0]}.3.0 no"
        if fault != "cut before taking":
            assert isinstance(envelope.content, bytes)
            letter = message_from_bytes(envelope.content, policy=policy.default)
            body = letter.get_body(("plain",))
            assert body is not None
            changes = [int(line) for line in body.get_content().split()]
            self.take("MAIL", letter["Message-ID"], changes, fault=fault)
        if fault == "hung after data":
            await asyncio.sleep(PATIENCE * 1.5)
        if fault and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 OK"

    async def handle_POST(self, request: web.BaseRequest) -> web.Response:
        """Takes what is posted, with every trouble that a receiver may have."""
        body = json.loads(await request.read())
        fault = self.fault(
            ("503", 0.05), ("429", 0.03), ("422", 0.03), ("410", 0.01),
            ("cut after taking", 0.06), ("hung after taking", 0.03), ("cut before taking", 0.03),
        )  # fmt: skip
        if fault.isdigit():
            return web.Response(status=int(fault))
        if fault != "cut before taking":
            self.take("HOOK", body["id"], [item["change_id"] for item in body["items"]], fault=fault)
        if fault == "hung after taking":
            await asyncio.sleep(PATIENCE * 1.5)
        if fault and request.transport is not None:
            request.transport.abort()
        return web.Response()


class _Turning(SMTP):
    """A mail session that may end before it began."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hangs up at once now and then."""
        super().connection_made(transport)
        if self.event_handler.fault(("refused", 0.04)):
            assert isinstance(transport, asyncio.Transport)
            transport.abort()


@asynccontextmanager
async def serving(servers: Servers) -> AsyncIterator[Servers]:
    """Both servers at free ports."""
    loop = asyncio.get_running_loop()
    smtp = await loop.create_server(lambda: _Turning(servers), "127.0.0.1", 0)
    servers.mail_port = smtp.sockets[0].getsockname()[1]
    runner = web.ServerRunner(web.Server(servers.handle_POST, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    servers.hook_port = runner.addresses[0][1]
    try:
        yield servers
    finally:
        smtp.close()
        await runner.cleanup()


def compose(items: Sequence[Item], **_: object) -> Message:
    """A message that names its changes and nothing else."""
    text = "\n".join(str(item.change_id) for item in items)
    return Message(subject=f"{len(items)}", text=text, html=text, markdown=text)


def deliver(directory: Path, environment: dict[str, str]) -> None:
    """The process that is killed: `run` in all but its waits, which are short."""
    retrying.FIRST_WAIT = timedelta(milliseconds=1)
    retrying.LONGEST_WAIT = retrying.LONGEST_REST = timedelta(milliseconds=50)
    delivering.TICK = 0.02
    mail.COMMAND_LIMIT = mail.DATA_LIMIT = PATIENCE
    door.ANSWER_LIMIT = ClientTimeout(total=PATIENCE)

    async def noted(delivery: Delivery, environment: Mapping[str, str]) -> Outcome:
        outcome = await attempt(delivery, environment)
        if outcome.reason == "no answer in time":
            with (directory / GIVEN_UP).open("a", encoding="utf-8") as file:
                file.write(f"{_key(delivery.destination, delivery.message_id)}\n")
        return outcome

    async def whole() -> None:
        one = Deliverer(
            config=configuration(directory), outbox=Outbox(directory), compose=compose,
            new_in_copy=lambda *_: (), environment=environment, send=noted,
        )  # fmt: skip
        await one.take_up_dead()
        await one.run()

    asyncio.run(whole())


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What came of it. `lost` are (destination, change), `doubled` those that two different messages told.

    `repeats` counts messages taken more than once; `excused` how many of them had an answer that was not heard or were
    under way at a kill, `unexcused` the others.
    """

    kills: int
    changes: int
    messages: int
    lost: int
    doubled: int
    repeats: int
    excused_by_the_line: int
    excused_by_a_kill: int
    unexcused: int
    faults: Counter[str]
    seconds: float


async def kill_again_and_again(directory: Path, *, kills: int, seed: int) -> Figures:
    """Runs it all: so many kills, and more where a busy machine let the servers fail too little; then peace until
    nothing waits."""
    random, started = Random(seed), time.monotonic()  # noqa: S311 - chance, not secrecy
    log, claims = Log(directory), Counter[str]()
    async with serving(Servers(random=random)) as servers:
        environment = {
            "MAIL": f"mailto://127.0.0.1:{servers.mail_port}?from=d@example.org&to=r@example.org",
            "HOOK": f"http://127.0.0.1:{servers.hook_port}/",
        }
        stable = await Stable.open(directory, environment)
        await stable.next()
        while not _adopted(directory):
            await asyncio.sleep(0.02)
        for number in range(10 * kills):
            if number >= kills and servers.have_failed_enough:
                break
            log.add(random.randrange(1, 5))
            await asyncio.sleep(random.random() * LONGEST_LIFE)
            claims.update(await stable.next())
        servers.is_failing = False
        while _left(directory, log.last):
            # A new start takes up what was given up or paused meanwhile.
            await asyncio.sleep(1.0)
            claims.update(await stable.next())
        await stable.close()
    log.close()
    path = directory / GIVEN_UP
    given_up = Counter(path.read_text(encoding="utf-8").splitlines() if path.exists() else [])
    return _figures(servers, claims, given_up, kills=number, changes=log.last, seconds=time.monotonic() - started)


class Stable:
    """A process that has imported everything and forks one deliverer after the other, each to be killed."""

    def __init__(self, process: asyncio.subprocess.Process, directory: Path) -> None:
        self._process = process
        self._directory = directory

    @classmethod
    async def open(cls, directory: Path, environment: dict[str, str]) -> "Stable":
        """Starts it; no deliverer lives yet."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, __file__, str(directory), json.dumps(environment),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        return cls(process, directory)

    async def next(self) -> list[str]:
        """Kills the deliverer that lives and starts another: the messages that were under way."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"kill\n")
        assert await self._process.stdout.readline() == b"killed\n", "a deliverer ended by itself"
        claimed = _claimed(self._directory)
        self._process.stdin.write(b"start\n")
        return claimed

    async def close(self) -> None:
        """Kills what lives."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


def keep_stable(directory: Path, environment: dict[str, str]) -> None:
    """The stable's own process: a line kills or starts a deliverer, the end of the lines ends it."""
    child = 0
    logging.disable()
    load_services()
    for line in sys.stdin:
        if line == "start\n":
            child = os.fork()
            if not child:
                deliver(directory, environment)
                os._exit(1)
        else:
            print("killed" if not child or _kill(child) else "ended", flush=True)
    if child:
        _kill(child)


def _kill(child: int) -> bool:
    """Whether it lived until now."""
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _ask(directory: Path, query: str) -> list[tuple[object, ...]]:
    try:
        with closing(sqlite3.connect(f"file:{directory / 'subscribers.db'}?mode=ro", uri=True)) as conn:
            return list(conn.execute(query))
    except sqlite3.OperationalError:
        # Not made yet.
        return []


def _adopted(directory: Path) -> bool:
    return (directory / "subscribers.db").exists() and len(_ask(directory, "SELECT 1 FROM subscriptions")) == 2


def _claimed(directory: Path) -> list[str]:
    """The messages that were under way when the process was killed."""
    found = _ask(directory, "SELECT destination, message_id FROM deliveries WHERE state = 'sending'")
    return [_key(str(destination), str(message_id)) for destination, message_id in found]


def _key(destination: str, message_id: str) -> str:
    """The message as the servers know it."""
    return f"{destination} {f'<{message_id}@example.org>' if destination == 'MAIL' else message_id}"


def _left(directory: Path, last: int) -> bool:
    """Whether anything is still to be planned or sent."""
    ((planned, waiting, unsent),) = _ask(
        directory,
        """
        SELECT (SELECT change_id FROM cursors WHERE name = 'planning'),
               (SELECT count(*) FROM delivery_items WHERE delivery_id IS NULL),
               (SELECT count(*) FROM deliveries WHERE state <> 'sent')
        """,
    )
    return planned != last or bool(waiting) or bool(unsent)


def _figures(
    servers: Servers, claims: Counter[str], given_up: Counter[str], *, kills: int, changes: int, seconds: float
) -> Figures:
    told = Counter((key.split()[0], change) for key, listed in servers.changes.items() for change in listed)
    wanted = {(name, change) for name in ("MAIL", "HOOK") for change in range(1, changes + 1)}
    repeats = {key: count - 1 for key, count in servers.taken.items() if count > 1}
    unheard = {key: servers.cut[key] + max(servers.hung[key], given_up[key]) for key in repeats}
    by_line = sum(min(count, unheard[key]) for key, count in repeats.items())
    by_kill = sum(min(count - min(count, unheard[key]), claims[key]) for key, count in repeats.items())
    return Figures(
        kills=kills,
        changes=changes,
        messages=len(servers.taken),
        lost=len(wanted - told.keys()),
        doubled=sum(count > 1 for count in told.values()),
        repeats=sum(repeats.values()),
        excused_by_the_line=by_line,
        excused_by_a_kill=by_kill,
        unexcused=sum(repeats.values()) - by_line - by_kill,
        faults=servers.faults,
        seconds=seconds,
    )


if __name__ == "__main__":
    keep_stable(Path(sys.argv[1]), json.loads(sys.argv[2]))
