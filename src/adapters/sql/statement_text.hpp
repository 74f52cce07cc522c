// joined(): one statement text out of parts that several statements share, such as a list of columns.
#pragma once

#include <algorithm>
#include <array>
#include <iterator>

namespace evo::sql {

// Parts are literals, or joined before: arrays that end with a zero.
template <class... Parts>
consteval auto joined(const Parts&... parts) {
  std::array<char, (sizeof(Parts) + ...) - sizeof...(Parts) + 1> text{};
  auto* end = text.data();
  ((end = std::copy_n(std::data(parts), sizeof(Parts) - 1, end)), ...);
  return text;
}

}  // namespace evo::sql
