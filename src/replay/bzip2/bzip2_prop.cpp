// Our decoder and libbz2 agree on text of many shapes, whole and damaged.
#include <string_view>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "replay/bzip2/bzip2.hpp"
#include "replay/bzip2/bzip2_support.hpp"

namespace evo::replay::bzip2 {
namespace {

using test::Buffer;

struct Sample {
  Buffer text;
  Buffer packed;
};

Sample sample(std::size_t size_max) {
  const auto shape = *rc::gen::inRange(0u, test::kShapes);
  const auto size = *rc::gen::inRange<std::size_t>(0, size_max);
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  Buffer text = test::content(shape, size, seed);
  Buffer packed = test::pack(text, *rc::gen::inRange(1, 10));
  return {std::move(text), std::move(packed)};
}

// Both decoders, into room for `size` bytes. We may refuse what libbz2 tolerates, never the other way round.
void compare(const Buffer& packed, std::size_t size) {
  Buffer ours(size);
  Buffer theirs(size);
  if (decompress(packed, ours) != nullptr) return;
  RC_ASSERT(test::unpack_by_libbz2(packed, theirs));
  RC_ASSERT(ours == theirs);
}

RC_GTEST_PROP(Bzip2, GivesBackWhatWasPacked, ()) {
  const Sample from = sample(*rc::gen::element<std::size_t>(20, 3000, 250'000));
  Buffer out(from.text.size());
  const char* failure = decompress(from.packed, out);
  RC_ASSERT(std::string_view(failure == nullptr ? "" : failure) == "");
  RC_ASSERT(out == from.text);
}

RC_GTEST_PROP(Bzip2, EveryCutIsNoticed, ()) {
  const Sample from = sample(2000);
  Buffer out(from.text.size());
  for (std::size_t size = 0; size < from.packed.size(); ++size)
    RC_ASSERT(decompress({from.packed.data(), size}, out) != nullptr);
}

RC_GTEST_PROP(Bzip2, AnotherSizeIsNoticed, ()) {
  const Sample from = sample(2000);
  Buffer more(from.text.size() + 1);
  RC_ASSERT(decompress(from.packed, more) != nullptr);
  Buffer less(from.text.size() - (from.text.empty() ? 0 : 1));
  RC_ASSERT(from.text.empty() || decompress(from.packed, less) != nullptr);
  Buffer packed = from.packed;
  packed.push_back(0);
  Buffer out(from.text.size());
  RC_ASSERT(std::string_view(decompress(packed, out)) == "bytes follow the bzip2 data");
}

RC_GTEST_PROP(Bzip2, AChangedBitIsAnErrorOrHarmless, ()) {
  const Sample from = sample(400);
  for (int i = 0; i < 200; ++i) {
    Buffer packed = from.packed;
    const auto bit = *rc::gen::inRange<std::size_t>(0, packed.size() * 8);
    packed[bit / 8] = static_cast<std::uint8_t>(packed[bit / 8] ^ 1u << bit % 8);
    compare(packed, from.text.size());
  }
}

}  // namespace
}  // namespace evo::replay::bzip2
