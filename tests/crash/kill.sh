#!/usr/bin/env bash
# Kills a demo with -9 again and again, and asks afterwards whether an acknowledged action was lost.
#   tests/crash/kill.sh BINARY TIMES
set -euo pipefail
binary=$1 times=$2
folder=$(mktemp -d /tmp/evoladder-kill-XXXXXX)
trap 'rm -rf "$folder"' EXIT
for ((i = 1; i <= times; ++i)); do
  "$binary" demo --data "$folder" --port 0 --players 40 --rate 10 --seed "$i" --journal "$folder/journal" \
    --set log.level=error >"$folder/out" 2>"$folder/err" &
  process=$!
  # Not before the ladder is up, then at any moment.
  for ((wait = 0; wait < 200; ++wait)); do
    grep -q '^listening on' "$folder/out" && break
    kill -0 "$process" 2>/dev/null || { cat "$folder/err"; echo "the demo ended on its own"; exit 1; }
    sleep 0.05
  done
  sleep "$((RANDOM % 3)).$((RANDOM % 1000))"
  kill -9 "$process"
  wait "$process" 2>/dev/null || true
  [ -t 1 ] && printf '\rkilled %d of %d times ' "$i" "$times"
done
[ -t 1 ] && echo
"$binary" check --data "$folder" --journal "$folder/journal"
