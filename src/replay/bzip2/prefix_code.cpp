#include "replay/bzip2/prefix_code.hpp"

#include <algorithm>

namespace evo::replay::bzip2 {

bool PrefixCode::build(std::span<const std::uint8_t> lengths) {
  std::array<std::uint32_t, kCodeBitsMax + 1> counts{};
  for (const std::uint8_t length : lengths) ++counts[length];
  std::array<std::uint32_t, kCodeBitsMax + 1> places{};
  std::uint32_t code = 0;
  std::uint32_t place = 0;
  for (unsigned length = 1; length <= kCodeBitsMax; ++length) {
    shift_[length] = place - code;
    places[length] = place;
    place += counts[length];
    code += counts[length];
    if (code > 1u << length) return false;
    limit_[length] = code << (kCodeBitsMax - length);
    code <<= 1;
  }
  for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol)
    order_[places[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);

  auto fill = fast_.begin();
  place = 0;
  for (unsigned length = 1; length <= kFastBits; ++length)
    for (std::uint32_t left = counts[length]; left > 0; --left)
      fill = std::fill_n(fill, 1u << (kFastBits - length),
                         static_cast<Entry>(unsigned{order_[place++]} << 5 | length));
  std::fill(fill, fast_.end(), Entry{0});
  return true;
}

PrefixCode::Entry PrefixCode::slow(std::uint32_t bits) const {
  for (unsigned length = kFastBits + 1; length <= kCodeBitsMax; ++length) {
    if (bits >= limit_[length]) continue;
    const std::uint32_t place = (bits >> (kCodeBitsMax - length)) + shift_[length];
    return static_cast<Entry>(unsigned{order_[place]} << 5 | length);
  }
  return 0;
}

}  // namespace evo::replay::bzip2
