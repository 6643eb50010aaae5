"""Comparing with a version whose page is lost: what its story says against today's page, and nothing beyond."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.compare import Verdict, judge
from monitor.compare.remembered import reading_of_story
from scrapers.extract import extract
from scrapers.items import Reading, Story

URL = "https://valley.example/news/ferry-resumes-1"
HEADLINE = "Ferry across the lake resumes after repairs"
STANDFIRST = "The boats had stood still for eleven days, and pupils walked around the water to their school"
PARAGRAPHS = (
    "The ferry across the lake runs again from Monday, the port office said after eleven days of repairs.",
    "Students had walked around the water in the meantime, which takes two hours on a dry day in spring.",
    "The fare stays at twenty rupees, and the last boat leaves at seven in the evening, as it did before.",
    "A mechanic from the city had to bring the part for the engine by bus, since no lorry could pass.",
    "Shopkeepers on the far shore lost a week of trade and ask the office for a second boat in reserve.",
    "The council will talk about a bridge in its next session, though nobody expects a decision so soon.",
    "Fishermen had carried passengers for free and were thanked with a dinner in the old customs house.",
    "Until the monsoon the ferry will go every hour; after that its times depend on the wind and water.",
)
STORY = Story(headline=HEADLINE, standfirst=STANDFIRST, byline=("Asha Rao",), body="\n\n".join(PARAGRAPHS))


def page(
    paragraphs: Sequence[str] = PARAGRAPHS,
    *,
    headline: str = HEADLINE,
    standfirst: str = STANDFIRST,
    name: str = "Asha Rao",
    between: str = "",
) -> Reading:
    """A page of that story; `between` stands after each paragraph."""
    lede = f'<p class="standfirst">{standfirst}</p>' if standfirst else ""
    text = "".join(f"<p>{paragraph}</p>{between}" for paragraph in paragraphs)
    html = (
        f'<html><head><title>{headline} | Valley</title><meta name="description" content="{standfirst}">'
        f'<meta property="og:title" content="{headline}"><meta name="author" content="{name}"></head><body>'
        f"<nav><a href='/a'>Sport</a></nav><article><h1>{headline}</h1>{lede}<div class='by'>By {name}</div>{text}"
        "</article><footer>All rights reserved by the Valley</footer></body></html>"
    )
    return extract(html.encode(), url=URL)


def judged(story: Story, today: Reading) -> Verdict:
    """As a crawl judges: today's page twice."""
    return judge(reading_of_story(story, today), today, url=URL, final_url=URL, witness=today)


def said(*paragraphs: str, **others: object) -> Story:
    return replace(STORY, body="\n\n".join(paragraphs), **others)  # type: ignore[arg-type]  # named by a test


@pytest.mark.parametrize(
    ("story", "today"),
    [
        (STORY, page()),
        (STORY, page(between="<aside><p>Subscribe to our letter, it comes every morning.</p></aside>")),
        (
            said(" ".join(PARAGRAPHS[:2]), " ".join(PARAGRAPHS[2:])),
            page(between="<aside><p>Subscribe to our letter, it comes every morning.</p></aside>"),
        ),
        (said(STANDFIRST, *PARAGRAPHS, standfirst=""), page()),
        (said(*PARAGRAPHS[1:6]), page()),
        (replace(STORY, headline=f"{HEADLINE} | Valley"), page()),
        (replace(STORY, standfirst="Another line that only search engines were shown"), page(standfirst="")),
        (replace(STORY, byline=()), page()),
        (replace(STORY, byline=("asha rao",)), page()),
        (said("All rights reserved by the Valley", *PARAGRAPHS), page()),
    ],
    ids=[
        "the same", "a box between", "paragraphs joined", "standfirst in the body", "a part of the story",
        "the site's name in the headline", "a standfirst that is not shown", "no byline", "other letters",
        "a line of chrome",
    ],
)  # fmt: skip
def test_what_another_extractor_took_in_another_way_is_no_change(story: Story, today: Reading) -> None:
    verdict = judged(story, today)
    assert (verdict.status, verdict.fields, verdict.reason) == ("ok", (), "same_story")


FEWER = (*PARAGRAPHS[:3], *PARAGRAPHS[4:])
EDITED = (*PARAGRAPHS[:2], PARAGRAPHS[2].replace("twenty", "thirty"), *PARAGRAPHS[3:])


@pytest.mark.parametrize(
    ("today", "fields", "added", "removed"),
    [
        (page(EDITED), ("body",), 1, 1),
        (page(FEWER), ("body",), 0, 20),
        (page(PARAGRAPHS[1:]), ("body",), 0, 18),
        (page(headline="Ferry across the lake sinks after repairs"), ("headline",), 1, 1),
        (page(standfirst=STANDFIRST.replace("eleven", "twelve")), ("standfirst",), 1, 1),
    ],
    ids=["a word", "a paragraph out", "the first paragraph out", "headline", "standfirst"],
)
def test_an_edit_is_seen(today: Reading, fields: tuple[str, ...], added: int, removed: int) -> None:
    verdict = judged(STORY, today)
    assert (verdict.fields, verdict.words_added, verdict.words_removed) == (fields, added, removed)
    again = judge(replace(today, story=verdict.story), today, url=URL, final_url=URL)
    assert not again.changed


def test_an_addition_is_taken_for_a_passage_that_was_left_out() -> None:
    added = (*PARAGRAPHS, "A second boat was promised by the office on Sunday, to be built in the yard of the town.")
    assert not judged(STORY, page(added)).changed


def test_a_name_that_is_nowhere_on_the_page_is_kept() -> None:
    before = reading_of_story(replace(STORY, byline=("Asha Rao", "Imran Dar")), page())
    assert before.story.byline == ("Asha Rao", "Imran Dar")


@pytest.mark.parametrize(
    ("story", "today"),
    [
        (said(*(text[::-1] for text in PARAGRAPHS)), page()),
        (said(), page()),
        (STORY, Reading(story=Story(headline=""), blocks=[replace(block, story=False) for block in page().blocks])),
    ],
    ids=["another story", "no text", "nothing that is a story"],
)
def test_where_there_is_too_little_in_common_the_text_is_all_there_is(story: Story, today: Reading) -> None:
    before = reading_of_story(story, today)
    assert before.story == story
    assert [block.text for block in before.blocks] == [HEADLINE, *story.paragraphs]


TODAY = page()


@settings(max_examples=30, deadline=None)
@given(cuts=st.sets(st.integers(1, len(PARAGRAPHS) - 1)), left_out=st.sets(st.integers(0, len(PARAGRAPHS) - 1)))
def test_however_the_text_was_cut_nothing_changed(cuts: set[int], left_out: set[int]) -> None:
    edges = [0, *sorted(cuts), len(PARAGRAPHS)]
    pieces = [" ".join(PARAGRAPHS[start:end]) for start, end in pairwise(edges)]
    kept = [piece for number, piece in enumerate(pieces) if number not in left_out]
    if kept:
        assert not judged(said(*kept), TODAY).changed
