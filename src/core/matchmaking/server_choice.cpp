#include "core/matchmaking/server_choice.hpp"

#include <algorithm>
#include <map>

namespace evo {
namespace {

using Regions = std::vector<std::string_view>;

// Different ones that the catalog knows.
Regions different(std::span<const std::string_view> regions, const Catalog& catalog) {
  Regions known;
  for (const std::string_view code : regions)
    if (catalog.region(code) != nullptr && std::ranges::find(known, code) == known.end())
      known.push_back(code);
  std::ranges::sort(known);
  return known;
}

bool is_blocked(std::string_view server, std::uint32_t blocked, const Catalog& catalog) {
  const auto place = place_of_server(server, catalog);
  return place && *place < kBlockableServers && (blocked >> *place & 1) != 0;
}

double worst_expected(const Regions& regions, std::string_view server, const Catalog& catalog) {
  double worst = 0;
  for (const std::string_view region : regions)
    worst = std::max(worst, catalog.ping_ms(region, server).value_or(kPingUnknownMs));
  return worst;
}

// Server -> how many pairs of different regions it is for; of one region alone its own.
std::map<std::string_view, int> wanted(const Regions& regions, const Catalog& catalog) {
  std::map<std::string_view, int> cells;
  if (regions.size() < 2) {
    const std::string_view only = regions.empty() ? "" : regions.front();
    return {{catalog.server_for(only, only), 1}};
  }
  for (auto a = regions.begin(); a != regions.end(); ++a)
    for (auto b = std::next(a); b != regions.end(); ++b) ++cells[catalog.server_for(*a, *b)];
  return cells;
}

std::vector<std::string_view> most_wanted(const Regions& regions, std::uint32_t blocked,
                                          const Catalog& catalog) {
  auto cells = wanted(regions, catalog);
  std::erase_if(cells, [&](const auto& cell) { return is_blocked(cell.first, blocked, catalog); });
  int most = 0;
  for (const auto& [server, times] : cells) most = std::max(most, times);
  std::vector<std::string_view> best;
  for (const auto& [server, times] : cells)
    if (times == most) best.push_back(server);
  return best;
}

// To which everybody has a sensible connection.
std::vector<std::string_view> ways_out(const Regions& regions, std::uint32_t blocked,
                                       const Catalog& catalog) {
  std::vector<std::string_view> found;
  for (const Server& server : catalog.servers) {
    const auto reaches = [&](std::string_view region) {
      return catalog.ping_ms(region, server.code).has_value();
    };
    if (!is_blocked(server.code, blocked, catalog) && std::ranges::all_of(regions, reaches))
      found.push_back(server.code);
  }
  return found;
}

void keep_nearest(std::vector<std::string_view>& servers, const Regions& regions, const Catalog& catalog) {
  const auto worst = [&](std::string_view server) { return worst_expected(regions, server, catalog); };
  const std::string_view best = std::ranges::min(servers, {}, worst);
  servers = {best};
}

}  // namespace

std::int64_t ping_price(double worse_ms, const PoolRules& rules) {
  constexpr double kUnitMs = 100;
  const double points = rules.ping_worth * std::max(worse_ms - rules.ping_free_ms, 0.0) / kUnitMs;
  return static_cast<std::int64_t>(std::min(points * points, static_cast<double>(kMatchingCostMax)));
}

std::optional<std::size_t> place_of_server(std::string_view code, const Catalog& catalog) {
  const Server* server = catalog.server(code);
  if (server == nullptr) return std::nullopt;
  return static_cast<std::size_t>(server - catalog.servers.data());
}

std::uint32_t server_set(std::span<const std::string> codes, const Catalog& catalog) {
  std::uint32_t set = 0;
  for (const std::string& code : codes)
    if (const auto server = place_of_server(code, catalog); server && *server < kBlockableServers)
      set |= 1u << *server;
  return set;
}

std::optional<double> worst_ping(std::span<const std::string_view> regions, std::string_view server,
                                 const Catalog& catalog) {
  const Regions known = different(regions, catalog);
  std::optional<double> worst;
  for (const std::string_view region : known) {
    const auto ms = catalog.ping_ms(region, server);
    if (!ms) return std::nullopt;
    worst = std::max(worst.value_or(0), *ms);
  }
  return worst;
}

std::optional<SharedServers> shared_servers(std::span<const std::string_view> regions, std::uint32_t blocked,
                                            const PoolRules& rules, const Catalog& catalog) {
  const Regions known = different(regions, catalog);
  const bool counts = rules.ping_worth > 0 && !catalog.pings.empty() && !known.empty();
  SharedServers servers{.equal = most_wanted(known, blocked, catalog)};
  if (servers.equal.empty()) {
    servers.equal = ways_out(known, blocked, catalog);
    if (servers.equal.empty()) return std::nullopt;
    servers.preferred = false;
  }
  if (!servers.preferred || counts) keep_nearest(servers.equal, known, catalog);
  if (counts) servers.price = ping_price(worst_expected(known, servers.equal.front(), catalog), rules);
  return servers;
}

}  // namespace evo
