#!/usr/bin/env bash
# Browser tests against a binary: tests/e2e/run.sh BINARY
set -euo pipefail
export EVOLADDER_BINARY=$1
cd "$(dirname "$0")"
stamp=node_modules/.installed
if ! cmp -s package-lock.json "$stamp" 2>/dev/null; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
fi
exec npm test --silent
