"""The path prefix as Datasette's router wants it: there, to be taken off once. Further in nobody sees it.

The router takes the prefix off whatever begins with it, even where it has been taken off already. Pages put it before
the path of the request in most links that they make, so theirs must have none.
"""

from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request


@hookimpl
def archive_layer(datasette: Datasette) -> tuple[str, Callable[[Any], Any]]:
    base = datasette.setting("base_url").encode()

    def layer(app: Any) -> Any:
        async def prefixed(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                scope = {**scope, "raw_path": base + scope["archive"]["path"].encode("latin-1")[1:]}
            await app(scope, receive, send)

        return prefixed

    return "prefix", layer


@hookimpl(tryfirst=True)
def actor_from_request(request: Request) -> None:
    """The first that is asked once the router has read the path, whatever answers then."""
    request.scope["raw_path"] = request.scope["archive"]["path"].encode("latin-1")
