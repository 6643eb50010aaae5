"""The environment of the processes that read what the web sends: names that programs need, and no secret.

Addresses, passwords and the like come to us as environment variables, and whatever we start inherits those. A hole in a
parser must not hand them out (CVE-2026-33981 was one that did), so they are put away before the first worker starts.
"""

import os
import re
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager

NEEDED = re.compile(
    "PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TZDIR|TMPDIR|TEMP|TMP|TERM|COLUMNS|LINES|NO_COLOR"
    "|FORCE_COLOR|PYTHON[A-Z0-9]*|VIRTUAL_ENV|COVERAGE_[A-Z_]+|LD_[A-Z_]+|MALLOC_[A-Z_]+|SSL_CERT_(?:FILE|DIR)"
)
"""What an interpreter, its libraries and their tests look at. All else is somebody's own, and may be secret."""


@contextmanager
def secrets_put_away(environ: MutableMapping[str, str] = os.environ) -> Iterator[Mapping[str, str]]:
    """Inside, what is started has none of the variables that are not needed; given is the environment as it was.

    To be entered before there are threads, which might look for a variable meanwhile.
    """
    whole = dict(environ)
    put_away = [name for name in whole if not NEEDED.fullmatch(name)]
    for name in put_away:
        del environ[name]
    try:
        yield whole
    finally:
        for name in put_away:
            environ.setdefault(name, whole[name])
