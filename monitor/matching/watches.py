"""The configured watches, made ready once: each query read, rewritten for SQLite, and known by the words it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.config.expressions import TEXT_COLUMNS, Expression, any_phrase, phrases_wanted, to_fts5, wanted
from monitor.config.models import Config, WatchConfig
from monitor.config.queries import read_query
from monitor.matching.sieve import Sieve


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyWatch:
    """A watch and its query in three forms, all but the first as SQLite runs them.

    `query` finds what the watch matches, `words` each word that it looks for where it looks for it, `changed` the same
    words among those that a change put in or took out.
    """

    config: WatchConfig
    expression: Expression
    query: str
    words: str
    changed: str
    anywhere: str

    @property
    def title(self) -> str:
        """What readers see."""
        return self.config.title or self.config.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyWatches:
    """All watches, with the sieve that tells which of them a batch may concern."""

    watches: tuple[ReadyWatch, ...]
    sieve: Sieve


def ready_watches(config: Config) -> ReadyWatches:
    """The watches of a configuration that was checked; a query takes about a tenth of a millisecond."""
    return ready([ready_watch(watch, config.terms) for watch in config.watches])


def ready(watches: Sequence[ReadyWatch]) -> ReadyWatches:
    """Those watches with their sieve."""
    return ReadyWatches(watches=tuple(watches), sieve=Sieve([watch.expression for watch in watches]))


def ready_watch(watch: WatchConfig, terms: Mapping[str, Sequence[str]]) -> ReadyWatch:
    """One watch. Raises ValueError for a query that cannot be read."""
    expression = read_query(watch.query, terms)
    phrases = phrases_wanted(expression)
    return ReadyWatch(
        config=watch,
        expression=expression,
        query=to_fts5(expression),
        words=to_fts5(wanted(expression)),
        changed=any_phrase(phrases, ("added", "removed")),
        anywhere=any_phrase(phrases, TEXT_COLUMNS),
    )
