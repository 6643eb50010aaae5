"""The demo's script: its stories, what its acts show, and what the product reads from its pages."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest
from rich.console import Console

from monitor.compare import judge
from monitor.config import parse
from monitor.demo import run_demo
from monitor.demo.check import Outcome
from monitor.demo.configuration import configuration
from monitor.demo.expected import expected
from monitor.demo.inventing import invented
from monitor.demo.mastheads import Form
from monitor.demo.newsroom import Newsroom, Script
from monitor.demo.script import JHELUM, KAREWA, MASTHEADS, SUBAH, TAWI, path, script
from monitor.demo.show import Screen
from monitor.demo.stories import drafts, wire
from scrapers.extract import extract
from scrapers.items import Reading
from storage.records import ChangeKind
from tests.newsroom_watcher import NAMES, Watcher


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(script()) as opened:
        yield opened


def screen(*, terminal: bool = False, quiet: bool = False) -> tuple[Screen, io.StringIO]:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100, legacy_windows=False)
    return Screen(console, outlets=NAMES, quiet=quiet), out


async def played(room: Newsroom) -> Outcome:
    return await run_demo(room, crawl_pass=Watcher(room), screen=screen()[0])


def test_there_are_stories_enough_in_three_languages() -> None:
    counts = {masthead.id: len(drafts(masthead.id)) for masthead in MASTHEADS}
    assert sum(counts.values()) >= 36
    assert {masthead.language for masthead in MASTHEADS} == {"en", "hi", "ur"}
    assert len({masthead.shape for masthead in MASTHEADS}) == len(MASTHEADS)
    assert min(counts.values()) >= 4


@pytest.mark.parametrize("outlet", NAMES)
def test_stories_are_of_realistic_length(outlet: str) -> None:
    for draft in drafts(outlet).values():
        is_public = not draft.path.startswith("/private/")
        assert (5 if is_public else 1) <= len(draft.copy.paragraphs) <= 14, draft.path
        assert all((draft.copy.headline, draft.copy.standfirst, draft.copy.byline)), draft.path
        assert len({*draft.copy.paragraphs}) == len(draft.copy.paragraphs), draft.path
        assert draft.copy.section == draft.path.split("/")[1]


@pytest.mark.parametrize("key", ["poll-dates", "possible"])
def test_three_outlets_carry_the_wire_story_each_in_its_own_cut(key: str) -> None:
    whole = set(wire(key))
    cuts = [
        frozenset(whole.intersection(drafts(outlet)[key].copy.paragraphs)) for outlet in NAMES if key in drafts(outlet)
    ]
    assert len(cuts) == len(set(cuts)) == 3
    assert all(len(cut) >= 3 for cut in cuts)


@pytest.mark.parametrize("outlet", [masthead.id for masthead in MASTHEADS])
def test_texts_can_be_written_in_the_outlet_s_encoding(outlet: str) -> None:
    masthead = next(one for one in MASTHEADS if one.id == outlet)
    for draft in drafts(outlet).values():
        for text in (draft.copy.headline, *draft.copy.paragraphs):
            text.encode(masthead.encoding)


def test_copy_says_where_an_edit_does_not_fit() -> None:
    copy = drafts(JHELUM)["water"].copy
    with pytest.raises(ValueError, match="Soura without water"):
        copy.saying("a word that is not there", "another")
    with pytest.raises(IndexError, match="has 6 paragraphs"):
        copy.dropping(17)


async def test_the_acts_show_what_is_expected_and_nothing_else(room: Newsroom) -> None:
    outcome = await played(room)
    assert outcome.missing == []
    assert outcome.surplus == []
    assert outcome.flawed == []
    assert outcome.is_perfect
    assert room.played == 9
    assert room.advance() is None


def test_the_expectations_cover_every_kind_and_act() -> None:
    assert {one.kind for one in expected()} == set(ChangeKind)
    assert {one.act for one in expected()} == set(range(1, 9))
    assert [one.act for one in expected()] == sorted(one.act for one in expected())
    assert sum(one.kind is ChangeKind.PUBLISHED for one in expected()) >= 30


def test_one_story_is_found_by_the_section_page_alone(room: Newsroom) -> None:
    while room.advance():
        pass
    story = room.outlets[KAREWA].story(path(KAREWA, "section-only"))
    assert story.listed_in == frozenset({Form.SECTION})


def test_the_configuration_follows_every_outlet(room: Newsroom, tmp_path: Path) -> None:
    config = parse(configuration(room), path=tmp_path / "presswatch.toml")
    assert [source.id for source in config.sources] == list(NAMES)
    sources = {source.id: source for source in config.sources}
    assert sources[TAWI].name == "तवी समाचार"
    assert sources[SUBAH].feeds == tuple(room.outlets[SUBAH].feeds)
    assert sources[JHELUM].min_delay == 0
    comments = set(room.outlets[JHELUM].comment_feeds)
    assert comments
    assert not comments & set(sources[JHELUM].feeds)


def read(url: str) -> Reading:
    with urlopen(url) as answer:
        return extract(answer.read(), url=url, content_type=answer.headers["Content-Type"])


@pytest.mark.parametrize("outlet", NAMES)
def test_every_page_is_read_as_its_story(room: Newsroom, outlet: str) -> None:
    while room.played < 7:
        room.advance()
    room.outlets[outlet].recover()
    for story in room.outlets[outlet].stories():
        if story.gone is None and story.copy.section != "private":
            reading = read(room.outlets[outlet].url(story.path))
            assert reading.story.headline == story.copy.headline
            assert set(story.copy.paragraphs) <= set(reading.story.paragraphs)


@pytest.mark.parametrize("outlet", NAMES)
def test_moving_chrome_is_no_change(outlet: str) -> None:
    restless = Script(mastheads=[replace(masthead, dynamic=True) for masthead in MASTHEADS], acts=script().acts)
    with Newsroom(restless) as room:
        room.advance()
        for story in room.outlets[outlet].stories():
            url = room.outlets[outlet].url(story.path)
            first = read(url)
            for _ in range(4):
                verdict = judge(first, read(url), url=url, final_url=url)
                assert (verdict.status, verdict.changed) == ("ok", False), (url, verdict.diff)


def test_invented_stories_are_each_their_own() -> None:
    stories = [invented(number) for number in range(50)]
    assert invented(7) == stories[7]
    assert len({copy.headline for copy in stories}) == 50
    assert len({text for copy in stories for text in copy.paragraphs}) == 50 * 8
    assert len(invented(1, paragraphs=14).paragraphs) == 14
