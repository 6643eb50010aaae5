"""`search`, `log`, `show`, `diff` over a real archive.db."""

import contextlib
import json
import os
import pty
import sqlite3
import subprocess
import sys
import termios
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.diff import diff_stories
from monitor.stories import story_of
from scrapers.items import Story
from storage.articles import record_removed, record_version
from storage.database import open_archive, transaction
from storage.records import ChangeKind, Edit
from storage.versions import latest_version
from tests.storage_samples import NOW, publish, story

REPOSITORY = Path(__file__).parent.parent
URL = "https://valley-post.example/alliance"
FIRST = "The alliance would be discussed at the appropriate time.\n\nNo seats were named."
SECOND = "The alliance is final on all 90 seats.\n\nNo seats were named."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration and an archive of two articles, one of them edited and removed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PRESSWATCH_CONFIG", raising=False)
    (tmp_path / "presswatch.toml").write_text('[archive]\ncontact = "desk@example.org"\n')
    with closing(open_archive(tmp_path / "archive.db")) as archive:
        fill(archive)
    return tmp_path


def fill(archive: sqlite3.Connection) -> None:
    with transaction(archive):
        article_id = publish(archive, told=story("Alliance: talks later", FIRST)).article_id
        publish(archive, "rain", told=story("Rain\x1b[31m in [bold]Srinagar[/bold]", "It rained."), baseline=True)
        before = latest_version(archive, article_id)
        assert before is not None
        told = story("Alliance is final", SECOND)
        diff = diff_stories(story_of(before), Story(headline=told.headline, body=told.body))
        edit = Edit(
            kind=ChangeKind.EDITED, headline_changed=True, words_added=7, words_removed=8, diff=json.dumps(diff)
        )
        seen_at = NOW + timedelta(hours=2)
        record_version(archive, article_id, story=told, capture=None, edit=edit, seen_at=seen_at)
        record_removed(archive, article_id, seen_at=NOW + timedelta(hours=3))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_search_prints_plain_lines() -> None:
    result = run("search", "alliance")
    assert result.stdout == f"2024-08-22T11:30:00Z\tvalley-post\tAlliance is final\t{URL}\n"
    assert run("search", "alliance", "AND", "appropriate").stdout.endswith(f"Alliance: talks later\t{URL}\n")
    nothing = run("search", "Jhelum")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "Nothing found\n")


def test_search_says_where_a_beginning_passes_by_words() -> None:
    cut = run("search", "appropriat*")
    assert (cut.exit_code, cut.stdout) == (0, "")
    assert cut.stderr == (
        "appropriat* may pass by words that begin so, since English words are searched without their endings; "
        "appropri* finds more\nNothing found\n"
    )
    assert run("search", "--json", "appropriat*").output == ""
    assert run("search", "appropri*").stdout.endswith(f"Alliance: talks later\t{URL}\n")


def test_control_characters_of_the_web_never_reach_the_terminal() -> None:
    assert run("search", "srinagar").stdout.split("\t")[2] == "Rain[31m in [bold]Srinagar[/bold]"


def test_search_as_json_has_everything() -> None:
    (record,) = map(json.loads, run("search", "final", "--json").stdout.splitlines())
    assert (record["number"], record["headline"], record["seen_at"]) == (2, "Alliance is final", "2024-08-22T11:30:00Z")
    assert "final" in record["snippet"]
    assert run("search", "Jhelum", "--json").stdout == ""


def test_log_is_newest_first_and_leaves_the_baseline_out() -> None:
    lines = [line.split("\t") for line in run("log").stdout.splitlines()]
    assert [line[1] for line in lines] == ["removed", "edited", "published"]
    assert lines[1] == ["2024-08-22T11:30:00Z", "edited", "+7 -8", "Valley-Post", "Alliance is final", URL]
    assert run("log", "--kind", "edited", "--limit", "1").stdout.count("\n") == 1
    assert "Srinagar" in run("log", "--baseline").stdout
    assert run("log", "--source", "elsewhere").stdout == ""
    record = json.loads(run("log", "--kind", "edited", "--json").stdout)
    assert record["diff"]["v"] == 1
    assert record["headline_changed"] is True


@pytest.mark.parametrize("address", [URL, "valley-post.example/alliance", "1", URL + "?utm_source=x#top"])
def test_show_finds_an_article_by_any_address(address: str) -> None:
    result = run("show", address)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Alliance is final\n{URL}\nvalley-post, removed, published unknown, article 1\n")
    assert result.stdout.endswith(f"Version 2, seen 2024-08-22T11:30:00Z\n\nAlliance is final\n\n{SECOND}\n")


def test_show_an_earlier_version() -> None:
    assert run("show", URL, "--version", "1").stdout.endswith(f"Alliance: talks later\n\n{FIRST}\n")
    record = json.loads(run("show", URL, "--json").stdout)
    assert [version["number"] for version in record["versions"]] == [1, 2]
    assert [change["kind"] for change in record["changes"]] == ["published", "edited", "removed"]


def test_diff_of_the_last_two_versions() -> None:
    result = run("diff", URL)
    assert result.stdout.startswith(f"{URL}, version 1 to 2: headline")
    assert "[-" in result.stdout
    assert "{+" in result.stdout
    backwards = json.loads(run("diff", URL, "2", "1", "--json").stdout)
    assert (backwards["from"], backwards["to"], backwards["diff"]["v"]) == (2, 1, 1)
    assert run("diff", URL, "1").stdout == result.stdout


def test_diff_of_what_does_not_differ() -> None:
    assert run("diff", URL, "2", "2").stderr == "They say the same\n"
    assert run("diff", "2").stderr == "It has one version\n"
    assert json.loads(run("diff", "2", "--json").stdout)["diff"] is None


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["show", "https://valley-post.example/other"], "https://valley-post.example/other is not in the archive; "),
        (["show", "99"], "99 is not in the archive; `presswatch search` finds articles by their words"),
        (["show", "9" * 30], f"{'9' * 30} is "),
        (["show", "ftp://x"], "ftp://x is no web address"),
        (["show", URL, "--version", "3"], f"{URL} has no version 3; it has versions 1 to 2"),
        (["show", "2", "--version", "0"], "https://valley-post.example/rain has no version 0; it has version 1"),
        (["diff", URL, "1", "7"], f"{URL} has no version 7"),
    ],
)
def test_what_is_not_there_is_one_line(arguments: list[str], problem: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {problem}")
    assert result.stderr.count("\n") == 1


def test_no_archive_yet(folder: Path) -> None:
    (folder / "archive.db").unlink()
    result = run("log")
    assert result.exit_code == 1
    assert "there is no such file yet; `presswatch crawl` makes it" in result.stderr


def test_a_file_that_is_no_archive(folder: Path) -> None:
    (folder / "archive.db").write_bytes(b"a shopping list" * 100)
    result = run("search", "x")
    assert result.exit_code == 1
    assert "it is not a SQLite database" in result.stderr


def on_terminal(*arguments: str) -> str:
    """What a person sees: the command run with a terminal of 60 columns as its stdout."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 60))
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "monitor", *arguments]
    with subprocess.Popen(command, stdout=follower, stderr=subprocess.STDOUT, env=environment) as process:
        os.close(follower)
        shown = b""
        # Linux answers a read from a terminal that nobody has open with an error.
        with contextlib.suppress(OSError):
            while piece := os.read(leader, 65_536):
                shown += piece
    os.close(leader)
    assert process.returncode == 0
    return shown.decode()


def test_a_person_sees_colours_and_found_words() -> None:
    shown = on_terminal("search", "alliance")
    assert "\x1b[1" in shown
    assert "\ue000" not in shown
    assert "Alliance" in shown
    assert "\x1b[" not in run("search", "alliance").stdout


def test_a_person_sees_a_table_with_headings() -> None:
    shown = on_terminal("show", URL)
    assert "Kind" in shown
    assert "Kind" not in run("show", URL).stdout


def test_a_person_sees_each_change_with_its_headline_as_it_is() -> None:
    shown = on_terminal("log", "--baseline")
    assert "baseline" in shown
    assert "[bold]" in shown
    assert "\x1b[31m in" not in shown


def test_a_person_is_told_that_no_change_was_found() -> None:
    assert run("log", "--kind", "restored").stderr == "Nothing found\n"
    assert run("log", "--kind", "restored", "--json").output == ""


def test_a_person_sees_a_coloured_diff() -> None:
    assert "\x1b[32m" in on_terminal("diff", URL)
