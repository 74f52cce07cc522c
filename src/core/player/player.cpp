#include "core/player/player.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evo {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Bytes of other scripts are letters here; harmless() has removed what cannot be seen.
bool is_name_byte(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || (c & 0x80) != 0;
}

}  // namespace

Result<void> validate_name(std::string_view name) {
  if (name.size() < kNameLettersMin || name.size() > kNameLettersMax)
    return fail(invalid(fmt::format("name: {} to {} letters are needed, this has {}", kNameLettersMin,
                                    kNameLettersMax, code_points(name))));
  if (!std::ranges::all_of(name, is_letter))
    return fail(
        invalid("name: only the letters A to Z are allowed; other in-game names go into other_names"));
  return {};
}

Result<void> validate_other_names(std::string_view name, std::span<const std::string> other_names) {
  std::set<std::string> seen{lower_ascii(name)};
  std::size_t total = 0;
  for (const std::string& other : other_names) {
    if (!is_utf8(other) || harmless(other, other.size()) != other)
      return fail(invalid("other_names: a name holds characters that cannot be shown"));
    const std::size_t length = code_points(other);
    total += length;
    if (length < kNameLettersMin || length > kNameLettersMax)
      return fail(invalid(fmt::format("other_names: '{}' must have {} to {} characters", other,
                                      kNameLettersMin, kNameLettersMax)));
    if (!std::ranges::all_of(other, is_name_byte))
      return fail(
          invalid(fmt::format("other_names: '{}' may hold letters, digits, '_', '-' and '.'", other)));
    if (!seen.insert(lower_ascii(other)).second)
      return fail(invalid(fmt::format("other_names: '{}' is given twice", other)));
  }
  if (total > kOtherNamesCharactersMax)
    return fail(
        invalid(fmt::format("other_names: at most {} characters together", kOtherNamesCharactersMax)));
  return {};
}

Result<void> validate_races(std::span<const std::string> races, const Catalog& catalog) {
  if (races.empty()) return fail(invalid("races: choose at least one race"));
  std::set<std::string_view> sides;
  for (const std::string& code : races) {
    const Race* race = catalog.race(code);
    if (race == nullptr)
      return fail(invalid(fmt::format("races: there is no race '{}'", harmless(code, 40))));
    if (!sides.insert(race->side).second)
      return fail(invalid(
          fmt::format("races: only one race of a side; '{}' is the second of '{}'", code, race->side)));
  }
  return {};
}

Result<void> validate_vetoes(std::span<const std::string> vetoes, std::string_view mode,
                             const Catalog& catalog) {
  if (vetoes.size() > static_cast<std::size_t>(catalog.vetoes_max))
    return fail(
        invalid(fmt::format("vetoes: at most {} maps, these are {}", catalog.vetoes_max, vetoes.size())));
  const MapPool* pool = catalog.pool(mode, catalog.current_season);
  std::set<std::string_view> seen;
  for (const std::string& code : vetoes) {
    const bool known =
        pool != nullptr && std::ranges::any_of(pool->maps, [&](const Map& map) { return map.code == code; });
    if (!known)
      return fail(
          invalid(fmt::format("vetoes: '{}' is no map of this season's {} pool", harmless(code, 60), mode)));
    if (!seen.insert(code).second) return fail(invalid(fmt::format("vetoes: '{}' is given twice", code)));
  }
  return {};
}

}  // namespace evo
