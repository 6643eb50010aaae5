"""`presswatch redact`: what it shows, asks, says and refuses."""

import json
import os
import pty
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.redactionlist import LIST
from storage.database import open_subscribers
from tests.redacted_desk import ARTICLE, URL, archived, build_desk, is_well, left_over, take
from tests.running import PATIENCE


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk's folder, all of whose files say something of the article."""
    return build_desk(tmp_path_factory.mktemp("built"))


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(built, tmp_path / "desk")
    return tmp_path / "desk"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(folder / "presswatch.toml"), "redact", *arguments])


def test_it_shows_what_would_go(folder: Path) -> None:
    answer = run(folder, "--dry-run", URL, "https://valley-courier.example/never", "1")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        f"{URL}: article 7, Zanzibarine quokkas released: 2 versions, 2 changes, 2 captures",
        "https://valley-courier.example/never: not in the archive; it would not be fetched from then on",
        "1: article 1, Alliance final on all 90 seats, says Congress leader: 3 versions, 3 changes, 3 captures",
    ]
    assert left_over(folder)
    (line,) = run(folder, "--dry-run", "--json", "1").stdout.splitlines()
    assert json.loads(line)["captures"] == 3


def test_it_takes_down_and_says_so(folder: Path) -> None:
    answer = run(folder, "--yes", "--reason", "Court\norder", URL)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout == "article 7: taken down; 2 versions, 2 changes, 2 captures\n"
    assert archived(folder, "SELECT reason FROM redactions") == [("Court order",)]
    assert run(folder, "--dry-run", URL).stdout == f"{URL}: taken down before\n"
    once_more = run(folder, "--yes", "--reason", "Another", URL)
    assert once_more.stdout.startswith("article 7: taken down before, on ")
    assert once_more.stdout.endswith(": Court order\n")
    again = run(folder, "--again", "--json")
    assert json.loads(again.stdout) == {"redaction": 1, "article": 7, "versions": 2, "changes": 2, "captures": 2}


def test_an_address_that_never_came_is_kept_out(folder: Path) -> None:
    answer = run(folder, "--yes", "--reason", "Court order", "valley-courier.example/never")
    assert answer.stdout == "an address that the archive never had: will not be fetched\n"
    assert is_well(folder)


def test_where_nothing_was_taken_down_there_is_nothing_to_do_again(folder: Path) -> None:
    assert run(folder, "--again").stdout == "nothing was ever taken down here\n"


def test_what_could_not_be_done_is_told(folder: Path) -> None:
    with closing(open_subscribers(folder / "subscribers.db")) as conn:
        now = "2999-01-01T00:00:00Z"
        conn.execute("UPDATE deliveries SET state = 'sending', claimed_at = :now WHERE state = 'waiting'", {"now": now})
    answer = run(folder, "--yes", "--reason", "Court order", URL)
    assert answer.exit_code == 1
    assert answer.stderr == "subscribers.db: a message is being sent; `presswatch redact --again` does the rest\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "name what is to be taken down, or say --again"),
        ([URL, "--again"], "name what is to be taken down, or say --again"),
        (["--again", "--dry-run"], "leave out one"),
        ([URL], "say why with --reason"),
        ([URL, "--reason", " "], "say why with --reason"),
        ([URL, "--reason", "x"], "nobody is there to be asked: say --yes"),
    ],
)
def test_what_is_asked_for_is_to_be_clear(folder: Path, arguments: list[str], told: str) -> None:
    answer = run(folder, *arguments)
    assert answer.exit_code == 2
    assert told in answer.stderr
    assert left_over(folder)


@pytest.mark.parametrize("address", ["4711", "http://", "mailto:x@example.org", "quokkas"])
def test_what_is_no_article_and_no_address_is_refused(folder: Path, address: str) -> None:
    answer = run(folder, "--yes", "--reason", "x", address)
    assert answer.exit_code == 1
    assert address in answer.stderr
    assert not (folder / LIST).exists()


def test_without_an_archive_there_is_nothing_to_take(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text('[archive]\ncontact = "desk@example.org"\n')
    assert "there is no archive yet" in run(tmp_path, "--yes", "--reason", "x", URL).stderr


@pytest.mark.parametrize(("typed", "code"), [(b"n\n", 1), (b"y\n", 0)])
def test_a_person_is_asked(folder: Path, typed: bytes, code: int) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "monitor", "--config", str(folder / "presswatch.toml"), "redact", URL]
    with subprocess.Popen([*command, "--reason", "x"], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as asked:
        os.write(ours, typed)
        said = asked.communicate(timeout=PATIENCE)[0].decode()
    os.close(theirs)
    os.close(ours)
    assert asked.returncode == code
    assert "article 7, Zanzibarine quokkas released" in said
    assert bool(left_over(folder)) == (code == 1)


def test_the_terminal_says_why_it_is_gone(folder: Path) -> None:
    take(folder)
    for asked in (URL, str(ARTICLE)):
        answer = CliRunner().invoke(main, ["--config", str(folder / "presswatch.toml"), "show", asked])
        assert answer.exit_code == 1
        assert answer.stderr == f"Error: {asked} was taken down on 01 September 2024: Court order\n"
