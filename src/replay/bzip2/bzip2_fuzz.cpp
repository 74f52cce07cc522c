// Streams that claim to be bzip2. The first two bytes are the size of the output, the third a choice: take
// the rest as a stream, or pack it and change one byte. What we accept, libbz2 accepts, with the same output.
#include "base/assert.hpp"
#include "replay/bzip2/bzip2.hpp"
#include "replay/bzip2/bzip2_support.hpp"
#include "support/fuzz.hpp"

namespace {
constexpr std::uint8_t kLargestLevelFrom = 0xF0;
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay::bzip2;
  if (size < 7) return 0;
  std::size_t out_size = std::size_t{data[0]} << 8 | data[1];
  test::Buffer packed(data + 6, data + size);
  if (data[2] % 2 != 0) {
    out_size = packed.size();
    // The level only tells libbz2 how much memory to take, and taking much is slow.
    packed = test::pack(packed, data[2] < kLargestLevelFrom ? 1 : 9);
    packed[(std::size_t{data[3]} << 8 | data[4]) % packed.size()] ^= data[5];
  }
  test::Buffer ours(out_size);
  test::Buffer theirs(out_size);
  const char* failure = decompress(packed, ours);
  if (failure == nullptr) EVO_ASSERT(test::unpack_by_libbz2(packed, theirs) && ours == theirs);
  if (data[2] % 2 != 0 && data[5] == 0) EVO_ASSERT(failure == nullptr);
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  using namespace evo::replay::bzip2;
  std::vector<evo::fuzz::Input> seeds;
  for (unsigned shape = 0; shape < test::kShapes; ++shape) {
    const std::size_t size = 300 + 100 * shape;
    const test::Buffer content = test::content(shape, size, shape);
    const std::vector<std::uint8_t> packed = test::pack(content, 1);
    seeds.push_back({static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size), 0, 0, 0, 0});
    seeds.back().insert(seeds.back().end(), packed.begin(), packed.end());
    seeds.push_back({0, 0, 1, 0, static_cast<std::uint8_t>(shape), 1});
    seeds.back().insert(seeds.back().end(), content.begin(), content.end());
  }
  return seeds;
}
