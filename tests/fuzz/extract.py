"""Any bytes as a page: refused in words, or a story that the archive can keep, the same each time."""

from datetime import datetime

from scrapers.extract import ExtractionError, extract, pack_reading, unpack_reading
from scrapers.items import Reading
from scrapers.suspects import suspicion
from tests.fuzz.texts import assert_clean, assert_story_text

URL = "https://courier.example/politics/2024/08/22/alliance-is-final-101.html"
TYPES = (None, "text/html; charset=utf-8", "text/html; charset=iso-8859-1", "text/html; charset=utf-16")


def check(data: bytes) -> None:
    """The first byte chooses the header; the rest is the page."""
    choice, body = (data[0], data[1:]) if data else (0, b"")
    try:
        reading = extract(body, url=URL, content_type=TYPES[choice % 4])
    except ExtractionError:
        return
    if len(body) % 8 == 0:
        assert reading == extract(body, url=URL, content_type=TYPES[choice % 4])
    check_reading(reading)
    suspicion(reading, url=URL, final_url=URL, status=200)


def check_reading(reading: Reading) -> None:
    """What the archive, an index and a message may rely on."""
    story = reading.story
    for text in (story.headline, story.standfirst, *story.byline, *(block.text for block in reading.blocks)):
        assert_story_text(text)
    assert_story_text(story.body, breaks="\n")
    assert all(paragraph and paragraph == paragraph.strip() for paragraph in story.paragraphs)
    for told in (reading.titles.json_ld, reading.titles.open_graph, reading.titles.heading, reading.article_body):
        assert_story_text(told or "")
    assert_clean(reading.page_title or "")
    assert_clean(reading.declared_type or "")
    assert_clean(reading.canonical_url or "")
    assert_clean(story.language or "")
    for at in (story.published_at, story.modified_at):
        assert at is None or _is_sane(at)
    assert unpack_reading(*pack_reading(reading)) == reading


def _is_sane(at: datetime) -> bool:
    return at.utcoffset() is not None and 1990 <= at.year <= 2100
