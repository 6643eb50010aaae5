"""What must be found in the demo's script, act by act. Whatever else is found is surplus."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.demo.script import CHINAR, DAL_GATE, JHELUM, KAREWA, MOVED_TO, SUBAH, TAWI, path
from storage.records import ChangeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A change that must be in the log after the pass that follows that act (from 1).

    `path` is the article's after the change; `fields` are all that the diff must name, in any order; `added` and
    `removed` are words that it must put in and take out. The first act is the baseline.
    """

    act: int
    outlet: str
    path: str
    kind: ChangeKind
    fields: frozenset[str] = frozenset()
    added: Sequence[str] = ()
    removed: Sequence[str] = ()

    @property
    def baseline(self) -> bool:
        """Whether it must be marked as found at first sight, news to nobody."""
        return self.act == 1


def expected() -> list[Expected]:
    """All that must be found, in order of acts."""
    return sorted([*_published(), *_changed()], key=lambda one: one.act)


_NEWS: dict[int, dict[str, tuple[str, ...]]] = {
    1: {
        CHINAR: ("appropriate-time", "preparations", "ring-road", "cold-stores"),
        JHELUM: ("no-hurry", "delimitation", "water"),
        DAL_GATE: ("shikara", "workers"),
        TAWI: ("sahi-samay", "yatra", "basmati"),
        SUBAH: ("munasib-waqt", "jheel", "mushaira"),
        KAREWA: ("saffron", "rolls", "cricket"),
    },
    2: {CHINAR: ("poll-dates",), JHELUM: ("poll-dates",), KAREWA: ("poll-dates",), TAWI: ("teen-charan",)},
    3: {CHINAR: ("delegation",), SUBAH: ("mulaqat",), DAL_GATE: ("section-vote",)},
    # The Urdu outlet publishes, too, behind its consent wall: found in the next act.
    4: {CHINAR: ("possible",), JHELUM: ("possible",), DAL_GATE: ("possible",), TAWI: ("sambhav",)},
    # The Jhelum Post publishes, too, but answers 503: found in the next act.
    5: {KAREWA: ("final",), TAWI: ("antim",), SUBAH: ("mumkin", "hatmi")},
    6: {CHINAR: ("seat-talks",), JHELUM: ("final",)},
    7: {KAREWA: ("section-only",)},
}


def _published() -> list[Expected]:
    return [
        Expected(act=act, outlet=outlet, path=path(outlet, key), kind=ChangeKind.PUBLISHED)
        for act, outlets in _NEWS.items()
        for outlet, keys in outlets.items()
        for key in keys
    ]


def _changed() -> list[Expected]:
    return [
        _edit(2, CHINAR, "preparations", "headline", added=("now",), removed=("before",)),
        _edit(
            3,
            JHELUM,
            "poll-dates",
            "body",
            kind=ChangeKind.CORRECTED,
            added=("87", "Correction", "regretted"),
            removed=("78",),
        ),
        # Taken down in the third act, and still gone at the second look.
        _event(4, DAL_GATE, path(DAL_GATE, "shikara"), ChangeKind.REMOVED),
        _edit(4, TAWI, "yatra", "standfirst", "body", added=("4,812",), removed=("4,821",)),
        _edit(
            5,
            CHINAR,
            "possible",
            "headline",
            "standfirst",
            "body",
            added=("final", "90 seats", "afternoon"),
            removed=("possible", "Lists", "hours before"),
        ),
        _edit(6, JHELUM, "possible", "body", added=("announced in the afternoon",)),
        _edit(6, CHINAR, "delegation", "body", removed=("We will not leave this valley without an agreement",)),
        _event(6, DAL_GATE, path(DAL_GATE, "shikara"), ChangeKind.RESTORED),
        _event(7, TAWI, MOVED_TO, ChangeKind.MOVED),
        _edit(7, SUBAH, "hatmi", "body", added=("پانچ",), removed=("چار",)),
        _edit(7, CHINAR, "preparations", "headline", added=("before",), removed=("now",)),
        _edit(7, JHELUM, "delimitation", "body"),
        _event(8, JHELUM, path(JHELUM, "water"), ChangeKind.REMOVED),
        _edit(
            8,
            CHINAR,
            "poll-dates",
            "standfirst",
            "body",
            kind=ChangeKind.CORRECTED,
            added=("8 October", "Editor's note"),
            removed=("4",),
        ),
        _edit(8, KAREWA, "saffron", "byline", added=("Aasif Bhat",)),
        _edit(8, TAWI, "sahi-samay", "body", removed=("दरवाज़ा",)),
    ]


def _edit(
    act: int,
    outlet: str,
    key: str,
    *fields: str,
    kind: ChangeKind = ChangeKind.EDITED,
    added: Sequence[str] = (),
    removed: Sequence[str] = (),
) -> Expected:
    return Expected(
        act=act,
        outlet=outlet,
        path=path(outlet, key),
        kind=kind,
        fields=frozenset(fields),
        added=added,
        removed=removed,
    )


def _event(act: int, outlet: str, where: str, kind: ChangeKind) -> Expected:
    return Expected(act=act, outlet=outlet, path=where, kind=kind)
