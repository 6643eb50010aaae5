"""What a page of the newsroom is to say, the small edits that a publisher makes to it, and the stories kept in files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


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
