#!/bin/sh
# Makes a virtual environment where there is none and installs pinned requirements and this project into it.
# usage: tools/setup.sh PYTHON VENV REQUIREMENTS        with uv where there is one, else with venv and pip alone
set -eu
python=$1 venv=$2 requirements=$3

stop() {
    printf '%s\n' "$1" >&2
    exit 1
}

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
    stop "$python does not run: install Python 3.11 or newer (Debian, Ubuntu: apt-get install python3 python3-venv)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "$python is Python $version and Presswatch needs 3.11 or newer: name one, as in make demo PYTHON=python3.12"

with_uv() {
    # uv fetches an interpreter of its own where it likes none; nothing is to be installed outside of the project.
    [ -x "$venv/bin/python" ] || uv venv --quiet --no-python-downloads --python "$python" "$venv" || return
    uv pip install --quiet --python "$venv/bin/python" --require-hashes -r "$requirements" || return
    uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e . || return
    uv pip check --quiet --python "$venv/bin/python"
}

with_pip() {
    if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            stop "$python has no venv module (Debian, Ubuntu: apt-get install python$version-venv)."
        "$python" -m venv --clear "$venv"
    fi
    # The file lists all there is to install. pip 23.2, asked for what these need too, would look for the newest
    # coverage[toml] beside the pinned coverage, and refuse what it finds.
    pip_install --require-hashes --no-deps -r "$requirements"
    pip_install --no-deps --no-build-isolation -e .
    # So that nothing is missing from the list that is installed alone.
    broken=$("$venv/bin/python" -m pip check --disable-pip-version-check) || stop "$broken"
}

pip_install() {
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input "$@"
}

if command -v uv >/dev/null 2>&1; then
    echo "Setting up $venv with Python $version and uv (once)."
    with_uv && exit
    echo "uv could not do it; trying again with pip." >&2
else
    echo "Setting up $venv with Python $version and pip (once; a minute or two)."
fi
with_pip
