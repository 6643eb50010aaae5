"""The tutorial is true: its commands, run in order against the newsroom, print what the page shows."""

from pathlib import Path

import click
import pytest

from monitor.demo.newsroom import Newsroom
from monitor.demo.script import script
from tests.tutorial import Session
from tools import reference

PAGE = Path(__file__).parent.parent / "docs" / "tutorial.md"


@pytest.mark.slow
@pytest.mark.once
def test_the_tutorial_shows_what_is_printed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text(encoding="utf-8")
    with Newsroom(script()) as room:
        session = Session(room=room, home=tmp_path)
        try:
            played = session.played(page)
        finally:
            session.close()
    if request.config.getoption("--regenerate-golden"):
        PAGE.write_text(played, encoding="utf-8")
        return
    assert played.splitlines() == page.splitlines(), "see tests/tutorial.py; --regenerate-golden writes the page anew"


@pytest.mark.parametrize(
    "context",
    [context for context in reference.commands() if not isinstance(context.command, click.Group)],
    ids=lambda context: context.command_path,
)
def test_every_command_is_in_the_tutorial(context: click.Context) -> None:
    assert f"{context.command_path} " in PAGE.read_text(encoding="utf-8").replace("\n", " ")
