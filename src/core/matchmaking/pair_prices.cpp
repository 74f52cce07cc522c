#include "core/matchmaking/pair_prices.hpp"

#include "core/matchmaking/server_choice.hpp"

namespace evo {
namespace {

std::set<std::string_view> side_codes(std::span<const Ticket* const> tickets,
                                      std::span<const Ticket* const> joins) {
  std::set<std::string_view> codes;
  for (const auto some : {tickets, joins})
    for (const Ticket* ticket : some)
      for (const TicketOption& option : ticket->options) codes.insert(option.side);
  return codes;
}

std::set<std::string_view> region_codes(std::span<const Ticket* const> tickets,
                                        std::span<const Ticket* const> joins) {
  std::set<std::string_view> codes;
  for (const auto some : {tickets, joins})
    for (const Ticket* ticket : some) codes.insert(ticket->region);
  return codes;
}

}  // namespace

PairPrices::PairPrices(std::span<const Ticket* const> tickets, std::span<const Ticket* const> joins,
                       const PoolRules& rules, const Catalog& catalog, Time now)
    : rules_(rules),
      catalog_(catalog),
      now_(now),
      sides_(side_codes(tickets, joins),
             [&](std::string_view a, std::string_view b) { return catalog.sides_may_meet(a, b); }),
      regions_(region_codes(tickets, joins),
               [&](std::string_view a, std::string_view b) { return catalog.regions_may_meet(a, b); }) {
  for (const auto some : {tickets, joins})
    for (const Ticket* ticket : some) some_blocked_ = some_blocked_ || !ticket->blocked_servers.empty();
  if (some_blocked_ || rules.ping_worth > 0) choose_servers();
}

template <class Visit>
void PairPrices::for_each_server(const Way& way, const Visit& visit) const {
  const std::size_t servers = catalog_.servers.size();
  for (std::size_t i = 0; i < servers; ++i) {
    const auto ping_a = pings_[way.home_a * servers + i];
    const auto ping_b = pings_[way.home_b * servers + i];
    if (i != way.first && !(ping_a && ping_b)) continue;
    visit(i, std::max(ping_a.value_or(kPingUnknownMs), ping_b.value_or(kPingUnknownMs)));
  }
}

PairPrices::Way PairPrices::find_way(std::size_t region_a, std::size_t region_b,
                                     std::span<const Region* const> entries) const {
  Way way;
  // Who has not said where he lives is taken to live where the other does.
  way.home_a = regions_[region_a].empty() ? region_b : region_a;
  way.home_b = regions_[region_b].empty() ? region_a : region_b;
  way.known = !catalog_.pings.empty() && !regions_[way.home_a].empty();
  way.first = place_of_server(catalog_.server_between(entries[region_a], entries[region_b]), catalog_);
  way.best = choose_server(way, 0);
  return way;
}

void PairPrices::choose_servers() {
  // Looked up once for each region, not in every pair of them.
  std::vector<const Region*> entries;
  pings_.reserve(regions_.size() * catalog_.servers.size());
  for (std::size_t region = 0; region < regions_.size(); ++region) {
    const Region* from = entries.emplace_back(catalog_.region(regions_[region]));
    for (const Server& server : catalog_.servers)
      pings_.push_back(from == nullptr ? std::nullopt : catalog_.ping_between(*from, server));
  }
  ways_.resize(regions_.size() * regions_.size());
  double worst_ms = 0;
  for (std::size_t a = 0; a < regions_.size(); ++a) {
    for (std::size_t b = a; b < regions_.size(); ++b) {
      const Way way = find_way(a, b, entries);
      if (way.known) for_each_server(way, [&](std::size_t, double ms) { worst_ms = std::max(worst_ms, ms); });
      ways_[a * regions_.size() + b] = way;
      ways_[b * regions_.size() + a] = way;
    }
  }
  ping_max_ = ping_price(worst_ms, rules_);
}

// The catalog's server, or else the one that is best for the one of the two who has it worse; the first of
// equals.
std::optional<PairPrices::Choice> PairPrices::choose_server(const Way& way, std::uint32_t blocked) const {
  std::optional<std::size_t> best;
  double best_ms = 0;
  for_each_server(way, [&](std::size_t server, double ms) {
    if (server < kBlockableServers && (blocked >> server & 1) != 0) return;
    if (best && (*best == way.first || (server != way.first && ms >= best_ms))) return;
    best = server;
    best_ms = ms;
  });
  if (!best) return std::nullopt;
  return Choice{*best, way.known ? ping_price(best_ms, rules_) : 0};
}

Candidate PairPrices::candidate(const Ticket& ticket) const {
  Candidate candidate;
  candidate.ticket = &ticket;
  candidate.waves = waves_waited(ticket, now_, rules_);
  candidate.window = window(candidate.waves, rules_);
  candidate.bonus = -pair_cost(0, 0, candidate.waves, candidate.waves, rules_);
  candidate.region = regions_.index_of(ticket.region);
  candidate.blocked = server_set(ticket.blocked_servers, catalog_);
  candidate.open = rules_.forecast.on()
                       ? rules_.open_after > Duration::zero() && now_ - ticket.joined_at >= rules_.open_after
                       : candidate.window == kOpenWindow;
  for (const TicketOption& option : ticket.options)
    candidate.options.push_back(
        {sides_.index_of(option.side), option.rating, option.games < rules_.newcomer_games});
  return candidate;
}

std::optional<std::int64_t> PairPrices::difference(const Candidate& a, const Candidate& b) const {
  std::optional<std::int64_t> nearest;
  for (const Candidate::Option& own : a.options) {
    for (const Candidate::Option& other : b.options) {
      if (!sides_.may_meet(own.side, other.side)) continue;
      const std::int64_t difference = std::abs(std::int64_t{own.rating} - other.rating);
      nearest = std::min(nearest.value_or(kDifferenceMax), difference);
    }
  }
  return nearest;
}

std::optional<std::int64_t> PairPrices::price(const Candidate& a, const Candidate& b) const {
  if (!regions_.may_meet(a.region, b.region) || !server_is_left(a, b)) return std::nullopt;
  const auto apart = difference(a, b);
  if (!apart) return std::nullopt;
  return *apart * *apart + extra(a, b).sum();
}

std::optional<PairPrices::Choice> PairPrices::pick_server(const Candidate& a, const Candidate& b) const {
  const Way& way = ways_[a.region * regions_.size() + b.region];
  const std::uint32_t blocked = a.blocked | b.blocked;
  return blocked == 0 ? way.best : choose_server(way, blocked);
}

PairPrices::Extra PairPrices::extra(const Candidate& a, const Candidate& b) const {
  Extra extra{.rematch = rematch_cost(*a.ticket, *b.ticket, now_, rules_)};
  if (rules_.ping_worth > 0)
    if (const auto choice = pick_server(a, b)) extra.ping = choice->price;
  return extra;
}

bool PairPrices::server_is_preferred(const Candidate& a, const Candidate& b) const {
  if (ways_.empty()) return true;
  const auto choice = pick_server(a, b);
  return choice && ways_[a.region * regions_.size() + b.region].first == choice->server;
}

std::string_view PairPrices::server(const Candidate& a, const Candidate& b) const {
  if (ways_.empty()) return catalog_.server_for(regions_[a.region], regions_[b.region]);
  const auto choice = pick_server(a, b);
  return choice ? std::string_view(catalog_.servers[choice->server].code) : std::string_view();
}

}  // namespace evo
