"""Cutting texts: never more than is allowed, between words, and a diff that can still be shown."""

import json
import unicodedata
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.diff import Diff, diff_stories
from monitor.render import html
from scrapers.items import Story
from storage.excerpts import CHARACTERS, CONTEXT, ending, excerpt, paragraphs_before, shown_diff, shown_words

WORDS = "one two three four"
LONG = " ".join(f"word{number}" for number in range(200))


@pytest.mark.parametrize(
    ("text", "limit", "beginning", "end"),
    [
        ("", 5, "", ""),
        (WORDS, 18, WORDS, WORDS),
        (WORDS, 17, "one two three…", "…two three four"),
        (WORDS, 14, "one two three…", "…three four"),
        (WORDS, 9, "one two…", "…four"),
        ("a " + "b" * 30, 20, "a " + "b" * 17 + "…", "…" + "b" * 19),
        ("one\n\ntwo three", 8, "one…", "…three"),
        ("onetwothreefour", 8, "onetwot…", "…reefour"),
        ("कककककक\u0940कककक", 7, "ककककक…", "…क\u0940कककक"),
        ("a" * 10 + " " + "b" * 30, 20, "a" * 10 + "…", "…" + "b" * 19),
    ],
)
def test_a_text_is_cut_between_words(text: str, limit: int, beginning: str, end: str) -> None:
    assert excerpt(text, limit=limit) == beginning
    assert ending(text, limit=limit) == end


@given(st.text(alphabet=st.sampled_from("ab \n\u0940\u0301क"), max_size=60), st.integers(4, 40))
def test_what_is_left_is_short_and_stands_in_the_text(text: str, limit: int) -> None:
    for cut, is_there in ((excerpt(text, limit=limit), text.startswith), (ending(text, limit=limit), text.endswith)):
        assert len(cut) <= limit
        assert cut == text or is_there(cut.strip("…"))
    assert excerpt(excerpt(text, limit=limit), limit=limit) == excerpt(text, limit=limit)


def test_no_mark_is_parted_from_its_letter() -> None:
    cut = ending("क" + "\u0940" * 30, limit=10)
    assert not any(unicodedata.category(letter)[0] == "M" for letter in cut[:2])


def shown(diff: object) -> Any:
    return json.loads(shown_diff(json.dumps(diff)) or "null")


@pytest.mark.parametrize("diff", [None, "", "no JSON", '["a list"]', '{"body": [{"op": "keep"}]}', '{"body": 3}'])
def test_what_is_no_diff_is_left_out(diff: str | None) -> None:
    assert shown_diff(diff) is None


def test_a_small_diff_stays_as_it_is_written() -> None:
    diff = '{"v":1,  "headline":[["-","a"],["+","b"]],"body":[{"op":"keep","count":3},{"op":"add","text":"New."}]}'
    assert shown_diff(diff) == diff


def test_a_move_to_another_address_stays() -> None:
    diff = {"v": 1, "url": [["-", "https://a.example/1"], ["+", "https://a.example/2"]]}
    assert shown(diff) == diff


def test_short_unchanged_runs_stay_whole() -> None:
    parts = [["=", "On "], ["-", "83"], ["+", "90"], ["=", " seats, on "], ["+", "Monday"], ["=", "."]]
    assert shown({"v": 1, "body": [{"op": "edit", "parts": parts}]})["body"][0]["parts"] == parts


def test_of_an_edited_paragraph_the_context_of_each_change_is_left() -> None:
    parts = [["=", LONG], ["-", "old "], ["+", LONG], ["=", LONG + LONG], ["+", "new"], ["=", LONG]]
    found = shown({"v": 1, "body": [{"op": "edit", "parts": parts}]})["body"][0]["parts"]
    assert [op for op, _ in found] == [op for op, _ in parts]
    assert found[0][1].startswith("…")
    assert found[0][1].endswith("word199")
    assert found[1:3] == [["-", "old "], ["+", LONG]]
    assert found[3][1].startswith("word0 ")
    assert " … word" in found[3][1]
    assert found[3][1].endswith("word199")
    assert found[5][1].startswith("word0 ")
    assert found[5][1].endswith("…")
    assert [len(text) <= CONTEXT for op, text in found if op == "="] == [True, False, True]
    assert len(found[3][1]) <= 2 * CONTEXT + 1


def test_a_paragraph_of_which_nothing_changed_is_no_way_round() -> None:
    assert len(shown({"body": [{"op": "edit", "parts": [["=", LONG]]}]})["body"][0]["parts"][0][1]) <= CONTEXT


def test_of_what_only_moved_the_beginning_is_left() -> None:
    found = shown({"v": 1, "body": [{"op": "move_from", "text": LONG}, {"op": "move_to", "text": LONG}]})
    assert all(len(block["text"]) <= CONTEXT for block in found["body"])


def test_what_is_not_known_is_not_shown() -> None:
    found = shown(
        {"v": 1, "whole": LONG, "body": [{"op": "keep", "count": 2, "text": LONG}, {"op": "later", "text": LONG}]}
    )
    assert found == {"v": 1, "body": [{"op": "keep", "count": 2}, {"op": "later"}]}


def test_a_cut_diff_is_shown_like_any_other() -> None:
    old = Story(headline="A", body=f"{LONG} end.\n\nStays.")
    new = Story(headline="A", body=f"{LONG} another end.\n\nStays.")
    diff = cast("Diff", shown(diff_stories(old, new)))
    assert "<ins>another </ins>" in html(diff, old)


def test_the_paragraphs_before_a_change_are_counted_right() -> None:
    body = [{"op": "keep", "count": 3}, {"op": "edit", "parts": []}, {"op": "add", "text": "New."}]
    diff = {"v": 1, "body": [*body, {"op": "remove", "text": "Old."}, {"op": "move_from", "text": "Moved."}]}
    assert paragraphs_before(diff, "One.\n\nTwo…") == ["One.", "Two…", "…", "…", "…", "…"]
    assert paragraphs_before(diff, "") == ["…"] * 6
    assert paragraphs_before({"v": 1, "headline": []}, "One.") == ["One."]


def test_found_words_are_no_more_than_an_extract() -> None:
    assert json.loads(shown_words(json.dumps(["seat sharing", "गठबंधन"]))) == ["seat sharing", "गठबंधन"]
    many = json.loads(shown_words(json.dumps([LONG, *["word"] * 1000])))
    assert many == []
    assert len("".join(json.loads(shown_words(json.dumps(["word"] * 1000))))) == CHARACTERS
