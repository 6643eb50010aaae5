"""What the web gave, as values: entries of a channel, pages, stories, readings. No behaviour beyond derived fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scrapers.sources import ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a channel.

    `url` is absolute, as listed; times are aware UTC; `summary` is plain text of at most 1,000 characters.
    """

    url: str
    title: str | None = None
    summary: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one channel's bytes list.

    `parts` are further sitemaps that a sitemap index names and that are recent enough to be followed; `problem` says
    in words what was wrong with the bytes where they could be read only in part or not at all.
    """

    kind: ChannelKind
    entries: Sequence[Entry] = ()
    parts: Sequence[str] = ()
    title: str | None = None
    language: str | None = None
    is_comments: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An HTTP response that should be an article, with its body decoded from transfer and content encodings.

    `url` is what was asked for, `final_url` where the redirects ended. `request_headers` and `headers` are as sent and
    received, in order, for the capture. `fetched_at` is aware UTC, `body_sha256` the body's digest in hexadecimal.
    """

    url: str
    final_url: str
    status: int
    body: bytes
    headers: Sequence[tuple[str, str]]
    request_headers: Sequence[tuple[str, str]] = ()
    fetched_at: datetime
    body_sha256: str

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """The three titles that a page gives, site names stripped, so that like is compared with like."""

    json_ld: str | None = None
    open_graph: str | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What an article says.

    Text is NFC without U+200B, U+FEFF and soft hyphens (ZWJ and ZWNJ are kept). `body` holds paragraphs separated by
    one blank line, without headline, standfirst, captions and comments. Times are aware UTC. `language` is a BCP 47
    tag, lower case, or None. `extractor` names the extractor and its version.
    """

    headline: str
    standfirst: str = ""
    byline: Sequence[str] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    body: str = ""
    extractor: str = ""

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs in order."""
        return self.body.split("\n\n") if self.body else []

    @property
    def word_count(self) -> int:
        """Words of the body; characters of scripts written without spaces count one each."""
        return len(_WORD.findall(self.body))


_UNSPACED = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[^\W{_UNSPACED}][^\s{_UNSPACED}]*|[{_UNSPACED}]")


class Wrapper(StrEnum):
    """The page's landmark that a block stands in; `BODY` where there is none."""

    BODY = "body"
    ARTICLE = "article"
    ASIDE = "aside"
    NAV = "nav"
    HEADER = "header"
    FOOTER = "footer"
    COMMENTS = "comments"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of text of a page, in document order: what a reader would call a paragraph, heading, list line or cell.

    `text` has its spaces collapsed and is cleaned like a story's text. `place` is the path of tags and classes from
    `body` down, such as ``main/article.story/div.body/p``. `link_chars` counts the characters of `text` inside links;
    `lone_link` says that the block ends in a link without punctuation after it. `wrapper` is the nearest landmark;
    `has_controls` that its own wrapper (the nearest ancestor that holds no other story block) has a link, button, form
    or image. `story` marks the blocks that the extractor took into the story's body.
    """

    text: str
    tag: str
    place: str
    link_chars: int = 0
    lone_link: bool = False
    wrapper: Wrapper = Wrapper.BODY
    has_controls: bool = False
    story: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that comparing needs of a page: the story, the titles, the witnesses and the page's blocks.

    `canonical_url` is rel=canonical or og:url where it is on the page's own site, else None. `article_body` is the
    publisher's JSON-LD articleBody, a witness and never the text. `paywalled` is JSON-LD isAccessibleForFree turned
    round, None where the page does not say. `text_chars` counts all visible text. `encoding` is the one used.
    `page_title` is the document's title as it stands; `script_count` counts scripts outside of the head;
    `declared_type` is og:type in lower case; `is_complete` says that the markup was closed or never had to be.
    """

    story: Story
    titles: Titles = Titles()
    canonical_url: str | None = None
    amp_url: str | None = None
    article_body: str | None = None
    paywalled: bool | None = None
    has_article_data: bool = False
    text_chars: int = 0
    encoding: str = "utf-8"
    page_title: str | None = None
    declared_type: str | None = None
    script_count: int = 0
    has_password_field: bool = False
    is_complete: bool = True
    blocks: Sequence[Block] = ()


class SuspectReason(StrEnum):
    """Why a page must not be taken for the story."""

    PAYWALL = "paywall_stub"
    CONSENT = "consent_wall"
    CHALLENGE = "bot_challenge"
    SOFT_404 = "soft_404"
    HOME_PAGE = "home_page"
    SCRIPT_SHELL = "script_shell"
    TRUNCATED = "truncated"
    EMPTY = "empty_body"
    ERROR_PAGE = "error_page"
    LOGIN = "login"
    REGIONAL = "regional_block"
    OTHER_ARTICLE = "other_article"
    NO_ARTICLE = "no_article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A suspect page's reason and the independent signs that gave it, in words."""

    reason: SuspectReason
    signs: Sequence[str]
