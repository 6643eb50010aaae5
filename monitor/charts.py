"""Charts of days as Vega-Lite specifications: a row of bars for each outlet. Pure; drawing them is not done here.

Above a row's line stands what is new, below it what was edited, so that two colours do and neither hides the other. The
rows of single outlets share one scale; a row of several together has its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any, Literal

Theme = Literal["light", "dark"]
Size = Literal["wide", "narrow"]
Spec = dict[str, Any]

NAMED = 6
"""Outlets that have a row of their own; more rows are no longer compared at a glance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a chart: for each day how many were new and how many were edited; of one outlet or of `several`."""

    label: str
    new: tuple[int, ...]
    edited: tuple[int, ...]
    several: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a chart shows: its title, its days in order, its rows; what stands above the line and what below."""

    title: str
    days: tuple[str, ...]
    rows: tuple[Row, ...]
    above: str = "new stories"
    below: str = "edits"


def days_up_to(last: str, count: int) -> tuple[str, ...]:
    """So many days in order, `last` (YYYY-MM-DD) being the last."""
    end = date.fromisoformat(last)
    return tuple((end - timedelta(days=back)).isoformat() for back in range(count - 1, -1, -1))


def rows_by_outlet(
    counts: Iterable[Mapping[str, Any]], days: Sequence[str], names: Mapping[str, str], *, named: int = NAMED
) -> tuple[Row, ...]:
    """A row for all, one for each of the largest outlets, one for the others; for a single outlet, its own alone.

    `counts` have day, source_id, new and edited; days that are not among `days` are left out.
    """
    place = {day: index for index, day in enumerate(days)}
    outlets: dict[str, list[list[int]]] = defaultdict(lambda: [[0] * len(days), [0] * len(days)])
    for count in counts:
        if count["day"] in place:
            outlets[count["source_id"]][0][place[count["day"]]] += count["new"]
            outlets[count["source_id"]][1][place[count["day"]]] += count["edited"]
    ordered = sorted(outlets, key=lambda outlet: (-sum(map(sum, outlets[outlet])), outlet))
    if len(ordered) == named + 1:
        named += 1  # "1 other" would take the row that it could have itself
    rows = [_row(names.get(outlet, outlet), [outlets[outlet]]) for outlet in ordered[:named]]
    others = ordered[named:]
    if others:
        rows.append(_row(f"{len(others)} others", [outlets[outlet] for outlet in others], several=True))
    return (_row("All sources", list(outlets.values()), several=True), *rows) if len(ordered) > 1 else tuple(rows)


def _row(label: str, outlets: Sequence[Sequence[Sequence[int]]], *, several: bool = False) -> Row:
    new, edited = (tuple(map(sum, zip(*(outlet[side] for outlet in outlets), strict=True))) for side in (0, 1))
    return Row(label=label, new=new, edited=edited, several=several)


def in_words(chart: Chart) -> str:
    """What a chart shows, for those who do not see it."""
    if not chart.rows:
        return f"{chart.title}: nothing."
    span = f"{_day(chart.days[0])} to {_day(chart.days[-1])}"
    told = "; ".join(
        f"{row.label}: {sum(row.new):,} {chart.above}, {sum(row.edited):,} {chart.below}" for row in chart.rows
    )
    return f"{chart.title}, {span}. {told}."


def size_of(chart: Chart, size: Size) -> tuple[int, int]:
    """Width and height in pixels."""
    layout = _layout(chart, size)
    return layout.width, _top(layout, len(chart.rows)) + layout.foot


def finished(svg: str, chart: Chart) -> str:
    """A drawn chart with its font, and with its words for those who open the picture alone."""
    root = f'<svg role="img" font-family="{_FONT}" '
    title = f"<title>{escape(in_words(chart))}</title>"
    return re.sub(r"^<svg ([^>]*)>", lambda found: f"{root}{found[1]}>{title}", svg, count=1)


_FONT = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Devanagari', 'Noto Naskh Arabic', sans-serif"
)


def specification(chart: Chart, *, theme: Theme, size: Size) -> Spec:
    """The chart in Vega-Lite, which draws it and does not lay it out: every place is in pixels."""
    layout, colours = _layout(chart, size), _COLOURS[theme]
    width, height = size_of(chart, size)
    layers = [
        *_ticks(chart, layout, height, colours),
        *_legend(chart, layout, colours),
        *_bars(chart, layout, colours),
        *_labels(chart, layout, colours),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "padding": 0,
        "autosize": {"type": "none"},
        "background": None,
        "config": {"view": {"stroke": None}, "font": "inherit", "aria": False},
        "layer": layers,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where things stand, in pixels. With `labels_above` a row's label is over its bars, else beside them."""

    width: int
    left: int
    right: int
    row: int
    tall: int
    labels_above: bool
    letters: int
    ticks: int
    top: int = 26
    foot: int = 20

    def height_of(self, index: int) -> int:
        """A row's height: the first is all of them or the only one."""
        return self.row if index else self.tall

    def step(self, chart: Chart) -> float:
        return (self.width - self.left - self.right) / max(1, len(chart.days))


_LAYOUTS: dict[Size, _Layout] = {
    "wide": _Layout(width=720, left=150, right=64, row=44, tall=92, labels_above=False, letters=21, ticks=11),
    "narrow": _Layout(width=358, left=0, right=0, row=56, tall=110, labels_above=True, letters=30, ticks=5),
}
_ALONE: dict[Size, _Layout] = {
    "wide": _Layout(width=720, left=0, right=64, row=0, tall=170, labels_above=False, letters=0, ticks=11),
    "narrow": _Layout(width=358, left=0, right=50, row=0, tall=150, labels_above=False, letters=0, ticks=5),
}
"""For a single row, which needs no name."""


def _layout(chart: Chart, size: Size) -> _Layout:
    return (_LAYOUTS if len(chart.rows) > 1 else _ALONE)[size]


def _top(layout: _Layout, index: int) -> int:
    return layout.top + sum(layout.height_of(before) for before in range(index))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Colours:
    """Blue and orange are told apart by every kind of colour vision, and differ in lightness, too."""

    above: str
    below: str
    above_text: str
    below_text: str
    ink: str
    soft: str
    rule: str


_COLOURS: dict[Theme, _Colours] = {
    "light": _Colours(
        above="#2b6496",
        below="#d3923f",
        above_text="#1d4e79",
        below_text="#8a5410",
        ink="#1c1b19",
        soft="#5d5a54",
        rule="#dcd8cf",
    ),
    "dark": _Colours(
        above="#6fa5d6",
        below="#cf9545",
        above_text="#8dbdea",
        below_text="#e3b066",
        ink="#e6e3dc",
        soft="#a8a49b",
        rule="#383a40",
    ),
}
_LABEL, _PEAK, _AIR = 18, 11, 5


def _bars(chart: Chart, layout: _Layout, colours: _Colours) -> list[Spec]:
    step, gap = layout.step(chart), 1.5 if layout.step(chart) > 5 else 0.6
    values, lines = [], []
    for index, row in enumerate(chart.rows):
        line, unit = _line(chart, layout, index), _unit(chart, layout, index)
        lines.append({"x": layout.left, "x2": layout.width - layout.right, "y": line})
        for day, (new, edited) in enumerate(zip(row.new, row.edited, strict=True)):
            x = {
                "x": round(layout.left + day * step + gap / 2, 2),
                "x2": round(layout.left + (day + 1) * step - gap / 2, 2),
            }
            if new:
                values.append({**x, "y": round(line - max(1, new * unit), 2), "y2": line, "colour": colours.above})
            if edited:
                values.append({**x, "y": line, "y2": round(line + max(1, edited * unit), 2), "colour": colours.below})
    bars = {
        "x": _place("x"),
        "x2": {"field": "x2"},
        "y": _place("y"),
        "y2": {"field": "y2"},
        "color": _place("colour", "nominal"),
    }
    rule = {"x": _place("x"), "x2": {"field": "x2"}, "y": _place("y")}
    return [
        {"data": {"values": values}, "mark": {"type": "rect"}, "encoding": bars},
        {
            "data": {"values": lines},
            "mark": {"type": "rule", "color": colours.soft, "strokeWidth": 0.7},
            "encoding": rule,
        },
    ]


def _labels(chart: Chart, layout: _Layout, colours: _Colours) -> list[Spec]:
    """Each row's name, its two totals, and the number of its highest bar."""
    names, new, edited, peaks = [], [], [], []
    for index, row in enumerate(chart.rows):
        line, y = _line(chart, layout, index), _top(layout, index) + 11
        if layout.letters:
            name = _short(row.label, layout.letters)
            names.append({"x": 0, "y": y if layout.labels_above else line + 1, "text": name})
        if layout.labels_above:
            edited_text = f"{sum(row.edited):,}"
            edited.append({"x": layout.width, "y": y, "text": edited_text})
            new.append({"x": layout.width - 12 - 7 * len(edited_text), "y": y, "text": f"{sum(row.new):,}"})
        else:
            new.append({"x": layout.width, "y": line - 7, "text": f"{sum(row.new):,}"})
            edited.append({"x": layout.width, "y": line + 8, "text": f"{sum(row.edited):,}"})
        peaks += _peak_label(chart, layout, index)
    return [
        _texts(names[:1], colours.ink, fontSize=12, fontWeight=600, baseline="middle"),
        _texts(names[1:], colours.ink, fontSize=12, baseline="middle"),
        _texts(new, colours.above_text, fontSize=12, fontWeight=600, align="right", baseline="middle"),
        _texts(edited, colours.below_text, fontSize=12, fontWeight=600, align="right", baseline="middle"),
        _texts(peaks, colours.soft, fontSize=9.5, align="center", baseline="bottom"),
    ]


def _peak_label(chart: Chart, layout: _Layout, index: int) -> list[Spec]:
    row = chart.rows[index]
    highest = max(row.new, default=0)
    if highest < 2:
        return []
    day = row.new.index(highest)
    unit = _unit(chart, layout, index)
    x = layout.left + (day + 0.5) * layout.step(chart)
    margin = 4 * len(f"{highest:,}")
    x = min(max(x, layout.left + margin), layout.width - layout.right - margin)
    return [{"x": round(x, 2), "y": round(_line(chart, layout, index) - highest * unit - 1, 2), "text": f"{highest:,}"}]


def _ticks(chart: Chart, layout: _Layout, height: int, colours: _Colours) -> list[Spec]:
    """A thin line at the first of each month or at Mondays, with its date; fewer of them where they would touch."""
    dates = [date.fromisoformat(day) for day in chart.days]
    marked = (
        [i for i, day in enumerate(dates) if day.weekday() == 0]
        if len(dates) <= 35
        else [i for i, day in enumerate(dates) if day.day in (1, 15)]
    )
    marked = marked[:: max(1, -(-len(marked) // layout.ticks))]
    step = layout.step(chart)
    lines, texts = [], []
    for index in marked:
        x = round(layout.left + index * step, 2)
        lines.append({"x": x, "y": layout.top, "y2": height - layout.foot})
        if x <= layout.width - layout.right - 34:
            texts.append({"x": x, "y": height - 5, "text": _day(chart.days[index], year=False)})
    rule = {"x": _place("x"), "y": _place("y"), "y2": {"field": "y2"}}
    return [
        {
            "data": {"values": lines},
            "mark": {"type": "rule", "color": colours.rule, "strokeWidth": 0.7},
            "encoding": rule,
        },
        _texts(texts, colours.soft, fontSize=11, align="left", baseline="bottom"),
    ]


def _legend(chart: Chart, layout: _Layout, colours: _Colours) -> list[Spec]:
    """What is above the line and what below, in words of their own colour."""
    above = f"▲ {chart.above}"
    return [
        _texts(
            [{"x": layout.left, "y": 12, "text": above}],
            colours.above_text,
            fontSize=12,
            fontWeight=600,
            baseline="middle",
        ),
        _texts(
            [{"x": layout.left + 16 + 7 * len(above), "y": 12, "text": f"▼ {chart.below}"}],
            colours.below_text,
            fontSize=12,
            fontWeight=600,
            baseline="middle",
        ),
    ]


def _unit(chart: Chart, layout: _Layout, index: int) -> float:
    """Pixels for one story in a row."""
    highest = _peak(chart, index, "new") + _peak(chart, index, "edited")
    return _free(layout, index) / max(1, highest)


def _free(layout: _Layout, index: int) -> int:
    """Pixels of a row for its bars: without its label, the number over its highest bar, and air."""
    return layout.height_of(index) - (_LABEL if layout.labels_above else 0) - _PEAK - _AIR


def _line(chart: Chart, layout: _Layout, index: int) -> float:
    above = _peak(chart, index, "new") * _unit(chart, layout, index)
    return round(_top(layout, index) + (_LABEL if layout.labels_above else 0) + _PEAK + above, 2)


def _peak(chart: Chart, index: int, side: Literal["new", "edited"]) -> int:
    """The highest number of the rows that share a row's scale."""
    own = chart.rows[index]
    rows = [own] if own.several else [row for row in chart.rows if not row.several]
    return max((max(getattr(row, side), default=0) for row in rows), default=0)


def _texts(values: list[Spec], colour: str, **mark: Any) -> Spec:
    encoding = {"x": _place("x"), "y": _place("y"), "text": {"field": "text", "type": "nominal"}}
    return {
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "color": colour, **mark},
        "encoding": encoding,
    }


def _place(field: str, kind: str = "quantitative") -> Spec:
    return (
        {"field": field, "type": kind, "scale": None, "axis": None}
        if kind == "quantitative"
        else {"field": field, "type": kind, "scale": None}
    )


def _short(label: str, letters: int) -> str:
    return label if len(label) <= letters else f"{label[: letters - 1].rstrip()}…"


def _day(day: str, *, year: bool = True) -> str:
    moment = date.fromisoformat(day)
    return f"{moment.day} {moment:%b %Y}" if year else f"{moment.day} {moment:%b}"
