"""`extract` and `compare`: one line out for each line in, in order, whatever the line is."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.answers import BadLineError
from monitor.cli import main

REPOSITORY = Path(__file__).parent.parent
URL = "https://valley.example/2024/08/22/alliance-is-final"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY)}


def page(headline: str = "Alliance is final", seats: str = "ninety") -> str:
    texts = [
        f"The two parties said on Thursday that they had agreed on all {seats} seats of the assembly.",
        "Leaders of both had met at the guest house for three hours before they came out to the reporters.",
        "A common programme will be drawn up by a committee of six within a week, according to the statement.",
        "Workers of either party in the districts of the south had asked for friendly contests in some places.",
    ]
    body = "".join(f"<p>{text}</p>" for text in texts)
    return (
        f'<html lang="en"><head><title>{headline}</title><meta property="og:title" content="{headline}"></head>'
        f"<body><header><a href='/'>Home</a></header><main><article><h1>{headline}</h1>{body}</article></main></body>"
    )


def run(command: str, *lines: object, arguments: tuple[str, ...] = ()) -> list[dict[str, Any]]:  # any answer
    """The answers to lines on stdin; values become JSON, bytes go as they are."""
    sent = b"".join(
        (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()) + b"\n" for line in lines
    )
    done = subprocess.run(
        [sys.executable, "-m", "monitor", command, *arguments],
        input=sent,
        capture_output=True,
        env=ENVIRONMENT,
        check=True,
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.once
def test_extract_answers_every_line_in_order() -> None:
    lines: list[object] = [{"id": number, "url": URL, "html": page(f"Headline {number}")} for number in range(12)]
    lines[3:3] = [
        b"",
        b"{",
        b"[1]",
        b"\xff",
        b"[" * 20_000,
        {"id": "no url", "html": "x"},
        {"id": "bad", "url": "ftp://x"},
    ]
    lines.append({"id": "none", "url": URL})
    lines.append({"id": "empty", "url": URL, "html": ""})
    lines.append({"id": "half \ud800", "url": URL, "html": page("Half")})
    lines[-1] = json.dumps(lines[-1]).encode()
    answers = run("extract", *lines)
    assert len(answers) == len(lines)
    assert [answer["headline"] for answer in answers if "headline" in answer] == [
        *(f"Headline {number}" for number in range(12)),
        "",
        "Half",
    ]
    assert [answer["suspect"] for answer in answers if answer["id"] == "empty"] == ["empty_body"]
    assert [answer["id"] for answer in answers if "error" in answer] == [None] * 5 + ["no url", "bad", "none"]
    assert set(answers[0]) == {
        "id", "headline", "standfirst", "byline", "published_at", "modified_at", "language", "body", "suspect",
    }  # fmt: skip
    assert "ninety seats" in answers[0]["body"]
    assert answers[0]["byline"] == []


@pytest.mark.once
def test_compare_answers_with_verdicts() -> None:
    before = {"url": URL, "before": page()}
    answers = run(
        "compare",
        {"id": 1, **before, "after": page()},
        {"id": 2, **before, "after": page(seats="eighty-three")},
        {"id": 3, **before, "after": "gone", "after_status": 404},
        {"id": 4, **before, "after": "", "after_status": 410},
        {"id": 5, **before, "after": page("Home"), "after_url": "https://valley.example/"},
        {"id": 6, **before, "after": "error", "after_status": 503},
        {"id": 7, **before, "after": "  "},
        {"id": 8, **before},
        {"id": 9, **before, "after": "x", "after_status": "404"},
        {"id": 10, **before, "after": page(), "after_status": True},
        {"id": 11, **before, "after": page(), "after_url": "front page"},
    )
    told = [(answer.get("changed"), answer.get("status"), answer["id"]) for answer in answers]
    assert told[:7] == [
        (False, "ok", 1),
        (True, "ok", 2),
        (False, "removed", 3),
        (False, "removed", 4),
        (False, "removed", 5),
        (False, "suspect", 6),
        (False, "suspect", 7),
    ]
    assert all("error" in answer for answer in answers[7:])
    edit = answers[1]
    assert (edit["fields"], edit["kind"]) == (["body"], "edited")
    assert edit["diff"]["body"]
    assert set(answers[0]) == {
        "id", "changed", "status", "reason", "kind", "fields", "words_added", "words_removed", "chars_changed", "diff",
    }  # fmt: skip
    assert answers[6]["reason"] == "empty_body"


def test_an_answer_leaves_before_the_next_line_comes() -> None:
    command = [sys.executable, "-m", "monitor", "extract"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "url": URL, "html": page()}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0


def test_a_reader_that_leaves_is_no_error() -> None:
    command = [sys.executable, "-m", "monitor", "extract"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b"\n" * 10)
        process.stdin.flush()
        assert process.stderr.read() == b""
        process.wait()


def test_ctrl_c_ends_it_at_once() -> None:
    # A shell starts its background jobs, and all that they start, with SIGINT ignored: Python would leave it so.
    command = [
        *(sys.executable, "-c"),
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
        "os.execv(sys.executable, [sys.executable, '-m', 'monitor', 'extract'])",
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().strip() == b"Aborted!"
    assert process.returncode == 1


@pytest.mark.once
def test_files(tmp_path: Path) -> None:
    before, after = tmp_path / "before.html", tmp_path / "after.html"
    before.write_text(page().replace("<head>", "<head><meta charset='windows-1252'>"), encoding="windows-1252")
    after.write_text(page(seats="eighty"))
    (answer,) = run("extract", arguments=(str(before), "--url", URL))
    assert (answer["id"], answer["headline"]) == (str(before), "Alliance is final")
    (answer,) = run("compare", arguments=(str(before), str(after), "--url", URL))
    assert (answer["changed"], answer["status"]) == (True, "ok")


def test_site_pages_are_checked(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_text(json.dumps({"url": URL, "html": page()}) + "\n")
    assert run("compare", arguments=("--site-pages", str(pages))) == []
    pages.write_text(json.dumps({"url": URL, "html": page()}) + "\n{}\n")
    result = CliRunner().invoke(main, ["compare", "--site-pages", str(pages)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f'Error: {pages}, line 2: "url" is missing')


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (["extract", "none.html", "--url", URL], 1, "none.html: No such file or directory"),
        (["extract", "large.html", "--url", URL], 1, "large.html: the page cannot be read: page has 9,000,000 bytes"),
        (["extract", "empty.html", "--url", "ftp://x"], 1, 'empty.html: "url" is no web address'),
        (["extract", "empty.html"], 2, "--url is missing: the address that the page was fetched from"),
        (["extract", "--url", URL], 2, "--url belongs to a file"),
        (["compare", "empty.html", "--url", URL], 2, "BEFORE stands alone; give AFTER too"),
        (["compare", "--url", URL], 2, "--url belongs to a file"),
        (["compare", "--site-pages", "none.jsonl"], 1, "none.jsonl: No such file or directory"),
    ],
)
def test_errors_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.html").touch()
    (tmp_path / "large.html").write_bytes(b"<p>" * 3_000_000)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code
    assert problem in result.stderr
    assert issubclass(BadLineError, ValueError)
