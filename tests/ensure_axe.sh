#!/bin/sh
# Makes sure that axe-core, which finds what shuts people out of a page, is in build/: one version, checked by its sum.
# npm brings it. Where that is not possible it says so and ends well: the tests that need it then skip, or fail when CI is set.
set -u
cd "$(dirname "$0")/.." || exit 1

version=4.14.1
sha512=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
home=build/axe-core-$version

sum_of() {
    if command -v sha512sum >/dev/null 2>&1; then sha512sum "$1"; else shasum -a 512 "$1"; fi | cut -d ' ' -f 1
}

[ -f "$home/axe.min.js" ] && exit 0
pack=$(mktemp -d)
trap 'rm -rf "$pack"' EXIT
if ! (cd "$pack" && npm pack --silent "axe-core@$version") >"$pack/log" 2>&1; then
    tail -n 5 "$pack/log" >&2
    echo "No axe-core here: with npm on PATH, sh tests/ensure_axe.sh fetches it for the browser tests." >&2
    exit 0
fi
if [ "$(sum_of "$pack/axe-core-$version.tgz")" != "$sha512" ]; then
    echo "axe-core $version is not the file that we know (its sum differs): it is not used." >&2
    exit 0
fi
tar -xzf "$pack/axe-core-$version.tgz" -C "$pack" package/axe.min.js package/LICENSE
mkdir -p "$home"
mv "$pack/package/LICENSE" "$pack/package/axe.min.js" "$home/"
