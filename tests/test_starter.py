"""The starter file: complete, correct, and never written over another."""

import re
from pathlib import Path

import pytest

from monitor.config import load, parse
from monitor.starter import EXAMPLE_CONTACT, StarterError, starter_text, write_starter


def test_the_starter_file_is_a_good_configuration(tmp_path: Path) -> None:
    path = write_starter(tmp_path / "desk")
    config = load(path)
    assert path == tmp_path / "desk" / "presswatch.toml"
    assert config.archive.contact == EXAMPLE_CONTACT
    assert config.watches[0].id == "nc-congress"
    assert config.directory == path.parent


def test_jammu_and_kashmir_comes_first_and_there_are_feeds_and_sitemaps() -> None:
    sources = parse(starter_text(), path=Path("presswatch.toml")).sources
    assert len(sources) >= 20
    assert sources[0].name == "Greater Kashmir"
    assert sum(bool(source.feeds) for source in sources) >= 20
    assert sum(bool(source.sitemaps) for source in sources) >= 10
    assert {"en", "hi", "ur"} <= {source.language for source in sources}


def test_what_is_commented_out_is_a_good_configuration_too() -> None:
    text = re.sub(r"^# (?=\[|\w+ = )", "", starter_text(), flags=re.MULTILINE)
    config = parse(text, path=Path("presswatch.toml"))
    assert config.subscriptions[0].watch == "nc-congress"
    assert config.desk.to == "DESK_CHANNEL"


@pytest.mark.parametrize("contact", ["me@example.org", "https://example.org/about?desk=1"])
def test_the_contact_is_the_one_given(contact: str) -> None:
    assert parse(starter_text(contact=contact), path=Path("presswatch.toml")).archive.contact == contact


def test_a_configuration_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text("mine")
    with pytest.raises(StarterError, match="is there already and stays as it is"):
        write_starter(tmp_path)
    assert (tmp_path / "presswatch.toml").read_text() == "mine"
