#include "replay/bzip2/bzip2.hpp"

#include <algorithm>

#include "replay/bzip2/bit_window.hpp"
#include "replay/bzip2/checksum.hpp"
#include "replay/bzip2/inverse_sort.hpp"
#include "replay/bzip2/runs.hpp"
#include "replay/bzip2/symbols.hpp"
#include "replay/bzip2/workspace.hpp"

namespace evo::replay::bzip2 {
namespace {

constexpr std::size_t kLevelBytes = 100'000;
constexpr const char* kLong = "bzip2 data is longer than declared";

class Stream {
 public:
  Stream(std::span<const std::uint8_t> packed, std::span<std::uint8_t> out, Workspace& space)
      : bits_(packed), out_(out), space_(space) {}

  const char* decompress() {
    const char* failure = read_blocks();
    if (bits_.overrun()) return kCut;
    if (failure != nullptr) return failure;
    if (!out_.empty()) return "bzip2 data is shorter than declared";
    return bits_.bytes_left() > 0 ? "bytes follow the bzip2 data" : nullptr;
  }

 private:
  const char* read_blocks() {
    if (bits_.take(24) != 0x425A68) return "bzip2 data is corrupt: signature";  // "BZh"
    const std::uint32_t level = bits_.take(8) - '0';
    if (level < 1 || level > 9) return "bzip2 data is corrupt: block size";
    block_bytes_ = level * kLevelBytes;
    std::uint32_t combined = 0;
    for (;;) {
      const std::uint32_t high = bits_.take(24);
      const std::uint32_t low = bits_.take(24);
      const std::uint32_t sum = bits_.take(32);
      if (bits_.overrun()) return kCut;
      if (high == 0x177245 && low == 0x385090)
        return sum == combined ? nullptr : "bzip2 data is corrupt: checksum of the stream";
      if (high != 0x314159 || low != 0x265359) return "bzip2 data is corrupt: neither block nor end";
      if (const char* failure = read_block(sum)) return failure;
      combined = (combined << 1 | combined >> 31) ^ sum;
    }
  }

  const char* read_block(std::uint32_t sum) {
    if (bits_.take(1) != 0) return kRandomised;
    const std::size_t origin = bits_.take(24);
    // Text never shrinks to less than four fifths.
    const std::size_t fitting = out_.size() + out_.size() / 4;
    const std::size_t size_max = std::min(block_bytes_, fitting);
    space_.reserve(size_max);
    const char* too_long =
        fitting < block_bytes_ ? kLong : "bzip2 data is corrupt: a block larger than declared";
    const Column column = read_column(bits_, space_, size_max, too_long);
    if (column.failure != nullptr) return column.failure;
    if (origin >= column.size) return "bzip2 data is corrupt: origin of a block";
    inverse_sort(space_, column.size, origin);
    const Expanded text = expand_runs({space_.text.get(), column.size}, out_, kLong);
    if (text.failure != nullptr) return text.failure;
    if (checksum(out_.first(text.written)) != sum) return "bzip2 data is corrupt: checksum of a block";
    out_ = out_.subspan(text.written);
    return nullptr;
  }

  BitWindow bits_;
  std::span<std::uint8_t> out_;  // What is still to come.
  Workspace& space_;
  std::size_t block_bytes_ = 0;
};

}  // namespace

const char* decompress(std::span<const std::uint8_t> packed, std::span<std::uint8_t> out) {
  thread_local Workspace space;
  return Stream(packed, out, space).decompress();
}

}  // namespace evo::replay::bzip2
