"""How a request came: through which proxy, to which path below the prefix; and what it must not carry any further.

Sets `scope["archive"]`: `path` below the prefix or None outside of it, `user` whom a trusted proxy names, `visitor` the
address that asks. Headers that
only a proxy may send are taken from trusted addresses alone, and nothing further in sees them.
"""

import re
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import unquote

from datasette import hookimpl
from datasette.app import Datasette

Scope = dict[str, Any]
Network = IPv4Network | IPv6Network

_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
_PROXYS_OWN = re.compile(rb"forwarded|x-forwarded-.*|x-real-ip")


@hookimpl
def archive_layer(datasette: Datasette) -> tuple[str, Callable[[Any], Any]]:
    serving = datasette.plugin_config("presswatch") or {}
    networks = [ip_network(network) for network in serving.get("proxies", ())]
    header = (serving.get("header") or "").lower().encode()
    base = datasette.setting("base_url")
    # Nothing here is for one reader alone unless readers log in: then no cookie is read, and every answer is for all.
    has_sessions = serving.get("access") == "login"

    def layer(app: Any) -> Any:
        async def arrive(scope: Scope, receive: Any, send: Any) -> None:
            if scope["type"] == "websocket":
                # Nothing here speaks it; to close before accepting is to answer 403.
                await send({"type": "websocket.close", "code": 1008})
                return
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            trusted = is_within(scope.get("client"), networks)
            await app(arrived(scope, base=base, header=header, trusted=trusted, cookies=has_sessions), receive, send)

        return arrive

    return "arrival", layer


def is_within(client: tuple[str, int] | None, networks: Iterable[Network]) -> bool:
    """True where the other end of the connection is one of the trusted addresses."""
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        return False
    if address is None:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in networks)


def arrived(scope: Scope, *, base: str, header: bytes, trusted: bool, cookies: bool) -> Scope:
    """The scope as the rest of the site sees it."""
    given = [(name.lower(), value) for name, value in scope["headers"]]
    told: dict[bytes, list[bytes]] = {}
    kept = []
    for name, value in given:
        if name == header or _PROXYS_OWN.fullmatch(name):
            told.setdefault(name, []).append(value)
        elif name != b"authorization" and (cookies or name != b"cookie"):
            kept.append((name, value))
    visitor = scope["client"][0] if scope.get("client") else ""
    path = below(base, scope)
    seen: Scope = {**scope, "archive": {"path": path, "user": None, "visitor": visitor}}
    if path is not None and base != "/":
        # Datasette puts the prefix before the path of the request in most links that it makes, so that has none.
        seen |= {"path": unquote(path), "raw_path": path.encode("latin-1")}
    if trusted:
        host, scheme = _last(told, b"x-forwarded-host"), _last(told, b"x-forwarded-proto")
        if scheme in ("http", "https"):
            seen["scheme"] = scheme
        if _HOST.fullmatch(host):
            kept = [(b"host", host.encode()), *(pair for pair in kept if pair[0] != b"host")]
        users = told.get(header, []) if header else []
        seen["archive"]["visitor"] = _last(told, b"x-forwarded-for") or visitor
        # Two of them: one is perhaps the visitor's own, which the proxy did not take out.
        seen["archive"]["user"] = users[0].decode("latin-1").strip() or None if len(users) == 1 else None
    return {**seen, "headers": kept}


def below(base: str, scope: Scope) -> str | None:
    """The path as it was sent, without the prefix; None where it lies outside of it."""
    raw = scope.get("raw_path")
    path = str(raw.decode("latin-1") if raw else scope["path"]).partition("?")[0]
    return "/" + path.removeprefix(base) if path.startswith(base) else None


def _last(told: dict[bytes, list[bytes]], name: bytes) -> str:
    """What the nearest proxy said: each one adds its own at the end."""
    values = told.get(name, [b""])
    return values[-1].decode("latin-1").rpartition(",")[2].strip()
