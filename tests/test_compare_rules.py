"""Comparing on readings made by hand: the shapes of pages that whole pages of ours do not have."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare import judge
from monitor.compare.corrections import is_correction_note
from monitor.compare.sheet import Sheet
from monitor.diff import apply_diff
from scrapers.items import Block, Reading, Story, Titles, Wrapper
from storage.fold import letters_and_digits

URL = "https://valley.example/politics/alliance-talks-2024"
HOME = "main/article/div.text/p"
TEXTS = [
    f"Paragraph {name} tells at some length what was said in the {name} of the valley on that long day."
    for name in ("north", "south", "east", "west", "middle", "upper part")
]


def block(
    text: str, place: str = HOME, *, story: bool = True, wrapper: Wrapper = Wrapper.ARTICLE, links: int = 0
) -> Block:
    tag = place.rpartition("/")[2].partition(".")[0]
    return Block(text=text, tag=tag, place=place, story=story, wrapper=wrapper, link_chars=links)


HEADING = block("Talks in the valley", "main/article/h1", story=False)
FOOTER = [block(f"Line {n} of the footer", "footer/div/p", story=False, wrapper=Wrapper.FOOTER) for n in range(12)]


def reading(*blocks: Block, byline: tuple[str, ...] = (), standfirst: str = "", title: str = HEADING.text) -> Reading:
    body = "\n\n".join(each.text for each in blocks if each.story)
    return Reading(
        story=Story(headline=title, standfirst=standfirst, byline=byline, body=body),
        titles=Titles(json_ld=title, heading=HEADING.text),
        has_article_data=True,
        text_chars=sum(len(each.text) for each in blocks),
        blocks=(HEADING, *blocks, *FOOTER),
    )


def changed(before: Reading, after: Reading) -> tuple[str, ...]:
    verdict = judge(before, after, url=URL, final_url=URL)
    assert verdict.status == "ok"
    if verdict.diff is not None:
        assert apply_diff(before.story, verdict.diff).body == verdict.story.body
    return verdict.fields


STORY = [block(text) for text in TEXTS]
LONG = f"{TEXTS[0]} It was said there that the house has 35 members in all."

INSERTS = [
    ("in the story's own container", block("He did not speak of seats in it.", "main/article/div.text/p.x"), True),
    ("in a box of text", block("He did not speak of seats in it.", "main/article/div.text/div/p"), True),
    ("a crosshead", block("What was not said", "main/article/div.text/h2"), True),
    ("a crosshead in a box", block("What was not said", "main/article/div.text/div/h3"), True),
    ("a label in a box", block("Sponsored", "main/article/div.text/div/p", story=False), False),
    ("a link in a box", block("Read what others said of it.", "main/article/div.text/div/p", links=20), False),
    ("a labelled box", block("Advertisement Buy it while it is cheap.", "main/article/div.text/div", links=25), False),
    ("in an aside", block("He did not speak.", "main/article/div.text/aside/p", wrapper=Wrapper.ASIDE), False),
    ("a line without an end", block("Continue with the content"), False),
    ("a time", block("Updated 10:30 today"), False),
    ("a title that is a link", block("Who spoke of the seats?", links=23), False),
    ("a label and a link", block("Most read: Who spoke of the seats?", links=23), False),
]


@pytest.mark.parametrize(("name", "new", "is_seen"), INSERTS, ids=[case[0] for case in INSERTS])
def test_a_block_between_paragraphs(name: str, new: Block, is_seen: bool) -> None:
    del name
    before, after = reading(*STORY), reading(*STORY[:3], new, *STORY[3:])
    assert changed(before, after) == (("body",) if is_seen else ())


def edited(old: Block, text: str) -> Block:
    return Block(
        text=text, tag=old.tag, place=old.place, story=old.story, wrapper=old.wrapper, link_chars=old.link_chars
    )


QUOTE = block(
    "This will be the seond of three films", "main/article/div.text/aside/q", story=False, wrapper=Wrapper.ASIDE
)
BELOW = block(LONG, "main/section.more/p", story=False, wrapper=Wrapper.BODY)
CAPTION = block("The valley in the morning of that day. ", "main/article/div.text/figure/p", wrapper=Wrapper.FIGURE)
COUNTER = block("Press office 2,805 likes and 171 shares", "main/article/div.text/div/p")
SLIDE = block("He said that in the evening of the day.", "main/article/div.slides/li", wrapper=Wrapper.FIGURE)
PRICE = block("Gold 4,120 up", "main/article/div.text/table/tr")
SOLD = block("Gold is cheap until Friday evening.", "main/article/div.text/aside/p", story=False, wrapper=Wrapper.ASIDE)
LINK = block("Related: what was said in the valley?", links=27)

CHANGED_BLOCKS = [
    ("a pull quote that the extractor left out", QUOTE, QUOTE.text.replace("seond", "second"), True),
    ("a paragraph below the story", BELOW, BELOW.text.replace("35", "33"), True),
    ("a line of the story in a gallery", SLIDE, SLIDE.text.replace("evening", "morning"), True),
    ("another row of a table", PRICE, "Silver 4,120 up", False),
    ("a row of a table", PRICE, "Gold 4,120 down", True),
    ("a caption", CAPTION, CAPTION.text.replace("morning", "evening"), False),
    ("a counter", COUNTER, COUNTER.text.replace("171", "180"), False),
    ("a related link", LINK, LINK.text.replace("said", "heard"), False),
    ("a time among the paragraphs", block("Updated 3 hours ago"), "Updated 4 hours ago", False),
]


@pytest.mark.parametrize(("name", "old", "text", "is_seen"), CHANGED_BLOCKS, ids=[case[0] for case in CHANGED_BLOCKS])
def test_a_block_that_reads_differently(name: str, old: Block, text: str, is_seen: bool) -> None:
    at = 6 if "below" in name else 3
    before = reading(*STORY[:at], old, *STORY[at:])
    after = reading(*STORY[:at], edited(old, text), *STORY[at:])
    assert changed(before, after) == (("body",) if is_seen else ())


def test_an_advertisement_with_its_label_that_takes_anothers_place() -> None:
    label = block("Advertisement", "main/article/div.text/aside/small", story=False, wrapper=Wrapper.ASIDE)
    before = reading(*STORY[:3], SOLD, label, *STORY[3:])
    after = reading(*STORY[:3], edited(SOLD, SOLD.text.replace("Friday", "Sunday")), label, *STORY[3:])
    assert changed(before, after) == ()


def test_a_box_that_moves_is_no_news_and_a_paragraph_that_moves_is() -> None:
    sold = replace(SOLD, story=True)
    before, after = reading(*STORY[:2], sold, *STORY[2:]), reading(*STORY[:5], sold, *STORY[5:])
    assert changed(before, after) == ()
    assert changed(before, reading(*STORY[:2], sold, STORY[3], STORY[2], *STORY[4:])) == ("body",)


def test_a_title_for_machines_that_is_another_storys_link_below() -> None:
    below = block("What the valley can learn from it", "main/div.more/li", story=False, links=33)
    shown = Titles(json_ld=HEADING.text, open_graph=HEADING.text, heading=HEADING.text)
    before = replace(reading(*STORY, below), titles=shown)
    tested = replace(shown, open_graph=below.text)
    assert changed(before, replace(reading(*STORY, below), titles=tested)) == ()
    assert changed(before, replace(reading(*STORY, replace(below, link_chars=0)), titles=tested)) == ("headline",)


def test_a_text_edited_elsewhere_on_the_page_is_not_the_storys() -> None:
    note = block("Readers ask 35 questions a day.", "footer/p", story=False, wrapper=Wrapper.FOOTER)
    assert changed(reading(*STORY, note), reading(*STORY, edited(note, note.text.replace("ask", "sent")))) == ()
    label = block("Tickets now 35", "main/div/p", story=False)
    assert changed(reading(*STORY, label), reading(*STORY, edited(label, "Tickets now 36"))) == ()


def test_a_box_that_goes_as_a_whole_is_not_the_storys() -> None:
    box = block("Our newsroom is funded by readers like you.", "main/article/div.text/div/div/p")
    assert changed(reading(*STORY[:3], box, *STORY[3:]), reading(*STORY)) == ()


def test_one_line_out_of_a_list_is() -> None:
    lines = [block(text, "main/article/div.text/ul/li") for text in ("two kilos of apples", "a litre of milk")]
    assert changed(reading(*STORY[:3], *lines, *STORY[3:]), reading(*STORY[:3], lines[0], *STORY[3:])) == ("body",)


def test_a_story_made_of_lines_may_gain_one() -> None:
    lines = [block(f"{n}) a thing of the valley with a name and a price") for n in range(1, 8)]
    assert changed(reading(*lines[:3], *lines[4:]), reading(*lines)) == ("body",)


def test_a_figure_in_a_story_made_of_lines_is_an_edit() -> None:
    lines = [block(f"{n}) a thing of the valley with a name") for n in range(1, 8)]
    other = [*lines[:3], block("44) a thing of the valley with a name"), *lines[4:]]
    assert changed(reading(*lines), reading(*other)) == ("body",)


def test_paragraphs_with_a_class_each_are_one_place() -> None:
    paragraphs = [block(f"{text} {n}.", f"main/article/div.text/p.p_{n}") for n, text in enumerate(TEXTS * 3)]
    assert changed(reading(*paragraphs[:9], *paragraphs[10:]), reading(*paragraphs)) == ("body",)


def test_paragraphs_before_and_after_the_storys_places_are_added() -> None:
    first = block("It begins with a line that was not there.", "main/article/div.text/section/p")
    last = block("It ends with a line that was not there.", "main/article/div.other/div.text/p")
    nested = [block(text, "main/article/div.text/section/div/p") for text in TEXTS]
    assert changed(reading(*nested), reading(first, *nested)) == ("body",)
    assert changed(reading(*STORY), reading(*STORY, last)) == ("body",)


def test_another_template_is_believed_in_its_edits_alone() -> None:
    amp = [block(text, "main/amp/p") for text in TEXTS]
    box = block("We could not sign you up. Please try again.", "main/amp/p")
    before = reading(*STORY, block("Like it? Tell a friend!"))
    after = reading(amp[0], box, *amp[1:])
    after = Reading(
        story=after.story, titles=after.titles, has_article_data=True, blocks=[HEADING, amp[0], box, *amp[1:]]
    )
    assert changed(before, after) == ()


def test_the_extractors_paragraphs_that_are_no_blocks_count() -> None:
    hidden = reading(*STORY)
    before = Reading(story=hidden.story, titles=hidden.titles, blocks=(HEADING,))
    shorter = Story(headline=hidden.story.headline, body="\n\n".join(TEXTS[:5]))
    assert changed(before, before) == ()
    assert changed(before, Reading(story=shorter, titles=hidden.titles, blocks=(HEADING,))) == ("body",)


def test_moved_paragraphs_and_lost_ones_keep_the_rest_in_order() -> None:
    after = reading(STORY[1], STORY[0], *STORY[2:5])
    verdict = judge(reading(*STORY), after, url=URL, final_url=URL)
    assert verdict.story.paragraphs == [TEXTS[1], TEXTS[0], *TEXTS[2:5]]


BYLINES = [
    (("Asha Rao",), ("Asha Rao", "Bilal Dar"), True),
    (("Asha Rao", "Bilal Dar"), ("Asha Rao",), True),
    (("Asha Rao",), (), False),
    (("Valley Desk",), ("Talks in the valley",), False),
]


@pytest.mark.parametrize(("old", "new", "is_seen"), BYLINES)
def test_bylines(old: tuple[str, ...], new: tuple[str, ...], is_seen: bool) -> None:
    assert changed(reading(*STORY, byline=old), reading(*STORY, byline=new)) == (("byline",) if is_seen else ())


def test_a_byline_that_only_the_page_shows() -> None:
    line = block("By Asha Rao, Srinagar", "main/article/div.by", story=False)
    before, after = reading(line, *STORY), reading(edited(line, "By Bilal Dar, Srinagar"), *STORY)
    verdict = judge(before, after, url=URL, final_url=URL)
    assert (verdict.fields, tuple(verdict.story.byline)) == (("byline",), ("Bilal Dar",))
    time_line = block("Tuesday, 3 May, Srinagar", "main/article/div.by", story=False)
    assert changed(reading(time_line, *STORY), reading(edited(time_line, "Friday, 6 May, Srinagar"), *STORY)) == ()


def test_a_title_of_another_story_is_no_byline() -> None:
    line = block("Asha Rao wants the road repaired", "main/article/ul/li", story=False, links=32)
    other = "Bilal Dar wants the road and the bridge"
    for new in (other, "Bilal Dar wants the road repaired"):
        after = replace(edited(line, new), link_chars=len(new))
        assert changed(reading(line, *STORY), reading(after, *STORY)) == (), new
    name = block("By Asha Rao", "main/article/div.by", story=False, links=8)
    linked = replace(edited(name, "By Bilal Dar"), link_chars=9)
    assert changed(reading(name, *STORY), reading(linked, *STORY)) == ("byline",)


@pytest.mark.parametrize(
    ("place", "is_seen"), [("main/article/footer.notes/p", True), ("footer/p", False), ("main/div/footer/p", False)]
)
def test_a_correction_in_the_articles_own_footer(place: str, is_seen: bool) -> None:
    text = "Correction: an earlier version of this story misstated the number of seats."
    note = block(text, place, story=False, wrapper=Wrapper.FOOTER)
    assert changed(reading(*STORY), reading(*STORY, note)) == (("body",) if is_seen else ())


LEDE = block(
    "What both parties said of the seats and what they left for another day", "main/article/p.deck", story=False
)


def test_a_standfirst_that_the_extractor_did_not_name() -> None:
    after = edited(LEDE, LEDE.text.replace("another", "the next"))
    assert changed(reading(LEDE, *STORY), reading(after, *STORY)) == ("standfirst",)


def test_a_standfirst_that_stays_is_not_replaced_by_what_was_read_as_one() -> None:
    other = block("Another line above the story that was put there later on.", "main/article/p.kicker", story=False)
    after = reading(LEDE, other, *STORY, standfirst=other.text)
    assert changed(reading(LEDE, *STORY, standfirst=LEDE.text), after) == ()


def test_a_wall_under_the_storys_headline_is_suspect() -> None:
    wall = [
        block(text, "div/p") for text in ("Checking your browser.", "Please enable JavaScript and cookies to continue.")
    ]
    after = Reading(
        story=Story(headline=HEADING.text),
        titles=Titles(heading=HEADING.text),
        page_title="Just a moment",
        text_chars=80,
        blocks=[HEADING, STORY[0], STORY[1], *wall],
    )
    verdict = judge(reading(*STORY), after, url=URL, final_url=URL)
    assert (verdict.status, verdict.reason) == ("suspect", "bot_challenge")


def test_a_standfirst_may_come() -> None:
    assert changed(reading(*STORY), reading(LEDE, *STORY, standfirst=LEDE.text)) == ("standfirst",)


def test_a_name_that_takes_another_place_in_the_line_is_the_same_byline() -> None:
    line = block("By Asha Rao, Srinagar", "main/article/div.by", story=False)
    names = ("Asha Rao", "Bilal Dar")
    other = edited(line, "By Bilal Dar, Srinagar")
    assert changed(reading(line, *STORY, byline=names), reading(other, *STORY, byline=names)) == ()


def test_a_standfirst_may_go_and_a_time_is_none() -> None:
    assert changed(reading(LEDE, *STORY, standfirst=LEDE.text), reading(*STORY)) == ("standfirst",)
    stamp = block("Updated 10:30 today", "main/article/p.deck", story=False)
    later = edited(stamp, "Updated 11:45 today")
    assert changed(reading(stamp, *STORY, standfirst=stamp.text), reading(later, *STORY, standfirst=later.text)) == ()


def test_a_title_for_machines_is_no_headline() -> None:
    before, after = reading(*STORY), reading(*STORY, title="Another story altogether")
    assert changed(before, after) == ()


def test_a_story_without_text_is_left_alone_until_it_has_some() -> None:
    assert changed(reading(), reading(*STORY)) == ("body",)


def test_a_passage_is_found_only_from_word_to_word() -> None:
    sheet = Sheet(reading(block("The seatts were 15 in all, said Rao."), block("It was the end.")))
    assert sheet.holds(letters_and_digits("were 15 in all"))
    assert sheet.holds(letters_and_digits("said Rao. It was"))
    assert not sheet.holds(letters_and_digits("The seat"))
    assert not sheet.holds(letters_and_digits("5 in all"))
    assert not Sheet(reading(block("ab" * 300))).holds("b")


NOTES = [
    ("Correction: The number of seats was wrong.", True),
    ("Clarification (22 August): Rao spoke on Thursday.", True),
    ("An earlier version of this article misstated the number of seats; it has been corrected.", True),
    ("भूल सुधार: इस खबर में सीटों की संख्या गलत थी।", True),
    ("تصحیح: اس خبر میں نشستوں کی تعداد غلط تھی۔", True),
    ("Berichtigung: In einer früheren Fassung stand eine falsche Zahl.", True),
    ("Corrections officers walked out of two prisons on Monday.", False),
    ("The market is due for a correction, analysts said in a note.", False),
    ("An earlier version of the bill passed in May.", False),
]


@pytest.mark.parametrize(("text", "is_note"), NOTES)
def test_correction_notes(text: str, is_note: bool) -> None:
    assert is_correction_note(text) == is_note


words = st.lists(
    st.sampled_from(["seats", "90", "not", "Rao", "said", "possible", "final", "सीटें"]), min_size=3, max_size=9
)
pages = st.lists(words.map(lambda each: " ".join(each) + "."), min_size=1, max_size=7).map(
    lambda texts: reading(*[block(text) for text in texts])
)


@given(pages, pages)
def test_a_verdicts_story_is_the_diff_applied(before: Reading, after: Reading) -> None:
    verdict = judge(before, after, url=URL, final_url=URL)
    assert verdict.changed == (verdict.diff is not None)
    if verdict.diff is not None:
        assert apply_diff(before.story, verdict.diff).body == verdict.story.body
    assert not judge(before, before, url=URL, final_url=URL).changed


def test_a_brief_that_gets_shorter_is_edited_though_it_is_hardly_a_sentence_now() -> None:
    texts = ["The bridge is open again, the town says.", "Buses will use it from Monday on.", "Lorries stay away."]
    assert changed(reading(*map(block, texts)), reading(block(texts[0]))) == ("body",)


def test_hostile_pages_are_bounded() -> None:
    before = reading(*[block(f"line {n} of {n * 7919 % 977} and {n * 31 % 89}.") for n in range(1_500)])
    after = reading(
        *[block(f"row {n} of {n * 7907 % 983} and {n * 37 % 97}.") for n in range(1_500)], block("a " * 9_000)
    )
    started = time.process_time()
    judge(before, after, url=URL, final_url=URL)
    assert time.process_time() - started < 10
