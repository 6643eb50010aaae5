"""`presswatch serve` as a program: where it listens, what it prints, how it waits and ends."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from monitor.site import Site, SiteError, is_own_machine, make_datasette, serve
from storage.articles import record_removed
from storage.database import open_archive, transaction
from tests.archive_client import page
from tests.archive_data import build_archive, time
from tests.running import PATIENCE

CONFIG = """
[archive]
title = "Test archive"
contact = "desk@example.org"
"""


@contextmanager
def serving(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, on a free port; it is killed if the test leaves it running."""
    (folder / "presswatch.toml").write_text(CONFIG, encoding="utf-8")
    command = [sys.executable, "-m", "monitor", "serve", "--config", str(folder / "presswatch.toml"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def address(process: subprocess.Popen[str]) -> str:
    """The address that the program says, alone on a line."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.fullmatch(r"Archive: (http://127\.0\.0\.1:[0-9]+)/\n", line)
    assert found is not None, line
    return found[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.once
def test_it_serves_until_a_signal_and_ends_well(tmp_path: Path, number: signal.Signals) -> None:
    build_archive(tmp_path)
    with serving(tmp_path) as process:
        with urlopen(address(process) + "/article/1") as answer:
            assert b"Alliance final on all 90 seats" in answer.read()
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out) == (0, "")
        assert "Traceback" not in err


@pytest.mark.once
def test_it_waits_for_an_archive_and_makes_none(tmp_path: Path) -> None:
    with serving(tmp_path) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        assert "archive.db: there is no such file yet" in told
        assert "presswatch crawl" in told
        assert not (tmp_path / "archive.db").exists()
        build_archive(tmp_path)
        with urlopen(address(process) + "/") as answer:
            assert answer.status == 200


def test_a_signal_ends_the_waiting(tmp_path: Path) -> None:
    with serving(tmp_path) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0


SIGNALLED = """
import signal, sys
from pathlib import Path
from monitor.site import Site, serve

serve(Site(archive=Path(sys.argv[1]), port=0), say=lambda _: signal.raise_signal(signal.SIGTERM))
print("ended")
"""


def test_a_signal_before_the_server_has_begun_ends_it(tmp_path: Path) -> None:
    # In a process of its own, for what goes wrong here is serving without end.
    ran = subprocess.run(
        [sys.executable, "-c", SIGNALLED, str(build_archive(tmp_path))],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (0, "ended\n"), ran.stderr


async def test_what_run_writes_is_seen_at_once(tmp_path: Path) -> None:
    build_archive(tmp_path)
    site = make_datasette(tmp_path / "archive.db")
    assert "removed by its publisher" not in await page(site, "/article/2")
    writer = open_archive(tmp_path / "archive.db")
    with transaction(writer):
        record_removed(writer, 2, seen_at=time("2024-08-25T09:00:00Z"))
        # In the middle of a transaction the archive still answers, as it stood before.
        assert "removed by its publisher" not in await page(site, "/article/2")
    assert "removed by its publisher" in await page(site, "/article/2")
    writer.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "archive.example.org"])  # noqa: S104 (refused)
def test_an_outside_address_is_refused_while_access_is_local(tmp_path: Path, host: str) -> None:
    with pytest.raises(SiteError, match=r'access is "local"'):
        serve(Site(archive=tmp_path / "archive.db", host=host), say=pytest.fail)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False),  # noqa: S104
        ("10.0.0.1", False), ("localhost.example", False), ("", False),
    ],
)  # fmt: skip
def test_which_hosts_are_this_machine(host: str, own: bool) -> None:
    assert is_own_machine(host) is own


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SiteError, match=rf"cannot listen on 127.0.0.1:{port}: .*--port"):
            serve(Site(archive=tmp_path / "archive.db", port=port), say=pytest.fail)


def test_a_path_that_sqlite_would_misread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="rename"):
        serve(Site(archive=tmp_path / "what?" / "archive.db"), say=pytest.fail)


async def test_the_database_has_one_name_whatever_the_file_is_called(tmp_path: Path) -> None:
    build_archive(tmp_path).rename(tmp_path / "copy-2024.db")
    site = make_datasette(tmp_path / "copy-2024.db")
    assert set(site.databases) == {"archive", "_internal"}
    await page(site, "/archive/articles")
    await page(site, "/article/1")
