#!/usr/bin/env bash
# run.sh BUILD C_COMPILER COMPILER FLAG...
# Installs the replay library out of BUILD, builds the example against it and runs it on a small replay that
# example_replay.base64 holds (made by our own writer) and on a file that is none.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1 c_compiler=$2 compiler=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --component evoladder-replay --prefix "$work/prefix" >"$work/log"
cmake -G Ninja -S "$here" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_C_COMPILER="$c_compiler" -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_CXX_FLAGS="$*" -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld-19 >>"$work/log" || { cat "$work/log"; exit 1; }
cmake --build "$work/build" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

base64 -d "$here/example_replay.base64" >"$work/game.SC2Replay"
seen=$("$work/build/example" "$work/game.SC2Replay")
expected=$'team 1  Ann  Zerg\nteam 2  Bob  Zerg\nteam 1 won'
[ "$seen" = "$expected" ] || { printf 'seen:\n%s\n' "$seen"; exit 1; }
if "$work/build/example" "$here/example.cpp" 2>"$work/refusal"; then echo "a source was taken for a replay"; exit 1; fi
grep -q 'not a replay' "$work/refusal"
