"""What one table of presswatch.toml cannot say alone: ids that collide, names that lead nowhere, queries.

The checks read the parsed TOML, not the models, so that they speak also where another key is wrong.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from monitor.config.models import SubscriptionConfig
from monitor.config.queries import query_problem

Place = tuple[str | int, ...]
# TOML's values are of any type until the models have seen them.
Toml = Mapping[str, Any]


def cross_problems(data: Toml) -> Iterator[tuple[Place, str]]:
    """Each place with "what is wrong; what would be right"."""
    yield from _repeated_ids(data, "source")
    yield from _repeated_ids(data, "watch")
    yield from _channel_problems(data)
    yield from _watch_problems(data)
    yield from _subscription_problems(data)
    yield from _login_problems(data)
    yield from _desk_problems(data)


def _repeated_ids(data: Toml, table: str) -> Iterator[tuple[Place, str]]:
    first: dict[str, int] = {}
    for number, row in _rows(data, table):
        row_id = _text(row, "id")
        if row_id is not None and first.setdefault(row_id, number) != number:
            yield (table, number, "id"), f'"{row_id}" is the id of {table}[{first[row_id]}] too; give each its own'


def _channel_problems(data: Toml) -> Iterator[tuple[Place, str]]:
    first: dict[str, str] = {}
    for number, row in _rows(data, "source"):
        channels = [(key, index, url) for key in ("feeds", "sitemaps", "sections") for index, url in _texts(row, key)]
        if not any(row.get(key) for key in ("feeds", "sitemaps", "sections")):
            yield ("source", number), "has no channel; give at least one address in feeds, sitemaps or sections"
        for key, index, url in channels:
            here = f"source[{number}].{key}[{index}]"
            if first.setdefault(url, here) != here:
                yield ("source", number, key, index), f"is the same address as {first[url]}; take one of them out"


def _watch_problems(data: Toml) -> Iterator[tuple[Place, str]]:
    sources = [source_id for _, row in _rows(data, "source") if (source_id := _text(row, "id")) is not None]
    terms = _terms(data)
    for number, row in _rows(data, "watch"):
        for index, source_id in _texts(row, "sources"):
            if source_id not in sources:
                yield ("watch", number, "sources", index), _unknown(source_id, sources, what="source")
        if row.get("events") == []:
            yield (
                ("watch", number, "events"),
                "is empty, so that the watch selects nothing; name one or leave the key out",
            )
        query = _text(row, "query")
        problem = query_problem(query, terms) if query and query.strip() else None
        if problem is not None:
            yield ("watch", number, "query"), problem


def _subscription_problems(data: Toml) -> Iterator[tuple[Place, str]]:
    watches = [watch_id for _, row in _rows(data, "watch") if (watch_id := _text(row, "id")) is not None]
    first: dict[str, int] = {}
    for number, row in _rows(data, "subscription"):
        watch_id, to = _text(row, "watch"), _text(row, "to")
        if watch_id is not None and watch_id not in watches:
            yield ("subscription", number, "watch"), _unknown(watch_id, watches, what="watch")
        if watch_id is None or to is None or not to.startswith("env:"):
            continue
        slug = SubscriptionConfig.model_construct(id=_text(row, "id"), watch=watch_id, to=to[4:]).slug
        if first.setdefault(slug, number) != number:
            yield (
                ("subscription", number),
                f'has the id "{slug}" of subscription[{first[slug]}] too; give one of them another id',
            )


def _login_problems(data: Toml) -> Iterator[tuple[Place, str]]:
    archive, login = data.get("archive"), data.get("login", {})
    asks = isinstance(archive, dict) and archive.get("access") == "login"
    if asks and isinstance(login, dict) and not login.get("users") and not login.get("header"):
        yield (
            ("archive", "access"),
            'is "login", and nobody could log in; give users or a header under [login], see docs/publishing.md',
        )


def _desk_problems(data: Toml) -> Iterator[tuple[Place, str]]:
    archive, login = data.get("archive"), data.get("login")
    if not isinstance(login, dict) or not login.get("desk"):
        return
    if not isinstance(archive, dict) or archive.get("access") != "login":
        yield ("login", "desk"), 'is shown to nobody unless readers log in; write access = "login" under [archive]'
    users = login.get("users", {})
    for index, user in _texts(login, "desk"):
        # Whom a proxy names we do not know beforehand.
        if not login.get("header") and isinstance(users, dict) and user not in users:
            yield ("login", "desk", index), f'"{user}" is none of [login.users]; give each a line there'


def _terms(data: Toml) -> dict[str, list[str]]:
    terms = data.get("terms")
    if not isinstance(terms, dict):
        return {}
    return {name: [text for _, text in _texts(terms, name)] for name in terms}


def _unknown(name: str, known: list[str], *, what: str) -> str:
    near = get_close_matches(name, known, n=1)
    remedy = f'did you mean "{near[0]}"?' if near else f"write the id of a [[{what}]] of this file"
    return f'"{name}" is the id of no {what}; {remedy}'


def _rows(data: Toml, table: str) -> Iterator[tuple[int, Toml]]:
    rows = data.get(table)
    return ((number, row) for number, row in enumerate(rows if isinstance(rows, list) else []) if isinstance(row, dict))


def _text(row: Toml, key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None


def _texts(row: Toml, key: str) -> Iterator[tuple[int, str]]:
    values = row.get(key)
    return (
        (index, text) for index, text in enumerate(values if isinstance(values, list) else []) if isinstance(text, str)
    )
