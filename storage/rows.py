"""Between records and rows: the one place that knows how a value of a dataclass field stands in a column."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, get_type_hints

from storage.times import from_text_or_none, to_text

Record = TypeVar("Record")
# Any: a column's value is whatever its type in the STRICT table says; the record's own types are checked above this line.
Reader = Callable[[Any], Any]


def from_row(record_type: type[Record], row: sqlite3.Row) -> Record:
    """The record whose fields are the row's columns of the same names."""
    return record_type(**{name: read(row[name]) for name, read in _readers(record_type)})


def to_parameters(record: object) -> dict[str, str | int | bytes | None]:
    """The record's fields as named parameters."""
    return {name: _to_column(getattr(record, name)) for name, _ in _readers(type(record))}


def _to_column(value: object) -> str | int | bytes | None:
    match value:
        case datetime():
            return to_text(value)
        case bool():
            return int(value)
        case tuple():
            return json.dumps(value, ensure_ascii=False)
        case str() | int() | bytes() | None:
            return value
        case _:
            raise TypeError(f"{value!r} has no form in a column")


@cache
def _readers(record_type: type[object]) -> tuple[tuple[str, Reader], ...]:
    hints = get_type_hints(record_type)
    return tuple((field.name, _reader(hints[field.name])) for field in fields(record_type))  # type: ignore[arg-type]


def _reader(hint: object) -> Reader:
    if hint in (datetime, datetime | None):
        return from_text_or_none
    if hint is bool:
        return bool
    if hint == tuple[str, ...]:
        return _names
    return _as_is


def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


# Any: see Reader.
def _as_is(value: Any) -> Any:
    return value
