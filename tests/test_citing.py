"""A version cited: in words, as BibTeX that BibTeX can read, as CSL data with the fields and dates that CSL knows."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.citing import NO_HEADLINE, Cited, bibtex, csl, csl_json, plain

CITED = Cited(
    key="valley-courier-1-3",
    headline="Alliance final on all 90 seats, says Congress leader",
    authors=["Meera Dhar", "Our Correspondent"],
    source="Valley Courier",
    archive="Test archive",
    address="https://archive.example/article/1?version=3",
    url="https://valley-courier.example/politics/alliance_talks?a=1&b=%20#top",
    number=3,
    seen_at=datetime(2024, 8, 22, 15, 45, tzinfo=UTC),
    published_at=datetime(2024, 8, 21, 4, 30, tzinfo=UTC),
    language="en",
    content_sha256="ab" * 32,
)
texts = st.one_of(st.text(max_size=30), st.text(alphabet="{}\\%&#_$~^@,\"'= \n", max_size=12))
citations = st.builds(
    replace, st.just(CITED), headline=texts, authors=st.lists(texts, max_size=3), source=texts, archive=texts, url=texts
)

CSL_VARIABLES = {"id", "type", "title", "container-title", "author", "issued", "accessed", "URL", "archive", "version",
                 "note", "language"}  # fmt: skip
"""Those that we write, all of them in the schema csl-data.json of CSL 1.0.2; id and type are required."""


def test_in_words() -> None:
    assert plain(CITED) == (
        "Meera Dhar, Our Correspondent. “Alliance final on all 90 seats, says Congress leader.” Valley Courier, "
        "21 August 2024. Version 3, seen on 22 August 2024 at 15:45 UTC. Test archive, "
        "https://archive.example/article/1?version=3"
    )


def test_what_a_page_does_not_give_is_left_out() -> None:
    bare = replace(CITED, authors=[], published_at=None, headline="", language=None)
    assert plain(bare).startswith(f"“{NO_HEADLINE}.” Valley Courier. Version 3")
    assert fields_of(bibtex(bare)).keys() == {"title", "howpublished", "url", "urldate", "note"}
    assert csl(bare)[0].keys() == CSL_VARIABLES - {"author", "issued", "language"}


@pytest.mark.parametrize("headline", ["Who said it?", "Enough!", "गठबंधन तय।", "اتحاد طے۔"])
def test_a_headline_with_its_own_full_stop_gets_no_second_one(headline: str) -> None:
    assert re.search(f"{re.escape(headline)}\u2069?”", plain(replace(CITED, headline=headline)))


def test_bibtex_is_an_entry_with_the_address_of_that_version() -> None:
    fields = fields_of(bibtex(CITED))
    assert bibtex(CITED).startswith("@misc{valley-courier-1-3,\n")
    assert fields["author"] == "{{Meera Dhar} and {Our Correspondent}}"
    assert fields["title"] == "{{Alliance final on all 90 seats, says Congress leader}}"
    assert fields["url"] == "{https://archive.example/article/1?version=3}"
    assert (fields["year"], fields["month"], fields["day"]) == ("{2024}", "aug", "{21}")
    assert fields["urldate"] == "{2024-08-22}"
    assert r"alliance\_talks?a=1\&b=\%20\#top." in fields["note"]


def test_bibtex_escapes_what_tex_would_run_and_keeps_other_scripts() -> None:
    hostile = replace(CITED, headline="{\\input{x}} 5% & #1 a_b $x$ ~^ اتحاد गठबंधन", authors=["A and B", "{"])
    fields = fields_of(bibtex(hostile))
    assert fields["title"] == (
        r"{{\textbraceleft{}\textbackslash{}input\textbraceleft{}x\textbraceright{}\textbraceright{} 5\% \& \#1 a\_b "
        r"\$x\$ \textasciitilde{}\textasciicircum{} اتحاد गठबंधन}}"
    )
    assert fields["author"] == r"{{A and B} and {\textbraceleft{}}}", "one name, whatever words are in it"


@given(citations)
def test_any_text_leaves_bibtex_that_can_be_read(cited: Cited) -> None:
    fields = fields_of(bibtex(cited))
    assert {"title", "url", "urldate", "note"} <= fields.keys()
    for name, value in fields.items():
        if name != "url":
            bare = re.sub(
                r"\\(textbackslash|textbraceleft|textbraceright|textasciitilde|textasciicircum)\{\}", "", value
            )
            assert not re.search(r"(?<!\\)[%&#_$~^]", bare), (name, value)


@given(citations)
def test_csl_has_only_what_csl_knows(cited: Cited) -> None:
    (item,) = json.loads(csl_json(cited))
    assert item == csl(cited)[0]
    assert item.keys() <= CSL_VARIABLES
    assert item["type"] == "article-newspaper"
    assert all(author.keys() == {"literal"} and author["literal"] for author in item.get("author", []))
    for name in ("issued", "accessed"):
        ((year, month, day),) = item[name]["date-parts"]
        date(year, month, day)
    texts = [item[name] for name in CSL_VARIABLES & item.keys() - {"author", "issued", "accessed"}]
    assert all(isinstance(text, str) and "\n" not in text for text in texts)


def test_csl_says_what_when_and_where() -> None:
    (item,) = csl(CITED)
    assert item["title"] == CITED.headline
    assert item["container-title"] == "Valley Courier"
    assert item["author"] == [{"literal": "Meera Dhar"}, {"literal": "Our Correspondent"}]
    assert item["issued"] == {"date-parts": [[2024, 8, 21]]}
    assert item["accessed"] == {"date-parts": [[2024, 8, 22]]}
    assert item["URL"] == "https://archive.example/article/1?version=3"
    assert item["note"].startswith("Version 3, seen on 22 August 2024 at 15:45 UTC. Kept by Test archive.")
    assert item["note"].endswith("ab" * 32)


def fields_of(entry: str) -> dict[str, str]:
    """The fields of a BibTeX entry, read as BibTeX reads: values are words or braces that pair, commas between."""
    head = re.match(r"@misc\{[A-Za-z0-9-]+,\n", entry)
    assert head is not None
    at = head.end()
    fields = {}
    while not entry.startswith("}", at):
        name = re.compile(r"\s*([a-z]+) = ").match(entry, at)
        assert name is not None, entry[at:]
        at = end = name.end()
        depth = 0
        while depth or entry[end] not in ",\n":
            depth += {"{": 1, "}": -1}.get(entry[end], 0)
            end += 1
        fields[name[1]] = entry[at:end]
        at = end + len(",") * entry.startswith(",", end) + 1
    assert entry[at:] == "}\n"
    return fields
