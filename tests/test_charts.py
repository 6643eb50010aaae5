"""Charts of days: what is counted into which row, where bars stand, and that what is drawn is a sound picture."""

import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from monitor.charts import (
    Chart,
    Row,
    Size,
    Theme,
    days_up_to,
    finished,
    in_words,
    rows_by_outlet,
    size_of,
    specification,
)

DAYS = days_up_to("2024-03-02", 4)
SVG = "{http://www.w3.org/2000/svg}"


def counts(*outlets: str) -> list[dict[str, Any]]:
    """For the outlet at place n, n new stories and one edit on the last day."""
    return [{"day": DAYS[-1], "source_id": outlet, "new": n, "edited": 1} for n, outlet in enumerate(outlets, 1)]


def chart(*rows: Row, days: tuple[str, ...] = DAYS) -> Chart:
    return Chart(title="New stories and edits a day", days=days, rows=rows)


def values(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    """What is drawn with one kind of mark."""
    layers = [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]
    return [value for layer in layers for value in layer["data"]["values"]]


def test_days_cross_the_end_of_a_month() -> None:
    assert DAYS == ("2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02")


def test_the_largest_outlets_have_rows_and_the_others_share_one() -> None:
    rows = rows_by_outlet(counts(*"abcdefghij"), DAYS, {"j": "Journal"}, named=6)
    assert [row.label for row in rows] == ["All sources", "Journal", "i", "h", "g", "f", "e", "4 others"]
    assert rows[0].new[-1] == sum(range(1, 11))
    assert rows[0].edited[-1] == 10
    assert rows[-1].new == (0, 0, 0, 1 + 2 + 3 + 4)
    assert [row.several for row in rows] == [True, *[False] * 6, True]


@pytest.mark.parametrize(("outlets", "labels"), [("a", ["a"]), ("ab", ["All sources", "b", "a"]), ("", [])])
def test_few_outlets_need_no_others(outlets: str, labels: list[str]) -> None:
    assert [row.label for row in rows_by_outlet(counts(*outlets), DAYS, {})] == labels


def test_one_outlet_more_than_are_named_is_named_too() -> None:
    rows = rows_by_outlet(counts(*"abcdefg"), DAYS, {}, named=6)
    assert [row.label for row in rows[1:]] == list("gfedcba")


def test_what_is_outside_of_the_days_is_not_counted() -> None:
    early = {"day": "2024-02-27", "source_id": "a", "new": 5, "edited": 5}
    assert rows_by_outlet([early, *counts("a")], DAYS, {})[0].new == (0, 0, 0, 1)


def test_bars_stand_on_their_day_and_are_as_high_as_their_number() -> None:
    spec = specification(chart(Row(label="a", new=(4, 0, 2, 0), edited=(0, 0, 1, 0))), theme="light", size="wide")
    first, third, below = values(spec, "rect")
    assert first["y2"] - first["y"] == pytest.approx(2 * (third["y2"] - third["y"]), abs=0.02)
    assert third["y2"] - third["y"] == pytest.approx(2 * (below["y2"] - below["y"]), abs=0.02)
    assert third["y2"] == below["y"]
    assert first["x"] < first["x2"] < third["x"] == below["x"]
    assert first["colour"] != below["colour"]


def test_rows_of_single_outlets_share_a_scale() -> None:
    rows = (Row(label="big", new=(8,), edited=(0,)), Row(label="small", new=(2,), edited=(0,)))
    all_of_them = Row(label="All", new=(10,), edited=(0,), several=True)
    spec = specification(chart(all_of_them, *rows, days=DAYS[:1]), theme="light", size="wide")
    _, big, small = (bar["y2"] - bar["y"] for bar in values(spec, "rect"))
    assert big == pytest.approx(4 * small, abs=0.02)


NUMBERS = st.integers(min_value=0, max_value=100_000)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=90),
    st.integers(min_value=1, max_value=8),
    st.sampled_from(["wide", "narrow"]),
)
def test_nothing_stands_outside_of_the_picture(days: list[tuple[int, int]], rows: int, size: Size) -> None:
    new, edited = (tuple(day[side] for day in days) for side in (0, 1))
    row = Row(label="An outlet with quite a long name", new=new, edited=edited)
    drawn = chart(*[row] * rows, days=days_up_to("2024-03-02", len(days)))
    width, height = size_of(drawn, size)
    spec = specification(drawn, theme="dark", size=size)
    assert (spec["width"], spec["height"]) == (width, height)
    for place in (*values(spec, "rect"), *values(spec, "rule"), *values(spec, "text")):
        assert all(0 <= place[name] <= width for name in ("x", "x2") if name in place), place
        assert all(0 <= place[name] <= height for name in ("y", "y2") if name in place), place


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_a_drawn_chart_has_its_size_its_names_and_no_markup_of_others(theme: Theme, size: Size) -> None:
    hostile = chart(
        Row(label="All", new=(3, 1, 4, 1), edited=(1, 0, 2, 0), several=True),
        Row(label="<script>x</script>&", new=(3, 1, 4, 1), edited=(1, 0, 2, 0)),
        Row(label="صبح نو", new=(0, 0, 0, 0), edited=(0, 0, 0, 0)),
    )
    svg = finished(vl_convert.vegalite_to_svg(specification(hostile, theme=theme, size=size)), hostile)
    root = ET.fromstring(svg)  # noqa: S314 (our own picture)
    assert (int(root.get("width", "")), int(root.get("height", ""))) == size_of(hostile, size)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == in_words(hostile)
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert "<script>x</script>&" in texts
    assert "صبح نو" in texts
    assert not [element.tag for element in root.iter() if element.tag.removeprefix(SVG) in ("script", "style", "image")]


def test_a_chart_in_words_names_the_sums() -> None:
    told = in_words(chart(Row(label="Courier", new=(1000, 0, 2, 0), edited=(0, 0, 1, 0))))
    assert told == "New stories and edits a day, 28 Feb 2024 to 2 Mar 2024. Courier: 1,002 new stories, 1 edits."


def test_a_specification_is_plain_data() -> None:
    spec = specification(chart(Row(label="a", new=(1, 2, 3, 4), edited=(0, 0, 0, 0))), theme="light", size="wide")
    assert json.loads(json.dumps(spec)) == spec
