// Why somebody waits: what the rules say of the one opponent who is nearest to being possible. It names
// nobody, as opponents are anonymous until a match is confirmed.
#pragma once

#include <optional>
#include <span>

#include "core/matchmaking/matchmaking.hpp"

namespace evo {

struct WaitReason {
  // opponents_taken: somebody is within reach, and the next wave decides who gets whom.
  MissReason reason = MissReason::alone;
  int others = 0;  // Who else waits in this mode.
  // Of that opponent; with outside_window and opponents_taken.
  std::optional<int> rating_difference;
  // When the windows of the two will have grown that far, if both go on waiting; with outside_window. Not
  // there when they never will. With a forecast: if as many go on joining as now.
  std::optional<Time> reached_at;

  friend bool operator==(const WaitReason&, const WaitReason&) = default;
};

// `waiting` may contain the ticket itself; `joins` as for plan_wave(). O(tickets and joins).
WaitReason explain_wait(const Ticket& ticket, std::span<const Ticket> waiting, const PoolRules& rules,
                        const Catalog& catalog, Time now, std::span<const Ticket> joins = {});

struct WaitOutlook {
  int window = 0;  // Rating difference that the ticket accepts now; kOpenWindow: any.
  WaitReason why;
};
// Both at once.
WaitOutlook wait_outlook(const Ticket& ticket, std::span<const Ticket> waiting, const PoolRules& rules,
                         const Catalog& catalog, Time now, std::span<const Ticket> joins);

}  // namespace evo
