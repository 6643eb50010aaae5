"""Error pages: one sentence for the reader, a traceback in the log only for what is a bug.

Datasette's own handler prints every error, a visitor's mistyped address too, with all local variables.
"""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Forbidden, NotFound, Request, Response
from datasette.views.base import DatasetteError

log = logging.getLogger(__name__)

# One of them repeats what stood in the address.
_DATASETTE_S_OWN = re.compile(r"404|(Database|Record|Table|Row|Query|Template) not found.*", re.DOTALL)


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Generator[None, Any, None]:
    outcome = yield
    outcome.force_result([_answer(datasette, request, exception)])


@hookimpl(tryfirst=True)
def forbidden(datasette: Datasette, request: Request, message: str) -> Callable[[], Awaitable[Response]]:
    return _answer(datasette, request, Forbidden(message))


def _answer(datasette: Datasette, request: Request, exception: Exception) -> Callable[[], Awaitable[Response]]:
    async def answer() -> Response:
        status, title, message = describe(exception)
        if status == 500 and "_through" in request.args and isinstance(exception, ValueError | LookupError | TypeError):
            # What a visitor wrote there Datasette reads as JSON of a certain form, and does not expect any other.
            status, title, message = 400, "Not filtered", "That is no filter by way of another table."
        if status == 500:
            log.error("page failed path=%s", request.path, exc_info=exception)
        error = {"ok": False, "error": message, "status": status, "title": title}
        if request.path.endswith(".json"):
            return Response(json.dumps(error), status=status, content_type="application/json; charset=utf-8")
        body = await datasette.render_template("error.html", error, request=request, view_name="error")
        return Response(body, status=status, content_type="text/html; charset=utf-8")

    return answer


def describe(exception: Exception) -> tuple[int, str, str]:
    """The status, title and sentence for an exception; never text of the request, never a Python message of a bug."""
    if isinstance(exception, NotFound):
        message = str(exception.args[0]) if exception.args else "404"
        return 404, "Not found", "Nothing stands at this address." if _DATASETTE_S_OWN.fullmatch(message) else message
    if isinstance(exception, QueryInterrupted):
        return 503, "Took too long", "The question took longer than is allowed here: narrow it, by source or by month."
    if isinstance(exception, DatasetteError):
        if str(exception.message).startswith("Cannot sort table by"):
            return 400, "Not sorted", "This table is not sorted by that column: no index holds it."
        # Such messages may hold the HTML of Datasette's own help; the template escapes them as text.
        # Datasette says 500 of what a visitor asked in vain, such as an order that no index serves.
        status = 400 if exception.status == 500 else exception.status
        return status, exception.title or "Error", _one_line(exception.message)
    if isinstance(exception, Forbidden):
        return 403, "Not open to you", _why_not(exception)
    if isinstance(exception, Base400):
        return exception.status, "Error", str(exception.args[0]) if exception.args else "Bad request"
    return 500, "Error", "Something broke here. It has been written to the log."


def _why_not(exception: Forbidden) -> str:
    """Datasette names the permission that is missing, in its own words, of which a reader makes nothing."""
    message = str(exception.args[0]) if exception.args else ""
    return message if message.endswith(".") else "This page of the archive is not open to its readers."


def _one_line(message: object) -> str:
    if isinstance(message, str) and "<" in message and "textarea" in message:
        return "The SQL could not be run in the time that is allowed here."
    return str(message)
