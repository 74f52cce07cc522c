// Why a match was made: what the wave weighed when it put these people together. It is stored with the match,
// so that they can ask afterwards, whatever has become of the rules since.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/matchmaking/matchmaking.hpp"

namespace evo {

// What is bad about a match and what is good about making it now, in squared rating points.
struct CostParts {
  std::int64_t rating = 0;   // Of the difference of the ratings.
  std::int64_t spread = 0;   // Of the differences within teams.
  std::int64_t rematch = 0;  // That they have met lately.
  std::int64_t ping = 0;
  std::int64_t waiting = 0;  // For how long somebody has waited; it counts against the others.

  std::int64_t sum() const { return rating + spread + rematch + ping - waiting; }
  friend bool operator==(const CostParts&, const CostParts&) = default;
};

struct MatchedTicket {
  PlayerId player;  // Its owner.
  int team = 0;
  int rating = 0;  // With which it was planned.
  Duration waited{};
  int window = 0;  // Difference that it accepted by then; kOpenWindow: any.
  // Tickets that it could have been matched with in this wave, those of this match included. In teams:
  // nullopt.
  std::optional<int> choices;

  friend bool operator==(const MatchedTicket&, const MatchedTicket&) = default;
};

struct MatchReason {
  std::vector<MatchedTicket> tickets;  // Team after team.
  int waiting = 0;                     // Tickets in this wave.
  int rating_difference = 0;           // Between the teams; in free-for-all between best and worst.
  // Expected score of team 0, from 0 to 1, by the rating system of the ladder; in free-for-all: nullopt.
  std::optional<double> expected;
  CostParts cost;
  int maps = 0;                 // In the pool; 0: the players choose.
  int maps_open = 0;            // Of these, those among which chance decided.
  double map_chance = 0;        // That it would be this one, from 0 to 1.
  bool server_is_usual = true;  // Not a way out because somebody has blocked the usual one.
  std::optional<int> ping_ms;   // Expected, of the one who has it worst; nullopt: nothing is known of it.

  friend bool operator==(const MatchReason&, const MatchReason&) = default;
};

// Of each proposal of the plan, in order; `expected` is left to whoever knows the rating system. The other
// arguments are those with which it was planned. O(1) for each proposal but for a look at its neighbours in
// rating, at most kChoicesLooked of them: choices are counted among these.
std::vector<MatchReason> explain_matches(const WavePlan& plan, std::span<const Ticket> tickets,
                                         const PoolRules& rules, const Catalog& catalog, Time now,
                                         std::span<const Ticket> joins = {});
inline constexpr int kChoicesLooked = 400;

}  // namespace evo
