#!/bin/sh
# Makes sure that PostgreSQL's server programs are on this machine; tests/postgres.py starts and ends the server.
# Installs Debian's postgresql (as root or with passwordless sudo) or Homebrew's. Where neither is possible it
# says so and ends well: the tests that need a server then skip, or fail when CI is set.
set -u

found() {
    for program in "$(command -v initdb 2>/dev/null)" /usr/lib/postgresql/*/bin/initdb \
        /opt/homebrew/opt/postgresql*/bin/initdb /usr/local/opt/postgresql*/bin/initdb; do
        [ -n "$program" ] && [ -x "$program" ] && return 0
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

with_apt() {
    # We want the programs only: no cluster of Debian's own that would keep running on port 5432.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        as_root mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf
    fi
    as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
            -o Dpkg::Options::=--force-confold postgresql
}

found && exit 0
log=$(mktemp)
if command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null; then
    echo "Installing Debian's postgresql for the tests ..."
    with_apt >"$log" 2>&1 </dev/null
elif command -v brew >/dev/null 2>&1; then
    echo "Installing Homebrew's postgresql@17 for the tests ..."
    brew install --quiet postgresql@17 >"$log" 2>&1 </dev/null
fi
if ! found; then
    tail -n 20 "$log" >&2
    echo "No PostgreSQL server here: install it (apt install postgresql, brew install postgresql@17) to run every test." >&2
fi
rm -f "$log"
