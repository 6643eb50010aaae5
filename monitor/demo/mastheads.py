"""What an outlet is: its name, its language, the shape of its pages, and the channels in which it lists its stories."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How an outlet builds its article pages."""

    ARTICLE_DATA = "article data"
    OPEN_GRAPH = "open graph"
    LINE_BREAKS = "line breaks"
    AMP_TWIN = "amp twin"
    ARTICLE_BODY = "article body"
    MICRODATA = "microdata"


class Form(StrEnum):
    """How a channel is written."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON_FEED = "json feed"
    BROKEN_RSS = "broken rss"
    COMMENTS = "comments"
    SITEMAP_INDEX = "sitemap index"
    SECTION = "section"


class Link(StrEnum):
    """Which of a story's addresses a channel gives."""

    PLAIN = "plain"
    TRACKED = "tracked"
    AMP = "amp"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One place where an outlet lists its stories, newest first.

    A sitemap index at `path` has two parts, gzipped: the recent stories, and an old one that nobody need read.
    `content_type` is the wrong type that the server is to claim, None for the right one.
    """

    form: Form
    path: str
    link: Link = Link.PLAIN
    content_type: str | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """An outlet, before it has an address.

    A `dynamic` outlet shows other advertisements, lists and counters at each fetch and answers 200; the others send the
    same bytes with a validator and answer 304. `encoding` is Python's name of the one used, `charset` what the pages
    declare. `disallowed` is the folder that robots.txt forbids.
    """

    id: str
    name: str
    language: str = "en"
    shape: Shape = Shape.ARTICLE_DATA
    channels: Sequence[Channel] = (Channel(form=Form.RSS, path="/feed.xml"),)
    dynamic: bool = False
    encoding: str = "utf-8"
    charset: str = "utf-8"
    crawl_delay: float | None = None
    disallowed: str = "/private/"

    @property
    def direction(self) -> str:
        """Which way the language is written: HTML's dir attribute."""
        return "rtl" if self.language in {"ur", "ks", "ar", "fa"} else "ltr"
