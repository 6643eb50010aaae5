"""Is it still the story's page? Gone, walled, or another page in its place."""

from monitor.compare.matching import Match
from monitor.compare.sheet import Sheet
from monitor.compare.verdict import Verdict, suspect
from scrapers.items import Reading, Story, SuspectReason, Suspicion, Wrapper
from scrapers.suspect_words import GATE, PAYWALL, PRICE
from scrapers.suspects import suspicion
from scrapers.urls import is_front_page, url_key
from storage.fold import letters_and_digits

NO_GATE = frozenset([Wrapper.NAV, Wrapper.FOOTER, Wrapper.COMMENTS])

GONE_STATUSES = frozenset([404, 410])

FEW_LEFT = 0.25
"""Share of the story under which a page that has none of its titles is another page (found by experiment on labelled
pairs)."""

LARGE_LOSS = 0.25
"""Share of the story whose loss is looked at for signs of a wall."""

IN_DATA = 0.8
"""Share of the missing text that the page's data must hold: publishers tidy a paragraph for their data now and then."""

GATE_REACH = 6
"""Blocks behind the last of the story among which a box that bars the way begins."""

MOST_OFFER = 400
"""Characters of a block that offers a subscription."""

LITTLE = 400
"""Characters under which a text is no story that could have replaced another."""


def judge_gone(*, url: str, final_url: str, status: int) -> Verdict | None:
    """The verdict where address and status alone say that a story is gone: 404, 410, or the front page instead.

    Its `story` is empty: there was no page to read one from.
    """
    if status in GONE_STATUSES:
        return Verdict(status="removed", story=Story(headline=""), reason=f"status_{status}")
    if status < 400 and is_front_page(final_url) and not is_front_page(url) and url_key(final_url) != url_key(url):
        return Verdict(status="removed", story=Story(headline=""), reason="front_page")
    return None


def judge_presence(
    before: Sheet, after: Sheet, match: Match, *, url: str, final_url: str, status: int
) -> Verdict | None:
    """A suspect's verdict where the page is not the story's, or None."""
    lost = 1 - kept_share(match)
    story = before.reading.story
    if _is_cut_off(before.reading, after, match):
        open_signs = (f"{lost:.0%} of the story is not there", "its markup is not closed", "it ends within the story")
        return suspect(story, SuspectReason.TRUNCATED, open_signs)
    if lost < LARGE_LOSS and match.paragraphs:
        return None
    found = _new_suspicion(before, after, url=url, final_url=final_url, status=status)
    walled = _wall(before.reading, after, match) or _gate(after, match)
    if found is not None and found.reason is SuspectReason.PAYWALL and not walled:
        found = None  # What offers to read on here is told by the story, and was so before.
    signs = (f"{lost:.0%} of the story is not there",)
    if not match.paragraphs:
        return _as_suspect(story, found, ()) if found else None
    is_opened = bool(story.standfirst) and after.holds(letters_and_digits(story.standfirst))
    is_nothing = lost > 0.99 and not is_opened and len(after.reading.story.body) < LITTLE
    if lost > 1 - FEW_LEFT and _speaks_otherwise(story, after.reading.story):
        sign = f"in another language: {after.reading.story.language}"
        return suspect(story, SuspectReason.OTHER_ARTICLE, (*signs, sign))
    if lost > 1 - FEW_LEFT and (is_nothing or not _is_same_story(before, after)):
        reason = SuspectReason.OTHER_ARTICLE if len(after.reading.story.body) >= LITTLE else SuspectReason.NO_ARTICLE
        return _as_suspect(story, found, signs) if found else suspect(story, reason, signs)
    if len(walled) >= 2:
        return suspect(story, SuspectReason.PAYWALL, (*signs, *walled))
    if _is_in_data(after.reading, match):
        return suspect(story, SuspectReason.TRUNCATED, (*signs, "its data holds what it does not show"))
    if (
        found is not None
        and found.reason is not SuspectReason.NO_ARTICLE
        and len(after.reading.story.body) < len(story.body) / 2
    ):
        return _as_suspect(story, found, signs)
    return None


def _new_suspicion(before: Sheet, after: Sheet, *, url: str, final_url: str, status: int) -> Suspicion | None:
    """Why the page looks like no story, unless the earlier page, which was taken for one, looks just so."""
    found = suspicion(after.reading, url=url, final_url=final_url, status=status)
    if found is None:
        return None
    earlier = suspicion(before.reading, url=url, final_url=url, status=200)
    return None if earlier is not None and earlier.reason is found.reason else found


def kept_share(match: Match) -> float:
    """Share of the earlier story's characters that the new page still has, edited paragraphs among them."""
    block_of = match.home
    paired = {i for i, _ in match.pairs}
    sizes = [len(key) for key in match.keys]
    kept = sum(
        size for index, size in enumerate(sizes) if index not in match.missing or block_of.get(index, -1) in paired
    )
    return kept / max(1, sum(sizes))


def _as_suspect(story: Story, found: Suspicion, signs: tuple[str, ...]) -> Verdict:
    return suspect(story, found.reason, (*signs, *found.signs))


def _is_same_story(before: Sheet, after: Sheet) -> bool:
    """Whether a page with other text still calls itself the same story: by a title, or by its time of publication.

    Of the two the time says less: a page that gives another address than before is not believed by it.
    """
    old, new = _titles(before.reading), _titles(after.reading)
    published = before.reading.story.published_at
    same_time = published is not None and published == after.reading.story.published_at
    addresses = before.reading.canonical_url, after.reading.canonical_url
    moved = all(addresses) and addresses[0] != addresses[1]
    return bool(old & new) or (same_time and not moved and len(after.reading.story.body) >= LITTLE)


def _speaks_otherwise(old: Story, new: Story) -> bool:
    """Whether the text is in another language, where both say which: an edition for readers elsewhere."""
    spoken = [(story.language or "").partition("-")[0] for story in (old, new)]
    return all(spoken) and spoken[0] != spoken[1] and len(new.body) >= LITTLE


def _titles(reading: Reading) -> set[str]:
    titles = (reading.titles.heading, reading.titles.json_ld, reading.titles.open_graph, reading.story.headline)
    return {letters_and_digits(title) for title in titles if title}


def _wall(before: Reading, after: Sheet, match: Match) -> list[str]:
    """The signs that the rest of the story stands behind a paywall."""
    new = [after.blocks[j].text for j in match.come]
    offers = [found[0] for text in new if len(text) <= MOST_OFFER and (found := PAYWALL.search(text))]
    body = after.reading.article_body or ""
    signs = [
        (bool(offers), f"offers to read on: {offers[:1]}"),
        (len(offers) > 1, f"offers it more than once: {offers[1:2]}"),
        (after.reading.paywalled is True and before.paywalled is not True, "says that it is no longer free"),
        (_is_end_lost(match), "the story's end is not there"),
        (len(body) > 2 * max(1, len(after.reading.story.body)), "its data holds more text than it shows"),
    ]
    found_signs = [text for holds, text in signs if holds]
    return found_signs if offers or after.reading.paywalled is True else []


def _gate(after: Sheet, match: Match) -> list[str]:
    """The signs that a box bars the way where the story breaks off; none unless two of its own agree.

    It is new, stands directly behind what is left, and leads on by a control; words and prices say where to.
    """
    near = [j for j in match.come if match.after.last < j <= match.after.last + GATE_REACH]
    box = [after.blocks[j] for j in near if after.blocks[j].wrapper not in NO_GATE]
    texts = [block.text for block in box if len(block.text) <= MOST_OFFER]
    words = [found[0] for text in texts if (found := GATE.search(text))]
    prices = [found[0] for text in texts if (found := PRICE.search(text))]
    if not any(block.has_controls for block in box) or not _is_end_lost(match):
        return []
    signs = [
        (bool(words), f"speaks of reading on: {', '.join(words[:2])}"),
        (len(words) > 1, "says so in more than one line"),
        (bool(prices), f"asks for money: {prices[:1]}"),
    ]
    found_signs = [text for holds, text in signs if holds]
    return ["a box with a control stands where the story breaks off", *found_signs] if len(found_signs) > 1 else []


def _is_cut_off(before: Reading, after: Sheet, match: Match) -> bool:
    """Whether the page breaks off within the story: its markup is open, as the earlier page's was not."""
    if not before.is_complete or after.reading.is_complete or not match.missing:
        return False
    return _is_end_lost(match) and len(after.blocks) - 1 - match.after.last <= 1


def _is_in_data(after: Reading, match: Match) -> bool:
    """Whether the end that the page does not show stands in its data: a script was to bring it."""
    body = letters_and_digits(after.article_body or "")
    missing = [match.keys[index] for index in match.missing]
    held = sum(len(key) for key in missing if key in body)
    return bool(body) and held >= IN_DATA * sum(map(len, missing)) and _is_end_lost(match)


def _is_end_lost(match: Match) -> bool:
    """Whether most of what is missing followed upon the last paragraph that is still there."""
    kept = [index for index in range(len(match.keys)) if index not in match.missing]
    last = kept[-1] if kept else -1
    lost = sum(len(match.keys[index]) for index in match.missing)
    return sum(len(key) for key in match.keys[last + 1 :]) > 0.6 * lost > 0
