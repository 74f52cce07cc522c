#include "replay/bzip2/bzip2.hpp"

#include <gtest/gtest.h>

#include "replay/bzip2/bzip2_support.hpp"
#include "replay/bzip2/checksum.hpp"

namespace evo::replay::bzip2 {
namespace {

using test::Buffer;

Buffer whole(const Buffer& text, int level) {
  Buffer out(text.size());
  const char* failure = decompress(test::pack(text, level), out);
  EXPECT_EQ(failure, nullptr) << failure;
  return out;
}

// The check value that catalogues of checksums print.
TEST(Bzip2, ChecksumOfTheNineDigits) {
  const std::string_view digits = "123456789";
  EXPECT_EQ(checksum({reinterpret_cast<const std::uint8_t*>(digits.data()), digits.size()}), 0xFC891918u);
}

TEST(Bzip2, SmallAndEmptyText) {
  for (std::size_t size = 0; size < 40; ++size)
    for (unsigned shape = 0; shape < test::kShapes; ++shape) {
      const Buffer text = test::content(shape, size, 1);
      EXPECT_EQ(whole(text, 9), text);
    }
}

TEST(Bzip2, SeveralBlocksAndFullOnes) {
  for (const std::size_t size : {99'980uz, 99'981uz, 100'000uz, 250'001uz})
    for (const unsigned shape : {0u, 1u, 3u, 5u}) {
      const Buffer text = test::content(shape, size, 2);
      EXPECT_EQ(whole(text, 1), text) << size << " of shape " << shape;
    }
  const Buffer text = test::content(7, 1'000'000, 3);
  EXPECT_EQ(whole(text, 9), text);
}

TEST(Bzip2, NamesWhatItRefuses) {
  const Buffer text = test::content(5, 500, 4);
  Buffer packed = test::pack(text, 9);
  Buffer out(text.size());
  packed[14] |= 0x80;  // The first bit behind a block's signature and checksum.
  EXPECT_STREQ(decompress(packed, out), kRandomised);
  packed[14] &= 0x7F;
  packed[11] ^= 1;
  EXPECT_STREQ(decompress(packed, out), "bzip2 data is corrupt: checksum of a block");
  packed[11] ^= 1;
  packed[3] = '0';
  EXPECT_STREQ(decompress(packed, out), "bzip2 data is corrupt: block size");
  packed[0] = 'b';
  EXPECT_STREQ(decompress(packed, out), "bzip2 data is corrupt: signature");
}

}  // namespace
}  // namespace evo::replay::bzip2
