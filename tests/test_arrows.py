"""Who may import whom, read from the syntax trees: the arrows between packages and the one door of each library."""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
OURS = ("scrapers", "storage", "monitor")
ALLOWED = {"scrapers": {"scrapers"}, "storage": {"storage"}, "monitor": {"monitor", "scrapers", "storage"}}
PURE_FOR_DATASETTE = {
    *(
        "monitor.anywhere",
        "monitor.charts",
        "monitor.citing",
        "monitor.compare.traits",
        "monitor.config.queries",
        "monitor.diff",
    ),
    *("monitor.feeds", "monitor.render", "monitor.searches", "monitor.stories", "monitor.words"),
    *("storage.excerpts", "storage.fold", "storage.marking", "storage.searches"),
    # The search itself, so that the page and the terminal find the same.
    *("storage.asked", "storage.beginnings", "storage.facets", "storage.found", "storage.search"),
}
"""What the published archive may import of ours: pure functions that fold text, render a diff, say it in words, write a
feed or a citation, lay out a chart."""

ONE_MODULE = (
    "aiohttp",
    "aiosmtplib",
    "apprise",
    "apscheduler",
    "feedparser",
    "tldextract",
    "trafilatura",
    "tomlkit",
)
"""Libraries that a single module of ours may import, so that replacing one means opening one file."""

FETCHING = ("trafilatura.downloads", "trafilatura.spider", "trafilatura.fetch_url", "trafilatura.fetch_response")
"""Parts of trafilatura that go to the web by themselves, past robots.txt, delays and limits."""

SQL = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*(?:SELECT\s+.+\s+FROM\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|PRAGMA\s+\w+"
    r"|CREATE\s+(?:UNIQUE\s+|VIRTUAL\s+|TEMP\s+)?(?:TABLE|INDEX|VIEW|TRIGGER)\s|ALTER\s+TABLE\s|WITH\s+\w+\s+AS\s*\()",
    re.DOTALL,
)
SQL_LIBRARIES = ("sqlite3", "sqlite_utils", "aiosqlite", "apsw")

THROUGH = {
    "datasette": ("itsdangerous", "jinja2", "markupsafe", "uvicorn", "yaml"),
    "pydantic": ("pydantic_core",),
    "scrapy": ("OpenSSL", "itemadapter", "parsel", "protego", "twisted", "w3lib", "zope"),
    "tldextract": ("idna",),
    "trafilatura": ("charset_normalizer", "htmldate"),
}
"""Libraries that may be imported because a declared one always brings them and works on their objects or with them; any
other is asked for in pyproject.toml."""


def modules(*packages: str) -> list[Path]:
    """The Python files of these top-level folders, as paths from the root."""
    return sorted(path.relative_to(ROOT) for package in packages for path in (ROOT / package).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file given from the root."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


@cache
def imported(module: ast.Module) -> tuple[str, ...]:
    """Every dotted name that a module imports, also inside functions; `from a import b` gives ``a.b``."""
    return tuple(_imported(module))


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            yield from (
                arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            )


def _called(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else None


def texts(module: ast.Module) -> Iterator[str]:
    """Every string of a module but docstrings; of an f-string, its constant pieces."""
    prose = {
        id(node.value)
        for parent in ast.walk(module)
        if isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for node in parent.body
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def is_within(name: str, package: str) -> bool:
    """`name` is the dotted name `package` or something inside it."""
    return name == package or name.startswith(f"{package}.")


def wrong_arrows(package: str, module: ast.Module) -> list[str]:
    """Names of ours that a module of `package` may not know, imported or written as a dotted path in a setting."""
    forbidden = [other for other in OURS if other not in ALLOWED[package]]
    dotted = [text for text in texts(module) if re.fullmatch(r"\w+(\.\w+)+", text)]
    return [name for name in [*imported(module), *dotted] if any(is_within(name, other) for other in forbidden)]


def wrong_in_datasette(module: ast.Module) -> list[str]:
    """Names of ours that a plugin imports and that are not pure functions it may use."""
    ours = [name for name in imported(module) if any(is_within(name, package) for package in OURS)]
    return [name for name in ours if not any(is_within(name, pure) for pure in PURE_FOR_DATASETTE)]


def relative_imports(module: ast.Module) -> list[str]:
    """Imports that begin with a dot."""
    return [name for name in imported(module) if name.startswith(".")]


def fetching_imports(module: ast.Module) -> list[str]:
    """Imports of a library's own downloader."""
    return [name for name in imported(module) if any(is_within(name, door) for door in FETCHING)]


def prints(module: ast.Module) -> list[str]:
    """Calls of print: what a user reads goes through click or rich, what an operator reads through logging."""
    return [
        f"line {node.lineno}"
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and _called(node) == "print" and isinstance(node.func, ast.Name)
    ]


def sql(module: ast.Module) -> list[str]:
    """Strings that are SQL statements."""
    return [text.strip().splitlines()[0] for text in texts(module) if SQL.match(text)]


def sql_libraries(module: ast.Module) -> list[str]:
    """Imports of a library that opens databases."""
    return [name for name in imported(module) if any(is_within(name, door) for door in SQL_LIBRARIES)]


def opened_databases(module: ast.Module) -> list[str]:
    """Where a database is opened. A plugin is handed its connection by Datasette, and may name SQLite's errors."""
    calls = [ast.unparse(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)]
    return [call for call in calls if call == "sqlite3.connect"] + [
        name for name in sql_libraries(module) if not is_within(name, "sqlite3") or name == "sqlite3.connect"
    ]


def undeclared(module: ast.Module) -> list[str]:
    """Libraries that are imported and not asked for in pyproject.toml, so that they are here only by luck."""
    tops = {name.split(".")[0] for name in imported(module) if not name.startswith(".")}
    return sorted(tops - provided())


@cache
def provided() -> set[str]:
    """The top-level names that may be imported: Python's, ours, those of declared libraries and what they bring."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {re.split(r"[<>=!~\[ ;]", line, maxsplit=1)[0] for line in settings["project"]["dependencies"]}
    through = {name for library, names in THROUGH.items() if library in declared for name in names}
    direct = {name for name, owners in packages_distributions().items() if declared & set(map(canonical, owners))}
    return {*sys.stdlib_module_names, *OURS, *through, *direct}


def canonical(name: str) -> str:
    """A distribution's name as pyproject.toml writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


Check = Callable[[ast.Module], list[str]]


@pytest.mark.parametrize("package", OURS)
def test_packages_import_along_the_arrows(package: str) -> None:
    found = {str(path): wrong_arrows(package, tree(path)) for path in modules(package)}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("check", "packages"),
    [
        (wrong_in_datasette, ("datasette",)),
        (relative_imports, (*OURS, "datasette")),
        (fetching_imports, (*OURS, "datasette")),
        (prints, (*OURS, "datasette")),
        (sql, ("scrapers", "monitor")),
        (sql_libraries, ("scrapers", "monitor")),
        (opened_databases, ("scrapers", "monitor", "datasette")),
        (undeclared, (*OURS, "datasette")),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_no_module_breaks_the_rule(check: Check, packages: tuple[str, ...]) -> None:
    found = {str(path): check(tree(path)) for path in modules(*packages)}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("library", ONE_MODULE)
def test_a_library_has_one_door(library: str) -> None:
    doors = [
        str(path)
        for path in modules(*OURS, "datasette")
        if any(is_within(name, library) for name in imported(tree(path)))
    ]
    assert len(doors) <= 1, f"{library} is imported in {doors}"


def test_the_archive_folder_never_shadows_datasette() -> None:
    assert not (ROOT / "datasette" / "__init__.py").exists()
    assert not (ROOT / "tests" / "datasette").exists()


BAD_IMPORTS = [
    "import monitor",
    "from monitor.diff import diff_stories",
    "def late():\n    from storage import database",
    "if TYPE_CHECKING:\n    import storage.records",
    "importlib.import_module('storage.database')",
    "ITEM_PIPELINES = {'monitor.recorder.Recorder': 100}",
]


@pytest.mark.parametrize("code", BAD_IMPORTS)
def test_a_wrong_arrow_is_seen(code: str) -> None:
    assert wrong_arrows("scrapers", ast.parse(code)) != []


BROKEN: list[tuple[Check, str]] = [
    (wrong_in_datasette, "from monitor.crawl import crawl"),
    (wrong_in_datasette, "from storage import database"),
    (relative_imports, "from . import urls"),
    (relative_imports, "from .urls import url_key"),
    (fetching_imports, "from trafilatura import fetch_url"),
    (fetching_imports, "import trafilatura.spider"),
    (fetching_imports, "from trafilatura.downloads import fetch_url"),
    (prints, "print('found')"),
    (sql, "rows = db.execute('SELECT id FROM articles')"),
    (sql, "rows = db.execute(f'''\n  UPDATE {table} SET x = 1''')\nother = 'DELETE FROM articles'"),
    (sql_libraries, "import sqlite3"),
    (sql_libraries, "from sqlite_utils import Database"),
    (opened_databases, "import sqlite3\ndb = sqlite3.connect('desk.db')"),
    (undeclared, "import no_such_library.part"),
    (undeclared, "import pytest"),
]

FINE: list[tuple[Check, str]] = [
    (
        wrong_in_datasette,
        "from monitor.render import html\nfrom datasette import hookimpl\nfrom storage.fold import fold",
    ),
    (relative_imports, "from scrapers.urls import url_key"),
    (fetching_imports, "from trafilatura import bare_extraction"),
    (prints, "console.print('found')"),
    (sql, "'''SELECT is explained in this docstring FROM a table'''\nlabel = 'Select one from the list'"),
    (sql_libraries, "from storage import database"),
    (opened_databases, "import sqlite3\nerror = sqlite3.OperationalError"),
    (undeclared, "import json\nimport lxml_html_clean\nfrom twisted.internet import reactor\nfrom storage import fold"),
]


@pytest.mark.parametrize(("check", "code"), BROKEN)
def test_a_broken_rule_is_seen(check: Check, code: str) -> None:
    assert check(ast.parse(code)) != []


@pytest.mark.parametrize(("check", "code"), FINE)
def test_what_is_allowed_passes(check: Check, code: str) -> None:
    assert check(ast.parse(code)) == []
