#include "replay/bzip2/symbols.hpp"

#include <algorithm>
#include <cstring>

#include "replay/bzip2/recency_list.hpp"

namespace evo::replay::bzip2 {
namespace {

// Compiled twice, for any processor and for those of the last ten years; which runs is chosen at start-up.
#if defined(__x86_64__)
#define EVO_FOR_EACH_PROCESSOR [[gnu::target_clones("arch=x86-64-v3", "default")]]
#else
#define EVO_FOR_EACH_PROCESSOR
#endif

constexpr unsigned kGroupSymbols = 50;
constexpr unsigned kRunSymbols = 2;

// What stands before the symbols of a block.
struct Plan {
  RecencyList recent;
  unsigned symbols = 0;  // Two for runs, one for every used value but the first, one for the end.
  std::size_t codes = 0;
  std::size_t selectors = 0;
};

const char* read_used(BitWindow& bits, Plan& plan) {
  const std::uint32_t rows = bits.take(16);
  for (unsigned row = 0; row < 16; ++row) {
    if ((rows >> (15 - row) & 1) == 0) continue;
    const std::uint32_t values = bits.take(16);
    for (unsigned i = 0; i < 16; ++i)
      if ((values >> (15 - i) & 1) != 0) plan.recent.append(static_cast<std::uint8_t>(row * 16 + i));
  }
  plan.symbols = plan.recent.size() + kRunSymbols;
  return plan.recent.size() == 0 ? "bzip2 data is corrupt: a block without values" : nullptr;
}

// Which code each group of symbols uses, by recency too. More selectors than a block can need are read and
// forgotten, as other programs are known to write some.
const char* read_selectors(BitWindow& bits, Plan& plan, Workspace& space) {
  plan.codes = bits.take(3);
  if (plan.codes < 2 || plan.codes > kCodesMax) return "bzip2 data is corrupt: number of codes";
  const std::size_t count = bits.take(15);
  if (count == 0) return "bzip2 data is corrupt: no selectors";
  std::array<std::uint8_t, kCodesMax> recent{0, 1, 2, 3, 4, 5};
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t rank = 0;
    while (bits.take(1) != 0)
      if (++rank == plan.codes) return "bzip2 data is corrupt: selector";
    const std::uint8_t chosen = recent[rank];
    for (; rank > 0; --rank) recent[rank] = recent[rank - 1];
    recent[0] = chosen;
    if (i < kSelectorsMax) space.selectors[i] = chosen;
  }
  plan.selectors = std::min(count, kSelectorsMax);
  return nullptr;
}

const char* read_codes(BitWindow& bits, const Plan& plan, Workspace& space) {
  for (std::size_t code = 0; code < plan.codes; ++code) {
    std::array<std::uint8_t, kSymbolsMax> lengths;
    unsigned length = bits.take(5);
    for (unsigned symbol = 0; symbol < plan.symbols; ++symbol) {
      for (;;) {
        if (length == 0 || length > kCodeBitsMax) return "bzip2 data is corrupt: length of a code";
        if (bits.take(1) == 0) break;
        length += bits.take(1) == 0 ? 1u : ~0u;
      }
      lengths[symbol] = static_cast<std::uint8_t>(length);
    }
    if (!space.codes[code].build({lengths.data(), plan.symbols}))
      return "bzip2 data is corrupt: more codes than there is room for";
  }
  return nullptr;
}

// Puts the value at `to` and ahead of it, so that a short run is one store.
void put_ahead(std::uint8_t* to, std::uint8_t value) {
  const std::uint64_t eight = value * 0x0101010101010101u;
  std::memcpy(to, &eight, 8);
  std::memcpy(to + 8, &eight, 8);
}

// A run is its length in digits 1 and 2, lowest first; every digit is written as it comes.
EVO_FOR_EACH_PROCESSOR Column read_symbols(BitWindow& source, Workspace& space, Plan& plan,
                                           std::size_t size_max, const char* too_long) {
  BitWindow bits = source;
  const unsigned end_symbol = plan.symbols - 1;
  std::uint8_t* to = space.sorted.get();
  std::size_t left = size_max;
  std::size_t digit = 1;
  for (std::size_t group = 0; group < plan.selectors; ++group) {
    const PrefixCode& code = space.codes[space.selectors[group]];
    for (unsigned i = 0; i < kGroupSymbols; ++i) {
      bits.refill();
      PrefixCode::Entry entry = code.fast(bits.peek(PrefixCode::kFastBits));
      if (entry == 0) [[unlikely]] {
        entry = code.slow(bits.peek(kCodeBitsMax));
        if (entry == 0) return {0, bits.overrun() ? kCut : "bzip2 data is corrupt: unknown code"};
      }
      bits.drop(PrefixCode::length(entry));
      const unsigned symbol = PrefixCode::symbol(entry);
      if (symbol == end_symbol) [[unlikely]] {
        source = bits;
        return {size_max - left, bits.overrun() ? kCut : nullptr};
      }
      const bool run = symbol < kRunSymbols;
      const std::size_t count = run ? digit << symbol : 1;
      digit = run ? digit << 1 : 1;
      const std::uint8_t value = plan.recent.to_front(run ? 0 : symbol - 1);
      if (count > left) [[unlikely]]
        return {0, bits.overrun() ? kCut : too_long};
      put_ahead(to, value);
      if (count > kSlack) [[unlikely]]
        std::memset(to, value, count);
      to += count;
      left -= count;
    }
    if (bits.overrun()) [[unlikely]]
      return {0, kCut};
  }
  return {0, "bzip2 data is corrupt: a block without end"};
}

}  // namespace

Column read_column(BitWindow& bits, Workspace& space, std::size_t size_max, const char* too_long) {
  Plan plan;
  const char* failure = read_used(bits, plan);
  if (failure == nullptr) failure = read_selectors(bits, plan, space);
  if (failure == nullptr) failure = read_codes(bits, plan, space);
  if (failure != nullptr || bits.overrun()) return {0, bits.overrun() ? kCut : failure};
  return read_symbols(bits, space, plan, size_max, too_long);
}

}  // namespace evo::replay::bzip2
