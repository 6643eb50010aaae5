"""robots.txt: whether search engines are welcome, as the configuration says."""

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Response

NOBODY = "User-agent: *\nDisallow: /\n"
# What costs much and says nothing that the pages for readers do not say.
NOT_THESE = ("-/", "{data}?", "{data}/", "*.csv", "*.json", "*sql=", "search?", "feeds/search", "changes?")


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"/robots\.txt$", robots)]


async def robots(datasette: Datasette) -> Response:
    """The rules for every crawler."""
    if (datasette.plugin_config("presswatch") or {}).get("robots") != "all":
        return _text(NOBODY)
    base, data = datasette.setting("base_url"), datasette.get_database().name
    lines = [f"Disallow: {base}{path.format(data=data)}" for path in NOT_THESE]
    return _text("\n".join(["User-agent: *", *lines, ""]))


def _text(rules: str) -> Response:
    return Response(rules, content_type="text/plain; charset=utf-8")
