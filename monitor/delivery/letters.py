"""A delivery as a mail: headers, plain text and HTML. Pure; the same bytes at every attempt."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

import idna

from storage.delivery_records import Delivery

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# Lines of ASCII below 1,000 characters pass every server; RFC 5321 promises no more.
_POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An address with the name that goes before it, which may be empty."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the @, as name servers know it."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """The server that takes our mail, and who writes to whom. Nothing of it is ever shown."""

    host: str = field(repr=False)
    port: int
    security: Literal["none", "starttls", "tls"]
    verify: bool = True
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    sender: Mailbox = field(repr=False)
    to: Sequence[Mailbox] = field(repr=False)
    cc: Sequence[Mailbox] = field(default=(), repr=False)
    bcc: Sequence[Mailbox] = field(default=(), repr=False)
    reply_to: Sequence[Mailbox] = field(default=(), repr=False)

    @property
    def recipients(self) -> list[str]:
        """Every address that gets the mail, once."""
        return list(dict.fromkeys(box.address for box in (*self.to, *self.cc, *self.bcc)))


def mailbox(address: str, name: str = "") -> Mailbox:
    """The mailbox of an address, its domain as name servers know it (punycode)."""
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        domain = idna.encode(domain, uts46=True).decode("ascii")
    return Mailbox(address=f"{local}@{domain}", name=_one_line(name))


def letter(delivery: Delivery, account: MailAccount) -> bytes:
    """The mail as it goes over the line.

    Its Message-ID is made of the delivery's, so that it is the same at every attempt; References name the earlier mails
    on the same article, so that programs show them as a thread. Nothing answers it by itself (RFC 3834).
    """
    mail = EmailMessage(policy=_POLICY)
    domain = account.sender.domain
    mail["From"] = _address(account.sender)
    for name, boxes in (("To", account.to), ("Cc", account.cc), ("Reply-To", account.reply_to)):
        if boxes:
            mail[name] = [_address(box) for box in boxes]
    mail["Subject"] = _one_line(delivery.subject)
    mail["Date"] = format_datetime(delivery.created_at)
    mail["Message-ID"] = _message_id(delivery.message_id, domain)
    if delivery.thread:
        mail["In-Reply-To"] = _message_id(delivery.thread[-1], domain)
        mail["References"] = " ".join(_message_id(each, domain) for each in delivery.thread)
    mail["List-Id"] = f"<{delivery.watch_id or 'desk'}.presswatch.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_encodable(delivery.text))
    mail.add_alternative(_encodable(delivery.html), subtype="html")
    # Else it would be drawn anew at each attempt.
    mail.set_boundary(f"=_{delivery.message_id}")
    return mail.as_bytes()


def digest_of(message_id: str, recipient: str) -> str:
    """How it is remembered that a recipient has the message, without the address."""
    return hashlib.sha256(f"{message_id} {recipient.lower()}".encode()).hexdigest()[:16]


def still_to_reach(delivery: Delivery, recipients: Iterable[str]) -> list[str]:
    """Those whom no earlier attempt has reached."""
    return [each for each in recipients if digest_of(delivery.message_id, each) not in delivery.accepted]


def _address(box: Mailbox) -> Address:
    local, _, domain = box.address.rpartition("@")
    return Address(display_name=box.name, username=local, domain=domain)


def _message_id(token: str, domain: str) -> str:
    return f"<{token}@{domain}>"


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
