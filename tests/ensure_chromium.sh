#!/bin/sh
# Makes sure that a Chromium is on this machine for the browser tests; tests/browser/conftest.py finds it.
# Installs Debian's chromium (as root or with passwordless sudo). On a Mac it says what to install. Where neither is
# possible it says so and ends well: the browser tests then skip, or fail when CI is set.
set -u

found() {
    for program in "$(command -v chromium 2>/dev/null)" /usr/bin/chromium \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -n "$program" ] && [ -x "$program" ] && return 0
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

with_apt() {
    # The fonts are there so that a screenshot looks the same on every machine.
    as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
            chromium fonts-dejavu-core fonts-liberation
}

found && exit 0
log=$(mktemp)
if command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null; then
    echo "Installing Debian's chromium for the tests ..."
    with_apt >"$log" 2>&1 </dev/null
fi
if ! found; then
    tail -n 20 "$log" >&2
    echo "No Chromium here: install it (apt install chromium, brew install --cask chromium) to run the browser tests." >&2
fi
rm -f "$log"
