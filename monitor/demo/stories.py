"""What a page of the newsroom says, the small edits that a publisher makes to it, and the stories kept in files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The text of one story as the outlet wants it shown; never changed, each edit gives another.

    `note` is a correction or an editor's note, shown where the page's shape has its place for it. `section` is the
    folder of the address that the story belongs to and the name of its section.
    """

    headline: str
    standfirst: str = ""
    byline: Sequence[str] = ()
    paragraphs: Sequence[str] = ()
    note: str = ""
    section: str = "news"

    def saying(self, old: str, new: str) -> "Copy":
        """With `old` replaced by `new` wherever it stands, in every field. ValueError where it stands nowhere."""
        edited = replace(
            self,
            headline=self.headline.replace(old, new),
            standfirst=self.standfirst.replace(old, new),
            byline=tuple(name.replace(old, new) for name in self.byline),
            paragraphs=tuple(text.replace(old, new) for text in self.paragraphs),
        )
        if edited == self:
            raise ValueError(f"the story “{self.headline}” does not say “{old}”")
        return edited

    def headed(self, headline: str) -> "Copy":
        """Under another headline."""
        return replace(self, headline=headline)

    def noted(self, note: str) -> "Copy":
        """With a correction or an editor's note."""
        return replace(self, note=note)

    def adding(self, *texts: str, at: int | None = None) -> "Copy":
        """With more paragraphs, before the paragraph number `at` (from 0) or at the end."""
        place = len(self.paragraphs) if at is None else at
        return replace(self, paragraphs=(*self.paragraphs[:place], *texts, *self.paragraphs[place:]))

    def dropping(self, *places: int) -> "Copy":
        """Without the paragraphs of these numbers (from 0)."""
        kept = tuple(text for place, text in enumerate(self.paragraphs) if place not in places)
        if len(kept) + len(set(places)) != len(self.paragraphs):
            raise IndexError(f"the story “{self.headline}” has {len(self.paragraphs)} paragraphs, not all of {places}")
        return replace(self, paragraphs=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A story that waits in a file for its act: where it is to stand and what it says."""

    path: str
    copy: Copy


@cache
def drafts(outlet: str) -> Mapping[str, Draft]:
    """The outlet's stories by key, from texts/<outlet>.txt.

    The file has, for each story, a line ``=== key``, lines ``path:``, ``headline:``, ``standfirst:`` and ``byline:``
    (names separated by semicolons), and paragraphs between blank lines. ``[wire KEY 1 2 5]`` stands for these
    paragraphs, counted from 1, of that story in texts/wire.txt.
    """
    return {key: _draft(head, blocks) for key, head, blocks in _stories(outlet)}


def wire(key: str, *numbers: int) -> tuple[str, ...]:
    """These paragraphs, counted from 1, of a story that the agency sent to everybody; all where none is named."""
    texts = next(blocks for name, _, blocks in _stories("wire") if name == key)
    return tuple(texts[number - 1] for number in numbers) if numbers else tuple(texts)


def _stories(name: str) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Each story of a file as its key, the lines of its head by name, and its blocks."""
    file = resources.files("monitor.demo") / "texts" / f"{name}.txt"
    for text in file.read_text(encoding="utf-8").split("=== ")[1:]:
        head, *blocks = text.strip().split("\n\n")
        key, *lines = head.splitlines()
        yield key, dict(line.split(": ", 1) for line in lines), blocks


def _draft(head: Mapping[str, str], blocks: Sequence[str]) -> Draft:
    paragraphs: list[str] = []
    for block in blocks:
        if block.startswith("[wire "):
            key, *numbers = block.strip("[]").split()[1:]
            paragraphs += wire(key, *map(int, numbers))
        else:
            paragraphs.append(block)
    copy = Copy(
        headline=head["headline"],
        standfirst=head["standfirst"],
        byline=tuple(head["byline"].split("; ")),
        paragraphs=tuple(paragraphs),
        section=head["path"].split("/")[1],
    )
    return Draft(path=head["path"], copy=copy)
