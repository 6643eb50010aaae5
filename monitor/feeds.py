"""Feeds of changes as Atom (RFC 4287) and JSON Feed 1.1: from rows of the archive to bytes. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree
from markupsafe import Markup

from monitor.config.models import Event
from monitor.messages import hypertext
from monitor.messages.cleaning import isolated, one_line, shortened, web_address
from monitor.messages.fitting import Room, fit
from monitor.messages.items import Item
from monitor.messages.lines import Kind, Section
from monitor.messages.passages import language_of
from monitor.messages.sections import section
from monitor.messages.subjects import verb, what_changed
from scrapers.items import Story

FORMAT = 1
"""Raised when the same change is written otherwise, so that readers fetch it anew."""

ENTRY_BYTES = 16_000
"""Of one entry's HTML: fifty of them stay below a megabyte, which the readers tried all take."""

LONGEST_TITLE = 300
ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
EVENTS = {
    "published": Event.REPORT,
    "edited": Event.EDIT,
    "corrected": Event.CORRECTION,
    "removed": Event.REMOVAL,
    "restored": Event.RESTORATION,
}
"""The kinds of change that feeds carry, as events."""

_ID = uuid5(NAMESPACE_URL, "tag:presswatch,2026:archive")
_XML = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change in a feed. `page` is where the archive shows it, `story` the live story; times are stored UTC text.

    `updated_at` is `at` unless the entry has become another one since.
    """

    id: str
    title: str
    page: str
    story: str | None
    at: str
    updated_at: str
    source: str
    language: str | None
    summary: str
    html: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed with its entries, newest first. All addresses are absolute; `at` is when it last had something new."""

    id: str
    title: str
    about: str
    address: str
    page: str
    next_address: str | None
    at: str
    entries: Sequence[Entry]


def archive_id(first: Mapping[str, Any] | None) -> UUID:
    """What tells this archive from all others, wherever it is served: made of its first version's time and digest."""
    return uuid5(_ID, f"{first['seen_at']} {first['content_sha256']}" if first else "empty")


def feed_id(archive: UUID, path: str) -> str:
    """The id of the feed at that path; Atom and JSON Feed of the same changes have one."""
    return uuid5(archive, f"feed {path}").urn


def entry(row: Mapping[str, Any], *, archive: UUID, archive_url: str) -> Entry:
    """A change as an entry. `row` holds a change with its article, its source's name and both of its versions.

    Its columns: id, kind, seen_at, article_id, source, url, headline, summary, importance, silent, diff; those of the
    versions as old_… and new_…: number, headline, standfirst, byline, language, published_at, body; event and matched
    where a watch selected it; redacted_at and redacted_for where the article was taken down.
    """
    if row.get("redacted_at"):
        return _taken_down(row, archive=archive, archive_url=archive_url)
    item = _item(row)
    told = section(item, archive_url=archive_url)
    links = [span.url for line in told.foot for span in line.spans if span.url]
    return Entry(
        id=uuid5(archive, f"change {item.change_id}").urn,
        title=f"{verb(item)}: {isolated(shortened(one_line(item.headline), LONGEST_TITLE))}",
        page=links[-1],
        story=web_address(item.url),
        at=row["seen_at"],
        updated_at=row["seen_at"],
        source=one_line(item.source) or "…",
        language=language_of(item.after, item.before),
        summary=what_changed(item),
        html=_html(told),
        kind=row["kind"],
    )


def _taken_down(row: Mapping[str, Any], *, archive: UUID, archive_url: str) -> Entry:
    """The entry under its old id, without what it said: a reader program puts it in the place of what it has kept."""
    source, why = one_line(row["source"]) or "…", one_line(row["redacted_for"])
    day = datetime.fromisoformat(row["redacted_at"])
    told = f"What this archive held of this story was taken down on {day.day} {day:%B %Y}. Reason: {why}"
    return Entry(
        id=uuid5(archive, f"change {row['id']}").urn,
        title=f"Taken down: a story of {isolated(source)}",
        page=f"{archive_url}/article/{row['article_id']}",
        story=None,
        at=row["seen_at"],
        updated_at=row["redacted_at"],
        source=source,
        language=None,
        summary="",
        html=str(Markup("<p>{}</p>").format(told)),
        kind=row["kind"],
    )


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document."""
    root = etree.fromstring(f'<feed xmlns="{ATOM}"/>')
    _text(root, "id", feed.id)
    _text(root, "title", one_line(feed.title))
    _text(root, "subtitle", one_line(feed.about))
    _text(root, "updated", feed.at)
    _text(root, "generator", "Presswatch")
    _link(root, "self", feed.address, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    if feed.next_address:
        _link(root, "next", feed.next_address, "application/atom+xml")
    # RFC 4287, 4.1.1: a feed without entries has no author but its own.
    _text(_child(root, "author"), "name", one_line(feed.title) or "Presswatch")
    for each in feed.entries:
        _atom_entry(root, each)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1."""
    document: dict[str, Any] = {
        "version": JSON_FEED,
        "title": one_line(feed.title),
        "description": one_line(feed.about),
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "items": [_json_item(each) for each in feed.entries],
    }
    if feed.next_address:
        document["next_url"] = feed.next_address
    return json.dumps(document, ensure_ascii=False).encode()


def _item(row: Mapping[str, Any]) -> Item:
    before, after = _story(row, "old_"), _story(row, "new_")
    event = EVENTS[row["kind"]] if row.get("event") is None else Event(row["event"])
    published_at = row["new_published_at"] or row["old_published_at"]
    return Item(
        change_id=row["id"],
        event=event,
        seen_at=datetime.fromisoformat(row["seen_at"]),
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        source=row["source"],
        headline=row["new_headline"] or row["old_headline"] or row["headline"],
        url=row["url"],
        article_id=row["article_id"],
        from_number=row["old_number"],
        to_number=row["new_number"],
        before=before,
        after=after,
        diff=json.loads(row["diff"]) if row["diff"] else None,
        summary=row["summary"],
        importance=row["importance"],
        silent=None if row["silent"] is None else bool(row["silent"]),
        matched=tuple(json.loads(row.get("matched") or "[]")),
        also_in=(),
        is_copy=False,
    )


def _story(row: Mapping[str, Any], side: str) -> Story | None:
    if row[f"{side}number"] is None:
        return None
    return Story(
        headline=row[f"{side}headline"],
        standfirst=row[f"{side}standfirst"],
        byline=tuple(name for name in row[f"{side}byline"].split("; ") if name),
        language=row[f"{side}language"],
        body=row[f"{side}body"],
    )


def _html(told: Section) -> str:
    """What a message says of the change, without what the entry's title says already."""
    facts = [line for line in told.lead if line.kind not in (Kind.HEADING, Kind.HEADLINE)]
    shown = Section(brief=told.brief, lead=facts, passages=told.passages, cut=told.cut, foot=told.foot)
    room = Room(size=ENTRY_BYTES, characters=ENTRY_BYTES)
    return "".join(fit([shown], write=hypertext.write_bare, room=room).written)


def _atom_entry(root: etree._Element, each: Entry) -> None:
    node = _child(root, "entry")
    _text(node, "id", each.id)
    title = _text(node, "title", each.title)
    _text(node, "updated", each.updated_at)
    _text(node, "published", each.at)
    _text(_child(node, "author"), "name", each.source)
    _link(node, "alternate", each.page, "text/html")
    if each.story:
        _link(node, "via", each.story, "text/html")
    _child(node, "category").set("term", each.kind)
    if each.summary:
        _text(node, "summary", each.summary)
    content = _text(node, "content", each.html)
    content.set("type", "html")
    if each.language:
        title.set(f"{_XML}lang", each.language)


def _json_item(each: Entry) -> dict[str, Any]:
    item = {
        "id": each.id,
        "url": each.page,
        "title": each.title,
        "content_html": each.html,
        "date_published": each.at,
        "date_modified": each.updated_at,
        "authors": [{"name": each.source}],
        "tags": [each.kind],
    }
    more = {"external_url": each.story, "summary": each.summary, "language": each.language}
    return item | {name: value for name, value in more.items() if value}


def _child(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{ATOM}}}{name}")


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    node = _child(parent, name)
    node.text = text
    return node


def _link(parent: etree._Element, rel: str, href: str, kind: str) -> None:
    node = _child(parent, "link")
    for name, value in (("rel", rel), ("type", kind), ("href", href)):
        node.set(name, value)
