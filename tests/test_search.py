"""Search finds what readers would call the same word and marks it in the text as served."""

import sqlite3
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.articles import record_version
from storage.database import transaction
from storage.fold import search_fold
from storage.records import ChangeKind, Edit
from storage.search import search
from storage.versions import reindex_versions
from tests.storage_samples import NOW, publish, story

MARKS = ("[", "]")

SAME_WORDS = [
    # served, query, the words as served that are to be marked
    ("कांग्रेस और नेशनल कॉन्फ़्रेंस का गठबंधन", "गठबंधन", "गठबंधन"),
    ("कांग्रेस और नेशनल कॉन्फ़्रेंस का गठबंधन", "कॉन्फ्रेंस", "कॉन्फ़्रेंस"),
    ("ख़बर फैल गई", "खबर", "ख़बर"),
    ("क़ानून पर बहस", "क़ानून", "क़ानून"),
    ("सीटों पर १२३ नाम", "123", "१२३"),
    ("نشستوں پر ۹۰ نام", "90", "۹۰"),
    ("وہ بات چیت می‌خواهند", "میخواهند", "می‌خواهند"),
    ("وہ بات چیت میخواهند", "می‌خواهند", "میخواهند"),
    ("كشمیر کی خبر", "کشمیر", "كشمیر"),
    ("علي کا بیان", "علی", "علي"),
    ("“Final”, he said", '"final"', "Final"),
    ("Omar’s father said it", '"Omar\'s"', "Omar’s"),
    ("Srīnagar talks", "srinagar", "Srīnagar"),
    ("They discussed seat sharing", "discussing", "discussed"),
    ("ലയനം ‌ ‌ചര്‍ച്ച തുടരും", "തുടരും", "തുടരും"),
    ("एक \u200d दो तीन", "तीन", "तीन"),
    ("ﷺ کے بعد کشمیر", "کشمیر", "کشمیر"),
]


@pytest.mark.parametrize(("served", "query", "marked"), SAME_WORDS)
@pytest.mark.parametrize("field", ["headline", "body"])
def test_a_word_is_found_in_every_spelling_and_marked_as_served(
    archive: sqlite3.Connection, served: str, query: str, marked: str, field: str
) -> None:
    text = f"Before {served} after"
    publish(archive, told=story("Nothing", text) if field == "body" else story(text))
    (hit,) = search(archive, query, marks=MARKS)
    assert text.replace(marked, f"[{marked}]") == (hit.snippet if field == "body" else hit.headline)


def test_the_database_is_whole_although_the_index_holds_other_text(archive: sqlite3.Connection) -> None:
    for number, (served, _, _) in enumerate(SAME_WORDS):
        publish(archive, f"story-{number}", told=story(served, served))
    assert [row[0] for row in archive.execute("PRAGMA integrity_check")] == ["ok"]
    assert archive.execute("PRAGMA foreign_key_check").fetchall() == []
    archive.execute("INSERT INTO versions_fts (versions_fts) VALUES ('integrity-check')")


# Letters with the marks that belong to them, and signs; a text is stored without U+00AD, U+200B and U+FEFF.
PIECES = [
    *"aéकि्१۹يىكهةلا",
    "क़",
    "ख़",
    "ﷲ",
    "ﷺ",
    "\u0640",
    "\u200c",
    "\u200d",
    " \u200f ",
    "a\u200eb",
    *"“”’‘–—…«»!.,- \n",
]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=150
)
@given(served=st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_the_text_as_served_has_the_tokens_of_its_folded_form(archive: sqlite3.Connection, served: str) -> None:
    """If not, marks would stand one word off from there on."""
    text = f"{served} landmark"
    with transaction(archive):
        count = archive.execute("SELECT count(*) FROM articles").fetchone()[0]
        version = publish(archive, f"story-{count}", told=story("Nothing", text)).version_id
    row = archive.execute(
        "SELECT highlight(versions_fts, 3, '[', ']') FROM versions_fts('landmark') WHERE rowid = :id",
        {"id": version},
    ).fetchone()
    assert row[0] == f"{served} [landmark]"


def test_hits_are_one_an_article_newest_or_best_first(archive: sqlite3.Connection) -> None:
    loud = publish(archive, "loud", told=story("Alliance, alliance", "alliance " * 20))
    quiet = publish(archive, "quiet", told=story("Weather", f"{'rain ' * 100} alliance"))
    again = record_version(
        archive,
        quiet.article_id,
        story=story("Weather again", f"{'rain ' * 90} alliance"),
        capture=None,
        edit=Edit(kind=ChangeKind.EDITED, diff="{}"),
        seen_at=NOW + timedelta(hours=1),
    )
    assert [hit.version_id for hit in search(archive, "alliance")] == [again.version_id, loud.version_id]
    assert next(hit.version_id for hit in search(archive, "alliance", order="best")) == loud.version_id
    assert [hit.version_id for hit in search(archive, "alliance", limit=1)] == [again.version_id]
    hit = search(archive, "headline : weather AND again", marks=MARKS)[0]
    assert (hit.headline, hit.number, hit.source_id, hit.seen_at) == (
        "[Weather] [again]",
        2,
        "valley-post",
        NOW + timedelta(hours=1),
    )


@pytest.mark.parametrize("query", ["don't", "a:b", '"unclosed', "alliance AND", "(", "*", "seat-sharing", "^", '"'])
def test_what_is_no_expression_is_searched_as_words(archive: sqlite3.Connection, query: str) -> None:
    publish(archive, told=story("Alliance", "They don't share seats: a b seat sharing"))
    assert isinstance(search(archive, query), list)


def test_words_with_signs_are_found(archive: sqlite3.Connection) -> None:
    publish(archive, told=story("Alliance", "They don’t do seat-sharing"))
    for query in ("don't", "seat-sharing", "alliance: don’t"):
        assert len(search(archive, query)) == 1, query


@pytest.mark.parametrize("query", ["", "  ", "\u200b"])
def test_nothing_asked_nothing_found(archive: sqlite3.Connection, query: str) -> None:
    publish(archive)
    assert search(archive, query) == []


def test_other_errors_are_not_taken_for_a_bad_query(archive: sqlite3.Connection) -> None:
    publish(archive)
    archive.set_progress_handler(lambda: 1, 1)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        search(archive, "alliance")


def test_the_index_can_be_made_anew(archive: sqlite3.Connection) -> None:
    for path in ("a", "b"):
        publish(archive, path, told=story("ख़बर"))
    before = archive.execute("SELECT rowid, rank FROM versions_fts('खबर')").fetchall()
    archive.execute("INSERT INTO versions_fts (versions_fts) VALUES ('delete-all')")
    assert search(archive, "खबर") == []
    with transaction(archive):
        assert reindex_versions(archive) == 2
    after = archive.execute("SELECT rowid, rank FROM versions_fts('खबर')").fetchall()
    assert [tuple(row) for row in after] == [tuple(row) for row in before]
    assert search_fold("ख़बर") == "खबर"
