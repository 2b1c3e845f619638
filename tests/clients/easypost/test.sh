#!/bin/sh
# Claims about the simulator, made by the PyPI package easypost 10.7.0. Needs python3 (3.11) and a package index.
#   test.sh [BINARY]     without BINARY, one is built
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
here="$root/tests/clients/easypost"
binary="${1:-}"
if [ -z "$binary" ]; then
  (cd "$root" && cargo build --quiet --bin shakedown)
  binary="${CARGO_TARGET_DIR:-$root/target}/debug/shakedown"
fi
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$here/claims.py" "$binary"
