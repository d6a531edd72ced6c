#!/bin/sh
# Installs one locked set (lock, bench, spark, train or extras) into .venv, and makes .venv first where there is none.
# uv does it when it is on PATH; otherwise python3 -m venv and pip do. Both check the hash of every file.
# PYTHON=/path/to/python chooses the interpreter; without it the first that is built for speed, else the first that is new enough.
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-lock}
venv=.venv
began=$(date +%s)

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

new_enough() {  # a name on PATH may be a shim that does not run, so run it
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

built_for_speed() {  # as distributions build it; what pyenv compiles by default makes the site a quarter slower (ADR 0002)
    "$1" -c 'import ensurepip, sys, sysconfig, venv
told = sysconfig.get_config_var("CONFIG_ARGS") or ""
sys.exit("--enable-optimizations" not in told and not sys.executable.startswith("/usr/bin/"))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then  # one path, which may have spaces: whoever names one gets this one or none
        if new_enough "$PYTHON"; then
            command -v "$PYTHON"
            return
        fi
    else
        for wanted_so in built_for_speed true; do
            for name in python3 /usr/bin/python3 python3.11 python3.12 python3.13 python3.14; do
                if new_enough "$name" && $wanted_so "$name"; then
                    command -v "$name"
                    return
                fi
            done
        done
    fi
    fail "Goodgrace needs Python 3.11 or newer, and found none (looked for ${PYTHON:-python3, python3.11 to python3.14})." \
        "Debian or Ubuntu: apt install python3 python3-venv   macOS: brew install python@3.13" \
        "Or name one yourself: make setup PYTHON=/path/to/python3"
}

have_uv() {
    command -v uv >/dev/null 2>&1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

ensure_venv_module() {  # Debian ships Python without it
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null; then
        echo "Installing Debian's $package ..."
        { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -qq -y --no-install-recommends "$package"; } >/dev/null 2>&1 </dev/null ||
            fail "Could not install $package. Install it by hand to see why, then run make setup again."
    else
        fail "This Python cannot make virtual environments. Install $package, then run make setup again."
    fi
}

make_venv() {
    rm -rf "$venv"
    if have_uv; then
        uv venv --quiet --python "${PYTHON:->=3.11}" "$venv" </dev/null ||
            fail "uv found no Python 3.11 or newer. Name one yourself: make setup PYTHON=/path/to/python3"
    else
        python=$(find_python)
        ensure_venv_module "$python"
        "$python" -m venv "$venv"
    fi
}

install() {
    if have_uv; then
        uv pip install --quiet --python "$venv/bin/python" "$@" </dev/null
    else
        "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
        "$venv/bin/python" -m pip --disable-pip-version-check --no-input install --quiet --quiet "$@" </dev/null
    fi
}

new_enough "$venv/bin/python" || make_venv
if have_uv; then tool="uv"; else tool="pip"; fi
echo "Installing requirements/$wanted.txt into $venv with $tool ($("$venv/bin/python" -c 'import sys; print("Python", sys.version.split()[0], "of", sys.base_prefix)')) ..."
install --require-hashes -r "requirements/$wanted.txt"
if [ "$wanted" = lock ]; then
    install --no-deps --no-build-isolation -e .
fi
echo "Done in $(($(date +%s) - began)) s."
