"""The demo's subscriber: what its inbox takes, what must come, and the way of news into it by `run` and by hand."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import Event
from monitor.delivery.webhook import signed_headers
from monitor.demo.alerts import ALERTS, compare
from monitor.demo.inbox import SECRET, Inbox, Mail, page
from monitor.demo.newsroom import Newsroom
from monitor.demo.script import CHINAR, JHELUM, SUBAH, TAWI, script
from tests.newsroom_watcher import NAMES
from tests.running import PATIENCE, end, presswatch, rows, until, write_configuration

STATES = "SELECT DISTINCT state FROM deliveries"
MAIL = Mail(subject="New: <b>it", text="It.", html='<p onclick="x()">It.</p>', events=("report",), sources=("A",))


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    with Inbox() as opened:
        monkeypatch.setenv("DEMO_INBOX", opened.url)
        monkeypatch.setenv("DEMO_INBOX_SECRET", SECRET)
        yield opened


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(script()) as opened:
        opened.advance()
        yield opened


def test_a_message_that_is_not_signed_is_refused(inbox: Inbox) -> None:
    request = urllib.request.Request(inbox.url, data=b'{"subject": "x"}', headers={"webhook-signature": "v1,none"})
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request)
    assert inbox.mails == ()


def test_the_page_shows_messages_and_lets_them_do_nothing(inbox: Inbox) -> None:
    inbox.put(MAIL)
    with urllib.request.urlopen(inbox.url) as answer:
        shown = answer.read().decode()
    assert shown == page([MAIL])
    assert "New: &lt;b&gt;it" in shown
    assert "<iframe sandbox " in shown
    assert 'onclick="x()"' not in shown
    assert inbox.news() == [MAIL]
    assert inbox.news() == []


def test_a_message_of_the_desk_tells_of_no_article(inbox: Inbox) -> None:
    body = (
        b'{"id": "m", "subject": "The disk is full", "text": "It is.", "markdown": "It is.", "html": "<p>It is.</p>"}'
    )
    headers = signed_headers("m", body, secret=SECRET, now=datetime(2026, 11, 22, tzinfo=UTC))
    with urllib.request.urlopen(urllib.request.Request(inbox.url, data=body, headers=headers)) as answer:
        assert answer.status == 204
    assert [(mail.subject, mail.events) for mail in inbox.mails] == [("The disk is full", ())]


def arrived() -> dict[int, list[Mail]]:
    """All that is expected, the wire's stories from their first outlet alone."""
    mails: dict[int, list[Mail]] = {}
    for alert in ALERTS:
        mail = replace(MAIL, events=(str(alert.event),), sources=(NAMES[alert.outlets[0]],))
        mails.setdefault(alert.act, []).extend([mail] * alert.count)
    return mails


def test_all_that_is_expected_is_enough() -> None:
    assert compare(arrived(), outlets=NAMES).is_perfect


def test_the_other_outlets_of_a_wire_story_may_add_to_it_once() -> None:
    mails = arrived()
    more = replace(MAIL, sources=(NAMES[JHELUM],))
    mails[4].append(more)
    assert compare(mails, outlets=NAMES).is_perfect
    mails[4].append(more)
    assert compare(mails, outlets=NAMES).surplus == [MAIL.subject]


@pytest.mark.parametrize(("event", "outlet"), [(Event.EDIT, TAWI), (Event.REMOVAL, CHINAR)])
def test_what_nobody_expected_is_surplus(event: Event, outlet: str) -> None:
    mails = arrived()
    mails[2].append(replace(MAIL, events=(str(event),), sources=(NAMES[outlet],)))
    assert compare(mails, outlets=NAMES).surplus == [MAIL.subject]


def test_what_did_not_come_is_missing() -> None:
    mails = arrived()
    mails[5] = [mail for mail in mails[5] if mail.sources != (NAMES[SUBAH],)]
    missing = compare(mails, outlets=NAMES).missing
    assert [(alert.act, alert.outlets) for alert in missing] == [(5, (SUBAH,))]


@pytest.mark.slow
def test_run_tells_news_and_nothing_of_the_baseline(room: Newsroom, inbox: Inbox, tmp_path: Path) -> None:
    with presswatch(write_configuration(room, tmp_path), "run") as process:
        until(lambda: len(rows(tmp_path, "archive.db", "SELECT 1 FROM changes")) == 18, "the baseline is archived")
        room.advance()
        until(lambda: any("तीन चरणों" in mail.subject for mail in inbox.mails), "the Hindi story is told")
        until(lambda: len(inbox.mails) >= 2, "the wire's story is told")
        # An answer that the inbox gave is heard and written down only then. Afterwards the wire's other outlets may add
        # to its story, and that message may wait when the end comes.
        until(lambda: rows(tmp_path, "subscribers.db", STATES) == [("sent",)], "all answers are written down")
        assert end(process) == 0
    assert {event for mail in inbox.mails for event in mail.events} == {"report"}


def ran(config: Path, *arguments: str) -> str:
    """What the command printed; it must have ended well."""
    with presswatch(config, *arguments) as process:
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, (config.parent / "stderr.txt").read_text()
        return said


@pytest.mark.slow
def test_crawl_and_deliver_do_by_hand_what_run_does(room: Newsroom, inbox: Inbox, tmp_path: Path) -> None:
    config = write_configuration(room, tmp_path)
    ran(config, "crawl", "--all")
    assert ran(config, "deliver") == "0 sent, 0 waiting, 0 given up\n", "the baseline is news to nobody"
    room.advance()
    ran(config, "crawl", "--all")
    assert inbox.mails == (), "a crawl sends nothing"
    said = ran(config, "deliver")
    assert len(inbox.mails) >= 2
    assert said == f"{len(inbox.mails)} sent, 0 waiting, 0 given up\n"
    assert ran(config, "deliver").startswith("0 sent, ")
