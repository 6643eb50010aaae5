"""Pages that must not be taken for a story, judged on the page alone: the first sight of an address.

No phrase condemns a page, since stories are written about paywalls, bots and cookies. A reason needs signs of several
kinds that agree: the status, how little story there is, words where a wall has them, the page's structure, its data,
its addresses.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scrapers.items import Block, Reading, SuspectReason, Suspicion, Wrapper
from scrapers.suspect_words import (
    CHALLENGE,
    CONSENT,
    ERROR,
    LOGIN,
    NOT_FOUND,
    PAYWALL,
    REGIONAL,
    SCRIPT,
)
from scrapers.urls import is_front_page, url_key

SHORT_STORY = 700
"""Characters under which a body may be a wall's own text; a character of a script without spaces counts for two and a
half. Of 267 real stories four are shorter, and none of these has a second sign."""

LITTLE = 400
"""Characters under which a text is no story where other signs agree."""

STUB = 1_600
"""Characters up to which a body may be the opening of a story behind a paywall."""

MAX_OFFER = 400
"""Characters of a block that offers a subscription."""

FEW_BLOCKS = 30
"""Walls stand alone; the page around a story has over a hundred blocks (one real page in twenty has fewer than 40)."""

MANY_TITLES = 20
"""Blocks that are one link with a title's length: a front or section page is made of them."""

WHOLE_TITLE = 0.5
"""Share of a heading that says "not found" so that it says nothing else; a story's headline tells of somebody."""

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CUT = re.compile(r"(?:…|\.\.\.|\[\+\d+ chars\])\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What the rules ask of a page, computed once. `words` is all the text of blocks outside of navigation."""

    reading: Reading
    url: str
    final_url: str
    status: int
    story_chars: int
    paragraphs: int
    titles: str
    shown: Sequence[Block]
    words: str

    @property
    def is_short(self) -> bool:
        return self.story_chars < SHORT_STORY

    @property
    def may_be_wall(self) -> bool:
        """Whether it has neither a story's length nor its data; asked before words are looked for, which takes long."""
        return self.is_short and not self.reading.has_article_data

    @property
    def stands_alone(self) -> bool:
        return len(self.reading.blocks) <= FEW_BLOCKS

    @property
    def has_form(self) -> bool:
        return any(block.tag in ("button", "form", "label") for block in self.reading.blocks)


def suspicion(reading: Reading, *, url: str, final_url: str, status: int) -> Suspicion | None:
    """Why the page is no story, or None. `url` was asked for, `final_url` is where the redirects ended."""
    page = _look(reading, url=url, final_url=final_url, status=status)
    for reason, rule in _RULES:
        signs = rule(page)
        if signs:
            return Suspicion(reason=reason, signs=tuple(signs))
    return None


def _look(reading: Reading, *, url: str, final_url: str, status: int) -> _Page:
    shown = [block for block in reading.blocks if block.wrapper not in (Wrapper.NAV, Wrapper.FOOTER)]
    paragraphs = [text for text in reading.story.paragraphs if len(text) >= 40]
    titles = (reading.page_title, reading.titles.open_graph, reading.titles.heading, *_headings(shown))
    body = reading.story.body
    return _Page(
        reading=reading,
        url=url,
        final_url=final_url,
        status=status,
        story_chars=len(body) + int(1.5 * len(_WIDE.findall(body[: STUB * 2]))),
        paragraphs=len(paragraphs),
        titles="\n".join(title for title in titles if title),
        shown=shown,
        words="\n".join(block.text for block in shown),
    )


def _headings(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks if block.tag in ("h1", "h2")][:3]


def _agree(least: int, *signs: tuple[bool, str]) -> list[str]:
    """The signs that hold, if they are at least so many; else none."""
    found = [text for holds, text in signs if holds]
    return found if len(found) >= least else []


def _base(page: _Page) -> list[tuple[bool, str]]:
    """The signs that every wall shows: little story, no data of an article, little else on the page."""
    return [
        (page.is_short, f"only {page.story_chars} characters of story"),
        (not page.reading.has_article_data, "no data of an article"),
        (page.stands_alone, f"only {len(page.reading.blocks)} blocks"),
    ]


def _challenge(page: _Page) -> list[str]:
    if not page.may_be_wall:
        return []
    hits = _hits(CHALLENGE, page.titles, page.words)
    if not hits:
        return []
    status = (page.status in (401, 403, 429, 503), f"status {page.status}")
    return _agree(3, (True, f"asks for a check of the browser: {hits[0]}"), status, *_base(page))


def _regional(page: _Page) -> list[str]:
    if not page.may_be_wall:
        return []
    hits = _hits(REGIONAL, page.titles, page.words)
    status = (page.status == 451, "status 451")
    if not (hits or page.status == 451):
        return []
    return _agree(3, (bool(hits), f"speaks of regions: {hits[:1]}"), status, *_base(page))


def _consent(page: _Page) -> list[str]:
    if page.reading.has_article_data or page.story_chars >= 2 * STUB:
        return []
    hits = _hits(CONSENT, page.titles, page.words)
    about = sum(len(block.text) for block in page.shown if _hits(CONSENT, "", block.text))
    share = about / max(1, page.reading.text_chars)
    if not hits:
        return []
    return _agree(
        4,
        (len(hits) >= 2, f"asks for consent: {', '.join(hits[:3])}"),
        (share >= 0.4, f"{share:.0%} of its text is about consent"),
        (page.has_form, "has buttons"),
        *_base(page),
    )


def _login(page: _Page) -> list[str]:
    hits = _hits(LOGIN, page.titles, "")
    if not page.is_short or page.reading.has_article_data:
        return []
    field = (page.reading.has_password_field, "asks for a password")
    return _agree(4, (bool(hits), f"its title asks to log in: {hits[:1]}"), field, *_base(page))


def _error(page: _Page) -> list[str]:
    if page.status >= 400 and page.status not in (402, 404, 410, 451):
        return [f"status {page.status}"]
    if not page.may_be_wall:
        return []
    hits = _hits(ERROR, page.titles, page.words if page.stands_alone else "")
    if not hits:
        return []
    return _agree(3, (True, f"reports an error: {hits[0]}"), *_base(page))


def _soft_404(page: _Page) -> list[str]:
    if page.status in (404, 410):
        return [f"status {page.status}"]
    heading = _whole_title(NOT_FOUND, page)
    if heading and not page.reading.has_article_data:
        return [f"is headed: {heading}", "no data of an article"]
    if not page.may_be_wall:
        return []
    hits = _hits(NOT_FOUND, page.titles, page.words if page.stands_alone or page.paragraphs <= 2 else "")
    canonical = page.reading.canonical_url
    if not hits:
        return []
    return _agree(
        3,
        (True, f"says that there is no such page: {hits[0]}"),
        (canonical is not None and is_front_page(canonical), "names the front page as its address"),
        *_base(page),
    )


def _whole_title(pattern: re.Pattern[str], page: _Page) -> str:
    """The page's first heading where a vocabulary's phrase is most of it: what stands below are other stories."""
    heading = next((block.text for block in page.shown if block.tag in ("h1", "h2")), "")
    found = pattern.search(heading)
    return heading if found and len(found[0]) >= WHOLE_TITLE * len(heading) else ""


def _home_page(page: _Page) -> list[str]:
    reading = page.reading
    titles = sum(block.link_chars >= 0.9 * len(block.text) and len(block.text) >= 25 for block in page.shown)
    moved = url_key(page.final_url) != url_key(page.url)
    to_front = is_front_page(page.final_url) and moved and not is_front_page(page.url)
    canonical = reading.canonical_url is not None and is_front_page(reading.canonical_url)
    return _agree(
        3,
        (to_front, f"the fetch ended at the front page {page.final_url}"),
        (canonical and not is_front_page(page.url), "names the front page as its address"),
        (titles >= MANY_TITLES and page.story_chars < STUB, f"{titles} titles that are links"),
        (reading.declared_type in ("website", "object"), "calls itself a website"),
        (page.is_short and not reading.has_article_data, "no story and no data of an article"),
    ) or ([f"the fetch ended at the front page {page.final_url}"] if to_front and page.is_short else [])


def _paywall(page: _Page) -> list[str]:
    reading = page.reading
    if page.status == 402:
        return ["status 402"]
    if page.story_chars >= 4 * STUB and not reading.paywalled:
        return []
    box, before, after = _offer(page.shown)
    if not (box or reading.paywalled) or (box and after >= STUB) or (not box and page.story_chars >= STUB):
        return []
    chars = before if box else page.story_chars
    withheld = len(reading.article_body or "") > 2 * max(1, chars)
    if chars >= STUB and not withheld:
        return []
    last = next((block.text for block in reversed(page.shown) if block.story), "")
    return _agree(
        3,
        (bool(box), f"offers to read on: {box[:1]}"),
        (len(box) > 1, f"offers it more than once: {box[1:3]}"),
        (reading.paywalled is True, "says that it is not free"),
        (chars < STUB, f"only {chars} characters of story before that"),
        (chars < STUB and bool(_CUT.search(last)), "its text breaks off"),
        (withheld, "its data holds more text than it shows"),
    )


def _offer(blocks: Sequence[Block]) -> tuple[list[str], int, int]:
    """The phrases of the first block below some story that offers to read on; the story's length before and after.

    An offer above the story stands in a header and walls nothing; one among its paragraphs is
    quoted by the story, unless it begins the block.
    """
    paragraphs = Counter(block.place for block in blocks if block.story)
    before, box = 0, -1
    for index, block in enumerate(blocks):
        is_quoted = paragraphs[block.place] - block.story >= 2 and not PAYWALL.match(block.text)
        if before and not is_quoted and len(block.text) <= MAX_OFFER and PAYWALL.search(block.text):
            box = index
            break
        before += len(block.text) if block.story else 0
    if box < 0:
        return [], before, 0
    near = "\n".join(block.text for block in blocks[box : box + 4] if len(block.text) <= MAX_OFFER)
    after = sum(len(block.text) for block in blocks[box + 1 :] if block.story and not _hits(PAYWALL, "", block.text))
    return _hits(PAYWALL, "", near), before, after


def _script_shell(page: _Page) -> list[str]:
    reading = page.reading
    if reading.text_chars >= 400 or page.story_chars >= 200:
        return []
    asks = _hits(SCRIPT, page.titles, page.words)
    return _agree(
        3,
        (True, f"only {reading.text_chars} characters to be seen"),
        (bool(asks), f"asks for scripts: {asks[:1]}"),
        (reading.script_count > 0, f"{reading.script_count} scripts in its body"),
        (page.paragraphs == 0, "no paragraph"),
    )


def _empty(page: _Page) -> list[str]:
    return ["no text to be seen"] if page.reading.text_chars < 20 else []


def _truncated(page: _Page) -> list[str]:
    reading = page.reading
    whole = len(reading.article_body or "")
    last = reading.blocks[-1].text if reading.blocks else ""
    return _agree(
        3,
        (not reading.is_complete, "its markup is not closed"),
        (bool(reading.blocks) and reading.blocks[-1].story, "it ends within the story"),
        (last[-1:].isalnum() or last[-1:] in ",-–", "its last words are cut"),
        (whole > 1.5 * max(1, len(reading.story.body)), "its data holds more text than it shows"),
    )


def _no_article(page: _Page) -> list[str]:
    reading = page.reading
    if page.story_chars >= LITTLE or page.paragraphs > 3:
        return []
    return _agree(
        3,
        (True, f"only {page.story_chars} characters of story"),
        (not reading.has_article_data, "no data of an article"),
        (reading.titles.heading is None, "no heading like its title"),
        (page.paragraphs < 2, f"{page.paragraphs} paragraphs"),
        (page.story_chars < 80, "hardly a sentence"),
    )


def _hits(pattern: re.Pattern[str], titles: str, words: str) -> list[str]:
    """What of a vocabulary stands in the titles and words, each phrase once, titles first."""
    found = [match.group(0).strip() for text in (titles, words) for match in pattern.finditer(text)]
    return list(dict.fromkeys(phrase.casefold() for phrase in found))


# The order decides where a page shows signs of several: what names itself first, what is merely thin last.
_RULES: tuple[tuple[SuspectReason, Callable[[_Page], list[str]]], ...] = (
    (SuspectReason.CHALLENGE, _challenge),
    (SuspectReason.REGIONAL, _regional),
    (SuspectReason.SOFT_404, _soft_404),
    (SuspectReason.CONSENT, _consent),
    (SuspectReason.LOGIN, _login),
    (SuspectReason.ERROR_PAGE, _error),
    (SuspectReason.HOME_PAGE, _home_page),
    (SuspectReason.PAYWALL, _paywall),
    (SuspectReason.TRUNCATED, _truncated),
    (SuspectReason.SCRIPT_SHELL, _script_shell),
    (SuspectReason.EMPTY, _empty),
    (SuspectReason.NO_ARTICLE, _no_article),
)
