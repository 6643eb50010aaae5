"""The one door of the archive's own pages: routes, permission, HTML and its JSON twin, caching.

A page is a plugin with the hook `archive_page`, which returns (path, template, build). `path` is a regular expression
without an ending, `build(datasette, request)` an async function that returns the template's variables, or a Response.
The same path with `.json` after it answers those variables that are data, as JSON.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import Request, Response

Variables = dict[str, Any]
Build = Callable[[Datasette, Request], Awaitable[Variables | Response]]
View = Callable[[Datasette, Request], Awaitable[Response]]


@hookimpl
def register_routes() -> list[tuple[str, View]]:
    return [route for path, template, build in pm.hook.archive_page() for route in _routes(path, template, build)]


def _routes(path: str, template: str, build: Build) -> list[tuple[str, View]]:
    async def html(datasette: Datasette, request: Request) -> Response:
        variables = await _build(datasette, request, build)
        if isinstance(variables, Response):
            return variables
        body = await datasette.render_template(template, variables, request=request, view_name="archive_page")
        return Response(body, headers=_caching(datasette), content_type="text/html; charset=utf-8")

    async def twin(datasette: Datasette, request: Request) -> Response:
        variables = await _build(datasette, request, build)
        if isinstance(variables, Response):
            return variables
        body = json.dumps(variables, ensure_ascii=False)
        return Response(body, headers=_caching(datasette), content_type="application/json; charset=utf-8")

    # The front page's path is empty: its twin would be Datasette's own `/.json`, so it has a name.
    return [(f"{path or '/'}$", html), (f"{path or '/front'}\\.json$", twin)]


async def _build(datasette: Datasette, request: Request, build: Build) -> Variables | Response:
    database = datasette.get_database()
    await datasette.ensure_permissions(request.actor, [("view-database", database.name), "view-instance"])
    return await build(datasette, request)


def _caching(datasette: Datasette) -> dict[str, str]:
    return {"cache-control": f"max-age={datasette.setting('default_cache_ttl')}"}
