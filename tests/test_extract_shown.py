"""What only a reader sees: dates in words, bylines without data, labels, notes, and lists that are of the story."""

# ruff: noqa: E501  a case stands in one line

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extract import extract
from scrapers.extract.shown_dates import shown_times
from scrapers.items import Story

URL = "https://www.ledger.example/city/bridge-opens"
PROSE = (
    "The city opened the bridge to light vehicles on Tuesday evening, eleven months later than it had planned to.",
    "Lorries must wait until the load tests are repeated in April, the roads engineer told the council on Monday.",
    "Traders on the left bank said that they had lost a third of their customers while the bridge was closed.",
    "A second lane is planned, but no money has been set aside for it in this year's budget, the council said.",
)


def read(before: str = "", after: str = "", *, head: str = "", inside: str = "") -> Story:
    text = [f"<p>{paragraph}</p>" for paragraph in PROSE]
    body = f"{before}<div class='text'>{''.join(text[:2])}{inside}{''.join(text[2:])}{after}</div>"
    markup = f"<html><head>{head}</head><body><h1>Bridge opens</h1>{body}</body></html>"
    return extract(markup.encode(), url=URL).story


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("प्रकाशित: 21 अगस्त 2024, 05:30 PM IST", ["2024-08-21T17:30+0530"], []),
        ("१२ फ़रवरी २०२४", ["2024-02-12"], []),
        ("۲۱ اگست ، ۲۰۲۴", ["2024-08-21"], []),
        ("شائع 21 اگست 2024 05:30pm", ["2024-08-21T17:30"], []),
        ("21 يناير 2024", ["2024-01-21"], []),
        ("Wed, 23 Oct 2024 12:05 AM +05:30", ["2024-10-23T00:05+05:30"], []),
        ("5:30 PM IST, 23 Oct 2024", ["2024-10-23T17:30+0530"], []),
        ("Updated: August 21, 2024 17:30 IST | First published 20 August 2024", ["2024-08-20"], ["2024-08-21T17:30+0530"]),
        ("अपडेटेड: 3 मई 2024", [], ["2024-05-03"]),
        ("Am 3. März 2024 um 10.15 Uhr", ["2024-03-03T10:15"], []),
        ("21 de agosto de 2024 - 10:15h", ["2024-08-21T10:15"], []),
        ("1er août 2024", ["2024-08-01"], []),
        ("2024年8月21日 10時05分", ["2024-08-21T10:05"], []),
        ("Posted 2024-08-21 by the desk", ["2024-08-21"], []),
        ("21/08/2024, 10:15", [], []),
        ("12 people of 2024 voters", [], []),
        ("21 अगस्त 2024 " + "लंबी पंक्ति " * 20, [], []),
    ],
)  # fmt: skip
def test_shown_dates_are_read(line: str, published: list[str], updated: list[str]) -> None:
    assert shown_times([line]) == (published, updated)


@given(st.lists(st.text(max_size=80), max_size=3))
def test_any_lines_are_searched_without_failing(lines: list[str]) -> None:
    published, updated = shown_times(lines)
    assert all(time[4] == "-" for time in (*published, *updated))


@pytest.mark.parametrize(
    ("before", "when"),
    [
        ("<p>Published 3 March 2026, 10:15 AM IST</p>", "2026-03-03T04:45:00+00:00"),
        ("<p>Updated 3 March 2026</p>", "2026-03-03T00:00:00+00:00"),
        ("<time datetime='2026-03-03'>today</time><p>3 March 2026, 10:15</p>", "2026-03-03T10:15:00+00:00"),
        ("<time datetime='2026-03-03T08:00:00Z'>today</time><p>4 March 2026, 10:15</p>", "2026-03-03T08:00:00+00:00"),
        ("<p>99 March 2026, 10:15 AM IST</p><p>2 March 2026</p>", "2026-03-02T00:00:00+00:00"),
    ],
)
def test_a_shown_date_stands_in_for_data(before: str, when: str) -> None:
    published = read(before).published_at
    assert published is not None
    assert published.isoformat() == when


@pytest.mark.parametrize(
    ("before", "head", "byline"),
    [
        ("<p>द्वारा सुनीता रैना</p>", "", ("सुनीता रैना",)),
        ("<p>रिपोर्ट: सुनीता रैना</p>", "", ("सुनीता रैना",)),
        ("<p>تحریر: شبنم قادری</p>", "", ("شبنم قادری",)),
        ("<p>By <a href='/a'>Mira Dhar</a> and <a href='/b'>Owen Pike</a>, Kanda | City</p>", "", ("Mira Dhar", "Owen Pike")),
        ("<p>By <a href='/a'></a>Mira Dhar</p>", "", ("Mira Dhar",)),
        ("<div class='byline'>Mira Dhar</div>", "", ("Mira Dhar",)),
        ("<div class='byline'>Read by thousands</div>", "", ()),
        ("<span class='author vcard'><a class='fn'>Mira Dhar</a></span>", "", ("Mira Dhar",)),
        ("<p itemprop='author'><meta itemprop='name' content='Mira Dhar'></p>", "", ("Mira Dhar",)),
        ("", "<meta name='twitter:label1' content='Verfasst von'><meta name='twitter:data1' content='Mira Dhar'>", ("Mira Dhar",)),
        ("", "<meta name='twitter:label1' content='Reading time'><meta name='twitter:data1' content='3 minutes'>", ()),
        ("<div class='author'>Mira Dhar</div>", "<meta name='author' content='Ledger Desk'>", ("Mira Dhar",)),
    ],
)  # fmt: skip
def test_a_byline_without_data_is_found(before: str, head: str, byline: tuple[str, ...]) -> None:
    assert tuple(read(before, head=head).byline) == byline


@pytest.mark.parametrize(
    "inside",
    [
        "<p>Photo: Ledger archive</p>",
        "<p>फोटो: विशेष व्यवस्था</p>",
        "<p>(This story has not been edited by our staff and is published from a syndicated feed.)</p>",
        "<p>(यह खबर सिंडिकेट फीड से सीधे प्रकाशित की गई है।)</p>",
        "<p>The views expressed are those of the author.</p>",
        "<div><strong>Also read</strong><a href='/x'>Snow closes the Margan road</a></div>",
        "<div class='Newsletter_box__9sKq2'><p>Every morning the news of the city, in your letter box, for nothing.</p></div>",
        "<div><h4>Highlights</h4><ul><li>The bridge is open.</li><li>Lorries wait.</li></ul></div>",
        "<nav class='pages'><a href='/2'>Page two of this story</a></nav>",
    ],
)
def test_what_is_no_story_stays_out(inside: str) -> None:
    assert read(inside=inside).paragraphs == list(PROSE)


@pytest.mark.parametrize(
    ("inside", "texts"),
    [
        ("<ul><li>Cars may cross.</li><li>Lorries may not</li></ul>", ["Cars may cross.", "Lorries may not"]),
        ("<table><tr><td>Cars</td><td>9,120</td></tr></table>", ["Cars 9,120"]),
        ("<h3>What comes next</h3>", ["What comes next"]),
        ("<p>This story was told to me by a boatman, she said.</p>", ["This story was told to me by a boatman, she said."]),
        ("<p>Pictures of the old bridge hang in every shop.</p>", ["Pictures of the old bridge hang in every shop."]),
    ],
)  # fmt: skip
def test_what_is_story_stays_in(inside: str, texts: list[str]) -> None:
    assert read(inside=inside).paragraphs == [*PROSE[:2], *texts, *PROSE[2:]]


def test_a_short_story_is_no_related_box() -> None:
    text = "".join(f"<div class='e'><p>{paragraph}</p></div>" for paragraph in PROSE[:3])
    box = "<div class='e'><span>Also read</span><h3><a href='/x'>Snow closes the Margan road</a></h3></div>"
    markup = f"<html><body><h1>Bridge opens</h1><div class='card'>{text}{box}</div></body></html>"
    assert extract(markup.encode(), url=URL).story.paragraphs == list(PROSE[:3])


def test_the_introduction_of_a_live_blog_is_no_standfirst() -> None:
    intro = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE[:2])
    entries = "".join(
        f"<div class='entry'><time datetime='2026-03-03T0{hour}:00:00Z'>{hour} am</time><h3>{title}</h3>"
        f"<div class='words'><p>{paragraph}</p></div></div>"
        for hour, title, paragraph in ((8, "Cars first", PROSE[2]), (9, "No money yet", PROSE[3]))
    )
    markup = f"<html><body><h1>Bridge opens</h1><div class='intro'>{intro}</div><div>{entries}</div></body></html>"
    story = extract(markup.encode(), url=URL).story
    assert story.standfirst == ""
    assert story.paragraphs == [*PROSE[:2], "Cars first", PROSE[2], "No money yet", PROSE[3]]


def test_the_one_paragraph_of_the_articles_header_is_its_standfirst() -> None:
    lead = (
        "After nine winters of work the bridge is open, and nobody in the two villages walks round the lake any more."
    )
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    for kicker in ("", "<h2>Snow, boats and cars: who was first over the new bridge</h2>"):
        header = f"<header><h1>Bridge opens</h1>{kicker}<p>{lead}</p></header>"
        described = "<meta name='description' content='Snow, boats and cars: who was first over the new bridge'>"
        markup = (
            f"<html><head>{described}</head><body><article>{header}<div class='x'>{body}</div></article></body></html>"
        )
        story = extract(markup.encode(), url=URL).story
        assert story.standfirst == lead
        assert story.paragraphs == list(PROSE)
