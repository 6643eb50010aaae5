"""`source add`: from a site's address to a source with channels that were tried.

Candidates come from the home page, robots.txt and usual paths; each is fetched and read, the useful ones are chosen.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from urllib.parse import urljoin, urlsplit

from lxml import html

from monitor.config import SourceConfig
from monitor.errors import MonitorError
from monitor.trial import Fetch, Trial, UnreachableError, trial_of, try_channel, with_scheme
from scrapers.channels import Candidate, discover_channels, sitemaps_of
from scrapers.items import Page
from scrapers.sources import ChannelKind
from scrapers.urls import url_key

MOST_TRIED = {ChannelKind.FEED: 25, ChannelKind.SITEMAP: 15, ChannelKind.SECTION: 8}
"""Candidates of a kind that are fetched: at a second each, as long as a person waits. Most sites name fewer."""

MOST_TAKEN = {ChannelKind.FEED: 10, ChannelKind.SITEMAP: 4, ChannelKind.SECTION: 4}
"""Channels of a kind that are written down: each costs a request every few minutes, for ever."""

FEW_LINES = 3
"""A page with fewer links to articles is no section."""

NEW_SHARE = 0.1
"""A further channel must have this share of lines that no channel before it has; feeds come as RSS and Atom both."""


Attempt = Callable[[str, ChannelKind], Trial]


class NothingFoundError(MonitorError):
    """A site has no channel that could be followed; `trials` says what was tried and why it is of no use."""

    def __init__(self, message: str, *, trials: "Sequence[Trial]") -> None:
        super().__init__(message)
        self.trials = trials


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The source that a site makes, and every channel that was tried; `problem` says why one was not taken."""

    source: SourceConfig
    trials: Sequence[Trial]


def find_source(
    url: str,
    *,
    fetch: Fetch,
    now: datetime,
    taken_ids: Collection[str] = (),
    on_try: Callable[[str], None] | None = None,
) -> Found:
    """Look at a site and try what it offers; `on_try` is told each address before it is fetched.

    Raises UnreachableError where the home page does not answer, NothingFoundError where no channel is of use.
    """
    home = fetch(with_scheme(url))
    if home.status != 200:
        raise UnreachableError(
            f"{home.final_url}: answers with status {home.status}; open it in a browser, then try again"
        )
    attempt = partial(_attempt, fetch=fetch, now=now, on_try=on_try)
    front = trial_of(home, url=home.final_url, kind=ChannelKind.SECTION, now=now)
    trials = [*_try_candidates(_candidates(home, fetch=fetch), attempt), front]
    chosen = choose_channels(trials)
    taken = [trial for trial in chosen if trial.problem is None]
    if not taken:
        raise NothingFoundError(
            f"{home.final_url}: none of {len(trials)} addresses tried is a feed, sitemap or section of use; "
            "look for one on the site and write it into the configuration",
            trials=chosen,
        )
    return Found(source=_source(home, taken, taken_ids), trials=chosen)


def choose_channels(trials: Sequence[Trial]) -> list[Trial]:
    """The same trials with a `problem` on each that is not worth following beside the others.

    Feeds and news sitemaps are taken where they list what no other one of their kind does. Sitemaps of everything are
    taken where neither is there, sections where there is no sitemap: local papers have short feeds alone.
    """
    feeds = _distinct([trial for trial in trials if trial.kind is ChannelKind.FEED])
    news = _distinct([trial for trial in trials if trial.kind is ChannelKind.SITEMAP and trial.is_news_sitemap])
    rest = [trial for trial in trials if trial.kind is ChannelKind.SITEMAP and not trial.is_news_sitemap]
    has_news = any(trial.problem is None for trial in (*feeds, *news))
    sitemaps = _unneeded(rest, "lists all pages; feeds or news sitemaps are there") if has_news else _distinct(rest)
    sections = [trial for trial in trials if trial.kind is ChannelKind.SECTION]
    if any(trial.problem is None for trial in (*news, *sitemaps)):
        sections = _unneeded(sections, "is not needed beside a sitemap")
    return [*feeds, *news, *sitemaps, *_distinct(_without_short(sections))]


def site_name(page: Page) -> str | None:
    """What a home page calls its site: og:site_name, application-name, or the last part of a long title."""
    root = html.document_fromstring(page.body) if page.body.strip() else None
    if root is None:
        return None
    for attribute, name in (("property", "og:site_name"), ("name", "og:site_name"), ("name", "application-name")):
        for meta in root.iterfind(f".//meta[@{attribute}='{name}']"):
            if content := " ".join(meta.get("content", "").split()):
                return content[:80]
    title = " ".join((root.findtext(".//title") or "").split())
    parts = [part for part in re.split(r"\s+[|–—:-]\s+|:\s+", title) if part]
    return min(parts, key=len)[:80] if parts else None


def source_id(name: str, *, host: str, taken_ids: Collection[str] = ()) -> str:
    """A slug of the name, or of the host where the name has no Latin letters; numbered where it is taken."""
    slug = _slug(name) or _slug(host.removeprefix("www.").rpartition(".")[0]) or _slug(host) or "source"
    number, chosen = 1, slug
    while chosen in taken_ids:
        number += 1
        chosen = f"{slug}-{number}"
    return chosen


def _candidates(home: Page, *, fetch: Fetch) -> list[Candidate]:
    """What robots.txt and the home page name, and where sites usually have channels (these without a title)."""
    robots_url = urljoin(home.final_url, "/robots.txt")
    try:
        robots = fetch(robots_url)
    except UnreachableError:
        robots = None
    named = []
    if robots is not None and robots.status == 200:
        text = robots.body.decode("utf-8", "replace")
        urls = sitemaps_of(text, url=robots_url)
        named = [Candidate(url=url, kind=ChannelKind.SITEMAP, title="robots.txt") for url in urls]
    unique: dict[str, Candidate] = {}
    for candidate in (*named, *discover_channels(home.body, url=home.final_url)):
        unique.setdefault(url_key(candidate.url), candidate)
    return list(unique.values())


def _try_candidates(candidates: Sequence[Candidate], attempt: Attempt) -> list[Trial]:
    """Named addresses are all tried; usual ones only until one is of use; sections only where no news sitemap is."""
    feeds = [attempt(url, ChannelKind.FEED) for url in _named(candidates, ChannelKind.FEED)]
    feeds += _guessed(candidates, ChannelKind.FEED, attempt=attempt) if not any(map(_is_useful, feeds)) else []
    sitemaps = [attempt(url, ChannelKind.SITEMAP) for url in _named(candidates, ChannelKind.SITEMAP)]
    if not any(map(_is_useful_news, sitemaps)):
        # The index of all sitemaps often names the news sitemap that is named nowhere else. A part with a number is one
        # of a row (news-2026-11.xml): the next one takes over, so only its index can be followed.
        parts = [part for trial in sitemaps for part in trial.parts if _is_lasting_news(urlsplit(part).path.lower())]
        sitemaps += [attempt(part, ChannelKind.SITEMAP) for part in parts[: MOST_TAKEN[ChannelKind.SITEMAP]]]
    if not any(map(_is_useful_news, sitemaps)):
        sitemaps += _guessed(candidates, ChannelKind.SITEMAP, attempt=attempt)
    if any(map(_is_useful_news, sitemaps)):
        return [*feeds, *sitemaps]
    sections = [attempt(url, ChannelKind.SECTION) for url in _named(candidates, ChannelKind.SECTION)]
    return [*feeds, *sitemaps, *sections]


def _named(candidates: Sequence[Candidate], kind: ChannelKind) -> list[str]:
    urls = [candidate.url for candidate in candidates if candidate.kind is kind and candidate.title is not None]
    return urls[: MOST_TRIED[kind]]


def _guessed(candidates: Sequence[Candidate], kind: ChannelKind, *, attempt: Attempt) -> list[Trial]:
    """The usual addresses up to the first that is of use, for sitemaps of news."""
    is_enough = _is_useful_news if kind is ChannelKind.SITEMAP else _is_useful
    trials: list[Trial] = []
    for candidate in candidates:
        if candidate.kind is kind and candidate.title is None and len(trials) < MOST_TRIED[kind]:
            trials.append(replace(attempt(candidate.url, kind), is_guess=True))
            if is_enough(trials[-1]):
                break
    return trials


def _attempt(
    url: str, kind: ChannelKind, *, fetch: Fetch, now: datetime, on_try: Callable[[str], None] | None
) -> Trial:
    if on_try is not None:
        on_try(url)
    return try_channel(url, kind, fetch=fetch, now=now)


def _is_lasting_news(path: str) -> bool:
    return "news" in path and not re.search(r"[0-9]", path)


def _is_useful(trial: Trial) -> bool:
    return trial.problem is None


def _is_useful_news(trial: Trial) -> bool:
    return trial.problem is None and trial.is_news_sitemap


def _source(home: Page, taken: Sequence[Trial], taken_ids: Collection[str]) -> SourceConfig:
    host = urlsplit(home.final_url).hostname or ""
    name = site_name(home) or next((trial.title for trial in taken if trial.title), None) or host
    languages = {trial.language for trial in taken if trial.language}
    return SourceConfig(
        id=source_id(name, host=host, taken_ids=taken_ids),
        name=name,
        home=home.final_url,
        feeds=_urls(taken, ChannelKind.FEED),
        sitemaps=_urls(taken, ChannelKind.SITEMAP),
        sections=_urls(taken, ChannelKind.SECTION),
        language=_plain_language(languages.pop()) if len(languages) == 1 else None,
    )


def _urls(trials: Sequence[Trial], kind: ChannelKind) -> tuple[str, ...]:
    return tuple(trial.url for trial in trials if trial.kind is kind)


def _plain_language(tag: str) -> str | None:
    """The tag in the form that the configuration takes, or None for what is no tag."""
    tag = tag.lower().replace("_", "-")
    return tag if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", tag) else None


def _distinct(trials: Sequence[Trial]) -> list[Trial]:
    """Those of use that list something new, the fullest first to speak for what they share, in the order given."""
    seen: set[str] = set()
    count = 0
    problems: dict[str, str] = {}
    for trial in sorted(trials, key=lambda trial: -len(trial.entries)):
        keys = {url_key(entry.url) for entry in trial.entries}
        if trial.problem is not None:
            continue
        if keys and len(keys - seen) < NEW_SHARE * len(keys):
            problems[trial.url] = "lists what another one of the same kind lists"
        elif count == MOST_TAKEN[trial.kind]:
            problems[trial.url] = f"is one too many; {count} of its kind are enough"
        else:
            count += 1
            seen |= keys
    return [replace(trial, problem=problems.get(trial.url, trial.problem)) for trial in trials]


def _without_short(trials: Sequence[Trial]) -> list[Trial]:
    problem = f"links to fewer than {FEW_LINES} articles"
    return [
        replace(trial, problem=problem) if trial.problem is None and len(trial.entries) < FEW_LINES else trial
        for trial in trials
    ]


def _unneeded(trials: Sequence[Trial], problem: str) -> list[Trial]:
    return [replace(trial, problem=trial.problem or problem) for trial in trials]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
