"""Mail: what a letter holds, and what a server's answers mean for it and for its destination."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.delivery.letters import MailAccount, digest_of, letter, mailbox
from monitor.delivery.mail import enhanced, is_passing, outcome_for, send_mail
from monitor.delivery.retrying import End, Outcome
from monitor.delivery.services import UnreadableAddress, read_mail_account
from storage.delivery_records import Delivery
from tests.receiving import MailServer, mail_server
from tests.storage_samples import NOW

DELIVERY = Delivery(
    id=1, destination="DESK", subscription_id="s", watch_id="nc-congress", subject="Edited: गठबंधन پکا (V): 1 number",
    text="Talks went on.\n", html="<p>Talks <ins>اتحاد</ins> went on.</p>", markdown="m", payload="{}",
    message_id="a" * 32, thread=(), created_at=NOW, give_up_at=NOW, attempt_count=1, accepted=(),
)  # fmt: skip


def account(port: int = 25, to: Sequence[str] = ("reader@example.org",), **others: object) -> MailAccount:
    values = {"security": "none", "sender": mailbox("desk@example.org", "The desk")} | others
    return MailAccount(host="127.0.0.1", port=port, to=[mailbox(each) for each in to], **values)  # type: ignore[arg-type]  # named by a test


def parsed(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as served:
        yield served


def test_a_letter_has_its_headers_and_both_texts() -> None:
    mail = parsed(letter(replace(DELIVERY, thread=("b" * 32, "c" * 32)), account()))
    assert mail["Subject"] == DELIVERY.subject
    assert mail["From"] == "The desk <desk@example.org>"
    assert mail["To"] == "reader@example.org"
    assert mail["Date"] == "Thu, 22 Aug 2024 09:30:00 +0000"
    assert mail["Message-ID"] == f"<{'a' * 32}@example.org>"
    assert mail["In-Reply-To"] == f"<{'c' * 32}@example.org>"
    assert mail["References"].split() == [f"<{'b' * 32}@example.org>", f"<{'c' * 32}@example.org>"]
    assert mail["List-Id"] == "<nc-congress.presswatch.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content().strip() for part in mail.iter_parts()] == [DELIVERY.text.strip(), DELIVERY.html]


def test_a_letter_is_the_same_at_each_attempt_and_fits_every_server() -> None:
    long = replace(DELIVERY, html=f"<p>{'گ' * 50_000}</p>", text="x" * 5_000)
    data = letter(long, account())
    assert data == letter(replace(long, attempt_count=7), account())
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998


HOSTILE = st.text(st.sampled_from("ab \r\n\x00\x0b\u2028\u0085:é\ud800<>@"), max_size=30)


@given(subject=HOSTILE, name=HOSTILE, text=HOSTILE)
def test_no_text_becomes_a_header(subject: str, name: str, text: str) -> None:
    delivery = replace(DELIVERY, subject=f"{subject}\r\nBcc: x@example.org", text=text, html=text)
    mail = parsed(letter(delivery, account(sender=mailbox("desk@example.org", f"{name}\nBcc: y@example.org"))))
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "MIME-Version", "Content-Type",
    }  # fmt: skip


def test_blind_copies_are_not_named() -> None:
    told = account(cc=[mailbox("c@example.org")], bcc=[mailbox("b@example.org")], reply_to=[mailbox("r@example.org")])
    mail = parsed(letter(DELIVERY, told))
    assert told.recipients == ["reader@example.org", "c@example.org", "b@example.org"]
    assert (mail["Cc"], mail["Bcc"], mail["Reply-To"]) == ("c@example.org", None, "r@example.org")


async def test_a_domain_in_another_script_is_written_as_name_servers_know_it(server: MailServer) -> None:
    outcome = await send_mail(DELIVERY, account(server.port, to=["लेखक@मीडिया.example"]))
    assert outcome.end is End.SENT
    assert server.envelopes[0].rcpt_tos == ["लेखक@xn--e2bze4dde.example"]


@pytest.mark.parametrize(
    ("answer", "end", "reason"),
    [
        ("250 2.0.0 OK", End.SENT, None),
        ("450 4.2.0 busy", End.LATER, "it put the message off (450 4.2.0)"),
        ("421 4.3.2 shutting down", End.DOWN, "it does not serve us now (421 4.3.2)"),
        ("552 5.2.2 full", End.LATER, "it put the message off (552 5.2.2)"),
        ("554 5.7.1 spam", End.REFUSED, "it refuses this message (554 5.7.1)"),
        ("550 5.1.1 no such reader@example.org", End.PAUSE, "it knows no such recipient (550 5.1.1)"),
        ("cut", End.DOWN, "it closed the connection without an answer"),
    ],
)
async def test_the_answer_to_the_data(server: MailServer, answer: str, end: End, reason: str | None) -> None:
    server.answers = [answer]
    outcome = await send_mail(DELIVERY, account(server.port))
    assert (outcome.end, outcome.reason) == (end, reason)


@pytest.mark.parametrize(
    ("answers", "end", "reason"),
    [
        (["550 5.1.1 no", "550 5.1.1 no"], End.PAUSE, "2 of 2 recipients refused (550 5.1.1)"),
        (["550 5.1.1 no", "250 OK"], End.SENT, "1 of 2 recipients refused (550 5.1.1)"),
        (["450 4.2.1 later", "250 OK"], End.LATER, "1 of 2 recipients put off (450 4.2.1)"),
        (["450 later", "550 no"], End.LATER, "2 of 2 recipients put off (450)"),
        (["552 full", "250 OK"], End.LATER, "1 of 2 recipients put off (552)"),
        (["250 OK", "250 OK"], End.SENT, None),
    ],
)
async def test_refused_recipients_among_several(
    server: MailServer, answers: list[str], end: End, reason: str | None
) -> None:
    names = ["a@example.org", "b@example.org"]
    server.recipients = dict(zip(names, answers, strict=True))
    outcome = await send_mail(DELIVERY, account(server.port, to=names))
    assert (outcome.end, outcome.reason) == (end, reason)
    if outcome.end is End.LATER:
        # The next attempt is only for those whom this one has not reached.
        server.recipients = {}
        again = await send_mail(replace(DELIVERY, accepted=outcome.accepted), account(server.port, to=names))
        assert again.end is End.SENT
        reached = [address for envelope in server.envelopes for address in envelope.rcpt_tos]
        assert sorted(reached) == names


def test_nobody_left_to_reach_later_is_sent() -> None:
    delivery = replace(DELIVERY, accepted=(digest_of(DELIVERY.message_id, "a@example.org"),))
    assert outcome_for(delivery, ["b@example.org"], {"b@example.org": (550, "5.1.1 no")}).end is End.SENT
    assert outcome_for(DELIVERY, ["b@example.org"], {"b@example.org": (421, "bye")}).end is End.DOWN


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        ("550 5.7.1 who are you", End.PAUSE),
        ("451 4.7.1 later", End.DOWN),
        ("552 5.3.4 too large", End.REFUSED),
    ],
)
async def test_a_refused_sender(server: MailServer, answer: str, end: End) -> None:
    server.senders["desk@example.org"] = answer
    assert (await send_mail(DELIVERY, account(server.port))).end is end


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
async def test_login() -> None:
    async with mail_server(password=b"right") as server:
        sent, refused = [
            await send_mail(DELIVERY, account(server.port, user="desk", password=password))
            for password in ("right", "wrong")
        ]
        missing = await send_mail(DELIVERY, account(server.port))
    assert sent.end is End.SENT
    assert refused == Outcome(end=End.PAUSE, reason="it does not accept user name and password (535 5.7.8)")
    assert missing.end is End.PAUSE
    assert server.logins[0] == (b"desk", b"right")


async def test_what_the_server_does_not_offer(server: MailServer) -> None:
    for wish in ({"user": "desk", "password": "x"}, {"security": "starttls"}):
        outcome = await send_mail(DELIVERY, account(server.port, **wish))
        assert outcome.end is End.PAUSE
        assert outcome.reason == "it does not offer the encryption or the login that the address asks for"


async def test_an_address_that_cannot_be_used(server: MailServer) -> None:
    outcome = await send_mail(DELIVERY, account(server.port, to=["a b\r\n@example.org"]))
    assert outcome.end is End.PAUSE


async def test_a_server_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        outcome = await send_mail(DELIVERY, account(free.getsockname()[1]))
    assert outcome == Outcome(end=End.DOWN, reason="connection refused")


async def test_a_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.delivery.mail.COMMAND_LIMIT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = await send_mail(DELIVERY, account(silent.getsockname()[1]))
    assert outcome == Outcome(end=End.DOWN, reason="no answer in time")


async def test_a_server_that_does_not_want_to_serve() -> None:
    async def turn_away(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"554 5.3.2 not now\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(turn_away, "127.0.0.1", 0)
    async with server:
        outcome = await send_mail(DELIVERY, account(server.sockets[0].getsockname()[1]))
    assert outcome == Outcome(end=End.DOWN, reason="it does not serve us now (554 5.3.2)")


@pytest.mark.parametrize(
    ("code", "passing", "found"),
    [
        ((450, "4.2.0 busy"), True, "4.2.0"),
        ((552, "full"), True, ""),
        ((552, "5.3.4 large"), False, "5.3.4"),
        ((550, "10.5.1.1"), False, ""),
        ((550, "5.1.1.1"), False, ""),
        ((550, "5.2.2 full"), True, "5.2.2"),
    ],
)
def test_codes(code: tuple[int, str], passing: bool, found: str) -> None:
    assert (is_passing(code), enhanced(code)) == (passing, found)


@pytest.mark.parametrize(
    ("url", "host", "port", "security", "sender", "recipients"),
    [
        ("mailto://127.0.0.1:2525?from=desk@example.org&to=a@example.org,b@example.org",
         "127.0.0.1", 2525, "none", "desk@example.org", ["a@example.org", "b@example.org"]),
        ("mailtos://u:p%40w@example.org?smtp=mx.example.org&from=Desk<d@example.org>&to=a@example.org&mode=ssl",
         "mx.example.org", 465, "tls", "d@example.org", ["a@example.org"]),
        ("mailtos://u:p@example.org?to=a@example.org", "example.org", 587, "starttls", "u@example.org",
         ["a@example.org"]),
        ("mailto://u:p@gmail.com", "smtp.gmail.com", 587, "starttls", "u@gmail.com", ["u@gmail.com"]),
        ("mailto://localhost/a@example.org?from=d@example.org&cc=c@example.org&bcc=b@example.org&verify=no",
         "localhost", 25, "none", "d@example.org", ["a@example.org", "c@example.org", "b@example.org"]),
    ],
)  # fmt: skip
def test_addresses_are_read_as_apprise_writes_them(
    url: str, host: str, port: int, security: str, sender: str, recipients: list[str]
) -> None:
    found = read_mail_account(url)
    assert (found.host, found.port, found.security) == (host, port, security)
    assert found.sender.address == sender
    assert found.recipients == recipients
    assert found.verify is ("verify=no" not in url)
    assert "p@w" not in repr(found)
    assert host not in repr(found)


@pytest.mark.parametrize("url", ["mailto://", "mailtos://example.org?to=", "mailto://u:p@", "json://127.0.0.1/"])
def test_an_address_that_is_none_is_never_repeated(url: str) -> None:
    with pytest.raises(UnreadableAddress) as error:
        read_mail_account(url)
    assert url not in str(error.value)


@pytest.mark.parametrize("to", [f"a@{'ज' * 70}.example", "a@example.org,b@", "a@example.org,nobody"])
def test_a_recipient_that_cannot_be_read_is_not_left_out(to: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(UnreadableAddress):
        read_mail_account(f"mailto://127.0.0.1?from=d@example.org&to={to}")
    assert caplog.text == ""


def test_a_domain_that_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.delivery.services.mailbox", lambda *_: mailbox(f"a@{'ज' * 70}.example"))
    with pytest.raises(UnreadableAddress, match="a domain in the mail address"):
        read_mail_account("mailto://127.0.0.1?from=d@example.org&to=a@example.org")
