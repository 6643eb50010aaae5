"""`/-/databases`: the archive's name and size, without the path on the disk that Datasette's own page tells."""

import json

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"/-/databases(\.json)?$", databases)]


async def databases(datasette: Datasette, request: Request) -> Response:
    """The one database that is served, as JSON."""
    database = datasette.get_database()
    await datasette.ensure_permissions(request.actor, [("view-database", database.name), "view-instance"])
    shown = [{"name": database.name, "size": database.size, "is_mutable": database.is_mutable}]
    return Response(json.dumps(shown), content_type="application/json; charset=utf-8")
