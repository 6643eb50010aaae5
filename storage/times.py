"""Times as text: how every `*_at` column is written and read."""

from datetime import UTC, datetime


def to_text(at: datetime) -> str:
    """An aware time as stored: UTC, whole seconds, such as ``2024-08-22T09:30:00Z``; it sorts as the times do."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def from_text(text: str) -> datetime:
    """The aware UTC time that `to_text` wrote."""
    return datetime.fromisoformat(text)


def to_text_or_none(at: datetime | None) -> str | None:
    """`to_text`, where there may be no time."""
    return None if at is None else to_text(at)


def from_text_or_none(text: str | None) -> datetime | None:
    """`from_text`, where there may be no time."""
    return None if text is None else from_text(text)
