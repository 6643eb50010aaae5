"""What an edit was: what it touched, its nature, how much it matters, and the line that says so."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare.traits import SUMMARY_CHARS, Nature, Traits, summary, summary_of, traits
from monitor.diff import diff_stories
from scrapers.items import Story

LEAD = "The two parties said that talks on seats in Srinagar would go on."
SECOND = "A spokesman for the party declined to name a date for the list, and then left the hall."
THIRD = "Polling is to be held in three phases, and the last list has fifty-one names on it."
FOURTH = "Voters in the valley are waiting for the rolls to be put up outside of the offices."
PLAIN = (LEAD, SECOND, THIRD, FOURTH)


def told(before: Story, after: Story, *, is_corrected: bool = False) -> tuple[Traits, str]:
    diff = diff_stories(before, after)
    assert diff is not None
    found = traits(before, after, diff, is_corrected=is_corrected)
    return found, summary(found, diff)


def edited(old: str, new: str, *, language: str | None = "en") -> tuple[Traits, str]:
    """The traits of an edit of one paragraph."""
    before = Story(headline="Talks go on", body=old, language=language)
    return told(before, replace(before, body=new))


OMAR = "“We will fight all the seats together,” he said in the hall on the hill."
WITHDRAWN = [
    ((LEAD, OMAR, THIRD), (LEAD, THIRD), "1 quote withdrawn; 1 paragraph removed"),
    ((f"{LEAD} {OMAR} {SECOND}", THIRD), (f"{LEAD} {SECOND}", THIRD), "1 quote withdrawn; 1 sentence removed"),
    ((LEAD, THIRD), (LEAD, OMAR, THIRD), "1 paragraph added"),
    ((LEAD, OMAR, THIRD), (LEAD, f"{THIRD} {OMAR}"), "1 paragraph removed; 1 sentence added"),
    ((LEAD, "It was “a great plan” of the time.", THIRD), (LEAD, THIRD), "1 paragraph removed"),
]


@pytest.mark.parametrize(("old", "new", "expected"), WITHDRAWN)
def test_a_quote_that_went_is_named(old: tuple[str, ...], new: tuple[str, ...], expected: str) -> None:
    before = Story(headline="Talks go on", body="\n\n".join(old), language="en")
    after = replace(before, body="\n\n".join(new))
    found, line = told(before, after)
    diff = diff_stories(before, after)
    assert diff is not None
    assert line == expected == summary_of(before, after, diff)
    assert found.quotes_withdrawn == line.count("withdrawn")


EDITS = [
    ("He met 90 people on the way to the hall.", "He met 91 people on the way to the hall.", "1 number"),
    ("He met 5 million people on his long way.", "He met 5 billion people on his long way.", "1 number"),
    ("It rose by 5 percent in the whole year.", "It rose by 5 points in the whole year.", "1 number; 1 word"),
    ("He won twenty-five seats of the house.", "He won twenty-six seats of the house.", "1 number"),
    ("It cost $90 in the shop on the corner.", "It cost €90 in the shop on the corner.", "1 number"),
    ("He spoke to one of them in the evening.", "He spoke to two of them in the evening.", "1 number"),
    ("He spoke to one of them in the evening.", "He spoke to all of them in the evening.", "1 word"),
    ("It rose by 5 per cent in the whole year.", "It rose by 6 percent in the whole year.", "1 number"),
    ("It is 5m wide and 1,500 long, he says.", "It is 6m wide and 1500 long, he says.", "1 number"),
    ("No, I will not see it in the old hall.", "No, I’ll now see it in the old hall.", "1 negation; 2 words"),
    ("We met in Jammu on 18 September again.", "We met in Jammu on 19 September again.", "1 date"),
    ("They went on Thursday to see the hall.", "They went on Friday to see the hall.", "1 date"),
    ("It was in 2019 that the house was built.", "It was in 2018 that the house was built.", "1 date"),
    ("It was put off to 2024-09-18 by the court.", "It was put off to 2024-10-18 by the court.", "1 date"),
    ("In May it was said by the whole house.", "In June it was said by the whole house.", "1 date"),
    ("It is a good plan for the whole valley.", "It is not a good plan for the whole valley.", "1 negation"),
    ("It does work well for the whole valley.", "It doesn’t work well for the whole valley.", "1 negation"),
    ("He came with Omar Abdullah to the hall.", "He came with Farooq Abdullah to the hall.", "1 name"),
    ("He came with Asha Millbank to the hall.", "He came with Asha Milbank to the hall.", "1 name"),
    ("All of it was the plan of the BJP alone.", "All of it was the plan of the PDP alone.", "1 name"),
    ("The court said that he took the money.", "The court claimed that he took the money.", "1 attribution"),
    ("He cried: “We will win this.” They left.", "He cried: “We will lose this.” They left.", "1 quote; 1 word"),
    ("They call it the great plan of our time.", "They call it the “great plan” of our time.", "1 quote"),
    ("Talks are possible in the coming weeks.", "Talks are final in the coming weeks.", "1 word"),
    ("Have you ever seen anytihng so good?", "Have you ever seen anything so good?", "typo"),
    ("This is the seond film of the season.", "This is the second film of the season.", "typo"),
    ("He denied all of the clais of the man.", "He denied all of the claims of the man.", "typo"),
    ("A teh long wrod of the whoel story.", "A teh long word of the whole story.", "2 typos"),
    ("It is a plan for a valley of the north.", "It is the plan for the valley of the north.", "style"),
    ("It rose by five per cent in one year.", "It rose by 5 percent in one year.", "style"),
    ("The co-operation of all is now needed.", "The cooperation of all is now needed.", "style"),
    ("Yesterday evening talks slowly ended.", "Talks slowly ended yesterday evening.", "style"),
    ("He said it - twice - in the hall there.", "He said it, twice, in the hall there.", "style"),
    ("He saw the lists, and all lists were long.", "He saw the lists, and all lifts were long.", "1 word"),
    ("He gave the seat to us in the valley.", "He gave the seats to us in the valley.", "1 word"),
    ("He is doign it for all in the valley.", "He is doing it for all in the valley.", "typo"),
    ("The man was killed in the old market.", "The men were killed in the old market.", "1 word"),
    ("He took it to the car and left at once.", "He took it to the cat and left at once.", "1 word"),
    ("He cried 'we will win this' and left.", "He cried 'we will lose this' and left.", "1 quote; 1 word"),
    ("They ran 'til the end of a long day.", "They ran 'til the start of a long day.", "1 word"),
    ("The parties' plan is a good 'un, I say.", "The parties' plan is a bad 'un, I say.", "1 word"),
    ("He said: “We will win this and more", "He said: “We will lose this and more", "1 quote; 1 word"),
    ('It is 5" wide and red, he cried aloud.', 'It is 5" wide and blue, he cried aloud.', "1 word"),
    (f"{LEAD} He left.", f"{LEAD} {SECOND} He left.", "1 sentence added"),
    (f"{FOURTH} {THIRD} {LEAD} {SECOND}", f"{FOURTH} {THIRD}", "2 sentences removed"),
    (
        "He said: “It is good. We like it.” Then he left.",
        "He said: “It is good. We went there to see it all. We like it.” Then he left.",
        "1 quote; 1 sentence added",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), EDITS)
def test_what_an_edit_touched(old: str, new: str, expected: str) -> None:
    assert edited(old, new)[1] == expected


OTHER_LANGUAGES = [
    ("hi", "पार्टी ने कहा कि 90 सीटों पर गठबंधन संभव है।", "पार्टी ने कहा कि ९१ सीटों पर गठबंधन संभव है।", "1 number"),
    ("hi", "उन्होंने कहा कि यह फैसला सही है और रहेगा।", "उन्होंने कहा कि यह फैसला सही नहीं है और रहेगा।", "1 negation"),
    ("hi", "बैठक में राहुल गांधी ने बात की है।", "बैठक में सोनिया गांधी ने बात की है।", "1 name"),
    ("hi", "यह बात डॉ अहमद के घर पर हुई थी।", "यह बात डॉ अहमर के घर पर हुई थी।", "1 name"),
    ("hi", "बैठक गुरुवार को होगी और सब के लिए है।", "बैठक शुक्रवार को होगी और सब के लिए है।", "1 date"),
    ("hi", "यह सरकर की बड़ी योजना है और रहेगी।", "यह सरकार की बड़ी योजना है और रहेगी।", "typo"),
    ("hi", "उन पर पांच लाख रुपये का आरोप है।", "उन पर छह लाख रुपये का आरोप है।", "1 number"),
    ("ur", "یہ بات ڈاکٹر فاروق کے گھر پر ہوئی تھی۔", "یہ بات ڈاکٹر عمر کے گھر پر ہوئی تھی۔", "1 name"),
    ("ur", "ان کو ۵ لاکھ روپے ملے ہیں اور یہ ہے۔", "ان کو ۶ لاکھ روپے ملے ہیں اور یہ ہے۔", "1 number"),
    ("ur", "یہ فیصلہ ان کے حق میں ہے اور رہے گا۔", "یہ فیصلہ ان کے حق میں نہیں ہے اور رہے گا۔", "1 negation"),
    ("de", "Sie hat am Montag mit der Partei gesprochen.", "Sie hat am Dienstag mit der Partei gesprochen.", "1 date"),
    ("de", "Das ist nicht der Plan der ganzen Partei.", "Das ist der Plan der ganzen Partei.", "1 negation"),
    ("de", "Das ist heute von Olaf Scholz gekommen.", "Das ist heute von Friedrich Merz gekommen.", "1 name"),
    ("de", "Das ist die Mitteilong an die Partei.", "Das ist die Mitteilung an die Partei.", "typo"),
    ("de", "Das wird von Baerbock in der Stadt gesagt.", "Das wird von Baerbok in der Stadt gesagt.", "1 name"),
    ("de", "Das ist Wasser für die ganze Stadt.", "Das ist Benzin für die ganze Stadt.", "1 word"),
    ("fr", "Ce n’est que la fin de la partie.", "C’est que la fin de la partie.", "1 negation; 1 word"),
    ("fr", "Il est venu le 5 mai à la fin.", "Il est venu le 6 mai à la fin.", "1 date"),
    ("es", "El ministro dijo que la ley es de todos.", "El ministro negó que la ley es de todos.", "1 attribution"),
    ("ru", "Он заявил, что это не его план и дом.", "Он заявил, что это его план и дом.", "1 negation"),
    ("fa", "او گفت که این را می‌خواهد و آن را نیز.", "او گفت که این را نمی‌خواهد و آن را نیز.", "1 negation; 1 word"),
    (
        "zh",
        "他表示，会议将在9月18日举行，人数为五万。",
        "他表示，会议将在9月19日举行，人数为六万。",
        "1 number; 1 date",
    ),
    ("zh", "他表示，政府会举行的会议是在北京。", "他表示，政府不会举行的会议是在北京。", "1 negation"),
    ("ja", "会議は月曜日に東京で開かれるという。", "会議は火曜日に東京で開かれるという。", "1 date"),
    ("ko", "이 정부는 회의를 열었다고 그 밝혔다.", "이 정부는 회의를 열지 않았다고 그 밝혔다.", "1 negation; 1 word"),
    ("xx", "Zyx 5 qwe rty uio pas dfg hjk lzx.", "Zyx 6 qwe rty uio pas dfg hjk lzx.", "1 number"),
]


@pytest.mark.parametrize(("language", "old", "new", "expected"), OTHER_LANGUAGES)
def test_edits_in_other_languages(language: str, old: str, new: str, expected: str) -> None:
    assert edited(old, new, language=language)[1] == expected


def test_the_language_is_told_from_the_text_where_the_page_declares_another() -> None:
    old = "Die Regierung hat am Montag nicht zugestimmt, und das ist der Plan."
    found, _ = edited(old, old.replace("nicht ", ""), language="en")
    assert found.negations == 1


def story(*paragraphs: str, headline: str = "Talks go on", standfirst: str = "", byline: tuple[str, ...] = ()) -> Story:
    return Story(
        headline=headline, standfirst=standfirst, byline=byline, body="\n\n".join(paragraphs or PLAIN), language="en"
    )


FRESH = tuple(f"Nothing of what {word} was known before is left in this new text of ours." for word in "abcd")
NATURES = [
    (story(), story(*PLAIN, "One more was said."), Nature.SUBSTANCE, "1 paragraph added"),
    (story(), story(*PLAIN[:2], PLAIN[3]), Nature.SUBSTANCE, "1 paragraph removed"),
    (story(), story(PLAIN[1], PLAIN[0], *PLAIN[2:]), Nature.STYLE, "1 paragraph moved; style"),
    (story(), story(f"{LEAD} {SECOND}", *PLAIN[2:]), Nature.STYLE, "style"),
    (story(), story(*FRESH), Nature.REWRITTEN, "rewritten; 4 paragraphs added; 4 paragraphs removed"),
    (story(), story(LEAD, "More follows."), Nature.SHORTENED, "cut short; 1 paragraph added; 3 paragraphs removed"),
    (story(), story(byline=("Asha Rao",)), Nature.SUBSTANCE, "byline"),
    (story(), story(headline="Talks are over"), Nature.SUBSTANCE, "headline; 1 word"),
    (story(), story(standfirst="All is said."), Nature.SUBSTANCE, "standfirst; 1 attribution; 1 word"),
    (
        story(headline="Alliance Taks Go On In The Valley"),
        story(headline="Alliance Talks Go On In The Valley"),
        Nature.TYPO,
        "headline; typo",
    ),
    (
        story(headline="Milbank Said To Lead Valley List"),
        story(headline="Millbank Said To Lead Valley List"),
        Nature.TYPO,
        "headline; typo",
    ),
    (
        story(headline="Leader Milbank Said To Lead List"),
        story(headline="Leader Millbank Said To Lead List"),
        Nature.SUBSTANCE,
        "headline; 1 name",
    ),
    (
        story(*PLAIN, headline="Live: talks"),
        story(FOURTH + " Now.", *PLAIN, headline="Live: talks"),
        Nature.LIVE,
        "live update; 1 paragraph added",
    ),
    (story(), story(*PLAIN, "10:42 am: More was said."), Nature.LIVE, "live update; 1 paragraph added"),
    (story(), story(*FRESH[:3], *PLAIN), Nature.LIVE, "live update; 3 paragraphs added"),
    (story(), story(PLAIN[0], *FRESH[:3], *PLAIN[1:]), Nature.SUBSTANCE, "3 paragraphs added"),
    (Story(headline="x"), Story(headline="x", body=LEAD), Nature.SUBSTANCE, "1 paragraph added"),
]


@pytest.mark.parametrize(("before", "after", "nature", "line"), NATURES)
def test_the_nature_of_an_edit(before: Story, after: Story, nature: Nature, line: str) -> None:
    found, shown = told(before, after)
    assert (found.nature, shown) == (nature, line)


def test_a_correction_note_comes_first() -> None:
    found, line = told(
        story("They won 80 seats of the house."),
        story("They won 90 seats of the house.", "Correction: they won 90."),
        is_corrected=True,
    )
    assert found.nature is Nature.CORRECTION
    assert found.importance >= 0.8
    assert line == "correction note; 1 number; 1 paragraph added"


def test_an_entry_of_a_live_blog_that_edits_as_well_is_of_substance() -> None:
    before = story(headline="Live: 80 seats")
    assert told(before, story(*PLAIN, "More.", headline="Live: 90 seats"))[0].nature is Nature.SUBSTANCE


def test_a_text_that_is_all_new_has_no_typos() -> None:
    words = ["".join(chr(97 + int(digit)) for digit in f"{number:06}") for number in range(120)]
    before = story(headline=" ".join(words))
    found, _ = told(before, replace(before, headline=" ".join(f"{word}x" for word in words)))
    assert (found.typos, found.words) == (0, 120)


def test_a_line_has_at_most_eighty_characters() -> None:
    old = "On Monday 5 May “we” said that Omar Abdullah won 12 seats here."
    new = "On Friday 6 June “they” never claimed Asha Rao lost 13 rooms there."
    found, line = told(
        story(old, LEAD, byline=("A B",)), story(new, SECOND, headline="It is 5", standfirst="x", byline=("C",))
    )
    assert len(line) <= SUMMARY_CHARS
    assert line.startswith("headline; ")
    assert 0.9 < found.importance <= 1


IMPORTANCE = [
    ("Have you ever seen anytihng so good?", "Have you ever seen anything so good?", 0.05, 0.05),
    ("It is a plan for a valley of the north.", "It is the plan for the valley of the north.", 0.1, 0.1),
    ("Talks are possible in the coming weeks.", "Talks are final in the coming weeks.", 0.3, 0.3),
    ("He met 90 people on the way to the hall.", "He met 91 people on the way to the hall.", 0.6, 0.6),
    ("It is a good plan for the whole valley.", "It is not a good plan for the whole valley.", 0.65, 0.65),
]


@pytest.mark.parametrize(("old", "new", "low", "high"), IMPORTANCE)
def test_how_much_an_edit_matters(old: str, new: str, low: float, high: float) -> None:
    assert low <= edited(old, new)[0].importance <= high


def test_in_the_headline_it_matters_more() -> None:
    for old, new, low, _ in IMPORTANCE[2:]:
        assert told(story(headline=old), story(headline=new))[0].importance > max(0.6, low)
        in_standfirst = told(story(standfirst=old), story(standfirst=new))[0].importance
        assert low < in_standfirst


SENTENCES = [(old, new) for old, new, _ in EDITS] + [(LEAD, LEAD), (SECOND, SECOND)]
# Sentences that are edits of each other would be aligned with one another.
chosen = st.lists(st.sampled_from(range(0, len(SENTENCES), 3)), min_size=1, max_size=5, unique=True)


@given(chosen, st.data())
def test_an_edit_that_does_more_matters_no_less(places: list[int], data: st.DataObject) -> None:
    more = data.draw(st.lists(st.sampled_from(places), unique=True))
    fewer = [place for place in more if data.draw(st.booleans())]

    def importance(changed: list[int]) -> float:
        before = story(*(SENTENCES[place][0] for place in places))
        after = story(*(SENTENCES[place][place in changed] for place in places))
        diff = diff_stories(before, after)
        return 0.0 if diff is None else traits(before, after, diff, is_corrected=False).importance

    assert importance(fewer) <= importance(more) + 0.01


PIECES = ["the", "not", "90", "five", "Omar", "Rao", "said", "“we", "will”", "May", "2019", ".", "!", "'", '"', "l’an"]
texts = st.lists(st.sampled_from([*PIECES, "सीटें", "नहीं", "ने", "اتحاد", "東京", "不"])).map(" ".join)
stories = st.builds(
    Story, headline=texts, standfirst=texts, body=st.lists(texts.filter(bool), max_size=4).map("\n\n".join)
)


@given(stories, stories, st.booleans())
def test_any_edit_has_traits(before: Story, after: Story, is_corrected: bool) -> None:
    diff = diff_stories(before, after)
    if diff is None:
        return
    found = traits(before, after, diff, is_corrected=is_corrected)
    line = summary(found, diff)
    assert 0 < found.importance <= 1
    assert 0 < len(line) <= SUMMARY_CHARS
    assert found.nature is not Nature.CORRECTION or (is_corrected and found.importance >= 0.8)
