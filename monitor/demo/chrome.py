"""What stands around a story and moves: advertisements, lists, tickers, counters, relative times, nonces.

Every fragment is rendered once when an outlet opens; a fetch only picks, so that a page costs a join.
"""

import html
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random

from monitor.demo.phrases import PHRASES, Phrases


class Slot(StrEnum):
    """A place of a page that chrome fills."""

    ADVERTISEMENT = "advertisement"
    RELATED = "related"
    POPULAR = "popular"
    TICKER = "ticker"
    COUNTER = "counter"
    AGO = "ago"
    PROMOTION = "promotion"
    ALSO_READ = "also_read"
    REMARKS = "remarks"
    PICTURE = "picture"
    NONCE = "nonce"


# Primes, so that two fetches that share one fragment differ in others; the nonce differs always.
_POOL_SIZES: Mapping[Slot, int] = {
    Slot.ADVERTISEMENT: 29,
    Slot.RELATED: 31,
    Slot.POPULAR: 37,
    Slot.TICKER: 41,
    Slot.COUNTER: 43,
    Slot.AGO: 23,
    Slot.PROMOTION: 19,
    Slot.ALSO_READ: 17,
    Slot.REMARKS: 13,
    Slot.PICTURE: 11,
}
_MARK = re.compile("\x00([a-z_]+)\x00")


def mark(slot: Slot) -> str:
    """What a page's template writes where chrome is to stand; see `Skeleton`."""
    return f"\x00{slot}\x00"


class Skeleton:
    """A page's bytes with the places where chrome goes in."""

    __slots__ = ("_parts",)

    def __init__(self, page: str, *, encoding: str = "utf-8") -> None:
        pieces = _MARK.split(page)
        self._parts: list[bytes | Slot] = [
            Slot(piece) if number % 2 else piece.encode(encoding, "xmlcharrefreplace")
            for number, piece in enumerate(pieces)
        ]

    def filled(self, chrome: "Chrome", turn: int) -> bytes:
        """The page with the chrome of that turn."""
        return b"".join(
            chrome.pick(part, turn + place) if isinstance(part, Slot) else part
            for place, part in enumerate(self._parts)
        )


class Chrome:
    """The moving parts of one outlet's pages: the same for the same seed and turn."""

    def __init__(self, language: str, *, seed: int, encoding: str = "utf-8") -> None:
        random = Random(f"{seed} {language}")  # noqa: S311 (advertisements need no secrecy)
        phrases = PHRASES[language]
        self._pools: dict[Slot, list[bytes]] = {
            slot: [_RENDERERS[slot](random, phrases).encode(encoding, "xmlcharrefreplace") for _ in range(size)]
            for slot, size in _POOL_SIZES.items()
        }

    def pick(self, slot: Slot, turn: int) -> bytes:
        """The fragment that stands in `slot` at that turn."""
        if slot is Slot.NONCE:
            return b"%016x" % (turn * 0x9E3779B97F4A7C15 % 2**64)
        pool = self._pools[slot]
        return pool[turn % len(pool)]


def _advertisement(random: Random, phrases: Phrases) -> str:
    sold = html.escape(random.choice(phrases.advertisements))
    number = random.randrange(10**9)
    return (
        f'<div class="ad-slot" id="ad-{number}" data-google-query-id="{number:x}"><span>{phrases.advertisement}</span>'
        f'<a href="/advertise?campaign={number}"><img src="/static/banner-{number % 97}.gif" alt="{sold}"></a></div>'
    )


def _links(random: Random, titles: Sequence[str], count: int) -> str:
    chosen = random.sample(titles, count)
    return "".join(f'<li><a href="/topic/{random.randrange(10**6)}">{html.escape(title)}</a></li>' for title in chosen)


def _related(random: Random, phrases: Phrases) -> str:
    return f'<aside class="related"><h3>{phrases.related}</h3><ul>{_links(random, phrases.titles, 4)}</ul></aside>'


def _popular(random: Random, phrases: Phrases) -> str:
    return f'<div class="most-read"><h3>{phrases.popular}</h3><ol>{_links(random, phrases.titles, 5)}</ol></div>'


def _ticker(random: Random, phrases: Phrases) -> str:
    points, degrees = random.randrange(78000, 83000), random.randrange(9, 34)
    title = html.escape(random.choice(phrases.titles))
    return (
        f'<div class="ticker"><span>{phrases.market} {points:,}</span> <span>{phrases.weather} {degrees}°C</span> '
        f'<a href="/topic/{random.randrange(10**6)}">{title}</a></div>'
    )


def _counter(random: Random, phrases: Phrases) -> str:
    views, comments = random.randrange(300, 90000), random.randrange(2, 400)
    return (
        f'<div class="share"><span class="views">{views:,} {phrases.views}</span> '
        f'<a href="#comments">{comments} {phrases.comments}</a> <button type="button">{phrases.share}</button></div>'
    )


def _ago(random: Random, phrases: Phrases) -> str:
    return f'<span class="updated">{phrases.ago.format(number=random.randrange(2, 59))}</span>'


def _promotion(random: Random, phrases: Phrases) -> str:
    words = html.escape(random.choice(phrases.promotions))
    return (
        f'<div class="newsletter"><p>{words}</p><form action="/newsletter" method="post"><input type="email" '
        f'name="address"><button>{phrases.subscribe}</button></form></div>'
    )


def _also_read(random: Random, phrases: Phrases) -> str:
    title = html.escape(random.choice(phrases.titles))
    return f'<p><strong>{phrases.also_read}</strong> <a href="/topic/{random.randrange(10**6)}">{title}</a></p>'


def _remarks(random: Random, phrases: Phrases) -> str:
    chosen = random.sample(phrases.remarks, random.randrange(2, len(phrases.remarks)))
    said = "".join(f'<li><p class="comment">{html.escape(remark)}</p></li>' for remark in chosen)
    return f'<section id="comments" class="comments"><h3>{len(chosen)} {phrases.comments}</h3><ol>{said}</ol></section>'


def _picture(random: Random, phrases: Phrases) -> str:
    caption = html.escape(random.choice(phrases.captions))
    return (
        f'<figure><img src="/static/photo-{random.randrange(900)}.jpg" alt="{caption}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


_RENDERERS = {
    Slot.ADVERTISEMENT: _advertisement,
    Slot.RELATED: _related,
    Slot.POPULAR: _popular,
    Slot.TICKER: _ticker,
    Slot.COUNTER: _counter,
    Slot.AGO: _ago,
    Slot.PROMOTION: _promotion,
    Slot.ALSO_READ: _also_read,
    Slot.REMARKS: _remarks,
    Slot.PICTURE: _picture,
}
