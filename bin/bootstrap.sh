#!/bin/sh
# Make .venv and install into it what requirements.txt asks for; with `dev` also what the tests and checks need.
# Does nothing when nothing changed. Every path is relative to the project, so that a space above it does no harm.
set -eu
cd "$(dirname "$0")/.."

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

version_of() {
    "$1" -c 'import sys; print("%d%02d" % sys.version_info[:2])' 2>/dev/null || echo 0
}

# 3.11 and 3.12 first: for these there is a Redis in a wheel.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        [ "$(version_of "$PYTHON")" -ge 311 ] || fail "PYTHON=$PYTHON is not a Python 3.11 or newer."
        echo "$PYTHON"
        return
    fi
    for candidate in python3 python3.12 python3.11; do
        case "$(version_of "$candidate")" in 311 | 312) echo "$candidate" && return ;; esac
    done
    for candidate in python3 python3.13 python3.14 python3.15 python; do
        [ "$(version_of "$candidate")" -lt 311 ] || { echo "$candidate" && return; }
    done
    fail "Aftercall needs Python 3.11 or newer and finds $(python3 --version 2>/dev/null || echo none): install one, or name it as PYTHON=/path/to/python3."
}

make_environment() {
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "This Python lacks its venv module: install it, for example with apt install python3-venv, and try again."
    free=$(df -Pk . | awk 'NR == 2 { print $4 }')
    [ "$free" -gt 1500000 ] || fail "There is too little room: 1.5 GB are needed and $((free / 1024)) MB are free here."
    rm -rf .venv 2>/dev/null || fail "The folder .venv belongs to another user: delete it as that user, or copy the project without it."
    echo "Making the environment with $("$python" --version)"
    "$python" -m venv .venv || fail "The environment could not be made; the lines above say why."
}

install() {
    wanted=$(cat "$@" | cksum)
    stamp=".venv/installed-$(basename "$1" .txt)"
    [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || return 0
    echo "Installing $1"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-cache-dir -r "$1" ||
        fail "The packages of $1 could not be installed; the lines above say which, and a missing wheel is mended by Python 3.11 or 3.12."
    echo "$wanted" >"$stamp"
}

[ "$(version_of .venv/bin/python)" -ge 311 ] && .venv/bin/python -m pip --version >/dev/null 2>&1 || make_environment
if [ "${1:-}" = dev ]; then
    install requirements-dev.txt requirements.txt
else
    # What the tests need contains what the program needs.
    [ "$(cat .venv/installed-requirements-dev 2>/dev/null || true)" = "$(cat requirements-dev.txt requirements.txt | cksum)" ] ||
        install requirements.txt
fi
