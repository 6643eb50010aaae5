"""Diffs of stories: applied they give the new story, a changed word is whole, hostile texts stay bounded."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.diff import Diff, apply_diff, diff_stories, extent
from monitor.words import rising, tokens, word_diff
from scrapers.items import Story
from storage.fold import fold

ALPHABET = "ab\u200f1.,5%-–'’“\" \u00a0\n—न\u093cक्\u200dकیي東京é…"
WORDS = ["the", "alliance", "“final”", '"final"', "90", "1,500", "not", "seats", "सीटें", "اتحاد"]
texts = st.one_of(
    st.text(alphabet=ALPHABET, max_size=25),
    st.lists(
        st.sampled_from(["the", "alliance", "“final”", '"final"', "90", "1,500", "not", "seats", "सीटें", "اتحاد"])
    ).map(" ".join),
)
paragraphs = texts.map(lambda text: " ".join(text.split())).filter(bool)
bodies = st.lists(paragraphs, max_size=8).map("\n\n".join)
names = st.lists(st.sampled_from(["Asha Rao", "Bilal Dar", "ASHA RAO", "Bilal  Dar", "D’Souza", "D'Souza"]), max_size=3)
stories = st.builds(Story, headline=texts, standfirst=texts, byline=names.map(tuple), body=bodies)


def story(*body: str, headline: str = "Talks go on") -> Story:
    return Story(headline=headline, body="\n\n".join(body))


def body_diff(old: list[str], new: list[str]) -> list[object]:
    diff = diff_stories(story(*old), story(*new))
    assert diff is not None
    return list(diff["body"])


def folded(of: Story) -> tuple[str, str, list[str], list[str]]:
    return (
        fold(of.headline),
        fold(of.standfirst),
        [fold(name) for name in of.byline],
        [fold(text) for text in of.paragraphs],
    )


def test_a_lone_mark_that_folds_to_nothing_is_no_space() -> None:
    old, new = Story(headline="\u093c"), Story(headline="the the")
    diff = diff_stories(old, new)
    assert diff is not None
    assert apply_diff(old, diff).headline == "the the"


@given(stories, stories)
def test_applied_to_the_old_story_a_diff_gives_the_new(old: Story, new: Story) -> None:
    diff = diff_stories(old, new)
    assert (diff is None) == (folded(old) == folded(new))
    if diff is not None:
        assert folded(apply_diff(old, diff)) == folded(new)


@given(stories, stories)
def test_equal_and_removed_parts_are_the_old_story(old: Story, new: Story) -> None:
    diff = diff_stories(old, new) or Diff(v=1)
    before: list[str] = []
    for block in diff.get("body", []):
        if block["op"] == "keep":
            before += old.paragraphs[len(before) : len(before) + block["count"]]
        elif block["op"] == "edit":
            before.append("".join(text for op, text in block["parts"] if op != "+"))
        elif block["op"] in ("remove", "move_from"):
            before.append(block["text"])
    assert before == (old.paragraphs if "body" in diff else [])
    for parts, text in (
        (diff.get("headline"), old.headline),
        (diff.get("standfirst"), old.standfirst),
        (diff.get("byline"), "\n".join(old.byline)),
    ):
        assert parts is None or "".join(text for op, text in parts if op != "+") == text


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("क", "क\u200f褰", [["-", "क"], ["+", "क\u200f褰"]]),
        ("क\u200f褰", "क", [["=", "क\u200f"], ["-", "褰"]]),
        ("手\u200e机 one", "手\u2066机 two", [["=", "手\u200e机 "], ["-", "one"], ["+", "two"]]),
        ("(word) one", "(\u200fword\u200f)\u200e two", [["=", "(word) "], ["-", "one"], ["+", "two"]]),
        ("ab one", "ab\u200f two", [["=", "ab "], ["-", "one"], ["+", "two"]]),
    ],
)
def test_what_only_a_mark_of_direction_keeps_apart_stays_apart(old: str, new: str, parts: list[list[str]]) -> None:
    assert word_diff(old, new) == parts
    diff = diff_stories(story(old), story(new))
    assert diff is not None
    assert folded(apply_diff(story(old), diff)) == folded(story(new))


@given(stories)
def test_a_story_does_not_differ_from_itself(one: Story) -> None:
    assert diff_stories(one, one) is None
    assert extent(None).chars_changed == 0


@given(texts, texts)
def test_parts_alternate_and_never_repeat_what_folds_alike(old: str, new: str) -> None:
    parts = word_diff(old, new)
    assert all(text for _, text in parts)
    assert all(left[0] != right[0] for left, right in pairwise(parts))


@given(st.text())
def test_tokens_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(
    st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("เกิ\u17d2ក\u103aမप्\u200dकـ ")))
)
def test_no_mark_is_cut_off_its_letter(text: str) -> None:
    for before, token in pairwise(tokens(text)):
        assert unicodedata.category(token[0]) not in {"Mn", "Mc", "Me"} or before.isspace()


@given(st.text(alphabet="aé1 \t\u0301\u200d'’.-$٪\u17d2\u103aक्न"))
def test_no_word_ends_before_a_letter_a_digit_or_a_joiner(text: str) -> None:
    for word, token in pairwise(tokens(text)):
        assert not (word[-1] in "aéकन" and token[0] in "aé1\u0301\u200dकन्\u17d2\u103a"), (word, token)
        assert not (word[-1] in " \t" and token[0] in " \t\u0301\u200d"), (word, token)


TOKENS = [
    ("He didn’t say 1,234.5 people.", ["He", " ", "didn’t", " ", "say", " ", "1,234.5", " ", "people", "."]),
    (
        "-3.5% or $90 at 10:30, F-16",
        ["-3.5%", " ", "or", " ", "$90", " ", "at", " ", "10:30", ",", " ", "F", "-", "16"],
    ),
    ("2019-20 wins 2 – 1…", ["2019", "-", "20", " ", "wins", " ", "2", " ", "–", " ", "1", "…"]),
    ("क्\u200dष कॉन्फ्रेंस में", ["क्\u200dष", " ", "कॉन्फ्रेंस", " ", "में"]),
    ("می\u200cخواہم ۹۰٪", ["می\u200cخواہم", " ", "۹۰٪"]),
    ("東京都の5人", ["東", "京", "都", "の", "5", "人"]),
    ("東京タワーで人々", ["東", "京", "タワー", "で", "人々"]),
    ("ｺﾝｻｰﾄしゅ", ["ｺﾝｻｰﾄ", "しゅ"]),
    ("정부는 18일", ["정부는", " ", "18일"]),
    ("เขาไม่ได้ไปที่น้ำ ๆ", ["เขา", "ไม่", "ได้", "ไป", "ที่", "น้ำ", " ", "ๆ"]),
    ("ກຳລັງ", ["ກຳ", "ລັ", "ງ"]),
    ("ខ្មែរ", ["ខ្មែ", "រ"]),
    ("မြန်မာနိုင်ငံ", ["မြန်", "မာ", "နိုင်", "ငံ"]),
    ("கொள்கை, শ্রী", ["கொள்கை", ",", " ", "শ্রী"]),
    ("कहा। फिर؟ پھر۔", ["कहा", "।", " ", "फिर", "؟", " ", "پھر", "۔"]),
    ("5bn 1st G20", ["5bn", " ", "1st", " ", "G20"]),
    ("wait... what", ["wait", "...", " ", "what"]),
]


@pytest.mark.parametrize(("text", "expected"), TOKENS)
def test_words_and_numbers_are_whole(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


WORD_DIFFS = [
    ("rose to 1,234.5 crore", "rose to 1,334.5 crore", "rose to [-1,234.5-]{+1,334.5+} crore"),
    ("is a big theme", "is not a big theme", "is {+not +}a big theme"),
    ("the “final” say – on  90", 'the "final" word - on 90', "the “final” [-say-]{+word+} – on  90"),
    ("गठबंधन संभव है", "गठबंधन तय है", "गठबंधन [-संभव-]{+तय+} है"),
    ("اتحاد ممكن ہے", "اتحاد طے ہے", "اتحاد [-ممكن-]{+طے+} ہے"),
    ("सरकार की बैठक होगी।", "सरकार की बैठकें होंगी।", "सरकार की [-बैठक होगी-]{+बैठकें होंगी+}।"),
    ("정부는 18일 회의를 열었다", "정부는 19일 회의를 열었다", "정부는 [-18일-]{+19일+} 회의를 열었다"),
    ("大規模なコンサートを開催", "大規模なイベントを開催", "大規模な[-コンサート-]{+イベント+}を開催"),
    (
        "主席在北京会见了法国总统马克龙",
        "主席在上海会见了德国总理朔尔茨",
        "主席在[-北京-]{+上海+}会见了[-法国总统马克龙-]{+德国总理朔尔茨+}",
    ),
    ("เขาไม่ได้ไปที่กรุงเทพเมื่อวัน", "เขาได้ไปที่เชียงใหม่เมื่อวัน", "เขา[-ไม่-]ได้ไปที่[-กรุงเทพ-]{+เชียงใหม่+}เมื่อวัน"),
    ("ဒီမြန်မာ", "ဒီမြစ်မာ", "ဒီ[-မြန်-]{+မြစ်+}မာ"),
    ("5 and 6 seats", "7 and 8 seats", "[-5-]{+7+} and [-6-]{+8+} seats"),
    ("won by Asha Rao today", "won by Bilal Dar today", "won by [-Asha Rao-]{+Bilal Dar+} today"),
    (" spaced out", "spaced in ", " spaced [-out-]{+in+}"),
    (
        "quick brown foxes jumped over the lazy dogs",
        "slow white hens walked under the busy cats",
        "[-quick brown foxes jumped over the lazy dogs-]{+slow white hens walked under the busy cats+}",
    ),
    ("", "all new", "{+all new+}"),
    ("all old", "", "[-all old-]"),
]


@pytest.mark.parametrize(("old", "new", "expected"), WORD_DIFFS)
def test_a_changed_word_is_shown_whole(old: str, new: str, expected: str) -> None:
    marks = {"=": "%s", "-": "[-%s-]", "+": "{+%s+}"}
    assert "".join(marks[op] % text for op, text in word_diff(old, new)) == expected


ONE = "The two parties said that talks on seats would go on."
TWO = "A spokesman in Srinagar declined to name a date for the list."
THREE = "Polling is to be held in three phases from 18 September."


def test_a_paragraph_put_in() -> None:
    assert body_diff([ONE, THREE], [ONE, TWO, THREE]) == [
        {"op": "keep", "count": 1},
        {"op": "add", "text": TWO},
        {"op": "keep", "count": 1},
    ]


def test_a_paragraph_taken_out() -> None:
    assert body_diff([ONE, TWO], [TWO]) == [{"op": "remove", "text": ONE}, {"op": "keep", "count": 1}]


def test_the_shorter_of_two_swapped_paragraphs_is_told_as_moved() -> None:
    assert body_diff([ONE, TWO, THREE], [TWO, ONE, THREE]) == [
        {"op": "move_from", "text": ONE},
        {"op": "keep", "count": 1},
        {"op": "move_to", "text": ONE},
        {"op": "keep", "count": 1},
    ]
    assert extent(diff_stories(story(ONE, TWO), story(TWO, ONE))).words_added == 0


def test_an_edited_paragraph_beside_a_new_one_stays_an_edit() -> None:
    edited = TWO.replace("Srinagar", "Jammu")
    blocks = body_diff([ONE, TWO, THREE], [ONE, "Nobody else spoke.", edited, THREE])
    assert [block["op"] for block in blocks] == ["keep", "add", "edit", "keep"]  # type: ignore[index]


def test_a_paragraph_cut_to_its_first_sentence_stays_an_edit() -> None:
    assert [block["op"] for block in body_diff([f"{ONE} {TWO} {THREE} {THREE} {TWO}"], [ONE])] == ["edit"]  # type: ignore[index]


def test_names_of_the_byline_are_shown_whole() -> None:
    old = Story(headline="x", byline=("Asha Rao", "Bilal Dar"))
    new = Story(headline="x", byline=("Asha Rao", "Bilal Lone"))
    assert diff_stories(old, new) == {"v": 1, "byline": [["=", "Asha Rao\n"], ["-", "Bilal Dar"], ["+", "Bilal Lone"]]}
    dropped = diff_stories(old, Story(headline="x"))
    assert dropped is not None
    assert apply_diff(old, dropped).byline == ()


def test_the_extent_counts_words_and_letters() -> None:
    diff = diff_stories(story(ONE, headline="90 seats, final"), story(TWO, ONE, headline="80 seats, final"))
    counted = extent(diff)
    assert (counted.words_added, counted.words_removed) == (13, 1)
    assert counted.chars_changed == 4 + sum(map(str.isalpha, TWO))


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), unique_by=(lambda p: p[0], lambda p: p[1])).map(sorted)
)
def test_rising_pairs_rise(pairs: list[tuple[int, int]]) -> None:
    chain = rising(pairs)
    assert set(chain) <= set(pairs)
    assert all(left[1] < right[1] for left, right in pairwise(chain))


def long_text(*, every: int, separator: str) -> str:
    words = [f"word{index**3 % 5003}{separator if index % 60 == 59 else ''}" for index in range(20_000)]
    words[::every] = [f"changed{index}" for index in range(len(words[::every]))]
    return " ".join(words).replace(f"{separator} ", separator)


@pytest.mark.parametrize("separator", ["\n\n", ". ", " "])
def test_long_stories_are_compared_in_well_under_a_second(separator: str) -> None:
    old = Story(headline="x", body=long_text(every=97, separator=separator))
    new = Story(headline="x", body=long_text(every=89, separator=separator))
    started = time.process_time()
    diff = diff_stories(old, new)
    assert time.process_time() - started < 2
    assert diff is not None
    assert folded(apply_diff(old, diff)) == folded(new)
    assert extent(diff).words_added < 1_000


@pytest.mark.parametrize("unit", ["a b ", "a\n\nb\n\n", "same words again. "])
def test_repetitive_stories_are_bounded(unit: str) -> None:
    old, new = (
        Story(headline="x", body=unit * 10_000 + "end"),
        Story(headline="x", body="begin " + unit * 9_000 + "stop"),
    )
    started = time.process_time()
    diff = diff_stories(old, new)
    assert time.process_time() - started < 5
    assert diff is not None
    assert folded(apply_diff(old, diff)) == folded(new)
