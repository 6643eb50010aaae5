"""A search of the archive as a watch, ready to be pasted into presswatch.toml. Pure."""

import re

from monitor.config.writing import table_text
from storage.fold import search_fold
from storage.searches import Search


def watch_table(search: Search, match: str) -> str:
    """The search as a [[watch]]; `match` is its expression. Days and states are no watch's matter."""
    words = re.sub(r"[^a-z0-9]+", "-", search_fold(search.query).lower()).strip("-")[:40].strip("-")
    query = f"removed : ({match})" if search.scope == "removed" else match
    keys: dict[str, str | list[str]] = {
        "id": words or "new-watch",
        "title": " ".join(search.query.split()),
        "query": query,
    }
    if search.source:
        keys["sources"] = [search.source]
    if search.language:
        keys["languages"] = [search.language]
    if search.kind == "corrected":
        keys["events"] = ["correction"]
    elif search.kind == "edited" or search.scope == "removed":
        keys["events"] = ["edit", "correction"]
    return table_text("watch", keys)
