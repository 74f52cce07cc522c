// joined(): one statement text out of parts that several statements share, such as a list of columns.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace evo::sql {

template <std::size_t... Sizes>
consteval auto joined(const char (&... parts)[Sizes]) {
  std::array<char, (Sizes + ...) - sizeof...(Sizes) + 1> text{};
  auto* end = text.data();
  ((end = std::copy_n(parts, Sizes - 1, end)), ...);
  return text;
}

}  // namespace evo::sql
