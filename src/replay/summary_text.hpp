// The texts in which a summary's values are written, read back.
#pragma once

#include <optional>
#include <string_view>

#include "replay/summary.hpp"

namespace evo::replay {

// nullopt for anything that to_string() does not write; "" gives an unset handle.
std::optional<ToonHandle> parse_toon(std::string_view text);
std::optional<GameResult> parse_result(std::string_view text);
std::optional<Control> parse_control(std::string_view text);

}  // namespace evo::replay
