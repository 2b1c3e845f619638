#!/bin/sh
# Starts the connector; its environment comes from connector.toml.
cd "$(dirname "$0")" || exit 1
export PYTHONDONTWRITEBYTECODE=1
exec "${PYWA_PYTHON:-python3}" -m uvicorn app:app --host 127.0.0.1 --port "$PORT" \
  --no-access-log --log-level warning --timeout-graceful-shutdown 3
