// Rules for what a player may be called and may choose. They hold in the core, whichever way the words come
// in. Text is expected composed (core/player/unicode.hpp), so that what looks the same is the same.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/catalog/catalog.hpp"

namespace evo {

inline constexpr std::size_t kNameLettersMin = 3;
inline constexpr std::size_t kNameLettersMax = 12;
inline constexpr std::size_t kOtherNamesCharactersMax = 100;  // All together.

// Who must have accepted the terms and finished the setup before queueing: everybody, or those who signed in
// with an account elsewhere (guests are known to be passing), or nobody.
enum class SetupDemand { never, accounts, always };
std::string_view to_string(SetupDemand demand);
std::optional<SetupDemand> setup_demand_from(std::string_view text);

struct PlayerRules {
  int name_letters_min = static_cast<int>(kNameLettersMin);
  int name_letters_max = static_cast<int>(kNameLettersMax);
  int battletag_letters_min = 2;
  int battletag_letters_max = 12;
  int battletag_digits_min = 3;
  int battletag_digits_max = 12;
  SetupDemand setup = SetupDemand::accounts;
  std::string terms_version = "1";  // Another one has to be accepted again.
  int alert_minutes_min = 5;        // How often somebody may be told that others queue.
  int alert_minutes_max = 1440;
};

// Gathers what is wrong, so that one answer tells all of it.
class Problems {
 public:
  void add(const Result<void>& checked);
  bool none() const { return text_.empty(); }
  // Errors: invalid, with every problem.
  Result<void> result() const;

 private:
  std::string text_;
};

// 3 to 12 ASCII letters. Errors: invalid, saying what is wrong with it.
Result<void> validate_name(std::string_view name, const PlayerRules& rules = {});
// Further in-game names: 3 to 12 characters each, of letters of any script, digits, '_', '-' and '.';
// different from each other and from `name`, ignoring case.
Result<void> validate_other_names(std::string_view name, std::span<const std::string> other_names);
// "Name#12345": letters, digits and marks of any script, then decimal digits.
Result<void> validate_battletag(std::string_view battletag, const PlayerRules& rules);
Result<void> validate_region(std::string_view code, const Catalog& catalog);
Result<void> validate_country(std::string_view code, const Catalog& catalog);
Result<void> validate_language(std::string_view code);
// At most one race of each side and at least one race.
Result<void> validate_races(std::span<const std::string> races, const Catalog& catalog);
// Different servers, and not that of the player's own region: somewhere he has to play.
Result<void> validate_blocked_servers(std::span<const std::string> servers, std::string_view region,
                                      const Catalog& catalog);
// At most Catalog::vetoes_max different maps of the mode's current pool.
Result<void> validate_vetoes(std::span<const std::string> vetoes, std::string_view mode,
                             const Catalog& catalog);

}  // namespace evo
