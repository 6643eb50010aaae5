"""Whole pages in the shapes of real sites, in our own prose: English, Hindi, Urdu."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scrapers.extract import EXTRACTOR, ExtractionError, extract, pack_reading, unpack_reading
from scrapers.items import Reading, Wrapper
from scrapers.suspects import suspicion

PAGES = Path(__file__).parent / "data" / "pages"
TRUTH: dict[str, Any] = json.loads((PAGES / "truth.json").read_text(encoding="utf-8"))


@cache
def read(name: str) -> Reading:
    return extract((PAGES / f"{name}.html").read_bytes(), url=TRUTH[name]["url"])


def when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@pytest.mark.parametrize("name", TRUTH)
def test_the_fields_are_the_page_s(name: str) -> None:
    story, truth = read(name).story, TRUTH[name]
    assert story.headline == truth["headline"]
    assert story.standfirst == truth["standfirst"]
    assert list(story.byline) == truth["byline"]
    assert story.published_at == when(truth["published_at"])
    assert story.modified_at == when(truth["modified_at"])
    assert story.language == truth["language"]
    assert story.extractor == EXTRACTOR


@pytest.mark.parametrize("name", TRUTH)
def test_the_body_is_the_story_and_nothing_else(name: str) -> None:
    story, truth = read(name).story, TRUTH[name]
    assert len(story.paragraphs) == truth["paragraphs"], story.body
    assert story.paragraphs[0].startswith(truth["first"])
    assert story.paragraphs[-1].startswith(truth["last"])
    assert [words for words in truth["absent"] if words in story.body] == []


@pytest.mark.parametrize("name", TRUTH)
def test_the_body_is_made_of_the_marked_blocks(name: str) -> None:
    reading = read(name)
    assert [block.text for block in reading.blocks if block.story] == reading.story.paragraphs


@pytest.mark.parametrize("name", TRUTH)
def test_no_story_is_suspected(name: str) -> None:
    url = TRUTH[name]["url"]
    assert suspicion(read(name), url=url, final_url=url, status=200) is None


@pytest.mark.parametrize("name", TRUTH)
def test_a_reading_survives_packing(name: str) -> None:
    assert unpack_reading(*pack_reading(read(name))) == read(name)


def test_blocks_know_their_landmarks_links_and_places() -> None:
    blocks = {block.text[:20]: block for block in read("english-blog").blocks}
    assert blocks["City"].wrapper is Wrapper.NAV
    assert blocks["The northern shore i"].wrapper is Wrapper.FIGURE
    assert blocks["About time that some"].wrapper is Wrapper.COMMENTS
    assert blocks["Sign up for our week"].wrapper is Wrapper.ASIDE
    assert blocks["© 2026 The Ferry Gaz"].wrapper is Wrapper.FOOTER
    paragraph = blocks["The city council has"]
    assert paragraph.wrapper is Wrapper.ARTICLE
    assert paragraph.place == "main/article.hentry/div.entry-content/p"
    assert (paragraph.link_chars, paragraph.has_controls) == (0, False)
    plan = blocks["The plan, drawn up b"]
    assert plan.link_chars == len("4.2 kilometres")
    assert plan.has_controls
    related = blocks["Also read: Ferry far"]
    assert (related.lone_link, related.story) == (True, False)


def test_the_three_titles_and_the_witnesses_are_kept() -> None:
    reading = read("english-streamed")
    assert reading.titles.open_graph == "Why orchard growers refuse the new crates"
    assert reading.titles.heading == "Orchard growers refuse the new crates"
    assert reading.titles.json_ld is None
    reading = read("english-breaks")
    assert (reading.article_body or "").startswith("KANDA: The new bridge")
    assert reading.has_article_data
    assert read("english-blog").paywalled is False
    assert read("hindi-portal").amp_url == "https://ghati-samachar.example/amp/pul-marammat-1187"


def test_zero_width_joiners_are_spelling_and_stay() -> None:
    assert "ہو‌گا" in read("urdu-daily").story.body


def test_a_page_without_text_gives_an_empty_story() -> None:
    reading = extract(b"", url="https://example.org/a")
    assert (reading.story.headline, reading.story.body, reading.blocks) == ("", "", ())


def test_absurd_pages_are_refused_with_a_reason() -> None:
    with pytest.raises(ExtractionError, match="more than the limit of 8,000,000"):
        extract(b"x" * 8_000_001, url="https://example.org/a")
    flood = b"<html><body><p " + b" ".join(b"a%d" % n for n in range(6_000)) + b">x</p></body></html>"
    with pytest.raises(ExtractionError, match="more than 5,000 attributes"):
        extract(flood, url="https://example.org/a")
