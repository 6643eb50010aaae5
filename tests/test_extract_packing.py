"""A packed reading comes back equal, whatever it holds."""

import json
import zlib
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extract.packing import pack_reading, unpack_reading
from scrapers.items import Block, Reading, Story, Titles, Wrapper

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MAYBE = st.none() | TEXT
TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
BLOCKS = st.builds(
    Block,
    text=TEXT,
    tag=st.sampled_from(["p", "li", "h2"]),
    place=TEXT,
    link_chars=st.integers(0, 20_000),
    lone_link=st.booleans(),
    wrapper=st.sampled_from(Wrapper),
    has_controls=st.booleans(),
    story=st.booleans(),
)
STORIES = st.builds(
    Story,
    headline=TEXT,
    standfirst=TEXT,
    byline=st.lists(TEXT, max_size=3).map(tuple),
    published_at=TIMES,
    modified_at=TIMES,
    language=MAYBE,
    body=TEXT,
    extractor=TEXT,
)
READINGS = st.builds(
    Reading,
    story=STORIES,
    titles=st.builds(Titles, json_ld=MAYBE, open_graph=MAYBE, heading=MAYBE),
    canonical_url=MAYBE,
    amp_url=MAYBE,
    article_body=MAYBE,
    paywalled=st.none() | st.booleans(),
    has_article_data=st.booleans(),
    text_chars=st.integers(0, 10**7),
    encoding=TEXT,
    page_title=MAYBE,
    declared_type=MAYBE,
    script_count=st.integers(0, 999),
    has_password_field=st.booleans(),
    is_complete=st.booleans(),
    blocks=st.lists(BLOCKS, max_size=5).map(tuple),
)


@given(READINGS)
def test_unpacking_is_the_inverse_of_packing(reading: Reading) -> None:
    assert unpack_reading(*pack_reading(reading)) == reading


def test_the_story_is_readable_json() -> None:
    story, _ = pack_reading(Reading(story=Story(headline="गठबंधन तय", byline=("A", "B"))))
    assert json.loads(story)["headline"] == "गठबंधन तय"
    assert "गठबंधन" in story


def test_another_format_is_refused_with_the_remedy() -> None:
    story, blocks = pack_reading(Reading(story=Story(headline="x")))
    newer = zlib.compress(zlib.decompress(blocks).replace(b'"v":1', b'"v":99'))
    with pytest.raises(ValueError, match="make it again from its capture"):
        unpack_reading(story, newer)
