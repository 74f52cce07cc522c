#include "core/matchmaking/wait_reason.hpp"

#include <algorithm>
#include <cstdlib>

namespace evo {
namespace {

// Least rating difference of the races with which the two may meet.
std::optional<int> nearest_difference(const Ticket& a, const Ticket& b, const Catalog& catalog) {
  std::optional<int> nearest;
  for (const TicketOption& own : a.options) {
    for (const TicketOption& other : b.options) {
      if (!catalog.sides_may_meet(own.side, other.side)) continue;
      const int difference = std::abs(own.rating - other.rating);
      if (!nearest || difference < *nearest) nearest = difference;
    }
  }
  return nearest;
}

// When the ticket's own window is that wide. Windows grow, and open, by whole waves.
std::optional<Time> window_reaches(const Ticket& ticket, int difference, const PoolRules& rules) {
  std::optional<Time> at;
  if (const auto open = open_wave(rules)) at = ticket.joined_at + (*open - 1) * rules.wave_length;
  if (rules.window_growth <= 0) return at;
  const int missing = std::max(difference - rules.window_base, 1);
  const int waves = (missing + rules.window_growth - 1) / rules.window_growth;
  const Time grown = ticket.joined_at + (waves - 1) * rules.wave_length;
  return at ? std::min(*at, grown) : grown;
}

}  // namespace

WaitReason explain_wait(const Ticket& ticket, std::span<const Ticket> waiting, const PoolRules& rules,
                        const Catalog& catalog, Time now) {
  WaitReason best;
  bool kept_apart_by_region = false;
  bool found_nearest = false;
  const int own_window = window(waves_waited(ticket, now, rules), rules);
  for (const Ticket& other : waiting) {
    if (other.player == ticket.player || other.mode != ticket.mode) continue;
    ++best.others;
    const auto difference = nearest_difference(ticket, other, catalog);
    if (!difference) continue;
    if (!catalog.regions_may_meet(ticket.region, other.region)) {
      kept_apart_by_region = true;
      continue;
    }
    const bool reached = *difference <= std::max(own_window, window(waves_waited(other, now, rules), rules));
    const auto own_at = window_reaches(ticket, *difference, rules);
    const auto at =
        reached || !own_at ? std::nullopt : std::min(own_at, window_reaches(other, *difference, rules));
    const bool was_reached = best.reason == MissReason::opponents_taken;
    const bool nearer =
        !found_nearest || reached > was_reached ||
        (reached == was_reached &&
         (at != best.reached_at ? at < best.reached_at : *difference < *best.rating_difference));
    if (!nearer) continue;
    found_nearest = true;
    best.reason = reached ? MissReason::opponents_taken : MissReason::outside_window;
    best.rating_difference = difference;
    best.reached_at = at;
  }
  if (!found_nearest && best.others > 0)
    best.reason = kept_apart_by_region ? MissReason::regions_apart : MissReason::no_opposite_side;
  return best;
}

}  // namespace evo
