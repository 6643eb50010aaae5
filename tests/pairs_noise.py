"""Pairs in which the page changed and the story did not: lines typed as paragraphs, boxes, spellings, variants."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.pairs_pages import SHAPES, Insert, Page, Shape, accelerated, escape, links, mobile, reprinted
from tests.pairs_texts import Copy, Text, other_text
from tests.pairs_words import Words

FIRST, MIDDLE, END = -1, 3, 8
"""After which of a story's nine paragraphs a line stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One story in one shape; `mode` is 0, 1 or 2 and says whether a thing comes, changes or goes."""

    text: Text
    shape: str
    mode: int

    @property
    def url(self) -> str:
        """The story's address."""
        return f"https://{self.shape}.quay.example/{self.text.language}/{self.text.slug}"

    def page(self, copy: Copy | None = None, turn: int = 0) -> Page:
        """The story's page, or that of another copy of it."""
        return Page(copy=copy or self.text.copy, language=self.text.language, url=self.url, turn=turn)

    def render(self, page: Page) -> str:
        """The page in the setting's shape."""
        return SHAPES[self.shape](page)


Both = tuple[str, str]
Line = Callable[[Words, int, str], str]


def _link(title: str) -> str:
    return f'<a href="/x/9">{title}</a>'


_LINES: Mapping[str, tuple[int, Line]] = {
    "nag": (MIDDLE, lambda words, n, _: words.nag[n % 2].format(n=n)),
    "sponsor": (END, lambda words, n, _: words.sponsor[n % 2]),
    "cookies": (END, lambda words, n, _: words.cookies[n % 2]),
    "rights": (END, lambda words, n, _: words.rights.format(n=2020 + n)),
    "print_edition": (END, lambda words, n, _: words.print_line.format(n=n)),
    "author_box": (END, lambda words, n, author: words.bio[n % 2].format(n=n, author=author)),
    "updated_note": (FIRST, lambda words, _n, _: words.updated_line),
    "stamp": (FIRST, lambda words, n, _: words.updated.format(n=n)),
    "follow": (END, lambda words, n, _: _link(words.follow) if n % 2 else words.follow),
    "also_read": (MIDDLE, lambda words, n, _: f"<b>{words.also_read}</b> {_link(words.titles[n % 10])}"),
    "recirculation": (MIDDLE, lambda words, n, _: f"<strong>{_link(words.titles[n % 10])}</strong>"),
    "question_link": (MIDDLE, lambda words, n, _: _link(f"{words.titles[n % 10]}?")),
    "advice": (END, lambda words, _n, _: words.advice[0]),
    "newsletter": (MIDDLE, lambda words, _n, _: f"{words.newsletter[1]} {_link(words.newsletter[2])}"),
    "video": (MIDDLE, lambda words, n, _: words.video[n % 2]),
    "credit": (FIRST, lambda words, _n, _: words.photo_credit),
    "ad_label": (MIDDLE, lambda words, _n, _: words.ad),
    "age_warning": (FIRST, lambda words, n, _: words.age.format(n=n)),
    "listen": (FIRST, lambda words, n, _: words.listen.format(n=n)),
    "blocker": (MIDDLE, lambda words, _n, _: words.blocker),
    "published": (END, lambda words, n, _: f"{words.published} {n}.03.2025, 10:{10 + n}."),
    "read_time": (FIRST, lambda words, n, _: words.read_time.format(n=n)),
}


def _box(words: Words, name: str, n: int, author: str) -> str:
    heading, pitch, button = words.newsletter
    share = 30 + n
    boxes = {
        "newsletter": f'<div class="nl"><h4>{heading}</h4><p>{pitch}</p><form><input type="email"><button>{button}'
        f"</button>"
        "</form></div>",
        "poll": f'<div class="poll"><p>{words.poll[0]}</p><ul><li><label>{words.poll[1]} {share}%</label></li>'
        f"<li><label>{words.poll[2]} {100 - share}%</label></li></ul><p>{words.views.format(n=900 + n)}</p></div>",
        "market": f'<table class="quotes"><tr><td>{words.market[0]}</td><td>{1200 + n}.50</td><td>+0.{n}%</td></tr>'
        f"<tr><td>{words.market[1]}</td><td>{80 + n}.10</td><td>-1.{n}%</td></tr></table>",
        "tweet": f'<blockquote class="tweet"><p>{words.tweet[0]}</p><span>{words.tweet[1].format(n=100 + n)}</span>'
        '<a href="https://social.example/1">4 March</a></blockquote>',
        "video": f'<div class="player"><video src="/v{n}.mp4"></video><p>{words.video[n % 2]}</p>'
        f"<span>0{n % 10}:31</span></div>",
        "updates_bar": f'<div class="bar"><button>{words.updates_bar.format(n=n)}</button></div>',
        "author_box": f'<div class="about"><img src="/a.jpg"><p>{words.bio[n % 2].format(n=n, author=author)}</p>'
        f'<a href="/p/1">{author}</a></div>',
        "related": f'<div class="inline-more"><h3>{words.related}</h3><ul><li>{_link(words.titles[n % 10])}</li>'
        f"<li>{_link(words.titles[(n + 1) % 10])}</li></ul></div>",
        "teaser": f'<div class="card"><a href="/y"><img src="/y.jpg"><h3>{words.titles[n % 10]}</h3></a>'
        f"<p>{words.remarks[n % 4]}</p></div>",
        "ad": f'<div class="ad"><span>{words.ad}</span><iframe src="/ad{n}"></iframe><p>{words.sponsor[n % 2]}</p>'
        f"</div>",
        "nag": f'<div class="meter"><p>{words.nag[n % 2].format(n=n)}</p><button>{button}</button></div>',
        "picture": f'<figure><img src="/{n}.jpg"><figcaption>{words.captions[n % 4]} {words.photo_credit}'
        f"</figcaption></figure>",
    }
    return boxes[name]


_BOXES = (
    *("newsletter", "poll", "market", "tweet", "video", "updates_bar", "author_box", "related", "teaser", "ad", "nag"),
    "picture",
)


def _around(setting: Setting, spot: int, old: Insert, new: Insert) -> Both:
    """The two pages with a thing that comes, changes or goes."""
    before = {spot: [old]} if setting.mode else {}
    after = {spot: [new]} if setting.mode < 2 else {}
    first, second = replace(setting.page(), between=before), replace(setting.page(turn=2), between=after)
    return setting.render(first), setting.render(second)


def line_pair(setting: Setting, name: str) -> Both:
    """A line typed as one of the story's paragraphs."""
    spot, line = _LINES[name]
    author = setting.text.copy.author
    texts = [line(setting.page().words, n, author) for n in (4, 7)]
    old, new = (Insert(markup=text, as_paragraph=True) for text in texts)
    return _around(setting, spot, old, new)


def box_pair(setting: Setting, name: str) -> Both:
    """A box between paragraphs."""
    words, author = setting.page().words, setting.text.copy.author
    old, new = (Insert(markup=_box(words, name, n, author)) for n in (4, 7))
    return _around(setting, MIDDLE, old, new)


def below_pair(setting: Setting, name: str) -> Both:
    """A box below the story."""
    words, author = setting.page().words, setting.text.copy.author
    old = replace(setting.page(), below=_box(words, name, 4, author) if setting.mode else "")
    new = replace(setting.page(turn=3), below=_box(words, name, 7, author) if setting.mode < 2 else "")
    return setting.render(old), setting.render(new)


def _two_fetches(setting: Setting) -> Both:
    return setting.render(setting.page()), setting.render(setting.page(turn=3 + setting.mode))


def _counters(setting: Setting) -> Both:
    words = setting.page().words

    def meta(n: int) -> str:
        parts = (words.read_time, words.ago, words.views, words.comments, words.updated)
        return "".join(f"<div>{part.format(n=n)}</div>" for part in parts)

    pages = [replace(setting.page(turn=n), meta=meta(n + 3)) for n in (0, 8)]
    return setting.render(pages[0]), setting.render(pages[1])


def _overlay(setting: Setting) -> Both:
    from tests.pairs_words import WALLS

    title, text, button = WALLS[setting.text.language].consent
    layer = f'<div id="cmp" role="dialog"><h2>{title}</h2><p>{text}</p><button>{button}</button></div>'
    plain, covered = setting.page(), replace(setting.page(turn=1), overlay=layer)
    return (
        (setting.render(covered), setting.render(plain))
        if setting.mode == 2
        else (
            setting.render(plain),
            setting.render(covered),
        )
    )


def _meter(setting: Setting) -> Both:
    words = setting.page().words
    bars = [
        f'<div class="meter-bar"><p>{words.nag[0].format(n=n)}</p><a href="/abo">{words.newsletter[2]}</a></div>'
        for n in (3, 2)
    ]
    old, new = replace(setting.page(), overlay=bars[0]), replace(setting.page(turn=1), overlay=bars[1])
    return setting.render(old), setting.render(new)


def _respelled(setting: Setting, respell: Callable[[str], str]) -> Both:
    copy = setting.text.copy
    other = replace(
        copy,
        headline=respell(copy.headline),
        standfirst=respell(copy.standfirst),
        paragraphs=[respell(text) for text in copy.paragraphs],
    )
    return setting.render(setting.page()), setting.render(setting.page(other, turn=1))


def _quotes(text: str) -> str:
    for curly, straight in (("“", '"'), ("”", '"'), ("„", '"'), ("’", "'")):
        text = text.replace(curly, straight)
    return text


def _spaces(text: str) -> str:
    return text.replace(", ", ",\n   ").replace(" ", "\u00a0", 2)


def _invisible(text: str) -> str:
    return " ".join(
        f"{word[:3]}\u00ad{word[3:]}" if len(word) > 7 and word.isascii() else word for word in text.split(" ")
    )


_FORMS = {
    "hi": {"ज़": "\u095b", "ड़": "\u095c", "क़": "\u0958", "फ़": "\u095e", "ख़": "\u0959"},
    "ur": {"ی": "ي", "ک": "ك", "ہ": "ه"},
    "en": {"’": "'", "—": "–"},
    "de": {"ä": "a\u0308", "ö": "o\u0308", "ü": "u\u0308"},
}
_NATIVE = {"hi": "०१२३४५६७८९", "ur": "۰۱۲۳۴۵۶۷۸۹"}
_STOPS = {"hi": ("।", "|"), "ur": ("۔", ".")}


def _recoded(setting: Setting) -> Both:
    forms = _FORMS[setting.text.language]

    def respell(text: str) -> str:
        for plain, other in forms.items():
            text = text.replace(plain, other)
        return text

    return _respelled(setting, respell)


def _decomposed(setting: Setting) -> Both:
    return _respelled(setting, lambda text: unicodedata.normalize("NFD", text))


def native(language: str, text: str) -> str:
    """The text with the digits of its own script, where it has some."""
    digits = _NATIVE.get(language, "0123456789")
    return text.translate(str.maketrans("0123456789", digits))


def _digits(setting: Setting) -> Both:
    return _respelled(setting, lambda text: native(setting.text.language, text))


def _stops(setting: Setting) -> Both:
    old, new = _STOPS.get(setting.text.language, ("…", "..."))
    return _respelled(setting, lambda text: text.replace(old, new))


def _joiners(setting: Setting) -> Both:
    return _respelled(setting, lambda text: text.replace("ے ", "ے\u200c ").replace("्य", "्\u200dय"))


def _markup(setting: Setting) -> Both:
    """Words in links and emphasis, and entities for letters."""

    def mark(text: str) -> str:
        words = escape(text).split(" ")
        words[1] = f'<a href="/t/{len(words)}">{words[1]}</a>'
        words[4] = f"<em>{words[4]}</em>"
        coded = " ".join(words).replace("ä", "&auml;").replace("“", "&ldquo;")
        return f"<span>{coded}</span>"

    copy = setting.text.copy
    other = replace(setting.page(replace(copy, paragraphs=[mark(text) for text in copy.paragraphs]), turn=1))
    return setting.render(setting.page()), setting.render(replace(other, is_script_typed=True))


def _served(shape: Shape) -> Callable[[Setting], Both]:
    def pair(setting: Setting) -> Both:
        pages = setting.render(setting.page()), shape(setting.page(turn=1))
        return (pages[1], pages[0]) if setting.mode == 2 else pages

    return pair


def _machine_titles(setting: Setting) -> Both:
    """Another title for machines above the heading that readers see."""
    tested = {0: "open_graph_title", 1: "json_title", 2: "open_graph_title"}[setting.mode]
    copy = replace(setting.text.copy, **{tested: setting.text.new_headline})
    return setting.render(setting.page()), setting.render(setting.page(copy, turn=1))


def _lists(setting: Setting) -> Both:
    """Another list of related stories among the paragraphs, in both fetches another one."""
    boxes = [Insert(markup=f'<ul class="more">{links(setting.page(turn=n), 4)}</ul>') for n in (0, 2)]
    return _around(setting, MIDDLE, boxes[0], boxes[1])


def _next_story(setting: Setting) -> Both:
    """The next story below this one, in its own paragraphs, another one at each fetch."""
    texts, words = other_text(setting.text).copy.paragraphs, setting.page().words

    def following(turn: int) -> list[Insert]:
        heading = Insert(markup=f'<h2><a href="/n{turn}">{words.titles[turn]}</a></h2>')
        return [heading, *(Insert(markup=escape(text), as_paragraph=True) for text in texts[turn : turn + 4])]

    old = replace(setting.page(), between={END: following(0)} if setting.mode else {})
    new = replace(setting.page(turn=1), between={END: following(4)} if setting.mode < 2 else {})
    return setting.render(old), setting.render(new)


def _dressed_byline(setting: Setting) -> Both:
    """The name in capitals, or with the author's office before or behind it."""
    copy, office = setting.text.copy, setting.page().words.office
    dresses = (copy.author.upper(), f"{copy.author} ({office})", f"{office} {copy.author}")
    dressed = replace(copy, author=dresses[setting.mode])
    return setting.render(setting.page()), setting.render(setting.page(dressed, turn=1))


def _tail_link(setting: Setting) -> Both:
    """A link to another story at the end of a paragraph."""
    copy, words = setting.text.copy, setting.page().words
    texts = [escape(text) for text in copy.paragraphs]
    texts[4] = f'{texts[4]} {words.also_read} <a href="/x/7">{words.titles[6]}</a>'
    new = replace(setting.page(replace(copy, paragraphs=texts), turn=1), is_script_typed=True)
    return setting.render(setting.page()), setting.render(new)


_PAGES: Mapping[str, Callable[[Setting], Both]] = {
    "two_fetches": _two_fetches,
    "counters": _counters,
    "consent_layer": _overlay,
    "meter_bar": _meter,
    "quotes": lambda setting: _respelled(setting, _quotes),
    "spaces": lambda setting: _respelled(setting, _spaces),
    "soft_hyphens": lambda setting: _respelled(setting, _invisible),
    "letter_forms": _recoded,
    "decomposed": _decomposed,
    "native_digits": _digits,
    "full_stops": _stops,
    "joiners": _joiners,
    "inline_markup": _markup,
    "mobile_page": _served(mobile),
    "amp_page": _served(accelerated),
    "print_page": _served(reprinted),
    "machine_titles": _machine_titles,
    "link_list": _lists,
    "next_story": _next_story,
    "dressed_byline": _dressed_byline,
    "tail_link": _tail_link,
}
_BELOW = ("author_box", "newsletter", "nag", "teaser", "poll")


def noise_classes() -> Iterator[tuple[str, Callable[[Setting], Both]]]:
    """Each class by name, with what makes a pair of it."""
    for name in _LINES:
        yield f"line_{name}", _bound(line_pair, name)
    for name in _BOXES:
        yield f"box_{name}", _bound(box_pair, name)
    for name in _BELOW:
        yield f"below_{name}", _bound(below_pair, name)
    yield from _PAGES.items()


def _bound(make: Callable[[Setting, str], Both], name: str) -> Callable[[Setting], Both]:
    return lambda setting: make(setting, name)


def shapes_of(names: Sequence[str], number: int) -> Sequence[str]:
    """Three of the shapes, others for each number."""
    return [names[(number * 3 + step) % len(names)] for step in (0, 3, 6)]
