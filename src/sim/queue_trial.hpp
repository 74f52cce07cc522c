// Queue trial: matchmaking rules on trial. The same people come at the same times, whatever the rules; what
// the rules make of them shows in the matches. Only the queue is simulated here, by the planner and the
// rating system that the ladder runs: no store, no faults, everybody confirms and tells the truth.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "app/rules.hpp"
#include "core/rating/ledger.hpp"
#include "sim/match_quality.hpp"

namespace evo::sim {

struct TrialOptions {
  std::uint64_t seed = 1;
  int seeds = 1;  // Ladders with consecutive seeds, looked at together.
  int days = 30;  // The first kSettlingShare of them only settle the ratings and are not looked at.
  int players = 200;
  Rules rules;                             // The catalog, pool, rating, and when waves run.
  std::function<void(int days)> progress;  // Of all ladders.
  double drift_a_day = 0;                  // Everybody's true skill wanders by so many points.
  // Each game when it ends, the settling ones too, and what the first team's chance truly was. People of
  // different ladders have different numbers.
  std::function<void(const RatedGame& game, double chance)> played;
};
inline constexpr double kSettlingShare = 0.25;

// Somebody comes to play.
struct Arrival {
  Time at;
  std::size_t person = 0;
  int games = 1;  // So many, one after the other.
  bool offers_every_side = false;
  Duration patience{};  // For each of them.
};

// Those of the seed, in order: they depend on nothing else. People come in the evening of where they live.
std::vector<Arrival> arrivals_of(const TrialOptions& options);

QualityReport try_rules(const TrialOptions& options);

}  // namespace evo::sim
