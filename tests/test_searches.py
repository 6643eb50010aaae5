"""What a search is: read from an address, understood as an expression, written as a watch."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import parse
from monitor.searches import watch_table
from storage.search import is_expression
from storage.searches import LAST_PAGE, LONGEST, MOST_WORDS, Search, fits, plain_words, read_search, understand


def read(**parameters: str) -> Search:
    return read_search({name.rstrip("_"): value for name, value in parameters.items()}.get)


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("seat sharing", '"seat" "sharing"'),
        ("“seat sharing”", '"seat sharing"'),
        ("pre-poll, it's!", '"pre-poll," "it\'s!"'),
        ("Congress -BJP", '("Congress") NOT ("BJP")'),
        ("a -b --c", '("a") NOT ("b" OR "c")'),
        ("-only", '"-only"'),
        ("11:30 - noon", '"11:30" "noon"'),
        ("pre-poll OR it's", '"pre-poll" OR "it\'s"'),
        ("alli* pre-poll – it's*", '"alli"* "pre-poll"  "it\'s"*'),
        ("HEADLINE: final", "HEADLINE: final"),
        ("headline : (pre-poll OR x)", 'headline : ( "pre-poll" OR "x" )'),
        ("NEAR(a b, 5)", "NEAR(a b, 5)"),
        ("talks and seats", '"talks" "and" "seats"'),
        ("!?", ""),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_an_expression(typed: str, match: str) -> None:
    understood = understand(typed, is_expression)
    assert (understood.match, understood.note) == (match, None)
    assert not match or is_expression(match)


@pytest.mark.parametrize("typed", ['"alliance', "alliance AND", "(alliance", "alliance ^", "NOT"])
def test_what_is_no_expression_is_searched_as_words_and_says_so(typed: str) -> None:
    understood = understand(typed, is_expression, problem=lambda _: "a bracket is open; close it")
    assert understood.note is not None
    assert understood.note.startswith("That is not a complete search expression (a bracket is open), so")
    assert is_expression(understood.match)
    plain = understand(typed, is_expression)
    assert plain.note == "That is not a complete search expression, so it was searched as plain words."


@pytest.mark.parametrize("typed", ["a* " * 200, "a* " * 5, "word OR " * 40, "NEAR(" + "a " * 100 + ")"])
def test_more_than_can_be_marked_is_searched_as_fewer_words(typed: str) -> None:
    understood = understand(typed, is_expression)
    assert understood.note is not None
    assert understood.note.startswith("At most 32 words and 4 beginnings are searched at once")
    assert understood.match.count('"') <= 2 * MOST_WORDS
    assert is_expression(understood.match)


def test_a_text_without_end_is_cut() -> None:
    assert len(plain_words("a " * 5_000).split()) == MOST_WORDS
    assert plain_words("!" * 50_000) == ""
    assert understand("x" * 5_000, is_expression).match == f'"{"x" * LONGEST}"'


@given(st.text(max_size=60))
def test_whatever_is_typed_can_be_asked(typed: str) -> None:
    match = understand(typed, is_expression).match
    assert not match or is_expression(match)


def test_an_address_says_all_of_a_search() -> None:
    search = read(
        q="alliance", in_="asof", asof="2024-08-22", sort="best", source="valley-post", language="ur", kind="edited",
        state="live", month="2024-08", from_="2024-08-02", to="2024-08-30", before="12", page="3",
    )  # fmt: skip
    assert search == Search(
        query="alliance", scope="asof", as_of="2024-08-22", sort="best", source="valley-post", language="ur",
        kind="edited", state="live", month="2024-08", first_day="2024-08-02", last_day="2024-08-30", before=12, page=3,
    )  # fmt: skip
    again = {name: values[0] for name, values in parse_qs(urlsplit(search.address()).query).items()}
    # Where a page begins is no part of the search.
    assert read_search(again.get) == replace(search, before=None, page=1)
    assert (search.since, search.until, search.day_after) == ("2024-08-02", "2024-08-31", "2024-08-23")


def test_what_means_nothing_is_left_out() -> None:
    search = read(
        q="x\x00y" * LONGEST, in_="asof", asof="2024-02-31", sort="odd", source="no/slug", language="english",
        kind="moved", state="odd", month="2024-13", from_="yesterday", to="2024-1-1", before="²", page="9999",
    )  # fmt: skip
    assert search == Search(query=("x y" * LONGEST)[:LONGEST], page=LAST_PAGE)


def test_the_later_beginning_and_the_earlier_end_count() -> None:
    assert (read(month="2024-12", from_="2024-11-05").since, read(month="2024-12").until) == (
        "2024-12-01",
        "2025-01-01",
    )
    assert (read(to="2024-12-31").until, read(to="9999-12-31").until) == ("2025-01-01", "9999-12-31T24")
    assert read().since is None
    assert read().day_after is None


def test_changing_an_address_takes_out_what_is_none() -> None:
    search = read(q="a b", in_="now", source="x", sort="best")
    assert search.address() == "/search?q=a+b&in=now&source=x&sort=best"
    assert search.address("/search.csv", source=None, sort=None, page=2) == "/search.csv?q=a+b&in=now&page=2"


def test_a_value_has_the_shape_of_its_kind() -> None:
    assert fits("language", "ur")
    assert not fits("language", 'en" onmouseover')
    assert not fits("month", "2024-00")


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "alliance"},
        {"q": 'O\'Brien "seat sharing"', "source": "valley-post"},
        {"q": "गठबंधन OR اتحاد", "language": "ur", "kind": "edited"},
        {"q": "on track", "in": "removed"},
        {"q": "tab\there \x7f \\ end'''", "kind": "corrected"},
        {"q": "Congress -BJP", "in": "asof", "asof": "2024-08-22"},
    ],
)
def test_a_search_is_a_watch_that_a_configuration_takes(parameters: dict[str, str]) -> None:
    search = read_search(parameters.get)
    table = watch_table(search, understand(search.query, is_expression).match)
    source = (
        '[[source]]\nid = "valley-post"\nname = "V"\nhome = "https://v.example/"\nfeeds = ["https://v.example/f"]\n'
    )
    config = parse(f'[archive]\ncontact = "a@b.example"\n{source}\n{table}', path=Path("presswatch.toml"))
    (watch,) = config.watches
    assert watch.sources == ((search.source,) if search.source else ())
    assert watch.languages == ((search.language,) if search.language else ())
    assert watch.query.startswith("removed : (") is (search.scope == "removed")
