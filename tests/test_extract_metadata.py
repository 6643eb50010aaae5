"""Titles, bylines, times and languages from what a page says of itself."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extract import extract
from scrapers.extract.authors import clean_names, split_list
from scrapers.extract.dates import parse_time
from scrapers.extract.structured import plain
from scrapers.extract.titles import without_site
from scrapers.items import Story

URL = "https://www.ledger.example/city/bridge-opens"
HINDI = "विभाग ने मंगलवार को पुल खोल दिया और कहा कि काम देरी से पूरा हुआ है।"
URDU = "محکمے نے منگل کو پل کھول دیا اور کہا کہ کام میں گیارہ ماہ کی تاخیر ہوئی ہے۔"


def read(head: str = "", *, body: str = "", html: str = "<html>") -> Story:
    return extract(f"{html}<head>{head}</head><body>{body}</body></html>".encode(), url=URL).story


def ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("title", "sites", "known", "expected"),
    [
        ("Bridge opens | Ledger", ["ledger"], [], "Bridge opens"),
        ("Bridge opens - The Daily Ledger", ["dailyledger"], [], "Bridge opens"),
        ("Ledger: Bridge opens", ["ledger"], [], "Ledger: Bridge opens"),
        ("Ledger | Bridge opens", ["ledger"], [], "Bridge opens"),
        ("Bridge opens | City | Ledger", ["ledger"], ["bridgeopens"], "Bridge opens"),
        ("Bridge opens | Ledger | Ledger", ["ledger"], [], "Bridge opens"),
        ("Bridge opens - after a year", ["ledger"], [], "Bridge opens - after a year"),
        ("Ledger", ["ledger"], [], "Ledger"),
        ("", ["ledger"], [], ""),
        ("पुल खुला | घाटी समाचार", ["घटसमचर"], [], "पुल खुला"),
    ],
)
def test_the_site_s_name_is_no_part_of_a_title(title: str, sites: list[str], known: list[str], expected: str) -> None:
    assert without_site(title, sites, known) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mira Dhar and Owen Pike", ["Mira Dhar", "Owen Pike"]),
        ("Mira Dhar, Owen Pike and Ali Mir", ["Mira Dhar", "Owen Pike", "Ali Mir"]),
        ("Mira Dhar, Owen Pike", ["Mira Dhar", "Owen Pike"]),
        ("mdh/opk;dpa", ["mdh/opk", "dpa"]),
        ("Anna Berg und Max Stein, dpa", ["Anna Berg", "Max Stein", "dpa"]),
        ("Mira Dhar, professor of law at the university", ["Mira Dhar"]),
        ("Mira Dhar, Frankfurt", ["Mira Dhar"]),
        ("AFP, MANILA", ["AFP, MANILA"]),
        ("Dhar, Mira", ["Dhar, Mira"]),
        ("Food and Drink", ["Food and Drink"]),
        ("सुनीता रैना और मोहन लाल", ["सुनीता रैना", "मोहन लाल"]),
        ("شبنم قادری اور فاروق میر", ["شبنم قادری", "فاروق میر"]),
        ("ORF.at", ["ORF.at"]),
    ],
)
def test_lists_are_taken_apart_and_names_are_not(text: str, names: list[str]) -> None:
    assert split_list(text) == names


def test_names_are_cleaned_but_keep_their_case() -> None:
    raw = ["By Mira Dhar", "von Anna Berg (abe)", "kicker", "mira dhar", "Admin", ""]
    useless = ["https://x.example/a", "desk@ledger.example", "12345"]
    assert clean_names([*raw, *useless]) == ["Mira Dhar", "Anna Berg", "kicker"]


@pytest.mark.parametrize(
    ("head", "body", "byline"),
    [
        (ld(author=[{"name": "Mira Dhar"}, {"name": ["Owen Pike"]}]), "", ["Mira Dhar", "Owen Pike"]),
        (ld(author="Mira Dhar"), "", ["Mira Dhar"]),
        (ld(author={"@type": "Organization", "name": "Ledger"}), "<a rel=author>Mira Dhar</a>", ["Mira Dhar"]),
        (ld(author={"name": "Ledger"}), "", ["Ledger"]),
        ("<meta name=author content='Mira Dhar'>", "", ["Mira Dhar"]),
        ("", "<h1>Bridge opens</h1><p>By Mira Dhar | 3 May 2026</p>", ["Mira Dhar"]),
        ("", "<h1>Bridge opens</h1><p>By noon 300 cars had crossed</p>", []),
        ("", "<div itemprop=author><span itemprop=name>Mira Dhar</span> writes</div>", ["Mira Dhar"]),
    ],
)
def test_the_byline_comes_from_the_best_source(head: str, body: str, byline: list[str]) -> None:
    assert list(read(head, body=body).byline) == byline


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("2026-02-03T10:15:30Z", datetime(2026, 2, 3, 10, 15, 30, tzinfo=UTC)),
        ("2026-02-03T10:15:30.250+05:30", datetime(2026, 2, 3, 4, 45, 30, tzinfo=UTC)),
        ("2026-02-03 10:15", datetime(2026, 2, 3, 10, 15, tzinfo=UTC)),
        ("2026-02-03T10:15:30-0800", datetime(2026, 2, 3, 18, 15, 30, tzinfo=UTC)),
        ("20260203T101530+01", datetime(2026, 2, 3, 9, 15, 30, tzinfo=UTC)),
        ("2026-02-03", datetime(2026, 2, 3, tzinfo=UTC)),
        (1_770_113_730, datetime(2026, 2, 3, 10, 15, 30, tzinfo=UTC)),
        ("1770113730000", datetime(2026, 2, 3, 10, 15, 30, tzinfo=UTC)),
        (["2026-02-03"], datetime(2026, 2, 3, tzinfo=UTC)),
        ("2026-13-45", None),
        ("1822-01-01", None),
        ("soon", None),
        (None, None),
        ([], None),
        (True, None),
        ({"a": 1}, None),
        (float("nan"), None),
    ],
)
def test_times_are_aware_and_utc(value: object, when: datetime | None) -> None:
    assert parse_time(value) == when


@given(st.text(max_size=60) | st.floats() | st.integers())
def test_no_date_field_breaks_a_reading(value: object) -> None:
    found = parse_time(value)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (ld(datePublished="2026-02-03") + "<meta property='article:published_time' content='2026-02-03T08:00:00Z'>", 8),
        (ld(datePublished="2026-02-03T10:00:00") + "<meta name=date content='2026-02-03T10:00:00+02:00'>", 8),
        (ld(datePublished="2026-02-03T08:00:00") + "<meta name=date content='2026-02-09T10:00:00+02:00'>", 8),
        ("<meta name=pubdate content='2026-02-03T08:00:00Z'>", 8),
    ],
)
def test_a_vague_time_is_made_precise_by_one_that_agrees(head: str, published: int) -> None:
    assert read(head).published_at == datetime(2026, 2, 3, published, tzinfo=UTC)


@pytest.mark.parametrize(
    ("html", "head", "text", "language"),
    [
        ("<html lang=en-GB>", "", "The bridge is open to cars again.", "en-gb"),
        ("<html lang=en-US>", "", HINDI, "hi"),
        ("<html lang=mr>", "", HINDI, "mr"),
        ("<html lang=en>", "", URDU, "ur"),
        ("<html lang=fa>", "", "شهرداری پل را برای خودروها گشود و گفت کار با تأخیر پایان یافت", "fa"),
        ("<html>", "", "افتتحت البلدية الجسر أمام السيارات يوم الثلاثاء", "ar"),
        ("<html>", "", "بلدیه پل را گشود و چند خودرو گذشت، کار پایان یافت", "fa"),
        ("<html>", "<meta property='og:locale' content='de_DE'>", "Die Brücke ist offen.", "de-de"),
        ("<html>", ld(inLanguage="fr"), "Le pont est ouvert.", "fr"),
        ("<html lang='not a tag'>", "", "The bridge is open.", None),
        ("<html>", "", "橋は火曜日にやっと開通した。トラックはまだ通れない。", "ja"),
    ],
)
def test_the_script_corrects_a_template_s_language(html: str, head: str, text: str, language: str | None) -> None:
    assert read(head, body=f"<article><p>{text}</p></article>", html=html).language == language


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type":"NewsArticle","headline":"Bridge opens"} -->',
        '{"@type":"NewsArticle","headline":"Bridge opens",}',
        '{"@type":["Thing","https://schema.org/NewsArticle"],"headline":"Bridge\nopens"}',
        '[{"@graph":[{"@type":"Article","headline":"Bridge opens"}]}]',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Bridge opens&quot;}",
    ],
)
def test_broken_json_is_mended(script: str) -> None:
    assert read(f"<script type='application/ld+json'>{script}</script>").headline == "Bridge opens"


@pytest.mark.parametrize("script", ["{", "[" * 100_000, '"text"', "null", '{"@type": {"a": 1}, "headline": 3}'])
def test_hopeless_json_is_no_failure(script: str) -> None:
    head = f"<title>Bridge opens</title><script type='application/ld+json'>{script}</script>"
    assert read(head).headline == "Bridge opens"


def test_the_node_of_this_page_is_chosen_among_several() -> None:
    others = "".join(ld(headline=f"Other {n}", url=f"https://www.ledger.example/{n}") for n in range(5))
    mine = ld(headline="Bridge opens", mainEntityOfPage={"@id": URL}, author="Mira Dhar")
    assert read(others + mine).headline == "Bridge opens"
    assert read(others + "<meta property='og:title' content='Bridge opens'>").headline == "Bridge opens"


def test_entities_and_tags_in_data_are_resolved() -> None:
    assert plain("A &amp;amp; B <b>bold</b> 1 &lt; 2") == "A & B bold 1 < 2"
    assert plain(None) == ""
    assert plain("x" * 50, limit=10) == "x" * 10


def test_floods_of_data_are_read_in_part() -> None:
    metas = "".join(f"<meta name=author content='Person Number{n}'>" for n in range(3_000))
    assert len(read(metas).byline) == 40
    nodes = [{"@type": "Thing"}] * 6_000
    assert read(ld(headline="Bridge opens", mentions=nodes)).headline == "Bridge opens"
    name: object = "Mira Dhar"
    for _ in range(9):
        name = {"name": name}
    assert read(ld(author=name)).byline == ()


def test_a_value_that_is_blank_when_cleaned_counts_for_nothing() -> None:
    head = "<meta property='og:title' content='&amp;nbsp;'><meta name='twitter:title' content='Bridge opens'>"
    assert read(head).headline == "Bridge opens"


def test_a_date_search_that_trips_gives_no_date(monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(*_: object, **__: object) -> None:
        raise ValueError("day is out of range for month")

    monkeypatch.setattr("scrapers.extract.dates.find_date", trip)
    assert read(body="<p>31.2.2026</p>").published_at is None
