#include "core/player/player.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/enum_text.hpp"
#include "base/text.hpp"
#include "core/player/unicode.hpp"

namespace evo {
namespace {

constexpr std::string_view kLanguages[] = {"enUS", "esMX", "koKR", "ruRU", "zhCN"};
constexpr EnumText<SetupDemand, 3> kDemands{
    {{SetupDemand::never, "never"}, {SetupDemand::accounts, "accounts"}, {SetupDemand::always, "always"}}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_character(char32_t c) { return is_word_character(c) || c == U'-' || c == U'.'; }

Result<void> check_other_name(const std::string& other) {
  if (!is_utf8(other) || harmless(other, other.size()) != other)
    return fail(invalid("other_names: a name holds characters that cannot be shown"));
  const std::size_t length = code_points(other);
  if (length < kNameLettersMin || length > kNameLettersMax)
    return fail(invalid(fmt::format("other_names: '{}' must have {} to {} characters", harmless(other, 60),
                                    kNameLettersMin, kNameLettersMax)));
  if (!std::ranges::all_of(characters_of(other), is_name_character))
    return fail(invalid(fmt::format("other_names: '{}' may hold letters, digits, '_', '-' and '.'", other)));
  return {};
}

}  // namespace

std::string_view to_string(SetupDemand demand) { return text_of(kDemands, demand); }
std::optional<SetupDemand> setup_demand_from(std::string_view text) { return value_of(kDemands, text); }

void Problems::add(const Result<void>& checked) {
  if (checked) return;
  if (!text_.empty()) text_ += "; ";
  text_ += checked.error().message;
}

Result<void> Problems::result() const { return none() ? Result<void>{} : fail(invalid(text_)); }

Result<void> validate_name(std::string_view name, const PlayerRules& rules) {
  Problems problems;
  const auto letters = static_cast<int>(code_points(is_utf8(name) ? name : harmless(name, name.size())));
  if (letters < rules.name_letters_min || letters > rules.name_letters_max)
    problems.add(fail(invalid(fmt::format("name: {} to {} letters are needed, this has {}",
                                          rules.name_letters_min, rules.name_letters_max, letters))));
  if (!std::ranges::all_of(name, is_letter))
    problems.add(
        fail(invalid("name: only the letters A to Z are allowed; other in-game names go into other_names")));
  return problems.result();
}

Result<void> validate_other_names(std::string_view name, std::span<const std::string> other_names) {
  Problems problems;
  std::set<std::string> seen{folded(name)};
  std::size_t total = 0;
  for (const std::string& other : other_names) {
    const auto sound = check_other_name(other);
    problems.add(sound);
    if (!sound) continue;
    total += code_points(other);
    if (!seen.insert(folded(other)).second)
      problems.add(fail(invalid(fmt::format("other_names: '{}' is given twice", other))));
  }
  if (total > kOtherNamesCharactersMax)
    problems.add(
        fail(invalid(fmt::format("other_names: at most {} characters together", kOtherNamesCharactersMax))));
  return problems.result();
}

Result<void> validate_battletag(std::string_view battletag, const PlayerRules& rules) {
  const auto refuse = [&](std::string_view problem) {
    return fail(invalid(fmt::format("battletag: '{}' {}", harmless(battletag, 60), problem)));
  };
  const auto hash = battletag.find('#');
  if (!is_utf8(battletag) || hash == std::string_view::npos ||
      battletag.find('#', hash + 1) != std::string_view::npos)
    return refuse("must be a name, one '#' and digits");
  const std::u32string left = characters_of(battletag.substr(0, hash));
  const std::string_view right = battletag.substr(hash + 1);
  const auto outside = [](std::size_t size, int low, int high) {
    return size < static_cast<std::size_t>(low) || size > static_cast<std::size_t>(high);
  };
  Problems problems;
  if (outside(left.size(), rules.battletag_letters_min, rules.battletag_letters_max))
    problems.add(refuse(fmt::format("must have {} to {} characters before the '#'",
                                    rules.battletag_letters_min, rules.battletag_letters_max)));
  if (!std::ranges::all_of(left, is_letter_digit_or_mark))
    problems.add(refuse("may hold only letters and digits before the '#'"));
  if (outside(right.size(), rules.battletag_digits_min, rules.battletag_digits_max) ||
      !std::ranges::all_of(right, is_digit))
    problems.add(refuse(fmt::format("must have {} to {} digits after the '#'", rules.battletag_digits_min,
                                    rules.battletag_digits_max)));
  return problems.result();
}

Result<void> validate_region(std::string_view code, const Catalog& catalog) {
  if (catalog.region(code) != nullptr) return {};
  return fail(invalid(fmt::format("region: there is no region '{}'", harmless(code, 40))));
}

Result<void> validate_country(std::string_view code, const Catalog& catalog) {
  if (catalog.country(code) != nullptr) return {};
  return fail(invalid(fmt::format("country: there is no country '{}'", harmless(code, 40))));
}

Result<void> validate_language(std::string_view code) {
  if (std::ranges::find(kLanguages, code) != std::end(kLanguages)) return {};
  return fail(invalid(fmt::format("language: choose one of {}", fmt::join(kLanguages, ", "))));
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

Result<void> validate_blocked_servers(std::span<const std::string> servers, std::string_view region,
                                      const Catalog& catalog) {
  const std::string_view home = catalog.server_for(region, region);
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const std::string place = fmt::format("blocked_servers[{}]: ", i);
    if (catalog.server(servers[i]) == nullptr)
      return fail(invalid(place + fmt::format("there is no server '{}'", harmless(servers[i], 20))));
    if (servers[i] == home)
      return fail(invalid(place + fmt::format("{} is the server of your own region", home)));
    if (std::ranges::count(servers, servers[i]) > 1)
      return fail(invalid(place + fmt::format("{} is named twice", servers[i])));
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
