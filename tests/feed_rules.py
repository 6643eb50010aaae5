"""The rules of Atom (RFC 4287) and JSON Feed 1.1, as checks of a document."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

# How often each child may stand in its parent: RFC 4287, 4.1.1 and 4.1.2.
FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "generator": (0, 1), "author": (0, None),
        "link": (0, None), "category": (0, None), "entry": (0, None)}  # fmt: skip
ENTRY = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "summary": (0, 1), "content": (0, 1),
         "author": (0, None), "link": (0, None), "category": (0, None)}  # fmt: skip
TEXT_TYPES = ("text", "html", "xhtml")

JSON_TOP = {"version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon",
            "favicon", "authors", "language", "expired", "hubs", "items"}  # fmt: skip
JSON_ITEM = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image",
             "date_published", "date_modified", "authors", "tags", "language", "attachments"}  # fmt: skip


def check_atom(body: bytes) -> etree._Element:
    """The root of a valid Atom feed."""
    root = etree.fromstring(body)
    assert root.tag == f"{ATOM}feed"
    _check_children(root, FEED)
    _check_person_and_links(root)
    _check_common(root)
    ids = []
    for entry in root.iterfind(f"{ATOM}entry"):
        _check_children(entry, ENTRY)
        _check_person_and_links(entry)
        _check_common(entry)
        # 4.1.2: without content there must be an alternate link; an author is the entry's or the feed's.
        assert entry.find(f"{ATOM}content") is not None or _links(entry, "alternate")
        assert entry.find(f"{ATOM}author") is not None or root.find(f"{ATOM}author") is not None
        content = entry.find(f"{ATOM}content")
        assert content is None or (content.get("type", "text") in TEXT_TYPES and len(content) == 0)
        ids.append((entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")))
    # 4.1.1: entries with the same id must differ in `updated`; here none may have the same.
    assert len({one for one, _ in ids}) == len(ids)
    assert root.find(f"{ATOM}author") is not None or ids
    assert len(_links(root, "self")) == 1
    return root


def check_json_feed(body: bytes) -> dict[str, Any]:
    """A valid JSON Feed 1.1."""
    feed: dict[str, Any] = json.loads(body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert isinstance(feed["items"], list)
    assert {name for name in feed if not name.startswith("_")} <= JSON_TOP
    for name in ("home_page_url", "feed_url", "next_url"):
        assert name not in feed or _is_address(feed[name])
    assert feed.get("next_url") != feed["feed_url"]
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        _check_json_item(item)
    return feed


def _check_json_item(item: dict[str, Any]) -> None:
    assert isinstance(item["id"], str)
    assert item["id"]
    assert "content_html" in item or "content_text" in item
    assert {name for name in item if not name.startswith("_")} <= JSON_ITEM
    for name in ("url", "external_url"):
        assert name not in item or _is_address(item[name])
    for name in ("date_published", "date_modified"):
        assert name not in item or RFC3339.fullmatch(item[name])
    assert all(isinstance(tag, str) for tag in item.get("tags", []))
    assert all(author.get("name") or author.get("url") or author.get("avatar") for author in item.get("authors", []))
    assert LANGUAGE.fullmatch(item.get("language", "en"))


def _check_children(node: etree._Element, allowed: dict[str, tuple[int, int | None]]) -> None:
    names = [str(child.tag).removeprefix(ATOM) for child in node]
    assert set(names) <= set(allowed)
    for name, (least, most) in allowed.items():
        assert least <= names.count(name) <= (len(names) if most is None else most), name


def _check_common(node: etree._Element) -> None:
    assert IRI.fullmatch(node.findtext(f"{ATOM}id") or "")
    for name in ("updated", "published"):
        at = node.findtext(f"{ATOM}{name}")
        assert at is None or RFC3339.fullmatch(at)
    for name in ("title", "subtitle", "summary"):
        text = node.find(f"{ATOM}{name}")
        assert text is None or (text.get("type", "text") in TEXT_TYPES and len(text) == 0)
        assert text is None or LANGUAGE.fullmatch(text.get(f"{XML}lang", "en"))


def _check_person_and_links(node: etree._Element) -> None:
    for person in node.iterfind(f"{ATOM}author"):
        assert [str(child.tag).removeprefix(ATOM) for child in person].count("name") == 1
        assert person.findtext(f"{ATOM}name")
    links = node.findall(f"{ATOM}link")
    assert all(IRI.fullmatch(link.get("href", "")) and _is_address(link.get("href", "")) for link in links)
    # 4.1.1, 4.1.2: one alternate link for each type and language.
    alternates = [(link.get("type"), link.get("hreflang")) for link in _links(node, "alternate")]
    assert len(set(alternates)) == len(alternates)
    assert all(category.get("term") for category in node.iterfind(f"{ATOM}category"))


def _links(node: etree._Element, rel: str) -> list[etree._Element]:
    return [link for link in node.iterfind(f"{ATOM}link") if link.get("rel", "alternate") == rel]


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
