"""Asking the archive as browsers, proxies and strangers do: any method, address, header and peer, in process."""

import re
from pathlib import Path
from typing import Any

import httpx
from datasette.app import Datasette
from datasette_auth_passwords.utils import hash_password

from monitor.config.models import LoginConfig
from monitor.site import Site, datasette_of

PASSWORD = "a long winter in the valley"  # noqa: S105 (a test's)
VARIABLE = "PRESSWATCH_TEST_MEERA"
# Few rounds, so that a test takes no second; the number is part of the hash, and no command would take so few.
HASH = hash_password(PASSWORD, iterations=1_000)
SECRET = "0123456789abcdef" * 4
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
# Some users are set by their environment variable, which a test sets to HASH.
USERS = {"meera": f"env:{VARIABLE}"}


def site_of(archive: Path, *, login: dict[str, Any] | None = None, **given: Any) -> Datasette:
    """The archive served in that manner; `login` as the configuration's table has it."""
    site = Site(archive=archive, login=LoginConfig.model_validate(login or {}), **given)
    return datasette_of(site, secret=SECRET)


def browser(site: Datasette, *, peer: str = "127.0.0.1", scheme: str = "http") -> httpx.AsyncClient:
    """One that keeps cookies, follows nothing, and asks from that address."""
    transport = httpx.ASGITransport(app=site.client.app, client=(peer, 50_000))
    return httpx.AsyncClient(transport=transport, base_url=f"{scheme}://archive.example", headers=BROWSER)


async def log_in(
    client: httpx.AsyncClient, *, user: str = "meera", password: str = PASSWORD, path: str = "/-/login"
) -> httpx.Response:
    """Fill in the form and send it."""
    form = await client.get(path)
    assert form.status_code == 200, form.text
    return await client.post(path, data={"user": user, "password": password, "csrftoken": token(form.text)})


def token(page: str) -> str:
    """What a form must carry to be taken for this site's own."""
    found = re.search(r'name="csrftoken" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def routes(site: Datasette) -> list[str]:
    """The pattern of every address that the site knows, in the order in which they are tried."""
    return [pattern.pattern for pattern, _ in site._routes()]
