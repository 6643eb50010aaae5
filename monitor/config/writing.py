"""Adding a source to presswatch.toml: one table goes in, every other byte stays."""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from monitor.config.loading import parse
from monitor.config.models import SourceConfig
from monitor.config.values import format_duration

_CHANNEL_KEYS = ("feeds", "sitemaps", "sections")
# Strings and comments are stepped over, so that what looks like a header inside of them is none. The lists of this file
# hold strings alone: a bracket that begins a line outside of strings is a header.
_PIECE = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|(?P<comment>#[^\n]*)'
    r"|(?P<header>^[ \t]*\[[^\n]*)"
    r"|(?P<space>(?:[ \t]*\r?\n)+|[ \t]+)|[^\s\"'#]",
    re.DOTALL | re.MULTILINE,
)
_SOURCE_HEADER = re.compile(r"\s*\[\[\s*(?:source|\"source\"|'source')\s*\]\]")


def add_source(path: Path, source: SourceConfig) -> None:
    """Write a source into the file, behind the sources that are there. Raises ConfigError, leaving the file alone.

    The file is replaced in one step, so that a crash or a `run` that reads it at that moment finds it old or new.
    """
    path = path.resolve()
    # Bytes, so that the line ends stay what they are.
    text = with_source(path.read_bytes().decode("utf-8"), source)
    parse(text, path=path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def with_source(text: str, source: SourceConfig) -> str:
    """The text of a valid file with the source's table put in behind the last source, or at the end."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    place = _place(text)
    before, after = text[:place], text[place:]
    table = source_table(source).replace("\n", line_end)
    gap = "" if not before else line_end if before.endswith("\n") else line_end * 2
    return f"{before}{gap}{table}{line_end if after and not after.lstrip(' ').startswith(line_end) else ''}{after}"


def source_table(source: SourceConfig) -> str:
    """The source as TOML, with what differs from the defaults, ending in a line break."""
    table = tomlkit.table()
    for key in ("id", "name", "home"):
        table.add(key, getattr(source, key))
    for key in _CHANNEL_KEYS:
        if urls := getattr(source, key):
            array = tomlkit.array()
            array.extend(urls)
            table.add(key, array.multiline(len(urls) > 1))
    _add_unusual(table, source)
    sources = tomlkit.aot()
    sources.append(table)
    return tomlkit.dumps({"source": sources})


def _add_unusual(table: Table, source: SourceConfig) -> None:
    table.add("every", format_duration(source.every))
    for key in ("language", "baseline", "min_delay", "paused"):
        value = getattr(source, key)
        if value != SourceConfig.model_fields[key].default:
            table.add(key, value)


def _place(text: str) -> int:
    """Where the last [[source]] table ends: behind its last line and the comments that stand right under it."""
    place, in_source, is_detached = None, False, False
    for piece in _PIECE.finditer(text):
        if piece["space"]:
            is_detached = is_detached or piece[0].count("\n") > 1
            continue
        if piece["header"]:
            in_source = _SOURCE_HEADER.match(piece[0]) is not None
        if not piece["comment"]:
            is_detached = False
        if in_source and not is_detached:
            place = piece.end()
    if place is None:
        return len(text)
    line_end = text.find("\n", place)
    return len(text) if line_end < 0 else line_end + 1


def table_text(name: str, keys: Mapping[str, str | Sequence[str]]) -> str:
    """A table of an array, such as [[watch]], as TOML; a text with double quotes in it is written in single ones."""
    table = tomlkit.table()
    for key, value in keys.items():
        if isinstance(value, str):
            table.add(key, tomlkit.string(value, literal='"' in value and "'" not in value and value.isprintable()))
        else:
            table.add(key, list(value))
    return f"[[{name}]]\n{tomlkit.dumps(table)}"
