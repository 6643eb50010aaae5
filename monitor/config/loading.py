"""Reading presswatch.toml: syntax, tables, cross-references; every problem at once, each with its path."""

import re
import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from monitor.config.checks import Place, cross_problems
from monitor.config.models import Config
from monitor.errors import MonitorError

FILE_NAME = "presswatch.toml"

_WRITE = {
    "string_type": 'write text in quotes, such as "…"',
    "int_type": "write a whole number without quotes",
    "float_type": "write a number without quotes",
    "bool_type": "write true or false without quotes",
    "tuple_type": 'write a list in square brackets, such as ["…", "…"]',
}


class ConfigError(MonitorError):
    """The configuration cannot be used.

    `problems` holds a line for each thing that is wrong: "source[2].feeds[0]: what is wrong; what would be right".
    """

    def __init__(self, problems: Sequence[str], *, path: Path) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.problems = tuple(problems)
        self.path = path


def load(path: Path) -> Config:
    """The configuration that stands in a file. Raises ConfigError with all that is wrong; changes nothing anywhere."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(["there is no such file; `presswatch init` makes one"], path=path) from None
    except UnicodeDecodeError as error:
        raise ConfigError([f"byte {error.start + 1} is not UTF-8; save the file as UTF-8"], path=path) from None
    except OSError as error:
        raise ConfigError([f"cannot be read: {error.strerror}; check path and permissions"], path=path) from None
    return parse(text, path=path)


def parse(text: str, *, path: Path) -> Config:
    """The configuration that a text holds; `path` is where it stands or will stand. Raises ConfigError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax_problem(str(error))], path=path) from None
    found: list[tuple[Place, str]] = []
    config = None
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        found += [(detail["loc"], _describe(detail)) for detail in error.errors(include_url=False)]
    found += cross_problems(data)
    if config is None or found:
        ordered = sorted(found, key=partial(_position, tables=[*data, *_keys(Config)]))
        raise ConfigError([f"{_path(place)}: {what}" for place, what in ordered], path=path)
    config._path = path
    return config


def _syntax_problem(message: str) -> str:
    match = re.fullmatch(r"(.*) \(at (line \d+, column \d+|end of document)\)", message, re.DOTALL)
    what, where = (match[1], match[2]) if match is not None else (message, "somewhere")
    return f"{where}: {what[:1].lower()}{what[1:]}; correct the line or the one before it, see https://toml.io"


def _describe(error: ErrorDetails) -> str:
    """One of pydantic's errors as "what is wrong; what would be right"."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    field = _field(error["loc"])
    match kind:
        case "extra_forbidden":
            return _unknown_key(error["loc"])
        case "missing":
            return f"is missing; {_meaning(field)}"
        case "value_error":
            return str(context["error"])
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"is {_noun(value)}, not a table; write [{error['loc'][0]}] on a line and its keys below"
        case "tuple_type" if isinstance(value, dict):
            return f"is one table; write [[{error['loc'][0]}]] with two brackets on either side"
        case "literal_error" | "enum":
            return _not_one_of(str(value), context["expected"])
        case "greater_than_equal" | "less_than_equal":
            bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
            return f"is {value}; write {bound}"
        case "too_short":
            return 'is empty; write at least one, such as ["…"]'
    return f"is {_noun(value)}; {_WRITE.get(kind, error['msg'])}"


def _not_one_of(value: str, expected: str) -> str:
    allowed = re.findall(r"'([^']*)'", expected)
    near = get_close_matches(value, allowed, n=1)
    choice = ", ".join(f'"{name}"' for name in allowed)
    return f'"{value[:60]}" is not known; ' + (f'did you mean "{near[0]}"? ' if near else "") + f"known are {choice}"


def _unknown_key(place: Place) -> str:
    known = _keys(_model(place[:-1]))
    near = get_close_matches(str(place[-1]), known, n=1)
    return "is no key here; " + (f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}")


def _meaning(field: FieldInfo | None) -> str:
    if field is None or not field.description:
        return "write [archive] on a line, and contact below it"
    example = f' For example "{field.examples[0]}"' if field.examples else ""
    return f"write {field.description}.{example}" if example else f"write {field.description}"


def _noun(value: object) -> str:
    """What a TOML value is, in words, never the value itself: it may be secret."""
    names = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), "a date")


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model(place: Place) -> type[BaseModel]:
    """The table that a place lies in: Config itself, or that of its first name."""
    field = _named(Config, place[0]) if place else None
    return (_table_of(field.annotation) if field is not None else None) or Config


def _field(place: Place) -> FieldInfo | None:
    """The field that a place names: a table of Config, or a key of a table."""
    names = [part for part in place if isinstance(part, str)]
    return _named(Config, names[0]) if len(names) == 1 else _named(_model(place), names[1])


def _named(model: type[BaseModel], name: str | int) -> FieldInfo | None:
    return next((field for key, field in model.model_fields.items() if name in (field.alias or key,)), None)


def _table_of(annotation: Any) -> type[BaseModel] | None:  # typing's special forms have no common type
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((table for part in get_args(annotation) if (table := _table_of(part)) is not None), None)


def _position(found: tuple[Place, str], tables: Sequence[str]) -> tuple[int, str]:
    """Problems stand in the order of the file's tables, rows in their order."""
    place = found[0]
    order = tables.index(str(place[0])) if str(place[0]) in tables else len(tables)
    return order, "".join(f"[{part:06}]" if isinstance(part, int) else f".{part}" for part in place)


def _path(place: Place) -> str:
    """("source", 2, "feeds", 0) as source[2].feeds[0]. Of a table's key that does not fit, pydantic adds "[key]"."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place if part != "[key]")
    return "".join(parts).removeprefix(".")
