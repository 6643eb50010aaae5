"""`presswatch deliver` as a person types it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.delivery.opening import open_deliverer
from tests.delivery_samples import WATCH, Log, configured, rows

CONFIG = f"""[archive]
contact = "desk@example.org"
[[watch]]
id = "{WATCH}"
query = "alliance"
[[subscription]]
watch = "{WATCH}"
to = "env:DESK"
"""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    (tmp_path / "presswatch.toml").write_text(CONFIG)
    opened = Log(tmp_path)
    yield opened
    opened.close()


def deliver(directory: Path, *options: str, **environment: str) -> Result:
    config = ["--config", str(directory / "presswatch.toml")]
    return CliRunner(env=environment).invoke(main, ["deliver", *config, *options])


def test_what_is_due_is_sent_or_told(tmp_path: Path, log: Log) -> None:
    assert deliver(tmp_path).output == "0 sent, 0 waiting, 0 given up\n"
    log.report("alliance")
    unset = deliver(tmp_path)
    assert (unset.exit_code, unset.stdout) == (1, "0 sent, 1 waiting, 0 given up\n")
    assert "DESK: the environment variable is not set" in unset.stderr
    refused = deliver(tmp_path, "--json", DESK="json://127.0.0.1:1/")
    assert refused.exit_code == 1
    told = json.loads(refused.stdout)
    assert told == {"sent": 0, "waiting": 1, "dead": 0, "failures": {"DESK": "connection refused"}}
    paused = deliver(tmp_path, "--retry", DESK="nonsense")
    assert "DESK: paused: its address cannot be used" in paused.stderr
    assert paused.exit_code == 1
    assert rows(tmp_path, "SELECT state FROM deliveries")[0]["state"] == "waiting"


def test_without_an_archive_there_is_nothing_to_deliver(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text(CONFIG)
    found = deliver(tmp_path)
    assert found.exit_code == 1
    assert "archive.db: there is no such file yet; `presswatch crawl` makes it" in found.output


async def test_a_real_message_leaves_by_the_real_way(tmp_path: Path, log: Log) -> None:
    from tests.receiving import http_sink, mail_server

    config = configured(tmp_path, 'to = "env:DESK"', 'to = "env:HOOK"', 'to = "env:CHAT"')
    async with mail_server() as server, http_sink() as sink:
        with open_deliverer(config, archive_url="https://archive.example/") as deliverer:
            deliverer.environment = {
                "DESK": f"mailto://127.0.0.1:{server.port}?from=desk@example.org&to=r@example.org",
                "HOOK": sink.url,
                "CHAT": sink.url.replace("http", "xml"),
            }
            await deliverer.adopt()
            log.report("alliance")
            await deliverer.plan()
            await deliverer.send_due()
    assert "Alliance possible alliance" in server.letters[0]["Subject"]
    html = server.letters[0].get_body(("html",))
    assert html is not None
    assert "https://archive.example/" in html.get_content()
    assert len(sink.requests) == 2
    assert [row["state"] for row in rows(tmp_path, "SELECT state FROM deliveries")] == ["sent"] * 3
