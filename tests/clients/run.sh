#!/bin/sh
# All claims about the simulator, one client after the other, and one line about each.
#   run.sh SHAKEDOWN     the built program
# Needs what each client's test.sh needs. Logs stay in LOGS (a new folder unless it is set). Ends with 1 if a client's
# claims do not all hold.
set -u
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] || { echo "usage: run.sh SHAKEDOWN" >&2; exit 2; }
case "$1" in /*) shakedown="$1" ;; *) shakedown="$PWD/$1" ;; esac
[ -x "$shakedown" ] || { echo "$shakedown is no program; build it, or name another" >&2; exit 2; }
logs="${LOGS:-$(mktemp -d)}"
mkdir -p "$logs"
# None may take longer; installing its packages is part of it.
LONGEST_S=240
failed=0
for client in openapi pywa kapso whatsapp-api-js whatsapp-business-rs twilio aliyun easypost shippo aftership shopify; do
  log="$logs/$client.log"
  began=$(date +%s)
  if timeout "$LONGEST_S" sh "$here/$client/test.sh" "$shakedown" >"$log" 2>&1; then
    word=ok
  else
    case $? in 124) word="FAIL (longer than $LONGEST_S s)" ;; *) word=FAIL ;; esac
    failed=1
  fi
  printf '%s %s: %s (%s s)\n' "$word" "$client" "$(tail -n 1 "$log")" "$(($(date +%s) - began))"
done
[ "$failed" -eq 0 ] || echo "what failed is in $logs" >&2
exit "$failed"
