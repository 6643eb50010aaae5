"""Conditions: what was wrong, from when to when; and bulletins, what the desk is told of them."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.rows import from_row
from storage.times import from_text_or_none, to_text

_CONDITION = """
    SELECT id, kind, subject, detail, began_at, found_at, cleared_at, ended_at, began_bulletin_id, ended_bulletin_id
    FROM conditions
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A row of `conditions`.

    `began_at` is since when it is so, `found_at` when that was seen. `cleared_at` is since when it is no longer found;
    `ended_at` is set, to that same time, once it has stayed away. The bulletins are those that told of its beginning
    and of its end, None while nobody was told.
    """

    id: int
    kind: str
    subject: str
    detail: str
    began_at: datetime
    found_at: datetime
    cleared_at: datetime | None
    ended_at: datetime | None
    began_bulletin_id: int | None
    ended_bulletin_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A row of `bulletins`: one message to the desk, whose `key` keeps it from being sent twice."""

    id: int
    key: str
    subject: str
    lines: tuple[str, ...]
    made_at: datetime
    queued_at: datetime | None


def begin_condition(
    desk: sqlite3.Connection, *, kind: str, subject: str, detail: str, began_at: datetime, found_at: datetime
) -> int:
    """Something is wrong: its id. One that is open already stays as it is."""
    row = desk.execute(
        """
        INSERT INTO conditions (kind, subject, detail, began_at, found_at)
        VALUES (:kind, :subject, :detail, :began_at, :found_at)
        ON CONFLICT (kind, subject) WHERE ended_at IS NULL DO UPDATE SET cleared_at = NULL
        RETURNING id
        """,
        {
            "kind": kind,
            "subject": subject,
            "detail": detail,
            "began_at": to_text(began_at),
            "found_at": to_text(found_at),
        },
    ).fetchone()
    return int(row["id"])


def clear_condition(desk: sqlite3.Connection, condition_id: int, *, at: datetime) -> None:
    """It is not found any more; whether it is over, time tells."""
    desk.execute("UPDATE conditions SET cleared_at = :at WHERE id = :id", {"id": condition_id, "at": to_text(at)})


def find_again(desk: sqlite3.Connection, condition_id: int) -> None:
    """It was not over."""
    desk.execute("UPDATE conditions SET cleared_at = NULL WHERE id = :id", {"id": condition_id})


def end_condition(desk: sqlite3.Connection, condition_id: int) -> None:
    """It is over, since it was last not found."""
    desk.execute("UPDATE conditions SET ended_at = cleared_at WHERE id = :id", {"id": condition_id})


def open_conditions(desk: sqlite3.Connection) -> list[Condition]:
    """What is wrong, longest first."""
    rows = desk.execute(f"{_CONDITION} WHERE ended_at IS NULL ORDER BY began_at, id")
    return [from_row(Condition, row) for row in rows]


def conditions_ended_since(desk: sqlite3.Connection, since: datetime) -> list[Condition]:
    """What was over at that time or later, oldest end first."""
    rows = desk.execute(f"{_CONDITION} WHERE ended_at >= :since ORDER BY ended_at, id", {"since": to_text(since)})
    return [from_row(Condition, row) for row in rows]


def add_bulletin(
    desk: sqlite3.Connection,
    *,
    key: str,
    subject: str,
    lines: Sequence[str],
    at: datetime,
    began: Sequence[int],
    ended: Sequence[int],
) -> int:
    """A message to the desk, and the ids of the conditions of whose beginning and of whose end it tells: its id."""
    row = desk.execute(
        """
        INSERT INTO bulletins (key, subject, lines, made_at) VALUES (:key, :subject, :lines, :at) RETURNING id
        """,
        {"key": key, "subject": subject, "lines": json.dumps(list(lines), ensure_ascii=False), "at": to_text(at)},
    ).fetchone()
    bulletin_id = int(row["id"])
    for column, ids in (("began_bulletin_id", began), ("ended_bulletin_id", ended)):
        desk.executemany(
            f"UPDATE conditions SET {column} = :bulletin_id WHERE id = :id",
            [{"bulletin_id": bulletin_id, "id": condition_id} for condition_id in ids],
        )
    return bulletin_id


def last_bulletin_at(desk: sqlite3.Connection) -> datetime | None:
    """When the desk was last told something."""
    row = desk.execute("SELECT max(made_at) AS at FROM bulletins").fetchone()
    return from_text_or_none(row["at"])


def waiting_bulletins(desk: sqlite3.Connection) -> list[Bulletin]:
    """Messages that are no deliveries yet, oldest first."""
    rows = desk.execute(
        "SELECT id, key, subject, lines, made_at, queued_at FROM bulletins WHERE queued_at IS NULL ORDER BY id"
    )
    return [from_row(Bulletin, row) for row in rows]


def settle_bulletin(desk: sqlite3.Connection, bulletin_id: int, *, at: datetime) -> None:
    """The message is a delivery now."""
    desk.execute("UPDATE bulletins SET queued_at = :at WHERE id = :id", {"id": bulletin_id, "at": to_text(at)})
