#!/usr/bin/env bash
# Runs simulated worlds twice, one after the other and at once, and compares every figure they print:
# tests/sim/same_trace.sh BINARY
set -euo pipefail
worlds=(sim --seed 77 --seeds 2 --days 1 --players 12)
first=$("$1" "${worlds[@]}")
second=$("$1" "${worlds[@]}" --jobs 2)
printf '%s\n' "$first"
[ "$first" = "$second" ] || { printf 'the second run differs:\n%s\n' "$second"; exit 1; }
