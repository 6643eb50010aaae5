"""Pairs in which the address no longer shows the story: walls, errors, other pages, halves of the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.pairs_noise import Setting
from tests.pairs_pages import SHAPES, Insert, escape, frame, links
from tests.pairs_texts import TEXTS, other_text
from tests.pairs_words import OFFERS, WALLS, Walls


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A page in the story's place, and what is to be said of it."""

    html: str
    reasons: frozenset[str]
    status: int = 200
    at_front: bool = False
    statuses: frozenset[str] = frozenset(["suspect"])


def _walls(setting: Setting) -> Walls:
    return WALLS[setting.text.language]


def _offer(setting: Setting) -> str:
    title, text, button = _walls(setting).paywall
    price = setting.page().words.nag[1]
    return f'<div class="gate"><h3>{title}</h3><p>{text}</p><a href="/login">{button}</a><p>{price}</p></div>'


def _teasers(setting: Setting, count: int = 5) -> str:
    """Other stories, each with a picture, a title that is a link and a summary of a sentence or two."""
    words, texts = setting.page().words, other_text(setting.text).copy.paragraphs
    cards = "".join(
        f'<div class="card"><a href="/c{n}"><img src="/c{n}.jpg"><h3>{words.titles[n]}</h3></a><p>{texts[n]}</p></div>'
        for n in range(count)
    )
    return f'<section class="more-stories"><h2>{words.related}</h2>{cards}</section>'


def _stub(
    setting: Setting,
    *,
    below: str = "",
    data: Mapping[str, object] | None = None,
    cut: bool = False,
    offer: str = "",
) -> Wall:
    texts = list(setting.text.copy.paragraphs[:2])
    if cut:
        texts[1] = f"{texts[1][: len(texts[1]) // 2].rsplit(' ', 1)[0]} …"
    copy = replace(setting.text.copy, paragraphs=texts)
    page = replace(
        setting.page(copy, turn=1), between={1: [Insert(markup=offer or _offer(setting))]}, below=below, data=data or {}
    )
    return Wall(html=setting.render(page), reasons=frozenset(["paywall_stub"]))


def _worded(setting: Setting) -> Wall:
    """A stub with another publisher's words."""
    number = 3 * TEXTS.index(setting.text) + tuple(SHAPES).index(setting.shape)
    title, text, button = OFFERS[number % len(OFFERS)]
    box = f'<div class="box"><h4>{title}</h4><p>{text}</p><button>{button}</button></div>'
    return _stub(setting, offer=box)


def _alone(setting: Setting, main: str, *, bare: bool, title: str) -> str:
    """A page of the site with its menu, or without anything around."""
    if bare:
        language = setting.text.language
        return f'<html lang="{language}"><head><title>{title}</title></head><body>{main}</body></html>'
    return frame(setting.page(turn=1), head="", main=main).replace(
        f"<title>{setting.text.copy.headline} |", f"<title>{title} |"
    )


def _notice(
    setting: Setting, title: str, text: str, *, reasons: Sequence[str], extra: str = "", bare: bool = False
) -> Wall:
    main = f"<div class=notice><h1>{title}</h1><p>{text}</p>{extra}</div>"
    return Wall(html=_alone(setting, main, bare=bare, title=title), reasons=frozenset(reasons))


def _consent(setting: Setting) -> Wall:
    title, text, button = _walls(setting).consent
    buttons = f"<button>{button}</button><button>{setting.page().words.share}</button>"
    return _notice(setting, title, text, extra=buttons, reasons=["consent_wall"], bare=setting.mode != 1)


def _challenge(setting: Setting) -> Wall:
    title, text = _walls(setting).challenge
    wall = _notice(setting, title, text, reasons=["bot_challenge"], bare=True)
    return replace(wall, status=(200, 403, 503)[setting.mode], reasons=wall.reasons | {"error_page"})


def _missing(setting: Setting) -> Wall:
    return _notice(setting, *_walls(setting).missing, reasons=["soft_404"], bare=setting.mode == 2)


def _missing_with_stories(setting: Setting) -> Wall:
    extra = _teasers(setting) if setting.mode else f"<ul>{links(setting.page(), 8)}</ul>"
    return _notice(setting, *_walls(setting).missing, extra=extra, reasons=["soft_404"])


def _error(setting: Setting) -> Wall:
    return _notice(setting, *_walls(setting).error, reasons=["error_page"], bare=setting.mode != 1)


def _login(setting: Setting) -> Wall:
    title, text = _walls(setting).login
    form = f'<form><input name="mail"><input type="password" name="word"><button>{title}</button></form>'
    return _notice(setting, title, text, extra=form, reasons=["login", "paywall_stub"], bare=setting.mode == 2)


def _regional(setting: Setting) -> Wall:
    wall = _notice(setting, *_walls(setting).regional, reasons=["regional_block"], bare=setting.mode != 1)
    return replace(wall, status=451 if setting.mode == 2 else 200, reasons=wall.reasons | {"error_page"})


def _shell(setting: Setting) -> Wall:
    script = _walls(setting).script
    line = f"<p>{script}</p>" if setting.mode else ""
    main = f'<div id="root"></div><noscript>{script}</noscript>{line}<script src="/a.js"></script>'
    page = _alone(setting, main, bare=True, title="Quay Press")
    return Wall(html=page, reasons=frozenset(["script_shell", "empty_body", "bot_challenge"]))


def _home(setting: Setting) -> Wall:
    words = setting.page().words
    fronts = "".join(
        f'<article><h2><a href="/f{n}">{words.titles[n % 10]} {n}</a></h2><p>{words.remarks[n % 4]}</p></article>'
        for n in range(24)
    )
    head = '<meta property="og:type" content="website"><link rel="canonical" href="/">'
    page = frame(setting.page(turn=1), head=head, main=f"<main>{fronts}</main>")
    html = page.replace(f"<title>{setting.text.copy.headline} |", "<title>Quay Press |")
    if setting.mode == 2:
        return Wall(html=html, reasons=frozenset(["front_page"]), at_front=True, statuses=frozenset(["removed"]))
    return Wall(html=html, reasons=frozenset(["home_page", "no_article", "other_article"]))


def _other(setting: Setting) -> Wall:
    other = other_text(setting.text)
    address = f"https://{setting.shape}.quay.example/{other.language}/{other.slug}"
    page = replace(setting.page(other.copy, turn=1), url=address, published="2024-11-02T17:30:00+00:00")
    return Wall(html=setting.render(page), reasons=frozenset(["other_article"]))


def _translated(setting: Setting) -> Wall:
    """The address and time of this story, a story in another language: an edition chosen by where the reader is."""
    languages = [text for text in TEXTS if text.language != setting.text.language]
    other = languages[setting.mode]
    page = replace(setting.page(other.copy, turn=1), language=other.language)
    return Wall(html=setting.render(page), reasons=frozenset(["other_article"]))


def _truncated(setting: Setting) -> Wall:
    """The connection was cut within the story."""
    html = setting.render(setting.page(turn=1))
    last = escape(setting.text.copy.paragraphs[2 + setting.mode])
    return Wall(html=html[: html.rfind(last) + len(last) // 2], reasons=frozenset(["truncated"]))


def _late(setting: Setting) -> Wall:
    """The second half of the story arrives by a script; the data holds all of it."""
    copy = setting.text.copy
    half = replace(copy, paragraphs=copy.paragraphs[: 3 + setting.mode])
    whole = {"articleBody": "\n".join(copy.paragraphs)}
    late = replace(setting, shape="components")
    page = replace(
        late.page(half, turn=1), data=whole, below='<div class="skeleton"></div><script src="/rest.js"></script>'
    )
    return Wall(
        html=late.render(page),
        reasons=frozenset(["truncated", "paywall_stub", "script_shell", "same_story"]),
        statuses=frozenset(["suspect", "ok"]),
    )


def _empty(setting: Setting) -> Wall:
    pages = ("", "<html><head></head><body></body></html>", " \n")
    return Wall(html=pages[setting.mode], reasons=frozenset(["empty_body", "no_article"]))


def _status(setting: Setting) -> Wall:
    status = (404, 410, 503)[setting.mode]
    title, text = _walls(setting).missing if status < 500 else _walls(setting).error
    html = _alone(setting, f"<h1>{title}</h1><p>{text}</p>", bare=False, title=title)
    if status < 500:
        reasons = frozenset([f"status_{status}"])
        return Wall(html=html, reasons=reasons, status=status, statuses=frozenset(["removed"]))
    return Wall(html=html, reasons=frozenset(["error_page"]), status=status)


NOT_FREE = {"isAccessibleForFree": False}
WALL_CLASSES: Mapping[str, Callable[[Setting], Wall]] = {
    "paywall_stub": _stub,
    "paywall_declared": lambda setting: _stub(setting, data=NOT_FREE, cut=True),
    "paywall_with_stories": lambda setting: _stub(setting, below=_teasers(setting)),
    "paywall_worded": _worded,
    "paywall_cut": lambda setting: _stub(setting, cut=True),
    "consent_page": _consent,
    "challenge": _challenge,
    "soft_404": _missing,
    "soft_404_with_stories": _missing_with_stories,
    "error_page": _error,
    "login": _login,
    "regional": _regional,
    "script_shell": _shell,
    "home_page": _home,
    "other_article": _other,
    "other_language": _translated,
    "truncated": _truncated,
    "late_half": _late,
    "empty": _empty,
    "status": _status,
}
