"""Visiting a scripted newsroom: one exchange at a time, a clock to be moved, an outlet with every channel, a story."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit

from monitor.demo.mastheads import Channel, Form, Link, Masthead, Shape
from monitor.demo.stories import Copy
from tests.running import PATIENCE

NOW = datetime(2024, 8, 22, 6, 30, tzinfo=UTC)
PATH = "/politics/alliance-possible-1"
TALKS = Copy(
    headline="Alliance possible, say leaders & friends",
    standfirst="Lists exchanged for 60 seats",
    byline=("Sameena Lone", "Irfan Mattoo"),
    paragraphs=tuple(f"Paragraph {number} of the talks, which lasted until the tea was cold." for number in range(8)),
    section="politics",
)


@dataclass(frozen=True)
class Fetched:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def fetch(url: str, method: str = "GET", **headers: str) -> Fetched:
    """One exchange, redirects not followed; header names as keywords with underscores."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=PATIENCE)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers={key.replace("_", "-"): value for key, value in headers.items()})
        response = connection.getresponse()
        return Fetched(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def masthead(*, dynamic: bool = False, shape: Shape = Shape.ARTICLE_DATA, language: str = "en") -> Masthead:
    return Masthead(
        id="dynamic" if dynamic else "static",
        name="The Test & Times",
        language=language,
        shape=shape,
        channels=(
            Channel(form=Form.RSS, path="/rss.xml", link=Link.TRACKED),
            Channel(form=Form.ATOM, path="/atom.xml", link=Link.REDIRECT),
            Channel(form=Form.RDF, path="/rdf.xml", link=Link.AMP),
            Channel(form=Form.JSON_FEED, path="/feed.json"),
            Channel(form=Form.BROKEN_RSS, path="/broken.xml", content_type="text/html"),
            Channel(form=Form.COMMENTS, path="/comments/feed/"),
            Channel(form=Form.SITEMAP_INDEX, path="/sitemap.xml"),
            Channel(form=Form.SECTION, path="/latest/"),
        ),
        dynamic=dynamic,
        crawl_delay=0.25,
    )
