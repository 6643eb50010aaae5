"""Writes the reference pages from what they describe: the commands, the configuration's models, the migrated schema.

cog calls these functions from docs/*.md; each returns Markdown. `make docs` writes the pages, `make check` compares.
"""

import tempfile
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum
from pathlib import Path
from sqlite3 import Connection, Row
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
from datasette.utils import parse_metadata
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from monitor.cli import main
from monitor.config import models, values
from storage.database import open_archive, open_desk, open_subscribers

WIDTH = 100
METADATA = Path(__file__).parent.parent / "datasette" / "metadata.yaml"
"""Where the archive's tables and columns are described for its readers; the page says the same."""

DESK_TABLES = {
    "channels": "Every channel of every source, with what its last look brought and when the next one is due.",
    "entries": "Every line that a channel ever listed, one for each article that it may lead to.",
    "hints": "What each channel said last of each entry, so that a changed line is noticed.",
    "follows": "The articles that are checked again, with the time of the next check and what makes it cheap.",
    "source_state": "How often each source failed in a row, until when it is left alone, and when it was redesigned.",
    "crawls": "One row for each crawl, with its times and counts.",
    "failures": "Fetches that failed, with the reason.",
    "suspects": "Pages that were not taken for the story, with the reason and its signs.",
    "readings": "What comparing needs of each version's page, in compact form; rebuilt from captures when needed.",
    "site_pages": "What blocks the last pages of each source showed: what a site repeats is no story's.",
    "template_changes": "Articles whose page was lately seen in another template.",
    "fingerprints": "What the articles of the last three days say, so that near copies of them are found.",
    "marks": "The runs of words by which fingerprints are found, one row for each and each version.",
    "watches": "Every watch, private ones too, with the change after which it counts.",
    "matches": "Every change that a watch selected, with the event and the words found.",
    "bulletins": "What the desk was told of conditions, one row a message, and when that became a delivery.",
    "conditions": "What was wrong, since when, when it was no longer found, and when it was over.",
    "cursors": "How far each reader of the change log has come.",
}
"""What each table of desk.db is for. Its columns are the program's own business and may change."""

SUBSCRIBERS_TABLES = {
    "subscriptions": "The configured subscriptions, and the change of the log after which each one counts.",
    "destinations": "How each destination answers, by the name of its environment variable: failing, resting, paused.",
    "deliveries": "Every message with its texts, its state, its attempts, and why the last one failed.",
    "delivery_items": "The changes that each subscription is told of, once each, and the message that carries them.",
    "last_told": "The version of each article that each subscription was told last.",
    "cursors": "How far the matches have been read.",
}
"""What each table of subscribers.db is for; as in desk.db, its columns may change."""

WRITTEN_FORMS = {
    values.parse_web_address: "web address",
    values.parse_destination: "`env:NAME`",
    values.parse_password: "`env:NAME`",
    values.parse_network: "address or network",
    values.parse_size: "size",
}
"""How a person writes what each of these reads, where the type alone would not tell."""

KEEP = 'duration or "all"'
"""How long something is kept: None stands for all there, and nowhere else is a duration left out."""

PLAIN_FORMS = {
    str: "text", bool: "true or false", int: "whole number", float: "number",
    timedelta: "duration", timedelta | None: KEEP, values.Digest: "digest", values.QuietHours: "hours and zone",
}  # fmt: skip


def cli() -> str:
    """Every command with its help, as the terminal shows it at a width of 100."""
    return "\n".join(f"## {context.command_path}\n\n```\n{context.get_help()}\n```\n" for context in commands())


def commands(command: click.Command = main, parent: click.Context | None = None) -> Iterator[click.Context]:
    """The context of every command of the program, a group before its members."""
    name = command.name if parent else "presswatch"
    context = click.Context(
        command, parent=parent, info_name=name, terminal_width=WIDTH, **(command.context_settings or {})
    )
    yield context
    if isinstance(command, click.Group):
        members = [command.get_command(context, name) for name in command.list_commands(context)]
        for member in members:
            if member is not None and not member.hidden:
                yield from commands(member, context)


def configuration() -> str:
    """Every table of presswatch.toml with its keys."""
    free = [f"## `{heading}`\n\n{meaning[:1].upper()}{meaning[1:]}.\n" for heading, meaning in free_tables()]
    return "\n".join([*(_table(heading, model) for heading, model in tables()), *free])


def tables() -> Iterator[tuple[str, type[BaseModel]]]:
    """Heading and model of each table, in the order of the file: ``[archive]``, ``[[source]]`` …"""
    for name, field in models.Config.model_fields.items():
        model = _model(field.annotation)
        if model is not None:
            key = field.alias or name
            yield (f"[[{key}]]" if get_origin(field.annotation) is tuple else f"[{key}]"), model


def free_tables() -> Iterator[tuple[str, str]]:
    """Heading and meaning of the tables whose keys the user chooses."""
    for name, field in models.Config.model_fields.items():
        if _model(field.annotation) is None:
            yield f"[{field.alias or name}]", field.description or ""


def _model(annotation: Any) -> type[BaseModel] | None:
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
    return None


def _table(heading: str, model: type[BaseModel]) -> str:
    meaning = (model.__doc__ or "").partition(": ")[2].strip()
    rows = [_row(name, field) for name, field in model.model_fields.items()]
    return "\n".join(
        [f"## `{heading}`", "", meaning[:1].upper() + meaning[1:], "", "| key | what | default | meaning |",
         "|---|---|---|---|", *rows, ""]
    )  # fmt: skip


def _row(name: str, field: FieldInfo) -> str:
    meaning = field.description or ""
    if field.examples:
        meaning += f"; such as `{field.examples[0]}`"
    cells = (f"`{field.alias or name}`", form(field), default(field), meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def form(field: FieldInfo) -> str:
    """What a person writes for a key, in words."""
    for validator in field.metadata:
        if getattr(validator, "func", None) in WRITTEN_FORMS:
            return WRITTEN_FORMS[validator.func]
    return _form(field.annotation)


def _form(annotation: Any) -> str:
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        known = (WRITTEN_FORMS.get(getattr(validator, "func", None)) for validator in inside[1:])  # type: ignore[arg-type]  # not every mark has a func
        return next(filter(None, known), None) or _form(inside[0])
    if origin is Literal:
        return " or ".join(f'"{value}"' for value in inside)
    if annotation in PLAIN_FORMS:
        return PLAIN_FORMS[annotation]
    if origin in (Union, types.UnionType):
        return _form(next(part for part in inside if part is not type(None)))
    if origin is tuple:
        return f"list of {_form(inside[0])}"
    if origin is dict:
        return f"table of {_form(inside[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f'"{member.value}"' for member in annotation)
    raise LookupError(f"tools.reference has no words for {annotation}: give it some in PLAIN_FORMS")


def default(field: FieldInfo) -> str:
    """A key's default as a person would write it; required ones say so."""
    if field.default is PydanticUndefined:
        return "required"
    if field.default is None:
        return '`"all"`' if form(field) == KEEP else "none"
    return f"`{_written(field.default, form(field))}`"


def _written(value: Any, what: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, timedelta):
        return f'"{values.format_duration(value)}"'
    if isinstance(value, values.Digest):
        return f'"{value.kind}"'
    if isinstance(value, tuple):
        return "[" + ", ".join(_written(part, what) for part in value) + "]"
    if isinstance(value, int) and what == "size":
        return f'"{value // 1000**3} GB"'
    return f'"{value}"' if isinstance(value, str) else str(value)


def archive_schema() -> str:
    """Every table and view of archive.db with its columns, described as the archive itself describes them."""
    described = parse_metadata(METADATA.read_text(encoding="utf-8"))["databases"]["archive"]["tables"]
    with fresh("archive.db") as opened:
        return "\n".join(_relation(opened, row, described.get(row["name"], {})) for row in relations(opened))


def desk_schema() -> str:
    """Every table of desk.db: what it is for, and its columns."""
    return _purposes("desk.db", DESK_TABLES)


def subscribers_schema() -> str:
    """Every table of subscribers.db: what it is for, and its columns."""
    return _purposes("subscribers.db", SUBSCRIBERS_TABLES)


def _purposes(file: str, purposes: Mapping[str, str]) -> str:
    with fresh(file) as opened:
        rows = [
            (row["name"], ", ".join(column["name"] for column in columns(opened, row))) for row in relations(opened)
        ]
    lines = [f"| {name} | {purposes[name]} | {names} |" for name, names in rows]
    return "\n".join(["| table | what it is for | columns |", "|---|---|---|", *lines, ""])


_OPEN = {"archive.db": open_archive, "desk.db": open_desk, "subscribers.db": open_subscribers}


@contextmanager
def fresh(file: str) -> Iterator[Connection]:
    """One of the three files as a new installation makes it."""
    with tempfile.TemporaryDirectory() as directory:
        opened = _OPEN[file](Path(directory) / file)
        try:
            yield opened
        finally:
            opened.close()


def relations(opened: Connection) -> list[Row]:
    """Name, type and statement of the tables and views that a query may name; not the index's own nor SQLite's."""
    found = opened.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY type, rowid"
    )
    return [row for row in found if not row["name"].startswith(("sqlite_", "_sqlite_")) and "_fts_" not in row["name"]]


def columns(opened: Connection, relation: Row) -> list[Row]:
    """The columns of a table or view that a query may name."""
    found = opened.execute("SELECT * FROM pragma_table_xinfo(?)", (relation["name"],))
    # 1 marks the columns that full text keeps for itself.
    return [row for row in found if row["hidden"] != 1]


def _relation(opened: Connection, relation: Row, described: Mapping[str, Any]) -> str:
    keys = opened.execute("SELECT * FROM pragma_foreign_key_list(?)", (relation["name"],))
    references = {row["from"]: row["table"] for row in keys}
    is_table = relation["type"] == "table" and "VIRTUAL" not in relation["sql"]
    meanings = described.get("columns", {})
    rows = [
        _column(row, meanings.get(row["name"], ""), references.get(row["name"]), is_table=is_table)
        for row in columns(opened, relation)
    ]
    kind = "A view. " if relation["type"] == "view" else "Full text. " if "VIRTUAL" in relation["sql"] else ""
    return "\n".join(
        [f"### {relation['name']}", "", kind + described.get("description", "").strip(), "",
         "| column | type | meaning |", "|---|---|---|", *rows, ""]
    )  # fmt: skip


def _column(column: Row, meaning: str, reference: str | None, *, is_table: bool) -> str:
    notes = [meaning, "primary key" if column["pk"] else "", f"→ {reference}" if reference else ""]
    may_be_null = is_table and not column["notnull"] and not column["pk"]
    kind = column["type"].lower() + (" or null" if may_be_null else "")
    return f"| {column['name']} | {kind} | {'; '.join(filter(None, notes))} |"
