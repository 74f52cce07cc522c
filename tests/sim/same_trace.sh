#!/usr/bin/env bash
# Runs one simulated world twice and compares every figure it prints: tests/sim/same_trace.sh BINARY
set -euo pipefail
first=$("$1" sim --seed 77 --days 2 --players 12)
second=$("$1" sim --seed 77 --days 2 --players 12)
printf '%s\n' "$first"
[ "$first" = "$second" ] || { printf 'the second run differs:\n%s\n' "$second"; exit 1; }
