"""What an outlet answers to a request: routing, conditional requests, encodings. A function of the outlet's state."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from heapq import nlargest
from urllib.parse import parse_qs, quote, unquote, urlsplit
from zlib import crc32

from monitor.demo.channels import CONTENT_TYPES, Line, Sheaf, feed, news_sitemap, section_page, sitemap_index
from monitor.demo.chrome import Skeleton
from monitor.demo.exchange import Body, Fault, Reply, Request
from monitor.demo.mastheads import Channel, Form, Link
from monitor.demo.outlets import Outlet, Story
from monitor.demo.phrases import PHRASES
from monitor.demo.shapes import Sheet, amp_page, article_page
from monitor.demo.walls import missing_page, plain_page, wall_page

TRACKING = "?utm_source=feed&utm_medium=rss&utm_campaign=latest"
BODY_LIMIT = 4_000
"""Rendered pages that an outlet keeps, at some 12 kB each; beyond it, all are rendered anew as they are asked for."""
_HTML = "text/html"


def answer(outlet: Outlet, request: Request) -> Reply:
    """The outlet's answer, faults included; HEAD is answered like GET, its body is the server's to withhold."""
    if request.method not in {"GET", "HEAD"}:
        return Reply(status=405, headers=(("Allow", "GET, HEAD"),))
    fault = outlet.take_fault(request.path)
    if fault and fault.loop:
        hop = int(parse_qs(urlsplit(request.target).query).get("hop", ["0"])[0])
        return _redirect(f"{outlet.home}{request.path.lstrip('/')}?hop={hop + 1}", status=302)
    if fault and fault.status is not None:
        return _failure(fault)
    reply = _page(outlet, request)
    return replace(reply, mishap=fault.mishap, seconds=fault.seconds) if fault else reply


def _failure(fault: Fault) -> Reply:
    assert fault.status is not None  # noqa: S101 (the caller asked)
    headers = [("Content-Type", "text/plain")]
    if isinstance(fault.retry_after, datetime):
        headers.append(("Retry-After", format_datetime(fault.retry_after, usegmt=True)))
    elif fault.retry_after is not None:
        headers.append(("Retry-After", str(fault.retry_after)))
    return Reply(status=fault.status, headers=headers, body=b"The server is busy. Come back.\n")


def _page(outlet: Outlet, request: Request) -> Reply:
    key = unquote(request.path)
    target = _moved(outlet, key)
    if target is not None:
        return _redirect(target, status=301 if key in outlet.moves else 302)
    body = outlet.bodies.get(key)
    if body is None:
        with outlet.lock:
            body = _render(outlet, key)
            if body.status == 200 or outlet.find(key):
                if len(outlet.bodies) >= BODY_LIMIT:
                    outlet.bodies.clear()
                outlet.bodies[key] = body
    return _sent(outlet, body, request)


def _moved(outlet: Outlet, key: str) -> str | None:
    """Where an address that is no page of its own leads."""
    if key in outlet.moves:
        return outlet.url(outlet.moves[key])
    if key.startswith("/go/") and key[4:].isdigit():
        story = outlet.numbered(int(key[4:]))
        return outlet.url(story.path) if story else None
    story = outlet.find(key)
    return outlet.home if story and story.gone == "home" else None


def _redirect(location: str, *, status: int) -> Reply:
    return Reply(status=status, headers=(("Location", location), ("Content-Type", _HTML)), body=b"<p>Moved.</p>\n")


def _sent(outlet: Outlet, body: Body, request: Request) -> Reply:
    headers = [("Content-Type", body.content_type), ("Vary", "Accept-Encoding")]
    zips = "gzip" in request.headers.get("accept-encoding", "")
    if body.skeleton is not None:
        turn = next(outlet.turns)
        plain = body.skeleton.filled(outlet.chrome, turn)
        headers += [("ETag", f'W/"{turn:x}"'), ("Cache-Control", "private, max-age=0")]
        # Level 0 stores without squeezing, which on loopback would cost more than the rest of the answer (0.2 ms).
        payload = gzip.compress(plain, 0, mtime=0) if zips else plain
    else:
        if body.etag:
            headers.append(("ETag", body.etag))
        if body.modified_at is not None:
            headers.append(("Last-Modified", format_datetime(body.modified_at, usegmt=True)))
        if _has_it(body, request):
            return Reply(status=304, headers=headers)
        payload = body.zipped if zips and body.zipped else body.plain
        zips = zips and bool(body.zipped)
    if zips:
        headers.append(("Content-Encoding", "gzip"))
    return Reply(status=body.status, headers=headers, body=payload)


def _has_it(body: Body, request: Request) -> bool:
    """RFC 9110, 13.2.2: If-Modified-Since counts only where there is no If-None-Match."""
    if body.status != 200:
        return False
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return bool(body.etag) and body.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since = request.headers.get("if-modified-since")
    if since is None or body.modified_at is None:
        return False
    try:
        return body.modified_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _render(outlet: Outlet, key: str) -> Body:
    """The page at that path, rendered; called with the outlet's lock held."""
    story = outlet.find(key)
    if story is not None:
        return _story(outlet, story, article_page)
    twin = outlet.find(key.removesuffix("/amp")) if key.endswith("/amp") else None
    if twin is not None:
        return _story(outlet, twin, amp_page)
    channel = next((one for one in outlet.masthead.channels if key in _addresses(one)), None)
    if channel is not None:
        return _channel(outlet, channel, key)
    return _furniture(outlet, key)


def _story(outlet: Outlet, story: Story, shape: Callable[[Sheet], Skeleton]) -> Body:
    if story.gone is not None:
        status = 404 if story.gone == "home" else story.gone
        return _framed(outlet, missing_page(outlet.masthead), key=story.path, status=status)
    sheet = Sheet(
        masthead=outlet.masthead,
        copy=story.copy,
        home=outlet.home,
        url=outlet.url(story.path),
        published_at=story.published_at,
        modified_at=story.modified_at,
        amp_url=outlet.url(f"{story.path}/amp"),
    )
    wall = story.wall or outlet.walled
    if wall is not None:
        return _framed(outlet, wall_page(wall, sheet), key=story.path, status=wall.status)
    key = f"{story.path} {len(story.versions)}"
    return _framed(outlet, shape(sheet), key=key, modified_at=story.modified_at)


def _framed(
    outlet: Outlet, skeleton: Skeleton, *, key: str, status: int = 200, modified_at: datetime | None = None
) -> Body:
    """A page with chrome: left open on a dynamic outlet, else filled once, so that it stays the same until an edit."""
    kind = f"{_HTML}; charset={outlet.masthead.charset}"
    if outlet.masthead.dynamic:
        return Body(content_type=kind, status=status, skeleton=skeleton)
    plain = skeleton.filled(outlet.chrome, crc32(key.encode()))
    return _fixed(plain, content_type=kind, status=status, modified_at=modified_at)


def _fixed(
    plain: bytes,
    *,
    content_type: str,
    status: int = 200,
    modified_at: datetime | None = None,
    lists: bool = False,
) -> Body:
    return Body(
        content_type=content_type,
        status=status,
        plain=plain,
        zipped=b"" if plain.startswith(b"\x1f\x8b") else gzip.compress(plain, 6, mtime=0),
        etag=f'"{sha256(plain).hexdigest()[:20]}"' if status == 200 else "",
        modified_at=modified_at,
        lists=lists,
    )


def _addresses(channel: Channel) -> tuple[str, ...]:
    """The paths that belong to a channel: its own, and the parts of an index."""
    if channel.form is not Form.SITEMAP_INDEX:
        return (channel.path,)
    stem = channel.path.removesuffix(".xml")
    return channel.path, f"{stem}-news.xml.gz", f"{stem}-2019.xml.gz"


def _channel(outlet: Outlet, channel: Channel, key: str) -> Body:
    kind = channel.content_type or CONTENT_TYPES[channel.form]
    sheaf = _sheaf(outlet, channel, key)
    newest = max((line.modified_at for line in sheaf.lines), default=None)
    if channel.form is Form.SECTION:
        return _listing(outlet, sheaf)
    if channel.form is Form.SITEMAP_INDEX:
        plain = _sitemap(outlet, channel, key, sheaf)
        return _fixed(plain, content_type="application/gzip" if key.endswith(".gz") else kind, lists=True)
    plain = feed(channel.form, sheaf)
    if outlet.masthead.dynamic:
        return Body(content_type=kind, plain=plain, zipped=gzip.compress(plain, 6, mtime=0), lists=True)
    return _fixed(plain, content_type=kind, modified_at=newest, lists=True)


def _sitemap(outlet: Outlet, channel: Channel, key: str, sheaf: Sheaf) -> bytes:
    _, recent, old = _addresses(channel)
    now = outlet.clock()
    newest = max((line.modified_at for line in sheaf.lines), default=now)
    if key == recent:
        return news_sitemap(sheaf)
    if key == old:
        return news_sitemap(replace(sheaf, lines=()))
    return sitemap_index([(outlet.url(old), now - timedelta(days=2000)), (outlet.url(recent), newest)])


def _listing(outlet: Outlet, sheaf: Sheaf) -> Body:
    alternates = [
        (outlet.url(one.path), CONTENT_TYPES[one.form].partition(";")[0])
        for one in outlet.masthead.channels
        if one.form not in {Form.SITEMAP_INDEX, Form.SECTION}
    ]
    body = _framed(outlet, section_page(sheaf, feeds=alternates), key=sheaf.url)
    return replace(body, lists=True)


def _sheaf(outlet: Outlet, channel: Channel, key: str) -> Sheaf:
    listed = [
        story
        for story in outlet.stories()
        if story.gone is None and (story.listed_in is None or channel.form in story.listed_in)
    ]
    newest = nlargest(channel.limit, listed, key=lambda story: (story.published_at, story.number))
    lines = [_line(outlet, story, channel.link) for story in newest]
    return Sheaf(masthead=outlet.masthead, home=outlet.home, url=outlet.url(key), lines=lines)


def _line(outlet: Outlet, story: Story, link: Link) -> Line:
    url = outlet.url(story.path)
    address = {
        Link.PLAIN: url,
        Link.TRACKED: url + TRACKING,
        Link.AMP: f"{url}/amp",
        Link.REDIRECT: outlet.url(f"/go/{story.number}"),
    }[link]
    return Line(
        url=address,
        title=story.copy.headline,
        summary=story.copy.standfirst or story.copy.paragraphs[0],
        byline=", ".join(story.copy.byline),
        section=story.copy.section,
        published_at=story.published_at,
        modified_at=story.modified_at,
    )


def _furniture(outlet: Outlet, key: str) -> Body:
    """Everything that is neither story nor channel: robots.txt, front page, sections, about, static files."""
    masthead = outlet.masthead
    if key == "/robots.txt":
        return _fixed(_robots(outlet).encode(), content_type="text/plain; charset=utf-8")
    folder = key.strip("/")
    if not folder or folder in PHRASES[masthead.language].sections:
        sheaf = _sheaf(outlet, Channel(form=Form.SECTION, path=key), key)
        urls = {outlet.url(story.path) for story in outlet.stories() if not folder or story.copy.section == folder}
        return _listing(outlet, replace(sheaf, lines=[line for line in sheaf.lines if line.url in urls]))
    if folder == "about" or folder.startswith("topic/"):
        return _framed(outlet, plain_page(masthead), key=key)
    return _framed(outlet, missing_page(masthead), key=key, status=404)


def _robots(outlet: Outlet) -> str:
    delay = outlet.masthead.crawl_delay
    lines = ["User-agent: *", f"Disallow: {quote(outlet.masthead.disallowed)}"]
    if delay is not None:
        lines.append(f"Crawl-delay: {delay:g}")
    lines += [f"Sitemap: {url}" for url in outlet.sitemaps]
    return "\n".join(lines) + "\n"
