"""The generated pages tell what the program is: fresh, and with no command, key, table or column left out."""

import re
from pathlib import Path

import click
import pytest
from cogapp import Cog  # type: ignore[import-untyped]  # it has no types
from pydantic import BaseModel

from tools import reference

DOCS = Path(__file__).parent.parent / "docs"
GENERATED = ["cli.md", "configuration.md", "schema.md"]


def page(name: str) -> str:
    """A page's text."""
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one."""
    _, found, rest = text.partition(f"\n{heading}\n")
    assert found, f"no heading {heading}"
    return re.split(r"^##+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_fresh(name: str, tmp_path: Path) -> None:
    anew = tmp_path / name
    assert Cog().main(["cog", "-o", str(anew), str(DOCS / name)]) == 0
    assert anew.read_text(encoding="utf-8") == page(name), f"docs/{name} is stale: make docs"


@pytest.mark.parametrize("context", list(reference.commands()), ids=lambda context: context.command_path)
def test_every_command_explains_itself(context: click.Context) -> None:
    assert context.command.help, f"{context.command_path} has no help"
    shown = section(page("cli.md"), f"## {context.command_path}")
    for parameter in context.command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"{context.command_path} {parameter.opts[0]} has no help"
            assert parameter.opts[-1] in shown


@pytest.mark.parametrize(
    ("heading", "model"), list(reference.tables()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_key_of_the_configuration_is_explained(heading: str, model: type[BaseModel]) -> None:
    shown = section(page("configuration.md"), f"## `{heading}`")
    for name, field in model.model_fields.items():
        assert field.description, f"{heading} {name} has no description"
        assert f"| `{field.alias or name}` |" in shown


def test_every_table_and_column_of_the_archive_is_explained() -> None:
    with reference.fresh("archive.db") as opened:
        for relation in reference.relations(opened):
            shown = section(page("schema.md"), f"### {relation['name']}")
            assert [row["name"] for row in reference.columns(opened, relation)] == re.findall(
                r"^\| (?!column)(\w+) \|", shown, re.MULTILINE
            )


@pytest.mark.parametrize(
    ("file", "tables"), [("desk.db", reference.DESK_TABLES), ("subscribers.db", reference.SUBSCRIBERS_TABLES)]
)
def test_every_table_of_our_own_files_is_explained(file: str, tables: dict[str, str]) -> None:
    shown = section(page("schema.md"), f"## {file}")
    with reference.fresh(file) as opened:
        names = [row["name"] for row in reference.relations(opened)]
    assert sorted(tables) == sorted(names)
    assert all(f"| {name} | {tables[name]} |" in shown for name in names)


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_what_a_page_says_to_run_is_there(name: str) -> None:
    for path in re.findall(r"\b(?:tests|bench|tools)/[\w/*]+\.(?:py|sh)\b", page(name)):
        assert list(DOCS.parent.glob(path)), f"docs/{name} names {path}"
