#!/bin/sh
# Pins every dependency of pyproject.toml with its hashes, for all the Pythons and systems that we run on.
# The files name no index and no address: whoever installs decides where from. Arguments go to uv (--upgrade).
set -eu
command -v uv >/dev/null 2>&1 || { echo "make requirements needs uv, which is on PyPI: pip install uv" >&2; exit 1; }

pin() {
    output=$1
    shift
    uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --output-file "$output" "$@"
}

# `build` goes into the first two: the project itself is installed without build isolation.
pin requirements/dev.txt --group dev "$@"
pin requirements/runtime.txt --group build --constraint requirements/dev.txt "$@"
pin requirements/fuzz.txt --group fuzz --constraint requirements/dev.txt "$@"
