"""Between records and rows: the one place that knows how a value of a dataclass field stands in a column."""

import json
import sqlite3
from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast, get_type_hints

from storage.times import from_text_or_none, to_text_or_none

Record = TypeVar("Record")
Value = str | int | float | bytes | None
# Any: what a column or a field holds is said by the STRICT table and the record, not by this line.
Reader = Callable[[Any], Any]
Writer = Callable[[Any], Any]


def from_row(record_type: type[Record], row: sqlite3.Row) -> Record:
    """The record whose fields are the row's columns of the same names."""
    return record_type(**{name: read(row[name]) for name, read, _ in _columns(cast(Hashable, record_type))})


def to_parameters(record: object) -> dict[str, Value]:
    """The record's fields as named parameters."""
    return {name: write(getattr(record, name)) for name, _, write in _columns(cast(Hashable, type(record)))}


# Any: a dataclass, which neither `object` nor a plain type variable promises.
@cache
def _columns(record_type: Any) -> tuple[tuple[str, Reader, Writer], ...]:
    hints = get_type_hints(record_type)
    return tuple(
        (field.name, *_conversion(hints[field.name], field.metadata.get("separator"))) for field in fields(record_type)
    )


def _conversion(hint: object, separator: str | None) -> tuple[Reader, Writer]:
    if hint in (datetime, datetime | None):
        return from_text_or_none, to_text_or_none
    if hint is bool:
        return bool, int
    if hint == bool | None:
        return _maybe_bool, _as_is
    if hint == tuple[str, ...]:
        return (_from_json, json_text) if separator is None else _joined(separator)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint, str
    return _as_is, _as_is


def _joined(separator: str) -> tuple[Reader, Writer]:
    mark = separator.strip()

    def read(text: str) -> tuple[str, ...]:
        return tuple(text.split(separator)) if text else ()

    def write(names: tuple[str, ...]) -> str:
        # A name that holds the mark itself must not be read back as two.
        return separator.join(name.replace(mark, ",") for name in names)

    return read, write


def _from_json(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def json_text(values: Sequence[str] | Sequence[int]) -> str:
    """A list as it stands in a column: JSON, readable where it is no ASCII."""
    return json.dumps(list(values), ensure_ascii=False)


def _maybe_bool(value: int | None) -> bool | None:
    return None if value is None else bool(value)


# Any: see Reader.
def _as_is(value: Any) -> Any:
    return value
