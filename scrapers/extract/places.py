"""Names for where a block stands: its place (a path of tags and classes) and the landmark around it."""

import re
from functools import lru_cache

from scrapers.items import Wrapper

MAX_PLACE_DEPTH = 30
"""Deeper elements share the place of their ancestor at this depth, so that hostile nesting costs linear time."""

_MAX_CLASSES = 4
# Module and styled-components builds append a digest: `Article_body__3xYz1`, `Body-sc-1ab2c`, `css-17x4n`.
_DIGEST_SUFFIX = re.compile(r"^(.{3,}?)(?:__|--?sc-|_)(?=[A-Za-z0-9+-]*(?:\d|[a-z][A-Z]))[A-Za-z0-9+-]{4,}$")
_GENERATED = re.compile(
    r"^(?:css|sc|jsx|svelte|emotion|astro|data-v|tdi|uid|id|js|is|has|ng|ls|no|wp-image|post|postid|node|item|ad)[-_]"
    r"|\d{3}|^[a-z]?\d+$|^_|^[A-Za-z]{1,2}$|^(?=[a-z]*\d)[a-z\d]{5,}$|[a-z][A-Z][a-z]?[A-Z]"
)
# An id of words: `main-text`, `storyBody`; not `sTKBdc` or `post-1234`.
_WORDY_ID = re.compile(r"^(?:[a-z]{2,}|[A-Z][a-z]{2,})(?:[-_]?[a-z]{2,}|[-_]?[A-Z][a-z]{2,})*$")
_STATE_WORDS = """
    active open opened closed visible hidden show shown hide loaded loading lazyload lazyloaded lazyloading
    inview collapsed expanded selected current first last even odd sticky fixed animated focus hover ready clearfix"""
_STATES = frozenset(_STATE_WORDS.split())

_TAG_WRAPPERS = {
    "nav": Wrapper.NAV,
    "header": Wrapper.HEADER,
    "footer": Wrapper.FOOTER,
    "aside": Wrapper.ASIDE,
    "figure": Wrapper.FIGURE,
    "figcaption": Wrapper.FIGURE,
    "article": Wrapper.ARTICLE,
    "dialog": Wrapper.ASIDE,
    "form": Wrapper.ASIDE,
}
_ROLE_WRAPPERS = {
    "navigation": Wrapper.NAV,
    "menu": Wrapper.NAV,
    "banner": Wrapper.HEADER,
    "contentinfo": Wrapper.FOOTER,
    "complementary": Wrapper.ASIDE,
    "dialog": Wrapper.ASIDE,
    "alertdialog": Wrapper.ASIDE,
    "figure": Wrapper.FIGURE,
    "article": Wrapper.ARTICLE,
}


_COMMENT_WORDS = "comment comments commentlist disqus respond replies discussion"
_NAV_WORDS = "nav navbar navigation menu breadcrumb breadcrumbs pagination pager"
_FOOTER_WORDS = "footer colophon"
_FIGURE_WORDS = "caption figcaption gallery slideshow carousel imgcaption"
_ASIDE_WORDS = """sidebar related recommended recommendation recommendations recirc recirculation readmore alsoread
    outbrain taboola newsletter newsletters signup subscribe subscription promo promotion promobox
    teaser teasers mostread trending popular ticker sponsor sponsored advert advertisement advertising
    ad ads adslot adunit adsbygoogle gpt dfp mpu
    banner cookie cookies consent gdpr social share sharing sharebar toolbar widget widgets"""


_CLASS_WRAPPERS = (
    (Wrapper.COMMENTS, frozenset(_COMMENT_WORDS.split())),
    (Wrapper.NAV, frozenset(_NAV_WORDS.split())),
    (Wrapper.FOOTER, frozenset(_FOOTER_WORDS.split())),
    (Wrapper.FIGURE, frozenset(_FIGURE_WORDS.split())),
    (Wrapper.ASIDE, frozenset(_ASIDE_WORDS.split())),
)
_ANY_TELLING = frozenset(word for _, words in _CLASS_WRAPPERS for word in words)
# The parts of a class or id: they end at hyphens, underscores and capitals.
_PART = re.compile(r"[A-Z]?[a-z0-9]+")
_NEGATED = re.compile(r"(?:^|\s)(?:has|with|no|without|js|is|wp|elementor)[-_]\S*")


@lru_cache(maxsize=8192)
def component(tag: str, classes: str | None, identifier: str | None) -> str:
    """One step of a place, such as ``div.story.text``, without classes that look generated or change while one reads.

    An element without lasting classes is named by its id, if that has no digits.
    """
    if classes:
        kept = sorted({name for token in classes.split()[:40] if (name := _lasting(token))})[:_MAX_CLASSES]
        if kept:
            return ".".join((tag, *kept))
    if identifier and len(identifier) <= 40 and _WORDY_ID.match(identifier):
        return f"{tag}#{identifier}"
    return tag


@lru_cache(maxsize=8192)
def _lasting(token: str) -> str | None:
    if len(token) > 60 or token.lower() in _STATES:
        return None
    match = _DIGEST_SUFFIX.match(token)
    name = match.group(1) if match else token
    return None if _GENERATED.search(name) else name.replace("/", "-").replace(".", "-")


def _parts(names: str) -> list[str]:
    return [part.lower() for part in _PART.findall(names)]


@lru_cache(maxsize=8192)
def landmark(tag: str, role: str | None, classes: str | None, identifier: str | None) -> tuple[Wrapper, bool] | None:
    """The landmark that an element opens, and whether only its class or id says so."""
    if tag in ("body", "html", "main"):
        return None
    wrapper = _ROLE_WRAPPERS.get(role or "") or _TAG_WRAPPERS.get(tag)
    names = f"{classes or ''} {identifier or ''}"[:400]
    if wrapper in (None, Wrapper.ARTICLE) and not _ANY_TELLING.isdisjoint(_parts(names)):
        parts = _parts(_NEGATED.sub(" ", names))
        for kind, telling in _CLASS_WRAPPERS:
            if not telling.isdisjoint(parts):
                return kind, True
    return (wrapper, False) if wrapper else None
