"""What messages say: subjects that tell, what happened and when, what changed, where to look; and what has no room."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.models import Event
from monitor.diff import diff_stories
from monitor.messages import MOST_ITEMS, Item, compose, desk_message
from monitor.messages.cleaning import clean, isolated, shortened
from monitor.messages.compose import MOST_BYTES
from monitor.messages.fitting import Room, fit
from monitor.messages.items import Message
from monitor.messages.lines import Kind, Line, Section, Span, Style
from monitor.messages.passages import changed_passages, marked
from monitor.render import rows
from scrapers.items import Story
from tests.message_items import ARCHIVE, NEW, OLD, PLAIN, REMOVAL, REPORT, URDU, stories

LONG_WORD = "अनुच्छेद "


def message(*items: Item, digest: bool = False, archive_url: str | None = ARCHIVE) -> Message:
    return compose(items, watch="nc", title="Alliance desk", archive_url=archive_url, digest=digest)


def copies(item: Item, count: int) -> list[Item]:
    return [replace(item, change_id=at, article_id=at) for at in range(1, count + 1)]


SUBJECTS: list[tuple[Item, str]] = [
    (PLAIN, "Edited: Alliance final, says Congress leader (Valley Courier): headline, 1 number, 1 paragraph added"),
    (replace(PLAIN, summary=None), "Edited: Alliance final, says Congress leader (Valley Courier)"),
    (
        replace(PLAIN, event=Event.CORRECTION, summary="correction note; 1 number"),
        "Corrected: Alliance final, says Congress leader (Valley Courier): correction note, 1 number",
    ),
    (REPORT, "New: Alliance final, says Congress leader (Valley Courier)"),
    (
        replace(REPORT, also_in=("Hill Gazette",)),
        "New: Alliance final, says Congress leader (Valley Courier): also in 1 other",
    ),
    (
        replace(PLAIN, event=Event.REPORT, is_copy=True),
        "New elsewhere: Alliance final, says Congress leader (Valley Courier)",
    ),
    (
        replace(PLAIN, event=Event.REPORT),
        "Now on the subject: Alliance final, says Congress leader (Valley Courier)",
    ),
    (REMOVAL, "Removed: Alliance with regional party possible, says Congress leader (Valley Courier)"),
    (replace(REPORT, event=Event.RESTORATION), "Back again: Alliance final, says Congress leader (Valley Courier)"),
    (
        replace(PLAIN, headline=URDU.headline, source="صبح نو", summary="1 number"),
        f"Edited: \u2068{URDU.headline}\u2069 (\u2068صبح نو\u2069): 1 number",
    ),
    (replace(PLAIN, headline="", source="\x00", summary=""), "Edited: … (…)"),
]


@pytest.mark.parametrize(("item", "subject"), SUBJECTS)
def test_a_subject_tells_what_happened(item: Item, subject: str) -> None:
    assert message(item).subject == subject


def test_a_long_subject_keeps_what_tells_most() -> None:
    long = replace(
        PLAIN,
        headline="Alliance " * 40,
        source="The Very Long Named Courier of the Upper and the Lower Valley",
        summary="headline; 12 numbers; 10 quotes; 7 names; 8 dates; standfirst; byline; 2 paragraphs added",
    )
    subject = message(long).subject
    assert len(subject) <= 150
    assert subject.startswith("Edited: Alliance Alliance")
    assert subject.endswith("): headline, 12 numbers, 10 quotes, 7 names, 8 dates")


def test_a_subject_of_several_names_them() -> None:
    several = [*copies(PLAIN, 2), replace(REPORT, article_id=8, headline="Talks go on"), replace(REMOVAL, article_id=9)]
    subject = message(*several).subject
    assert subject.startswith("4 stories: Alliance final, says Congress leader; Alliance final")
    assert "Talks go on" in subject
    assert subject.endswith("; …")
    assert len(subject) <= 150
    of_one = message(PLAIN, replace(PLAIN, change_id=8)).subject
    assert of_one == "2 changes: Alliance final, says Congress leader (Valley Courier)"
    digest = message(*several, digest=True).subject
    assert digest == "Alliance desk: 4 stories, 1 new, 2 edited, 1 removed"
    assert message(digest=True).subject == "Alliance desk: 0 stories"


def test_the_text_of_an_edit() -> None:
    assert message(PLAIN).text == (
        "Alliance desk\n\n"
        "----------------------------------------\n"
        "Edited by Valley Courier\n"
        "Alliance final, says Congress leader\n"
        "What changed: headline, 1 number, 1 paragraph added (importance 0.85 of 1)\n"
        "Seen 22 Aug 2024, 12:10 UTC; published 22 Aug 2024, 04:30 UTC; versions 1 to 2\n"
        "A silent edit: the page says that it was last modified before this\n"
        "Words that matched: *alliance*, *Congress*\n\n"
        "Headline:\n"
        "  Alliance [-with regional party possible-] {+final+}, says Congress leader\n\n"
        "  Leaders of the two parties met for three hours.\n\n"
        "  A list of [-83-] {+90+} seats will follow.\n\n"
        "  Workers waited outside in the rain.\n\n"
        "Put in:\n"
        "  {+The alliance was signed at night.+}\n\n"
        "The story: https://valley-courier.example/politics/alliance-talks\n"
        "What changed, in the archive: https://archive.example/article/3?from=1&to=2\n\n"
        "Sent by Presswatch for the watch nc\n\n"
        "The archive: https://archive.example/\n"
    )


def test_the_markdown_of_an_edit() -> None:
    assert message(replace(PLAIN, matched=(), silent=False)).markdown == (
        "**Alliance desk**\n\n"
        "**Edited** by Valley Courier  \n"
        "**Alliance final, says Congress leader**\n\n"
        "What changed: headline, 1 number, 1 paragraph added (importance 0.85 of 1)  \n"
        "Seen 22 Aug 2024, 12:10 UTC; published 22 Aug 2024, 04:30 UTC; versions 1 to 2  \n\n"
        "Headline:\n\n"
        "> Alliance ~~with regional party possible~~ **final**, says Congress leader\n\n"
        "> Leaders of the two parties met for three hours.\n\n"
        "> A list of ~~83~~ **90** seats will follow.\n\n"
        "> Workers waited outside in the rain.\n\n"
        "Put in:\n\n"
        "> **The alliance was signed at night.\u2060**\n\n"
        "[The story](https://valley-courier.example/politics/alliance-talks) · "
        "[What changed, in the archive](https://archive.example/article/3?from=1&to=2)\n\n"
        "Sent by Presswatch for the watch **nc**\n\n"
        "[The archive](https://archive.example/)\n"
    )


def test_the_html_of_an_edit_reads_without_colour() -> None:
    html = message(PLAIN).html
    assert ">with regional party possible</del> <ins " in html
    assert "text-decoration:line-through" in html
    assert '<p style="margin:12px 0 0;font-size:16px;line-height:1.6" lang="en" dir="auto">A list of <del' in html
    assert 'href="https://archive.example/article/3?from=1&amp;to=2"' in html
    assert "<script" not in html
    assert "src=" not in html


def test_a_new_report_shows_its_beginning_and_where_the_words_stand() -> None:
    body = "\n\n".join(["First.", "Second.", "Third.", "Of the alliance.", "Fifth.", "alliance again", "alliance more"])
    text = message(replace(REPORT, after=replace(NEW, body=body), matched=("alliance",))).text
    assert (
        "  No number of seats has been agreed.\n\n  First.\n\n  Second.\n\n…\n\n  Of the *alliance*.\n\n…\n\n" in text
    )
    assert "  *alliance* again\n" in text
    assert "more" not in text
    assert "Third" not in text
    assert "In the archive: https://archive.example/article/3?version=1" in text


def test_outlets_with_the_same_story_are_named() -> None:
    assert (
        "\nAlso in: Hill Gazette, \u2068صبح نو\u2069\n"
        in message(replace(REPORT, also_in=("Hill Gazette", "صبح نو"))).text
    )
    many = replace(REPORT, also_in=tuple(f"Outlet {number}" for number in range(15)))
    assert "Outlet 11 and 3 more\n" in message(many).text


def test_a_copy_shows_what_it_adds() -> None:
    text = message(replace(PLAIN, event=Event.REPORT, is_copy=True)).text
    assert "New in Valley Courier, which adds to a story told before\n" in text
    assert "  A list of {+90+} seats will follow.\n\n  {+The alliance was signed at night.+}\n" in text
    assert "[-" not in text
    assert "Leaders" not in text
    assert "article/3?version=2" in text


def test_a_copy_with_another_headline_alone_shows_its_beginning() -> None:
    after = replace(OLD, headline="Seats are shared", body=OLD.body.replace(" three hours", ""))
    copy = replace(PLAIN, event=Event.REPORT, is_copy=True, after=after, diff=diff_stories(OLD, after))
    text = message(copy).text
    assert "  No number of seats has been agreed.\n" in text
    assert "[-" not in text


def test_a_story_that_begins_to_match_says_so() -> None:
    text = message(replace(PLAIN, event=Event.REPORT)).text
    assert "Now on the subject: an older story of Valley Courier\n" in text
    assert "[-83-]" in text


def test_a_removal_shows_what_was_said() -> None:
    text = message(REMOVAL).text
    assert "Removed by Valley Courier\n" in text
    assert "\nWhat it said:\n  No number of seats has been agreed.\n" in text
    assert "Where it stood: https://valley-courier.example" in text
    assert "article/3?version=1" in text
    empty = message(replace(REMOVAL, before=Story(headline="x"))).text
    assert "Nothing but its headline\n" in empty


def test_a_message_says_what_it_can() -> None:
    bare = replace(REPORT, after=None, published_at=None, url="javascript:x", matched=())
    text = message(bare, archive_url=None).text
    assert "New in Valley Courier\nAlliance final, says Congress leader\nSeen 22 Aug 2024, 12:10 UTC\n" in text
    assert "http" not in text
    without_numbers = message(replace(bare, to_number=None)).text
    assert "In the archive: https://archive.example/article/3\n" in without_numbers


def test_the_watch_is_linked_where_it_is_public() -> None:
    made = compose([PLAIN], watch="nc", title="t", archive_url=f"{ARCHIVE}/", is_public=True)
    assert "The watch: https://archive.example/watch/nc\n" in made.text
    assert "/watch/" not in message(PLAIN).text


def test_urdu_begins_at_its_own_side() -> None:
    after = replace(URDU, body=URDU.body.replace("شام", "رات"))
    urdu = replace(PLAIN, before=URDU, after=after, diff=diff_stories(URDU, after), headline=after.headline)
    html = message(urdu).html
    assert 'line-height:2" lang="ur" dir="auto">' in html
    assert 'lang="ur" dir="auto"><strong>' in html
    assert "\u2068" not in html


def test_only_changed_passages_and_a_little_around_them() -> None:
    far = [f"Paragraph {number} of the story." for number in range(20)]
    long = "A sentence that goes on for quite a while. " * 40
    old = Story(headline="x", body="\n\n".join([*far, long + "It was 5." + " " + long, *far]))
    new = replace(old, body=old.body.replace("was 5", "was 6").replace("Paragraph 2 ", "Passage 2 "))
    text = message(replace(PLAIN, before=old, after=new, diff=diff_stories(old, new))).text
    assert "[-5-] {+6+}" in text
    assert "unchanged …\n" in text
    assert "Paragraph 9 of" not in text
    assert len(text) < 2_500


def test_a_paragraph_between_two_changes_is_shown_by_its_ends() -> None:
    middle = "It stays as it was and is long. " * 40
    old = Story(headline="x", body=f"There were 4 of them.\n\n{middle}\n\nThere are 5 of them.")
    new = replace(old, body=old.body.replace("4", "6").replace("5", "7"))
    text = message(replace(PLAIN, before=old, after=new, diff=diff_stories(old, new))).text
    assert re.search(r"\n  It stays as .*… ….* is long\. ?\n", text)
    assert len(text) < 1_500


def test_an_edited_paragraph_is_shown_around_what_changed() -> None:
    long = "It goes on and on without any end. " * 30
    old = Story(headline="x", body=f"{long}There were 4. {long}There were 5. {long}")
    new = replace(old, body=old.body.replace("4", "6").replace("5", "7"))
    text = message(replace(PLAIN, before=old, after=new, diff=diff_stories(old, new))).text
    assert re.search(
        r"\n  ….*any end\. There were \[-4-\] \{\+6\+\}\. It goes .*… ….*5-\] \{\+7\+\}\. It goes .*…\n", text
    )
    assert len(text) < 1_500


def test_text_is_not_cut_within_a_letter() -> None:
    long = "कि" * 300
    old = Story(headline="x", body=f"{long} 4 {long}")
    new = replace(old, body=old.body.replace("4", "6"))
    text = message(replace(PLAIN, before=old, after=new, diff=diff_stories(old, new))).text
    assert "\n  …कि" in text
    assert text.count("कि") * 2 == text.count("क") + text.count("ि")


@given(stories, stories)
@settings(max_examples=60, deadline=None)
def test_all_that_was_put_in_or_taken_out_is_shown(old: Story, new: Story) -> None:
    diff = diff_stories(old, new)
    if diff is None:
        return
    spans = [span for line in changed_passages(diff, old, language=None) for span in line.spans]
    shown = {style: "".join(span.text for span in spans if span.style is style) for style in Style}
    told = {"+": "", "-": ""}
    for row in rows(diff, old):
        if not row.kind.startswith("move"):
            for op, text in row.parts:
                told[op] = told.get(op, "") + clean(text)
    assert "".join(shown[Style.PUT_IN].split()) == "".join(told["+"].split())
    assert "".join(shown[Style.TAKEN_OUT].split()) == "".join(told["-"].split())


def test_what_moved_is_told_by_its_first_words() -> None:
    first, second = "The first paragraph is here. " * 20, "The other one is a little shorter. " * 10
    old = Story(headline="x", body=f"{first}\n\n{second}")
    new = replace(old, body=f"{second}\n\n{first}")
    text = message(replace(PLAIN, before=old, after=new, diff=diff_stories(old, new))).text
    assert "Moved to here:\n  The other one" in text
    assert "Moved from here:\n" in text
    assert "{+" not in text


def test_a_long_run_is_cut_and_counted() -> None:
    new = replace(OLD, body=OLD.body + "\n\n" + "word " * 2_000)
    text = message(replace(PLAIN, after=new, diff=diff_stories(OLD, new))).text
    assert "more characters]+}" in text
    assert len(text) < 4_000


def test_bylines_and_lines_within_paragraphs() -> None:
    new = replace(OLD, byline=("Meera Dhar", "Asha Rao"), body=OLD.body + "\n\nOne\nTwo")
    made = message(replace(PLAIN, after=new, diff=diff_stories(OLD, new)))
    assert "{+One\n  Two+}" in made.text
    assert "One<br>Two</ins>" in made.html
    assert "**One / Two**" in made.markdown


def rewritten(paragraphs: int, language: str) -> Item:
    """A story that was replaced by a very long one."""
    text = LONG_WORD if language == "hi" else "paragraph "
    new = replace(OLD, body="\n\n".join(f"{number} " + text * 90 for number in range(paragraphs)), language=language)
    return replace(PLAIN, after=new, diff=diff_stories(OLD, new))


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_long_diff_is_cut_between_passages_with_a_link(language: str) -> None:
    made = message(rewritten(200, language))
    for text in (made.text, made.html, made.markdown):
        assert len(text.encode()) < MOST_BYTES
        assert "Cut here; the archive has it all." in text
        assert "https://archive.example/article/3?from=1" in text
    assert len(made.text.encode()) > 40_000
    assert made.html.count("<p") == made.html.count("</p>")
    assert made.html.count("<ins") == made.html.count("</ins>")
    assert made.html.endswith("</html>\n")
    assert len(made.markdown) < 4_096
    assert "there is no room for all of it" in message(rewritten(200, language), archive_url=None).text


def test_every_change_has_a_line_at_least() -> None:
    worst = replace(
        PLAIN, headline="<" * 500, source="&" * 500, summary="\"'; " * 60, url=f"https://v.example/{'&' * 250}"
    )
    made = message(*copies(worst, MOST_ITEMS), archive_url=None)
    for text in (made.text, made.html, made.markdown):
        assert len(text.encode()) < MOST_BYTES
        assert "no room here" not in text
    assert made.html.count("Edited") == MOST_ITEMS


def test_what_has_no_room_at_all_is_counted() -> None:
    made = message(*copies(PLAIN, 1_000))
    for text in (made.text, made.html, made.markdown):
        assert len(text.encode()) < MOST_BYTES
        assert "more, for which there is no room here." in text


def test_room_is_shared() -> None:
    made = message(rewritten(200, "en"), *copies(PLAIN, 3))
    assert made.text.count("{+90+}") == 3
    assert made.text.count("Cut here") == 1
    assert len(made.text) > 40_000


@given(
    st.lists(st.tuples(st.integers(1, 60), st.lists(st.integers(1, 90), max_size=5)), max_size=8),
    st.integers(0, 400),
    st.integers(1, 400),
)
@settings(max_examples=200, deadline=None)
def test_what_is_fitted_has_room(sizes: list[tuple[int, list[int]]], size: int, characters: int) -> None:
    def line(length: int) -> Line:
        return Line(kind=Kind.NOTE, spans=[Span(text="x" * length)])

    sections = [
        Section(brief=line(brief), lead=[line(brief)], passages=[line(each) for each in more], cut=line(3), foot=[])
        for brief, more in sizes
    ]
    fitted = fit(sections, write=lambda each: each.spans[0].text, room=Room(size=size, characters=characters))
    assert sum(map(len, fitted.written)) <= size
    assert len(fitted.written) + fitted.left_out == len(sections)


def test_a_message_of_the_desk() -> None:
    made = desk_message(
        "Source silent: Valley Courier", ["No story since 06:00.", "It brings 12 by now."], archive_url=ARCHIVE
    )
    assert made.subject == "Source silent: Valley Courier"
    assert made.text == (
        "Source silent: Valley Courier\n\nNo story since 06:00.\n\nIt brings 12 by now.\n\n"
        "The archive: https://archive.example/\n"
    )
    assert "<title>Source silent: Valley Courier</title>" in made.html
    assert "http" not in desk_message("x", [], archive_url=None).text


@pytest.mark.parametrize(
    ("text", "length", "cut"),
    [
        ("short", 10, "short"),
        ("one two three", 9, "one two…"),
        ("onetwothree", 6, "onetw…"),
        ("कि कि कि", 5, "कि…"),
        ("ا\u064e\u064e\u064e\u064e", 3, "…"),
    ],
)
def test_text_is_cut_between_words_and_never_within_a_letter(text: str, length: int, cut: str) -> None:
    assert shortened(text, length) == cut


@pytest.mark.parametrize(
    ("text", "matched", "found"),
    [
        ("The alliance, alliances", ["alliance"], ["alliance"]),
        ("दल और दलों", ["दल"], ["दल"]),
        (
            "National Conference and Conference",
            ["Conference", "National Conference"],
            ["National Conference", "Conference"],
        ),
        ("nothing", ["", "\x00"], []),
        ("a.b", ["a", "b"], ["a", "b"]),
    ],
)
def test_found_words_are_marked_as_whole_words(text: str, matched: list[str], found: list[str]) -> None:
    spans = marked(text, matched)
    assert [span.text for span in spans if span.style == "found"] == found
    assert "".join(span.text for span in spans) == text


def test_isolates_stand_where_they_are_needed() -> None:
    assert isolated("Congress") == "Congress"
    assert isolated("कांग्रेस") == "कांग्रेस"
    assert isolated("اتحاد") == "\u2068اتحاد\u2069"


def test_times_are_said_in_utc() -> None:
    seen = datetime(2024, 8, 2, 4, 5, tzinfo=UTC)
    assert "Seen 2 Aug 2024, 04:05 UTC" in message(replace(REPORT, seen_at=seen)).text
