// The one table behind to_string(Enum) and its reverse.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/assert.hpp"

namespace evo {

template <class Enum, std::size_t N>
using EnumText = std::array<std::pair<Enum, std::string_view>, N>;

template <class Enum, std::size_t N>
std::string_view text_of(const EnumText<Enum, N>& table, Enum value) {
  for (const auto& [known, text] : table)
    if (known == value) return text;
  EVO_ASSERT(false && "every enumerator is in its table");
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const EnumText<Enum, N>& table, std::string_view text) {
  for (const auto& [value, known] : table)
    if (known == text) return value;
  return std::nullopt;
}

}  // namespace evo
