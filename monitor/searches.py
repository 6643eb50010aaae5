"""A search of the archive as a watch, ready to be pasted into presswatch.toml. Pure."""

import re

import tomlkit

from storage.fold import search_fold
from storage.searches import Search


def watch_table(search: Search, match: str) -> str:
    """The search as a [[watch]]; `match` is its expression. Days and states are no watch's matter."""
    words = re.sub(r"[^a-z0-9]+", "-", search_fold(search.query).lower()).strip("-")[:40].strip("-")
    query = f"removed : ({match})" if search.scope == "removed" else match
    table = tomlkit.table()
    table.add("id", words or "new-watch")
    table.add("title", " ".join(search.query.split()))
    table.add("query", tomlkit.string(query, literal="'" not in query))
    for name, value in (("sources", search.source), ("languages", search.language)):
        if value:
            table.add(name, [value])
    if search.kind == "corrected":
        table.add("events", ["correction"])
    elif search.kind == "edited" or search.scope == "removed":
        table.add("events", ["edit", "correction"])
    return f"[[watch]]\n{tomlkit.dumps(table)}"
