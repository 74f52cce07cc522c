#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "core/matchmaking/matchmaking.hpp"

namespace evo {
namespace {

// Codes numbered, with the catalog's answer for every two of them asked once.
class MeetingTable {
 public:
  template <class MayMeet>
  MeetingTable(std::set<std::string_view> codes, const MayMeet& may_meet)
      : codes_(codes.begin(), codes.end()) {
    for (const std::string_view a : codes_)
      for (const std::string_view b : codes_) may_meet_.push_back(may_meet(a, b));
  }

  std::size_t index_of(std::string_view code) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(codes_, code) - codes_.begin());
  }
  bool may_meet(std::size_t a, std::size_t b) const { return may_meet_[a * codes_.size() + b]; }

 private:
  std::vector<std::string_view> codes_;  // Sorted.
  std::vector<bool> may_meet_;
};

// What keeps a ticket without a match, in the order in which obstacles are met; later ones say more.
enum Obstacle : std::size_t { kAlone, kSides, kRegions, kWindow, kTaken };
constexpr std::array kReasons{MissReason::alone, MissReason::no_opposite_side, MissReason::regions_apart,
                              MissReason::outside_window, MissReason::opponents_taken};

struct Candidate {
  struct Option {
    std::size_t side;
    int rating;
  };
  const Ticket* ticket = nullptr;
  int waves = 1;
  int window = 0;
  std::size_t region = 0;
  std::vector<Option> options;  // As the ticket's.
  Obstacle obstacle = kAlone;
};

// One way for two candidates to play each other.
struct Pairing {
  std::size_t option_a = 0;
  std::size_t option_b = 0;
  std::int64_t cost = 0;
};

// Tickets in the order of their ids, so that the order in which they were read plays no part. A player takes
// part with one ticket only, or two opponents could be given the same person.
std::vector<const Ticket*> select_tickets(std::span<const Ticket> tickets, const PoolRules& rules,
                                          std::vector<Miss>& misses) {
  std::vector<const Ticket*> chosen;
  for (const Ticket& ticket : tickets)
    if (ticket.mode == rules.mode) chosen.push_back(&ticket);
  std::ranges::sort(chosen, {}, [](const Ticket* ticket) { return ticket->id; });

  std::set<PlayerId> seen;
  std::erase_if(chosen, [&](const Ticket* ticket) {
    if (seen.insert(ticket->player).second) return false;
    misses.push_back({ticket->id, MissReason::over_limit});
    return true;
  });

  if (chosen.size() <= rules.tickets_max) return chosen;
  const auto end = chosen.begin() + static_cast<std::ptrdiff_t>(rules.tickets_max);
  std::ranges::nth_element(chosen, end, {},
                           [](const Ticket* ticket) { return std::pair(ticket->joined_at, ticket->id); });
  for (auto ticket = end; ticket != chosen.end(); ++ticket)
    misses.push_back({(*ticket)->id, MissReason::over_limit});
  chosen.erase(end, chosen.end());
  std::ranges::sort(chosen, {}, [](const Ticket* ticket) { return ticket->id; });
  return chosen;
}

class WavePlanner {
 public:
  WavePlanner(std::span<const Ticket* const> tickets, const PoolRules& rules, const Catalog& catalog,
              Time now, Rng& rng)
      : rules_(rules),
        catalog_(catalog),
        now_(now),
        rng_(rng),
        sides_(side_codes(tickets),
               [&](std::string_view a, std::string_view b) { return catalog.sides_may_meet(a, b); }),
        regions_(region_codes(tickets),
                 [&](std::string_view a, std::string_view b) { return catalog.regions_may_meet(a, b); }) {
    for (const Ticket* ticket : tickets) {
      Candidate candidate;
      candidate.ticket = ticket;
      candidate.waves = waves_waited(*ticket, now, rules);
      candidate.window = window(candidate.waves, rules);
      candidate.region = regions_.index_of(ticket->region);
      for (const TicketOption& option : ticket->options)
        candidate.options.push_back({sides_.index_of(option.side), option.rating});
      candidates_.push_back(std::move(candidate));
    }
  }

  void plan(WavePlan& plan) {
    const std::vector<Edge> edges = find_edges();
    const auto partner = minimum_cost_maximum_matching(static_cast<int>(candidates_.size()), edges);
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (partner[i] < 0) {
        plan.misses.push_back({candidates_[i].ticket->id, kReasons[candidates_[i].obstacle]});
      } else if (static_cast<std::size_t>(partner[i]) > i) {
        plan.proposals.push_back(propose(candidates_[i], candidates_[static_cast<std::size_t>(partner[i])]));
        plan.cost += plan.proposals.back().cost;
      }
    }
    plan.candidates = candidates_.size();
  }

 private:
  static std::set<std::string_view> side_codes(std::span<const Ticket* const> tickets) {
    std::set<std::string_view> codes;
    for (const Ticket* ticket : tickets)
      for (const TicketOption& option : ticket->options) codes.insert(option.side);
    return codes;
  }

  static std::set<std::string_view> region_codes(std::span<const Ticket* const> tickets) {
    std::set<std::string_view> codes;
    for (const Ticket* ticket : tickets) codes.insert(ticket->region);
    return codes;
  }

  std::vector<Edge> find_edges() {
    std::vector<Edge> edges;
    std::vector<Pairing> pairings;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      for (std::size_t j = i + 1; j < candidates_.size(); ++j) {
        Candidate& a = candidates_[i];
        Candidate& b = candidates_[j];
        const Obstacle obstacle = find_pairings(a, b, pairings);
        a.obstacle = std::max(a.obstacle, obstacle);
        b.obstacle = std::max(b.obstacle, obstacle);
        if (obstacle == kTaken)
          edges.push_back({static_cast<int>(i), static_cast<int>(j), cost_of(a, b, pairings.front())});
      }
    }
    return edges;
  }

  // Fills in the cheapest ways for the two to play, all of equal cost. Says what would keep them apart:
  // kTaken when only other matches could.
  Obstacle find_pairings(const Candidate& a, const Candidate& b, std::vector<Pairing>& pairings) const {
    pairings.clear();
    Obstacle obstacle = kSides;
    const int reach = std::max(a.window, b.window);
    const bool regions_meet = regions_.may_meet(a.region, b.region);
    for (std::size_t i = 0; i < a.options.size(); ++i) {
      for (std::size_t j = 0; j < b.options.size(); ++j) {
        if (!sides_.may_meet(a.options[i].side, b.options[j].side)) continue;
        if (!regions_meet) return kRegions;
        obstacle = std::max(obstacle, kWindow);
        const std::int64_t difference = std::int64_t{a.options[i].rating} - b.options[j].rating;
        if (std::abs(difference) > reach) continue;
        obstacle = kTaken;
        const Pairing pairing{i, j,
                              pair_cost(a.options[i].rating, b.options[j].rating, a.waves, b.waves, rules_)};
        if (!pairings.empty() && pairing.cost < pairings.front().cost) pairings.clear();
        if (pairings.empty() || pairing.cost == pairings.front().cost) pairings.push_back(pairing);
      }
    }
    return obstacle;
  }

  std::int64_t cost_of(const Candidate& a, const Candidate& b, const Pairing& pairing) const {
    return std::min(pairing.cost + rematch_cost(*a.ticket, *b.ticket, now_, rules_), kMatchingCostMax);
  }

  Proposal propose(const Candidate& a, const Candidate& b) {
    std::vector<Pairing> pairings;
    find_pairings(a, b, pairings);
    // Between equally good ways chance decides, so that the same few players do not always meet with the same
    // races.
    const Pairing pairing = pairings.size() == 1 ? pairings.front() : rng_.pick(pairings);

    Proposal proposal;
    proposal.first = seat(*a.ticket, pairing.option_a);
    proposal.second = seat(*b.ticket, pairing.option_b);
    const Ticket* first = a.ticket;
    const Ticket* second = b.ticket;
    if (second_goes_first(proposal.first.option.side, proposal.second.option.side)) {
      std::swap(proposal.first, proposal.second);
      std::swap(first, second);
    }
    proposal.cost = cost_of(a, b, pairing);
    proposal.rating_difference = std::abs(proposal.first.option.rating - proposal.second.option.rating);
    proposal.map = draw_map(*first, *second);
    proposal.server = catalog_.server_for(first->region, second->region);
    return proposal;
  }

  static Seat seat(const Ticket& ticket, std::size_t option) {
    return {ticket.id, ticket.player, ticket.options[option]};
  }

  bool second_goes_first(const std::string& side_a, const std::string& side_b) {
    if (side_a == side_b) return rng_.below(2) == 1;
    return std::ranges::any_of(
        catalog_.matchups, [&](const auto& matchup) { return matchup[0] == side_b && matchup[1] == side_a; });
  }

  // Uniform over the maps neither has vetoed.
  std::string draw_map(const Ticket& a, const Ticket& b) {
    const MapPool* pool = catalog_.pool(rules_.mode, catalog_.current_season);
    if (pool == nullptr || pool->maps.empty()) return {};
    std::set<std::string_view> vetoed;
    add_vetoes(a, *pool, vetoed);
    add_vetoes(b, *pool, vetoed);
    std::vector<const Map*> open;
    for (const Map& map : pool->maps)
      if (!vetoed.contains(map.code)) open.push_back(&map);
    // A pool so small that two players can veto all of it ignores them.
    if (open.empty())
      for (const Map& map : pool->maps) open.push_back(&map);
    return rng_.pick(open)->code;
  }

  // Counts what the rules allow; codes of no map of the pool cost nothing.
  void add_vetoes(const Ticket& ticket, const MapPool& pool, std::set<std::string_view>& vetoed) const {
    std::set<std::string_view> own;
    for (const std::string& code : ticket.vetoes) {
      if (own.size() >= static_cast<std::size_t>(std::max(catalog_.vetoes_max, 0))) break;
      if (std::ranges::find(pool.maps, code, &Map::code) != pool.maps.end()) own.insert(code);
    }
    vetoed.insert(own.begin(), own.end());
  }

  const PoolRules& rules_;
  const Catalog& catalog_;
  const Time now_;
  Rng& rng_;
  MeetingTable sides_;
  MeetingTable regions_;
  std::vector<Candidate> candidates_;
};

}  // namespace

WavePlan plan_wave(std::span<const Ticket> tickets, const PoolRules& rules, const Catalog& catalog, Time now,
                   Rng& rng) {
  WavePlan plan;
  const std::vector<const Ticket*> chosen = select_tickets(tickets, rules, plan.misses);
  WavePlanner(chosen, rules, catalog, now, rng).plan(plan);
  std::ranges::sort(plan.misses, {}, &Miss::ticket);
  return plan;
}

}  // namespace evo
