"""Claims on deliveries that nobody will mark any more, since the process that made them is gone."""

import os
import sqlite3


def release_claims(conn: sqlite3.Connection, *, by: str) -> int:
    """What processes of this machine had claimed that are dead waits again, at once: how many messages.

    A claimant is named ``host/pid/token``; `by` is the one that asks. Claims of other machines run out by themselves.
    """
    rows = conn.execute("SELECT DISTINCT claimed_by FROM deliveries WHERE state = 'sending'")
    dead = [row["claimed_by"] for row in rows.fetchall() if _is_dead(row["claimed_by"], by)]
    return sum(
        conn.execute(
            "UPDATE deliveries SET state = 'waiting' WHERE state = 'sending' AND claimed_by = :name", {"name": name}
        ).rowcount
        for name in dead
    )


def _is_dead(name: str, by: str) -> bool:
    host, pid, token = name.split("/")
    own_host, own_pid, own_token = by.split("/")
    if host != own_host:
        return False
    if pid == own_pid:
        # The same number, but not this process: a restarted container counts from one again.
        return token != own_token
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
