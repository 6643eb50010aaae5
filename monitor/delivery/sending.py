"""One attempt at one message: by mail, as a JSON webhook, or through Apprise, as its address says. Never raises."""

import asyncio
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from monitor.delivery.mail import send_mail
from monitor.delivery.retrying import End, Outcome
from monitor.delivery.services import (
    UnreadableAddress,
    basic_auth,
    is_service,
    read_hook,
    read_mail_account,
    send_by_service,
)
from monitor.delivery.webhook import Hook, UnusableSecret, send_to_hook
from storage.delivery_records import Delivery

logger = logging.getLogger(__name__)

ATTEMPT_LIMIT = 240.0
"""Seconds for a whole attempt, whatever hangs; longer than the limits of its steps would ever add up to in earnest."""

SECRET_SUFFIX = "_SECRET"  # noqa: S105 - the name of a variable, not a secret
"""The environment variable with this behind a destination's name holds what its webhook is signed with."""


async def attempt(delivery: Delivery, environment: Mapping[str, str]) -> Outcome:
    """One attempt to send the message to its destination, whose address the environment holds."""
    address = environment[delivery.destination].strip()
    secret = environment.get(delivery.destination + SECRET_SUFFIX)
    try:
        async with asyncio.timeout(ATTEMPT_LIMIT):
            return await _send(delivery, address, secret)
    except TimeoutError:
        return Outcome(end=End.DOWN, reason="no answer in time")
    except (UnreadableAddress, UnusableSecret) as error:
        return Outcome(end=End.PAUSE, reason=f"its address cannot be used: {error}")
    except Exception as error:
        # A bug here must not stop other destinations. Its message may hold the address: only the place is told.
        places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-3:]]
        logger.error("attempt failed destination=%s error=%s at=%s", delivery.destination, type(error).__name__, places)
        return Outcome(end=End.DOWN, reason=f"the attempt failed ({type(error).__name__})")


async def _send(delivery: Delivery, address: str, secret: str | None) -> Outcome:
    scheme = address.partition(":")[0].lower()
    if scheme in ("mailto", "mailtos"):
        return await send_mail(delivery, read_mail_account(address))
    if scheme in ("json", "jsons"):
        return await send_to_hook(delivery, read_hook(address), secret=secret, now=datetime.now(UTC))
    if scheme in ("http", "https") and not is_service(address):
        return await send_to_hook(delivery, web_hook(address), secret=secret, now=datetime.now(UTC))
    return await send_by_service(delivery, address)


def web_hook(address: str) -> Hook:
    """The webhook at a plain web address; user name and password in it become a header. Raises UnreadableAddress."""
    try:
        parts = urlsplit(address)
        user, password = parts.username, parts.password
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        has_host = False
    if not has_host:
        raise UnreadableAddress("it is no web address; write one such as https://example.org/hook")
    headers = {} if user is None else {"Authorization": basic_auth(unquote(user), unquote(password or ""))}
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
    return Hook(url=bare.geturl(), headers=headers)
