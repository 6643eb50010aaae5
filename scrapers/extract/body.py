"""The one door to trafilatura: which passages of a tree are the article's text."""

import logging

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

EXTRACTOR = f"presswatch/1 trafilatura/{trafilatura.__version__}"

SHORT_TEXT = 1_500
"""Below it the fast extraction is doubted and the full one run: 8% of pages, with the full one's quality (measured)."""

SURE_SHARE = 0.8
"""Of the page's prose: a short text that holds so much of it is a short story, and the full extraction adds nothing."""

_UNREAD_TAGS = """
    head script style svg noscript iframe template picture video audio canvas map button select datalist textarea"""
_UNREAD = tuple(_UNREAD_TAGS.split())
"""What trafilatura would look through, again and again, before it takes it out."""

# A page without text is an expected outcome here and stored as such; trafilatura reports each as a warning.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def main_text(tree: HtmlElement, *, prose_chars: int) -> str:
    """The article's text as trafilatura sees it, a line a paragraph; "" where it finds none.

    `prose_chars` is the length of the sentences that the page shows. Takes out of the tree what holds no text.
    """
    etree.strip_elements(tree, *_UNREAD, with_tail=False)
    text = _extract(tree, fast=True)
    if len(text) >= SHORT_TEXT or len(text) >= SURE_SHARE * prose_chars:
        return text
    full = _extract(tree, fast=False)
    return full or text


def _extract(tree: HtmlElement, *, fast: bool) -> str:
    document = trafilatura.bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False)
    text = getattr(document, "text", None)
    return text if isinstance(text, str) else ""
