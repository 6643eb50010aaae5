"""What every request goes through on its way in, and every answer on its way out: the one place with their order.

A layer is a plugin with the hook `archive_layer`, which returns its name and a function from ASGI application to ASGI
application. How the site is served stands in the metadata as the configuration of a plugin named `presswatch`.
"""

from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

# The visitor stands to the left. `arrival` finds out who asks for what; `headers` guards what leaves; `caching` answers
# those who have it already; `gate` lets nobody in who may not; `limits` makes the costly wait; `prefix` gives the
# router the path that it takes apart.
ORDER = ("arrival", "headers", "caching", "gate", "limits", "prefix")


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    layers = dict(pm.hook.archive_layer(datasette=datasette))

    def wrap(app: Any) -> Any:
        for name in reversed(ORDER):
            app = layers[name](app)
        return app

    return wrap
