// For tests of the bzip2 decoder: what libbz2 says, and data of the shapes in which compressors go wrong.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include <bzlib.h>

namespace evo::replay::bzip2::test {

using Buffer = std::vector<std::uint8_t>;

// `level` is the block size in units of 100 kB.
inline Buffer pack(const Buffer& content, int level) {
  Buffer out(content.size() + content.size() / 50 + 1000);
  auto size = static_cast<unsigned>(out.size());
  BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(out.data()), &size,
                           reinterpret_cast<char*>(const_cast<std::uint8_t*>(content.data())),
                           static_cast<unsigned>(content.size()), level, 0, 0);
  out.resize(size);
  return out;
}

// Whether libbz2 takes `packed` for exactly one stream of exactly out.size() bytes.
inline bool unpack_by_libbz2(std::span<const std::uint8_t> packed, std::span<std::uint8_t> out) {
  bz_stream stream{};
  if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) return false;
  stream.next_in = reinterpret_cast<char*>(const_cast<std::uint8_t*>(packed.data()));
  stream.avail_in = static_cast<unsigned>(packed.size());
  stream.next_out = reinterpret_cast<char*>(out.data());
  stream.avail_out = static_cast<unsigned>(out.size());
  const int status = BZ2_bzDecompress(&stream);
  const bool whole = status == BZ_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
  BZ2_bzDecompressEnd(&stream);
  return whole;
}

// `size` bytes; every `shape` below kShapes is another kind of text.
inline constexpr unsigned kShapes = 9;
inline Buffer content(unsigned shape, std::size_t size, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto below = [&random](std::uint32_t bound) { return static_cast<std::uint32_t>(random() % bound); };
  Buffer out;
  out.reserve(size + 600);
  while (out.size() < size) {
    const std::uint8_t any = static_cast<std::uint8_t>(random());
    switch (shape) {
      case 0:  // Noise.
        out.push_back(any);
        break;
      case 1:  // One value.
        out.push_back(7);
        break;
      case 2:  // Few values.
        out.push_back(static_cast<std::uint8_t>('a' + below(3)));
        break;
      case 3:  // Runs around the lengths that the format counts in.
        out.insert(out.end(), below(2) == 0 ? 1 + below(9) : 250 + below(20), any);
        break;
      case 4:  // A period.
        out.push_back(static_cast<std::uint8_t>(out.size() % 7));
        break;
      case 5:  // Records of slowly changing numbers, as event streams have.
        for (unsigned i = 0; i < 12; ++i)
          out.push_back(i < 4 ? static_cast<std::uint8_t>(out.size() >> (8 * i))
                              : static_cast<std::uint8_t>(i * i));
        out.back() = static_cast<std::uint8_t>(below(20));
        break;
      case 6:  // Skewed: long codes.
        out.push_back(static_cast<std::uint8_t>(__builtin_clz(static_cast<std::uint32_t>(random()) | 1) * 8 +
                                                below(2)));
        break;
      case 7:  // Copies of what came before.
        if (out.size() < 64 || below(8) == 0) {
          out.push_back(any);
        } else {
          const std::size_t from = random() % (out.size() - 32);
          for (std::size_t i = 0; i < 20; ++i) out.push_back(out[from + i]);
        }
        break;
      default:  // Every value in turn, so that the front comes from the very back.
        out.push_back(static_cast<std::uint8_t>(out.size() * 255));
        break;
    }
  }
  out.resize(size);
  return out;
}

}  // namespace evo::replay::bzip2::test
