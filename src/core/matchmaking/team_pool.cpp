#include "core/matchmaking/team_pool.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "base/assert.hpp"

namespace evo::team_pool {
namespace {

constexpr int kBitsPerSide = 4;
// Ratings that far apart are as good as infinitely far; its square still fits beside others.
constexpr std::int64_t kSpreadMax = std::int64_t{1} << 19;

struct Range {
  int low = 0;
  int high = 0;
  std::int64_t squared_spread() const {
    const std::int64_t spread = std::min(std::int64_t{high} - low, kSpreadMax);
    return spread * spread;
  }
  int difference() const {
    return static_cast<int>(std::min<std::int64_t>(std::int64_t{high} - low, kOpenWindow));
  }
};

template <class Visit>
void for_each(std::span<const Entrant> entrants, Mask set, const Visit& visit) {
  for (; set != 0; set &= set - 1) visit(entrants[static_cast<std::size_t>(std::countr_zero(set))]);
}

Range rating_range(std::span<const Entrant> entrants, Mask set) {
  const int some = entrants[static_cast<std::size_t>(std::countr_zero(set))].rating;
  Range range{some, some};
  for_each(entrants, set, [&](const Entrant& entrant) {
    range.low = std::min(range.low, entrant.rating);
    range.high = std::max(range.high, entrant.rating);
  });
  return range;
}

struct Patience {
  int waves = 1;
  int window = 0;
};

CostParts parts_of(int rating_a, int rating_b, const Patience& patience, const PoolRules& rules) {
  CostParts parts;
  parts.waiting = -pair_cost(0, 0, patience.waves, patience.waves, rules);
  parts.rating = pair_cost(rating_a, rating_b, patience.waves, patience.waves, rules) + parts.waiting;
  return parts;
}

Patience longest_waiting(std::span<const Entrant> entrants, Mask set) {
  Patience patience;
  for_each(entrants, set, [&](const Entrant& entrant) {
    patience.waves = std::max(patience.waves, entrant.waves);
    patience.window = std::max(patience.window, entrant.window);
  });
  return patience;
}

std::vector<std::size_t> sides_of(Composition composition, std::size_t sides) {
  std::vector<std::size_t> players;
  for (std::size_t side = 0; side < sides; ++side)
    players.insert(players.end(), composition >> (kBitsPerSide * side) & 0xF, side);
  return players;
}

// One player of the race's side; nobody where the catalog does not have it.
Composition one_of(std::string_view race, const Catalog& catalog) {
  const Race* known = catalog.race(race);
  if (known == nullptr) return 0;
  const Side* side = catalog.side(known->side);
  return Composition{1} << (kBitsPerSide * (side - catalog.sides.data()));
}

}  // namespace

Composition composition_of(std::string_view race, std::span<const std::string> partner_races,
                           const Catalog& catalog) {
  Composition composition = one_of(race, catalog);
  for (const std::string& code : partner_races) composition += one_of(code, catalog);
  return composition;
}

bool compositions_may_meet(Composition a, Composition b, const Catalog& catalog) {
  const std::vector<std::size_t> own = sides_of(a, catalog.sides.size());
  std::vector<std::size_t> others = sides_of(b, catalog.sides.size());
  if (own.size() != others.size()) return false;
  do {
    const auto fits = [&](std::size_t x, std::size_t y) {
      return catalog.sides_may_meet(catalog.sides[x].code, catalog.sides[y].code);
    };
    if (std::ranges::equal(own, others, fits)) return true;
  } while (std::ranges::next_permutation(others).found);
  return false;
}

bool regions_may_meet(const Ticket& a, const Ticket& b, const Catalog& catalog) {
  const auto meets_b = [&](std::string_view region) {
    return catalog.regions_may_meet(region, b.region) &&
           std::ranges::all_of(b.partners, [&](const TicketPartner& partner) {
             return catalog.regions_may_meet(region, partner.region);
           });
  };
  return meets_b(a.region) && std::ranges::all_of(a.partners, [&](const TicketPartner& partner) {
           return meets_b(partner.region);
         });
}

Entrant entrant_of(const Ticket& ticket, const Surroundings& given) {
  Entrant entrant;
  entrant.ticket = &ticket;
  entrant.people = 1 + static_cast<int>(ticket.partners.size());
  if (!ticket.options.empty()) entrant.rating = ticket.options.front().rating;
  entrant.waves = waves_waited(ticket, given.now, given.rules.pool);
  entrant.window = window(entrant.waves, given.rules.pool);
  entrant.blocked = server_set(ticket.blocked_servers, given.catalog);
  entrant.regions.push_back(ticket.region);
  for (const TicketPartner& partner : ticket.partners) {
    entrant.blocked |= server_set(partner.blocked_servers, given.catalog);
    entrant.regions.push_back(partner.region);
  }
  for (const TicketOption& option : ticket.options)
    entrant.offers.push_back(composition_of(option.race, option.partner_races, given.catalog));
  return entrant;
}

int team_rating(std::span<const Entrant> entrants, Mask team) {
  std::int64_t sum = 0;
  std::int64_t people = 0;
  for_each(entrants, team, [&](const Entrant& entrant) {
    sum += std::int64_t{entrant.rating} * entrant.people;
    people += entrant.people;
  });
  return static_cast<int>(sum / people);
}

std::optional<SharedServers> servers_for(std::span<const Entrant* const> people, const Surroundings& given) {
  std::vector<std::string_view> regions;
  std::uint32_t blocked = 0;
  for (const Entrant* entrant : people) {
    regions.insert(regions.end(), entrant->regions.begin(), entrant->regions.end());
    blocked |= entrant->blocked;
  }
  return shared_servers(regions, blocked, given.rules.pool, given.catalog);
}

TeamPool::TeamPool(std::span<const Entrant> entrants, const Surroundings& given, Lenience lenience)
    : entrants_(entrants), given_(given), lenience_(lenience) {
  EVO_ASSERT(entrants.size() <= kTeamTicketsExact);
  looks_at_servers_ = given.rules.pool.ping_worth > 0 ||
                      (!lenience.any_server && std::ranges::any_of(entrants, [](const Entrant& entrant) {
                        return entrant.blocked != 0;
                      }));
  fill_meetings();
  fill_tables();
  if (given.mode.free_for_all())
    find_free_for_alls();
  else
    find_team_matches();
}

void TeamPool::fill_meetings() {
  if (given_.rules.pool.rematch_cost <= 0) return;
  met_.reserve(entrants_.size() * entrants_.size());
  for (const Entrant& a : entrants_)
    for (const Entrant& b : entrants_)
      met_.push_back(rematch_cost(*a.ticket, *b.ticket, given_.now, given_.rules.pool));
}

std::int64_t TeamPool::rematch_between(Mask first, Mask second) const {
  if (met_.empty()) return 0;
  std::int64_t sum = 0;
  std::int64_t pairs = 0;
  for_each(entrants_, first, [&](const Entrant& a) {
    for_each(entrants_, second, [&](const Entrant& b) {
      if (&a == &b) return;
      const auto both = std::int64_t{a.people} * b.people;
      const auto row = static_cast<std::size_t>(&a - entrants_.data());
      sum += both * met_[row * entrants_.size() + static_cast<std::size_t>(&b - entrants_.data())];
      pairs += both;
    });
  });
  return pairs == 0 ? 0 : sum / pairs;
}

std::optional<std::int64_t> TeamPool::ping_of(Mask set) const {
  if (!looks_at_servers_) return 0;
  std::vector<const Entrant*> people;
  for_each(entrants_, set, [&](const Entrant& entrant) { people.push_back(&entrant); });
  const auto servers = servers_for(people, given_);
  if (servers) return servers->price;
  return lenience_.any_server ? std::optional<std::int64_t>(0) : std::nullopt;
}

std::optional<TeamMatch> TeamPool::match_of_teams(Mask first, Mask second) const {
  const Range within_first = rating_range(entrants_, first);
  const Range within_second = rating_range(entrants_, second);
  const int rating_first = team_rating(entrants_, first);
  const int rating_second = team_rating(entrants_, second);
  const Range between{std::min(rating_first, rating_second), std::max(rating_first, rating_second)};
  TeamMatch match{.first = first, .second = second, .rating_difference = between.difference()};
  match.reach = std::max({between.difference(), within_first.difference(), within_second.difference()});
  const Patience patience = longest_waiting(entrants_, first | second);
  if (match.reach > patience.window && !lenience_.any_rating) return std::nullopt;
  match.parts = parts_of(rating_first, rating_second, patience, given_.rules.pool);
  match.parts.spread = within_first.squared_spread() + within_second.squared_spread();
  match.parts.rematch = rematch_between(first, second);
  return match;
}

std::optional<TeamMatch> TeamPool::free_for_all(Mask players) const {
  const Range range = rating_range(entrants_, players);
  const Patience patience = longest_waiting(entrants_, players);
  TeamMatch match{.first = players, .rating_difference = range.difference(), .reach = range.difference()};
  if (match.reach > patience.window && !lenience_.any_rating) return std::nullopt;
  match.parts = parts_of(range.low, range.high, patience, given_.rules.pool);
  match.parts.rematch = rematch_between(players, players);
  return match;
}

void TeamPool::fill_tables() {
  const std::size_t sets = std::size_t{1} << entrants_.size();
  people_.assign(sets, 0);
  regions_meet_.assign(sets, true);
  offers_.assign(sets, {});
  offers_[0] = {0};
  for (Mask set = 1; set < sets; ++set) {
    const Entrant& lowest = entrants_[static_cast<std::size_t>(std::countr_zero(set))];
    const Mask rest = set & (set - 1);
    people_[set] = people_[rest] + lowest.people;
    bool meets = regions_meet_[rest];
    for_each(entrants_, rest, [&](const Entrant& other) {
      meets =
          meets && (lenience_.any_region || regions_may_meet(*lowest.ticket, *other.ticket, given_.catalog));
    });
    regions_meet_[set] = meets;
    if (given_.mode.free_for_all() || people_[set] > given_.mode.team_size) continue;
    std::vector<Composition>& offers = offers_[set];
    for (const Composition more : lowest.offers)
      for (const Composition others : offers_[rest]) offers.push_back(more + others);
    std::ranges::sort(offers);
    offers.erase(std::ranges::unique(offers).begin(), offers.end());
  }
}

bool TeamPool::sides_fit(Mask first, Mask second) {
  if (lenience_.any_side) return true;
  for (const Composition a : offers_[first]) {
    for (const Composition b : offers_[second]) {
      const auto [known, fresh] = meetings_.try_emplace({a, b}, false);
      if (fresh) known->second = compositions_may_meet(a, b, given_.catalog);
      if (known->second) return true;
    }
  }
  return false;
}

void TeamPool::find_team_matches() {
  const int team_size = given_.mode.team_size;
  // Where the window is left out, it is asked how wide it has to be.
  const auto weight = [&](const TeamMatch& match) { return lenience_.any_rating ? match.reach : match.cost; };
  for (Mask set = 1; set < people_.size(); ++set) {
    if (people_[set] != 2 * team_size || !regions_meet_[set]) continue;
    const auto ping = ping_of(set);
    if (!ping) continue;
    const Mask lowest = set & (~set + 1);
    std::optional<TeamMatch> best;
    // Every way to part the tickets in two teams, the lowest one in the first.
    for (Mask first = set; first != 0; first = (first - 1) & set) {
      if ((first & lowest) == 0 || people_[first] != team_size) continue;
      const Mask second = set & ~first;
      auto match = match_of_teams(first, second);
      if (!match) continue;
      match->parts.ping = *ping;
      match->cost = std::min(match->parts.sum(), kMatchingCostMax);
      if ((best && weight(*best) <= weight(*match)) || !sides_fit(first, second)) continue;
      best = match;
    }
    if (best) matches_.push_back(*best);
  }
}

void TeamPool::find_free_for_alls() {
  for (Mask set = 1; set < people_.size(); ++set) {
    const int players = people_[set];
    if (players < std::max(given_.rules.ffa_players_min, 2) || players > given_.mode.teams_max) continue;
    if (!regions_meet_[set]) continue;
    auto match = free_for_all(set);
    if (!match) continue;
    const auto ping = ping_of(set);
    if (!ping) continue;
    match->parts.ping = *ping;
    match->cost = std::min(match->parts.sum(), kMatchingCostMax);
    matches_.push_back(*match);
  }
}

bool PlanValue::better_than(const PlanValue& other) const {
  if (people != other.people) return people > other.people;
  if (matches != other.matches) return matches < other.matches;
  return cost < other.cost;
}

// values[set] for every set of tickets: the lowest of them waits, or plays in one of the matches that it can
// be in; when it makes no difference, it plays.
std::vector<TeamMatch> TeamPool::best() const {
  std::vector<std::vector<const TeamMatch*>> by_lowest(entrants_.size());
  for (const TeamMatch& match : matches_)
    by_lowest[static_cast<std::size_t>(std::countr_zero(match.all()))].push_back(&match);
  std::vector<PlanValue> values(people_.size());
  std::vector<const TeamMatch*> choices(people_.size(), nullptr);
  for (Mask set = 1; set < people_.size(); ++set) {
    values[set] = values[set & (set - 1)];
    for (const TeamMatch* match : by_lowest[static_cast<std::size_t>(std::countr_zero(set))]) {
      const Mask taken = match->all();
      if ((taken & ~set) != 0) continue;
      PlanValue value = values[set & ~taken];
      value.people += people_[taken];
      ++value.matches;
      value.cost += match->cost;
      const bool waits = choices[set] == nullptr;
      if (waits ? values[set].better_than(value) : !value.better_than(values[set])) continue;
      values[set] = value;
      choices[set] = match;
    }
  }
  std::vector<TeamMatch> chosen;
  for (Mask set = static_cast<Mask>(people_.size() - 1); set != 0;) {
    if (choices[set] == nullptr) {
      set &= set - 1;
      continue;
    }
    chosen.push_back(*choices[set]);
    set &= ~choices[set]->all();
  }
  return chosen;
}

}  // namespace evo::team_pool
