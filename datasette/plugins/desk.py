"""desk.db, for those who are of the desk: for everybody else there is nothing of that name.

It is attached only where readers log in and the configuration names some of them. The gate answers others, before a
route is looked for, as it does where no desk.db is attached; permissions say the same for whatever asks them.
"""

from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils import tilde_decode

DESK = "desk"


def is_of_the_desk(datasette: Datasette, actor: dict[str, Any] | None) -> bool:
    """Whether who asks is one of those whom the configuration names."""
    members = (datasette.plugin_config("presswatch") or {}).get("desk") or []
    return actor is not None and actor.get("id") in members


def is_of_desk_db(path: str) -> bool:
    """Whether a path leads to desk.db, however it is spelled."""
    name = path.removeprefix("/").partition("/")[0]
    return DESK in (tilde_decode(name), tilde_decode(name.partition(".")[0]))


# Of all that have an opinion, Datasette takes the last.
@hookimpl(trylast=True)
def permission_allowed(
    datasette: Datasette, actor: dict[str, Any] | None, action: str, resource: object
) -> bool | None:
    """Nothing of desk.db for others, whatever is asked for; of its members Datasette decides."""
    name = resource[0] if isinstance(resource, tuple) else resource
    if name == DESK and action != "view-instance" and not is_of_the_desk(datasette, actor):
        return False
    return None


@hookimpl
def archive_closed(datasette: Datasette, path: str, actor: dict[str, Any] | None) -> bool | None:
    """Whether the gate has to act as if nothing were there."""
    return True if is_of_desk_db(path) and not is_of_the_desk(datasette, actor) else None


@hookimpl
def menu_links(datasette: Datasette, actor: dict[str, Any] | None) -> list[dict[str, str]]:
    if not is_of_the_desk(datasette, actor):
        return []
    return [{"href": datasette.urls.database(DESK), "label": "Desk"}]
