"""`watch list`, `watch test` and `watch why`, for a desk and for a pipe."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.config import load
from tests.storage_samples import address
from tests.watch_samples import watching_desk

FILE = """
[archive]
contact = "desk@example.org"

[terms]
pact = ["alliance", "गठबंधन"]

[[watch]]
id = "pact"
title = "The pact"
query = '@pact AND (Congress OR JKNC) NOT headline : cricket'
public = true

[[watch]]
id = "taken-out"
query = 'removed : possible'
edits = "touching"
"""
URL = address("pact").url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three changes of one article and a new one; watches that were added after the first."""
    (tmp_path / "presswatch.toml").write_text(FILE, encoding="utf-8")
    with watching_desk(tmp_path) as desk:
        desk.now = datetime.now(UTC) - timedelta(days=2)
        article = desk.publish("Congress: alliance possible", "Talks.", path="pact")
        desk.adopt(*load(tmp_path / "presswatch.toml").watches, pact=["alliance", "गठबंधन"])
        desk.edit(article, "Congress: alliance final", "Talks.", summary="headline")
        desk.publish("JKNC नेता: गठबन्धन", path="hindi")
        desk.publish("Snow", path="snow")
        desk.match()
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(folder / "presswatch.toml"), "watch", *arguments])


@contextmanager
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        for module in ("monitor.cli.output", "monitor.cli.watches"):
            patch.setattr(f"{module}.is_terminal", lambda: True)
        patch.setenv("COLUMNS", "160")
        yield


def lines(result: Result) -> Sequence[Sequence[str]]:
    assert result.exit_code == 0, result.output
    return [line.split("\t") for line in result.stdout.splitlines()]


def test_list_counts_matches(folder: Path) -> None:
    (pact, taken_out) = lines(run(folder, "list"))
    assert pact[:4] == ["pact", "The pact", "yes", "2"]
    assert taken_out[:4] == ["taken-out", "taken-out", "no", "1"]
    (first, _) = map(json.loads, run(folder, "list", "--json").stdout.splitlines())
    assert first["last_match_at"] > first["since_at"]
    assert first["query"] == "@pact AND (Congress OR JKNC) NOT headline : cricket"


def test_list_knows_a_watch_that_no_crawl_took_up(folder: Path) -> None:
    path = folder / "presswatch.toml"
    path.write_text(FILE.replace('"taken-out"', '"new-one"'), encoding="utf-8")
    assert lines(run(folder, "list"))[1] == ["new-one", "new-one", "no", "0", "", ""]
    path.write_text('[archive]\ncontact = "a@b.example"\n', encoding="utf-8")
    assert "has no [[watch]]" in run(folder, "list").stderr


def test_test_shows_what_a_watch_would_have_sent(folder: Path) -> None:
    rows = lines(run(folder, "test", "pact"))
    assert [row[1:] for row in rows] == [
        ["report", "valley-post", "Congress: alliance possible", URL, "Congress, alliance"],
        ["edit", "valley-post", "Congress: alliance final", URL, "Congress, alliance"],
        ["report", "valley-post", "JKNC नेता: गठबन्धन", address("hindi").url, "JKNC, गठबन्धन"],
    ]


def test_test_takes_a_query_that_is_no_watch(folder: Path) -> None:
    (row,) = map(
        json.loads,
        run(folder, "test", "--json", "removed", ":", "@pact", "OR", "removed : possible").stdout.splitlines(),
    )
    assert (row["event"], row["matched"], row["summary"]) == ("edit", ["possible"], "headline")
    assert row["passage"] == "possible"
    nothing = run(folder, "test", "snow", "--days", "1")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "Nothing in 1 days\n")
    assert run(folder, "test", "--json", "nowhere").output == ""
    assert run(folder, "test", '"\udcff"').exit_code == 0


def test_test_says_where_a_beginning_passes_by_words(folder: Path) -> None:
    with watching_desk(folder) as desk:
        desk.now = datetime.now(UTC) - timedelta(days=1)
        desk.publish("Elections", path="polls")
    cut = run(folder, "test", "allianc* OR electi*")
    assert cut.stderr == (
        "electi* may pass by words that begin so, since English words are searched without their endings; "
        "elect* finds more\n"
    )
    assert run(folder, "test", "allianc*").stderr == ""


def test_test_names_what_is_wrong(folder: Path) -> None:
    result = run(folder, "test", "pact AND")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: pact AND: no watch has this id (there are: pact, taken-out), and as a query: the query ends where a "
        "word is missing; write a word or a phrase in double quotes\n"
    )


def test_test_on_a_terminal_counts_days_and_marks_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with on_a_terminal(monkeypatch):
        shown = run(folder, "test", "pact", "--samples", "2").stdout
        often = run(folder, "test", "pact", "--days", "1").stdout
    assert "The pact\n3 in 30 days, 0.1 a day: 2 reports, 1 edit\n" in shown
    assert "Report" in shown
    assert shown.count("http") == 2
    assert "JKNC" in shown
    assert "0 in 1 days, 0 a day\n" in often


def test_why_tells_each_change(folder: Path) -> None:
    shown = lines(run(folder, "why", "pact", URL))
    assert shown[0] == ["The pact"]
    changes = [row for row in shown if len(row) == 5]
    assert [row[2:4] for row in changes] == [["published", "report"], ["edited", "edit"]]
    assert changes[0][4].startswith("seen before the watch was added (")
    assert ["yes", "yes", "· · alliance", "headline: alliance"] in shown
    assert ["no", "no", "· · गठबंधन", ""] in shown
    assert ["no", "no", "· · headline : cricket", ""] in shown


def test_why_tells_the_terms_at_any_change(folder: Path) -> None:
    told = json.loads(
        run(folder, "why", "{removed body} : (NEAR(possible talks) OR final)", URL, "--change", "2", "--json").stdout
    )
    assert [change["reason"] for change in told["changes"]] == ["the query does not find it"] * 2
    assert told["since_at"] is None
    assert [(term["level"], term["part"], term["after"]) for term in told["terms"]] == [
        (0, "{removed body} :", False),
        (1, "any of", False),
        (2, "NEAR(possible talks, 10)", False),
        (2, "final", False),
    ]
    first = json.loads(run(folder, "why", "possible talks", "1", "--change", "1", "--json").stdout)
    assert [(term["before"], term["after"], term["where"]) for term in first["terms"]] == [
        (None, True, ""),
        (None, True, "headline: possible"),
        (None, True, "body: Talks"),
    ]
    assert run(folder, "why", "pact", URL, "--change", "9").stderr == (
        f"Error: change 9 is not one of {URL}; its changes are 1, 2\n"
    )


def test_why_says_what_was_not_recorded(folder: Path) -> None:
    with watching_desk(folder) as desk:
        article = desk.publish("Congress and JKNC: गठबंधन", path="late")
    (row,) = [row for row in lines(run(folder, "why", "pact", str(article))) if len(row) == 5]
    assert row[4] == "not matched yet"
    with watching_desk(folder) as desk:
        watches = load(folder / "presswatch.toml").watches
        desk.adopt(watches[0].model_copy(update={"query": "snow"}), watches[1], pact=["x"])
        desk.match()
    (row,) = [row for row in lines(run(folder, "why", "pact", str(article))) if len(row) == 5]
    assert row[4].startswith("matched when the watch asked for something else (its query is of ")
    with watching_desk(folder) as desk:
        desk.adopt()
    (row,) = [row for row in lines(run(folder, "why", "pact", str(article))) if len(row) == 5]
    assert row[4] == "the watch is not in force yet; the next `presswatch crawl` or `run` takes it up"


def test_why_tells_of_a_story_that_went(folder: Path) -> None:
    with watching_desk(folder) as desk:
        desk.remove(1)
    told = json.loads(run(folder, "why", "headline : final", URL, "--json").stdout)
    assert [(term["before"], term["after"], term["where"]) for term in told["terms"]] == [
        (True, None, "headline: final")
    ]
    assert [change["event"] for change in told["changes"]] == [None, "report", "removal"]
