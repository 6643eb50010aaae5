"""What one crawl did, counted as it goes, and whether it counts as a success of its source."""

from collections import Counter
from dataclasses import dataclass, field

from scrapers.orders import FailureReason, Look, Missed, Unchanged


@dataclass(slots=True)
class Tally:
    """Counts by outcome; `requests` and `bytes` (as received, before decompression) are set when the crawl ends.

    `channels` answered, changed or not; `absent` are pages that a channel lists, of no article yet, that are
    not there; `asked_to_wait` is the longest Retry-After, in seconds.
    """

    requests: int = 0
    bytes: int = 0
    channels: int = 0
    entries: int = 0
    unchanged: int = 0
    absent: int = 0
    new: int = 0
    changed: int = 0
    suspects: int = 0
    removed: int = 0
    failures: int = 0
    asked_to_wait: float | None = None
    reasons: Counter[str] = field(default_factory=Counter)
    suspicions: Counter[str] = field(default_factory=Counter)

    def note_failure(self, missed: Missed) -> None:
        """Counts an order that brought nothing."""
        self.failures += 1
        if missed.retry_after is not None:
            self.asked_to_wait = max(self.asked_to_wait or 0.0, missed.retry_after)
        self.reasons[missed.detail if missed.reason is FailureReason.HTTP_STATUS else missed.reason] += 1

    def note_unchanged(self, unchanged: Unchanged) -> None:
        """Counts an address that answered as before: a channel that was looked at, or an unchanged article."""
        if isinstance(unchanged.order, Look):
            self.channels += 1
        else:
            self.unchanged += 1

    @property
    def answered(self) -> int:
        """Orders that the source answered with something of use, its being unchanged or gone included."""
        of_articles = self.new + self.changed + self.unchanged + self.removed
        return self.channels + of_articles + self.absent + self.suspects

    @property
    def complaints(self) -> str | None:
        """What a person may want to know though the crawl went well: "3 pages set aside (consent_wall 3)"."""
        parts = []
        if self.suspects:
            parts.append(f"{_counted(self.suspects, 'page', 'pages')} set aside ({_listed(self.suspicions)})")
        if self.absent:
            parts.append(f"{_counted(self.absent, 'listed page is', 'listed pages are')} not there")
        if self.failures:
            parts.append(f"{_counted(self.failures, 'fetch', 'fetches')} failed ({_listed(self.reasons)})")
        return "; ".join(parts) or None

    @property
    def commonest_reason(self) -> str | None:
        """The reason that most failures gave, with its count: "timeout (12)"."""
        common = self.reasons.most_common(1)
        return f"{common[0][0]} ({common[0][1]})" if common else None


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common(4))


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
