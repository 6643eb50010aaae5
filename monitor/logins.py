"""What `access = "login"` needs before anything is served: users whose hashes can be read, and a secret that lasts."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from datasette_auth_passwords.utils import hash_password as _hash

from monitor.config.models import LoginConfig
from monitor.errors import MonitorError

SECRET_VARIABLE = "PRESSWATCH_SECRET"  # noqa: S105 (the name, not the secret)
SECRET_FILE = "serve.secret"  # noqa: S105 (the same)
SHORTEST_SECRET = 32
SHORTEST_PASSWORD = 10

_HASH = re.compile(r"pbkdf2_sha256\$[1-9][0-9]{5,7}\$[^$]{8,}\$[A-Za-z0-9+/=]{43,}")


class LoginError(MonitorError):
    """Nobody could log in as the configuration says."""


def hash_password(password: str) -> str:
    """What stands in for a password: PBKDF2 with SHA-256, 480,000 rounds. Raises LoginError for a short one."""
    if len(password) < SHORTEST_PASSWORD:
        raise LoginError(f"the password has {len(password)} characters; take {SHORTEST_PASSWORD} at least")
    return str(_hash(password))


def check_login(login: LoginConfig, environ: Mapping[str, str] = os.environ) -> None:
    """Raises LoginError where nobody could log in, or one of the users could not. Never repeats a variable's value."""
    if not login.users and not login.header:
        raise LoginError('access is "login", and nobody could log in; give users or a header under [login]')
    for user, variable in login.users.items():
        value = environ.get(variable, "").strip()
        if not _HASH.fullmatch(value):
            what = "holds no password hash" if value else "is not set"
            raise LoginError(
                f"[login] users: the environment variable {variable} of {user} {what}; "
                "put into it what `presswatch hash-password` prints"
            )


def lasting_secret(directory: Path, environ: Mapping[str, str] = os.environ) -> str:
    """What log-ins are signed with: PRESSWATCH_SECRET, or a file beside the data, made once for its owner alone.

    It outlives a restart, so that nobody has to log in again; a new one ends every session.
    """
    given = environ.get(SECRET_VARIABLE, "").strip()
    path = directory / SECRET_FILE
    try:
        secret = given or _kept(path)
    except OSError as error:
        raise LoginError(f"{path}: {error.strerror}; set {SECRET_VARIABLE} instead, or mend the folder") from error
    if len(secret) < SHORTEST_SECRET:
        raise LoginError(
            f"{SECRET_VARIABLE if given else path}: a secret has {SHORTEST_SECRET} characters at least; "
            "`openssl rand -hex 32` prints one"
        )
    return secret


def _kept(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    secret = secrets.token_hex(32)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{secret}\n")
    return secret
