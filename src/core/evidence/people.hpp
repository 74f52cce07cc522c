// Who of a replay is who of a match: by toon handle; a handle that nobody owns yet by name, if that player
// has no handle either; equal names by race. Nothing is guessed: whoever cannot be told leaves the whole
// question open.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/evidence/evidence.hpp"

namespace evo::evidence {

struct People {
  std::vector<const replay::ReplayPlayer*> humans;  // In the replay's order.
  std::vector<std::optional<std::size_t>> seats;    // For each human the index into Match::players.
  std::vector<ToonBinding> first_uses;              // Handles seen for the first time.
  CheckResult result = CheckResult::unknown;        // passed: every seat is filled, everybody told.
  std::string found;

  bool told() const { return result == CheckResult::passed; }
};

People identify(const Match& match, const replay::ReplaySummary& summary, const Catalog& catalog,
                const Identities& identities);

}  // namespace evo::evidence
