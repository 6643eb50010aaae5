"""Our extraction and its peers, each as one function from a page to a line of `presswatch extract`.

Peers other than trafilatura are no dependencies of ours: `pip install newspaper4k news-please readability-lxml` into an
environment of their own brings them in, and one that is not there is left out.
"""

import contextlib
import importlib.util
import io
import logging
import os
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import lxml.html
import trafilatura

from scrapers.extract import extract
from scrapers.extract.decode import decode
from scrapers.suspects import suspicion

Prediction = Mapping[str, Any]  # a line of `presswatch extract`: JSON
Extractor = Callable[[str, bytes, str], Prediction]

NOWHERE = "http://127.0.0.1:9"
"""The discard port: what a peer asks of the web through it is refused at once."""

_MODULES = {"newspaper4k": "newspaper", "news-please": "newsplease", "readability-lxml": "readability"}


def extractors() -> dict[str, Extractor]:
    """Those that are installed here, by name, ours last. None of them can fetch: pages are read, not their pictures."""
    os.environ |= {"http_proxy": NOWHERE, "https_proxy": NOWHERE}
    known: dict[str, Extractor] = {
        "trafilatura": with_trafilatura,
        "newspaper4k": quietly(with_newspaper),
        "news-please": quietly(with_newsplease),
        "readability-lxml": quietly(with_readability),
        "presswatch": with_presswatch,
    }
    return {name: extractor for name, extractor in known.items() if name not in absent()}


def absent() -> list[str]:
    """The peers that are not installed."""
    return [name for name, module in _MODULES.items() if importlib.util.find_spec(module) is None]


def with_presswatch(identifier: str, body: bytes, url: str) -> Prediction:
    """Our reading as `presswatch extract` prints it."""
    reading = extract(body, url=url)
    story, doubt = reading.story, suspicion(reading, url=url, final_url=url, status=200)
    return {
        "id": identifier,
        "headline": story.headline,
        "standfirst": story.standfirst,
        "byline": list(story.byline),
        "published_at": story.published_at.isoformat() if story.published_at else None,
        "modified_at": story.modified_at.isoformat() if story.modified_at else None,
        "language": story.language,
        "body": story.body,
        "suspect": doubt.reason.value if doubt else None,
    }


def with_trafilatura(identifier: str, body: bytes, url: str) -> Prediction:
    """What `bare_extraction` gives without an option but metadata, which its users turn on for news."""
    document: Any = trafilatura.bare_extraction(body, url=url, with_metadata=True)  # typed as a union of three
    found = document.as_dict() if document else {}
    return {
        "id": identifier,
        "headline": found.get("title"),
        "byline": (found.get("author") or "").split("; "),
        "published_at": found.get("date"),
        "body": found.get("text"),
    }


def with_newspaper(identifier: str, body: bytes, url: str) -> Prediction:
    """newspaper4k as it comes."""
    newspaper: Any = importlib.import_module("newspaper")  # not installed where types are checked
    article = newspaper.Article(url)
    article.download(input_html=decode(body)[0])
    article.parse()
    return _prediction(identifier, article.title, article.authors, article.publish_date, article.text)


def with_newsplease(identifier: str, body: bytes, url: str) -> Prediction:
    """news-please as it comes, given the page."""
    newsplease: Any = importlib.import_module("newsplease")  # not installed where types are checked
    article = newsplease.NewsPlease.from_html(decode(body)[0], url=url)
    return _prediction(identifier, article.title, article.authors, article.date_publish, article.maintext)


def with_readability(identifier: str, body: bytes, url: str) -> Prediction:
    """readability-lxml's summary as text; it has neither authors nor times."""
    readability: Any = importlib.import_module("readability")  # not installed where types are checked
    document = readability.Document(decode(body)[0], url=url)
    summary = lxml.html.fromstring(document.summary(html_partial=True))
    return _prediction(identifier, document.short_title(), [], None, "\n".join(map(str, summary.itertext())))


def _prediction(identifier: str, title: object, authors: Any, published_at: Any, text: object) -> Prediction:
    return {
        "id": identifier,
        "headline": title,
        "byline": list(authors or []),
        "published_at": published_at.isoformat() if hasattr(published_at, "isoformat") else None,
        "body": text,
    }


def quietly(extractor: Extractor) -> Extractor:
    """The extractor without what it prints; a page that it fails on counts as read empty."""

    def run(identifier: str, body: bytes, url: str) -> Prediction:
        logging.disable(logging.CRITICAL)
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")
                return extractor(identifier, body, url)
        except Exception as error:  # a peer's failure on one page must not stop the table
            return {"id": identifier, "error": str(error)}
        finally:
            logging.disable(logging.NOTSET)

    return run
