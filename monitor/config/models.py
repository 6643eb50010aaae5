"""What presswatch.toml may hold, table by table, with what each key means: the source of the reference in docs."""

import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from monitor.config.values import (
    Digest,
    QuietHours,
    parse_contact,
    parse_destination,
    parse_digest,
    parse_duration,
    parse_keep,
    parse_network,
    parse_password,
    parse_quiet_hours,
    parse_size,
    parse_web_address,
    parse_zone,
)
from scrapers.sources import Source

_T = TypeVar("_T")


def _matching(pattern: str, help_text: str) -> Callable[[object], object]:
    compiled = re.compile(pattern)

    def check(value: object) -> object:
        if isinstance(value, str) and not compiled.fullmatch(value):
            raise ValueError(f'"{value[:60]}" does not fit; {help_text}')
        return value

    return check


def _written(parse: Callable[[object], _T], kind: type[_T]) -> BeforeValidator:
    """Reads the written form; a value that a program made stays as it is."""
    return BeforeValidator(lambda value: value if isinstance(value, kind) else parse(value))


_SLUG_HELP = "write up to 80 small letters, digits and single hyphens, such as kashmir-observer"
Slug = Annotated[str, BeforeValidator(_matching(r"(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*", _SLUG_HELP))]
Language = Annotated[
    str,
    BeforeValidator(_matching(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", 'write a language tag in small letters, such as "ur"')),
]
TermName = Annotated[
    str, BeforeValidator(_matching(r"[A-Za-z][A-Za-z0-9_-]*", "begin with a letter; then letters, digits, _ and -"))
]
Text = Annotated[str, BeforeValidator(_matching(r"(?s).*\S.*", "write some text"))]
Contact = Annotated[str, BeforeValidator(parse_contact)]
WebAddress = Annotated[str, BeforeValidator(parse_web_address)]
Zone = Annotated[str, BeforeValidator(lambda value: parse_zone(value) if isinstance(value, str) else value)]
Destination = Annotated[str, BeforeValidator(parse_destination)]
Password = Annotated[str, BeforeValidator(parse_password)]
Network = Annotated[str, BeforeValidator(parse_network)]
UserName = Annotated[
    str,
    BeforeValidator(
        _matching(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}", "begin with a letter or digit; then also . _ @ + -")
    ),
]
HeaderName = Annotated[
    str, BeforeValidator(_matching(r"[A-Za-z][A-Za-z0-9-]{0,63}", 'write a header\'s name, such as "X-Forwarded-User"'))
]
Duration = Annotated[timedelta, _written(parse_duration, timedelta)]
Keep = Annotated[timedelta | None, _written(parse_keep, timedelta)]
Size = Annotated[int, BeforeValidator(parse_size)]
# TOML arrays come as lists, which strict validation would not take for tuples.
Many = Annotated[tuple[_T, ...], Field(strict=False)]


class Event(StrEnum):
    """What may happen to an article that a watch matches."""

    REPORT = "report"
    EDIT = "edit"
    CORRECTION = "correction"
    REMOVAL = "removal"
    RESTORATION = "restoration"


class Part(StrEnum):
    """What a watch may ask to have changed."""

    HEADLINE = "headline"
    NUMBERS = "numbers"
    QUOTES = "quotes"


EventName = Annotated[Event, Field(strict=False)]
PartName = Annotated[Part, Field(strict=False)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


class ArchiveConfig(_Table):
    """[archive]: the archive as a whole."""

    title: Text = Field(default="Presswatch", description="the archive's name, shown at the top of its pages")
    contact: Contact = Field(
        description="an e-mail address or web address that goes into the user agent, so that a publisher can reach you",
        examples=["desk@example.org"],
    )
    address: WebAddress | None = Field(
        default=None,
        description="the archive's own address on the web, to which messages link; without it they carry no such links",
        examples=["https://archive.example.org/"],
    )
    access: Literal["local", "login", "public"] = Field(
        default="local", description="who may read the archive; `serve` refuses an outside address while it says local"
    )
    publish: Literal["full", "extracts"] = Field(
        default="full",
        description="how much is shown; extracts: headline, standfirst, changed passages, 300 characters, no captures",
    )
    sql: bool | None = Field(
        default=None,
        description="whether readers may run SQL of their own; where left out, only while access says local",
    )
    robots: Literal["none", "all"] = Field(
        default="none",
        description="which pages search engines may take in; all still leaves out CSV, SQL and what is Datasette's own",
    )
    directory: Text = Field(default=".", description="where the data lies, relative to this file")


class LoginConfig(_Table):
    """[login]: who may read the archive while access says login: users with passwords, or whom a proxy names."""

    users: dict[UserName, Password] = Field(
        default={},
        description="name and env:NAME of each user: the variable holds what `presswatch hash-password` prints",
        examples=['{ meera = "env:MEERA_PASSWORD" }'],
    )
    header: HeaderName | None = Field(
        default=None,
        description="the header in which a proxy that has asked for a log-in names the user",
        examples=["X-Forwarded-User"],
    )
    desk: Many[UserName] = Field(
        default=(),
        description="those of the users who also see desk.db, read-only, at /desk; nobody where left out",
        examples=['["meera"]'],
    )
    proxies: Many[Network] = Field(
        default=("127.0.0.0/8", "::1"),
        alias="from",
        description="addresses whose header is believed, and whose X-Forwarded-Proto and X-Forwarded-Host are, "
        "whatever access says",
    )


class KeepConfig(_Table):
    """[keep]: how long things are kept. Versions and changes are kept for ever."""

    captures: Keep = Field(default=None, description='responses as WARC files: "all", or a duration such as "90 days"')
    crawls: Keep = Field(default=timedelta(days=90), description="one row for each crawl, with its counts")
    failures: Keep = Field(default=timedelta(days=30), description="failed fetches and suspect pages, with reasons")
    deliveries: Keep = Field(default=timedelta(days=365), description="messages that were sent")
    free_disk: Size = Field(default=2 * 1000**3, description="below it nothing new is fetched", examples=["2 GB"])


class ScheduleConfig(_Table):
    """[schedule]: how often articles are looked at again, and how much happens at once."""

    budget: int = Field(
        default=88,
        ge=1,
        le=10_000,
        description="checks of one article in its first 30 days, dense at first, then ever rarer",
    )
    concurrency: int = Field(default=8, ge=1, le=100, description="sources that are crawled at the same time")


class SourceConfig(_Table):
    """[[source]]: a publisher that we follow."""

    id: Slug = Field(description="a short name that never changes", examples=["kashmir-observer"])
    name: Text = Field(description="the publisher's name as readers know it", examples=["Kashmir Observer"])
    home: WebAddress = Field(description="the address of the front page", examples=["https://kashmirobserver.net/"])
    feeds: Many[WebAddress] = Field(default=(), description="RSS, Atom and JSON feeds")
    sitemaps: Many[WebAddress] = Field(default=(), description="news sitemaps, plain sitemaps and sitemap indexes")
    sections: Many[WebAddress] = Field(default=(), description="pages whose links are followed")
    every: Duration = Field(
        default=timedelta(minutes=5),
        description="how often the channels are looked at, more or less",
        examples=["5m"],
    )
    language: Language | None = Field(default=None, description="the stories' language where their pages do not say it")
    baseline: int = Field(
        default=200, ge=0, le=100_000, description="how many of the newest entries are fetched at first sight"
    )
    min_delay: float = Field(
        default=1.0, ge=0, le=3600, description="seconds between two requests to one host; robots.txt may lengthen it"
    )
    paused: bool = Field(default=False, description="true rests the source; its archive stays")

    def to_source(self) -> Source:
        """The source as a spider needs to know it."""
        return Source(
            id=self.id,
            name=self.name,
            home=self.home,
            feeds=self.feeds,
            sitemaps=self.sitemaps,
            sections=self.sections,
            language=self.language,
            min_delay=self.min_delay,
            baseline=self.baseline,
        )


class WatchConfig(_Table):
    """[[watch]]: a saved query, and the kinds of change that it selects."""

    id: Slug = Field(description="a short name that never changes", examples=["nc-congress"])
    title: Text | None = Field(default=None, description="what readers see; the id where it is left out")
    query: Text = Field(
        description="an FTS5 expression; @name stands for a list of [terms]", examples=["alliance AND Congress"]
    )
    public: bool = Field(default=False, description="true shows the watch and its matches in the archive")
    events: Many[EventName] = Field(default=tuple(Event), description="the kinds of change that it selects")
    edits: Literal["all", "touching"] = Field(
        default="all",
        description='every edit of a matching article, or only those "touching" words that the query finds',
    )
    changed: Many[PartName] = Field(default=(), description="edits only where one of these changed")
    sources: Many[Slug] = Field(default=(), description="ids of the sources that it looks at; all where left out")
    languages: Many[Language] = Field(default=(), description="languages that it looks at; all where left out")
    min_words: int = Field(default=0, ge=0, description="stories with fewer words are left out")
    min_words_changed: int = Field(
        default=0, ge=0, description="edits that put in and take out fewer words together are left out"
    )
    baseline: bool = Field(
        default=False, description="true selects also what a source already listed when it was first looked at"
    )


class SubscriptionConfig(_Table):
    """[[subscription]]: a watch, a destination, and how often."""

    watch: Slug = Field(description="the id of a watch", examples=["nc-congress"])
    to: Destination = Field(
        description="env:NAME, the environment variable with the address", examples=["env:DESK_CHANNEL"]
    )
    on: Many[EventName] = Field(
        default=(Event.REPORT, Event.EDIT, Event.CORRECTION, Event.REMOVAL),
        description="the kinds of change sent",
    )
    digest: Annotated[Digest, _written(parse_digest, Digest)] = Field(
        default=Digest(kind="now"), description="how often messages go out", examples=["daily 07:30 Asia/Kolkata"]
    )
    id: Slug | None = Field(default=None, description="a short name that never changes; else watch and to make one")
    quiet: Annotated[QuietHours | None, _written(parse_quiet_hours, QuietHours)] = Field(
        default=None, description="hours in which nothing is sent", examples=["22:00-07:00 Asia/Kolkata"]
    )
    cap: int = Field(default=20, ge=1, description="messages an hour; what is over it is gathered into one")
    min_importance: float = Field(
        default=0.0, ge=0, le=1, description="edits of less importance are not sent; all else always is"
    )
    paused: bool = Field(
        default=False, description="true rests the subscription; what comes meanwhile is sent in one message at its end"
    )

    @property
    def slug(self) -> str:
        """The id, or the one made from watch and destination."""
        return self.id or f"{self.watch}-{self.to.lower().replace('_', '-').strip('-')}"


class DeskConfig(_Table):
    """[desk]: the desk's own alerts."""

    to: Destination | None = Field(
        default=None,
        description="env:NAME: who is told when a source falls silent or the disk fills",
        examples=["env:DESK_MAIL"],
    )
    zone: Zone = Field(
        default="UTC",
        description='the time zone of the times in these messages, and of what "today" is',
        examples=["Asia/Kolkata"],
    )


class Config(_Table):
    """The whole file, checked. `path` is the file, `directory` where the data lies; both absolute."""

    archive: ArchiveConfig
    keep: KeepConfig = KeepConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    sources: Many[SourceConfig] = Field(default=(), alias="source")
    terms: dict[TermName, Annotated[Many[Text], Field(min_length=1)]] = Field(
        default={}, description="lists of words and phrases that queries name as @name"
    )
    watches: Many[WatchConfig] = Field(default=(), alias="watch")
    subscriptions: Many[SubscriptionConfig] = Field(default=(), alias="subscription")
    desk: DeskConfig = DeskConfig()
    login: LoginConfig = LoginConfig()

    _path: Path = PrivateAttr(default=Path("presswatch.toml"))

    @property
    def path(self) -> Path:
        """The file that this was read from."""
        return self._path.absolute()

    @property
    def directory(self) -> Path:
        """Where archive.db, desk.db, subscribers.db and captures/ lie."""
        return (self.path.parent / self.archive.directory).resolve()

    def source(self, source_id: str) -> SourceConfig | None:
        """The source of that id, paused or not."""
        return next((source for source in self.sources if source.id == source_id), None)
