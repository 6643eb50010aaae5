"""Live blogs and galleries: what the other shapes do not have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.pairs_noise import Both, Setting
from tests.pairs_pages import Page, escape, frame, graph, linked_data, links


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An entry of a live blog: an age in minutes, a title, paragraphs."""

    age: int
    title: str
    texts: Sequence[str]


def _updates(setting: Setting) -> list[Update]:
    """Entries with the story's paragraphs, newest first; the last two of the texts are for later."""
    texts = setting.text.copy.paragraphs
    titles = setting.page().words.titles
    pairs = [texts[0:2], texts[2:3], texts[3:5], texts[5:6], texts[6:8], texts[8:9]]
    return [Update(age=12 + 17 * n, title=titles[n], texts=pair) for n, pair in enumerate(pairs)]


def _posts(page: Page, updates: Sequence[Update]) -> str:
    stamp = "".join(
        f'<div class="live-post" id="p{update.age}"><span'
        f' class="when">{page.words.ago.format(n=update.age + page.turn)}</span>'
        f"<h2>{update.title}</h2>{''.join(f'<p>{escape(text)}</p>' for text in update.texts)}"
        f'<a class="share" href="/s">{page.words.share}</a></div>'
        for update in updates
    )
    return f'<div class="live-feed">{stamp}</div>'


def _items(_: Page, updates: Sequence[Update]) -> str:
    texts = "".join(
        f'<li class="entry"><time>{(18 - update.age // 60) % 24:02}:{update.age % 60:02}</time><div class="entry-text">'
        f"<strong>{update.title}</strong>{''.join(f'<p>{escape(text)}</p>' for text in update.texts)}</div></li>"
        for update in updates
    )
    return f'<ol class="ticker-list">{texts}</ol>'


def _articles(page: Page, updates: Sequence[Update]) -> str:
    return "".join(
        f"<article class=update><header><time>{page.words.ago.format(n=update.age + page.turn)}</time>"
        f"<h3>{update.title}</h3></header><div class=update-body>"
        f"{''.join(f'<p>{escape(text)}</p>' for text in update.texts)}</div>"
        f"<footer><span>{update.age + 3 * page.turn}</span><button>{page.words.share}</button></footer></article>"
        for update in updates
    )


_FEEDS: Mapping[str, Callable[[Page, Sequence[Update]], str]] = {
    "posts": _posts,
    "items": _items,
    "articles": _articles,
}


def _live(setting: Setting, updates: Sequence[Update], *, turn: int = 0, bar: int = 0, standing: str = "") -> str:
    """The live blog's page. `bar` new updates are announced, `standing` is a summary pinned on top."""
    page = replace(setting.page(turn=turn), data={"@type": "LiveBlogPosting"})
    words, copy = page.words, page.copy
    feed = tuple(_FEEDS.values())[setting.mode](page, updates)
    new = f'<button class="new">{words.updates_bar.format(n=bar)}</button>' if bar else ""
    summary = f'<div class="summary"><p>{escape(standing)}</p></div>' if standing else ""
    main = (
        f'<main><div class="live-head"><h1>{escape(copy.headline)}</h1><p class="intro">{escape(copy.standfirst)}</p>'
        f"<span>{words.by} {copy.author}</span><span>{words.updated.format(n=10 + turn)}</span>"
        f"</div>{summary}{new}{feed}"
        f"<aside><h3>{words.popular}</h3><ul>{links(page, 5)}</ul></aside></main>"
    )
    return frame(page, head=graph(page) + linked_data(page), main=main)


def _later(updates: Sequence[Update]) -> list[Update]:
    return [replace(update, age=update.age + 9) for update in updates]


def _stamps(setting: Setting) -> Both:
    updates = _updates(setting)
    return _live(setting, updates), _live(setting, updates, turn=4)


def _bar(setting: Setting) -> Both:
    updates = _updates(setting)
    return _live(setting, updates, bar=2), _live(setting, updates, turn=2, bar=5)


def _on_top(setting: Setting) -> Both:
    updates = _updates(setting)
    new = Update(age=1, title=setting.page().words.titles[8], texts=setting.text.more[:1])
    return _live(setting, updates), _live(setting, [new, *updates], turn=1)


def _two_on_top(setting: Setting) -> Both:
    """Two new entries, while the oldest falls off the page."""
    updates = _updates(setting)
    new = [
        Update(age=n + 1, title=setting.page().words.titles[8 + n], texts=[text])
        for n, text in enumerate(setting.text.more)
    ]
    return _live(setting, updates), _live(setting, [*new, *updates[:-1]], turn=1)


def _old_edited(setting: Setting) -> Both:
    updates = _updates(setting)
    old, new = setting.text.edits["number"]
    changed = [replace(update, texts=[text.replace(old, new) for text in update.texts]) for update in updates]
    return _live(setting, updates), _live(setting, changed, turn=1)


def _old_removed(setting: Setting) -> Both:
    updates = _updates(setting)
    return _live(setting, updates), _live(setting, [*updates[:2], *updates[3:]], turn=1)


def _summary_edited(setting: Setting) -> Both:
    updates = _updates(setting)
    old, new = setting.text.more
    return _live(setting, updates, standing=old), _live(setting, updates, turn=1, standing=f"{old} {new}")


LIVE_NOISE: Mapping[str, Callable[[Setting], Both]] = {"live_stamps": _stamps, "live_bar": _bar}
LIVE_EDITS: Mapping[str, Callable[[Setting], Both]] = {
    "live_update": _on_top,
    "live_updates_paged": _two_on_top,
    "live_old_edited": _old_edited,
    "live_old_removed": _old_removed,
    "live_summary": _summary_edited,
}


def _gallery(
    setting: Setting, *, captions: int = 0, pictures: int = 4, turn: int = 0, texts: Sequence[str] | None = None
) -> str:
    """A picture gallery under an opening of two paragraphs."""
    page = setting.page(turn=turn)
    words, copy = page.words, page.copy
    said = copy.paragraphs[:4] if texts is None else texts
    slides = "".join(
        f'<li class="slide"><figure><img src="/g{n}.jpg"><figcaption>{words.captions[(n + captions) % 4]} '
        f"{words.photo_credit}</figcaption></figure><span>{n + 1} / {pictures}</span></li>"
        for n in range(pictures)
    )
    main = (
        f'<main class="gallery-page"><h1>{escape(copy.headline)}</h1><p class="intro">{escape(copy.standfirst)}</p>'
        f'<p class="by">{words.by} {copy.author}</p>{page.meta}<div class="gallery"><span>{pictures}'
        f" {words.photo_credit[:5]}</span>"
        f'<ul>{slides}</ul></div><div class="gallery-text">{"".join(f"<p>{escape(text)}</p>" for text in said)}</div>'
        f'<div class="more"><h3>{words.related}</h3><ul>{links(page, 4)}</ul></div></main>'
    )
    return frame(page, head=graph(page) + linked_data(page), main=main)


def _captions_swapped(setting: Setting) -> Both:
    return _gallery(setting), _gallery(setting, captions=1 + setting.mode, turn=1)


def _pictures_more(setting: Setting) -> Both:
    return _gallery(setting), _gallery(setting, pictures=6 + setting.mode, turn=1)


def _gallery_text(setting: Setting) -> Both:
    texts = list(setting.text.copy.paragraphs[:4])
    old, new = setting.text.edits["name_letter"]
    return _gallery(setting), _gallery(setting, turn=1, texts=[text.replace(old, new) for text in texts])


def _slides(setting: Setting, texts: Sequence[str], turn: int = 0) -> str:
    """A story told in slides: each a picture, a title and a paragraph."""
    page = setting.page(turn=turn)
    words, copy = page.words, page.copy
    told = "".join(
        f'<div class="slide"><img src="/g{n}.jpg"><h3>{n + 1}. {words.titles[n % 10]}</h3><p>{escape(text)}</p></div>'
        for n, text in enumerate(texts)
    )
    main = (
        f'<main><h1>{escape(copy.headline)}</h1><p class="intro">{escape(copy.standfirst)}</p><p class="by">{words.by} '
        f'{copy.author}</p><div class="slides-of-story">{told}</div><div class="more"><ul>{links(page, 4)}</ul>'
        f"</div></main>"
    )
    return frame(page, head=graph(page) + linked_data(page), main=main)


def _slide_edited(setting: Setting) -> Both:
    return _slides(setting, setting.text.copy.paragraphs), _slides(
        setting, setting.text.edited("number").paragraphs, turn=1
    )


def _slide_added(setting: Setting) -> Both:
    texts = setting.text.copy.paragraphs
    return _slides(setting, texts), _slides(setting, [*texts, setting.text.more[0]], turn=1)


GALLERY_NOISE: Mapping[str, Callable[[Setting], Both]] = {
    "gallery_captions": _captions_swapped,
    "gallery_pictures": _pictures_more,
}
GALLERY_EDITS: Mapping[str, Callable[[Setting], Both]] = {
    "gallery_text": _gallery_text,
    "slide_edited": _slide_edited,
    "slide_added": _slide_added,
}
