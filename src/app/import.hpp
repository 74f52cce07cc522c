// import_game(): a game that was played outside of the ladder becomes a finished, rated match. Its players
// are known by toon handle and made on first sight; any map is accepted. The same file, or another file of
// the same game, adds nothing.
#pragma once

#include <string>

#include "app/ports/store.hpp"
#include "app/rules.hpp"
#include "replay/summary.hpp"

namespace evo {

// nullopt: the game can be used; otherwise why not, in words. Decided by the summary alone.
std::optional<std::string> why_not_importable(const replay::ReplaySummary& summary, const Catalog& catalog);

struct Imported {
  MatchId match;
  bool is_new = false;  // false: this game is on the ladder already, as `match`.
};

// `summary` is importable. Call it in order of ended_at: ratings are computed as of now.
// Errors: invalid (not importable), unavailable.
Task<Result<Imported>> import_game(Store& store, const Rules& rules, replay::ReplaySummary summary);

}  // namespace evo
