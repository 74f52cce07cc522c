// Streams that claim to be bzip2. The first two bytes are the size of the output, the third a choice: take
// the rest as a stream, or pack it and change one byte. What we accept, libbz2 accepts, with the same output.
#include "base/assert.hpp"
#include "replay/bzip2/bzip2.hpp"
#include "replay/bzip2/bzip2_support.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay::bzip2;
  if (size < 6) return 0;
  std::size_t out_size = std::size_t{data[0]} << 8 | data[1];
  test::Buffer packed(data + 6, data + size);
  if (data[2] % 2 != 0) {
    out_size = packed.size();
    packed = test::pack(packed, 1 + data[2] % 9);
    packed[(std::size_t{data[3]} << 8 | data[4]) % packed.size()] ^= data[5];
  }
  test::Buffer ours(out_size);
  test::Buffer theirs(out_size);
  const char* failure = decompress(packed, ours);
  if (failure == nullptr) EVO_ASSERT(test::unpack_by_libbz2(packed, theirs) && ours == theirs);
  if (data[2] % 2 != 0 && data[5] == 0) EVO_ASSERT(failure == nullptr);
  return 0;
}
