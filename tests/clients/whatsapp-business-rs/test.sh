#!/bin/sh
# Claims about the simulator, made by the crate whatsapp-business-rs.
#   test.sh [SHAKEDOWN]   the program; without it, it is built
# Needs Rust, a C compiler, pkg-config and OpenSSL's headers (the crate's own client links them), and the crates' registry
# or its cache.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
if [ $# -gt 0 ]; then
  case "$1" in /*) shakedown="$1" ;; *) shakedown="$PWD/$1" ;; esac
else
  (cd "$root" && cargo build --locked --release)
  shakedown="$root/target/release/shakedown"
fi
[ -x "$shakedown" ] || { echo "$shakedown is no program; build it, or name another" >&2; exit 2; }
pkg-config --exists openssl 2>/dev/null || {
  echo "OpenSSL's headers are missing: apt-get install pkg-config libssl-dev" >&2
  exit 2
}
cd "$root/tests/clients/whatsapp-business-rs"
# Beside the workspace's own output, not among its sources.
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target/clients}" exec cargo run --quiet --locked -- "$shakedown"
