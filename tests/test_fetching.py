"""`source add` and `source test` fetch with a crawl's own manners, from the command line to a newsroom and back.

Each runs in a process of its own: a process can have one reactor, and theirs runs on a loop in a thread.
"""

import json
import os
import subprocess
import sys
import textwrap
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.demo.exchange import Fault
from monitor.demo.newsroom import Newsroom
from monitor.demo.outlets import Outlet
from tests.running import PATIENCE
from tests.watching import FEED, SITEMAP, configure, masthead, newsroom, path, publish

HEAD = '[archive]\ncontact = "desk@example.org"\n'


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def outlet_of(room: Newsroom) -> Outlet:
    outlet = next(iter(room.outlets.values()))
    publish(outlet, *range(1, 5), age=timedelta(hours=1))
    return outlet


@pytest.mark.slow  # a second between two requests
def test_a_site_becomes_a_source(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text(HEAD, encoding="utf-8")
    with newsroom(masthead(FEED, SITEMAP, crawl_delay=0.01)) as room:
        outlet = outlet_of(room)
        done = run(tmp_path, "-m", "monitor", "source", "add", outlet.home, "--id", "wular")
        assert done.returncode == 0, done.stderr
        (source,) = tomllib.loads((tmp_path / "presswatch.toml").read_text(encoding="utf-8"))["source"]
        assert source["home"] == outlet.home
        assert source["feeds"] == outlet.feeds
        assert len(source["sitemaps"]) == 1
        assert source["sitemaps"][0].startswith(outlet.home)
        assert outlet.requests[0].target == "/robots.txt"
        assert {each.user_agent.partition("/")[0] for each in outlet.requests} == {"Presswatch"}
    assert [file.name for file in tmp_path.iterdir()] == ["presswatch.toml"], "nothing is stored"


AFTER_AN_HOUR = """
from scrapers import settings
settings.DOWNLOAD_DELAY = settings.AUTOTHROTTLE_START_DELAY = 3600
from monitor.cli import main
main()
"""
"""The command where every host waits for an hour but one whose source has a delay of its own: the newsroom's is 0."""


@pytest.mark.slow
def test_a_source_is_tried(tmp_path: Path) -> None:
    with newsroom(masthead(FEED, SITEMAP)) as room:
        outlet = outlet_of(room)
        configure(room, tmp_path)
        outlet.fail(Fault(status=404, path="/sitemap.xml"))
        done = run(tmp_path, "-c", AFTER_AN_HOUR, "source", "test", outlet.id, "--json")
        assert done.returncode == 0, done.stderr
        records = [json.loads(line) for line in done.stdout.splitlines()]
        assert {record["url"]: record["problem"] for record in records if "kind" in record} == {
            outlet.url("/rss.xml"): None,
            outlet.url("/sitemap.xml"): "answers with status 404",
        }
        stories = [record for record in records if "headline" in record]
        headlines = {outlet.story(path(number)).copy.headline for number in range(1, 5)}
        assert len(stories) == 3
        assert {record["headline"] for record in stories} < headlines


FETCH = """
    import sys
    from pathlib import Path
    from monitor.config import load
    from monitor.fetching import open_fetcher
    from monitor.trial import UnreachableError

    config = load(Path(sys.argv[1]))
    with open_fetcher(config, config.sources[0]) as fetch:
        for url in sys.argv[2:]:
            try:
                page = fetch(url)
            except UnreachableError as error:
                print("unreachable", str(error).removeprefix(url), flush=True)
            else:
                print(page.status, len(page.body) > 100, page.final_url, dict(page.request_headers)["User-Agent"])
"""


def test_every_address_has_an_answer_or_a_reason(room: Newsroom, tmp_path: Path) -> None:
    outlet = outlet_of(room)
    configure(room, tmp_path)
    outlet.remove(path(2))
    outlet.remove(path(3), how="home")
    urls = [outlet.url(where) for where in (path(1), path(2), path(3), "/private/x")]
    urls += ["ftp://127.0.0.1/x", "nonsense"]
    done = run(tmp_path, "-c", textwrap.dedent(FETCH), str(tmp_path / "presswatch.toml"), *urls)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"200 True {urls[0]} Presswatch/")
    assert "+desk@example.org" in lines[0]
    assert lines[1].startswith(f"410 True {urls[1]} ")
    assert lines[2].startswith(f"200 True {outlet.home} ")
    assert lines[3] == "unreachable : robots: Forbidden by robots.txt"
    assert lines[4].startswith("unreachable : ")
    assert lines[5].startswith("unreachable : ")


def test_a_fetcher_that_cannot_start_leaves_no_thread(room: Newsroom, tmp_path: Path) -> None:
    configure(room, tmp_path)
    program = """
        import sys, threading
        from pathlib import Path
        import pytest
        from monitor.config import load
        from monitor.fetching import open_fetcher
        config = load(Path(sys.argv[1]))
        with open_fetcher(config) as fetch:
            pass
        try:
            with open_fetcher(config) as fetch:
                pass
        except Exception as error:
            print(type(error).__name__, error)
        print(sorted(thread.name for thread in threading.enumerate()))
    """
    done = run(tmp_path, "-c", textwrap.dedent(program), str(tmp_path / "presswatch.toml"))
    assert done.returncode == 0, done.stderr
    assert "one reactor" in done.stdout
    assert done.stdout.endswith("['MainThread']\n")


@pytest.fixture(autouse=True)
def _no_configuration_of_the_caller_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRESSWATCH_CONFIG", raising=False)
