"""Jinja filters that every template uses: times, languages, links, numbers. Pure functions of text.

And what no page may hold, whatever template writes it: characters that HTML forbids.
"""

import re
from datetime import datetime
from urllib.parse import urlsplit

from datasette import hookimpl
from datasette.app import Datasette
from jinja2 import Environment
from markupsafe import Markup, escape

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
# Control characters but tab, line feed, form feed and carriage return; those of Latin-1; and non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_KINDS = {
    "published": "new",
    "edited": "edited",
    "corrected": "corrected",
    "removed": "removed",
    "restored": "back again",
    "moved": "new address",
}
_STATES = {"live": "still published", "removed": "story removed"}
_LANGUAGES = {
    "en": "English",
    "hi": "Hindi",
    "ur": "Urdu",
    "ks": "Kashmiri",
    "pa": "Punjabi",
    "ta": "Tamil",
    "bn": "Bengali",
}


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    filters = {
        "when": when,
        "day": day,
        "web_url": web_url,
        "site": site,
        "text_attributes": text_attributes,
        "paragraphs": paragraphs,
        "kind_name": kind_name,
        "language_name": language_name,
        "month_name": month_name,
    }
    env.filters.update(filters)
    env.finalize = allowed_in_html


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, object]:
    metadata = datasette.metadata() or {}
    return {"archive_title": metadata.get("title") or "Presswatch archive", "data": datasette.get_database().name}


@hookimpl
def render_cell(value: object, column: str, datasette: Datasette) -> Markup | None:
    """Ids of articles and sources in Datasette's tables lead to the pages for readers."""
    if column == "article_id" and isinstance(value, int):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/article/{value}"), value)
    return None


def allowed_in_html(value: object) -> object:
    """A value that a template writes out, with U+FFFD for each character that may not stand in HTML."""
    if isinstance(value, str) and _FORBIDDEN.search(value):
        shown = _FORBIDDEN.sub("\ufffd", value)
        return Markup(shown) if isinstance(value, Markup) else shown  # noqa: S704 - it was markup before
    return value


@hookimpl
def archive_value_label(facet: str, value: str) -> str:
    """A value of a search's facet as readers are told it; a source has a name of its own."""
    if facet == "month":
        return month_name(value)
    if facet == "language":
        return language_name(value)
    return kind_name(value) if facet == "kind" else _STATES.get(value, value)


def when(at: str | None) -> Markup:
    """A stored UTC time as `<time>`, such as 22 Aug 2024, 21:10 UTC; the text as it is where it is no time."""
    moment = _moment(at)
    if moment is None:
        return escape(at or "")
    return _as_time(at, f"{moment.day} {moment:%b %Y, %H:%M} UTC")


def day(at: str | None) -> Markup:
    """A stored UTC time as its day, such as 22 Aug 2024."""
    moment = _moment(at)
    if moment is None:
        return escape(at or "")
    return _as_time(at, f"{moment.day} {moment:%b %Y}")


def _as_time(at: str | None, shown: str) -> Markup:
    # Not Markup.format, which takes ten times as long: some pages have hundreds of times.
    return Markup(f'<time datetime="{escape(at)}">{shown}</time>')  # noqa: S704 - digits and a month's name


def month_name(month: str) -> str:
    """'2024-08' as August 2024."""
    moment = _moment(f"{month}-01")
    return f"{moment:%B %Y}" if moment else month


def _moment(at: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(at or "")
    except ValueError:
        return None


def web_url(url: str | None) -> str | None:
    """The URL where a reader may follow it: http and https only, with a host."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def site(url: str | None) -> str:
    """The host of a web address, without www."""
    parts = urlsplit(url or "") if web_url(url) else None
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def text_attributes(language: str | None) -> Markup:
    """The attributes of an element that holds a publisher's text: its language, and its direction from the text."""
    if language and _LANGUAGE.fullmatch(language):
        return Markup('lang="{}" dir="auto"').format(language)
    return Markup('dir="auto"')


def paragraphs(body: str | None) -> list[str]:
    """A body's paragraphs, which a blank line separates."""
    return [paragraph for paragraph in (body or "").split("\n\n") if paragraph.strip()]


def kind_name(kind: str) -> str:
    """A change's kind in a word for readers."""
    return _KINDS.get(kind, kind)


def language_name(language: str | None) -> str:
    """A language tag as its English name where it is common here, else the tag."""
    return _LANGUAGES.get((language or "").split("-")[0].lower(), language or "")
