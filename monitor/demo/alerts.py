"""Which messages must arrive at the demo's subscriber, act by act, and how those that did compare. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.config import Event
from monitor.demo.inbox import Mail
from monitor.demo.script import CHINAR, DAL_GATE, JHELUM, KAREWA, SUBAH, TAWI


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A message that must come after that act, from one of these outlets: several of them carry a wire story.

    The wire's first outlet tells it, the others only what they add; which is first depends on who is asked first.
    `count` is for one outlet with several such messages.
    """

    act: int
    event: Event
    outlets: tuple[str, ...]
    count: int = 1


ALERTS: Sequence[Alert] = (
    Alert(act=2, event=Event.REPORT, outlets=(CHINAR, JHELUM, KAREWA)),
    Alert(act=2, event=Event.REPORT, outlets=(TAWI,)),
    Alert(act=3, event=Event.REPORT, outlets=(SUBAH,)),
    Alert(act=3, event=Event.CORRECTION, outlets=(JHELUM,)),
    Alert(act=4, event=Event.REPORT, outlets=(CHINAR, DAL_GATE, JHELUM)),
    Alert(act=4, event=Event.REPORT, outlets=(TAWI,)),
    Alert(act=4, event=Event.REMOVAL, outlets=(DAL_GATE,)),
    Alert(act=5, event=Event.REPORT, outlets=(SUBAH,), count=2),
    Alert(act=5, event=Event.REPORT, outlets=(KAREWA,)),
    Alert(act=5, event=Event.REPORT, outlets=(TAWI,)),
    Alert(act=5, event=Event.EDIT, outlets=(CHINAR,)),
    Alert(act=6, event=Event.REPORT, outlets=(CHINAR,)),
    Alert(act=6, event=Event.EDIT, outlets=(JHELUM,)),
    Alert(act=6, event=Event.RESTORATION, outlets=(DAL_GATE,)),
    Alert(act=7, event=Event.EDIT, outlets=(SUBAH,)),
    Alert(act=8, event=Event.EDIT, outlets=(TAWI,)),
    Alert(act=8, event=Event.CORRECTION, outlets=(CHINAR,)),
    Alert(act=8, event=Event.REMOVAL, outlets=(JHELUM,)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How the messages compare: alerts that came, alerts that did not, and the subjects of what nobody expected."""

    right: Sequence[Alert]
    missing: Sequence[Alert]
    surplus: Sequence[str]

    @property
    def is_perfect(self) -> bool:
        """Whether all came, and nothing else."""
        return not (self.missing or self.surplus)


def compare(mails: Mapping[int, Sequence[Mail]], *, outlets: Mapping[str, str]) -> Told:
    """The messages of each act against `ALERTS`; `outlets` are the outlets' names by id."""
    ids = {name: outlet for outlet, name in outlets.items()}
    came: Counter[tuple[int, str, str]] = Counter()
    surplus = []
    for act, arrived in mails.items():
        for mail in arrived:
            for event, source in zip(mail.events, mail.sources, strict=True):
                key = act, event, ids.get(source, source)
                came[key] += 1
                most = sum(one.count for one in ALERTS if (one.act, one.event) == key[:2] and key[2] in one.outlets)
                if came[key] > most:
                    surplus.append(mail.subject)
    right = [one for one in ALERTS if sum(came[one.act, one.event, each] for each in one.outlets) >= one.count]
    return Told(right=right, missing=[one for one in ALERTS if one not in right], surplus=surplus)
