#!/usr/bin/env python3
"""Style is a test. Checks what reviewers should not have to: format, sizes, words, layering, self-contained headers.

  tools/tidy.py [--build DIR] [--deep]

--deep adds clang-tidy over every source (minutes). Exit status 1 when anything was found.
"""
import argparse
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys

LINE_MAX = 110
FILE_MAX = 500
FUNCTION_MAX = 60
GENERATED = {"src/replay/protocol_data.cpp"}
# Which rooms each room may include; the build enforces the same by include paths.
LAYERS = {
    "base": set(),
    "replay": {"base"},
    "core": {"base", "replay"},
    "app": {"base", "replay", "core"},
    "adapters/sql": {"base", "replay", "core", "app"},
    "adapters/blob": {"base", "replay", "core", "app", "adapters/net"},
    "adapters/net": {"base", "replay", "core", "app"},
    "adapters/telemetry": {"base", "replay", "core", "app"},
    "adapters/sandbox": {"base", "replay", "core", "app", "adapters/net"},
    "adapters/http": {"base", "replay", "core", "app", "adapters/net", "adapters/telemetry"},
    "sim": {"base", "replay", "core", "app", "adapters/sql", "adapters/blob", "adapters/net"},
    "main": {"base", "replay", "core", "app", "adapters/sql", "adapters/blob", "adapters/net", "adapters/telemetry",
             "adapters/sandbox", "adapters/http", "sim"},
}
# Heavy or intrusive libraries, and the only files that may name them.
RESTRICTED = [
    (re.compile(r'#include <boost/beast'), re.compile(r'adapters/http/.*\.cpp$')),
    (re.compile(r'#include <nlohmann/json\.hpp'), re.compile(r'(_json|codec\w*|_test|_prop)\.cpp$|_test\.hpp$')),
    (re.compile(r'#include <(sqlite3|libpq-fe)\.h'), re.compile(r'adapters/sql/')),
    (re.compile(r'#include <utf8proc'), re.compile(r'core/player/unicode\.cpp$')),
    (re.compile(r'#include <date/'), re.compile(r'adapters/net/system_zones\.cpp$')),
    (re.compile(r'#include <spdlog'), re.compile(r'adapters/telemetry/.*\.cpp$')),
    (re.compile(r'#include <seccomp'), re.compile(r'adapters/sandbox/.*\.cpp$')),
    (re.compile(r'#include <CLI/'), re.compile(r'main/(cli|config_flags)\.cpp$')),
    (re.compile(r'#include <toml\+\+'), re.compile(r'\.cpp$')),
]
BANNED = [
    (re.compile(r'\b(TODO|FIXME|XXX|HACK)\b'), "open marks belong into the issue tracker"),
    (re.compile(r'#include "\.\./'), "include by the path from src"),
    (re.compile(r'\b(?:std::this_thread::sleep_for|usleep|::sleep)\s*\('), "time is virtual; nothing sleeps"),
    (re.compile(r'using namespace std;'), "name what is used"),
]


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], capture_output=True, text=True)
    return [f for f in out.stdout.split() if os.path.exists(f)]


def room_of(path):
    inner = path.removeprefix("src/")
    for room in sorted(LAYERS, key=len, reverse=True):
        if inner.startswith(room + "/"):
            return room
    return None


def check_text(path, lines):
    if path in GENERATED:
        return
    if len(lines) > FILE_MAX:
        yield f"{path}: {len(lines)} lines; split the idea at {FILE_MAX}"
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_MAX and "http" not in line and 'R"' not in line:
            yield f"{path}:{number}: {len(line)} columns, {LINE_MAX} are allowed"
        if line != line.rstrip():
            yield f"{path}:{number}: blanks at the end of the line"
        for pattern, why in BANNED:
            if pattern.search(line) and "tidy: " not in line:
                yield f"{path}:{number}: {why}"
        for pattern, where in RESTRICTED:
            if pattern.search(line) and not where.search(path):
                yield f"{path}:{number}: this library stays in its own room"


def check_includes(path, lines):
    room = room_of(path)
    if room is None:
        return
    for number, line in enumerate(lines, 1):
        found = re.match(r'#include "([^"]+)"', line)
        if not found:
            continue
        other = room_of("src/" + found[1])
        if other is None:
            if found[1].startswith("support/"):
                continue
            yield f"{path}:{number}: \"{found[1]}\" is in no room"
        elif other != room and other not in LAYERS[room]:
            yield f"{path}:{number}: {room} may not include {other}"


def check_functions(path, lines):
    """A function's body starts at a line that ends in '{' and is not indented deeper than a class member's."""
    if path in GENERATED or re.search(r"_(test|prop|dbtest|bench)\.cpp$", path):
        return
    start = None
    for number, line in enumerate(lines, 1):
        opening = re.match(r'^( {0,2})[A-Za-z~\[].*\)[^;{}]*\{$', line) or (
            start is None and re.match(r'^( {0,4})[A-Za-z].*\) (const )?(noexcept )?(override )?\{$', line))
        if opening and start is None and not re.match(r'^\s*(if|for|while|switch|namespace|TEST|TEST_P|TEST_F)\b', line):
            start = (number, len(opening[1]))
        elif start and line == " " * start[1] + "}":
            if number - start[0] > FUNCTION_MAX:
                yield f"{path}:{start[0]}: a function of {number - start[0]} lines; {FUNCTION_MAX} are allowed"
            start = None


def check_header(path, lines):
    if not path.endswith(".hpp"):
        return
    if "#pragma once" not in lines:
        yield f"{path}: no #pragma once"


def compile_flags(build):
    """Flags by room, taken from any source of it, without sanitizers: only the syntax is looked at."""
    flags = {}
    with open(os.path.join(build, "compile_commands.json")) as file:
        for entry in json.load(file):
            source = os.path.relpath(entry["file"])
            room = room_of(source)
            if room is None or room in flags or re.search(r"_(test|prop|bench)\.cpp$", source):
                continue
            words = [w for w in shlex.split(entry["command"]) if re.match(r"-(I|D|std|W|isystem|f(?!sanitize))", w)]
            flags[room] = [w for w in words if "SANITIZED" not in w]
    return flags


def header_compiles(path, flags):
    command = ["clang++-19", *flags, "-Itests", "-DEVO_SOURCE_DIR=\".\"", "-fsyntax-only", "-Wno-pragma-once-outside-header", "-x", "c++", path]
    run = subprocess.run(command, capture_output=True, text=True)
    first = next((line for line in run.stderr.splitlines() if "error" in line), "")
    return [] if run.returncode == 0 else [f"{path}: does not compile on its own: {first}"]


def lonely_headers(files):
    """Headers that no source of their own name includes first: nothing else proves them self-contained."""
    for path in files:
        if not path.endswith(".hpp") or room_of(path) is None:
            continue
        source = path[:-4] + ".cpp"
        if os.path.exists(source):
            includes = [line for line in open(source) if line.startswith("#include")]
            if includes and path.removeprefix("src/") in includes[0]:
                continue
        yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/dev", help="a configured build directory (compile_commands.json)")
    parser.add_argument("--deep", action="store_true", help="also run clang-tidy")
    options = parser.parse_args()
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

    sources = tracked("src/*.cpp", "src/*.hpp", "tests/*.cpp", "tests/*.hpp")
    findings = []
    for path in sources:
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        for check in (check_text, check_includes, check_functions, check_header):
            findings += check(path, lines)
    formatted = subprocess.run(["clang-format-19", "--dry-run", "-Werror", *[s for s in sources if s not in GENERATED]],
                               capture_output=True, text=True)
    findings += sorted({re.sub(r":\d+:\d+: .*", ": run ./dev fmt", line)
                        for line in formatted.stderr.splitlines() if "error:" in line})
    flags = compile_flags(options.build)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(header_compiles, path, flags[room_of(path)])
                for path in lonely_headers(sources) if room_of(path) in flags]
        for job in jobs:
            findings += job.result()
        if options.deep:
            units = [s for s in sources if s.endswith(".cpp") and s not in GENERATED]
            deep = pool.map(lambda unit: subprocess.run(["clang-tidy-19", "-p", options.build, "--quiet", unit],
                                                        capture_output=True, text=True).stdout, units)
            findings += sorted({line for text in deep for line in text.splitlines() if "error:" in line})
    print("\n".join(findings) if findings else f"tidy: {len(sources)} files, nothing to say")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
