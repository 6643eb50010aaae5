"""Pages that are no story: walls, stubs and error pages, answered with the status that publishers give them."""

import html
from enum import StrEnum

from monitor.demo.chrome import Skeleton, Slot, mark
from monitor.demo.mastheads import Masthead
from monitor.demo.phrases import PHRASES
from monitor.demo.shapes import Sheet, article_page, frame
from monitor.demo.stories import Copy


class Wall(StrEnum):
    """What may stand in front of a story. All answer 200 but the challenge (403)."""

    CONSENT = "consent"
    PAYWALL = "paywall"
    SOFT_404 = "soft 404"
    CHALLENGE = "challenge"
    SHELL = "script shell"

    @property
    def status(self) -> int:
        """The status that the page comes with."""
        return 403 if self is Wall.CHALLENGE else 200


def wall_page(wall: Wall, sheet: Sheet) -> Skeleton:
    """The page that a reader gets instead of the story."""
    if wall is Wall.PAYWALL:
        return _paywall(sheet)
    phrases = PHRASES[sheet.masthead.language]
    if wall is Wall.CONSENT:
        title, words, button = phrases.consent
        return _notice(sheet.masthead, title, words, extra=f'<form method="post"><button>{button}</button></form>')
    if wall is Wall.CHALLENGE:
        title, words = phrases.challenge
        return _notice(
            sheet.masthead, title, words, extra=f'<div id="cf-challenge" data-ray="{mark(Slot.NONCE)}"></div>'
        )
    if wall is Wall.SHELL:
        shell = (
            f'<noscript>{phrases.needs_script}</noscript><div id="root"></div><script src="/static/app.js"></script>'
        )
        page = f"<!doctype html><html><head><title>{sheet.masthead.name}</title></head><body>{shell}</body></html>"
        return Skeleton(page, encoding=sheet.masthead.encoding)
    return missing_page(sheet.masthead)


def missing_page(masthead: Masthead) -> Skeleton:
    """What an outlet shows where there is no page, with whatever status it comes."""
    title, words = PHRASES[masthead.language].missing
    return _notice(masthead, title, words, extra=mark(Slot.POPULAR))


def plain_page(masthead: Masthead) -> Skeleton:
    """A page of the outlet that is no article: about, topic, search."""
    phrases = PHRASES[masthead.language]
    return _notice(masthead, phrases.about, f"{masthead.name}. {phrases.rights}", extra=mark(Slot.RELATED))


def _notice(masthead: Masthead, title: str, words: str, *, extra: str = "") -> Skeleton:
    head = f"<title>{html.escape(title)} | {html.escape(masthead.name)}</title>"
    body = f'<main class="notice"><h1>{html.escape(title)}</h1><p>{html.escape(words)}</p>{extra}</main>'
    return Skeleton(frame(masthead, head=head, body=body), encoding=masthead.encoding)


def _paywall(sheet: Sheet) -> Skeleton:
    """The story's beginning and a box: a page in the outlet's own shape whose rest is for subscribers."""
    title, words = PHRASES[sheet.masthead.language].paywall
    stub = Copy(
        headline=sheet.copy.headline,
        standfirst=sheet.copy.standfirst,
        byline=sheet.copy.byline,
        paragraphs=(sheet.copy.paragraphs[0], f"{title}. {words}"),
        section=sheet.copy.section,
    )
    return article_page(
        Sheet(
            masthead=sheet.masthead,
            copy=stub,
            home=sheet.home,
            url=sheet.url,
            published_at=sheet.published_at,
            modified_at=sheet.modified_at,
            amp_url=sheet.amp_url,
            is_free=False,
        )
    )
