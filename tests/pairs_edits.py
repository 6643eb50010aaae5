"""Pairs in which the story changed: each kind of edit in every text, half of them with everything around moved."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.pairs_noise import MIDDLE, Setting, native
from tests.pairs_pages import Insert, Page, mobile
from tests.pairs_texts import Copy, Text

Edit = tuple[str, str, Copy, Copy, frozenset[str]]
"""The pages before and after, the true copies, the fields that changed."""

BODY = frozenset(["body"])


def _pages(
    setting: Setting, old: Copy, new: Copy, fields: frozenset[str], added: Insert | None = None, spot: int = 8
) -> Edit:
    """The edit, with other chrome in modes 1 and 2, and in mode 2 with a line to another story that was not there."""
    words = setting.page().words
    between: dict[int, list[Insert]] = {spot: [added]} if added else {}
    if setting.mode == 2:
        line = f'{words.also_read} <a href="/x/3">{words.titles[5]}</a>'
        between.setdefault(MIDDLE, []).append(Insert(markup=line, as_paragraph=True))
    after: Page = replace(setting.page(new, turn=2 if setting.mode else 0), between=between)
    return setting.render(setting.page(old)), setting.render(after), old, new, fields


def _with(text: Text, paragraphs: list[str]) -> Copy:
    return replace(text.copy, paragraphs=paragraphs)


def passage(kind: str) -> Callable[[Setting], Edit]:
    """One of the passages that a text names."""
    return lambda setting: _pages(setting, setting.text.copy, setting.text.edited(kind), BODY)


def _headline(setting: Setting) -> Edit:
    new = replace(setting.text.copy, headline=setting.text.new_headline)
    return _pages(setting, setting.text.copy, new, frozenset(["headline"]))


def _shown_headline(setting: Setting) -> Edit:
    """The heading alone: the titles for machines stay."""
    copy = setting.text.copy
    old = replace(copy, json_title=copy.headline, open_graph_title=copy.headline)
    return _pages(setting, old, replace(old, headline=setting.text.new_headline), frozenset(["headline"]))


def _tested_headline(setting: Setting) -> Edit:
    """The heading alone, where the title for machines was another one all the time."""
    copy = replace(
        setting.text.copy, open_graph_title=f"{setting.page().words.video[0].split(':')[0]}: {setting.text.slug}"
    )
    return _pages(setting, copy, replace(copy, headline=setting.text.new_headline), frozenset(["headline"]))


def _standfirst(setting: Setting) -> Edit:
    new = replace(setting.text.copy, standfirst=setting.text.new_standfirst)
    return _pages(setting, setting.text.copy, new, frozenset(["standfirst"]))


def _byline(setting: Setting) -> Edit:
    new = replace(setting.text.copy, author=setting.text.new_author)
    return _pages(setting, setting.text.copy, new, frozenset(["byline"]))


def _placed(spot: int) -> Callable[[Setting], Edit]:
    def edit(setting: Setting) -> Edit:
        texts = list(setting.text.copy.paragraphs)
        texts[spot:spot] = [setting.text.more[0]]
        return _pages(setting, setting.text.copy, _with(setting.text, texts), BODY)

    return edit


def _removed(setting: Setting) -> Edit:
    texts = list(setting.text.copy.paragraphs)
    del texts[setting.mode * 4 - (setting.mode == 2) : setting.mode * 4 + 1]
    return _pages(setting, setting.text.copy, _with(setting.text, texts), BODY)


def _swapped(setting: Setting) -> Edit:
    texts = list(setting.text.copy.paragraphs)
    texts[4], texts[5] = texts[5], texts[4]
    return _pages(setting, setting.text.copy, _with(setting.text, texts), BODY)


def _marked(markup: str, what: Callable[[Text], str], spot: int) -> Callable[[Setting], Edit]:
    """New text in markup of its own."""

    def edit(setting: Setting) -> Edit:
        text = what(setting.text)
        texts = list(setting.text.copy.paragraphs)
        new = _with(setting.text, [*texts[: spot + 1], text, *texts[spot + 1 :]])
        insert = Insert(markup=markup.replace("{}", text), as_paragraph=markup == "{}")
        before, after, old, _, fields = _pages(setting, setting.text.copy, setting.text.copy, BODY, insert, spot)
        return before, after, old, new, fields

    return edit


def _native_number(setting: Setting) -> Edit:
    """A number in the digits of the script."""
    language = setting.text.language

    def in_script(copy: Copy) -> Copy:
        return replace(copy, paragraphs=[native(language, text) for text in copy.paragraphs])

    return _pages(setting, in_script(setting.text.copy), in_script(setting.text.edited("number")), BODY)


def _respelled_number(setting: Setting) -> Edit:
    """Another number, while all digits are written in another script."""
    edited = setting.text.edited("number")
    new = replace(edited, paragraphs=[native(setting.text.language, text) for text in edited.paragraphs])
    return _pages(setting, setting.text.copy, new, BODY)


def _several(setting: Setting) -> Edit:
    new = replace(setting.text.edited("number"), headline=setting.text.new_headline)
    return _pages(setting, setting.text.copy, new, frozenset(["headline", "body"]))


def _rewritten(setting: Setting) -> Edit:
    texts = list(setting.text.copy.paragraphs)
    texts[1:3] = setting.text.more
    return _pages(setting, setting.text.copy, _with(setting.text, texts), BODY)


def _on_mobile(kind: str) -> Callable[[Setting], Edit]:
    """An edit that is first seen on the page for telephones."""

    def edit(setting: Setting) -> Edit:
        _, _, old, new, fields = EDITS[kind](setting)
        return setting.render(setting.page(old)), mobile(setting.page(new, turn=1)), old, new, fields

    return edit


def _cut_short(setting: Setting) -> Edit:
    """The publisher leaves the opening alone, and below it stands a box that asks for an address."""
    heading, pitch, button = setting.page().words.newsletter
    form = f'<form><input type="email"><button>{button}</button></form>'
    box = f'<div class="nl"><h4>{heading}</h4><p>{pitch}</p>{form}</div>'
    new = _with(setting.text, list(setting.text.copy.paragraphs[:2]))
    return _pages(setting, setting.text.copy, new, BODY, Insert(markup=box), 1)


PASSAGES = ("number", "name_letter", "negation", "quote", "attribution", "typo", "sentence", "date")
EDITS: Mapping[str, Callable[[Setting], Edit]] = {
    **{kind: passage(kind) for kind in PASSAGES},
    "headline": _headline,
    "shown_headline": _shown_headline,
    "tested_headline": _tested_headline,
    "standfirst": _standfirst,
    "byline": _byline,
    "para_end": _placed(9),
    "para_insert": _placed(4),
    "para_first": _placed(0),
    "para_remove": _removed,
    "para_swap": _swapped,
    "correction_first": _marked("{}", lambda text: text.note, -1),
    "correction_last": _marked("{}", lambda text: text.note, 8),
    "correction_box": _marked('<aside class="note"><p>{}</p></aside>', lambda text: text.note, 8),
    "correction_italic": _marked("<div class=correction><em>{}</em></div>", lambda text: text.note, -1),
    "quotation": _marked("<blockquote><p>{}</p></blockquote>", lambda text: text.more[1], 5),
    "list_line": _marked("<ul><li>{}</li></ul>", lambda text: text.more[1], 5),
    "native_number": _native_number,
    "respelled_number": _respelled_number,
    "several": _several,
    "rewrite": _rewritten,
    "stub": _cut_short,
    "number_on_mobile": _on_mobile("number"),
    "para_on_mobile": _on_mobile("para_insert"),
    "headline_on_mobile": _on_mobile("headline"),
}
