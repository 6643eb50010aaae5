"""What watches select of a log of changes, once each, whatever happens in between."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.config.models import Event, Part, WatchConfig
from monitor.matching import find_matches, keep_matches, ready_watches, trying
from monitor.matching.events import Hits, decide
from monitor.matching.texts import change_texts
from storage.cursors import get_cursor
from storage.database import transaction
from storage.passages import changed_surroundings, changed_words
from storage.records import Change, ChangeKind, Version
from storage.texts import BREAK, INDEXED
from storage.watches import known_watches
from tests.storage_samples import NOW
from tests.watch_samples import WatchingDesk, configured, watch, watching_desk


@pytest.fixture
def desk(empty_files: Path, tmp_path: Path) -> Iterator[WatchingDesk]:
    for file in empty_files.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with watching_desk(tmp_path) as opened:
        yield opened


def test_the_events_of_an_article_s_life(desk: WatchingDesk) -> None:
    desk.adopt(watch("alliance AND Congress"))
    article = desk.publish("Congress meets", "Nothing was said.")
    desk.edit(article, "Congress meets", "An alliance is possible.")
    desk.edit(article, "Congress meets", "An alliance is near.")
    desk.edit(article, "Congress meets", "An alliance is final. Correction: it was not near.", corrects=True)
    desk.remove(article)
    desk.restore(article)
    desk.edit(article, "Congress meets", "Nothing is final.")
    desk.edit(article, "Congress meets", "Nothing at all.")
    desk.remove(article)
    assert desk.events() == ["report", "edit", "correction", "removal", "restoration", "edit"]


def test_a_new_article_that_matches_is_a_report_with_the_words_found(desk: WatchingDesk) -> None:
    desk.adopt(watch('@pact AND ("National Conference" OR JKNC) NOT cricket'), pact=["alliance", "गठबंधन"])
    desk.publish("Alliances in Jammu", "The National Conference\nwants alliances. JKNC’s गठबन्धन.")
    (match,) = desk.matches()
    assert (match.event, match.matched) == ("report", ("Alliances", "National Conference", "JKNC", "गठबन्धन"))


@pytest.mark.parametrize(
    ("query", "count"), [("alliance", 2), ("\u0301", 1), ("\u0301*", 2), ("alliance NOT \u0301", 1)]
)
def test_an_accent_that_stands_alone_is_borne(desk: WatchingDesk, query: str, count: int) -> None:
    desk.adopt(watch(query))
    desk.publish("Alliance final", "The cafe \u0301 where they met.")
    desk.publish("Alliances in Jammu", "Seats.", path="other")
    assert desk.events() == ["report"] * count


@pytest.mark.parametrize(
    ("query", "events"),
    [
        ("removed : possible", ["edit"]),
        ("added : final", ["report", "edit"][1:]),
        ("added : alliance", ["report"]),
        ("removed : alliance", ["removal"]),
        ("Congress AND added : final", ["edit"]),
        ('added : "near final"', []),
        ("talks", []),
        ('"final today"', ["report", "removal"]),
    ],
)
def test_what_was_put_in_and_taken_out(desk: WatchingDesk, query: str, events: list[str]) -> None:
    desk.adopt(watch(query))
    article = desk.publish("Congress", "An alliance is possible and near.")
    desk.edit(article, "Congress", "An alliance is final today and near.")
    desk.remove(article)
    assert desk.events() == events


def test_a_diff_s_words_are_apart_passage_by_passage() -> None:
    diff = {
        "v": 1,
        "headline": [["=", "Talks "], ["-", "fail"], ["+", "go on"]],
        "byline": [["+", "A. Writer"]],
        "body": [
            {"op": "keep", "count": 1},
            {
                "op": "edit",
                "parts": [["-", "one"], ["=", " of a "], ["+", "big "], ["=", "deal and "], ["+", "more"]],
            },
            {"op": "move_from", "text": "moved"},
            {"op": "add", "text": "A new paragraph."},
            {"op": "remove", "text": "An old one."},
            {"op": "move_to", "text": "moved"},
        ],
    }
    columns = (*changed_words(diff), *changed_surroundings(diff))
    assert {name: text.split(BREAK) for name, text in zip(INDEXED[4:], columns, strict=True)} == {
        "added": ["go on", "A. Writer", "big", "more", "A new paragraph."],
        "removed": ["fail", "one", "An old one."],
        "added_2": ["Talks go on", " of", "a big deal", "and more"],
        "added_3": ["Talks go on", " of a", "of a big deal and", "deal and more"],
        "added_4": ["Talks go on", " of a big", "of a big deal and more", "big deal and more"],
        "removed_2": ["Talks fail", "one of", "a deal", "and "],
        "removed_3": ["Talks fail", "one of a", "of a deal and", "deal and "],
        "removed_4": ["Talks fail", "one of a deal", "one of a deal and", "a deal and "],
    }


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ('removed : "on track"', True),
        ('removed : "track to win"', True),
        ('removed : "will win"', True),
        ('removed : "a seat"', False),
        ('removed : "win a seat"', True),
        ("removed : track", False),
        ("removed : (track OR win)", True),
        ('{headline removed} : ("are on" OR "a seat")', True),
        ('- body : (removed : "a seat")', False),
        ('added : "off track"', True),
        ('added : "surely win"', True),
        ('added : "track to win"', False),
        ('removed : "Talks are on track to win"', True),
        ("removed : NEAR(on win, 9)", True),
        ('removed : ^ "on track"', False),
    ],
)
def test_a_phrase_that_a_change_breaks_was_taken_out(desk: WatchingDesk, query: str, is_found: bool) -> None:
    desk.adopt(watch(query))
    article = desk.publish("H", "Talks are on track to win a seat. They will win.")
    desk.edit(article, "H", "Talks are off track to lose a seat. They will surely win.")
    desk.match()
    assert [match.event for match in desk.matches() if match.change_id == 2] == (["edit"] if is_found else [])


def test_nobody_is_told_of_what_is_quiet_moved_or_baseline(desk: WatchingDesk) -> None:
    desk.adopt(watch("alliance"), watch("alliance", "all", baseline=True))
    article = desk.publish("Alliance", baseline=True)
    desk.edit(article, "An alliance", quiet="flapping")
    desk.move(article, "elsewhere")
    assert [(match.watch_id, match.change_id) for match in desk.matches()] == [("all", 1)]


def test_edits_that_touch_the_words(desk: WatchingDesk) -> None:
    desk.adopt(watch('"National Conference" AND seats', edits="touching"))
    head, tail = "The National Conference asks for seats.", "It rained."
    article = desk.publish("Talks", f"{head}\n\n{tail}")
    desk.edit(article, "Talks", f"{head}\n\n{tail} It was cold.")
    desk.edit(article, "Talks", f"{head}\n\n{tail} It was cold. More seats.")
    desk.edit(article, "Talks", f"{head}\n\n{tail} It was cold. More seats for the National Conference.")
    desk.edit(article, "Talks", f"{head}\n\n{tail} It was cold. More seats for the National Party.")
    desk.edit(article, "Talks", f"{tail} It was cold. More seats for the National Party.")
    desk.edit(article, "Talks", f"{tail} It was warm. More empty seats for the National Conference Party.")
    desk.edit(article, "Talks", f"{tail} It was warm. More free seats for the National Conference Party.")
    assert desk.events() == ["report", "edit", "edit", "edit", "edit", "report"]
    assert [match.change_id for match in desk.matches()] == [1, 3, 4, 5, 6, 7]


def test_the_log_is_read_in_batches_and_each_change_matched_once(desk: WatchingDesk) -> None:
    desk.adopt(watch("alliance"))
    for number in range(7):
        desk.publish("Alliance", path=str(number))
    desk.match(limit=3)
    assert [match.change_id for match in desk.matches()] == list(range(1, 8))
    assert get_cursor(desk.files.desk, "matching") == 7
    assert find_matches(desk.files.archive, desk.files.desk, ready_watches(desk.config)) is None


def test_a_repeat_after_a_crash_does_nothing_twice(desk: WatchingDesk) -> None:
    desk.adopt(watch("alliance", public=True))
    desk.publish("Alliance")
    found = find_matches(desk.files.archive, desk.files.desk, ready_watches(desk.config))
    assert found is not None
    with suppress(KeyboardInterrupt), transaction(desk.files.desk):
        with transaction(desk.files.archive):
            keep_matches(desk.files, found)
        raise KeyboardInterrupt  # archive.db is committed, desk.db is not
    assert (len(desk.matches(public=True)), len(desk.matches())) == (1, 1)
    with desk.writing():
        keep_matches(desk.files, found)
    assert (len(desk.matches(public=True)), len(desk.matches())) == (1, 1)


def test_a_watch_counts_from_when_it_was_added(desk: WatchingDesk) -> None:
    desk.publish("Alliance")
    desk.adopt(watch("alliance"))
    desk.publish("Alliance again", path="b")
    assert [match.change_id for match in desk.matches()] == [2]


def test_a_watch_that_is_not_adopted_is_not_asked(desk: WatchingDesk) -> None:
    desk.adopt()
    desk.config = configured(watch("alliance"))
    desk.publish("Alliance")
    assert desk.matches() == []


def test_a_changed_query_decides_on_what_is_not_matched_yet(desk: WatchingDesk) -> None:
    desk.adopt(watch("alliance"))
    desk.publish("Alliance")
    desk.match()
    desk.publish("Snow and an alliance", path="b")
    desk.publish("Snow", path="c")
    desk.adopt(watch("snow"))
    assert [match.change_id for match in desk.matches()] == [1, 2, 3]
    known = known_watches(desk.files.desk)["w"]
    assert known.since_at < known.query_at


def test_a_watch_that_was_away_begins_anew(desk: WatchingDesk) -> None:
    desk.adopt(watch("alliance"))
    desk.publish("Alliance")
    found = find_matches(desk.files.archive, desk.files.desk, ready_watches(desk.config))
    desk.adopt()
    assert found is not None
    with desk.writing():
        keep_matches(desk.files, found)
    assert desk.matches() == [], "it went while it was asked"
    desk.publish("Alliance", path="b")
    desk.adopt(watch("alliance"))
    desk.publish("Alliance", path="c")
    assert [match.change_id for match in desk.matches()] == [3]


def test_private_words_never_reach_the_archive(desk: WatchingDesk, tmp_path: Path) -> None:
    secret = watch("zanzibar OR alliance", "secretid", title="Secrettitle")
    desk.adopt(secret)
    desk.publish("Alliance")
    desk.match()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("archive.db*"))
    assert not any(word in stored for word in (b"zanzibar", b"secretid", b"Secrettitle"))


def test_public_and_private_and_back(desk: WatchingDesk) -> None:
    def public() -> list[int]:
        return [match.change_id for match in desk.matches(public=True)]

    desk.adopt(watch("alliance"))
    desk.publish("Alliance", path="1")
    assert public() == []
    desk.adopt(watch("alliance", public=True, title="The alliance"))
    desk.publish("Alliance", path="2")
    assert public() == [2], "what it matched while private stays private"
    desk.adopt(watch("alliance"))
    desk.publish("Alliance", path="3")
    assert public() == []
    assert desk.files.archive.execute("SELECT count(*) FROM watches").fetchone()[0] == 0
    desk.adopt(watch("alliance", public=True))
    desk.publish("Alliance", path="4")
    assert public() == [4]
    assert [match.change_id for match in desk.matches()] == [1, 2, 3, 4]


def test_a_public_watch_shows_its_query_with_the_terms_written_out(desk: WatchingDesk) -> None:
    desk.adopt(watch("@nc\n  AND seats", public=True), nc=["JKNC", "National Conference"])
    (row,) = desk.files.archive.execute("SELECT title, query FROM watches").fetchall()
    assert tuple(row) == ("w", '("JKNC" OR "National Conference") AND seats')


CHANGE = Change(
    id=1, article_id=1, source_id="post", seen_at=NOW, kind=ChangeKind.EDITED, words_added=3, words_removed=1, numbers=1
)
BOTH, BEGINS, ENDS, NOWHERE = (
    Hits(before=True, after=True),
    Hits(before=False, after=True),
    Hits(before=True, after=False),
    Hits(before=False, after=False),
)


def version(**values: object) -> Version:
    columns = {
        "id": 1, "article_id": 1, "number": 1, "seen_at": NOW, "headline": "H", "standfirst": "", "byline": (),
        "published_at": None, "modified_at": None, "language": "ur-pk", "body": "", "word_count": 200,
        "content_sha256": "", "extractor": "", "capture_id": None,
    }  # fmt: skip
    return Version(**(columns | values))  # type: ignore[arg-type]  # named by a test


def changed(**values: object) -> Change:
    columns = {name: getattr(CHANGE, name) for name in ("id", "article_id", "source_id", "seen_at", "kind")}
    return Change(**(columns | {"words_added": 3, "words_removed": 1, "numbers": 1} | values))


@pytest.mark.parametrize(
    ("keys", "change", "hits", "outcome"),
    [
        ({}, CHANGE, BOTH, Event.EDIT),
        ({}, CHANGE, BEGINS, Event.REPORT),
        ({}, CHANGE, ENDS, Event.EDIT),
        ({}, CHANGE, NOWHERE, "the query does not find it"),
        ({}, changed(kind=ChangeKind.CORRECTED), BEGINS, Event.REPORT),
        ({"events": (Event.CORRECTION,)}, changed(kind=ChangeKind.CORRECTED), BEGINS, Event.CORRECTION),
        ({"events": (Event.EDIT,)}, CHANGE, BEGINS, Event.EDIT),
        ({"events": (Event.REPORT,)}, CHANGE, BOTH, "edit is not among its events"),
        ({"sources": ("post",)}, CHANGE, BOTH, Event.EDIT),
        ({"sources": ("other",)}, CHANGE, BOTH, "post is not among its sources"),
        ({"languages": ("en", "ur")}, CHANGE, BOTH, Event.EDIT),
        ({"languages": ("hi",)}, CHANGE, BOTH, "the story's language (ur-pk) is not among its languages"),
        ({"min_words": 200}, CHANGE, BOTH, Event.EDIT),
        ({"min_words": 201}, CHANGE, BOTH, "the story has 200 words, min_words asks for 201"),
        ({"changed": (Part.NUMBERS, Part.QUOTES)}, CHANGE, BOTH, Event.EDIT),
        ({"changed": (Part.HEADLINE, Part.QUOTES)}, CHANGE, BOTH, "the edit changed no headline and no quotes"),
        ({"changed": (Part.QUOTES,)}, CHANGE, BEGINS, Event.REPORT),
        ({"changed": (Part.QUOTES,)}, changed(kind=ChangeKind.CORRECTED), BOTH, Event.CORRECTION),
        ({"min_words_changed": 4}, CHANGE, BOTH, Event.EDIT),
        ({"min_words_changed": 5}, CHANGE, BOTH, "the edit changed 4 words, min_words_changed asks for 5"),
        ({"edits": "touching"}, CHANGE, BOTH, 'the edit touched no words that the query finds (edits = "touching")'),
        ({"edits": "touching"}, CHANGE, ENDS, Event.EDIT),
        ({}, changed(quiet="redesign"), BOTH, "the change is held back as redesign"),
        ({}, changed(kind=ChangeKind.MOVED), BOTH, "the story moved to another address and says the same"),
        (
            {},
            changed(kind=ChangeKind.PUBLISHED, baseline=True),
            BEGINS,
            "the source already listed it when it was first looked at (baseline)",
        ),
        ({"baseline": True}, changed(kind=ChangeKind.PUBLISHED, baseline=True), BEGINS, Event.REPORT),
    ],
)  # fmt: skip
def test_what_a_watch_makes_of_a_change(
    keys: dict[str, object], change: Change, hits: Hits, outcome: Event | str
) -> None:
    asked = WatchConfig(id="w", query="x", **keys)  # type: ignore[arg-type]  # named by the table
    decision = decide(asked, change, said=version(), hits=hits, touches=lambda: False)
    assert (decision.event or decision.reason) == outcome


def test_a_story_without_a_language_is_in_none_of_them() -> None:
    asked = WatchConfig(id="w", query="x", languages=("ur",))
    decision = decide(asked, CHANGE, said=version(language=None), hits=BOTH, touches=lambda: True)
    assert decision.reason == "the story's language (unknown) is not among its languages"


def test_matches_are_stored_as_json_words(desk: WatchingDesk) -> None:
    desk.adopt(watch("گٹھ OR alliance"))
    desk.publish("Alliance")
    desk.match()
    (row,) = desk.files.desk.execute("SELECT matched FROM matches").fetchall()
    assert json.loads(row[0]) == ["Alliance"]


def test_a_change_without_a_diff_or_a_version_is_borne() -> None:
    texts = change_texts(changed(), version(headline="A"), version(headline="B"))
    assert (texts.text_before, texts.text_after) == (("A", "", "", "", "", ""), ("B", "", "", "", "", ""))
    moved = change_texts(changed(kind=ChangeKind.MOVED), version(), version())
    assert moved.text_after == ("H", "", "", "", "", "")
    with pytest.raises(ValueError, match="change 1 names no version"):
        _ = change_texts(changed(), None, None).said


def test_a_changed_query_is_not_asked_of_what_was_seen_before_the_watch(desk: WatchingDesk) -> None:
    desk.adopt(watch("alliance", "old"))
    desk.publish("Alliance")
    desk.adopt(watch("alliance", "old"), watch("alliance", "new"))
    desk.publish("Alliance", path="b")
    assert [(match.watch_id, match.change_id) for match in desk.matches()] == [("old", 1), ("new", 2), ("old", 2)]


def test_a_long_log_is_tried_in_batches(desk: WatchingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "BATCH", 2)
    monkeypatch.setattr(trying, "PAGE", 3)
    desk.adopt(watch("alliance"))
    for number in range(7):
        desk.publish("Alliance" if number % 3 else "Snow", path=str(number))
    asked = trying.named_or_query(desk.config, "w")
    tried = list(trying.try_watch(desk.files.archive, asked, since=NOW))
    assert [each.texts.change.id for each in tried] == [match.change_id for match in desk.matches()] == [2, 3, 5, 6]


def test_trying_finds_what_matching_finds(desk: WatchingDesk) -> None:
    queries = [
        "alliance AND Congress",
        "removed : possible",
        'added : "near, final"',
        "Congress NOT added : final",
        "^con*",
    ]
    desk.adopt(*(watch(query, f"w{number}") for number, query in enumerate(queries)))
    article = desk.publish("Congress meets", "An alliance is possible.")
    desk.edit(article, "Congress meets", "An alliance is near, final.")
    desk.edit(article, "It meets", "An alliance is near, final.")
    desk.remove(article)
    for each in desk.config.watches:
        tried = trying.try_watch(desk.files.archive, trying.named_or_query(desk.config, each.id), since=NOW)
        found = [(match.change_id, match.event) for match in desk.matches() if match.watch_id == each.id]
        assert [(one.texts.change.id, one.event) for one in tried] == found, each.query
