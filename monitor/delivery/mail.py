"""Mail over SMTP: one attempt, and what the server's answers mean. The only door to aiosmtplib.

Sent means that the server accepted the message: its positive answer after the data. What it says beside its codes is
never kept, since it may name the recipient.
"""

import re
import socket
from collections.abc import Mapping

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from monitor.delivery.letters import MailAccount, digest_of, letter, still_to_reach
from monitor.delivery.retrying import End, Outcome
from monitor.delivery.web import reason_of
from storage.delivery_records import Delivery

COMMAND_LIMIT = 30.0
"""Seconds for connecting and for each answer before the data."""

DATA_LIMIT = 120.0
"""Seconds for the answer to the data. RFC 5321 (4.5.3.2.6) would have us wait for ten minutes, since a mail whose
answer was not heard is sent twice; a destination that takes longer than this is taken for hung."""

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
Code = tuple[int, str]
"""A server's answer: its code and its text."""


async def send_mail(delivery: Delivery, account: MailAccount) -> Outcome:
    """One attempt to hand the message to the server, for every recipient whom no earlier one has reached."""
    recipients = still_to_reach(delivery, account.recipients)
    client = SMTP(
        hostname=account.host,
        port=account.port,
        use_tls=account.security == "tls",
        start_tls=account.security == "starttls",
        validate_certs=account.verify,
        timeout=COMMAND_LIMIT,
        local_hostname=_own_name(),
    )
    try:
        await client.connect()
        if account.user:
            await client.login(account.user, account.password or "")
        options = [] if all(address.isascii() for address in recipients) else ["SMTPUTF8"]
        refused, _ = await client.sendmail(
            account.sender.address, recipients, letter(delivery, account), mail_options=options, timeout=DATA_LIMIT
        )
    except SMTPRecipientsRefused as error:
        return outcome_for(delivery, recipients, {one.recipient: (one.code, one.message) for one in error.recipients})
    except (SMTPException, OSError, ValueError) as error:
        return outcome_of(error)
    finally:
        # Whatever becomes of the farewell, the answer was heard.
        client.close()
    return outcome_for(delivery, recipients, refused)


def outcome_for(delivery: Delivery, recipients: list[str], refused: Mapping[str, Code]) -> Outcome:
    """What it means that the server refused these of the recipients, and took the message for the others."""
    reached = [digest_of(delivery.message_id, each) for each in recipients if each not in refused]
    accepted = (*delivery.accepted, *reached)
    if not refused:
        return Outcome(end=End.SENT)
    count = f"{len(refused)} of {len(recipients) + len(delivery.accepted)} recipients"
    later = [code for code in refused.values() if is_passing(code)]
    if later:
        is_down = all(code[0] == 421 for code in later)
        reason = f"{count} put off ({shown(later[0])})"
        return Outcome(end=End.DOWN if is_down else End.LATER, reason=reason, accepted=accepted)
    reason = f"{count} refused ({shown(next(iter(refused.values())))})"
    return Outcome(end=End.SENT if accepted else End.PAUSE, reason=reason)


def outcome_of(error: Exception) -> Outcome:
    """What a failed attempt means for the message and its destination."""
    if isinstance(error, SMTPNotSupported):
        return Outcome(end=End.PAUSE, reason="it does not offer the encryption or the login that the address asks for")
    if isinstance(error, SMTPResponseException):
        return _outcome_of_code(error, (error.code, error.message))
    if isinstance(error, ValueError):
        return Outcome(end=End.PAUSE, reason="an address of sender or recipient cannot be used")
    if isinstance(error, SMTPServerDisconnected):
        return Outcome(end=End.DOWN, reason="it closed the connection without an answer")
    return Outcome(end=End.DOWN, reason=reason_of(error.__cause__ if isinstance(error.__cause__, OSError) else error))


def _outcome_of_code(error: SMTPResponseException, code: Code) -> Outcome:
    if isinstance(error, SMTPAuthenticationError) and not is_passing(code):
        return Outcome(end=End.PAUSE, reason=f"it does not accept user name and password ({shown(code)})")
    if isinstance(error, SMTPSenderRefused) and not is_passing(code):
        if code[0] == 552:
            return Outcome(end=End.REFUSED, reason=f"the message is too large for it ({shown(code)})")
        return Outcome(end=End.PAUSE, reason=f"it takes no mail from this sender ({shown(code)})")
    if not isinstance(error, SMTPDataError) or code[0] == 421:
        return Outcome(end=End.DOWN, reason=f"it does not serve us now ({shown(code)})")
    if is_passing(code):
        return Outcome(end=End.LATER, reason=f"it put the message off ({shown(code)})")
    if enhanced(code).startswith("5.1."):
        return Outcome(end=End.PAUSE, reason=f"it knows no such recipient ({shown(code)})")
    return Outcome(end=End.REFUSED, reason=f"it refuses this message ({shown(code)})")


def is_passing(code: Code) -> bool:
    """Whether the answer is for now: 4xx, and a mailbox that is full (5.2.2, or 552 to a recipient)."""
    return 400 <= code[0] < 500 or enhanced(code) == "5.2.2" or (code[0] == 552 and not enhanced(code))


def enhanced(code: Code) -> str:
    """The enhanced status code of an answer (RFC 3463), such as ``5.1.1``; "" where it has none."""
    found = _ENHANCED.match(code[1].strip())
    return found[0] if found else ""


def shown(code: Code) -> str:
    """The answer's codes, without its text."""
    return f"{code[0]} {enhanced(code)}".strip()


def _own_name() -> str:
    """What we call ourselves to the server: the full host name, else an address in brackets (RFC 5321, 4.1.3)."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
