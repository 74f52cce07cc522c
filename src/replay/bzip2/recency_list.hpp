// The byte values of a block, most recent first: asked for a rank, it gives the value there and moves it to
// the front. Rows of sixteen move as one, so that the usual small rank costs no branch that could be guessed
// wrong.
#pragma once

#include <array>
#include <cstdint>

namespace evo::replay::bzip2 {

class RecencyList {
 public:
  void set(unsigned rank, std::uint8_t value) { values_[rank] = value; }

  // `rank` below 256.
  std::uint8_t to_front(unsigned rank) {
    const std::uint8_t value = values_[rank];
    unsigned row = rank / kRow;
    Row keep;
    __builtin_memcpy(&keep, kKept[rank % kRow].data(), kRow);
    if (row == 0) [[likely]] {
      const Row old = load(0);
      store(0, (pushed(old, value) & ~keep) | (old & keep));
      return value;
    }
    Row old = load(row);
    Row before = load(row - 1);
    store(row, (joined(before, old) & ~keep) | (old & keep));
    while (--row > 0) {
      old = before;
      before = load(row - 1);
      store(row, joined(before, old));
    }
    store(0, pushed(before, value));
    return value;
  }

 private:
  static constexpr unsigned kRow = 16;
  using Row = std::uint8_t __attribute__((vector_size(kRow)));

  Row load(unsigned row) const {
    Row value;
    __builtin_memcpy(&value, values_.data() + row * kRow, kRow);
    return value;
  }
  void store(unsigned row, Row value) { __builtin_memcpy(values_.data() + row * kRow, &value, kRow); }
  // The row moved up by one, behind the last value of the row before.
  static Row joined(Row before, Row row) {
    return __builtin_shufflevector(before, row, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
                                   30);
  }
  static Row pushed(Row row, std::uint8_t value) {
    const Row none{};
    const Row first{value};
    return __builtin_shufflevector(none, row, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30) |
           first;
  }
  // Which places of the rank's own row stay: those behind it.
  alignas(kRow) static constexpr auto kKept = [] {
    std::array<std::array<std::uint8_t, kRow>, kRow> rows{};
    for (unsigned place = 0; place < kRow; ++place)
      for (unsigned i = place + 1; i < kRow; ++i) rows[place][i] = 0xFF;
    return rows;
  }();

  alignas(kRow) std::array<std::uint8_t, 256> values_{};
};

}  // namespace evo::replay::bzip2
