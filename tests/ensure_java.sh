#!/bin/sh
# Makes sure that Java 17 or newer is on this machine for Spark, and prints its JAVA_HOME (empty: the one on PATH).
# Installs Debian's default-jre-headless (as root or with passwordless sudo) or Homebrew's openjdk@17.
set -u

new_enough() {  # macOS has a java that only says where to buy one, so run it
    major=$("$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
    [ -n "$major" ] && [ "$major" -ge 17 ]
}

found() {
    if [ -n "${JAVA_HOME:-}" ] && new_enough "$JAVA_HOME/bin/java"; then
        echo "$JAVA_HOME"
        return 0
    fi
    if new_enough java; then
        return 0
    fi
    for home in /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk* /usr/lib/jvm/default-java; do
        if [ -x "$home/bin/java" ] && new_enough "$home/bin/java"; then
            echo "$home"
            return 0
        fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

with_apt() {
    as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends default-jre-headless
}

found && exit 0
log=$(mktemp)
if command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null; then
    echo "Installing Debian's default-jre-headless for Spark ..." >&2
    with_apt >"$log" 2>&1 </dev/null
elif command -v brew >/dev/null 2>&1; then
    echo "Installing Homebrew's openjdk@17 for Spark ..." >&2
    brew install --quiet openjdk@17 >"$log" 2>&1 </dev/null
fi
if ! found; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "Spark needs Java 17 or newer: apt install default-jre-headless, or brew install openjdk@17." >&2
    exit 1
fi
rm -f "$log"
