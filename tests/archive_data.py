"""A small archive for the tests of its pages: four sources in three languages, and one that means harm."""

import gzip
import hashlib
import io
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from storage.database import open_archive, transaction
from storage.fold import fold

HOSTILE_HEADLINE = "<script>window.broken=1</script>Alliance \"quoted\" & 'done'"
HOSTILE_PARAGRAPH = (
    '<img src=x onerror="window.broken=2"> alliance </p></article><iframe src="//evil.example/"></iframe>'
)
HOSTILE_URL = "javascript:window.broken=3//https://evil.example/"
HOSTILE_LANGUAGE = 'en" onmouseover="window.broken=4'


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One version to be stored: when it was seen, and what the article said."""

    at: str
    headline: str
    body: str
    standfirst: str = ""
    byline: str = ""
    kind: str = "edited"
    modified_at: str | None = None


def build_archive(folder: Path) -> Path:
    """archive.db and captures/: article 1 has three versions, 2 is Hindi, 3 Urdu, 4 removed, 5 hostile, 6 baseline."""
    path = folder / "archive.db"
    conn = open_archive(path)
    with transaction(conn):
        _add_sources(conn)
        captures = folder / "captures" / "2024" / "08"
        captures.mkdir(parents=True)
        with (captures / "22-0001.warc.gz").open("wb") as warc:
            writer = _Captures(conn, warc, "2024/08/22-0001.warc.gz")
            for source, url, language, versions in ARTICLES:
                _add_article(conn, source, url, language, versions, writer)
        _remove(conn, article=4, at="2024-08-24T09:00:00Z")
        for url in (*MORE_URLS, HOSTILE_URL + "2"):
            conn.execute(
                "INSERT INTO urls VALUES (?, ?, ?, ?)",
                (url, url, 5 if url.startswith("java") else 1, "2024-08-22T04:30:00Z"),
            )
    conn.close()
    return path


def _add_sources(conn: sqlite3.Connection) -> None:
    for source_id, name, language in SOURCES:
        home = f"https://{source_id}.example/"
        row = (source_id, name, home, language, "2024-08-20T04:00:00Z")
        conn.execute("INSERT INTO sources VALUES (?, ?, ?, ?, ?)", row)
    for status in STATUSES:
        conn.execute(
            "INSERT INTO source_status (source_id, last_success_at, last_failure_at, reason) VALUES (?, ?, ?, ?)",
            status,
        )


def _add_article(
    conn: sqlite3.Connection, source: str, url: str, language: str | None, versions: list[Said], captures: "_Captures"
) -> None:
    first, last = versions[0], versions[-1]
    article = conn.execute(
        "INSERT INTO articles (source_id, url, headline, published_at, first_seen_at, changed_at, language,"
        " version_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (source, url, last.headline, first.at, first.at, last.at, language, len(versions)),
    ).lastrowid
    conn.execute("INSERT INTO urls VALUES (?, ?, ?, ?)", (url, url, article, first.at))
    before: tuple[int | None, Said | None] = (None, None)
    for number, said in enumerate(versions, 1):
        version = _add_version(
            conn,
            int(article or 0),
            number,
            said,
            language,
            captures.add(url if url.startswith("http") else "https://evil.example/", said),
        )
        _add_change(conn, int(article or 0), source, said, before, version)
        before = (version, said)
    conn.execute("UPDATE articles SET latest_version_id = ? WHERE id = ?", (before[0], article))


def _add_version(
    conn: sqlite3.Connection, article: int, number: int, said: Said, language: str | None, capture: int | None
) -> int:
    digest = hashlib.sha256("\n".join([said.headline, said.standfirst, said.byline, said.body]).encode()).hexdigest()
    version = conn.execute(
        "INSERT INTO versions (article_id, number, seen_at, headline, standfirst, byline, published_at, modified_at,"
        " language, body, word_count, content_sha256, extractor, capture_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article, number, said.at, said.headline, said.standfirst, said.byline, said.at, said.modified_at,
            language, said.body, len(said.body.split()), digest, "presswatch/1 trafilatura/2.3.0", capture,
        ),
    ).lastrowid  # fmt: skip
    texts = [fold(text) for text in (said.headline, said.standfirst, said.byline, said.body)]
    conn.execute(
        "INSERT INTO versions_fts (rowid, headline, standfirst, byline, body) VALUES (?, ?, ?, ?, ?)", (version, *texts)
    )
    return int(version or 0)


def _add_change(
    conn: sqlite3.Connection,
    article: int,
    source: str,
    said: Said,
    before: tuple[int | None, Said | None],
    version: int,
) -> None:
    old_id, old = before
    old_words, new_words = (set((old.body if old else "").split()), set(said.body.split()))
    conn.execute(
        "INSERT INTO changes (article_id, source_id, seen_at, kind, from_version_id, to_version_id, baseline,"
        " headline_changed, words_added, words_removed, diff) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article, source, said.at, said.kind if old else "published", old_id, version,
            int(said.at < "2024-08-21"), int(old is not None and old.headline != said.headline),
            len(new_words - old_words), len(old_words - new_words) if old else 0,
            json.dumps({"v": 1}) if old else None,
        ),
    )  # fmt: skip


def _remove(conn: sqlite3.Connection, *, article: int, at: str) -> None:
    conn.execute("UPDATE articles SET state = 'removed', changed_at = ? WHERE id = ?", (at, article))
    conn.execute(
        "INSERT INTO changes (article_id, source_id, seen_at, kind, from_version_id)"
        " SELECT id, source_id, ?, 'removed', latest_version_id FROM articles WHERE id = ?",
        (at, article),
    )


class _Captures:
    """Writes a WARC file, one record a version, each a gzip member of its own."""

    def __init__(self, conn: sqlite3.Connection, stream: io.BufferedWriter, file: str) -> None:
        self._conn, self._stream, self._file = conn, stream, file
        conn.execute("INSERT INTO capture_files (file, added_at) VALUES (?, ?)", (file, "2024-08-22T00:00:00Z"))

    def add(self, url: str, said: Said) -> int:
        body = f"<!doctype html><title>{said.headline}</title><p>{said.body}</p>".encode()
        offset = self._stream.tell()
        length = self._stream.write(gzip.compress(_record(url, said.at, body)))
        row = (url, said.at, 200, self._file, offset, length, hashlib.sha256(body).hexdigest())
        sql = "INSERT INTO captures (url, fetched_at, status, file, offset, length, body_sha256) VALUES (?,?,?,?,?,?,?)"
        return int(self._conn.execute(sql, row).lastrowid or 0)


def _record(url: str, at: str, body: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    headers = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {at}\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, url + at)}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return headers.encode() + answer + b"\r\n\r\n"


SOURCES = [
    ("valley-courier", "Valley Courier", "en"),
    ("parvat-samachar", "पर्वत समाचार", "hi"),
    ("subh-e-nau", "صبح نو", "ur"),
    ("hill-gazette", "Hill Gazette", "en"),
]
STATUSES = [
    ("valley-courier", "2024-08-24T10:00:00Z", None, None),
    ("parvat-samachar", "2024-08-24T10:01:00Z", "2024-08-23T02:00:00Z", "timeout"),
    ("subh-e-nau", "2024-08-24T10:02:00Z", None, None),
    ("hill-gazette", "2024-08-22T10:03:00Z", "2024-08-24T10:03:00Z", "answers 503"),
]
MORE_URLS = ["https://valley-courier.example/amp/alliance-talks", "http://valley-courier.example/?p=311"]

ALLIANCE = [
    Said(
        at="2024-08-22T04:30:00Z",
        headline="Alliance with regional party possible, says Congress leader",
        standfirst="Talks in Srinagar are to go on through the week; no number of seats has been agreed.",
        byline="Meera Dhar; Our Correspondent",
        body="Leaders of the two parties met for three hours on Thursday and left by separate doors.\n\n"
        "“We are on track, and everything will be discussed at the appropriate time,” a senior negotiator told the "
        "Courier. He would not name a figure.\n\n"
        "A third meeting has been called for the evening. Workers waited outside the house in the rain.\n\n"
        "The last date for filing nominations in the first phase is 27 August.",
    ),
    Said(
        at="2024-08-22T12:10:00Z",
        headline="Alliance final on 83 seats, says Congress leader",
        standfirst="The two parties will share the seats of the Valley and fight some of Jammu as friends.",
        byline="Meera Dhar; Our Correspondent",
        body="Leaders of the two parties met again on Thursday evening and came out together.\n\n"
        "A third meeting was over in twenty minutes. Workers who had waited outside the house in the rain cheered.\n\n"
        "The alliance is final on 83 seats, the state unit’s president told the Courier. A list will follow.\n\n"
        "The last date for filing nominations in the first phase is 27 August.",
    ),
    Said(
        at="2024-08-22T15:45:00Z",
        headline="Alliance final on all 90 seats, says Congress leader",
        standfirst="The two parties will share the seats of the Valley and fight some of Jammu as friends.",
        byline="Meera Dhar; Our Correspondent",
        kind="corrected",
        body="Leaders of the two parties met again on Thursday evening and came out together.\n\n"
        "A third meeting was over in twenty minutes. Workers who had waited outside the house in the rain cheered.\n\n"
        "The alliance is final on all 90 seats, the state unit’s president told the Courier. A list will follow.\n\n"
        "The last date for filing nominations in the first phase is 27 August.\n\n"
        "Correction: an earlier version of this report gave the number of seats as 83.",
    ),
]
HINDI = [
    Said(
        at="2024-08-22T06:00:00Z",
        headline="कांग्रेस और क्षेत्रीय दल में गठबंधन पर बातचीत जारी",
        standfirst="सीटों की संख्या पर अभी सहमति नहीं बनी है।",
        byline="संवाददाता",
        body="श्रीनगर में दोनों दलों के नेताओं की बैठक तीन घंटे चली।\n\nनेताओं ने कहा कि गठबंधन पर उचित समय पर चर्चा होगी।",
    ),
    Said(
        at="2024-08-22T13:00:00Z",
        headline="कांग्रेस और क्षेत्रीय दल में गठबंधन तय",
        standfirst="सभी नब्बे सीटों पर सहमति बन गई है।",
        byline="संवाददाता",
        body="श्रीनगर में दोनों दलों के नेताओं की बैठक शाम को फिर हुई।\n\nनेताओं ने कहा कि गठबंधन सभी सीटों पर तय हो गया है।",
    ),
]
URDU = [
    Said(
        at="2024-08-22T07:15:00Z",
        headline="کانگریس اور علاقائی جماعت کے اتحاد پر بات چیت جاری",
        standfirst="نشستوں کی تعداد پر ابھی اتفاق نہیں ہوا۔",
        byline="نامہ نگار",
        body="سری نگر میں دونوں جماعتوں کے رہنماؤں کی ملاقات تین گھنٹے جاری رہی۔\n\n"
        "رہنماؤں نے کہا کہ اتحاد پر مناسب وقت پر بات ہوگی۔",
    ),
    Said(
        at="2024-08-22T14:20:00Z",
        headline="کانگریس اور علاقائی جماعت کا اتحاد طے",
        standfirst="تمام نوے نشستوں پر اتفاق ہو گیا۔",
        byline="نامہ نگار",
        body="سری نگر میں دونوں جماعتوں کے رہنما شام کو پھر ملے۔\n\n"
        "رہنماؤں نے کہا کہ اتحاد تمام نشستوں پر طے ہو گیا ہے۔",
    ),
]
REMOVED = [
    Said(
        at="2024-08-23T05:00:00Z",
        headline="Candidate list leaks hours before announcement",
        byline="Desk",
        body="A list of twelve names went round on Friday morning. The party says that the paper is not its own.",
    ),
]
HOSTILE = [
    Said(
        at="2024-08-23T08:00:00Z",
        headline=HOSTILE_HEADLINE,
        standfirst="<b>bold</b> {{ 7 * 7 }}",
        byline='<a href="javascript:window.broken=5">A. Writer</a>',
        body=HOSTILE_PARAGRAPH,
    ),
    Said(
        at="2024-08-23T09:00:00Z",
        headline=HOSTILE_HEADLINE + " again",
        standfirst="<b>bold</b> {{ 7 * 7 }}",
        byline='<a href="javascript:window.broken=5">A. Writer</a>',
        body=HOSTILE_PARAGRAPH + "\n\n<script>window.broken=6</script> \x02alliance\x03 \x02 unbalanced",
    ),
]
BASELINE = [
    Said(
        at="2024-08-20T05:00:00Z",
        headline="Apple growers ask for an earlier road opening",
        body="Growers of the upper valley want trucks to pass a week earlier than last year.",
    ),
]
ARTICLES = [
    ("valley-courier", "https://valley-courier.example/politics/alliance-talks", "en", ALLIANCE),
    ("parvat-samachar", "https://parvat-samachar.example/gathbandhan", "hi", HINDI),
    ("subh-e-nau", "https://subh-e-nau.example/ittehad", "ur", URDU),
    ("valley-courier", "https://valley-courier.example/politics/candidate-list", "en", REMOVED),
    ("hill-gazette", HOSTILE_URL, HOSTILE_LANGUAGE, HOSTILE),
    ("hill-gazette", "https://hill-gazette.example/apples", "en", BASELINE),
]
