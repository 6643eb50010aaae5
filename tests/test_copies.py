"""What is a near copy of what, in several languages, and what a copy says that the first does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.agency_words import is_about_the_wire
from monitor.copies import MOST_WORDS, RUN, WINDOW, agreement, new_in_copy, text_of
from scrapers.items import Story
from tests.placing import OTHER, WIRE

HINDI = (
    "जल बोर्ड ने मंगलवार को पानी की दर में बीस प्रतिशत की बढ़ोतरी की घोषणा की, जो ग्यारह साल में पहली बार हुई है।",
    "बोर्ड की अध्यक्ष ने पत्रकारों से कहा कि पुराने शहर की पाइपलाइन अब और इंतजार नहीं कर सकती और काम जल्द शुरू होगा।",
    "विपक्ष ने इस फैसले को बेरहम बताया और सभी नागरिकों से मतदान कराने की मांग की, जिसके लिए चार हजार दस्तखत चाहिए।",
    "बाजार के एक नानबाई ने हिसाब लगाया कि उसकी रोटी एक पैसा महंगी हो जाएगी और दुकान पर यही लिखकर टांग दिया।",
)
URDU = (
    "واٹر بورڈ نے منگل کو پانی کے نرخ میں بیس فیصد اضافے کا اعلان کیا جو گیارہ برس میں پہلی بار ہوا ہے۔",
    "بورڈ کی سربراہ نے صحافیوں سے کہا کہ پرانے شہر کی پائپ لائن اب مزید انتظار نہیں کر سکتی اور کام جلد شروع ہوگا۔",
    "حزب اختلاف نے اس فیصلے کو بے رحم قرار دیا اور تمام شہریوں سے رائے لینے کا مطالبہ کیا "
    "جس کے لیے چار ہزار دستخط درکار ہیں۔",
)
JAPANESE = (
    "水道局は火曜日、水の料金を二割引き上げると発表した。旧市街の水道管を敷き直してから十一年ぶりの値上げとなる。",
    "局長は記者団に対し、ポンプが持つ限り先延ばしにしてきたが、もう持たないと述べ、工事を急ぐ考えを示した。",
    "市議会の野党は残酷な決定だと批判し、住民投票を求めている。月末までに四千人の署名が必要だという。",
)


def told(*paragraphs: str, byline: tuple[str, ...] = ()) -> Story:
    return Story(headline="Water dearer", standfirst="A first", byline=byline, body="\n\n".join(paragraphs))


def is_copy(first: tuple[str, ...], second: tuple[str, ...], *, same_source: bool = False) -> bool:
    there = agreement(text_of(told(*first)), text_of(told(*second))).is_copy(same_source=same_source)
    back = agreement(text_of(told(*second)), text_of(told(*first))).is_copy(same_source=same_source)
    assert there == back
    return there


WITHOUT_NUMBERS = (
    "The price of ten grams of gold rose by {} rupees to {} in the capital on Monday, traders said.",
    "In the port city the same quantity was sold for {} rupees, while silver stood at {} a kilogram.",
    "Rates do not include {} per cent of tax and may differ between jewellers by up to {} rupees.",
)
COPIES = {
    "the same": (WIRE, WIRE),
    "cut": (WIRE, WIRE[:3]),
    "its first paragraphs": (WIRE, WIRE[:1]),
    "with paragraphs of its own": (WIRE, (OTHER[0], *WIRE[:4], OTHER[1])),
    "in another order": (WIRE, WIRE[::-1]),
    "paragraphs joined": (WIRE, (" ".join(WIRE[:3]), " ".join(WIRE[3:]))),
    "with a dateline and other marks": (WIRE, (f"HARBOUR CITY, Aug 22 (Agency) — {WIRE[0]}", *WIRE[1:])),
    "Hindi, cut": (HINDI, HINDI[:2]),
    "Hindi, with a translated dateline": (HINDI, (f"नई दिल्ली, 22 अगस्त (एजेंसी) {HINDI[0]}", *HINDI[1:])),
    "Urdu, spliced": (URDU, (*URDU[1:], HINDI[0])),
    "Japanese, cut": (JAPANESE, JAPANESE[:2]),
    "a page without paragraphs": (WIRE, (" ".join([*OTHER[:2], *WIRE[:4], OTHER[3]]),)),
    "another number at the top": (WIRE, (WIRE[0].replace("a fifth", "18.5 per cent"), *WIRE[1:])),
}
OTHERS = {
    "another story": (WIRE, OTHER),
    "a shared quotation": (WIRE, (*OTHER, WIRE[2])),
    "the next day with background": (WIRE, (*OTHER[:5], *WIRE[4:])),
    "the next day without paragraphs": ((" ".join(WIRE),), (" ".join([*OTHER[:5], *WIRE[4:]]),)),
    "a brief in a summary of the day": (WIRE[:1], (*OTHER, *HINDI, WIRE[0], *URDU, *OTHER[::-1])),
    "a form filled in anew": (
        tuple(text.format(11, 22) for text in WITHOUT_NUMBERS),
        tuple(text.format(33, 44) for text in WITHOUT_NUMBERS),
    ),
    "the same few words": (("More details are awaited here soon.",), ("More details are awaited here soon.",)),
    "nothing": ((), ()),
    "nothing and something": ((), WIRE),
    "two languages": (HINDI, URDU),
}


@pytest.mark.parametrize(("first", "second"), COPIES.values(), ids=COPIES)
def test_a_copy_is_known_as_one(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    assert is_copy(first, second)


@pytest.mark.parametrize(("first", "second"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_copy_is_not_taken_for_one(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    assert not is_copy(first, second)
    assert not is_copy(first, second, same_source=True)


@pytest.mark.parametrize(
    ("second", "expected"), [(WIRE, True), (WIRE[:5], True), (WIRE[:1], False), ((*OTHER[:4], *WIRE[:4]), False)]
)
def test_within_a_source_more_is_asked(second: tuple[str, ...], expected: bool) -> None:
    assert is_copy(WIRE, second)
    assert is_copy(WIRE, second, same_source=True) == expected


def test_what_is_half_shared_is_kin() -> None:
    wire, half = text_of(told(*WIRE)), text_of(told(*OTHER[:4], *WIRE[2:5]))
    assert agreement(wire, half).is_kin()
    assert not agreement(wire, text_of(told(*OTHER))).is_kin()


words = st.lists(st.text(alphabet="abcdef", min_size=1, max_size=3), max_size=40)


@given(before=words, common=words, after=words)
def test_texts_with_a_dozen_words_in_a_row_in_common_share_a_mark(
    before: list[str], common: list[str], after: list[str]
) -> None:
    passage = " ".join(common)
    one = text_of(told(" ".join([*before, passage])))
    other = text_of(told(" ".join([passage, *after])))
    if len(common) >= RUN + WINDOW - 1:
        assert one.marks & other.marks
    assert all(0 <= mark < 2**63 for mark in one.marks)


@given(paragraphs=st.lists(words.map(" ".join), max_size=6))
def test_a_text_agrees_with_itself(paragraphs: list[str]) -> None:
    text = text_of(told(*paragraphs))
    itself = agreement(text, text)
    assert itself.most == itself.least == pytest.approx(1.0 if text.word_count else 0.0)
    assert new_in_copy(told(*paragraphs), told(*paragraphs)) == ()


@given(one=st.lists(st.sampled_from([*WIRE, *OTHER]), max_size=6), other=st.lists(st.sampled_from([*WIRE]), max_size=6))
def test_which_came_first_makes_no_difference(one: list[str], other: list[str]) -> None:
    there, back = (
        agreement(text_of(told(*one)), text_of(told(*other))),
        agreement(text_of(told(*other)), text_of(told(*one))),
    )
    for same_source in (True, False):
        assert there.is_copy(same_source=same_source) == back.is_copy(same_source=same_source)
    assert there.is_kin() == back.is_kin()


def test_of_a_text_without_end_the_beginning_is_compared() -> None:
    endless = text_of(told(*(f"{number} " + OTHER[0] for number in range(400))))
    assert MOST_WORDS <= endless.word_count < MOST_WORDS + 100


def test_marks_are_the_same_in_every_process() -> None:
    assert min(text_of(told(*WIRE)).marks) == 70667363572797230


NEW = {
    "another paragraph": ((*WIRE, OTHER[0]), (OTHER[0],)),
    "a clause put in": (
        (f"{WIRE[0][:-1]}, while the pumping station on the hill stays closed until its turbines are replaced.",),
        (0,),
    ),
    "another number": ((WIRE[3].replace("four", "nine"),), (0,)),
    "digits for words": ((WIRE[0].replace("eleven", "11"),), ()),
    "a cut": ((WIRE[0].split(",", maxsplit=1)[0] + ".",), ()),
    "turned round": (
        ("The opposition in the council asked for a vote of all citizens and called the decision cruel.",),
        (),
    ),
    "some words replaced": ((WIRE[1].replace("spared", "exempted").replace("argued", "spoken out"),), ()),
    "a dateline": ((f"HARBOUR CITY, 22 August (Agency): {WIRE[0]}", *WIRE[1:]), ()),
    "only a dateline": (("HARBOUR CITY, 22 August (Agency):",), ()),
    "a byline": ((*WIRE, "By Meera Dhar"), ()),
    "an agency's line": (
        (*WIRE, "(This story has not been edited by our staff and comes from a syndicated feed.)"),
        (),
    ),
    "a notice": ((*WIRE, "This website uses cookies to give you the best experience."), ()),
}


@pytest.mark.parametrize(("copy", "expected"), NEW.values(), ids=NEW)
def test_what_a_copy_says_that_the_first_does_not(copy: tuple[str, ...], expected: tuple[int | str, ...]) -> None:
    found = new_in_copy(told(*WIRE), told(*copy, byline=("Meera Dhar",)))
    assert found == tuple(copy[text] if isinstance(text, int) else text for text in expected)


def test_a_formula_of_other_stories_is_not_new() -> None:
    formulas = text_of(told(OTHER[1])).marks
    copy = told(*WIRE, OTHER[1].replace("March", "April"), OTHER[2])
    assert new_in_copy(told(*WIRE), copy, formulas=formulas) == (OTHER[2],)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(With inputs from PTI)", True),
        ("With agency inputs.", True),
        ("© dpa-infocom, dpa:240822-99-123456/3", True),
        ("Avec AFP", True),
        ("This report is auto-generated from an agency feed. The paper holds no responsibility for its content.", True),
        ("(यह खबर एजेंसी की फीड से सीधे प्रकाशित हुई है।)", True),
        ("The minister held talks with agencies of the state on Monday.", False),
        ("The agency said that the feed for cattle had not been delivered.", False),
        ("“Follow us on Facebook,” the candidate told the crowd.", False),
        ("Join our channel. " + "x" * 320, False),
    ],
)
def test_what_is_said_of_the_wire_is_told_from_news(text: str, expected: bool) -> None:
    assert is_about_the_wire(text) == expected
