#!/usr/bin/env python3
"""Generates the type tables of the replay protocol.

    tools/gen_protocol.py protocols.json [src/replay]

Reads the facts (types, layouts and builds of the published protocol descriptions) and writes
`protocol_data.cpp` and `protocol_names.hpp`. Equal types, events and event sets are stored once; everything
refers to everything by index, so that the tables are constants without relocations. What the decoders rely on
(no cycles, bounded depth, bounded sizes) is checked here, once, instead of in every run.
"""

import json
import sys
import textwrap
from pathlib import Path

DEPTH_MAX = 32
FIELDS_MAX = 64  # Decoders keep a bit for every field of a structure.
NO_TYPE = 0xFFFF
OPS = {"int": "integer", "bool": "boolean", "blob": "blob", "fourcc": "fourcc", "null": "null", "array": "array",
       "bitarray": "bit_array", "optional": "optional", "choice": "choice", "struct": "structure"}
ROOTS = ["header", "details", "init_data", "loop_delta", "user_id", "player_id", "game_event_id",
         "message_event_id", "tracker_event_id"]
EVENT_MAPS = ["game_events", "message_events", "tracker_events"]

# The published table of 24944 stops at its first sub-builds. From this sub-build on its files carry the tracker
# stream, and soon after the camera bookmark event (14), exactly as the next published table (26490) describes them.
GRAFT_BASE_BUILD, GRAFT_FROM_BUILD, GRAFT_DONOR, GRAFT_GAME_EVENT = 24944, 25446, 26490, "14"

NOTICE = """\
The facts in this file come from the protocol descriptions that Blizzard Entertainment publishes:

Copyright (c) 2015 Blizzard Entertainment

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN
NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY,
WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."""


class Pool:
    """Values numbered in order of first use; equal values share a number."""

    def __init__(self):
        self.rows, self.index = [], {}

    def add(self, row):
        if row not in self.index:
            self.index[row] = len(self.rows)
            self.rows.append(row)
        return self.index[row]


class Tables:
    def __init__(self, facts):
        self.source = facts["types"]
        self.names, self.types, self.events, self.sets, self.layouts = Pool(), Pool(), Pool(), Pool(), Pool()
        self.fields, self.runs, self.done, self.depth = [], {}, {}, {}
        layouts = [dict(layout) for layout in facts["layouts"]]
        builds = {int(build): number for build, number in facts["builds"].items()}
        numbers = [self.layout(layout) for layout in layouts]
        self.builds = [(build, numbers[builds[build]]) for build in sorted(builds)]
        self.grafted = self.layout(self.graft(layouts, builds))

    @staticmethod
    def graft(layouts, builds):
        base, donor = layouts[builds[GRAFT_BASE_BUILD]], layouts[builds[GRAFT_DONOR]]
        games = dict(base["game_events"])
        assert GRAFT_GAME_EVENT not in games, "the hole is no longer there"
        games[GRAFT_GAME_EVENT] = donor["game_events"][GRAFT_GAME_EVENT]
        return {**base, "game_events": games, "tracker_event_id": donor["tracker_event_id"],
                "tracker_events": donor["tracker_events"]}

    def run_of_fields(self, fields):
        """Index of the first field; equal runs share their place."""
        if fields not in self.runs:
            self.runs[fields] = len(self.fields)
            self.fields.extend(fields)
        return self.runs[fields]

    def type(self, number, path=()):
        if number is None:
            return NO_TYPE
        assert number not in path, f"type {number} contains itself"
        if number in self.done:
            return self.done[number]
        row, op = self.source[number], self.source[number]["op"]
        bits, low = row.get("bits", 0), row.get("min", 0)
        inner = path + (number,)
        sub = count = depth = 0
        fixed = op in ("int", "bool", "fourcc", "null")
        bits_min = {"int": bits, "bool": 1, "fourcc": 32, "null": 0}.get(op, 0)
        if op in ("array", "optional"):
            sub = self.type(row["item"], inner)
            depth = self.depth[sub]
            bits_min = 1 if op == "optional" else bits + low * self.types.rows[sub][2]
            assert op == "optional" or (0 <= low <= 64 and self.types.rows[sub][2] > 0)
        elif op in ("struct", "choice"):
            entries = row.get("fields") or [[name, item, tag] for tag, name, item in row.get("options", [])]
            bases = [item for name, item, _ in entries if name == "__parent"]
            assert all(self.source[item]["op"] != "struct" for item in bases), "a structure to be inlined"
            assert len({tag for _, _, tag in entries}) == len(entries) <= FIELDS_MAX, f"tags of type {number}"
            fields = tuple((self.name(name), self.type(item, inner), tag) for name, item, tag in entries)
            assert all(-128 <= tag < 128 for _, _, tag in fields)
            sub, count = self.run_of_fields(fields), len(fields)
            depth = max((self.depth[item] for _, item, _ in fields), default=0)
            sizes = [self.types.rows[item][2] for _, item, _ in fields]
            fixed = op == "struct" and all(self.types.rows[item][6] for _, item, _ in fields)
            bits_min = sum(sizes) if op == "struct" else bits + min(sizes)
        elif op == "blob":
            assert 0 <= low <= 64 and bits <= 32
            bits_min = bits + 8 * low
        elif op == "bitarray":
            assert low == 0 and bits <= 32
            bits_min = bits
        assert 0 <= bits <= 64 and bits_min < 0x10000
        assert fixed or bits_min > 0, f"type {number} could repeat without eating input"
        identity = self.types.add((low, sub, bits_min, count, bits, OPS[op], fixed))
        self.done[number], self.depth[identity] = identity, depth + 1
        assert depth < DEPTH_MAX, f"type {number} is nested too deeply"
        return identity

    def name(self, text):
        return self.names.add("parent" if text == "__parent" else text)

    def event_set(self, events):
        ids = {int(key): value for key, value in events.items()}
        assert all(0 <= key < 128 for key in ids)
        slots = [0] * (max(ids, default=-1) + 1)
        for key, (name, item) in ids.items():
            slots[key] = 1 + self.events.add((self.name(name.rsplit(".", 1)[1]), self.type(item)))
        return self.sets.add(tuple(slots))

    def layout(self, layout):
        roots = tuple(self.type(layout[root]) for root in ROOTS)
        return self.layouts.add(roots + tuple(self.event_set(layout[key]) for key in EVENT_MAPS))


def wrapped(values, indent=" "):
    """Comma-separated values in lines as full as they may be."""
    lines, line = [], ""
    for value in values:
        piece = f"{value},"
        if len(indent) + len(line) + len(piece) > 110:
            lines.append(indent + line)
            line = ""
        line += piece
    return "\n".join(lines + [indent + line])


def rows(values):
    return wrapped("{" + ",".join(str(item) for item in row) + "}" for row in values)


def comment(text):
    return "\n".join(f"// {line}".rstrip() for line in text.splitlines())


def names_header(tables):
    return "\n".join([
        "// Generated by tools/gen_protocol.py: the names of fields, choices and events as the protocol spells them.",
        "// `parent` stands for an inlined base structure.",
        "// clang-format off", "#pragma once", "", "#include <cstdint>", "", "namespace evo::replay::protocol {", "",
        "enum class Name : std::uint16_t {", wrapped(tables.names.rows), "};", "",
        "}  // namespace evo::replay::protocol", ""])


def data_source(tables):
    offsets, text = [], []
    for name in tables.names.rows + [""]:
        offsets.append(sum(len(part) for part in text))
        text.append(name)
    sets, slots = [], []
    for row in tables.sets.rows:
        sets.append((len(slots), len(row)))
        slots.extend(row)
    kinds = {op: f"O::{op}" for op in OPS.values()}
    types = [(low if low > -2**63 else "INT64_MIN", sub, size, count, bits, kinds[op], int(fixed))
             for low, sub, size, count, bits, op, fixed in tables.types.rows]
    fields = [(f"n({name})", item, tag) for name, item, tag in tables.fields]
    events = [(f"n({name})", item) for name, item in tables.events.rows]
    lines = textwrap.wrap("".join(text), 107)
    array = "constexpr {} {}[] = {{\n{}\n}};\n"
    return "\n".join([
        "// Generated by tools/gen_protocol.py; edit that.", "//", comment(NOTICE), "// clang-format off",
        '#include "replay/protocol_index.hpp"', "", "namespace evo::replay::protocol {", "namespace {", "",
        "using O = Op;", "constexpr Name n(int place) { return static_cast<Name>(place); }", "",
        array.format("char", "kNameText", "\n".join(f' "{line}"' for line in lines)),
        array.format("std::uint16_t", "kNameOffsets", wrapped(offsets)),
        array.format("EventSet", "kEventSets", rows(sets)),
        array.format("std::uint16_t", "kEventSlots", wrapped(slots)),
        array.format("Event", "kEvents", rows(events)),
        array.format("Layout", "kLayouts", rows(tables.layouts.rows)),
        array.format("std::uint32_t", "kBuilds", wrapped(build for build, _ in tables.builds)),
        array.format("std::uint8_t", "kBuildLayouts", wrapped(layout for _, layout in tables.builds)),
        f"constexpr Graft kGraft = {{{GRAFT_BASE_BUILD}, {GRAFT_FROM_BUILD}, {tables.grafted}}};", "",
        "}  // namespace", "",
        array.format("Type", "kTypes", rows(types)).replace("constexpr", "constinit const"),
        array.format("Field", "kFields", rows(fields)).replace("constexpr", "constinit const"),
        "constinit const Index kIndex = {kNameText, kNameOffsets, kEventSets, kEventSlots, kEvents, kLayouts,",
        "                                kBuilds, kBuildLayouts, kGraft};", "",
        "}  // namespace evo::replay::protocol", ""])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    facts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    target = Path(sys.argv[2] if len(sys.argv) == 3 else Path(__file__).parent.parent / "src" / "replay")
    tables = Tables(facts)
    (target / "protocol_names.hpp").write_text(names_header(tables), encoding="utf-8")
    (target / "protocol_data.cpp").write_text(data_source(tables), encoding="utf-8")
    print(f"{len(tables.types.rows)} types, {len(tables.fields)} fields, {len(tables.names.rows)} names, "
          f"{len(tables.events.rows)} events, {len(tables.layouts.rows)} layouts, {len(tables.builds)} builds, "
          f"depth {max(tables.depth.values())}")


if __name__ == "__main__":
    main()
