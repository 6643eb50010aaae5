"""The words of the desk's own messages: what it is, since when, what Presswatch did, what a person can do. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.conditions.kinds import Finding, Kind
from monitor.config import Config, SourceConfig
from monitor.config.values import format_duration
from storage.conditions import Condition

SUBJECT_LENGTH = 120
"""Characters of a subject, after which titles are counted, not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a kind. In each {name} is the source's name, or the subject; {id} and {home} are the source's."""

    title: str
    did: str
    remedy: str


WORDS: dict[Kind, Words] = {
    Kind.DISK_FULL: Words(
        title="The disk is full: nothing is fetched",
        did="Presswatch fetches nothing until there is room again; what is due waits, and alerts are still sent.",
        remedy="free some space, shorten `captures` under [keep], or lower keep.free_disk.",
    ),
    Kind.DISK_LOW: Words(
        title="The disk is nearly full",
        did="Presswatch goes on, until keep.free_disk is reached.",
        remedy="free some space now, or shorten `captures` under [keep].",
    ),
    Kind.CLOCK: Words(
        title="This machine's clock is wrong",
        did="Presswatch goes on; the times that it stores and the times of its digests are wrong meanwhile.",
        remedy="look at `timedatectl`, and switch on time synchronisation.",
    ),
    Kind.BEHIND: Words(
        title="Alerts are not being made: {name} stands still",
        did="Presswatch stores stories as before. Nothing is lost: the change log is read from where it was left.",
        remedy="look for an ERROR in the log, then restart `presswatch run`.",
    ),
    Kind.UNSENT: Words(
        title="Messages wait and nobody sends them",
        did="Presswatch keeps them; none is lost.",
        remedy="see that `presswatch run` runs, or send them with `presswatch deliver`.",
    ),
    Kind.PAUSED_DESTINATION: Words(
        title="{name} takes no messages and is paused",
        did="Presswatch keeps what is to be sent there and tries nothing more.",
        remedy="set the environment variable {name} right, restart, then `presswatch deliver --retry`.",
    ),
    Kind.FAILING_DESTINATION: Words(
        title="{name} cannot be reached",
        did="Presswatch keeps the messages and tries again, ever more rarely, for a day.",
        remedy="see that the server answers, and that the environment variable {name} is right.",
    ),
    Kind.DEAD_DELIVERIES: Words(
        title="Messages to {name} were given up",
        did="Presswatch has set them aside; they are not lost.",
        remedy="mend what `presswatch status` shows for {name}, then `presswatch deliver --retry` sends them.",
    ),
    Kind.OFFLINE: Words(
        title="The network is down",
        did="Presswatch tries each source again, ever more rarely; what was published meanwhile is found then.",
        remedy="check this machine's network and name service; after that, `presswatch crawl` looks at once.",
    ),
    Kind.ALL_SILENT: Words(
        title="No source brings anything new",
        did="Presswatch goes on looking. It is rare that all are silent at once: it may be our own fault.",
        remedy="open two of the sources; if they have news, look for an ERROR in the log and restart `presswatch run`.",
    ),
    Kind.READING: Words(
        title="Pages cannot be read",
        did="Presswatch has ended the workers that hung; these pages are tried again, ever more rarely.",
        remedy="look for the reason in the log and for the pages in the table failures of desk.db; report them to us.",
    ),
    Kind.STUCK: Words(
        title="A crawl of {name} does not end",
        did="Presswatch crawls the other sources; this one waits for it.",
        remedy="restart `presswatch run`; nothing is lost or done twice.",
    ),
    Kind.BLOCKED: Words(
        title="{name} blocks us",
        did="Presswatch asks ever more rarely, never more often; what is missed meanwhile is found once it answers.",
        remedy="lengthen `every` and `min_delay` of {id}, see its robots.txt, write to the publisher, or pause it.",
    ),
    Kind.FAILING: Words(
        title="{name} fails",
        did="Presswatch tries again, ever more rarely, at least once a day.",
        remedy="open {home}; `presswatch source test {id}` shows what answers; pause it if it is gone.",
    ),
    Kind.SILENT: Words(
        title="{name} fell silent",
        did="Presswatch looks at its channels {every}, as before.",
        remedy="open {home}: if there is news, `presswatch source add {home}` finds where it is listed now.",
    ),
    Kind.CHANNEL: Words(
        title="A channel of {name} has died",
        did="Presswatch goes on looking at it and at the source's other channels.",
        remedy="open it; if it has moved, put the new address into the configuration ({id}), else take it out.",
    ),
    Kind.SUSPECTS: Words(
        title="Pages of {name} are no stories any more",
        did="Presswatch has set them aside and looks again, ever more rarely; no version was taken from them.",
        remedy="open a story of {home}: is there a wall or a login? `presswatch source test {id}` shows what we see.",
    ),
    Kind.SHAPE: Words(
        title="The pages of {name} changed shape",
        did="Presswatch records changes of shape and tells nobody of them.",
        remedy="see with `presswatch source test {id}` whether headline, byline, date and text are found.",
    ),
}


def title_of(condition: Condition | Finding, config: Config) -> str:
    """What it is, in one line."""
    return WORDS[Kind(condition.kind)].title.format(**_names(condition, config))


def remedy_of(condition: Condition | Finding, config: Config) -> str:
    """What a person can do."""
    return WORDS[Kind(condition.kind)].remedy.format(**_names(condition, config))


def tell(
    begun: Sequence[Condition],
    over: Sequence[Condition],
    going_on: Sequence[Condition],
    *,
    config: Config,
    now: datetime,
) -> tuple[str, list[str]]:
    """Subject and lines of a message: all that began, all that is over, and what else goes on."""
    zone = ZoneInfo(config.desk.zone)
    order = list(Kind)
    lines: list[str] = []
    for condition in sorted(begun, key=lambda each: order.index(Kind(each.kind))):
        words, names = WORDS[Kind(condition.kind)], _names(condition, config)
        where = f" ({condition.subject})" if condition.kind == Kind.CHANNEL else ""
        lines += [
            f"{words.title.format(**names)}{where}, since {said_time(condition.began_at, zone)}. {condition.detail}",
            words.did.format(**names),
            f"You can: {words.remedy.format(**names)}",
        ]
    for condition in over:
        ended_at = condition.ended_at or now
        lasted = said_duration((ended_at - condition.began_at).total_seconds())
        lines.append(f"Over since {said_time(ended_at, zone)}, after {lasted}: {title_of(condition, config)}.")
    if going_on:
        lines.append("Still so: " + "; ".join(title_of(condition, config) for condition in going_on) + ".")
    lines.append("`presswatch status` shows how everything stands.")
    return _subject(begun, over, config), lines


def _subject(begun: Sequence[Condition], over: Sequence[Condition], config: Config) -> str:
    titles = [title_of(condition, config) for condition in (*begun, *over)]
    parts = ([f"{len(begun)} wrong"] if begun else []) + ([f"{len(over)} over"] if over else [])
    mark = "Over: " if not begun else ""
    if len(titles) == 1:
        return f"{mark}{titles[0]}"
    told = titles[0]
    for place, title in enumerate(titles[1:], start=1):
        if len(told) + len(title) + 2 > SUBJECT_LENGTH:
            return f"{', '.join(parts)}: {told}; and {len(titles) - place} more"
        told += f"; {title}"
    return f"{', '.join(parts)}: {told}"


def _names(condition: Condition | Finding, config: Config) -> dict[str, str]:
    source = _source_of(condition, config)
    if source is None:
        return {"name": condition.subject, "id": condition.subject, "home": condition.subject, "every": "regularly"}
    every = f"every {format_duration(source.every)}"
    return {"name": source.name, "id": source.id, "home": source.home, "every": every}


def _source_of(condition: Condition | Finding, config: Config) -> SourceConfig | None:
    if condition.kind == Kind.CHANNEL:
        owners = (each for each in config.sources if condition.subject in (*each.feeds, *each.sitemaps, *each.sections))
        return next(owners, None)
    return config.source(condition.subject)


def said_time(at: datetime, zone: ZoneInfo) -> str:
    """A time as it is told: "22 August 2024 15:00 IST"."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y %H:%M} {local.tzname()}"


def said_duration(seconds: float) -> str:
    """A duration in its largest unit: "40 s", "12 min", "5.5 h", "3.2 days"."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 120 * 60:
        return f"{seconds / 60:.0f} min"
    number, unit = (seconds / 3600, "h") if seconds < 48 * 3600 else (seconds / 86_400, "days")
    return f"{number:.0f} {unit}" if number >= 10 else f"{number:.1f} {unit}"
