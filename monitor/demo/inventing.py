"""Stories by the thousand for soaks and measurements: plain English, the same for the same number."""

from random import Random

from monitor.demo.stories import Copy

_SPEAKERS = (
    "the block president",
    "a retired teacher",
    "the deputy commissioner",
    "a shopkeeper at the bridge",
    "the engineer on duty",
    "a student who had come by bus",
    "the head of the growers' society",
    "a woman from the next village",
)
_PLACES = ("Anantnag", "Bandipora", "Budgam", "Doda", "Kulgam", "Kupwara", "Poonch", "Reasi", "Samba", "Udhampur")
_SUBJECTS = (
    "the new bridge",
    "the polling station",
    "the water main",
    "the night bus",
    "the seat list",
    "the cold store",
)
_DEEDS = ("was discussed", "was inspected", "was promised again", "was measured", "was closed", "was praised")
_REASONS = (
    "because nobody had asked before",
    "although rain was expected",
    "after a meeting that ended late",
    "since the harvest cannot wait",
    "as the law demands",
    "before the snow comes",
)
_SAYINGS = (
    "It is not what we were told in spring.",
    "We will believe it when we see it.",
    "The children count the days.",
    "There is enough for everyone if the keys are found.",
    "Ask me again after the election.",
    "My neighbour says the opposite, and he is right, too.",
)


def invented(number: int, *, paragraphs: int = 8) -> Copy:
    """The story of that number: its paragraphs, of 40 to 60 words each, differ from all others'."""
    random = Random(number)  # noqa: S311 (no secrets here)
    place, subject = random.choice(_PLACES), random.choice(_SUBJECTS)
    return Copy(
        headline=f"{place}: {subject} {random.choice(_DEEDS)}, report {number} says",
        standfirst=f"What {random.choice(_SPEAKERS)} had to say about it {random.choice(_REASONS)}",
        byline=(f"Reporter {number % 97}",),
        paragraphs=tuple(_paragraph(random, number, place, turn) for turn in range(1, paragraphs + 1)),
        section="news",
    )


def _paragraph(random: Random, number: int, place: str, turn: int) -> str:
    """Two sentences of fact and one of speech; the figures make it unlike every other paragraph."""
    subject, deed, reason = random.choice(_SUBJECTS), random.choice(_DEEDS), random.choice(_REASONS)
    return (
        f"In {place} {subject} {deed} on day {turn} of the week {reason}, and {random.randrange(20, 900)} people from "
        f"{random.randrange(2, 40)} villages came to see it. The record, which has the number {number}-{turn}, gives "
        f"the cost as {random.randrange(1, 99)} lakh rupees and the date as settled. “{random.choice(_SAYINGS)}” said "
        f"{random.choice(_SPEAKERS)}."
    )
