#include <charconv>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/catalog/catalog_sections.hpp"

namespace evo::catalog_file {
namespace {

constexpr std::string_view kIdMark = "{id}";

template <class Item>
std::vector<std::string> codes_of(const std::vector<Item>& items) {
  std::vector<std::string> codes;
  for (const Item& item : items) codes.push_back(item.code);
  return codes;
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(line, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

using Cell = std::function<void(std::string_view cell, std::string_view path)>;

// A table drawn as lines of text: the first names the columns, every other begins with the code of its row.
// Calls `cell` for each cell in row-major order.
void read_grid(const std::vector<Value>& lines, const std::vector<std::string>& rows,
               const std::vector<std::string>& columns, Problem& problem, const Cell& cell) {
  if (lines.empty()) return;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string line = as_text(lines[i], problem);
    std::vector<std::string_view> cells = words(line);
    if (i > 0) {
      if (cells.empty() || cells.front() != rows[i - 1])
        return problem.report(lines[i].path, fmt::format("must begin with '{}'", rows[i - 1]));
      cells.erase(cells.begin());
    }
    if (cells.size() != columns.size())
      return problem.report(lines[i].path,
                            fmt::format("has {} columns, not {}", cells.size(), columns.size()));
    for (std::size_t column = 0; column < columns.size(); ++column) {
      if (i > 0) {
        cell(cells[column], lines[i].path);
      } else if (cells[column] != columns[column]) {
        return problem.report(lines[i].path, fmt::format("column {} must be '{}', not '{}'", column + 1,
                                                         columns[column], cells[column]));
      }
    }
  }
}

void read_regions(TableReader& root, Catalog& catalog, Codes& regions, Problem& problem) {
  for (const Value& value : root.list("regions", 1, kMaxRegions)) {
    TableReader table(value, problem);
    Region region{table.code("code"), table.text("name"), table.text("globe")};
    regions.add(region.code, table.path("code"));
    if (region.globe != "AM" && region.globe != "AF" && region.globe != "AS")
      problem.report(table.path("globe"), fmt::format("'{}' is none of AM, AF, AS", region.globe));
    table.finish();
    catalog.regions.push_back(std::move(region));
  }
}

void read_servers(TableReader& root, Catalog& catalog, LinkPatterns& patterns, Codes& servers,
                  Problem& problem) {
  Codes game_regions("game region", problem);
  Codes depots("depot region", problem);
  for (const Value& value : root.list("game_regions", 1, kMaxGameRegions)) {
    TableReader table(value, problem);
    GameRegion region{table.code("code"), table.text("name"), table.code("depot_region")};
    game_regions.add(region.code, table.path("code"));
    depots.add(region.depot_region, table.path("depot_region"));
    patterns.push_back(table.text("link"));
    if (!patterns.back().contains(kIdMark)) problem.report(table.path("link"), "must hold {id}");
    table.finish();
    catalog.game_regions.push_back(std::move(region));
  }
  for (const Value& value : root.list("servers", 1, kMaxServers)) {
    TableReader table(value, problem);
    Server server{table.code("code"), table.text("name"), table.text("short_name"),
                  table.code("game_region")};
    servers.add(server.code, table.path("code"));
    game_regions.check(server.game_region, table.path("game_region"));
    table.finish();
    catalog.servers.push_back(std::move(server));
  }
}

void read_server_table(TableReader& root, Catalog& catalog, Codes& servers, Problem& problem) {
  const std::vector<std::string> regions = codes_of(catalog.regions);
  const std::size_t n = regions.size();
  read_grid(root.list("server_table", n + 1, n + 1), regions, regions, problem,
            [&](std::string_view cell, std::string_view path) {
              servers.check(cell, path);
              catalog.server_table.emplace_back(cell);
            });
  if (problem.found()) return;
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t column = 0; column < row; ++column) {
      const std::string& here = catalog.server_table[row * n + column];
      const std::string& mirror = catalog.server_table[column * n + row];
      if (here != mirror)
        return problem.report(fmt::format("server_table[{}]", row + 1),
                              fmt::format("{} with {} is '{}', but {} with {} is '{}'", regions[row],
                                          regions[column], here, regions[column], regions[row], mirror));
    }
  }
}

// "40-120", or "-" for none.
std::optional<PingRange> read_ping(std::string_view cell, std::string_view path, Problem& problem) {
  if (cell == "-") return std::nullopt;
  PingRange ping;
  const char* end = cell.data() + cell.size();
  const auto low = std::from_chars(cell.data(), end, ping.low_ms);
  if (low.ec == std::errc() && low.ptr != end && *low.ptr == '-') {
    const auto high = std::from_chars(low.ptr + 1, end, ping.high_ms);
    if (high.ec == std::errc() && high.ptr == end && ping.low_ms >= 0 && ping.low_ms <= ping.high_ms &&
        ping.high_ms <= kMaxPingMs)
      return ping;
  }
  problem.report(path, fmt::format("'{}' is no ping such as 40-120, nor -", cell));
  return std::nullopt;
}

void read_forbidden_pairs(TableReader& root, Catalog& catalog, Codes& regions, Problem& problem) {
  for (const Value& value : root.list("forbidden_region_pairs", 0, kMaxRegions * kMaxRegions)) {
    const auto* pair = std::get_if<std::vector<Value>>(&value.content);
    if (pair == nullptr || pair->size() != 2) return problem.report(value.path, "must be a pair of regions");
    std::array<std::string, 2> codes;
    for (std::size_t i = 0; i < 2; ++i) {
      codes[i] = as_text((*pair)[i], problem);
      regions.check(codes[i], (*pair)[i].path);
    }
    catalog.forbidden_region_pairs.push_back(std::move(codes));
  }
}

void read_countries(TableReader& root, Catalog& catalog, Problem& problem) {
  Codes countries("country", problem);
  for (const Value& value : root.list("countries", 1, kMaxCountries)) {
    TableReader table(value, problem);
    Country country{table.code("code"), table.text("name"), table.flag_or("common", false)};
    countries.add(country.code, table.path("code"));
    if (country.code.size() != 2) problem.report(table.path("code"), "must have two letters");
    table.finish();
    catalog.countries.push_back(std::move(country));
  }
}

}  // namespace

void read_world(TableReader& root, Catalog& catalog, LinkPatterns& patterns, Problem& problem) {
  Codes regions("region", problem);
  Codes servers("server", problem);
  read_regions(root, catalog, regions, problem);
  read_servers(root, catalog, patterns, servers, problem);
  read_server_table(root, catalog, servers, problem);
  const std::vector<std::string> rows = codes_of(catalog.regions);
  read_grid(root.list("pings", rows.size() + 1, rows.size() + 1), rows, codes_of(catalog.servers), problem,
            [&](std::string_view cell, std::string_view path) {
              catalog.pings.push_back(read_ping(cell, path, problem));
            });
  read_forbidden_pairs(root, catalog, regions, problem);
  read_countries(root, catalog, problem);
}

std::vector<std::string> read_links(TableReader& table, const LinkPatterns& patterns, Problem& problem) {
  const std::vector<Value>& ids = table.list("ids", 0, kMaxGameRegions);
  if (ids.empty()) return {};
  if (ids.size() != patterns.size()) {
    problem.report(table.path("ids"),
                   fmt::format("must have {} numbers, one for each game region", patterns.size()));
    return {};
  }
  std::vector<std::string> links;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::string link = patterns[i];
    const std::string id = std::to_string(as_number(ids[i], 1, kMaxLinkId, problem));
    if (const std::size_t at = link.find(kIdMark); at != link.npos) link.replace(at, kIdMark.size(), id);
    links.push_back(std::move(link));
  }
  return links;
}

}  // namespace evo::catalog_file
