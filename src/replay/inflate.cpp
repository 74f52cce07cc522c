#include "replay/inflate.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <zlib.h>

#if EVO_SYSTEM_BZIP2
#include <memory>
#include <utility>

#include <bzlib.h>
#else
#include "replay/bzip2/bzip2.hpp"
#endif

namespace evo::replay {
namespace {

constexpr std::uint8_t kStored = 0x00;
constexpr std::uint8_t kZlib = 0x02;
constexpr std::uint8_t kBzip2 = 0x10;

#if EVO_SYSTEM_BZIP2

// What libbz2 allocates for one stream: its state of 64 kB and four bytes for each of at most 900 000 in a
// block. Handing it out of memory that stays spares mapping and clearing megabytes for every member of a few
// hundred bytes.
class Scratch {
 public:
  static constexpr std::size_t kBytes = 3'700'000;

  void reset() { used_ = 0; }
  void* take(std::size_t size) {
    size = (size + 15) & ~std::size_t{15};
    if (size > kBytes - used_) return nullptr;
    if (bytes_ == nullptr) bytes_ = std::make_unique_for_overwrite<std::byte[]>(kBytes);
    return bytes_.get() + std::exchange(used_, used_ + size);
  }

 private:
  std::unique_ptr<std::byte[]> bytes_;
  std::size_t used_ = 0;
};

void* take_scratch(void* scratch, int items, int size) {
  return static_cast<Scratch*>(scratch)->take(static_cast<std::size_t>(items) *
                                              static_cast<std::size_t>(size));
}
void keep_scratch(void*, void*) {}

Result<> inflate_bzip2(std::span<const std::uint8_t> packed, std::span<std::uint8_t> out) {
  thread_local Scratch scratch;
  scratch.reset();
  bz_stream stream{};
  stream.bzalloc = take_scratch;
  stream.bzfree = keep_scratch;
  stream.opaque = &scratch;
  if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) return fail(internal("bzip2 cannot start"));
  const std::unique_ptr<bz_stream, int (*)(bz_stream*)> guard(&stream, BZ2_bzDecompressEnd);
  // The library takes pointers to mutable input that it only reads.
  stream.next_in = reinterpret_cast<char*>(const_cast<std::uint8_t*>(packed.data()));
  stream.avail_in = static_cast<unsigned>(packed.size());
  stream.next_out = reinterpret_cast<char*>(out.data());
  stream.avail_out = static_cast<unsigned>(out.size());
  const int status = BZ2_bzDecompress(&stream);
  if (status == BZ_OK && stream.avail_out == 0) return fail(invalid("bzip2 data is longer than declared"));
  if (status == BZ_OK) return fail(invalid("bzip2 data is cut short"));
  if (status != BZ_STREAM_END) return fail(invalid(fmt::format("bzip2 data is corrupt (code {})", status)));
  if (stream.avail_out != 0) return fail(invalid("bzip2 data is shorter than declared"));
  if (stream.avail_in != 0) return fail(invalid("bytes follow the bzip2 data"));
  return {};
}

#else

Result<> inflate_bzip2(std::span<const std::uint8_t> packed, std::span<std::uint8_t> out) {
  if (const char* failure = bzip2::decompress(packed, out)) return fail(invalid(failure));
  return {};
}

#endif

Result<> inflate_zlib(std::span<const std::uint8_t> packed, std::span<std::uint8_t> out) {
  uLongf out_size = out.size();
  uLong packed_size = packed.size();
  const int status = uncompress2(out.data(), &out_size, packed.data(), &packed_size);
  if (status == Z_BUF_ERROR) return fail(invalid("zlib data is longer than declared or cut short"));
  if (status != Z_OK) return fail(invalid(fmt::format("zlib data is corrupt (code {})", status)));
  if (out_size != out.size()) return fail(invalid("zlib data is shorter than declared"));
  if (packed_size != packed.size()) return fail(invalid("bytes follow the zlib data"));
  return {};
}

}  // namespace

Result<> inflate(std::span<const std::uint8_t> packed, std::span<std::uint8_t> out) {
  if (packed.empty()) return fail(invalid("no compressed data"));
  const std::uint8_t method = packed.front();
  packed = packed.subspan(1);
  switch (method) {
    case kBzip2:
      return inflate_bzip2(packed, out);
    case kZlib:
      return inflate_zlib(packed, out);
    case kStored:
      if (packed.size() != out.size()) return fail(invalid("stored data has another size than declared"));
      std::ranges::copy(packed, out.begin());
      return {};
    default:
      return fail(invalid(fmt::format("unknown compression method 0x{:02x}", method)));
  }
}

}  // namespace evo::replay
