"""A page's bytes become text by strict UTF-8, then marks and labels, then a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extract.cleaning import clean_text, letters
from scrapers.extract.decode import ExtractionError, decode, is_binary, is_complete, parse, refuse_attribute_floods

GERMAN = "<p>Über die Brücke führt ein schmaler Weg, größer als gedacht.</p>"
HINDI = "<p>पुल की मरम्मत पूरी हो गई।</p>"
RUSSIAN = "<p>Мост открыт для легковых машин, грузовики ждут весны и новых испытаний.</p>"
JAPANESE = "<p>橋は火曜日に開通した。トラックは春まで待つ。</p>"


@pytest.mark.parametrize(
    ("body", "header", "text", "encoding"),
    [
        (HINDI.encode(), None, HINDI, "utf-8"),
        (HINDI.encode(), "text/html; charset=iso-8859-1", HINDI, "utf-8"),
        (b"\xef\xbb\xbf" + HINDI.encode(), None, HINDI, "utf-8"),
        (HINDI.encode("utf-16"), None, HINDI, "utf-16"),
        (b"\xff\xfe\x00\x00" + HINDI.encode("utf-32-le"), None, HINDI, "utf-32"),
        (("<html>" + GERMAN).encode("utf-16-le"), None, "<html>" + GERMAN, "utf-16-le"),
        (("<html>" + GERMAN).encode("utf-16-be"), None, "<html>" + GERMAN, "utf-16-be"),
        (GERMAN.encode("latin-1"), "text/html; charset=ISO-8859-1", GERMAN, "cp1252"),
        (b"<meta charset='latin1'>" + GERMAN.encode("latin-1"), None, "<meta charset='latin1'>" + GERMAN, "cp1252"),
        (RUSSIAN.encode("cp1251"), "text/html; charset=windows-1251", RUSSIAN, "cp1251"),
        (JAPANESE.encode("cp932"), "text/html; charset=Shift_JIS", JAPANESE, "cp932"),
        (
            b"<?xml version='1.0' encoding='EUC-JP'?>" + JAPANESE.encode("euc_jp"),
            None,
            "<?xml version='1.0' encoding='EUC-JP'?>" + JAPANESE,
            "euc_jp",
        ),
        (HINDI.encode() * 9 + b"\xe0\xa4", None, HINDI * 9 + "\ufffd", "utf-8"),
        (HINDI.encode() * 9 + b"\xff" + HINDI.encode() * 9, None, HINDI * 9 + "\ufffd" + HINDI * 9, "utf-8"),
        (b"plain \x80 text", "text/html; charset=no-such-codec", "plain € text", "cp1252"),
    ],
)
def test_the_right_text_comes_out(body: bytes, header: str | None, text: str, encoding: str) -> None:
    assert decode(body, header) == (text, encoding)


def test_a_wrong_label_gives_way_to_a_guess() -> None:
    text, encoding = decode(RUSSIAN.encode("cp1251") * 5, "text/html; charset=utf-8")
    assert text == RUSSIAN * 5
    assert encoding == "cp1251"


@given(st.binary(max_size=400), st.none() | st.sampled_from(["text/html", "text/html; charset=utf-16", "charset=gbk"]))
def test_any_bytes_become_text_and_a_tree(body: bytes, header: str | None) -> None:
    text, encoding = decode(body, header)
    assert isinstance(text, str)
    assert encoding
    tree, _ = parse(body, header)
    assert tree is not None


@pytest.mark.parametrize("body", [b"%PDF-1.7 ...", b"\x89PNG\r\n", bytes(range(32)) * 20])
def test_documents_and_pictures_are_no_text(body: bytes) -> None:
    assert is_binary(body)
    assert not is_binary(HINDI.encode("utf-16"))
    assert parse(body)[1] == "binary"


@pytest.mark.parametrize(
    ("body", "complete"),
    [(b"<html><p>a</p></html>", True), (b"<html><p>a", False), (b"<p>a", True), (b"<HTML><BODY>a</BODY>", True)],
)
def test_unclosed_markup_is_told(body: bytes, complete: bool) -> None:
    assert is_complete(body) is complete


FLOOD = b" ".join(b"a%d=1" % n for n in range(6_000))


@pytest.mark.parametrize(
    "markup", [b"<p " + FLOOD + b">x", b"<div><p " + FLOOD, b"<!-- open <p> " + b"--><p " + FLOOD + b">"]
)
def test_attribute_floods_are_refused(markup: bytes) -> None:
    with pytest.raises(ExtractionError, match="attributes"):
        refuse_attribute_floods(markup)


@pytest.mark.parametrize(
    "markup",
    [
        b"<script>" + FLOOD + b"</script><p>x</p>",
        b"<style>" + FLOOD,
        b"<!-- " + FLOOD + b" --><p>x</p>",
        b'<p data-x="' + FLOOD + b'">x</p>',
        b"just words " * 9_000,
        b"<p>short</p>" * 9_000,
    ],
)
def test_long_scripts_values_and_texts_are_no_floods(markup: bytes) -> None:
    refuse_attribute_floods(markup)


@given(st.text())
def test_cleaning_is_idempotent(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert not set(once) & set("\u200b\ufeff\u00ad\n\t")


def test_cleaning_keeps_joiners_and_composes() -> None:
    assert clean_text(" cafe\u0301\u00ad\u00a0 هو\u200cگا\u200b ") == "café هو\u200cگا"
    assert letters("“Über-Brücke”, 12!") == "überbrücke12"
