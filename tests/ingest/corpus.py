#!/usr/bin/env python3
"""Makes a ladder of the shared replays and holds it against what independent decoders say of them.

    tests/ingest/corpus.py BINARY

Every human 1v1 that the protocol decoder shows as decided must have become a match, its winner must be the recorded
one, and a second run must add nothing. Exit status 77 (skipped) where the replays are not there.
"""
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

SKIPPED = 77
HUMAN, WIN, LOSS = 2, 1, 2
shared = pathlib.Path(__file__).resolve().parents[3] / "shared" / "replay"


def handle(toon):
    if not toon["m_region"] or not toon["m_id"]:
        return None
    return f"{toon['m_region']}-S2-{toon['m_realm']}-{toon['m_id']}"


def oracle_games():
    """sha256 -> winner's toon handle, of every game that two people with toon handles played to a recorded end."""
    games = {}
    for path in sorted((shared / "oracle" / "s2protocol").glob("*.json")):
        replay = json.loads(path.read_text())
        details = replay.get("details") or {}
        players = [p for p in details.get("m_playerList") or [] if p["m_observe"] == 0]
        if len(players) != 2 or any(p["m_control"] != HUMAN for p in players):
            continue
        results = sorted(p["m_result"] for p in players)
        if results != [WIN, LOSS] or any(handle(p["m_toon"]) is None for p in players):
            continue
        games[replay["sha256"]] = next(handle(p["m_toon"]) for p in players if p["m_result"] == WIN)
    return games


def ladder_games(database):
    """sha256 -> toon handle of the winner, as the ladder has it."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as store:
        return dict(store.execute(
            "SELECT r.sha256, t.toon FROM replays r JOIN matches m ON m.id = r.match_id"
            " JOIN match_players p ON p.match_id = m.id AND p.team = m.winner"
            " JOIN toons t ON t.player_id = p.player_id WHERE m.state = 'finished'"))


def ingest(binary, folder):
    run = subprocess.run([binary, "ingest", str(shared / "corpus"), "--catalog", "sc2", "--data", folder],
                         capture_output=True, text=True, check=False)
    # 1: some files cannot be read, which the collection means to have.
    if run.returncode not in (0, 1):
        sys.exit(f"ingest ended with {run.returncode}: {run.stderr}")
    return run.stdout.strip().splitlines()[-1]


def main():
    if not (shared / "corpus").is_dir():
        print(f"skipped: no replays at {shared / 'corpus'}")
        return SKIPPED
    failures = []
    with tempfile.TemporaryDirectory(prefix="evoladder-ingest-") as folder:
        first = ingest(sys.argv[1], folder)
        second = ingest(sys.argv[1], folder)
        print(first, second, sep="\n")
        theirs, ours = oracle_games(), ladder_games(pathlib.Path(folder) / "evoladder.db")
    if not re.search(r"\b0 new matches", second):
        failures.append(f"the second run added something: {second}")
    for sha256 in theirs.keys() - ours.keys():
        failures.append(f"decided 1v1 not used: {sha256}")
    for sha256 in theirs.keys() & ours.keys():
        if theirs[sha256] != ours[sha256]:
            failures.append(f"{sha256}: winner {ours[sha256]}, the oracle says {theirs[sha256]}")
    print(f"{len(theirs)} decided 1v1 by the oracle, {len(ours)} matches, {len(theirs.keys() & ours.keys())} compared,"
          f" {len(ours.keys() - theirs.keys())} by a derived winner")
    for failure in failures:
        print(f"FAILED {failure}")
    return 1 if failures or not theirs else 0


sys.exit(main())
