"""Sources written into presswatch.toml: the table goes in, every other byte stays."""

import resource
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import ConfigError, SourceConfig, load
from monitor.config.writing import add_source, source_table, with_source
from monitor.starter import starter_text

NEW = SourceConfig(
    id="new-paper",
    name='The "New" Paper',
    home="https://new.example/",
    feeds=("https://new.example/a", "https://new.example/b"),
    sitemaps=("https://new.example/news.xml",),
    every=timedelta(minutes=10),
    language="ur",
)
HEAD = '[archive]\ncontact = "desk@example.org"\n'
OLD = '[[source]]\nid = "a"\nname = "A"\nhome = "https://a.example/"\nfeeds = ["https://a.example/feed"]\n'


def inserted(old: str, new: str) -> str:
    """The one stretch that was put in; fails if anything else differs."""
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    tail = len(old) - start
    assert new.startswith(old[:start])
    assert tail == 0 or new.endswith(old[start:])
    return new[start : len(new) - tail]


def test_the_table_says_what_is_unusual() -> None:
    assert source_table(NEW) == (
        '[[source]]\nid = "new-paper"\nname = "The \\"New\\" Paper"\nhome = "https://new.example/"\n'
        'feeds = [\n    "https://new.example/a",\n    "https://new.example/b",\n]\n'
        'sitemaps = ["https://new.example/news.xml"]\nevery = "10m"\nlanguage = "ur"\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD, ""),
        (HEAD + OLD, ""),
        (HEAD + OLD.removesuffix("\n"), ""),
        (
            HEAD + OLD + "paused = true   # tired\n# min_delay = 3\n",
            "\n# Watches\n\n# one\n[[watch]]\nid='w'\nquery='x'\n",
        ),
        (HEAD + OLD, "[[watch]]\nid = 'w'\nquery = '''\n\"\n[[source]]\n\"'''\n# [[source]]\n"),
        (HEAD + OLD.replace("feeds = [", "feeds = [   # two\n    "), "\n[keep]\ncaptures = 'all'\n"),
        (HEAD + OLD + "\n# apart\n\nlanguage = 'hi'\n", "\n# of the next\n[desk]\n"),
        (
            HEAD + "  [[ 'source' ]]  # indented\n" + OLD.removeprefix("[[source]]\n"),
            "\n[terms]\nnc = ['#', '[[source]]']\n",
        ),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_it_goes_behind_the_last_source(tmp_path: Path, before: str, after: str, line_end: str) -> None:
    before, after = before.replace("\n", line_end), after.replace("\n", line_end)
    path = tmp_path / "presswatch.toml"
    path.write_bytes((before + after).encode())
    add_source(path, NEW)
    text = path.read_bytes().decode()
    assert text.startswith(before)
    assert text.endswith(after)
    middle = text[len(before) : len(text) - len(after)]
    assert middle.strip() == source_table(NEW).strip().replace("\n", line_end)
    assert load(path).sources[-1] == NEW
    assert [file.name for file in tmp_path.iterdir()] == ["presswatch.toml"]


def test_the_starter_keeps_every_other_byte() -> None:
    added = inserted(starter_text(), with_source(starter_text(), NEW))
    assert added.strip() == source_table(NEW).strip()


def test_a_source_that_does_not_fit_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "presswatch.toml"
    path.write_text(HEAD + OLD.replace('id = "a"', 'id = "new-paper"'))
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r'"new-paper" is the id of source\[0\] too'):
        add_source(path, NEW)
    assert path.read_bytes() == before


def test_a_linked_file_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "real.toml", tmp_path / "presswatch.toml"
    path.write_text(HEAD)
    path.chmod(0o640)
    link.symlink_to(path)
    add_source(link, NEW)
    assert link.is_symlink()
    assert load(path).sources == (NEW,)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "presswatch.toml"
    path.write_text(HEAD)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            add_source(path, NEW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [file.name for file in tmp_path.iterdir()] == ["presswatch.toml"]
    assert path.read_text() == HEAD


PIECES = st.sampled_from(
    [
        "\n", "# comment\n", "#\n", "[keep]\ncaptures = 'all'\n", "[desk]\n", "[schedule]\nbudget = 3   # few\n",
        "[terms]\na = ['[[source]]', \"\"\"\n[[source]]\n\"\"\"]\n",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=6, unique=True), st.integers(0, 6), st.booleans())
def test_any_file_keeps_its_other_bytes(pieces: list[str], place: int, has_source: bool) -> None:
    text = HEAD + "".join(pieces[:place]) + (OLD if has_source else "") + "".join(pieces[place:])
    added = with_source(text, NEW)
    inserted(text, added)
    before, after = tomllib.loads(text), tomllib.loads(added)
    assert after.pop("source") == [*before.pop("source", []), *tomllib.loads(source_table(NEW))["source"]]
    assert after == before
