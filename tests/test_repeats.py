"""What a site repeats on its pages is no story's: the memory of its blocks, and comparing with it."""

from dataclasses import replace

import pytest

from monitor.compare import SiteMemory, block_digests, judge, moved_digests
from monitor.compare.repeats import FEWEST, SHARE, WINDOW, unpack_digests
from scrapers.extract import extract
from scrapers.items import Block, Reading, Story

URL = "https://valley-post.example/2026/11/22/talks"
PROMO = "Follow the Valley Post on your phone and never miss a story from the valley again."
STORY = [
    "The Congress and the National Conference will share the seats of the valley, their leaders said on Thursday.",
    "Talks went on until late at night in Srinagar, and both sides spoke of an agreement in principle.",
    "The list of seats is to be published before the end of the week, said a person who was in the room.",
    "The other parties of the region criticised the arrangement and spoke of a marriage of convenience.",
]


def page(paragraphs: list[str], *, title: str = "Allies close to a deal") -> Reading:
    text = "".join(f"<p class=text>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        f"<html><head><title>{title}</title></head><body><main><article class=story><h1>{title}</h1>"
        f"<div class=body>{text}</div></article></main><footer><p>Valley Post, Srinagar.</p></footer></body></html>"
    )
    return extract(html.encode(), url=URL)


def others(count: int, extra: list[str]) -> list[tuple[object, bytes]]:
    """Pages of other articles of the site that all have the extra paragraphs."""
    pages: list[tuple[object, bytes]] = []
    for number in range(count):
        own = [f"{text} This is what report number {number} of the day says of it." for text in STORY]
        pages.append((number, block_digests(page([*own[:2], *extra, *own[2:]], title=f"Report {number}"))))
    return pages


def verdict_of(before: list[str], after: list[str], memory: SiteMemory) -> bool:
    return judge(page(before), page(after), url=URL, final_url=URL, repeated=memory.repeated(but=URL)).changed


def test_a_promotion_typed_as_a_paragraph_is_no_edit_where_other_pages_have_it() -> None:
    with_promo = [*STORY[:2], PROMO, *STORY[2:]]
    assert verdict_of(STORY, with_promo, SiteMemory()), "nothing tells it from a new paragraph"
    memory = SiteMemory(others(FEWEST, [PROMO]))
    assert not verdict_of(STORY, with_promo, memory)
    assert not verdict_of(with_promo, STORY, memory), "nor is it lost from the story"


def test_what_only_a_few_other_stories_say_is_still_an_edit() -> None:
    background = "The two parties last shared the seats of the valley in 2009, and lost most of them together."
    memory = SiteMemory(others(FEWEST - 1, [background]))
    assert verdict_of(STORY, [*STORY, background], memory)
    many = SiteMemory([*others(int(SHARE * 40) - 1, [background]), *((f"x{n}", page) for n, page in others(40, []))])
    assert verdict_of(STORY, [*STORY, background], many)


def test_an_edit_beside_a_repeated_block_is_seen() -> None:
    memory = SiteMemory(others(FEWEST, [PROMO]))
    after = [STORY[0].replace("Thursday", "Friday"), STORY[1], PROMO, *STORY[2:]]
    verdict = judge(page(STORY), page(after), url=URL, final_url=URL, repeated=memory.repeated())
    assert verdict.fields == ("body",)
    assert PROMO not in verdict.story.body
    assert "Friday" in verdict.story.body


def test_a_teaser_elsewhere_does_not_hide_an_edit_of_what_it_quotes() -> None:
    new = "The Congress and the National Conference will share the seats of the valley, their leaders said on Friday."
    teasers = Reading(
        story=Story(headline="Other"), blocks=[Block(text=new, tag="p", place="main/aside/div.latest/p", story=False)]
    )
    memory = SiteMemory((number, block_digests(teasers)) for number in range(9))
    assert verdict_of(STORY, [new, *STORY[1:]], memory)


def test_an_article_is_no_witness_for_itself() -> None:
    memory = SiteMemory(others(FEWEST - 1, [PROMO]))
    memory.learn(URL, block_digests(page([*STORY, PROMO])))
    assert memory.knows(URL)
    assert not memory.knows("another")
    own = set(unpack_digests(block_digests(page([PROMO]))))
    assert memory.repeated(but="another") & own
    assert not memory.repeated(but=URL) & own


def test_a_window_of_pages_is_remembered() -> None:
    memory = SiteMemory(others(FEWEST, [PROMO]))
    promo = set(unpack_digests(block_digests(page([PROMO])))) - set(unpack_digests(block_digests(page(STORY))))
    assert memory.repeated() & promo
    assert not memory.is_full
    for number in range(WINDOW):
        memory.learn(f"later {number}", block_digests(page(STORY)))
    assert memory.is_full
    assert not memory.knows(0)
    assert not memory.repeated() & promo, "a redesign is forgotten like this"
    memory.learn("later 0", block_digests(page([PROMO])))
    assert memory.knows("later 1"), "an article's page takes the place of its own earlier one"


def test_digests_are_of_place_and_letters() -> None:
    block = Block(text="“Follow us” on your phone!", tag="p", place="main/p")
    alike = [replace(block, text='"Follow us" on  your phone'), replace(block, link_chars=3, story=True)]
    different = [replace(block, place="main/aside/p"), replace(block, text="Follow us on your phones")]
    digest = block_digests(Reading(story=Story(headline=""), blocks=[block]))
    assert len(digest) == 8
    for other in alike:
        assert block_digests(Reading(story=Story(headline=""), blocks=[other])) == digest
    for other in different:
        assert block_digests(Reading(story=Story(headline=""), blocks=[other])) != digest
    assert block_digests(Reading(story=Story(headline=""), blocks=[replace(block, text="•••")])) == b""
    with pytest.raises(ValueError, match="bytes"):
        unpack_digests(b"123")


def test_what_comes_and_goes_on_several_articles_is_no_storys() -> None:
    with_promo = [*STORY[:2], PROMO, *STORY[2:]]
    came, went = moved = moved_digests(page(STORY), page(with_promo))
    assert set(unpack_digests(came)) < set(unpack_digests(block_digests(page(with_promo))))
    assert went == b""
    memory = SiteMemory()
    for number in range(FEWEST):
        memory.note_moved(number, moved)
        memory.note_moved(number, moved)
        assert verdict_of(STORY, with_promo, memory), "an update that is put into several stories comes and stays"
    memory.note_moved(0, moved_digests(page(with_promo), page(STORY)))
    assert not verdict_of(STORY, with_promo, memory)
    assert not memory.repeated(but=0), "an article is no witness for itself"
    for number in range(3):
        lines = [f"Line {count} of the crowd that fills the memory number {number}." for count in range(900)]
        memory.note_moved(99 + number, moved_digests(page([]), page(lines)))
    assert verdict_of(STORY, with_promo, memory), "what was long ago is forgotten"
