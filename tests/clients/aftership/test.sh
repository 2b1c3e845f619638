#!/bin/sh
# Claims about the simulator, made by @aftership/tracking-sdk 17.0.0.
#   test.sh [SHAKEDOWN]   the program; without it, it is built
# Needs Rust (to build), Python 3 and the registries of Rust, Python and npm, or their caches.
set -eu
. "$(dirname "$0")/../javascript/node.sh"
program "$@"
with_node
cd "$root/tests/clients"
install aftership
exec node aftership/claims.mjs "$shakedown"
