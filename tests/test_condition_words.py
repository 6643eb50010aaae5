"""What the desk is told: the thing, since when, what Presswatch did, what a person can do."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.conditions.kinds import OWN, Finding, Kind
from monitor.conditions.telling import SUBJECT_LENGTH, WORDS, remedy_of, said_duration, said_time, tell, title_of
from monitor.config import Config, ConfigError, load
from storage.conditions import Condition
from tests.storage_samples import NOW

HOUR = timedelta(hours=1)
FEED = "https://valley-post.example/rss.xml"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    path = tmp_path_factory.mktemp("desk") / "presswatch.toml"
    sources = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name.title()}"\nhome = "https://{name}.example/"\n'
        f'feeds = ["https://{name}.example/rss.xml"]\n'
        for name in ["valley-post", *(f"daily-of-the-hills-{number}" for number in range(9))]
    )
    path.write_text(f'[archive]\ncontact = "desk@example.org"\n[desk]\nzone = "Asia/Kolkata"\n{sources}', "utf-8")
    return load(path)


def condition(kind: Kind = Kind.SILENT, subject: str = "valley-post", *, is_over: bool = False) -> Condition:
    return Condition(
        id=1,
        kind=kind,
        subject=subject,
        detail="This was seen.",
        began_at=NOW - HOUR,
        found_at=NOW,
        cleared_at=NOW if is_over else None,
        ended_at=NOW if is_over else None,
        began_bulletin_id=None,
        ended_bulletin_id=None,
    )


def subject_of(kind: Kind) -> str:
    if kind is Kind.CHANNEL:
        return FEED
    if "destination" in kind or kind is Kind.DEAD_DELIVERIES:
        return "DESK_MAIL"
    own = (Kind.DISK_FULL, Kind.DISK_LOW, Kind.CLOCK, Kind.UNSENT, Kind.OFFLINE, Kind.ALL_SILENT, Kind.READING)
    return OWN if kind in own else "valley-post"


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_says_what_since_when_what_was_done_and_what_to_do(kind: Kind, config: Config) -> None:
    subject, lines = tell([condition(kind, subject_of(kind))], [], [], config=config, now=NOW)
    assert lines[0].startswith(subject)
    assert lines[0].endswith(", since 22 August 2024 14:00 IST. This was seen.")
    assert lines[1].startswith("Presswatch ")
    assert lines[2].startswith("You can: ")
    assert all(line.endswith(".") for line in lines)
    assert not re.search(r"[{}]", " ".join(lines))
    assert len(subject) <= 80
    assert lines[-1] == "`presswatch status` shows how everything stands."


def test_every_kind_has_words() -> None:
    assert set(WORDS) == set(Kind)


def test_a_source_is_named_as_readers_know_it(config: Config) -> None:
    finding = Finding(kind=Kind.SILENT, subject="valley-post", since=NOW, detail="")
    assert title_of(finding, config) == "Valley-Post fell silent"
    assert "https://valley-post.example/" in remedy_of(finding, config)
    assert title_of(condition(Kind.CHANNEL, FEED), config) == "A channel of Valley-Post has died"
    assert title_of(condition(subject="taken-out"), config) == "taken-out fell silent"
    assert title_of(condition(Kind.CHANNEL, "https://gone.example/"), config) == (
        "A channel of https://gone.example/ has died"
    )


def test_text_from_the_web_is_no_template(config: Config) -> None:
    finding = Finding(kind=Kind.CHANNEL, subject="https://x.example/{0.__class__}", since=NOW, detail="{7*7}")
    assert "{0.__class__}" in title_of(finding, config)


def test_many_are_counted_where_the_subject_has_no_room(config: Config) -> None:
    many = [condition(subject=f"daily-of-the-hills-{number}") for number in range(9)]
    subject, lines = tell(many, [condition(is_over=True)], [condition(Kind.DISK_LOW, OWN)], config=config, now=NOW)
    assert subject == (
        "9 wrong, 1 over: Daily-Of-The-Hills-0 fell silent; Daily-Of-The-Hills-1 fell silent; "
        "Daily-Of-The-Hills-2 fell silent; and 7 more"
    )
    assert len(subject) < SUBJECT_LENGTH + 40
    assert "Over since 22 August 2024 15:00 IST, after 60 min: Valley-Post fell silent." in lines
    assert "Still so: The disk is nearly full." in lines


def test_an_end_alone_says_so(config: Config) -> None:
    subject, _ = tell([], [condition(is_over=True)], [], config=config, now=NOW)
    assert subject == "Over: Valley-Post fell silent"


@pytest.mark.parametrize(
    ("seconds", "told"), [(40, "40 s"), (600, "10 min"), (19_800, "5.5 h"), (90_000, "25 h"), (260_000, "3.0 days")]
)
def test_durations_are_told_in_their_largest_unit(seconds: float, told: str) -> None:
    assert said_duration(seconds) == told


def test_times_are_told_in_a_zone() -> None:
    assert said_time(NOW, ZoneInfo("UTC")) == "22 August 2024 09:30 UTC"


@pytest.mark.parametrize("zone", ['"Mars/Olympus"', "5"])
def test_a_zone_that_is_none_is_refused(zone: str, tmp_path: Path) -> None:
    path = tmp_path / "presswatch.toml"
    path.write_text(f'[archive]\ncontact = "desk@example.org"\n[desk]\nzone = {zone}\n', "utf-8")
    with pytest.raises(ConfigError, match=r"desk\.zone"):
        load(path)
