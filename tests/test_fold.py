"""What reads the same folds the same; what differs in a letter, a number or a sign of it does not."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.fold import fold, letters_and_digits, search_fold

TRICKY = (
    "ـ\u200b\u200c\u200d\u200e\u2060\ufe0f\u00ad\u0654\u06d5\u06c0هيىےکكऩक\u093cन–—-—…0१۵٪%+$'\"`´’“ﷺﻻﹰﾊﾞﬁ é\u0301(a"
)
texts = st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(TRICKY)), max_size=40)

ALIKE = [
    ("“Final”, she said – ‘on all’ seats…", "\"Final\", she said - 'on all' seats..."),
    ("two\u00a0words \n and\ttwo", "two words and two"),
    ("co\u00adop\u200beration\ufeff", "cooperation"),
    ("cafe\u0301", "café"),
    ("\u0958\u0932\u092e", "\u0915\u093c\u0932\u092e"),
    ("\u0928\u093c", "\u0929"),
    ("\u0a38\u0a3c", "\u0a36"),
    ("\u09a1\u09bc", "\u09dc"),
    ("अवन्\u200d", "अवन्"),
    ("\u0d05\u0d35\u0d28\u0d4d\u200d", "\u0d05\u0d35\u0d7b"),
    ("\u0989\u09a4\u09cd\u200d\u09b8\u09ac", "\u0989\u09ce\u09b8\u09ac"),
    ("ਸੀਟਾਂ ੯੦", "ਸੀਟਾਂ 90"),
    ("আসন ৯০", "আসন 90"),
    ("كشمير يونيورسٹی", "کشمیر یونیورسٹی"),
    ("ﻛﺸﻤﯿﺮ ﻻ", "کشمیر لا"),
    ("می\u200cخواہم", "میخواہم"),
    ("ہـــم", "ہم"),
    ("गठबंधन ९० सीटें", "गठबंधन 90 सीटें"),
    ("٪۵۰", "%50"),
    ("１２ ＡＢ", "12 AB"),
    ("ﬁnal", "final"),
    ("«oui» --- non", '"oui" - non'),
    ("\u06cc\u0654", "\u0626"),
    ("abc \u200f(x)\u200e", "abc (x)"),
]

DIFFERENT = [
    ("Final", "final"),
    ("सड़क पर", "सड़कों पर"),
    ("گھر", "گہر"),
    ("não", "nao"),
    ("राज़", "राज"),
    ("हँस", "हंस"),
    ("سأل", "سال"),
    ("مدرسة", "مدرسه"),
]


@pytest.mark.parametrize(("left", "right"), ALIKE)
def test_look_alikes_fold_alike(left: str, right: str) -> None:
    assert fold(left) == fold(right)
    assert letters_and_digits(left) == letters_and_digits(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_other_texts_stay_apart(left: str, right: str) -> None:
    assert fold(left) != fold(right)
    assert letters_and_digits(left) != letters_and_digits(right)


FOUND_ALIKE = [
    ("फ़ैसला", "फैसला"),
    ("सड़क पढ़ाई", "सडक पढाई"),
    ("हिन्दी सम्बन्ध पञ्च अङ्क दण्ड", "हिंदी संबंध पंच अंक दंड"),
    ("पाँच", "पांच"),
    ("ਇੱਕ ਫ਼ੌਜ ਮੂੰਹ", "ਇਕ ਫੌਜ ਮੂਂਹ"),
    ("أحمد مسؤول الإدارة", "احمد مسوول الاداره"),
    ("مُحَمَّد", "محمد"),
    ("آئین جمعۂ ہوئے", "ایین جمعہ ہویے"),
    ("Королёв", "Королев"),
]


@pytest.mark.parametrize(("left", "right"), [*FOUND_ALIKE, *ALIKE])
def test_a_search_finds_either_spelling(left: str, right: str) -> None:
    assert search_fold(left) == search_fold(right)


@pytest.mark.parametrize(("left", "right"), [("जन्म", "जंम"), ("अन्न", "अंन"), ("گھر", "گہر"), ("кой", "кои")])
def test_a_search_keeps_other_words_apart(left: str, right: str) -> None:
    assert search_fold(left) != search_fold(right)


@given(texts)
@example("\u0627\u0653\u064e\u0654")
@example("\u093c\u0928\u093c\u094d\u0924")
def test_folding_for_search_is_idempotent(text: str) -> None:
    assert search_fold(search_fold(text)) == search_fold(text)
    assert search_fold(fold(text)) == search_fold(text)


@given(texts)
@example("\u0654\u200c\u06d5\u0654")
@example("Ａ\u0301")
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert letters_and_digits(fold(text)) == letters_and_digits(text)


SIGNS = [
    ("1.5 million", "15 million"),
    ("1.5 million", "1,5 million"),
    ("1,500 people", "1.500 people"),
    ("5 000 people", "5000 people"),
    ("at 10:30", "at 1030"),
    ("3/4 of it", "34 of it"),
    ("won 2–1", "won 21"),
    ("-5 degrees", "5 degrees"),
    ("(−5) degrees", "(5) degrees"),
    ("rose 5%", "rose 5"),
    ("$90", "€90"),
    ("in 2019 500 people", "in 2019500 people"),
    ("up +3", "up 3"),
    ("x²", "x2"),
]

NO_SIGNS = [
    ("rose 5 %", "rose 5%"),
    ("2 – 1", "2-1"),
    ("F-16 jets, 3.", "F16 jets 3"),
    ("He said: “No!”", "He said No"),
    ("- 5 people", "5 people"),
    ("re-elected", "reelected"),
    ("☀\ufe0f sun", "sun"),
    ("п’ять", "пʼять"),
]


@pytest.mark.parametrize(("left", "right"), SIGNS)
def test_signs_in_numbers_count(left: str, right: str) -> None:
    assert letters_and_digits(left) != letters_and_digits(right)


@pytest.mark.parametrize(("left", "right"), NO_SIGNS)
def test_other_punctuation_does_not(left: str, right: str) -> None:
    assert letters_and_digits(left) == letters_and_digits(right)


numbers = st.one_of(
    st.integers(-(10**9), 10**9).map(str),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: f"{value:.2f}"),
    st.integers(0, 10**7).map(lambda value: f"{value:,}"),
)


@given(numbers, numbers, st.sampled_from(["%s", "about %s people", "(%s)", "from 3 to %s.", "%s % of 7", "€%s"]))
def test_a_changed_number_always_shows(left: str, right: str, frame: str) -> None:
    keys = [letters_and_digits(frame.replace("%s", number)) for number in (left, right)]
    assert (keys[0] == keys[1]) == (left == right)


def tokens(text: str, path: Path) -> list[str]:
    with sqlite3.connect(path / "tokens.db") as db:
        db.executescript(
            "DROP TABLE IF EXISTS terms; DROP TABLE IF EXISTS texts;"
            "CREATE VIRTUAL TABLE texts USING fts5(body, tokenize = "
            "\"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '\u200c\u200d'\");"
            "CREATE VIRTUAL TABLE terms USING fts5vocab(texts, instance);"
        )
        db.execute("INSERT INTO texts (body) VALUES (?)", [text])
        return [row[0] for row in db.execute('SELECT term FROM terms ORDER BY "offset"')]


@pytest.mark.parametrize(
    "text",
    [left for left, _ in ALIKE + NO_SIGNS + FOUND_ALIKE]
    + ["\u064e", "a \u093c b", "👩\u200d💻 writes", "a ـ b", "ه‍ـ", "♥\ufe0fyes", "x\u2060y"],
)
def test_folding_keeps_the_count_of_index_tokens(text: str, tmp_path: Path) -> None:
    served = text.translate(dict.fromkeys(map(ord, "\u200b\ufeff\u00ad")))
    assert len(tokens(fold(text), tmp_path)) == len(tokens(served, tmp_path))
    assert len(tokens(search_fold(text), tmp_path)) == len(tokens(served, tmp_path))
