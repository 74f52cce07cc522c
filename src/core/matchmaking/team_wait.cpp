#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/matchmaking/team_pool.hpp"

namespace evo {
namespace {

using namespace team_pool;

// Rules are left out one after the other: what the first match says that is possible then.
constexpr std::pair<Lenience, MissReason> kSteps[] = {
    {{}, MissReason::opponents_taken},
    {{.any_rating = true}, MissReason::outside_window},
    {{.any_rating = true, .any_server = true}, MissReason::servers_blocked},
    {{.any_rating = true, .any_server = true, .any_region = true}, MissReason::regions_apart},
    {{.any_rating = true, .any_server = true, .any_region = true, .any_side = true},
     MissReason::no_opposite_side}};

constexpr Mask kOwn = 1;

// When one of those in the match accepts how far apart it is.
std::optional<Time> possible_at(const TeamMatch& match, std::span<const Entrant> entrants,
                                const PoolRules& rules) {
  std::optional<Time> first;
  for (std::size_t i = 0; i < entrants.size(); ++i) {
    if ((match.all() >> i & 1) == 0) continue;
    const auto at = reaches_at(*entrants[i].ticket, match.reach, rules);
    if (at && (!first || *at < *first)) first = at;
  }
  return first;
}

// Of the matches with the ticket, the one that is nearest to being possible.
void tell_nearest(const std::vector<TeamMatch>& matches, std::span<const Entrant> entrants,
                  const PoolRules& rules, WaitReason& why) {
  for (const TeamMatch& match : matches) {
    if ((match.all() & kOwn) == 0) continue;
    const bool waits = why.reason == MissReason::outside_window;
    const auto at = waits ? possible_at(match, entrants, rules) : std::nullopt;
    const bool earlier = at && (!why.reached_at || *at < *why.reached_at);
    const bool nearer = at == why.reached_at && match.reach < why.rating_difference.value_or(kOpenWindow);
    if (why.rating_difference && !earlier && !nearer) continue;
    why.rating_difference = match.reach;
    why.reached_at = at;
  }
}

// The ticket first, then those nearest in rating, as many as can be looked at.
std::vector<Entrant> neighbours(const Ticket& ticket, std::span<const Ticket> waiting,
                                const Surroundings& given, WaitReason& why) {
  std::vector<Entrant> entrants{entrant_of(ticket, given)};
  for (const Ticket& other : waiting) {
    if (other.id == ticket.id || other.mode != given.mode.name) continue;
    entrants.push_back(entrant_of(other, given));
    why.others += entrants.back().people;
  }
  const int own_rating = entrants.front().rating;
  std::ranges::sort(entrants.begin() + 1, entrants.end(), {}, [&](const Entrant& other) {
    return std::pair(std::abs(std::int64_t{other.rating} - own_rating), other.ticket->id);
  });
  if (entrants.size() > kTeamTicketsExact)
    entrants.erase(entrants.begin() + static_cast<std::ptrdiff_t>(kTeamTicketsExact), entrants.end());
  return entrants;
}

}  // namespace

WaitReason explain_team_wait(const Ticket& ticket, std::span<const Ticket> waiting, const Mode& mode,
                             const TeamRules& rules, const Catalog& catalog, Time now) {
  const Surroundings given{mode, rules, catalog, now};
  WaitReason why;
  const std::vector<Entrant> entrants = neighbours(ticket, waiting, given, why);
  Mask possible = kOwn;  // Those with whom some match has been found.
  const auto count = [&](Mask set, MissReason rule) {
    for (std::size_t i = 1; i < entrants.size(); ++i)
      if ((set >> i & 1) != 0) why.excluded[rule] += entrants[i].people;
  };
  for (const auto& [lenience, rule] : kSteps) {
    const TeamPool pool(entrants, given, lenience);
    Mask now_possible = possible;
    for (const TeamMatch& match : pool.matches())
      if ((match.all() & kOwn) != 0) now_possible |= match.all();
    if (now_possible == possible) continue;
    if (rule != MissReason::opponents_taken) count(now_possible & ~possible, rule);
    if (possible == kOwn) {
      why.reason = rule;
      if (rule == MissReason::opponents_taken || rule == MissReason::outside_window)
        tell_nearest(pool.matches(), entrants, rules.pool, why);
    }
    possible = now_possible;
  }
  count(~possible, MissReason::alone);
  return why;
}

}  // namespace evo
