// Rules for what a player may be called and may choose. They hold in the core, whichever way the words come
// in.
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

// 3 to 12 ASCII letters. Errors: invalid, saying what is wrong with it.
Result<void> validate_name(std::string_view name);
// Further in-game names: 3 to 12 characters each, of letters of any script, digits, '_', '-' and '.';
// different from each other and from `name`, ignoring ASCII case.
Result<void> validate_other_names(std::string_view name, std::span<const std::string> other_names);
// At most one race of each side and at least one race.
Result<void> validate_races(std::span<const std::string> races, const Catalog& catalog);
// At most Catalog::vetoes_max different maps of the mode's current pool.
Result<void> validate_vetoes(std::span<const std::string> vetoes, std::string_view mode,
                             const Catalog& catalog);

}  // namespace evo
