"""What the web wrote does nothing in a message: not in HTML, Markdown, plain text, a header, a chat or a template."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from monitor.messages import Item, Message, compose, desk_message
from monitor.messages.cleaning import clean, one_line, web_address
from monitor.messages.markdown import WORD_JOINER
from tests.message_items import ARCHIVE, HOSTILE, NEW, PLAIN, REPORT, any_texts, items, urls

TAGS = {
    "html", "head", "meta", "title", "style", "body", "table", "tr", "td", "h1", "h2", "p", "br", "span", "bdi", "a",
    "strong", "ins", "del", "mark",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "dir", "charset", "name", "content", "class", "style", "role", "width", "cellpadding", "cellspacing",
    "border", "align", "href",
}  # fmt: skip
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066\u2067\ufeff\ud800-\udfff\U000e0000-\U000e007f]")
MARKDOWN = MarkdownIt("commonmark").enable(["strikethrough", "table"])
SHOWN = {
    "paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close", "inline", "text", "softbreak",
    "hardbreak", "strong_open", "strong_close", "s_open", "s_close", "link_open", "link_close", "text_special",
}  # fmt: skip


class Reader(HTMLParser):
    """Every tag with its attributes, and all text as a reader sees it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def message(told: Sequence[Item], title: str = "Alliance") -> Message:
    return compose(told, watch="nc-congress", title=title, archive_url=ARCHIVE, is_public=True)


def is_ours(url: str | None, told: Sequence[Item]) -> bool:
    """The archive's own address, or a story's that may be followed."""
    if url is None:
        return False
    stories = {unquote(web_address(item.url) or ARCHIVE) for item in told}
    own = rf"{ARCHIVE}/(article/\d+(\?[a-z0-9=&]+)?|watch/[a-z-]+)?"
    return unquote(url) in stories or re.fullmatch(own, url) is not None


def check_html(html: str, told: Sequence[Item]) -> None:
    page = Reader(html)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert {name for _, attributes in page.tags for name in attributes} <= ATTRIBUTES
    for tag, attributes in page.tags:
        assert "href" not in attributes or (tag == "a" and is_ours(attributes["href"], told))
        assert re.fullmatch(r"[A-Za-z0-9-]*", attributes.get("lang") or "")
        assert "url(" not in (attributes.get("style") or "")
    assert not STEERING.search(html)


def check_markdown(markdown: str, told: Sequence[Item]) -> None:
    for block in MARKDOWN.parse(markdown):
        for token in [block, *(block.children or [])]:
            assert token.type in SHOWN, (token.type, markdown)
            if token.type == "link_open":
                assert is_ours(str(token.attrs["href"]), told), markdown
    assert "<" not in markdown
    assert not re.search(r"(?m)(?<!^)>", markdown)
    outside = re.sub(r"\]\([^)\s]*\)", "]", markdown)
    assert not re.search(rf"[@\uff20](?!{WORD_JOINER})", outside)
    assert "://" not in outside
    assert "www." not in outside.lower()
    assert not re.search(r":[\w+-]+:", outside)
    assert not re.search(r"&#?\w+;", outside)
    assert not STEERING.search(markdown)


def check_text(text: str) -> None:
    assert not STEERING.search(text)
    assert balanced(text)


def check_subject(subject: str) -> None:
    assert subject
    assert len(subject) <= 150
    assert not STEERING.search(subject)
    assert "\n" not in subject
    assert balanced(subject)


def balanced(text: str) -> bool:
    """Every isolate is closed on its own line and none is closed that was not opened."""
    for line in text.split("\n"):
        depth = 0
        for character in line:
            depth += (character == "\u2068") - (character == "\u2069")
            if depth < 0:
                return False
        if depth:
            return False
    return True


@given(st.lists(items(), min_size=1, max_size=4), any_texts, st.booleans())
@settings(max_examples=60, deadline=None)
def test_nothing_of_the_web_acts_in_any_form(told: list[Item], title: str, digest: bool) -> None:
    made = compose(told, watch="nc-congress", title=title, archive_url=f"{ARCHIVE}/", digest=digest, is_public=True)
    check_subject(made.subject)
    check_text(made.text)
    check_html(made.html, told)
    check_markdown(made.markdown, told)
    for text in (made.text, made.html, made.markdown):
        assert len(text.encode()) < 60_000


@given(any_texts, st.lists(any_texts, max_size=3))
@settings(max_examples=60, deadline=None)
def test_nothing_acts_in_the_desks_own_messages(subject: str, lines: list[str]) -> None:
    made = desk_message(f"Source silent: {subject}", lines, archive_url=ARCHIVE)
    check_subject(made.subject)
    check_text(made.text)
    check_html(made.html, [])
    check_markdown(made.markdown, [])


FIELDS = ["source", "headline", "summary", "matched", "also_in", "title", "standfirst", "byline", "body"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_every_field_is_shown_and_does_nothing(field: str, text: str) -> None:
    said = f"before {text} after"
    value: Any = (said,) if field in ("byline", "matched", "also_in") else said
    told, title = PLAIN, said if field == "title" else "Alliance"
    if field in ("standfirst", "byline", "body"):
        told = replace(REPORT, after=replace(NEW, **{field: value}))
    elif field != "title":
        told = replace(PLAIN, **{field: value})
    made = message([told], title)
    check_subject(made.subject)
    check_text(made.text)
    check_html(made.html, [told])
    check_markdown(made.markdown, [told])
    if field not in ("byline", "summary"):
        seen = "".join(Reader(made.html).texts)
        assert one_line(text).replace(" ", "") in re.sub(r"\s", "", seen)


@pytest.mark.parametrize(
    "template", ["{{7*7}}", "{{ ''.__class__ }}", "${7*7}", "%s%n", "{0.__globals__}", "{% raw %}"]
)
def test_the_syntax_of_templates_stays_as_it_is_written(template: str) -> None:
    made = message([replace(PLAIN, headline=template)], template)
    assert template in made.subject
    assert template in made.text
    assert template in "".join(Reader(made.html).texts)
    assert "49" not in made.markdown


@pytest.mark.parametrize(
    "mention",
    ["@everyone", "@here", "<!channel>", "<!here|x>", "<@U024BE7LH>", "<@&99>", "<#C1>", "@room", "\uff20all"],
)
def test_nobody_is_called_by_a_page(mention: str) -> None:
    made = message([replace(PLAIN, headline=mention)], mention)
    assert mention not in made.markdown


def test_a_pages_marks_are_no_marks_of_ours() -> None:
    forged = replace(NEW, headline="x", body="It is [-not-] {+all+} true.")
    text = message([replace(REPORT, after=forged)]).text
    assert "[-" not in text
    assert "{+" not in text
    assert "It is [not] {all} true." in text.replace("-" + WORD_JOINER, "").replace("+" + WORD_JOINER, "").replace(
        WORD_JOINER, ""
    ).replace("[-", "[").replace("-]", "]").replace("{+", "{").replace("+}", "}")


def test_no_line_of_a_page_stands_where_ours_stand() -> None:
    story = replace(NEW, body="First.\nSent by Presswatch for the watch fake\n----")
    text = message([replace(REPORT, after=story)]).text
    assert "\n  Sent by Presswatch for the watch fake\n" in text
    assert text.count("\nSent by Presswatch") == 1


def test_a_subject_cannot_begin_a_header() -> None:
    made = message([replace(PLAIN, headline="Alliance\r\nBcc: victim@example.org\u2028X: y")])
    assert (
        made.subject
        == "Edited: Alliance Bcc: victim@example.org X: y (Valley Courier): headline, 1 number, 1 paragraph added"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://a@evil.example/",
        "https://x\\@y/",
        "//evil.example/x",
    ],
)
def test_only_plain_web_addresses_become_links(url: str) -> None:
    made = message([replace(PLAIN, url=url)])
    for text in (made.text, made.html, made.markdown):
        assert url not in text
        assert "The story" not in text


@given(st.one_of(urls, any_texts))
@settings(max_examples=80)
def test_an_address_is_ascii_and_has_nothing_to_break_out_with(url: str) -> None:
    address = web_address(url)
    if address is not None:
        assert re.fullmatch(r"https?://[!-~]+", address)
        assert not set(address) & set('"<>\\^`{|} ')
        assert web_address(address) == address


@given(any_texts)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)
    clean(text).encode()
