#include "core/matchmaking/team_search.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

namespace evo::team_pool {
namespace {

using Group = std::vector<const Entrant*>;

Chosen chosen_from(const TeamMatch& match, const Group& group) {
  const auto members = [&](Mask set) {
    Group found;
    for (; set != 0; set &= set - 1) found.push_back(group[static_cast<std::size_t>(std::countr_zero(set))]);
    return found;
  };
  return {members(match.first), members(match.second), match.parts, match.cost, match.rating_difference};
}

// All tickets are whole teams: a matching of teams, exact for any number of them.
std::vector<Chosen> match_whole_teams(std::span<const Entrant> entrants, const Surroundings& given) {
  std::vector<Edge> edges;
  std::map<std::pair<int, int>, TeamMatch> matches;
  for (std::size_t a = 0; a < entrants.size(); ++a) {
    for (std::size_t b = a + 1; b < entrants.size(); ++b) {
      const Entrant pair[] = {entrants[a], entrants[b]};
      const TeamPool pool(pair, given);
      if (pool.matches().empty()) continue;
      const std::pair<int, int> ends(static_cast<int>(a), static_cast<int>(b));
      matches[ends] = pool.matches().front();
      edges.push_back({ends.first, ends.second, matches[ends].cost});
    }
  }
  const auto partner = minimum_cost_maximum_matching(static_cast<int>(entrants.size()), edges);
  std::vector<Chosen> chosen;
  for (const auto& [ends, match] : matches)
    if (partner[static_cast<std::size_t>(ends.first)] == ends.second)
      chosen.push_back(chosen_from(match, {&entrants[static_cast<std::size_t>(ends.first)],
                                           &entrants[static_cast<std::size_t>(ends.second)]}));
  return chosen;
}

// The best of a group that is small enough.
std::vector<Chosen> best_of(const Group& group, const Surroundings& given) {
  std::vector<Entrant> values;
  for (const Entrant* entrant : group) values.push_back(*entrant);
  std::vector<Chosen> chosen;
  for (const TeamMatch& match : TeamPool(values, given).best()) chosen.push_back(chosen_from(match, group));
  return chosen;
}

Group everybody_in(const Chosen& match) {
  Group all = match.first;
  all.insert(all.end(), match.second.begin(), match.second.end());
  return all;
}

std::set<const Entrant*> placed_in(const std::vector<Chosen>& matches) {
  std::set<const Entrant*> placed;
  for (const Chosen& match : matches)
    for (const Entrant* entrant : everybody_in(match)) placed.insert(entrant);
  return placed;
}

PlanValue value_of(const std::vector<Chosen>& matches) {
  PlanValue value;
  for (const Chosen& match : matches) {
    for (const Entrant* entrant : everybody_in(match)) value.people += entrant->people;
    ++value.matches;
    value.cost += match.cost;
  }
  return value;
}

// Neighbours in rating, a group at a time.
std::vector<Chosen> match_by_groups(const Group& by_rating, const Surroundings& given) {
  std::vector<Chosen> chosen;
  Group group;
  for (std::size_t next = 0;;) {
    while (group.size() < kTeamTicketsExact && next < by_rating.size()) group.push_back(by_rating[next++]);
    std::vector<Chosen> best = best_of(group, given);
    const std::set<const Entrant*> placed = placed_in(best);
    chosen.insert(chosen.end(), std::make_move_iterator(best.begin()), std::make_move_iterator(best.end()));
    if (next == by_rating.size()) return chosen;
    std::erase_if(group, [&](const Entrant* entrant) { return placed.contains(entrant); });
    // Nobody plays: the weakest makes room, having been tried with all who are near.
    if (placed.empty()) group.erase(group.begin());
  }
}

// Makes a plan better by planning parts of it anew.
class Repair {
 public:
  Repair(const Group& by_rating, const Surroundings& given, std::vector<Chosen> matches)
      : by_rating_(by_rating), given_(given), matches_(std::move(matches)) {}

  std::vector<Chosen> run() {
    for (bool better = true; better && repairs_ > 0;) {
      better = false;
      // Those left over first: a match more is worth more than a better one.
      const std::set<const Entrant*> placed = placed_in(matches_);
      for (const bool waits : {true, false})
        for (const Entrant* anchor : by_rating_)
          if (placed.contains(anchor) != waits && repairs_ > 0) better = repair_around(*anchor) || better;
    }
    return std::move(matches_);
  }

 private:
  static std::int64_t apart(const Entrant& a, const Entrant& b) {
    return std::abs(std::int64_t{a.rating} - b.rating);
  }

  // Whole matches near the anchor, with room for some who wait, and then those.
  bool repair_around(const Entrant& anchor) {
    std::vector<std::pair<std::int64_t, std::size_t>> near;
    for (std::size_t i = 0; i < matches_.size(); ++i) {
      std::int64_t nearest = kOpenWindow;
      for (const Entrant* entrant : everybody_in(matches_[i]))
        nearest = std::min(nearest, apart(*entrant, anchor));
      near.emplace_back(nearest, i);
    }
    std::ranges::sort(near);
    Group group;
    std::vector<std::size_t> opened;
    for (const auto& [distance, index] : near) {
      const Group people = everybody_in(matches_[index]);
      if (group.size() + people.size() > kTeamTicketsExact) continue;
      group.insert(group.end(), people.begin(), people.end());
      opened.push_back(index);
    }
    std::ranges::sort(opened);
    add_waiting(anchor, group);
    if (opened.empty() || !seen_.insert(key_of(group)).second) return false;
    --repairs_;
    return replace(opened, best_of(group, given_));
  }

  void add_waiting(const Entrant& anchor, Group& group) const {
    const std::set<const Entrant*> placed = placed_in(matches_);
    Group waiting;
    for (const Entrant* entrant : by_rating_)
      if (!placed.contains(entrant)) waiting.push_back(entrant);
    std::ranges::stable_sort(waiting, {}, [&](const Entrant* entrant) { return apart(*entrant, anchor); });
    for (const Entrant* entrant : waiting)
      if (group.size() < kTeamTicketsExact) group.push_back(entrant);
  }

  static std::vector<const Entrant*> key_of(Group group) {
    std::ranges::sort(group);
    return group;
  }

  bool replace(const std::vector<std::size_t>& opened, std::vector<Chosen> better) {
    std::vector<Chosen> before;
    for (const std::size_t index : opened) before.push_back(matches_[index]);
    if (!value_of(better).better_than(value_of(before))) return false;
    for (const std::size_t index : opened) matches_[index] = {};
    std::erase_if(matches_, [](const Chosen& match) { return match.first.empty(); });
    std::ranges::move(better, std::back_inserter(matches_));
    return true;
  }

  const Group& by_rating_;
  const Surroundings& given_;
  std::vector<Chosen> matches_;
  std::set<std::vector<const Entrant*>> seen_;  // Groups that have been planned.
  int repairs_ = kTeamRepairs;
};

}  // namespace

Choice choose_matches(std::span<const Entrant> entrants, const Surroundings& given) {
  Group order;
  for (const Entrant& entrant : entrants) order.push_back(&entrant);
  if (entrants.size() <= kTeamTicketsExact) return {best_of(order, given), true};
  if (given.mode.has_teams() && std::ranges::all_of(entrants, [&](const Entrant& entrant) {
        return entrant.people == given.mode.team_size;
      }))
    return {match_whole_teams(entrants, given), true};
  std::ranges::sort(order, {},
                    [](const Entrant* entrant) { return std::pair(entrant->rating, entrant->ticket->id); });
  return {Repair(order, given, match_by_groups(order, given)).run(), false};
}

}  // namespace evo::team_pool
