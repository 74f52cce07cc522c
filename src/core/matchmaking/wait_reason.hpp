// Why somebody waits: what the rules say of everybody else who waits, and of the one who is nearest to being
// possible. It names nobody, as opponents are anonymous until a match is confirmed.
#pragma once

#include <map>
#include <optional>
#include <span>

#include "core/matchmaking/matchmaking.hpp"

namespace evo {

struct WaitReason {
  // What is said of the nearest. opponents_taken: somebody is within reach, and the next wave decides who
  // gets whom.
  MissReason reason = MissReason::alone;
  int others = 0;  // Who else waits in this mode: people.
  // How far away in rating the nearest is; in teams and free-for-all, how far apart the match is that is
  // nearest to being possible. Not there where nobody is allowed at all.
  std::optional<int> rating_difference;
  // When the nearest will be possible, if everybody goes on waiting. Not there when that will never be, or is
  // now. With a forecast: if as many go on joining as now.
  std::optional<Time> reached_at;
  // How many of the others are excluded by which rule, each by the first one that he meets: side, region,
  // blocked servers, then the difference of the ratings, the protection of newcomers, that the two have just
  // met, and the ping. Whoever is not among them is within reach now.
  std::map<MissReason, int> excluded = {};

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
