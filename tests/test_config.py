"""presswatch.toml: what is accepted, what is refused and in which words."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from monitor.config import Config, ConfigError, Digest, Event, QuietHours, load, parse

HEAD = '[archive]\ncontact = "desk@example.org"\n'
SOURCE = '[[source]]\nid = "a"\nname = "A"\nhome = "https://a.example/"\nfeeds = ["https://a.example/feed"]\n'
WATCH = "[[watch]]\nid = \"w\"\nquery = 'alliance'\n"
FULL = """
[archive]
title = "Jammu and Kashmir alliance desk"
contact = "desk@example.org"
access = "login"
publish = "extracts"
directory = "data"

[login]
users = { meera = "env:MEERA_PASSWORD" }
header = "X-Forwarded-User"
from = ["10.0.0.0/24", "127.0.0.1"]

[keep]
captures = "90 days"
free_disk = "2 GB"

[terms]
nc = ["National Conference", "नेशनल कॉन्फ्रेंस"]

[[source]]
id = "hindustan-times"
name = "Hindustan Times"
home = "https://www.hindustantimes.com/"
feeds = ["https://www.hindustantimes.com/feeds/rss/india-news/rssfeed.xml"]
sitemaps = ["https://www.hindustantimes.com/sitemap/news.xml"]
sections = []
every = "1h 30m"
min_delay = 2

[[watch]]
id = "nc-congress"
query = '(alliance OR "seat sharing" OR گٹھ) AND @nc AND removed : "on track"'
events = ["report", "removal"]
edits = "touching"
sources = ["hindustan-times"]

[[subscription]]
watch = "nc-congress"
to = "env:DESK_CHANNEL"
digest = "daily 07:30 Asia/Kolkata"
quiet = "22:00-07:00 Asia/Kolkata"
cap = 10
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(text, path=Path("presswatch.toml"))
    return list(caught.value.problems)


def test_a_full_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "presswatch.toml"
    path.write_text(FULL, encoding="utf-8")
    config = load(path)
    assert config.directory == tmp_path / "data"
    assert config.path == path
    assert config.keep.captures == timedelta(days=90)
    assert config.keep.free_disk == 2_000_000_000
    assert config.login.users == {"meera": "MEERA_PASSWORD"}
    assert config.login.proxies == ("10.0.0.0/24", "127.0.0.1")
    source = config.sources[0]
    assert source.every == timedelta(minutes=90)
    assert config.source("hindustan-times") is source
    assert config.source("elsewhere") is None
    assert source.to_source().min_delay == 2.0
    assert [url for url, _ in source.to_source().channels()] == [*source.feeds, *source.sitemaps]
    assert config.watches[0].events == (Event.REPORT, Event.REMOVAL)
    subscription = config.subscriptions[0]
    assert subscription.to == "DESK_CHANNEL"
    assert subscription.slug == "nc-congress-desk-channel"
    assert subscription.digest == Digest(kind="daily", at=time(7, 30), zone="Asia/Kolkata")
    assert subscription.quiet == QuietHours(start=time(22), end=time(7), zone="Asia/Kolkata")


def test_the_least_file_has_the_defaults() -> None:
    config = parse(HEAD + '[keep]\ncaptures = "all"\n', path=Path("presswatch.toml"))
    assert isinstance(config, Config)
    assert config.keep.captures is None
    assert config.schedule.budget == 88
    assert (config.sources, config.watches, config.subscriptions, config.desk.to) == ((), (), (), None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "archive: is missing; write [archive] on a line, and contact below it"),
        ("archive = 3", "archive: is a number, not a table; write [archive] on a line and its keys below"),
        (
            "[archive]",
            "archive.contact: is missing; write an e-mail address or web address that goes into the user agent",
        ),
        (HEAD + "acess = 'local'", "archive.acess: is no key here; did you mean access?"),
        (
            HEAD + "zzz = 1",
            "archive.zzz: is no key here; known are title, contact, address, access, publish, sql, robots, directory",
        ),
        (HEAD + "[sourc]", "sourc: is no key here; did you mean source?"),
        (HEAD + "title = ' '", 'archive.title: " " does not fit; write some text'),
        (HEAD + "title = 3", "archive.title: is a number; write text in quotes"),
        (HEAD + "title = 2024-08-22", "archive.title: is a date; write text in quotes"),
        (HEAD + "access = 'publik'", 'archive.access: "publik" is not known; did you mean "public"? known are "local"'),
        (HEAD + "[schedule]\nbudget = 0", "schedule.budget: is 0; write at least 1"),
        (HEAD + "[schedule]\nconcurrency = 101", "schedule.concurrency: is 101; write at most 100"),
        (HEAD + "[schedule]\nbudget = '4'", "schedule.budget: is text; write a whole number without quotes"),
        (HEAD + "[source]\nid = 'a'", "source: is one table; write [[source]] with two brackets on either side"),
        (HEAD + SOURCE + "paused = 'no'", "source[0].paused: is text; write true or false without quotes"),
        (HEAD + SOURCE + "min_delay = nan", "source[0].min_delay: is nan; write at most"),
        (
            HEAD + SOURCE + "sitemaps = 'https://a.example/s'",
            "source[0].sitemaps: is text; write a list in square brackets",
        ),
        (HEAD + SOURCE + "sitemaps = [3]", "source[0].sitemaps[0]: 3 is no text; write an address"),
        (HEAD + SOURCE + "language = 'English'", 'source[0].language: "English" does not fit; write a language tag'),
        (
            HEAD + SOURCE + "every = '5 minits'",
            'source[0].every: "minits" is no unit of time; write a number',
        ),
        (
            HEAD + SOURCE + SOURCE.replace("/feed", "/x"),
            'source[1].id: "a" is the id of source[0] too; give',
        ),
        (
            HEAD + SOURCE + SOURCE.replace('"a"', '"b"'),
            "source[1].feeds[0]: is the same address as source[0].feeds[0]; take one of them out",
        ),
        (HEAD + SOURCE.replace("feeds", "# "), "source[0]: has no channel; give at least one address in feeds"),
        (HEAD + SOURCE.replace('"a"', '"A b"'), 'source[0].id: "A b" does not fit; write up to 80 small letters'),
        (HEAD + SOURCE.replace('"a"', '"' + "a" * 81 + '"'), 'source[0].id: "aaaa'),
        (HEAD + "[terms]\nnc = []", 'terms.nc: is empty; write at least one, such as ["…"]'),
        (HEAD + "[terms]\n'a b' = ['x']", 'terms.a b: "a b" does not fit; begin with a letter'),
        ("terms = 3\n" + HEAD, "terms: is a number, not a table; write [terms] on a line and its keys below"),
        (HEAD + WATCH + "events = ['reports']", 'watch[0].events[0]: "reports" is not known; did you mean "report"?'),
        (HEAD + WATCH + "events = []", "watch[0].events: is empty, so that the watch selects nothing; name one"),
        (
            HEAD + WATCH + "sources = ['a']",
            'watch[0].sources[0]: "a" is the id of no source; write the id',
        ),
        (HEAD + WATCH + WATCH, 'watch[1].id: "w" is the id of watch[0] too; give each its own'),
        (
            HEAD + WATCH.replace("alliance", "@nc"),
            'watch[0].query: @nc names no list of [terms]; write nc = ["…", "…"]',
        ),
        (
            HEAD + WATCH + "[[subscription]]\nwatch = 'ww'\nto = 'env:A'",
            'subscription[0].watch: "ww" is the id of no watch; did you mean "w"?',
        ),
        (
            HEAD + WATCH + "[[subscription]]\nwatch = 'w'\nto = 'env:A'\n" * 2,
            'subscription[1]: has the id "w-a" of subscription[0] too; give one of them another id',
        ),
    ],
)
def test_one_problem(text: str, problem: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_all_problems_at_once_in_the_order_of_the_file() -> None:
    text = HEAD + "colour = 1\n" + SOURCE + "feed = 1\n" + WATCH + "title = 3\nqeury = 'x'\n[keep]\ncrawls = 'soon'\n"
    assert [problem.split(":")[0] for problem in problems(text)] == [
        "archive.colour",
        "source[0].feed",
        "watch[0].qeury",
        "watch[0].title",
        "keep.crawls",
    ]


def test_rows_stand_in_their_order_beyond_ten() -> None:
    text = HEAD + "".join(SOURCE.replace('"a"', f'"a{n}"').replace("/feed", f"/{n}") + "x = 1\n" for n in range(12))
    assert [problem.split(".")[0] for problem in problems(text)] == [f"source[{n}]" for n in range(12)]


@pytest.mark.parametrize("secret", ["mailto://desk:hunter2@example.org", "hunter2", "env:hunter2 or so"])
@pytest.mark.parametrize("table", ["[desk]", "[[watch]]\nid = 'w'\nquery = 'x'\n[[subscription]]\nwatch = 'w'"])
def test_a_secret_is_refused_and_never_repeated(secret: str, table: str) -> None:
    (problem,) = problems(f"{HEAD}{table}\nto = '{secret}'")
    assert "a secret must not stand in this file" in problem
    assert "env:NAME" in problem
    assert "hunter2" not in problem


def test_a_password_in_an_address_is_not_repeated() -> None:
    (problem,) = problems(HEAD + SOURCE.replace("https://a.example/feed", "https://me:hunter2@a.example/feed"))
    assert problem.startswith("source[0].feeds[0]: the address carries a user name or password")
    assert "hunter2" not in problem


def test_a_syntax_error_tells_its_line() -> None:
    (problem,) = problems("[archive]\ncontact == 'x'\n")
    assert problem.startswith("line 2, column 10: invalid value;")
    assert problems("[archive")[0].startswith("end of document: ")


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "there is no such file; `presswatch init` makes one"), (b"title = '\xff'", "byte 10 is not UTF-8")],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "presswatch.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=problem):
        load(path)


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory; check path and permissions"):
        load(tmp_path)


@pytest.mark.parametrize("quiet", ["22:00", "22:00-07:00", "22:00-22:00 UTC", "22-7 UTC", "night UTC"])
def test_no_quiet_hours(quiet: str) -> None:
    (problem,) = problems(f"{HEAD}{WATCH}[[subscription]]\nwatch = 'w'\nto = 'env:A'\nquiet = '{quiet}'")
    assert problem.startswith("subscription[0].quiet: ")
