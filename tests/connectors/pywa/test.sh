#!/bin/sh
# Claims about a connector that nobody here wrote the core of. Needs python3, a package index (or a cache of it) and a
# built shakedown.
#   SHAKEDOWN   the program; default target/release/shakedown
#   PYWA_VENV   where requirements.txt is installed; default a directory in the user's cache
#   PYWA_RUNS   where the run directories stay; default a temporary directory, kept only when a claim fails
set -u
case "${SHAKEDOWN:=target/release/shakedown}" in /*) ;; *) SHAKEDOWN="$PWD/$SHAKEDOWN" ;; esac
cd "$(dirname "$0")/../../.." || exit 1
here=tests/connectors/pywa
venv="${PYWA_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/shakedown/pywa-venv}"
runs="${PYWA_RUNS:-$(mktemp -d)}"
export PYWA_PYTHON="$venv/bin/python"
passed=0
failed=0

claim() { # claim WORDS COMMAND...
  words="$1"
  shift
  if "$@"; then
    passed=$((passed + 1)) && echo "PASS  $words"
  else
    failed=$((failed + 1)) && echo "FAIL  $words"
  fi
}

install() {
  cmp -s "$here/requirements.txt" "$venv/installed.txt" && return
  python3 -m venv "$venv" \
    && "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" \
    && cp "$here/requirements.txt" "$venv/installed.txt"
}

# smoke NAME BATCH_MAX: runs smoke, sets $code. 360 messages instead of 5,200, so the minima shrink with them; what
# would be too rare then is made more frequent. Exit code 3 (the machine was busy) gets another chance.
smoke() {
  for try in 1 2 3; do
    rm -rf "${runs:?}/$1"
    mkdir -p "$runs"
    "$SHAKEDOWN" run smoke --connector "$here/connector.toml" --seed 7 --out "$runs/$1" \
      --set handsets.batch_max="$2" --set load.rate=1200 --set load.duration=18s \
      --set mix.carriers.aftership=1 --set mix.carriers.17track=0 --set mix.carriers.yunexpress=0 \
      --set mix.stale=0.1 --set mix.refused=0.03 --set mix.forged=0.1 --set handsets.unordered=0.1 \
      --set faults.0.share=0.02 --set faults.1.share=0.02 --set faults.2.share=0.01 \
      --set checks.minimum.C01=350 --set checks.minimum.C02=20 --set checks.minimum.C04=320 \
      --set checks.minimum.C06=320 --set checks.minimum.C10=80 --set checks.minimum.C11=5 \
      --set checks.minimum.C14=320 --set checks.minimum.C30=20 --set checks.minimum.C31=500 \
      --set checks.minimum.C50=5 --set checks.minimum.C55=5 --set checks.minimum.C57=500 \
      >"$runs/$1.txt" 2>&1
    code=$?
    [ "$code" -eq 3 ] || break
  done
  echo "      smoke, at most $2 in a webhook: exit code $code, run $try"
  [ "$code" -le 1 ] || grep -E "^(error|hint):|^  - " "$runs/$1.txt"
}

# Whether the batched run lost statuses, and none that stood first in a webhook: that is what pywa reads.
only_followers_lost() {
  [ -f "$runs/batched/ledger.db" ] || return 1
  "$PYWA_PYTHON" - "$runs/batched/ledger.db" <<'EOF'
import sqlite3, sys
ranks = ["accepted", "sent", "failed", "delivered", "read"]
db = sqlite3.connect(sys.argv[1])
held = dict(db.execute("""
    SELECT wamid, status FROM records
    WHERE read = (SELECT MAX(id) FROM reads WHERE purpose = 'final' AND what = 'messages')"""))
lost = heard = 0
for wamid, status, first in db.execute("""
    SELECT m.wamid, s.status, MAX(i.rowid = (SELECT MIN(rowid) FROM webhook_items WHERE webhook = i.webhook))
    FROM statuses s JOIN sends m ON m.id = s.send JOIN webhook_items i ON i.item = s.id JOIN webhooks w ON w.id = i.webhook
    WHERE s.class = 'genuine' AND w.kind = 'statuses' AND w.class <> 'forged' GROUP BY s.id"""):
    below = ranks.index(held.get(wamid, "accepted")) < ranks.index(status)
    lost += below and not first
    heard += below and first
print(f"      {lost} statuses are missing that followed another one in their webhook, {heard} that stood first")
sys.exit(not (lost > 0 and heard == 0))
EOF
}

failing_checks() {
  [ -f "$runs/$1/run.json" ] || return 1
  "$PYWA_PYTHON" - "$runs/$1/run.json" <<'EOF'
import json, sys
print(*(check["id"] for check in json.load(open(sys.argv[1]))["checks"] if check["verdict"] == "fail"))
EOF
}

claim "pywa and the rest of requirements.txt install" install
smoke single 1
claim "with one update in a webhook the connector passes smoke" [ "$code" -eq 0 ]
smoke batched 10
claim "with up to ten it fails" [ "$code" -eq 1 ]
claim "the finding is C14, and no other check accuses it" [ "$(failing_checks batched)" = C14 ]
claim "a witness names a status that was acknowledged and is not in the record" \
  grep -qs "the record stands below a status that was acknowledged" "$runs/batched/run.json"
claim "pywa reads the first status of a webhook only: every other one is lost" only_followers_lost

[ "$failed" -gt 0 ] && echo "      run directories: $runs" || { [ -n "${PYWA_RUNS:-}" ] || rm -rf "$runs"; }
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
