"""Apprise: reads addresses as it writes them, and is the door to Slack, Telegram, Matrix, ntfy and the rest.

Of a message that goes through it only "sent" or "not" is known. The only module that imports apprise.
"""

import asyncio
import base64
import logging
import re
import threading
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import apprise
from apprise.common import OverflowMode
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.email import NotifyEmail

from monitor.delivery.guarding import REASON, guarded
from monitor.delivery.letters import MailAccount, Mailbox, mailbox
from monitor.delivery.retrying import End, Outcome
from monitor.delivery.webhook import Hook
from scrapers.addresses import Named, named_by
from storage.delivery_records import Delivery

ANSWER_LIMIT = 60.0
"""Seconds for a service to answer; Apprise itself gives a connection four and an answer four more."""


class _Hush(logging.Filter):
    """Lets no line pass, for Apprise writes addresses into them; remembers in `was_warned` that it complained."""

    was_warned = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Never."""
        self.was_warned = self.was_warned or record.levelno >= logging.WARNING
        return False


_HUSH = _Hush()
logging.getLogger("apprise").addFilter(_HUSH)
# The library below it writes addresses, too.
for _name in ("urllib3", "urllib3.connectionpool"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_ASSET = apprise.AppriseAsset(
    app_id="Presswatch", app_desc="Presswatch", app_url="", storage_mode="memory", async_mode=False
)
_SECURITY: dict[str, Any] = {"ssl": "tls", "starttls": "starttls", "insecure": "none"}


class UnreadableAddress(Exception):
    """What the environment variable holds is no address that can be used; the message never repeats it."""


def load_services() -> None:
    """Loads the services' plugins, which takes a second or so, once; not to be done in a loop that others wait for."""
    _plugin("json://127.0.0.1")


def read_mail_account(url: str) -> MailAccount:
    """What a ``mailto://`` or ``mailtos://`` address says. Raises UnreadableAddress."""
    _HUSH.was_warned = False
    found = _plugin(url)
    if not isinstance(found, NotifyEmail):
        raise UnreadableAddress("it is no mail address as Apprise writes it: mailtos://user:password@host?to=…")
    if _HUSH.was_warned or not _reads_all(url, found):
        # It would leave out a recipient that it cannot read, and that one would wait for ever.
        raise UnreadableAddress("a recipient of the mail address cannot be read; check how each one is spelled")
    try:
        return MailAccount(
            host=found.smtp_host,
            port=found.port or (465 if found.secure_mode == "ssl" else 25),
            security=_SECURITY[str(found.secure_mode)] if found.secure else "none",
            verify=found.verify_certificate,
            user=found.user,
            password=found.password,
            sender=mailbox(str(found.from_addr[1]), str(found.from_addr[0] or "Presswatch")),
            to=[mailbox(address, str(name or "")) for name, address in found.targets],
            cc=_mailboxes(found.cc, found),
            bcc=_mailboxes(found.bcc, found),
            reply_to=_mailboxes(found.reply_to, found),
        )
    except (ValueError, KeyError):
        raise UnreadableAddress("a domain in the mail address cannot be used; check how it is spelled") from None


def read_hook(url: str) -> Hook:
    """What a ``json://`` or ``jsons://`` address says. Raises UnreadableAddress."""
    found = _plugin(url)
    if not isinstance(found, NotifyJSON) or found.method != "POST":
        raise UnreadableAddress("it is no address of a JSON webhook as Apprise writes it: jsons://host/path")
    headers = {str(name): str(value) for name, value in found.headers.items()}
    if found.user:
        headers["Authorization"] = basic_auth(found.user, found.password or "")
    scheme, port = "https" if found.secure else "http", f":{found.port}" if found.port else ""
    query = f"?{urlencode(found.params)}" if found.params else ""
    return Hook(
        url=f"{scheme}://{found.host}{port}{found.fullpath or '/'}{query}",
        headers=headers,
        verify=found.verify_certificate,
    )


def is_service(url: str) -> bool:
    """Whether Apprise knows the address as that of a service, as it does Slack's ``https://hooks.slack.com/…``."""
    return _plugin(url) is not None


async def send_by_service(delivery: Delivery, url: str) -> Outcome:
    """One attempt through Apprise, in a thread of its own, since it waits where others could go on.

    A thread that hangs cannot be ended; it is left behind, and the attempt has failed. Raises UnreadableAddress.
    """
    plugin = _plugin(url)
    if plugin is None:
        raise UnreadableAddress("it is no address that Apprise knows; see https://appriseit.com for how to write one")
    try:
        async with asyncio.timeout(ANSWER_LIMIT):
            is_sent, is_refused = await _in_thread(plugin, delivery)
    except TimeoutError:
        return Outcome(end=End.DOWN, reason="no answer in time")
    if is_sent:
        return Outcome(end=End.SENT)
    return Outcome(end=End.DOWN, reason=REASON if is_refused else "the service did not take it")


def basic_auth(user: str, password: str) -> str:
    """The value of an Authorization header."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def title_of(subject: str) -> str:
    """A subject that calls nobody: services take ``@everyone`` and ``<!channel>`` in a title for calls to all."""
    return re.sub(r"[@<](?=\S)", lambda sign: f"{sign[0]}\u200b", subject)


async def _in_thread(plugin: apprise.NotifyBase, delivery: Delivery) -> tuple[bool, bool]:
    """Whether it was sent, and whether it tried to go where it may not."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[tuple[bool, bool]] = loop.create_future()

    def settle(is_sent: bool, is_refused: bool) -> None:
        if not ended.done():
            ended.set_result((is_sent, is_refused))

    def work() -> None:
        with guarded(_named_by(plugin)) as reach:
            try:
                is_sent = _notify(plugin, delivery)
            except Exception:
                # Whatever its plugin raised may hold the address.
                is_sent = False
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, is_sent, reach.refused)

    threading.Thread(target=work, name="apprise", daemon=True).start()
    return await ended


def _notify(plugin: apprise.NotifyBase, delivery: Delivery) -> bool:
    sender = apprise.Apprise(asset=_ASSET)
    sender.add(plugin)
    return bool(
        sender.notify(
            title=title_of(delivery.subject), body=delivery.markdown, body_format=apprise.NotifyFormat.MARKDOWN
        )
    )


def _named_by(plugin: apprise.NotifyBase) -> Named:
    """The host of a service of one's own, at the port that its address gives or its scheme has."""
    port = plugin.port or (443 if plugin.secure else 80)
    host = f"[{plugin.host}]" if ":" in (plugin.host or "") else plugin.host
    return named_by([f"http://{host}:{port}/"])


def _plugin(url: str) -> apprise.NotifyBase | None:
    plugin = apprise.Apprise.instantiate(url, asset=_ASSET, suppress_exceptions=True)
    if plugin is not None and plugin.overflow_mode is OverflowMode.UPSTREAM:
        # What is too long for a service goes out in parts instead of being refused.
        plugin.overflow_mode = OverflowMode.SPLIT
    return plugin


def _reads_all(url: str, found: NotifyEmail) -> bool:
    """Whether each recipient that the address names was found; Apprise passes over what looks like no mail address."""
    parts = urlsplit(url)
    written = [unquote(parts.path), *(value for key, value in parse_qsl(parts.query) if key in ("to", "cc", "bcc"))]
    names = [name.lower() for text in written for name in re.split(r"[/,;]", text) if name.strip()]
    known = [str(address).lower() for address in (*(each for _, each in found.targets), *found.cc, *found.bcc)]
    return bool(found.targets) and all(any(address in name for address in known) for name in names)


def _mailboxes(addresses: Iterable[str], found: NotifyEmail) -> list[Mailbox]:
    return [mailbox(address, str(found.names.get(address) or "")) for address in sorted(addresses)]
