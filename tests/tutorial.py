"""The tutorial as a script: its commands are run one after the other, and what they print is put where it stands.

A page holds blocks of ```console, in which a line that begins with `$ ` is a command and the lines below it are what it
printed. Two remarks that no reader sees steer the run: `<!-- newsroom: 2 -->` lets two acts of the newsroom happen, and
`<!-- file: NAME -->` says that the block below it is written to that file. A command that ends in ` &` goes on until a
later `kill %1`, which stands in its own block. `echo $?` gives the exit status of the command before it; every other
command must end with 0.

Commands see a terminal of 120 columns without colours. What differs from run to run stands on the page in one form:

- the newsroom's addresses as those of outlets: http://127.0.0.12:40123/ is http://jhelum-post.example/;
- the folder in which all runs as /home/asha, the archive's free port as 8001;
- every time as 09:30:00 of 22 August 2024, and every number of an article as 1, of a change as 10;
- lines that begin with a time, and the demo's messages, in the order of their texts, since sources are crawled at the
  same time; of a command that goes on, they stand below its other lines, since `up` is two programs that print at once;
- durations as 1s, and the mail server as mail.example:2525, which puts each mail into the folder inbox; `export` sets
  a variable for the commands after it.
"""

import fcntl
import os
import pty
import re
import shlex
import signal
import socket
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import groupby
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from monitor.demo.newsroom import Newsroom
from tests.running import unmeasured

ROOT = Path(__file__).parent.parent
HOME = "/home/asha"
PORT = "8001"
COLUMNS = 120
READY = {"serve": ("Archive: ",), "run": ("configuration ",), "up": ("Archive: ", "configuration ")}
"""What a command that goes on has printed when it is ready, by its name."""

_BLOCK = re.compile(
    r"<!-- newsroom: (?P<acts>\d+) -->|<!-- file: (?P<file>\S+) -->\n```\w*\n(?P<text>.*?)```|"
    r"```console\n(?P<console>.*?)```",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=Z|\+0000)"), "2024-08-22T09:30:00"),
    (re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d(?:Z|:\d\d)"), "2024-08-22 09:30Z"),
    (re.compile(r"^( *)\d\d:\d\d:\d\d(?= )", re.MULTILINE), r"\g<1>09:30:00"),
    (re.compile(r'(?<=\barticle )\d+|(?<="id": )\d+'), "1"),
    (re.compile(r" +[\d.]+[smhd] / [\d.]+[smhd]"), "    1s / 1s"),
    (re.compile(r"Stories +Discovered +Stored(?= +Sent)"), "Stories  Discovered    Stored"),
    (re.compile(r"(?<=Stored) {3,}Sent"), "       Sent"),
    (re.compile(r'(?<="median":)[\d.]+|(?<="late":)[\d.]+'), "1"),
    (re.compile(r"^\d{4}-\d\d-\d\d(?=  )", re.MULTILINE), "2024-08-22"),
    (re.compile(r"^\d\d(?=      2024-08-22T09:30:00Z  )|(?<=at change )\d\d", re.MULTILINE), "10"),
    (re.compile(r"\d\d? \w{3} \d{4}, \d\d:\d\d(?= UTC)"), "22 Aug 2024, 09:30"),
)
_TIMED = re.compile(r" *(?:2024-08-22T)?09:30:00|  message ")

CURL = """\
import sys
import urllib.request

with urllib.request.urlopen(sys.argv[-1], timeout=120) as answer:
    sys.stdout.buffer.write(answer.read())
"""
"""Instead of curl, which not every machine has: the body of an answer, as `curl -s` prints it."""


MAIL = "mail.example:2525"
"""The mail server of the page."""


@dataclass(slots=True)
class Inbox:
    """What a mail server does with a mail here: its headers that people read, and its text, into a file."""

    folder: Path

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        """A mail was sent."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        text = letter.get_body(("plain",))
        assert text is not None
        headers = "".join(f"{name}: {letter[name]}\n" for name in ("From", "To", "Subject"))
        self.folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", str(letter["Subject"]).lower())[:47].strip("-")
        number = sum(1 for each in self.folder.glob(f"{name}*")) + 1
        name = name if number == 1 else f"{name}-{number}"
        (self.folder / f"{name}.txt").write_text(f"{headers}\n{text.get_content()}", encoding="utf-8")
        return "250 OK"


@dataclass(slots=True)
class Running:
    """A command that goes on, and its terminal."""

    process: subprocess.Popen[bytes]
    terminal: int


@dataclass(slots=True)
class Session:
    """A person's shell in a folder of their own, beside an open newsroom."""

    room: Newsroom
    home: Path
    directory: Path = field(init=False)
    port: str = field(init=False)
    status: int = 0
    running: Running | None = None
    mail_port: int = field(init=False)
    exported: dict[str, str] = field(default_factory=dict)
    _mail: Controller = field(init=False)
    _kept: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.port, self.mail_port = str(self._kept.enter_context(kept_port())), self._kept.enter_context(kept_port())
        self.directory = self.home / "asha"
        self.directory.mkdir()
        self._install("presswatch", f'exec {shlex.quote(sys.executable)} -m monitor "$@"')
        curl = self.home / "curl.py"
        curl.write_text(CURL, encoding="utf-8")
        self._mail = Controller(Inbox(self.directory / "desk" / "inbox"), hostname="127.0.0.1", port=self.mail_port)
        self._mail.start()
        self._install("curl", f'exec {shlex.quote(sys.executable)} {shlex.quote(str(curl))} "$@"')

    def _install(self, name: str, line: str) -> None:
        program = self.home / name
        program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        program.chmod(0o755)

    def played(self, page: str) -> str:
        """The page with what its commands print now."""
        return _BLOCK.sub(self._play, page)

    def _play(self, block: re.Match[str]) -> str:
        if block["acts"]:
            for _ in range(int(block["acts"])):
                assert self.room.advance() is not None, "the newsroom's script has ended"
        elif block["file"]:
            (self.directory / block["file"]).write_text(self.to_machine(block["text"]), encoding="utf-8")
        else:
            return f"```console\n{''.join(self._commands(block['console']))}```"
        return block[0]

    def _commands(self, block: str) -> Iterator[str]:
        commands = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
        for command, following in zip(commands, [*commands[1:], ""], strict=True):
            printed = self._run(command)
            assert self.status == 0 or following == "echo $?", f"{command} ended with {self.status}: {printed}"
            yield f"$ {command}\n{self.to_page(printed)}"

    def _run(self, command: str) -> str:
        if command.startswith("cd "):
            self.directory = (self.directory / command.removeprefix("cd ")).resolve()
            return ""
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self.exported[name] = self.to_machine(shlex.split(value)[0])
            return ""
        if command == "kill %1":
            return self._end()
        if command.endswith(" &"):
            self.running = self._start(command.removesuffix(" &"))
            printed = _read(self.running.terminal, until=READY[command.split()[1]])
            return "".join(sorted(printed.splitlines(keepends=True), key=lambda line: line[:1].isdigit()))
        running = self._start(f"(exit {self.status}); {command}")
        printed = _read(running.terminal)
        self.status = running.process.wait()
        os.close(running.terminal)
        return printed

    def _start(self, command: str) -> Running:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        path = os.pathsep.join([str(self.home), os.environ.get("PATH", os.defpath)])
        environment = {
            **unmeasured(),
            "PATH": path,
            "PYTHONPATH": str(ROOT),
            "NO_COLOR": "1",
            "TERM": "xterm",
            **self.exported,
        }
        process = subprocess.Popen(
            ["/bin/bash", "-c", self.to_machine(command)],
            cwd=self.directory, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        return Running(process=process, terminal=ours)

    def _end(self) -> str:
        assert self.running is not None
        running, self.running = self.running, None
        running.process.send_signal(signal.SIGTERM)
        printed = _read(running.terminal)
        self.status = running.process.wait()
        os.close(running.terminal)
        return printed

    def close(self) -> None:
        """End what a failing page left running."""
        if self.running is not None:
            self._end()
        self._mail.stop()
        self._kept.close()

    def to_machine(self, text: str) -> str:
        """A command or file of the page as this machine needs it."""
        for outlet in self.room.outlets.values():
            text = text.replace(f"http://{outlet.id}.example/", outlet.home)
        text = text.replace(MAIL, f"127.0.0.1:{self.mail_port}")
        return text.replace(PORT, self.port)

    def to_page(self, text: str) -> str:
        """What was printed, as the page shows it."""
        for outlet in self.room.outlets.values():
            text = text.replace(outlet.home, f"http://{outlet.id}.example/")
        text = text.replace(str(self.home / "asha"), HOME).replace(f":{self.port}", f":{PORT}")
        for pattern, form in _VOLATILE:
            text = pattern.sub(form, text)
        lines = [line.rstrip() for line in text.splitlines()]
        groups = [(timed, list(group)) for timed, group in groupby(lines, key=lambda line: bool(_TIMED.match(line)))]
        return "".join(f"{line}\n" for timed, group in groups for line in (sorted(group) if timed else group))


def _read(terminal: int, *, until: Sequence[str] = ()) -> str:
    """What is printed to the end, or to whole lines in which each of `until` stands; without escape sequences."""
    printed = b""
    while not until or not all(re.search(rf"{text}.*\n", printed.decode("utf-8", "replace")) for text in until):
        try:
            more = os.read(terminal, 65_536)
        except OSError:  # the other side has closed the terminal
            break
        if not more:
            break
        printed += more
    return _ESCAPE.sub("", printed.decode("utf-8")).replace("\r\n", "\n")


@contextmanager
def kept_port() -> Iterator[int]:
    """A port for a server to come: bound here and not listened on, the kernel gives it to nobody who asks for any."""
    with socket.socket() as keeper:
        # As servers set it, too: they may then listen on a port that is bound.
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", 0))
        port: int = keeper.getsockname()[1]
        yield port
