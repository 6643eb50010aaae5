"""`init`, `check-config` and `source` as a person types them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.cli.options import Session
from monitor.config import Config, SourceConfig, load
from monitor.trial import Fetch, UnreachableError
from scrapers.extract import EXTRACTOR
from scrapers.items import Page

HEAD = '[archive]\ncontact = "desk@example.org"\n'
SITE = "https://valley.example"
HOME = f"""<html><head><title>The Valley Post | News</title><meta property="og:site_name" content="The Valley Post">
<link rel="alternate" type="application/rss+xml" title="News" href="/rss.xml">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" title="Old" href="/old.xml"></head>
<body><a href="{SITE}/story/1">One</a></body></html>"""
STORY = "<html><head><title>T</title></head><body><article><h1>Alliance is final</h1>{}</article></body></html>".format(
    "".join(
        f"<p>Paragraph {n} says that the parties have agreed on all ninety seats after long talks.</p>"
        for n in range(6)
    )
)


def rss(day: str, count: int = 3) -> str:
    items = "".join(
        f"<item><title>Story {n}</title><link>{SITE}/2026/11/{n}/story-{n}-of-the-day</link>"
        f"<pubDate>{day} 10:0{n}:00 GMT</pubDate></item>"
        for n in range(count)
    )
    return f'<rss version="2.0"><channel><title>Post</title><link>{SITE}</link>{items}</channel></rss>'


@pytest.fixture
def session() -> Session:
    """A session whose fetcher knows one small site; everything else is not found."""
    now = datetime.now(UTC)
    pages = {
        f"{SITE}/": HOME,
        f"{SITE}/robots.txt": "User-agent: *\nAllow: /\n",
        f"{SITE}/rss.xml": rss(now.strftime("%a, %d %b %Y")),
        f"{SITE}/old.xml": rss("Mon, 06 Jan 2020"),
        **{f"{SITE}/2026/11/{n}/story-{n}-of-the-day": STORY for n in range(3)},
    }

    def fetch(url: str) -> Page:
        if "unreachable" in url:
            raise UnreachableError(f"{url}: no such host")
        text = pages.get(url if url != SITE else f"{SITE}/")
        return Page(
            url=url,
            final_url=url,
            status=200 if text else 404,
            body=(text or "").encode(),
            headers=[],
            fetched_at=now,
            body_sha256="",
        )

    @contextmanager
    def open_fetcher(
        config: Config, source: SourceConfig | None = None, *, typed: str | None = None
    ) -> Iterator[Fetch]:
        assert (source is None) == (typed is not None)
        assert source is None or source in config.sources
        yield fetch

    return Session(open_fetcher=open_fetcher)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PRESSWATCH_CONFIG", raising=False)
    return tmp_path


def run(*arguments: str, session: Session | None = None) -> Result:
    return CliRunner().invoke(main, arguments, obj=session)


def test_init_then_check(folder: Path) -> None:
    made = run("init", "desk", "--contact", "me@example.org")
    assert (made.exit_code, made.stdout, made.stderr) == (0, "Wrote desk/presswatch.toml\n", "")
    assert load(folder / "desk" / "presswatch.toml").archive.contact == "me@example.org"
    checked = run("check-config", "--config", "desk/presswatch.toml")
    assert checked.exit_code == 0
    assert checked.stdout.endswith("28 sources, 1 watch, 0 subscriptions, nothing wrong\n")
    assert run("--config", "desk/presswatch.toml", "check-config", "--json").stdout == ""


def test_init_asks_for_a_contact_and_overwrites_nothing(folder: Path) -> None:
    assert "Put your own address" in run("init").stderr
    again = run("init")
    assert again.exit_code == 1
    assert again.stderr.startswith("Error: presswatch.toml is there already and stays as it is")
    assert [file.name for file in folder.iterdir()] == ["presswatch.toml"]


@pytest.mark.usefixtures("folder")
def test_a_missing_configuration_is_one_line_with_the_remedy() -> None:
    result = run("source", "list")
    assert result.exit_code == 1
    assert result.output == "Error: presswatch.toml: there is no such file; `presswatch init` makes one\n"


def test_every_problem_is_a_line(folder: Path) -> None:
    (folder / "presswatch.toml").write_text("[archive]\ntitle = 3\n[keeps]\n")
    result = run("check-config")
    assert result.exit_code == 1
    assert [line.split(": ")[2] for line in result.stderr.splitlines()] == ["archive.contact", "archive.title", "keeps"]
    records = [json.loads(line) for line in run("check-config", "--json").stdout.splitlines()]
    assert [record["path"] for record in records] == ["archive.contact", "archive.title", "keeps"]
    assert run("check-config", "--json").exit_code == 1


def test_the_environment_names_the_configuration(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "other.toml").write_text(HEAD)
    monkeypatch.setenv("PRESSWATCH_CONFIG", "other.toml")
    assert run("check-config").exit_code == 0


def test_source_list(folder: Path) -> None:
    run("init")
    lines = run("source", "list").stdout.splitlines()
    assert len(lines) == 28
    first = "greater-kashmir\tGreater Kashmir\t1 feed, 1 section\t5m\tno\thttps://www.greaterkashmir.com/"
    assert lines[0] == first
    record = json.loads(run("source", "list", "--json").stdout.splitlines()[0])
    assert record["feeds"] == ["https://www.greaterkashmir.com/feed"]
    assert (folder / "presswatch.toml").exists()


def test_source_add_writes_what_is_of_use(folder: Path, session: Session) -> None:
    (folder / "presswatch.toml").write_text(HEAD)
    result = run("source", "add", "valley.example", session=session)
    assert result.exit_code == 0
    (source,) = load(folder / "presswatch.toml").sources
    assert (source.id, source.name, source.home) == ("the-valley-post", "The Valley Post", "https://valley.example")
    assert source.feeds == (f"{SITE}/rss.xml",)
    assert (source.sitemaps, source.sections) == ((), ())
    assert f"its newest line is of 2020-01-06\tfeed\t3\t2020-01-06T10:02:00Z\t{SITE}/old.xml" in result.stdout
    assert "comments" not in result.stdout
    assert "Written into presswatch.toml" in result.stderr


def test_source_add_can_show_only(folder: Path, session: Session) -> None:
    (folder / "presswatch.toml").write_text(HEAD)
    result = run("source", "add", SITE, "--dry-run", "--name", "Post", session=session)
    assert result.exit_code == 0
    assert '[[source]]\nid = "post"\nname = "Post"\n' in result.stdout
    assert (folder / "presswatch.toml").read_text() == HEAD
    lines = run("source", "add", SITE, "--json", "--id", "the-post", session=session).stdout.splitlines()
    assert {json.loads(line)["url"] for line in lines} >= {f"{SITE}/rss.xml", f"{SITE}/old.xml"}
    assert load(folder / "presswatch.toml").sources[0].id == "the-post"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["add", "https://unreachable.example/"], "https://unreachable.example/: no such host"),
        (["add", "https://elsewhere.example/"], "https://elsewhere.example/: answers with status 404; open it"),
        (["add", SITE, "--id", "No Slug"], 'source[0].id: "No Slug" does not fit'),
        (["test", "valley"], "valley is the id of no source in"),
    ],
)
def test_source_errors_are_one_line(folder: Path, session: Session, arguments: list[str], problem: str) -> None:
    (folder / "presswatch.toml").write_text(HEAD)
    result = run("source", *arguments, session=session)
    assert result.exit_code == 1
    assert problem in result.stderr
    assert result.stderr.count("\n") == 1
    assert (folder / "presswatch.toml").read_text() == HEAD


def test_source_test_shows_channels_and_stories(folder: Path, session: Session) -> None:
    (folder / "presswatch.toml").write_text(HEAD)
    run("source", "add", SITE, session=session)
    result = run("source", "test", "the-valley-post", "--stories", "2", session=session)
    assert result.exit_code == 0
    assert f"feed {SITE}/rss.xml: 3 lines, the newest of " in result.stdout
    assert result.stdout.count("headline   Alliance is final") == 2
    records = [
        json.loads(line)
        for line in run("source", "test", "the-valley-post", "--json", session=session).stdout.splitlines()
    ]
    assert [record["kind"] for record in records if "kind" in record] == ["feed"]
    assert [record["headline"] for record in records if "headline" in record] == ["Alliance is final"] * 3
    assert run("source", "test", "the-valley-pots", session=session).stderr.endswith("did you mean the-valley-post?\n")


def test_a_source_without_a_channel_of_use_fails(folder: Path, session: Session) -> None:
    source = f'[[source]]\nid = "a"\nname = "A"\nhome = "{SITE}/"\nfeeds = ["{SITE}/old.xml", "{SITE}/none.xml"]\n'
    (folder / "presswatch.toml").write_text(HEAD + source)
    result = run("source", "test", "a", "--stories", "0", session=session)
    assert result.exit_code == 1
    assert f"feed {SITE}/none.xml: answers with status 404" in result.stdout
    assert "no channel is of use" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["nope"], ["source", "add"], ["init", "a", "b"], ["search", "--limit", "0", "x"]]
)
def test_usage_errors_exit_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_version_and_help() -> None:
    assert EXTRACTOR.startswith("presswatch/")
    assert run("--version").stdout.startswith("presswatch 0.")
    names = ["check-config", "compare", "diff", "extract", "init", "log", "search", "show", "source"]
    shown = run("--help").stdout
    assert all(f"\n  {name} " in shown for name in names)


@pytest.mark.parametrize("name", [*main.commands])
def test_every_command_has_help(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 5
