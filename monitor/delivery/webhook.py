"""The JSON webhook: what is posted, how it is signed, and what the answer means.

Headers and signature are those of Standard Webhooks (https://www.standardwebhooks.com), for which receivers find
libraries in most languages.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor.delivery.retrying import End, Outcome
from monitor.delivery.web import Unanswered, post
from storage.delivery_records import Delivery
from storage.times import to_text

_BASE64_SECRET = "whsec_"  # noqa: S105 - the prefix by which Standard Webhooks marks one
_PAUSING = {
    301: "it has moved for good; write its new address",
    308: "it has moved for good; write its new address",
    401: "it does not let us in",
    403: "it does not let us in",
    404: "it is gone",
    405: "it takes no POST; check the address",
    410: "it is gone",
}
_TRANSIENT = {408, 425, 429}


class UnusableSecret(Exception):
    """Nothing can be signed with it; the message says why and does not repeat it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where to post to. `url` is without credentials; these are among the `headers`, none of which is ever shown."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    verify: bool = True


async def send_to_hook(delivery: Delivery, hook: Hook, *, secret: str | None, now: datetime) -> Outcome:
    """One attempt. Sent is an answer from 200 to 299."""
    body = body_of(delivery)
    headers = {**hook.headers, **signed_headers(delivery.message_id, body, secret=secret, now=now)}
    try:
        answer = await post(hook.url, body=body, headers=headers, verify=hook.verify)
    except Unanswered as error:
        return Outcome(end=End.DOWN, reason=str(error))
    return outcome_of(answer.status, retry=Outcome(end=End.DOWN, wait=answer.wait))


def body_of(delivery: Delivery) -> bytes:
    """The JSON that is posted, the same at each attempt: whom it tells, what happened, and the message itself."""
    # Any: what JSON can hold.
    payload: dict[str, Any] = json.loads(delivery.payload)
    whole = {
        "id": delivery.message_id,
        "created_at": to_text(delivery.created_at),
        "subject": delivery.subject,
        "text": delivery.text,
        "markdown": delivery.markdown,
        "html": delivery.html,
        **payload,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def signed_headers(message_id: str, body: bytes, *, secret: str | None, now: datetime) -> dict[str, str]:
    """The headers of a request: delivery id and time, and their signature with the body where there is a secret."""
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Presswatch",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
    }
    if secret:
        signed = b".".join([message_id.encode(), timestamp.encode(), body])
        digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
        headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
    return headers


def outcome_of(status: int, *, retry: Outcome) -> Outcome:
    """What an HTTP status means for the message and its destination; `retry` is the outcome where it is tried again."""
    reason = f"it answered {status}"
    if 200 <= status < 300:
        return Outcome(end=End.SENT)
    if status in _PAUSING:
        return Outcome(end=End.PAUSE, reason=f"{reason}: {_PAUSING[status]}")
    if 300 <= status < 400:
        return Outcome(end=End.PAUSE, reason=f"{reason}: redirects are not followed; write where it leads to")
    if status in _TRANSIENT or status >= 500:
        return Outcome(end=retry.end, reason=reason, wait=retry.wait)
    return Outcome(end=End.REFUSED, reason=f"{reason}: it refuses this message")


def _key(secret: str) -> bytes:
    """A secret of Standard Webhooks is base64 behind ``whsec_``; any other is taken as it is written."""
    if not secret.startswith(_BASE64_SECRET):
        return secret.encode()
    try:
        # Without `validate` signs that are none of base64 are passed over, and the key is another one.
        return base64.b64decode(secret.removeprefix(_BASE64_SECRET), validate=True)
    except binascii.Error:
        raise UnusableSecret("its secret begins with whsec_ and is no base64; copy it anew") from None
