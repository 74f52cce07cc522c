#include "core/mode/mode.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace evo {
namespace {

constexpr std::array<Mode, 5> kModes{{{.name = "1v1", .team_size = 1, .teams_max = 2},
                                      {.name = "2v2", .team_size = 2, .teams_max = 2},
                                      {.name = "3v3", .team_size = 3, .teams_max = 2},
                                      {.name = "4v4", .team_size = 4, .teams_max = 2},
                                      {.name = "FFA", .team_size = 1, .teams_max = kTeamsMax}}};
constexpr char kPairMark = '+';

}  // namespace

std::span<const Mode> modes() { return kModes; }

const Mode* find_mode(std::string_view name) {
  const auto found = std::ranges::find(kModes, name, &Mode::name);
  return found == kModes.end() ? nullptr : &*found;
}

std::vector<std::string> mode_names() {
  std::vector<std::string> names;
  for (const Mode& mode : kModes) names.emplace_back(mode.name);
  return names;
}

std::string pair_race(PlayerId higher) { return fmt::format("{}{}", kPairMark, higher.value); }

RatingKey rating_key(std::string_view mode, PlayerId player, PlayerId partner, std::string_view race) {
  const Mode* known = find_mode(mode);
  const bool by_race = known == nullptr || (!known->has_teams() && !known->free_for_all());
  if (by_race) return {player, std::string(mode), std::string(race)};
  if (!partner) return {player, std::string(mode), ""};
  return {std::min(player, partner), std::string(mode), pair_race(std::max(player, partner))};
}

std::optional<PlayerId> pair_partner(const RatingKey& key) {
  if (key.race.empty() || key.race.front() != kPairMark) return std::nullopt;
  PlayerId partner;
  const char* const end = key.race.data() + key.race.size();
  const auto [stop, problem] = std::from_chars(key.race.data() + 1, end, partner.value);
  return problem == std::errc() && stop == end ? std::optional(partner) : std::nullopt;
}

}  // namespace evo
