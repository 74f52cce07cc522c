// Servers: what a ping costs, which servers somebody has blocked, and where a match of more than two is
// played.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/matchmaking/matchmaking.hpp"

namespace evo {

// Expected where the catalog knows no sensible connection.
inline constexpr double kPingUnknownMs = 250;
// Further servers of a catalog cannot be blocked.
inline constexpr std::size_t kBlockableServers = 32;

// In squared rating points.
std::int64_t ping_price(double worse_ms, const PoolRules& rules);
// By its place in the catalog.
std::optional<std::size_t> place_of_server(std::string_view code, const Catalog& catalog);
// Bit i: server i of the catalog.
std::uint32_t server_set(std::span<const std::string> codes, const Catalog& catalog);
// Of the one who has it worst; nullopt where the catalog knows nothing of one of them.
std::optional<double> worst_ping(std::span<const std::string_view> regions, std::string_view server,
                                 const Catalog& catalog);

struct SharedServers {
  std::vector<std::string_view> equal;  // Codes; never empty. Each is as good as the others.
  bool preferred = true;                // Not a way out because of what is blocked.
  std::int64_t price = 0;               // Of the ping of the one who has it worst.
};
// For people of these regions, who may be of the same or of none: the server that is the catalog's for the
// most pairs of different regions among them, and where ping counts, of several such the best for the one who
// has it worst. Where all of those are blocked: of the servers to which everybody has a sensible connection
// the best in the same sense; nullopt if there is none.
std::optional<SharedServers> shared_servers(std::span<const std::string_view> regions, std::uint32_t blocked,
                                            const PoolRules& rules, const Catalog& catalog);

}  // namespace evo
